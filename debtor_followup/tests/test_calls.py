from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .call_common import CallsCommon, fields_datetime
from .call_outcomes import CallOutcomes
from .common import TODAY

TOMORROW = TODAY + timedelta(days=1)


@tagged("post_install", "-at_install")
class TestCalls(CallOutcomes, CallsCommon):
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
        task = self.debtor.activity_ids
        self.assertEqual(task.summary, "Write that we tried to call")
        self.assertIn("no email address", task.note)
        self.assertEqual(self._morning_rows().mapped("kind"), ["activity"])

    def test_a_mail_that_cannot_be_sent_undoes_no_call(self):
        self._run()
        call = self._waiting()
        self._record("not_reached")
        self._stop_clock(fields_datetime(TOMORROW))
        self.env.ref("debtor_followup.mail_template_missed_call").subject = False
        self._record("not_reached")
        self.assertEqual((call.state, len(call.call_ids)), ("sent", 2))
        self.assertFalse(call.about_ids)
        self.assertIn("Write a subject", self.debtor.activity_ids.note)

    def test_who_moved_to_another_customer_is_not_written_to(self):
        """The contact on the invoices works elsewhere now."""
        self._run()
        call = self._waiting()
        contact = self.env["res.partner"].create(
            {
                "name": "Anna",
                "parent_id": self.customer.id,
                "email": "anna@customer.example",
            }
        )
        self.invoices.with_context(skip_readonly_check=True).partner_id = contact
        contact.parent_id = self._create_customer("Elsewhere")
        self._record("not_reached")
        self._stop_clock(fields_datetime(TOMORROW))
        self._record("not_reached")
        self.assertEqual(call.state, "sent")
        self.assertEqual(call.about_ids.recipient_id, self.customer)

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
        self.assertNotIn("activity", self._morning_rows().mapped("kind"))
        self.debtor._plan(day)
        self.assertIn("activity", self._morning_rows().mapped("kind"))

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
