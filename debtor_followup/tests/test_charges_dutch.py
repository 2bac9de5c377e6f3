from datetime import date, datetime

from odoo.tests import freeze_time, tagged

from .law_common import LawCommon


@tagged("post_install", "-at_install")
class TestDutchLetters(LawCommon):
    """After the term of a 14-day letter its costs are due without a further act."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.followup_law = "NL"
        cls.formal = cls.policy.level_ids[2]
        cls.formal.sudo().add_charges = True
        version = cls.env["debtor.terms.version"].create(
            {
                "name": "Terms",
                "body": "<p>Payment within 30 days, as a fatal term.</p>",
                "date_from": "2024-01-01",
                "company_id": cls.company.id,
                "due_date_is_fatal": True,
            }
        )
        with freeze_time(date(2023, 12, 1)):
            version.action_publish()
        cls.version = version
        cls.person = cls._create_person("Piet Jansen")
        cls.line = cls._claim(partner=cls.person)

    @classmethod
    def _create_person(cls, name):
        partner = cls._create_customer(
            name, kind="consumer", country_id=cls.env.ref("base.nl").id
        )
        cls.env["debtor.terms.acceptance"]._record_sudo(
            partner, cls.company, cls.version, date="2024-06-01", way="document"
        )
        return partner

    def _send_letter(self, line, day=date(2025, 5, 1), **values):
        """A letter of Thursday 1 May 2025 arrives, as presumed, on the 3rd."""
        notice = self._remind(
            line,
            day,
            step_kind="formal_notice",
            channel="letter",
            legal_variant="nl_letter",
            **values,
        )
        copy = self.env["debtor.notice"].create(
            {
                "debtor_id": notice.debtor_id.id,
                "company_id": self.company.id,
                "channel": "email",
                "state": "queued",
                "contact_date": day,
                "copy_of_id": notice.id,
            }
        )
        copy._mark_sent(datetime.combine(day, datetime.min.time()))
        return notice

    def _charges(self, partner=None):
        return self._debtor(partner or self.person).charge_ids

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
        letter.line_ids.copy(
            {
                "notice_id": letter.id,
                "move_line_id": second.id,
                "move_id": second.move_id.id,
                "move_name": second.move_id.name,
            }
        )
        self._pay(second, 2000, "2025-05-12")
        self._run(date(2025, 5, 20))
        # what was paid in time counts no more, and bears no cost
        self.assertEqual(self._charges().move_line_id, self.line)
        self.assertEqual(self._charges().amount, 150)

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
        self._remind(
            self.line,
            date(2025, 1, 20),  # before the due date: nobody was in default
            step_kind="formal_notice",
            channel="letter",
            legal_variant="nl_letter",
        )
        self._run(date(2025, 5, 20))
        self.assertFalse(self._charges())

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
