from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .formal_common import FormalCommon


@tagged("post_install", "-at_install")
class TestFormalAgain(FormalCommon):
    """What somebody agreed to is what is printed, and what still holds is posted."""

    def _print(self, notice):
        return self.env["debtor.letter.batch"]._print(notice)

    def _accept_terms(self):
        """Let the customer have accepted terms with costs, recorded only now."""
        version = self.env["debtor.terms.version"].create(
            {
                "name": "Terms",
                "body": "<p>Interest and costs</p>",
                "date_from": "2024-01-01",
                "company_id": self.company.id,
                "consumer_rate_kind": "legal_max",
                "consumer_lump_kind": "legal_max",
                "is_reciprocal": True,
            }
        )
        with freeze_time(date(2023, 12, 1)):
            version.action_publish()
        self.env["debtor.terms.acceptance"]._record_sudo(
            self.customer, self.company, version, date="2024-06-01", way="document"
        )

    def _make_consumer(self):
        """A Belgian consumer to whom the law's first reminder was sent."""
        self.debtor.debtor_kind = "consumer"
        self.company.followup_law = "BE"
        first = self.debtor.notice_ids.filtered(lambda one: one.level_id == self.first)
        first.sudo().legal_variant = "be_first"

    def _assert_waits_again(self, notice, words):
        """It is a proposal that says why, and leaves when somebody agrees to that."""
        self.assertEqual(notice.state, "draft")
        self.assertFalse(notice.letter_batch_id)
        self.assertEqual(set(notice.copy_ids.mapped("state")), {"cancelled"})
        self.assertIn(words, notice.reread_reason)
        self.env.flush_all()
        self.env.invalidate_all()
        row = self.env["debtor.todo"].search([("debtor_id", "=", self.debtor.id)])
        self.assertEqual(row.kind, "formal_notice")
        self.assertIn(words, row.why)
        notice.action_send()
        self.assertFalse(notice.reread_reason)
        batch = self._print(notice)
        self.assertFalse(batch.letter_ids.left_out)
        self.assertIn("queued", notice.copy_ids.mapped("state"))

    # === AGREED, THEN CHANGED === #

    def test_costs_that_nobody_read_are_not_printed(self):
        self._make_consumer()
        notice = self._agreed()
        self.assertFalse(notice.charge_items)
        self._accept_terms()
        batch = self._print(notice)
        self.assertTrue(batch.letter_ids.left_out)
        self.assertIn("no interest and no costs", batch.letter_ids.left_out_reason)
        self.assertFalse(batch.pdf_id)
        self._assert_waits_again(notice, "90.00")

    def test_nor_does_the_night_change_what_was_agreed_to(self):
        self.company.followup_costs_cap = 1
        notice = self._agreed()
        self.company.followup_costs_cap = 0
        self.debtor._act(TODAY + timedelta(days=1))
        self._stop_clock("2026-11-24 10:00:00")
        self._assert_waits_again(notice, "40.00")

    def test_a_rate_that_was_corrected(self):
        notice = self._agreed()
        rates = self.env["debtor.interest.rate"].search(
            [("law", "=", "BE"), ("kind", "=", "b2b"), ("date_from", "=", "2026-07-01")]
        )
        rates.percent = 9
        self._print(notice)
        self._assert_waits_again(notice, "Read it again")

    def test_costs_that_came_between_reading_and_agreeing(self):
        self._make_consumer()
        notice = self._propose()
        self._accept_terms()
        told = notice.action_send()["params"]
        self.assertEqual(told["type"], "warning")
        self.assertIn("90.00", told["message"])
        self.assertEqual(notice.state, "draft")
        notice.action_send()
        self.assertEqual(notice.state, "queued")

    def test_only_days_run_on(self):
        notice = self._agreed()
        read = notice.charge_text
        self._stop_clock("2026-11-26 10:00:00")
        batch = self._print(notice)
        self.assertFalse(batch.letter_ids.left_out)
        self.assertNotEqual(notice.charge_text, read)
        self.assertEqual(notice.state, "queued")

    # === PRINTED, THEN CHANGED === #

    def _assert_not_posted(self, change, words):
        """Nothing is posted or claimed; the button on the line says what is next."""
        notice = self._agreed()
        batch = self._print(notice)
        change()
        with self.assertRaisesRegex(UserError, f"Print anew.*(?s:.*){words}"):
            batch.action_post()
        self.assertEqual(notice.state, "queued")
        self.assertFalse(self.debtor.charge_ids)
        batch.letter_ids.action_print_anew()
        self.assertEqual(notice.state, "cancelled")
        self.assertFalse(batch.waiting_count)

    def _pause(self, reason):
        self.env["debtor.pause"].create(
            {
                "debtor_id": self.debtor.id,
                "reason": reason,
                "date_start": TODAY,
                "date_end": TODAY + timedelta(days=10),
            }
        )

    def test_credited_after_printing(self):
        def credit():
            refund = self._create_invoices(
                {"days": 1, "amount": 900}, move_type="out_refund"
            )
            other = refund.line_ids.filtered("date_maturity")
            (self.line | other).reconcile()

        self._assert_not_posted(credit, "The situation changed")

    def test_paid_in_part_after_printing(self):
        self._assert_not_posted(
            lambda: self._register_payment(
                self.invoice, amount=900, payment_date=TODAY - timedelta(days=3)
            ),
            "The situation changed",
        )

    def test_insolvent_after_printing(self):
        self._assert_not_posted(
            lambda: self._pause("insolvency"), "The situation changed"
        )

    def test_disputed_after_printing(self):
        self._assert_not_posted(lambda: self._pause("dispute"), "The situation changed")

    def test_a_consumer_after_printing(self):
        def correct():
            self.debtor.debtor_kind = "consumer"

        self._assert_not_posted(correct, "rule that it rests on")

    def test_other_costs_after_printing(self):
        """It can be read again, and goes then."""
        notice = self._agreed()
        batch = self._print(notice)
        self.company.followup_costs_cap = 1
        with self.assertRaisesRegex(UserError, "rule that it rests on"):
            batch.action_post()
        batch.letter_ids.action_print_anew()
        self._assert_waits_again(notice, "10.00")
        notice.letter_batch_id.action_post()
        self.assertIn(10, self.debtor.charge_ids.mapped("amount"))

    # === A PROPOSAL WAITS FOR ITS PERSON === #

    def test_a_policy_that_became_automatic_sends_no_proposal(self):
        notice = self._propose()
        self.formal.sudo().mode = "automatic"
        for days in (1, 2):
            self._run(TODAY + timedelta(days=days))
            self.assertEqual(notice.state, "draft")
        self.assertIn("waits until somebody agrees", notice.reread_reason)
        self._stop_clock("2026-11-25 10:00:00")
        notice.action_send()
        self.assertFalse(self._print(notice).letter_ids.left_out)

    def test_nor_the_one_that_takes_its_place(self):
        notice = self._propose()
        self.formal.sudo().mode = "automatic"
        self._register_payment(self.invoice, amount=100, payment_date=TODAY)
        again = self._propose(TODAY + timedelta(days=1))
        self.assertFalse(self._propose(TODAY + timedelta(days=2)))
        self.assertEqual((notice.state, again.state), ("cancelled", "draft"))
        self._stop_clock("2026-11-25 10:00:00")
        again.action_send()
        self.assertEqual(again.state, "queued")
