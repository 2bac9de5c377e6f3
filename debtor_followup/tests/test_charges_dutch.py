from datetime import date

from odoo.tests import tagged

from .dutch_common import DutchCommon


@tagged("post_install", "-at_install")
class TestDutchLetters(DutchCommon):
    """After the term of a 14-day letter its costs are due without a further act."""

    def test_costs_come_when_the_term_is_over(self):
        letter = self._send_letter(self.line)
        # received on 3 May, to pay until the 17th, a Saturday: safe until the 19th
        for day in (date(2025, 5, 4), date(2025, 5, 19)):
            self._run(day)
            self.assertFalse(self._charges())
        self._run(date(2025, 5, 20))
        charge = self._charges()
        self.assertEqual((charge.charge_kind, charge.amount), ("recovery_cost", 150))
        self.assertEqual(charge.date_from, date(2025, 5, 20))
        self.assertEqual((charge.notice_id, charge.level_id), (letter, letter.level_id))
        self.assertIn("150.00", self._debtor(self.person).message_ids[0].body)
        # once, and what was given up never again
        self._run(date(2025, 5, 21))
        self.assertEqual(self._charges(), charge)
        charge._waive("Paid a day late")
        self._run(date(2025, 5, 22))
        self.assertEqual(self._charges(), charge)

    def test_the_later_proven_receipt_counts(self):
        letter = self._send_letter(self.line)
        letter.sudo().write(
            {"delivery_status": "delivered", "date_proven": "2025-05-09 09:00:00"}
        )
        self._run(date(2025, 5, 23))
        self.assertFalse(self._charges())
        self._run(date(2025, 5, 24))
        self.assertEqual(self._charges().date_from, date(2025, 5, 24))

    def test_a_part_paid_in_time_lowers_the_costs(self):
        self._send_letter(self.line)
        self._pay(self.line, 400, "2025-05-10")
        self._run(date(2025, 5, 20))
        self.assertEqual(self._charges().amount, 90)

    def test_whoever_pays_in_time_owes_no_costs(self):
        self._send_letter(self.line)
        self._pay(self.line, 1000, "2025-05-19")
        self._run(date(2025, 5, 20))
        self.assertFalse(self._charges())

    def test_several_claims_of_one_letter_are_one_sum(self):
        second = self._claim(2000, partner=self.person)
        letter = self._send_letter(self.line)
        self._add_claim(letter, second)
        self._pay(second, 2000, "2025-05-12")
        self._run(date(2025, 5, 20))
        # what was paid in time counts no more, and bears no cost; for the other one
        # no more than its part of the 425 that the letter named
        self.assertEqual(self._charges().move_line_id, self.line)
        self.assertEqual(self._charges().amount, 141.67)

    def test_a_letter_that_came_back_claims_no_costs(self):
        letter = self._send_letter(self.line)
        self._run(date(2025, 5, 20))
        letter._set_state("failed", reason="returned")
        self.assertEqual(self._charges().state, "claimed", "its mail arrived")
        letter.copy_ids._set_state("bounced", reason="mailbox full")
        self.assertEqual(self._charges().state, "waived")
        self._run(date(2025, 5, 21))
        self.assertEqual(len(self._charges()), 1)

    def test_a_step_without_costs_claims_none(self):
        self.formal.sudo().add_charges = False
        self._send_letter(self.line)
        self._run(date(2025, 5, 20))
        self.assertFalse(self._charges())

    def test_a_letter_before_default_brings_nothing(self):
        letter = self._remind(
            self.line,
            date(2025, 1, 20),  # before the due date: nobody was in default
            step_kind="formal_notice",
            channel="letter",
            legal_variant="nl_letter",
            deadline_date=date(2025, 2, 6),
        )
        self._write_text(letter)
        self._run(date(2025, 5, 20))
        self.assertFalse(self._charges())
        self.assertTrue(letter.costs_done, "it is not looked at each night")

    def test_one_bad_debtor_never_stops_the_others(self):
        other = self._create_person("Kees de Boer")
        self._send_letter(self._claim(partner=other))
        self._send_letter(self.line)
        other.country_id = False
        with self.assertLogs("odoo.addons.debtor_followup", "WARNING"):
            run = self._run(date(2025, 5, 20))
        self.assertEqual(run.failure_ids.debtor_id, self._debtor(other))
        self.assertIn("principal only", run.failure_ids.message)
        self.assertFalse(self._charges(other))
        self.assertEqual(self._charges().amount, 150)
        # it is said once, and tried until it is mended
        self.assertFalse(self._run(date(2025, 5, 21)).failure_ids)
        other.country_id = self.env.ref("base.nl")
        self._run(date(2025, 5, 22))
        self.assertEqual(self._charges(other).amount, 150)
