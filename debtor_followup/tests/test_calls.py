from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import TODAY, FollowupCommon

TOMORROW = TODAY + timedelta(days=1)
LADDER = [
    {"name": "Reminder 1", "delay_days": 5, "deadline_days": 7},
    {"name": "Call", "step_kind": "call", "delay_days": 10, "minimum_claim": 1000},
    {"name": "Reminder 2", "delay_days": 30, "tone": "firm"},
]


class CallsCommon(FollowupCommon):
    """A customer who got reminder 1 and is to be called today about 2,000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ladder = cls._create_policy(LADDER, name="With a call", mode="automatic")
        cls.ladder.action_activate()
        cls.debtor = cls._debtor()
        cls.debtor.policy_id = cls.ladder
        cls.customer.phone = "+32 9 222 33 44"
        cls.invoices = cls._create_invoices(
            {"days": 25, "amount": 1500}, {"days": 24, "amount": 500}
        )
        cls.first, cls.second = cls.invoices.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        ).sorted("date_maturity")
        cls.user = new_test_user(
            cls.env,
            "caller",
            groups="base.group_user,debtor_followup.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            email="caller@company.example",
        )
        cls.company.followup_user_id = cls.user
        reminder = cls.debtor._act(TODAY - timedelta(days=14))
        reminder._mark_sent(fields_datetime(TODAY - timedelta(days=14)))

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _waiting(self):
        self.debtor.invalidate_recordset()
        return self.debtor.call_notice_id

    def _sheet(self, outcome, **values):
        """Open the call sheet as the caller and fill it in like on the screen."""
        action = self.debtor.with_user(self.user).action_open_call()
        sheet = self.env["debtor.call.sheet"].with_user(self.user)
        form = Form(sheet.browse(action["res_id"]))
        form.outcome = outcome
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()

    def _record(self, outcome, **values):
        return self._sheet(outcome, **values).action_record()


def fields_datetime(day, hour=10):
    """Return a moment in UTC on a day."""
    return f"{day.isoformat()} {hour:02}:00:00"


@tagged("post_install", "-at_install")
class TestCalls(CallsCommon):
    """A call that is due waits for somebody and is decided anew each night."""

    # === PLANNED === #

    def test_a_call_waits_with_its_claims_and_its_activity(self):
        run = self._run()
        call = self._waiting()
        self.assertRecordValues(
            call,
            [
                {
                    "state": "queued",
                    "channel": "phone",
                    "automatic": True,
                    "run_id": run.id,
                    "call_user_id": self.user.id,
                    "mail_mail_id": False,
                }
            ],
        )
        demanded = call.line_ids.filtered(lambda line: line.role == "demanded")
        self.assertEqual(demanded.move_line_id, self.first)
        self.assertEqual(demanded.step_kind, "call")
        self.assertEqual((call.line_ids - demanded).move_line_id, self.second)
        activity = self.debtor.activity_ids
        self.assertEqual(activity, call.call_activity_id)
        self.assertEqual(activity.activity_type_id.category, "phonecall")
        self.assertEqual(activity.user_id, self.user)
        self.assertEqual(activity.date_deadline, TODAY)

    def test_nothing_changes_it_stays(self):
        self._run()
        call, activity = self._waiting(), self.debtor.activity_ids
        self._run(TOMORROW)
        self._run(TODAY + timedelta(days=5))  # a Saturday
        self.assertEqual(self._waiting(), call)
        self.assertEqual(self.debtor.activity_ids, activity)

    def test_a_new_invoice_renews_its_claims(self):
        self._run()
        call, activity = self._waiting(), self.debtor.activity_ids
        deadline = call.deadline_date
        self._create_invoices({"days": 1, "amount": 70})
        self._run(TOMORROW)
        self.assertEqual(self._waiting(), call)
        self.assertEqual(self.debtor.activity_ids, activity)
        self.assertEqual(sum(call.line_ids.mapped("amount_residual")), 2070)
        self.assertGreater(call.deadline_date, deadline)

    def test_paid_or_paused_it_goes_away(self):
        for name in ("paid", "paused", "cancelled by hand"):
            with self.subTest(name):
                self._run()
                call = self._waiting()
                savepoint = self.env.cr.savepoint()
                if name == "paid":
                    self.invoices[0].button_draft()
                elif name == "paused":
                    self.env["debtor.pause"].create(
                        {"debtor_id": self.debtor.id, "date_end": TOMORROW}
                    )
                else:
                    call.with_user(self.user).action_cancel()
                if name != "cancelled by hand":
                    self._run(TOMORROW)
                self.assertEqual(call.state, "cancelled")
                self.assertFalse(self._waiting())
                self.assertFalse(self.debtor.activity_ids)
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_below_the_minimum_of_its_step_it_is_passed_over(self):
        self.ladder.level_ids[1].minimum_claim = 5000
        self._run()
        self.assertFalse(self._waiting())
        self.assertEqual(self.debtor.next_level_id.name, "Reminder 2")

    def test_a_reminder_by_phone_is_a_call(self):
        self.ladder.level_ids[1].write({"step_kind": "reminder", "channel": "phone"})
        self._run()
        self.assertEqual(
            self._waiting().line_ids.filtered("level_id").step_kind, "call"
        )

    def test_marking_the_activity_as_done_records_the_call(self):
        self._run()
        call = self._waiting()
        activity = self.debtor.activity_ids.with_user(self.user)
        activity.action_feedback(feedback="He will look at it")
        self.assertRecordValues(
            call, [{"state": "sent", "call_outcome": "done", "proof_kind": "person"}]
        )
        self.assertEqual(call.call_ids.note, "He will look at it")

    # === OUTCOMES === #

    def test_a_promise(self):
        self._run()
        call = self._waiting()
        day = TODAY + timedelta(days=8)
        action = self._record("promise", day=day, amount=1600, note="After payday")
        self.assertRecordValues(
            call,
            [{"state": "sent", "contact_date": TODAY, "call_outcome": "promise"}],
        )
        self.assertFalse(self.debtor.activity_ids)
        pause = self.debtor.pause_ids
        self.assertRecordValues(
            pause,
            [
                {
                    "reason": "promise",
                    "scope": "claims",
                    "date_end": day,
                    "state": "active",
                    "note": "After payday",
                }
            ],
        )
        self.assertRecordValues(
            pause.line_ids.sorted("amount_promised"),
            [
                {"move_line_id": self.second.id, "amount": 100, "amount_open": 500},
                {"move_line_id": self.first.id, "amount": 0, "amount_open": 1500},
            ],
        )
        message = self.env["debtor.message"].browse(action["res_id"])
        self.assertIn("1,600.00", message.body)
        self.assertIn("Tuesday, December 1, 2026", message.body)
        message.with_user(self.user).action_send()
        mail = self.debtor.notice_ids.filtered(lambda one: one.channel == "email")[:1]
        self.assertRecordValues(
            mail,
            [{"state": "queued", "purpose": "confirmation", "about_id": call.id}],
        )
        # It moves nothing: the call was the contact.
        mail._mark_sent(fields_datetime(TOMORROW))
        self.debtor._plan(TOMORROW)
        self.assertEqual(self.debtor.last_contact_date, TODAY)
        self.assertEqual(self.debtor.level_id.name, "Reminder 1")

    def test_promises_are_judged_by_the_ledger(self):
        for amount, end in ((1000, "broken"), (1500, "kept")):
            with self.subTest(end):
                savepoint = self.env.cr.savepoint()
                self._run()
                self._record("promise", day=TOMORROW, amount=1500)
                payment = self.env["account.payment.register"].with_context(
                    active_model="account.move", active_ids=self.invoices[0].ids
                )
                payment.create({"amount": amount})._create_payments()
                self._run(TODAY + timedelta(days=10))
                self.assertEqual(self.debtor.pause_ids.state, end)
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_a_third_promise_is_refused(self):
        self._run()
        self._record("promise", day=TOMORROW)
        self._record("promise", day=TODAY + timedelta(days=3))
        states = self.debtor.pause_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["lifted", "active"])
        with self.assertRaisesRegex(UserError, "promised twice"):
            self._record("promise", day=TODAY + timedelta(days=5))

    def test_what_cannot_be_recorded(self):
        """Each with what to do; nothing is kept."""
        self._run()
        call = self._waiting()
        far = TODAY + timedelta(days=15)
        for outcome, values, text in (
            ("promise", {"day": TODAY - timedelta(days=1)}, "lies ahead"),
            ("promise", {"day": far}, "too far"),
            ("promise", {"day": False}, "Enter the day"),
            ("promise", {"amount": 2000.01}, "more than what is open"),
            ("promise", {"amount": 0}, "more than zero"),
            ("promise", {"amount": -5}, "more than zero"),
            ("announced", {"day": far}, "too far"),
            ("announced", {"amount": 5000}, "more than what is open"),
            ("dispute", {"note": "Damaged"}, "Choose the invoice"),
            ("dispute", {"claim_id": self.first}, "what is wrong"),
            (
                "dispute",
                {"claim_id": self.first, "note": "x", "amount": 1500.01},
                "between zero",
            ),
            ("later", {"day": far}, "too far"),
            ("later", {"day": TODAY - timedelta(days=1)}, "lies ahead"),
            ("refuses", {}, "why they refuse"),
            ("wrong_person", {"new_name": "Jan"}, "phone number or an email"),
        ):
            with (
                self.subTest(outcome, **values),
                self.assertRaisesRegex(UserError, text),
            ):
                self._record(outcome, **values)
        self.assertEqual(call.state, "queued")
        self.assertFalse(self.debtor.pause_ids)
        self.assertFalse(self.debtor.call_ids)

    def test_payment_announced(self):
        self._run()
        self._record("announced", day=TODAY - timedelta(days=2), confirm=False)
        pause = self.debtor.pause_ids
        self.assertEqual((pause.reason, pause.date_end), ("payment_announced", TODAY))
        self.assertEqual(len(pause.line_ids), 2)

    def test_a_dispute_takes_only_its_part(self):
        self._run()
        self._record(
            "dispute", claim_id=self.first, amount=300, note="Two boxes <b>broken</b>"
        )
        pause = self.debtor.pause_ids
        self.assertEqual(pause.reason, "dispute")
        self.assertEqual(pause.line_ids.amount, 300)
        self.assertEqual(pause.date_end, TODAY + timedelta(days=7))
        sheet = self._sheet("refuses")
        self.assertIn("Two boxes &lt;b&gt;broken", sheet.history_html)

    def test_a_refusal_goes_on_with_the_ladder(self):
        self._run()
        self._record("refuses", note="Says it was never ordered", confirm=False)
        self.assertFalse(self.debtor.pause_ids)
        self.assertEqual(self.debtor.next_level_id.name, "Reminder 2")

    def test_call_back_later(self):
        self._run()
        call = self._waiting()
        day = TODAY + timedelta(days=3)
        self._record("later", day=day, confirm=False)
        self.assertEqual(call.state, "cancelled")
        self._run(TOMORROW)
        self.assertFalse(self._waiting())
        self._run(day)
        self.assertEqual(self._waiting().level_id, call.level_id)
        self.assertTrue(self.debtor.activity_ids)

    def test_the_wrong_person(self):
        self._run()
        call = self._waiting()
        self._record("wrong_person", new_name="Els Maes", new_phone="+32 9 1")
        self.assertEqual(self._waiting(), call, "still to be called, somebody else")
        self.assertEqual(self.customer.child_ids.name, "Els Maes")
        sheet = self._sheet("promise")
        self.assertIn("tel:+3291", sheet.phones_html)

    def test_copies_are_sent(self):
        self._run()
        action = self._sheet("copy").action_record()
        message = self.env["debtor.message"].browse(action["res_id"])
        self.assertIn("Statement of account", message.attachment_ids[:1].name)
        message.with_user(self.user).action_send()
        mail = self.debtor.notice_ids.filtered(lambda one: one.channel == "email")[:1]
        self.assertEqual(mail.mail_mail_id.attachment_ids, mail.attachment_ids)
        self.assertTrue(mail.attachment_ids)

    # === NOT REACHED === #

    def test_two_attempts_on_two_days_and_a_mail(self):
        self._run()
        call = self._waiting()
        self._record("not_reached")
        self._record("not_reached")
        self.assertEqual(call.state, "queued", "twice on a day is one attempt")
        self.assertEqual(self.debtor.activity_ids.date_deadline, TOMORROW)
        self.assertFalse(self._morning_rows(), "enough for today")
        self._stop_clock(fields_datetime(TOMORROW))
        self._run(TOMORROW)
        self.assertEqual(self._morning_rows().notice_id, call)
        self.assertEqual(self._waiting(), call)
        self._record("not_reached")
        self.assertRecordValues(
            call,
            [{"state": "sent", "call_outcome": "not_reached", "deadline_date": False}],
        )
        self.assertFalse(self.debtor.activity_ids)
        mail = call.about_ids
        self.assertRecordValues(
            mail, [{"purpose": "missed_call", "state": "queued", "line_ids": []}]
        )
        self.assertIn("tried to call", mail.body)
        self.assertIsNone(mail._why_not_to_leave())
        mail._mark_sent(fields_datetime(TOMORROW))
        # Done for these claims, and no reminder: the next one is the second.
        day = TOMORROW + timedelta(days=10)
        reminder = self._run_and_deliver(day)
        self.assertEqual(reminder.level_id.name, "Reminder 2")
        self.assertEqual(len(call.call_ids), 3)
        self.invoices.button_draft()
        self.assertIn("not open any more", mail._why_not_to_leave())

    def _morning_rows(self):
        self.env.flush_all()
        self.env["debtor.todo"].invalidate_model()
        return self.env["debtor.todo"].search([("debtor_id", "=", self.debtor.id)])

    def test_without_an_address_the_attempts_are_enough(self):
        self._run()
        call = self._waiting()
        self.customer.email = False
        self._record("not_reached")
        self._stop_clock(fields_datetime(TOMORROW))
        self._record("not_reached")
        self.assertEqual(call.state, "sent")
        self.assertFalse(call.about_ids)

    # === WITHOUT A PLANNED CALL === #

    def test_an_answer_without_a_planned_call(self):
        """Recorded in two clicks: open, record; it counts as a contact."""
        self.assertFalse(self._waiting())
        action = self.debtor.with_user(self.user).action_record_answer()
        sheet = self.env["debtor.call.sheet"].browse(action["res_id"])
        self.assertEqual((sheet.outcome, sheet.amount), ("promise", 2000))
        self.assertTrue(sheet.inbound)
        sheet.with_user(self.user).action_record()
        answer = self.debtor.notice_ids[:1]
        self.assertRecordValues(
            answer,
            [
                {
                    "purpose": "answer",
                    "state": "sent",
                    "channel": "phone",
                    "contact_date": TODAY,
                    "level_id": False,
                }
            ],
        )
        self.debtor._plan(TODAY)
        self.assertEqual(self.debtor.last_contact_date, TODAY)

    def test_call_back_without_a_planned_call(self):
        day = TODAY + timedelta(days=2)
        self._record("later", day=day, confirm=False)
        self.assertEqual(self.debtor.activity_ids.date_deadline, day)

    def test_who_was_faster(self):
        self._run()
        sheet = self._sheet("refuses", note="No", confirm=False)
        self._record("promise", confirm=False)
        with self.assertRaisesRegex(UserError, "in the meantime"):
            sheet.action_record()
        self.assertEqual(len(self.debtor.call_ids), 1)

    # === THE SHEET === #

    def test_what_the_sheet_says(self):
        self._run()
        invoice = self.debtor.notice_ids.filtered(lambda one: one.channel == "email")
        invoice.message_post(
            body="<p>I pay <script>x</script> next week</p>",
            message_type="email",
            author_id=self.customer.id,
        )
        sheet = self._sheet("promise")
        self.assertIn("2,000.00", sheet.goal_html)
        self.assertIn('href="tel:+3292223344"', sheet.phones_html)
        self.assertIn(self.invoices[1].name, sheet.open_html)
        self.assertIn("Reminder 1", sheet.history_html)
        self.assertIn("next week", sheet.words_html)
        self.assertNotIn("<script", sheet.words_html)

    def test_viewers_record_nothing(self):
        viewer = new_test_user(
            self.env,
            "call_viewer",
            groups="base.group_user,debtor_followup.group_viewer",
            company_id=self.company.id,
        )
        self._run()
        with self.assertRaises(AccessError):
            self.debtor.with_user(viewer).action_open_call()
        with self.assertRaises(AccessError):
            self.debtor.with_user(viewer)._record_call("refuses", note="x")
