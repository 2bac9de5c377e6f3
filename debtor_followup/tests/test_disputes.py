"""Disputes end by an answer: granted, agreed in part, or rejected with a text."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestDisputes(FollowupCommon):
    """A customer who got reminder 1, and says that 120 of 450 is wrong."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "disputes",
            groups="base.group_user,debtor_followup.group_user,"
            "account.group_account_invoice",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.invoice = cls._create_invoices({"days": 30, "amount": 450})
        cls.debtor = cls._debtor()
        first = cls.debtor._act(TODAY - timedelta(days=10))
        first._mark_sent(datetime(2026, 11, 13, 9))
        cls.claim = cls.debtor.claim_ids

    def setUp(self):
        super().setUp()
        self._stop_clock()
        self.dispute = self._dispute(amount=120)

    def _dispute(self, amount=0.0):
        return (
            self.env["debtor.pause"]
            .with_user(self.user)
            .create(
                {
                    "debtor_id": self.debtor.id,
                    "reason": "dispute",
                    "dispute_reason": "quality",
                    "scope": "claims",
                    "date_start": TODAY,
                    "date_end": TODAY + timedelta(days=7),
                    "note": "Two pallets were <b>wet</b>",
                    "line_ids": [
                        Command.create(
                            {"move_line_id": self.claim.id, "amount": amount}
                        )
                    ],
                }
            )
        )

    def _answer(self, outcome, **values):
        """Fill in the form as on the screen; return what its button gives."""
        action = self.dispute.action_close_dispute()
        form = Form(
            self.env["debtor.dispute"].with_user(self.user).browse(action["res_id"])
        )
        form.outcome = outcome
        for name, value in values.items():
            setattr(form, name, value)
        return form.save().action_record()

    def _credit(self, amount):
        """Make and post the credit note of an amount."""
        note = self.env["account.move"].create(
            {
                **self._prepare_invoice("out_refund", days=0, amount=amount, term=0),
                "reversed_entry_id": self.invoice.id,
            }
        )
        note.action_post()
        return note

    def test_granted_when_the_credit_note_is_posted(self):
        action = self._answer("granted")
        self.assertEqual(action["res_model"], "account.move.reversal")
        self.assertEqual(action["context"]["active_ids"], self.invoice.ids)
        self.assertEqual(self.dispute.state, "active")
        self.assertTrue(self.dispute.credit_expected)
        self._credit(100)
        self.assertEqual(self.dispute.state, "active")
        self._credit(120)
        self.assertRecordValues(
            self.dispute, [{"state": "granted", "closed_on": TODAY}]
        )

    def test_cores_own_credit_note(self):
        action = self._answer("granted")
        wizard = (
            self.env["account.move.reversal"]
            .with_context(**action["context"])
            .create({"journal_id": self.invoice.journal_id.id})
        )
        self.assertIn("wet", wizard.reason)
        made = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        made.action_post()
        self.assertEqual(self.dispute.state, "granted")

    def test_a_credit_note_without_an_answer_ends_nothing(self):
        self._credit(120)
        self.assertEqual(self.dispute.state, "active")

    def test_agreed_in_part_the_rest_comes_in_at_once(self):
        self._answer("agreed", amount=50)
        self.assertEqual(self.dispute.line_ids.amount, 50)
        standing = self.debtor._decide(TODAY)[self.debtor].standings[0]
        self.assertEqual((standing.paused, standing.rest), (5000, 40000))
        self._credit(50)
        self.assertEqual(self.dispute.state, "agreed")

    def test_a_part_lies_within_what_is_disputed(self):
        for amount in (0, -5, 120, 130):
            with (
                self.subTest(amount=amount),
                self.assertRaisesRegex(UserError, "what is disputed"),
                self.env.cr.savepoint(),
            ):
                self._answer("agreed", amount=amount)
        self.assertFalse(self.dispute.credit_expected)

    def test_rejected_by_a_message_and_named_by_the_next_step(self):
        action = self._answer("rejected", text="They were <dry>.\nSee the photo.")
        message = (
            self.env["debtor.message"].with_user(self.user).browse(action["res_id"])
        )
        self.assertIn(self.invoice.name, message.subject)
        self.assertIn("They were &lt;dry&gt;.", message.body)
        self.assertEqual(self.dispute.state, "active")  # not sent yet
        message.action_send()
        notice = self.dispute.answer_notice_id
        self.assertRecordValues(
            notice, [{"purpose": "dispute_answer", "state": "queued"}]
        )
        self.assertRecordValues(
            self.dispute,
            [{"state": "rejected", "closed_on": TODAY, "credit_expected": False}],
        )
        notice._mark_sent(datetime(2026, 11, 23, 10))
        following = self.debtor._act(TODAY + timedelta(days=3))
        self.assertEqual(following.level_id.name, "Reminder 2")
        self.assertEqual(following.ended_pause_id, self.dispute)
        self.assertIn("On November 23, 2026 we answered", following.body)
        self.assertIn(self.invoice.name, following.ended_text)

    def test_rejected_and_told_otherwise(self):
        self._answer("rejected", text="Told on the phone", by_mail=False)
        self.assertRecordValues(
            self.dispute,
            [{"state": "rejected", "answer_text": "Told on the phone"}],
        )

    def test_what_is_missing_is_said_and_nothing_ends(self):
        for outcome, values, message in (
            (False, {}, "Choose how"),
            ("rejected", {}, "Write why"),
            ("rejected", {"by_mail": False, "text": "  "}, "Write why"),
        ):
            with (
                self.subTest(outcome=outcome, values=values),
                self.assertRaisesRegex(UserError, message),
                self.env.cr.savepoint(),
            ):
                self._answer(outcome, **values)
            self.assertEqual(self.dispute.state, "active")

    def test_answered_twice(self):
        self._answer("rejected", text="No", by_mail=False)
        with self.assertRaisesRegex(UserError, "Only an open dispute"):
            self.dispute.action_close_dispute()

    def test_several_invoices(self):
        other = self._create_invoices({"days": 12})
        claim = other.line_ids.filtered("date_maturity")
        self.dispute.line_ids = [Command.create({"move_line_id": claim.id})]
        with self.assertRaisesRegex(UserError, "several invoices"):
            self._answer("granted")

    def test_a_new_dispute_proposes_its_term(self):
        form = Form(
            self.env["debtor.pause"].with_context(default_debtor_id=self.debtor.id)
        )
        form.reason = "dispute"
        self.assertEqual(form.scope, "claims")
        self.assertEqual(form.date_end, TODAY + timedelta(days=7))

    def test_unanswered_it_goes_to_the_manager(self):
        self.company.followup_manager_id = self.user
        self.claim.date_maturity = TODAY + timedelta(days=90)
        for days in (7, 8, 9):
            self._run(TODAY + timedelta(days=days))
        tasks = self.debtor.activity_ids.filtered(
            lambda one: one.summary == "Not answered in time"
        )
        self.assertEqual(tasks.user_id, self.user)
        self.assertEqual(len(tasks), 1)
        self.assertEqual(tasks.date_deadline, TODAY + timedelta(days=8))

    def test_disputes_of_another_company_are_not_read(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="base.group_user,debtor_followup.group_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaises(AccessError):
            form = (
                self.env["debtor.dispute"]
                .with_user(stranger)
                .create({"pause_id": self.dispute.id})
            )
            form.invalidate_recordset()
            form.read(["note"])
