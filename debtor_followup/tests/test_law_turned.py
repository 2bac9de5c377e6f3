"""Reminders that were nothing in law: what counts, and from when."""

from datetime import date, datetime, timedelta

from odoo import Command
from odoo.tests import tagged

from .common import TODAY
from .formal_common import FormalCommon
from .law_common import LawCommon
from .letter_common import ADDRESS
from .test_activation import ActivationCommon


@tagged("post_install", "-at_install")
class TestTurnedConsumer(FormalCommon):
    """A business that was reminded twice turns out to be a Belgian consumer."""

    def test_no_formal_notice_without_the_first_reminder_of_the_law(self):
        """Its proposal is dropped, and a person is told why."""
        notice = self._propose()
        self.assertEqual(notice.state, "draft")
        self.company.followup_law = "BE"
        self.debtor.debtor_kind = "consumer"
        self._run(TODAY)
        self.assertEqual(notice.state, "cancelled")
        self.assertEqual(self.debtor.decision_id.reason, "law_reminder")
        row = self.env["debtor.todo"].search([("debtor_id", "=", self.debtor.id)])
        self.assertEqual(row.kind, "end_of_ladder")
        self.assertIn("none of this kind arrived", row.why)
        self.assertIn(self.invoice.name, row.why)

    def test_the_next_reminder_is_the_first_of_the_law(self):
        """Its period is waited for, then the formal notice comes."""
        self.company.followup_law = "BE"
        self.debtor.debtor_kind = "consumer"
        third = self.second.copy(
            {
                "name": "Reminder 3",
                "delay_days": 24,
                "sequence": self.second.sequence,
            }
        )
        reminder = self.debtor._act(TODAY, agreed=True)
        self.assertEqual(
            (reminder.level_id, reminder.legal_variant), (third, "be_first")
        )
        reminder._mark_sent(datetime(2026, 11, 23, 10))
        self.debtor._plan(TODAY + timedelta(days=1))
        # by mail on Monday 23 November: free until Monday 7 December
        self.assertEqual(reminder.deadline_date, date(2026, 12, 7))
        self.assertGreater(self.debtor.next_action_date, date(2026, 12, 7))
        day = date(2026, 12, 11)
        decision = self.debtor._decide(day)[self.debtor]
        self.assertEqual(decision.outcome, "formal_notice")


@tagged("post_install", "-at_install")
class TestDutchDefault(LawCommon):
    """From when a Dutch consumer is in default, for the ladder and for interest."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.followup_law = "NL"
        cls.person = cls._create_customer(
            "Kees Laat", kind="consumer", country_id=cls.env.ref("base.nl").id
        )
        cls.line = cls._claim(partner=cls.person)

    def _interest_from(self):
        debtor = self._debtor(self.person)
        (found,) = debtor._claim_legally(self.line, self.LETTER)
        return found.interest and found.interest.date_from

    def _remind_late(self, variant):
        """By post on 3 March, to pay until the 17th, proven on the 25th."""
        notice = self._remind(
            self.line,
            date(2025, 3, 3),
            channel="letter",
            deadline_date=date(2025, 3, 17),
            legal_variant=variant,
        )
        notice.sudo().write(
            {"delivery_status": "delivered", "date_proven": "2025-03-25 09:00:00"}
        )

    def test_interest_waits_for_the_proven_receipt(self):
        self._remind_late("nl_default")
        self.assertEqual(self._interest_from(), date(2025, 3, 26))

    def test_a_reminder_to_a_business_puts_no_consumer_in_default(self):
        self._remind_late(False)
        self.assertFalse(self._interest_from())
        self._remind(
            self.line,
            date(2025, 5, 1),
            deadline_date=date(2025, 5, 12),
            legal_variant="nl_default",
        )
        self.assertEqual(self._interest_from(), date(2025, 5, 13))


@tagged("post_install", "-at_install")
class TestLastStepTakenOver(ActivationCommon):
    """Who said that reminder 2 was the last step said that reminder 1 came too."""

    def test_the_ladder_goes_on_from_the_last_step(self):
        self.customer.write(ADDRESS)
        self._create_invoices({"days": 60, "amount": 300})
        reminder = self.policy.level_ids.sorted()[1]
        start = self._at("ledger")
        start.step_ids = [
            Command.create(
                {
                    "partner_id": self.customer.id,
                    "level_id": reminder.id,
                    "date": TODAY - timedelta(days=28),
                }
            )
        ]
        self._at("preview").action_start()
        notice = self._debtor()._act(TODAY)
        self.assertEqual(notice.level_id.step_kind, "formal_notice")
        self.assertFalse(notice._find_unreminded())
