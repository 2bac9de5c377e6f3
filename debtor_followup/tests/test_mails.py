from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.debtor_followup.models.notice_departure import (
    Departures,
    NoticeDeparture,
)

from .common import NOW, TODAY, FollowupCommon

#: What a mail server sends back when nobody lives at an address.
BOUNCE = """Return-Path: <>
To: {bounce}
From: MAILER-DAEMON@mx.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Date: Mon, 23 Nov 2026 11:05:00 +0100
Message-Id: <20261123100500.93A83A5F0D@mx.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="limit"

--limit
Content-Type: text/plain; charset=us-ascii

<{address}>: host mx.customer.example said: 550 No such person here

--limit
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: failed
Status: 5.1.1

--limit
Content-Type: message/rfc822

From: ar@company.example
To: {address}
Subject: Invoice
Message-Id: {message_id}

Dear customer
--limit--
"""
ANSWER = """To: {reply_to}
From: Els <{address}>
Subject: Re: Invoice
Date: Mon, 23 Nov 2026 14:05:00 +0100
Message-Id: <answer.1@customer.example>
In-Reply-To: {message_id}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

We pay on Friday. <b>Promised</b>
"""


@tagged("post_install", "-at_install")
class MailsCommon(FollowupCommon):
    """With tracking and notifications, as on a real database."""

    @classmethod
    def default_env_context(cls):
        return {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env["mail.alias.domain"].create(
            {
                "name": "company.example",
                "bounce_alias": "bounce",
                "catchall_alias": "catchall",
            }
        )
        cls.company.alias_domain_id = cls.domain
        cls.root = cls.env.ref("base.user_root")

    def setUp(self):
        super().setUp()
        self._stop_clock()


@tagged("post_install", "-at_install")
class TestMails(MailsCommon):
    """One mail to one person, which is kept and finds its way back."""

    def _mails(self):
        return self.env["mail.mail"].sudo().search([])

    # === WHAT IS QUEUED === #

    def test_one_mail_for_each_recipient(self):
        other = self._create_customer("Other one")
        self._create_invoices({}, {}, {"partner": other})
        before = self._mails()
        notices = self._run().notice_ids
        mails = self._mails() - before
        self.assertEqual(len(mails), 2)
        self.assertEqual(notices.mail_mail_id, mails)
        for notice in notices:
            mail = notice.mail_mail_id
            self.assertRecordValues(
                mail,
                [
                    {
                        "state": "outgoing",
                        "auto_delete": False,
                        "email_to": False,
                        "email_cc": False,
                        "recipient_ids": notice.recipient_id.ids,
                        "model": "debtor.notice",
                        "res_id": notice.id,
                        "subject": notice.subject,
                        "author_id": self.company.partner_id.id,
                    }
                ],
            )
            self.assertEqual(mail.body_html, notice.body)
            self.assertIn("catchall@company.example", mail.reply_to)
            self.assertIn("ar@company.example", mail.email_from)
            self.assertRecordValues(
                mail.mail_message_id.notification_ids,
                [
                    {
                        "res_partner_id": notice.recipient_id.id,
                        "mail_mail_id": mail.id,
                        "notification_type": "email",
                        "notification_status": "ready",
                    }
                ],
            )

    def test_nothing_reaches_followers(self):
        """Not the message, not its state, not a task, not an end."""
        follower = self.env["res.partner"].create(
            {"name": "Nosy", "email": "nosy@elsewhere.example"}
        )
        invoice = self._create_invoices({"days": 10})
        debtor = self._debtor()
        invoice.message_subscribe(follower.ids)
        debtor.message_subscribe(follower.ids)
        self.customer.message_subscribe(follower.ids)
        self.env.flush_all()
        before = self._mails()
        notice = self._run().notice_ids
        notice._set_state("sending")
        notice._mark_sent(NOW)
        notice._set_state("bounced", reason="A report")
        notice._make_failure_task("Bounced?")
        debtor.debtor_kind = "consumer"
        debtor.policy_id = self.policy
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertEqual(self._mails() - before, notice.mail_mail_id)
        self.assertFalse(notice.message_follower_ids)
        messages = self.env["mail.message"].search(
            [("model", "in", ("debtor.debtor", "debtor.notice"))]
        )
        self.assertNotIn(follower, messages.notified_partner_ids)

    def test_names_are_shown_as_they_are(self):
        """Nothing that somebody typed becomes part of the page."""
        name = "<script>alert(1)</script> & <b>Co</b>"
        self.customer.name = name
        self.company.followup_user_id.name = "<i>Ann</i>"
        self._create_invoices({})
        notice = self._run().notice_ids
        body = notice.mail_mail_id.body_html
        self.assertNotIn("<script", body)
        self.assertNotIn("<b>Co", body)
        self.assertNotIn("<i>", body)
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;Co", body)
        self.assertIn("&lt;i&gt;Ann", body)

    def test_name_in_a_task_is_shown_as_it_is(self):
        self.customer.email = False
        self._create_invoices({})
        self.policy.level_ids[0].name = "<b>Reminder</b>"
        self._run()
        self.assertIn("&lt;b&gt;Reminder", self._debtor().activity_ids.note)

    def test_amount_stays_out_of_the_subject(self):
        self._create_invoices({"amount": 1234.56})
        notice = self._run().notice_ids
        self.assertNotRegex(notice.subject, r"1.?234")
        self.assertIn(notice.line_ids.move_name, notice.subject)

    def test_subject_of_many_invoices(self):
        self._create_invoices(*({"days": 10 + n} for n in range(5)))
        notice = self._run().notice_ids
        self.assertIn("and 2 more", notice.subject)
        self.assertEqual(len(notice.line_ids), 5)

    # === WHAT COMES BACK === #

    def _receive(self, text, notice):
        mail = notice.mail_mail_id
        self.env(user=self.root)["mail.thread"].message_process(
            False,
            text.format(
                bounce=self.domain.bounce_email,
                reply_to=mail.reply_to,
                address=notice.recipient_email,
                message_id=mail.mail_message_id.message_id,
            ),
        )

    def test_bounce(self):
        self._create_invoices({})
        notice = self._run_and_deliver()
        self._run(TODAY + timedelta(days=1))
        self.assertEqual(self._debtor().level_id.name, "Reminder 1")
        self._receive(BOUNCE, notice)
        self.assertEqual(notice.state, "bounced")
        self.assertIn("bakkerij@customer.example", notice.failure_reason)
        notification = notice.mail_mail_id.mail_message_id.notification_ids
        self.assertEqual(notification.notification_status, "bounce")
        task = self._debtor().activity_ids
        self.assertIn("Bounced?", task.summary)
        # It moves nothing any more, and the address is not used again.
        self._run(TODAY + timedelta(days=2))
        self.assertFalse(self._debtor().level_id)
        self.assertEqual(self._debtor().decision_id.reason, "address_failed")
        # A person knows better: it did arrive.
        notice.action_arrived()
        self._run(TODAY + timedelta(days=3))
        self.assertEqual(self._debtor().level_id.name, "Reminder 1")

    def test_the_task_of_a_bounce_ends_with_another_address(self):
        self._create_invoices({})
        notice = self._run_and_deliver()
        self._receive(BOUNCE, notice)
        debtor, day = self._debtor(), TODAY + timedelta(days=1)
        task = debtor.activity_ids
        self._run(day)
        find = debtor.activity_ids - task
        self.assertEqual(debtor.decision_id.task_id, find)
        self.assertTrue(task.active)
        self.customer.email = "right@customer.example"
        self._run(day)
        self.assertEqual((task | find).filtered("active"), find.browse())

    def test_the_task_of_a_bounce_ends_with_its_row(self):
        self._create_invoices({})
        for act in ("action_handled", "action_arrived", "action_address_works"):
            notice = self._run_and_deliver(TODAY)
            self._receive(BOUNCE, notice)
            task = self._debtor().activity_ids
            with self.subTest(act=act):
                self.assertTrue(task)
                getattr(notice, act)()
                self.assertFalse(task.active)
            notice.sudo().write({"state": "cancelled"})

    def test_bounce_twice_makes_one_task(self):
        self._create_invoices({})
        notice = self._run_and_deliver()
        self._receive(BOUNCE, notice)
        self._receive(BOUNCE.replace("93A83A5F0D", "93A83A5F0E"), notice)
        self.assertEqual(len(self._debtor().activity_ids), 1)

    def test_answer_is_a_task(self):
        self._create_invoices({})
        notice = self._run_and_deliver()
        self._receive(ANSWER, notice)
        task = self._debtor().activity_ids
        self.assertEqual(task.summary, "Answer: Re: Invoice")
        self.assertIn("We pay on Friday", task.note)
        self.assertNotIn("<b>", task.note)
        answer = notice.message_ids.filtered(lambda one: one.message_type == "email")
        self.assertEqual(answer.author_id, self.customer)

    def test_answer_of_somebody_who_may_not_see_follow_up(self):
        """A customer with a portal login; what a colleague writes is no answer."""
        users = {
            "portal": "base.group_portal",
            "employee": "base.group_user",
        }
        self._create_invoices({})
        notice = self._run_and_deliver()
        for login, groups in users.items():
            user = new_test_user(
                self.env, login=login, groups=groups, email=f"{login}@answer.example"
            )
            if login == "portal":
                user.partner_id.parent_id = self.customer
            text = ANSWER.replace("answer.1", f"answer.{login}").replace(
                "{address}", user.email
            )
            self._receive(text, notice)
            with self.subTest(login=login):
                self.assertEqual(len(self._debtor().activity_ids), 1)
                self.assertIn(user.partner_id, notice.message_ids.author_id)


@tagged("post_install", "-at_install")
class TestLastLook(MailsCommon):
    """A notice is looked at again at the moment when it leaves."""

    def setUp(self):
        super().setUp()
        self.invoice = self._create_invoices({"days": 10})
        self.notice = self._run().notice_ids

    def _departure(self):
        server = self.env["ir.mail_server"]
        departures = Departures(self.env, None, server)
        return NoticeDeparture(self.notice.mail_mail_id, self.notice, departures)

    def _expect_stop(self, because):
        """The notice does not leave, for a reason, and is decided about again."""
        self.assertIn(because, self._departure()._why_not_to_leave() or "")
        self.assertFalse(self._departure()._still_right())
        self.assertEqual(self.notice.state, "cancelled")
        self.assertIn(because, self.notice.cancel_reason)
        self.assertEqual(self.notice.mail_mail_id.state, "cancel")
        self.assertFalse(self._debtor().acted_on)

    def test_unchanged_it_leaves(self):
        self.assertIsNone(self._departure()._why_not_to_leave())
        self.assertTrue(self._departure()._still_right())
        self.assertEqual(self.notice.state, "queued")

    def test_it_may_leave_on_the_next_days(self):
        for days in (1, 2):
            self._stop_clock(NOW + timedelta(days=days))
            self.assertIsNone(self._departure()._why_not_to_leave())

    def test_paid_meanwhile(self):
        self._register_payment(self.invoice, payment_date=TODAY)
        self._expect_stop("The situation changed")
        self.assertEqual(self._debtor().next_action, "nothing")

    def test_partly_paid_meanwhile(self):
        self._register_payment(self.invoice, amount=1, payment_date=TODAY)
        self._expect_stop("The situation changed")
        # The same morning it is asked for what is open now.
        self._run()
        again = self._debtor().notice_ids - self.notice
        self.assertEqual(again.line_ids.amount_residual, 99)

    def test_credited_meanwhile(self):
        self._create_invoices({"amount": 10}, move_type="out_refund")
        self._expect_stop("The situation changed")

    def test_due_date_moved(self):
        self.invoice.button_draft()
        self.invoice.invoice_date_due = TODAY - timedelta(days=9)
        self.invoice.action_post()
        self._expect_stop("The situation changed")

    def test_new_overdue_invoice(self):
        self._create_invoices({"days": 6})
        self._expect_stop("The situation changed")

    def test_paused(self):
        self.env["debtor.pause"].create(
            {
                "debtor_id": self._debtor().id,
                "date_start": TODAY,
                "date_end": TODAY + timedelta(days=3),
            }
        )
        self._expect_stop("The situation changed")

    def test_part_disputed(self):
        claim = self.notice.line_ids.move_line_id
        self.env["debtor.pause"].create(
            {
                "debtor_id": self._debtor().id,
                "reason": "dispute",
                "scope": "claims",
                "date_start": TODAY,
                "date_end": TODAY + timedelta(days=3),
                "line_ids": [Command.create({"move_line_id": claim.id, "amount": 5})],
            }
        )
        self._expect_stop("The situation changed")

    def test_policy_switched_off(self):
        self.policy.action_deactivate()
        self._expect_stop("The situation changed")

    def test_address_corrected(self):
        self.customer.email = "right@customer.example"
        self._expect_stop("The address of the recipient has changed")

    def test_another_person_to_write_to(self):
        self.env["res.partner"].create(
            {
                "name": "Books",
                "type": "invoice",
                "parent_id": self.customer.id,
                "email": "books@customer.example",
            }
        )
        self._expect_stop("The person to write to has changed")

    def test_weekend(self):
        self._stop_clock(datetime(2026, 11, 28, 10))
        self._expect_stop("The situation changed")

    def test_deadline_too_near(self):
        # Three business days after Thursday are Tuesday; the deadline is Monday.
        self._stop_clock(datetime(2026, 11, 26, 10))
        self._expect_stop("The deadline in the message has come too near")
