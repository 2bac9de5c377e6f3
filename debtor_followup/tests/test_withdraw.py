from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TODAY, FollowupCommon

YESTERDAY = TODAY - timedelta(days=1)


@tagged("post_install", "-at_install")
class TestWithdraw(FollowupCommon):
    """A message that was a mistake is taken back, with an apology."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._debtor()
        cls.invoice = cls._create_invoices({"days": 10, "amount": 400})
        friday = TODAY - timedelta(days=3)
        cls.notice = cls.debtor._act(friday)
        cls.notice._mark_sent(f"{friday.isoformat()} 10:00:00")

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _form(self, **values):
        form = self.env["debtor.notice.withdraw"].browse(
            self.notice.action_withdraw()["res_id"]
        )
        form.write({"reason": "other", **values})
        return form

    def test_the_step_goes_back_and_waits_for_the_gap(self):
        self._form(note="A mix-up").action_withdraw()
        self.assertRecordValues(
            self.notice,
            [
                {
                    "state": "withdrawn",
                    "withdrawn_date": TODAY,
                    "withdraw_reason": "other",
                    "withdraw_note": "A mix-up",
                }
            ],
        )
        self.assertFalse(self.debtor.level_id)
        self.assertEqual(self.debtor.next_action_date, TODAY + timedelta(days=7))
        for days in range(1, 7):
            self.assertFalse(self._run(TODAY + timedelta(days=days)).notice_ids)
        again = self._run(TODAY + timedelta(days=7)).notice_ids
        self.assertEqual(again.level_id, self.notice.level_id)

    def test_the_apology_goes_to_whoever_got_the_message(self):
        form = self._form()
        self.assertEqual(form.recipient_id, self.notice.recipient_id)
        self.assertIn(self.invoice.name, form.body)
        self.assertIn("was a mistake", form.body)
        form.body = "<p>We are sorry, our mistake.</p>"
        form.action_withdraw()
        apology = self.notice.about_ids
        self.assertRecordValues(
            apology,
            [
                {
                    "purpose": "apology",
                    "state": "queued",
                    "recipient_id": self.notice.recipient_id.id,
                    "body": "<p>We are sorry, our mistake.</p>",
                }
            ],
        )
        self.assertEqual(apology.mail_mail_id.body_html, apology.body)
        self.assertEqual(apology.mail_mail_id.recipient_ids, self.customer)
        self.assertEqual(apology._why_not_to_leave(), None)
        self.customer.email = "moved@customer.example"
        self.assertIn("address", apology._why_not_to_leave())

    def test_a_paid_one_needs_no_more(self):
        """The payment gets its days to show in the books."""
        self._form(reason="paid", apologise=False).action_withdraw()
        self.assertFalse(self.notice.about_ids)
        self.assertEqual(self.debtor.pause_ids.reason, "payment_announced")
        self.assertFalse(self._run(TODAY + timedelta(days=7)).notice_ids)

    def test_a_wrong_invoice_waits_for_a_person(self):
        self._form(reason="wrong_invoice").action_withdraw()
        self.assertEqual(self.debtor.pause_ids.reason, "dispute")
        self._run(TODAY + timedelta(days=30))
        self.assertEqual(self.debtor.decision_id.reason, "pause_needs_person")

    def test_copies_by_a_second_channel_go_back_too(self):
        copy = self.notice.sudo().copy({"copy_of_id": self.notice.id})
        copy._set_state("queued")
        copy._mark_sent("2026-11-20 10:00:00")
        self._form().action_withdraw()
        self.assertEqual(copy.state, "withdrawn")

    def test_what_cannot_be_taken_back(self):
        with self.assertRaisesRegex(UserError, "Choose why"):
            self._form(reason=False).action_withdraw()
        with self.assertRaisesRegex(UserError, "subject and a text"):
            self._form(body="<p><br></p>").action_withdraw()
        self.assertEqual(self.notice.state, "sent")
        form = self._form()
        form.action_withdraw()
        with self.assertRaisesRegex(UserError, "Only a message that was sent"):
            form.action_withdraw()
        with self.assertRaisesRegex(UserError, "Only a message that was sent"):
            self.notice.action_withdraw()
        self.assertEqual(len(self.notice.about_ids), 1)
