from datetime import date

from odoo import Command
from odoo.tests import tagged

from .common import TODAY
from .dutch_common import DutchCommon

#: The letter of 1 May 2025 is free of costs until the 19th.
LAST_DAY = date(2025, 5, 19)
AFTER = date(2025, 5, 20)


@tagged("post_install", "-at_install")
class TestDutchNight(DutchCommon):
    """The costs of a 14-day letter: when they wait, and never more than it named."""

    def _pause(self, reason, **values):
        return (
            self.env["debtor.pause"]
            .sudo()
            .create(
                {
                    "debtor_id": self._debtor(self.person).id,
                    "reason": reason,
                    "date_start": "2025-05-06",
                    "date_end": "2026-12-31",
                    **values,
                }
            )
        )

    def _dispute(self, amount=0):
        line = Command.create({"move_line_id": self.line.id, "amount": amount})
        return self._pause("dispute", scope="claims", line_ids=[line])

    def _amounts(self):
        claimed = self._charges().filtered(lambda one: one.state == "claimed")
        return claimed.mapped("amount")

    def test_nothing_while_a_pause_is_in_force(self):
        letter = self._send_letter(self.line)
        for reason in ("plan", "promise", "reply", "debt_help", "deceased"):
            pause = self._pause(reason)
            self._run(AFTER)
            self.assertFalse(self._charges(), reason)
            pause._set_state("lifted")
        self.assertFalse(letter.costs_done)
        self._run(date(2025, 5, 21))
        self.assertEqual(self._amounts(), [150])

    def test_insolvency_and_debt_settlement_end_costs_for_good(self):
        for reason in ("insolvency", "debt_settlement"):
            letter = self._send_letter(self.line)
            pause = self._pause(reason)
            self._run(AFTER)
            self.assertTrue(letter.costs_done, reason)
            pause._set_state("lifted")
            self._run(date(2025, 5, 21))
            self.assertFalse(self._charges(), reason)
            letter._set_state("withdrawn")

    def test_a_disputed_claim_waits_and_the_others_do_not(self):
        second = self._claim(2000, partner=self.person)
        letter = self._send_letter(self.line)
        self._add_claim(letter, second)
        dispute = self._dispute()
        self._run(AFTER)
        self.assertEqual(self._charges().move_line_id, second)
        dispute._set_state("lifted")
        self._run(date(2025, 5, 21))
        self.assertEqual(sorted(self._amounts()), [141.67, 283.33])
        self.assertTrue(letter.costs_done)

    def test_never_above_what_the_letter_named(self):
        letter = self._send_letter(self.line)
        rest = {"amount_rest": 600, "amount_paused": 400}
        letter.line_ids.sudo().write(rest)
        self._write_text(letter)
        # what is disputed was left out of the letter: the rest does not wait
        self._dispute(400)
        self._run(AFTER)
        self.assertEqual(self._amounts(), [90])

    def test_a_credit_that_covered_a_part_is_not_counted_twice(self):
        letter = self._send_letter(self.line)
        letter.line_ids.sudo().amount_rest = 600
        self._write_text(letter)
        self._refund(self.line, 400)
        # the letter was of another day than its matching
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE debtor_notice_line SET create_date = '2025-05-01' WHERE id = %s",
            letter.line_ids.ids,
        )
        letter.line_ids.invalidate_recordset(["create_date"])
        self._pay(self.line, 200, "2025-05-12")
        self._run(AFTER)
        self.assertEqual(self._amounts(), [60])

    def test_costs_never_follow_settings_that_changed_after_the_letter(self):
        self._send_letter(self.line)
        self.company.followup_deducts_vat = False
        self.company.followup_vat_percent = 21
        self._run(AFTER)
        self.assertEqual(self._amounts(), [150])

    def test_it_waits_until_the_bank_is_booked(self):
        self._send_letter(self.line)
        for day in (False, date(2025, 5, 18)):
            self.company.followup_bank_marked_date = day
            self._run(AFTER)
            self.assertFalse(self._charges())
        self.company.followup_bank_marked_date = LAST_DAY
        self._run(AFTER)
        self.assertEqual(self._amounts(), [150])

    def test_what_was_paid_in_time_is_taken_back(self):
        self._send_letter(self.line)
        self._run(AFTER)
        charge = self._charges()
        self._pay(self.line, 400, "2025-05-18")
        self._run(date(2025, 5, 21))
        self.assertEqual((charge.state, charge.claim_again), ("waived", True))
        self.assertIn("within the term", charge.waive_reason)
        self.assertEqual(self._amounts(), [90])
        self._pay(self.line, 600, "2025-05-19")
        for day in (22, 23):
            self._run(date(2025, 5, day))
            self.assertFalse(self._amounts())
        self.assertEqual(len(self._charges()), 2)

    def test_what_was_paid_late_stays(self):
        self._send_letter(self.line)
        self._run(AFTER)
        self._pay(self.line, 1000, "2025-05-20")
        self._run(date(2025, 5, 21))
        self.assertEqual(self._amounts(), [150])

    def test_a_text_without_sum_or_term_brings_no_costs(self):
        letter = self._send_letter(self.line)
        standard = letter.body
        self.assertTrue(letter._names_costs())
        for text in (
            "<p>Please pay.</p>",
            standard.replace("150.00", "1,150.00"),
            standard.replace("May 17", "May 18"),
        ):
            letter.sudo().write({"body": text, "costs_done": False})
            self._run(AFTER)
            self.assertFalse(self._charges())
            self.assertTrue(letter.costs_done)

    def test_the_order_of_the_law_with_several_claims(self):
        self.company.followup_allocation = "legal"
        second = self._claim(1000, partner=self.person, due=date(2025, 2, 15))
        letter = self._send_letter(self.line)
        self._add_claim(letter, second)
        self._pay(self.line, 400, "2025-05-10")
        run = self._run(AFTER)
        self.assertFalse(run.failure_ids)
        # 15 % of the 1,600 that are left
        self.assertEqual(sorted(self._amounts()), [90, 150])

    def test_a_belgian_consumer_in_the_order_of_the_law(self):
        self.company.followup_law = "BE"
        self.company.followup_allocation = "legal"
        person = self._create_customer("Els Maes", kind="consumer")
        lines = self._claim(partner=person) | self._claim(500, partner=person)
        self._pay(lines[0], 400, "2025-05-10")
        found = self._debtor(person)._claim_legally(lines, TODAY)
        self.assertEqual([one.line for one in found], list(lines))
