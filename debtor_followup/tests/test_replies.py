"""What comes back by the real mail gateway, and what follows from it."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import NOW, TODAY
from .raw_mails import ANSWERS, MAILS, OUT_OF_OFFICE, REPORTS
from .test_mails import MailsCommon

BOUNCES = [name for name in REPORTS if name.endswith("_failed")]


@tagged("post_install", "-at_install")
class RepliesCommon(MailsCommon):
    """A customer who got reminder 1 today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user, cls.manager = (
            new_test_user(
                cls.env,
                login,
                groups="base.group_user,debtor_followup.group_user",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for login in ("replier", "overseer")
        )
        cls.company.followup_user_id = cls.user
        cls.customer.email = "els@customer.example"
        cls.invoices = cls._create_invoices({"days": 10}, {"days": 9, "amount": 60})
        cls.debtor = cls._debtor()
        run = cls.env["debtor.followup.run"]._run(cls.company, TODAY)
        cls.notice = run.notice_ids
        cls.notice._mark_sent(NOW)
        cls.env.flush_all()

    def _receive(self, name, to=None, notice=None):
        """Let a raw mail come in; return the reply pause of the debtor."""
        mail = (notice or self.notice).mail_mail_id
        text = MAILS[name].format(
            to=to or mail.reply_to, message_id=mail.mail_message_id.message_id
        )
        self.env(user=self.root)["mail.thread"].message_process(False, text)
        self.env.flush_all()
        return self.debtor._get_reply_pause()

    def _answers(self):
        kind = self.env.ref("debtor_followup.mail_activity_type_answer")
        return self.debtor.activity_ids.filtered(
            lambda one: one.activity_type_id == kind
        )

    def _log(self):
        return " ".join(self.notice.message_ids.mapped("preview"))


class Reports:
    """Only a failure is a bounce, and only a delivery report is a proof."""

    def test_bounces(self):
        bounce = self.domain.bounce_email
        for name in BOUNCES:
            for to in (bounce, None):
                savepoint = self.env.cr.savepoint()
                pause = self._receive(name, to)
                with self.subTest(mail=name, to=to):
                    self.assertEqual(self.notice.state, "bounced")
                    self.assertIn("els@customer.example", self.notice.failure_reason)
                    self.assertFalse(pause)
                    self.assertIn("Bounced?", self.debtor.activity_ids.summary)
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_a_bounce_says_what_the_mail_server_said(self):
        self._receive("gmail_failed", self.domain.bounce_email)
        self.assertIn("account does not exist", self.notice.failure_reason)

    def test_what_is_no_bounce_changes_nothing(self):
        bounce = self.domain.bounce_email
        notification = self.notice.mail_mail_id.mail_message_id.notification_ids
        for name in set(REPORTS) - set(BOUNCES):
            before = self.customer.message_bounce
            with self.subTest(mail=name):
                self.assertFalse(self._receive(name, bounce))
                self.assertEqual(self.notice.state, "sent")
                self.assertEqual(self.customer.message_bounce, before)
                self.assertNotEqual(notification.notification_status, "bounce")
                self.assertFalse(self.debtor.activity_ids)
        self.assertIn("reports a delay", self._log())
        self.assertIn("read receipt", self._log())

    def test_only_a_delivery_report_proves(self):
        self.assertEqual(self.notice.proof_kind, "accepted")
        for name in ("relayed", "read_receipt", "postfix_delayed"):
            self._receive(name, self.domain.bounce_email)
        self.assertEqual(self.notice.proof_kind, "accepted")
        self._receive("exchange_delivered", self.domain.bounce_email)
        self.assertEqual(self.notice.proof_kind, "delivered")

    def test_a_report_settles_what_was_uncertain(self):
        for name, state in (
            ("exchange_delivered", "sent"),
            ("postfix_failed", "bounced"),
        ):
            savepoint = self.env.cr.savepoint()
            self.notice.sudo().write({"state": "uncertain", "date_sent": False})
            self._receive(name, self.domain.bounce_email)
            with self.subTest(mail=name):
                self.assertEqual(self.notice.state, state)
                self.assertTrue(self.notice.date_sent)
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_reports_about_other_mails_are_cores(self):
        partner = self.env["res.partner"].create(
            {"name": "Els", "email": "els@customer.example"}
        )
        message = partner.message_post(body="Hello", message_type="comment")
        text = MAILS["postfix_delayed"].format(
            to=self.domain.bounce_email, message_id=message.message_id
        )
        self.env(user=self.root)["mail.thread"].message_process(False, text)
        self.assertEqual(partner.message_bounce, 1)
        self.assertEqual(self.notice.state, "sent")


@tagged("post_install", "-at_install")
class TestReplies(Reports, RepliesCommon):
    """An answer stops what goes by itself, until a person says what it was."""

    # === WHAT IS AN ANSWER === #

    def test_each_answer_pauses(self):
        for name in ANSWERS:
            savepoint = self.env.cr.savepoint()
            pause = self._receive(name)
            with self.subTest(mail=name):
                self.assertEqual(pause.reason, "reply")
                self.assertEqual(pause.notice_id, self.notice)
                self.assertEqual(pause.date_end, TODAY + timedelta(days=3))
                self.assertEqual(pause.user_id, self.user)
                self.assertEqual(len(self._answers()), 1)
                self.assertEqual(self.debtor.decision_id.reason, "paused")
                self.assertEqual(self.notice.state, "sent")
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_out_of_office_pauses_nothing(self):
        bounce = self.domain.bounce_email
        for name in OUT_OF_OFFICE:
            for to in (None, bounce):
                savepoint = self.env.cr.savepoint()
                pause = self._receive(name, to)
                with self.subTest(mail=name, to=to):
                    self.assertFalse(pause)
                    self.assertFalse(self._answers())
                    self.assertEqual(self.notice.state, "sent")
                    # It is kept where it belongs, for whoever looks.
                    kinds = self.notice.message_ids.mapped("message_type")
                    self.assertIn("email", kinds)
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_own_words_only(self):
        pause = self._receive("human_outlook")
        self.assertIn("Wij betalen vrijdag.", pause.note)
        self.assertNotIn("Wellicht", pause.note)
        self.assertNotIn("<b>", self._answers().note)
        self.assertTrue(pause.note.startswith("Bakkerij Peeters: "))

    def test_somebody_unknown_is_named_by_address(self):
        pause = self._receive("other_address")
        self.assertIn("boekhouding@elsewhere.example", pause.note)

    def test_the_same_mail_twice(self):
        self._receive("human_gmail")
        self._receive("human_gmail")
        self.assertEqual(len(self._answers()), 1)

    def test_a_second_answer_joins_the_first(self):
        pause = self._receive("human_gmail")
        self._stop_clock("2026-11-25 10:00:00")
        self.assertEqual(self._receive("other_address"), pause)
        self.assertIn("vrijdag", pause.note)
        self.assertIn("geweigerd", pause.note)
        self.assertEqual(pause.date_end, TODAY + timedelta(days=3))
        self.assertEqual(len(self._answers()), 2)

    def test_an_answer_to_a_message_on_the_debtor(self):
        message = self.debtor.message_post(body="Hello", message_type="comment")
        text = MAILS["human_gmail"].format(
            to=self.domain.catchall_email, message_id=message.message_id
        )
        self.env(user=self.root)["mail.thread"].message_process(False, text)
        self.assertTrue(self.debtor._get_reply_pause())

    def test_a_colleague_who_answers_on_the_debtor_is_no_debtor(self):
        message = self.debtor.message_post(body="Look", message_type="comment")
        self.user.email = "els@customer.example"
        self.customer.email = "other@customer.example"
        text = MAILS["human_gmail"].format(
            to=self.domain.catchall_email, message_id=message.message_id
        )
        self.env(user=self.root)["mail.thread"].message_process(False, text)
        self.assertFalse(self.debtor._get_reply_pause())

    def test_a_colleague_who_answers_to_all_is_no_debtor(self):
        self.user.email = "els@customer.example"
        self.customer.email = "other@customer.example"
        self.assertFalse(self._receive("human_gmail"))

    def test_answers_to_other_documents_are_left_alone(self):
        message = self.customer.message_post(body="Hello", message_type="comment")
        text = MAILS["human_gmail"].format(
            to=self.domain.catchall_email, message_id=message.message_id
        )
        self.env(user=self.root)["mail.thread"].message_process(False, text)
        self.assertFalse(self.debtor._get_reply_pause())

    # === UNTIL SOMEBODY SAYS WHAT IT WAS === #

    def test_nothing_goes_out_and_the_manager_sees_it_late(self):
        self.company.followup_manager_id = self.manager
        pause = self._receive("human_gmail")
        for days in range(1, 20):
            self._run(TODAY + timedelta(days=days))
            late = self.debtor.activity_ids.filtered(
                lambda one: one.user_id == self.manager
            )
            # The third business day is Thursday; on Friday it is late.
            self.assertEqual(len(late), 1 if days >= 4 else 0, days)
        self.assertEqual(late.summary, "Not answered in time")
        self.assertEqual(pause.state, "active")
        self.assertEqual(self.debtor.notice_ids, self.notice)
        self.assertEqual(self.debtor.decision_id.reason, "pause_needs_person")

    def test_it_has_one_row_in_the_morning(self):
        pause = self._receive("human_gmail")
        rows = self.env["debtor.todo"].search([("debtor_id", "=", self.debtor.id)])
        self.assertEqual(rows.mapped("kind"), ["reply"])
        self.assertIn("vrijdag", rows.why)
        action = rows.with_user(self.user).action_open()
        self.assertEqual(action["res_model"], "debtor.reply")
        with self.assertRaisesRegex(UserError, "record what they answered"):
            pause.with_user(self.user).action_lift()
        self.assertEqual(pause.state, "active")

    def _form(self, name="human_gmail"):
        action = self._receive(name).with_user(self.user).action_open_reply()
        replies = self.env["debtor.reply"].with_user(self.user)
        return Form(replies.browse(action["res_id"]))

    def _record(self, outcome, **values):
        form = self._form()
        form.outcome = outcome
        for name, value in values.items():
            setattr(form, name, value)
        form.save().action_record()
        return self.env["debtor.pause"].search(
            [("debtor_id", "=", self.debtor.id)], order="id"
        )

    def test_answered_goes_on_where_it_stood(self):
        pause = self._record("answered", note="Sent the delivery note")
        self.assertRecordValues(
            pause, [{"state": "lifted", "reply_outcome": "answered"}]
        )
        self.assertFalse(self._answers())
        self.assertEqual(self.debtor.decision_id.reason, "not_yet")
        log = " ".join(self.debtor.message_ids.mapped("preview"))
        self.assertIn("Sent the delivery note", log)

    def test_not_about_this(self):
        pause = self._record("unrelated")
        self.assertEqual(pause.reply_outcome, "unrelated")

    def test_promise_dispute_and_payment_make_their_pause(self):
        for outcome, reason, values in (
            ("promise", "promise", {"day": TODAY + timedelta(days=4)}),
            ("paid", "payment_announced", {}),
            ("dispute", "dispute", {}),
        ):
            savepoint = self.env.cr.savepoint()
            claim = self.debtor.claim_ids.sorted("date_maturity")[0]
            if outcome == "dispute":
                values = {"claim_id": claim}
            reply, following = self._record(outcome, **values)
            with self.subTest(outcome=outcome):
                self.assertEqual(reply.next_pause_id, following)
                self.assertEqual(following.reason, reason)
                self.assertEqual(following.state, "active")
            if outcome == "dispute":
                self.assertEqual(following.line_ids.move_line_id, claim)
                self.assertIn("vrijdag", following.note)
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_paid_and_the_money_is_there(self):
        for invoice in self.invoices:
            self._register_payment(invoice, payment_date=TODAY)
        self.assertEqual(self._record("paid").state, "lifted")

    def test_what_cannot_be_is_refused_and_nothing_is_recorded(self):
        for outcome, values, message in (
            ("promise", {"day": TODAY - timedelta(days=1)}, "lies ahead"),
            ("promise", {"day": TODAY + timedelta(days=15)}, "too far ahead"),
            ("promise", {"amount": 160.01}, "more than what is open"),
            ("dispute", {"amount": 999}, "lies between"),
            ("dispute", {"claim_id": self.env["account.move.line"]}, "Choose the"),
        ):
            form = self._form()
            form.outcome = outcome
            if outcome == "dispute":
                form.claim_id = self.debtor.claim_ids[0]
            for name, value in values.items():
                setattr(form, name, value)
            reply = form.save()
            with self.subTest(outcome=outcome, values=values):
                with (
                    self.assertRaisesRegex(UserError, message),
                    self.env.cr.savepoint(),
                ):
                    reply.action_record()
                self.assertEqual(reply.pause_id.state, "active")
                self.assertFalse(reply.pause_id.next_pause_id)
                self.assertTrue(self._answers())

    def test_recorded_by_two_people(self):
        first = self._form().save()
        with self.assertRaisesRegex(UserError, "Choose what they answered"):
            first.action_record()
        first.outcome = "answered"
        first.action_record()
        with self.assertRaisesRegex(UserError, "handled in the meantime"):
            first.action_record()

    def test_only_users_record(self):
        pause = self._receive("human_gmail")
        viewer = new_test_user(
            self.env, "reader", groups="base.group_user,debtor_followup.group_viewer"
        )
        with self.assertRaises(AccessError):
            pause.with_user(viewer)._record_reply("answered")
        self.assertEqual(pause.state, "active")

    def test_answers_of_another_company_are_not_read(self):
        pause = self._receive("human_gmail")
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="base.group_user,debtor_followup.group_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        values = {"pause_id": pause.id, "currency_id": other.currency_id.id}
        with self.assertRaises(AccessError):
            reply = self.env["debtor.reply"].with_user(stranger).create(values)
            reply.invalidate_recordset()
            reply.read(["answer"])
