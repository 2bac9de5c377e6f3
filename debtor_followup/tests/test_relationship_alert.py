from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .call_common import fields_datetime
from .common import TODAY, FollowupCommon

LADDER = [
    {"name": "Reminder 1", "delay_days": 5, "deadline_days": 7},
    {"name": "Reminder 2", "delay_days": 16, "tone": "firm"},
]


class HabitsCommon(FollowupCommon):
    """Debtors whose figures are given, and somebody who phones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "caller",
            groups="base.group_user,debtor_followup.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            email="caller@company.example",
        )
        cls.company.followup_user_id = cls.user
        cls.policy = cls._create_policy(LADDER, name="Two", mode="automatic")
        cls.policy.action_activate()
        cls.company.followup_policy_id = cls.policy
        cls.debtor = cls._debtor()
        cls.invoice = cls._create_invoices({"days": 10, "amount": 1500})

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _figures(self, relationship="late", debtor=None, **values):
        """Write the figures of a debtor as the night would."""
        debtor = debtor or self.debtor
        debtor.relationship = relationship
        debtor.behaviour_ids.sudo().unlink()
        return (
            self.env["debtor.behaviour"]
            .sudo()
            .create(
                {
                    "debtor_id": debtor.id,
                    "company_id": self.company.id,
                    "relationship": relationship,
                    "paid_count": 9,
                    "median_days": 8,
                    "spread_days": 2,
                    "median_amount": 1000,
                    **values,
                }
            )
        )

    def _alert(self, **values):
        """Let the debtor pay slower, as the figures of this night say."""
        figures = self._figures(
            trend="slower", recent_days=18, earlier_days=7, **values
        )
        self._follow(TODAY)
        return figures

    def _follow(self, day):
        self.env["debtor.behaviour"]._follow_alerts(self.debtor.ids, day)
        self.env.invalidate_all()

    def _waiting(self):
        self.debtor.invalidate_recordset()
        return self.debtor.call_notice_id

    def _record(self, outcome, day=TODAY):
        self._stop_clock(fields_datetime(day))
        debtor = self.debtor.with_user(self.user)
        debtor._record_call(outcome, waiting=self._waiting())

    def _rows(self, kind):
        self.env.flush_all()
        return self.env["debtor.todo"].search(
            [("kind", "=", kind), ("debtor_id", "=", self.debtor.id)]
        )

    def _sent(self):
        """Return (channel, state) of what was ever made, without what was dropped."""
        notices = self.debtor.notice_ids.sorted("id")
        notices = notices.filtered(
            lambda one: one.purpose == "step" and one.state != "cancelled"
        )
        return [(one.channel, one.state) for one in notices]


@tagged("post_install", "-at_install")
class TestAlert(HabitsCommon):
    """Who pays slower than before is called before the next reminder, once."""

    def test_it_opens_once_and_ends_with_the_figures(self):
        figures = self._alert()
        self.assertRecordValues(figures, [{"alert_state": "open", "alert_on": TODAY}])
        self._follow(TODAY + timedelta(1))
        self.assertEqual(figures.alert_on, TODAY, "the same one")
        figures.trend = False
        self._follow(TODAY + timedelta(2))
        self.assertRecordValues(
            figures, [{"alert_state": False, "alert_end": "figures"}]
        )
        figures.trend = "slower"
        self._follow(TODAY + timedelta(30))
        self.assertFalse(figures.alert_state, "not again so soon")
        self._follow(TODAY + timedelta(90))
        self.assertEqual(figures.alert_state, "open")

    def test_its_words_are_kind(self):
        words = self._alert().alert_words
        self.assertIn("Pays 11 days later than before", words)
        self.assertNotRegex(words.lower(), "chronic|bad|risk|warning")

    def test_the_reminder_becomes_a_call_and_goes_as_written_after_it(self):
        figures = self._alert()
        self._run()
        call = self._waiting()
        self.assertRecordValues(
            call, [{"state": "queued", "level_id": self.policy.level_ids[0].id}]
        )
        self.assertEqual(call.call_activity_id.summary, "Call before Reminder 1")
        self.assertEqual(self.debtor.decision_id.reason, "call_slower")
        self.assertEqual(len(self._rows("call")), 1)
        self.assertFalse(self._rows("slower"), "the call is the same task")
        self._record("done")
        self.assertRecordValues(
            figures,
            [
                {
                    "alert_state": "handled",
                    "alert_end": "call",
                    "alert_user_id": self.user.id,
                    "alert_ended_on": TODAY,
                }
            ],
        )
        self.assertIn("looked at on", figures.alert_words)
        self._run(TODAY + timedelta(3))
        self.assertEqual(self._sent(), [("phone", "sent")], "the gap after a contact")
        self._run_and_deliver(TODAY + timedelta(8))
        self.assertEqual(self._sent()[1:], [("email", "sent")])
        self.assertEqual(self.debtor.notice_ids[:1].level_id.name, "Reminder 1")
        self._run_and_deliver(TODAY + timedelta(24))
        self.assertEqual(self._sent()[2:], [("email", "sent")])
        self.assertEqual(self.debtor.notice_ids[:1].level_id.name, "Reminder 2")

    def test_not_reached_twice_it_goes_as_written(self):
        figures = self._alert()
        for day in (TODAY, TODAY + timedelta(1)):
            self._run(day)
            self._record("not_reached", day)
        self.assertEqual(figures.alert_end, "not_reached")
        self.assertEqual(self._waiting().ids, [])
        self._run_and_deliver(TODAY + timedelta(8))
        self.assertEqual(self._sent(), [("phone", "sent"), ("email", "sent")])

    def test_nobody_calls_it_goes_as_written(self):
        """Five business days on the list; then it does not come back."""
        figures = self._alert()
        self._run()
        self._run(TODAY + timedelta(7))
        self.assertTrue(self._waiting())
        late = TODAY + timedelta(8)
        self.policy.mode = "propose"
        self._run(late)
        self.assertFalse(self._waiting())
        self.assertEqual(self._sent(), [("email", "draft")])
        self.assertEqual(figures.alert_end, "not_called")
        self.assertFalse(figures.alert_user_id)
        self._run(late + timedelta(1))
        self.assertEqual(self._sent(), [("email", "draft")], "it is still proposed")
        passed = self.debtor.notice_ids.filtered("skipped")
        self.assertEqual(passed.channel, "phone")
        text = self.debtor.explanation
        self.assertIn("Call before Reminder 1 was passed over", text)
        self.assertIn("nobody called within 5 business days", text)

    def test_marked_as_handled_the_reminder_goes_at_once(self):
        figures = self._alert()
        self._run()
        self.debtor.with_user(self.user).action_alert_handled()
        self.assertEqual(figures.alert_end, "person")
        self._run()
        self.assertEqual(self._sent(), [("email", "queued")])
        self.assertIn("looked at", self.debtor.message_ids[:1].body)

    def test_one_row_in_the_morning_for_who_owes_something(self):
        self._alert()
        self.invoice.button_draft()
        fresh = self._create_invoices({"days": -20, "amount": 900})
        self._run()
        row = self._rows("slower")
        self.assertEqual(len(row), 1)
        self.assertIn("11 days later", row.why)
        self.assertEqual(row.action_open()["res_model"], "debtor.debtor")
        row.with_user(self.user).action_handled()
        self.assertFalse(self._rows("slower"))
        self.assertEqual(self.debtor.alert_state, "handled")
        self._alert()
        fresh.button_draft()
        self._run()
        self.assertFalse(self._rows("slower"), "owes nothing")

    def test_sales_people_do_not_handle_it(self):
        viewer = new_test_user(
            self.env, "seller", groups="base.group_user,debtor_followup.group_viewer"
        )
        self._alert()
        with self.assertRaises(AccessError):
            self.debtor.with_user(viewer).action_alert_handled()

    def test_a_person_passes_over_the_call(self):
        self._alert()
        self._run()
        self.debtor.with_user(self.user)._skip_step(TODAY, "He is on holiday")
        self._run()
        self.assertEqual(self._sent(), [("email", "queued")])
        self.assertIn("Call before Reminder 1 was passed", self.debtor.explanation)


@tagged("post_install", "-at_install")
class TestGoodPayers(HabitsCommon):
    """Patience, and a personal word first, with the policies that are shipped."""

    def _due(self):
        return self.invoice.invoice_date_due

    def _first_contact(self, debtor, since):
        """Let days pass until something is made; return (days, channel)."""
        for ahead in range(40):
            self._run(since + timedelta(ahead))
            made = debtor.notice_ids.filtered(lambda one: one.state != "cancelled")
            if made:
                return (since + timedelta(ahead) - self._due()).days, made.channel
        return None

    def _ship(self, name):
        shipped = self.env.ref(f"debtor_followup.debtor_followup_policy_{name}")
        shipped.mode = "automatic"
        shipped.action_activate()
        self.debtor.policy_id = shipped
        return shipped

    def test_reminder_1_waits_for_the_usual_day(self):
        self._figures("regular")
        self._ship("be_business")
        found = self._first_contact(self.debtor, self._due() + timedelta(4))
        self.assertEqual(found, (11, "email"))
        reasons = self.debtor.decision_ids.mapped("reason")
        self.assertIn("patience", reasons)
        waited = self.debtor.decision_ids.filtered(lambda one: one.reason == "patience")
        text = waited[:1].explanation
        self.assertIn("usually pays by day 10", text)
        self.assertIn("a claim above 3,000.00\xa0€ would not wait", text)

    def test_the_usual_amount_bounds_it_and_so_does_the_switch(self):
        for values in ({"median_amount": 400}, {"promise_broken_on": TODAY}):
            self._figures("regular", **values)
            day = self._due() + timedelta(6)
            self.debtor._plan(day)
            self.assertEqual(self.debtor.next_action, "send", values)
        self._figures("regular")
        self.debtor._plan(day)
        self.assertEqual(self.debtor.decision_id.reason, "patience")
        with Form(self.policy) as form:
            form.patience = False
        self.debtor._plan(day)
        self.assertEqual(self.debtor.next_action, "send")

    def test_who_is_loyal_is_called_first_by_the_shipped_ladder(self):
        """+3 a call; the mail after two attempts."""
        self._figures("loyal", median_days=0)
        self._ship("be_business_loyal")
        due = self._due()
        self.assertEqual(self._first_contact(self.debtor, due), (3, "phone"))
        for ahead in (3, 4):
            self._run(due + timedelta(ahead))
            self._record("not_reached", due + timedelta(ahead))
        self.assertFalse(self._waiting())
        self._run(due + timedelta(10))
        self.assertEqual(self._sent(), [("phone", "sent")])
        self._run(due + timedelta(12))
        self.assertEqual(self._sent(), [("phone", "sent"), ("email", "queued")])

    def test_the_mail_comes_by_itself_where_nobody_calls(self):
        self._figures("loyal", median_days=0)
        self._ship("be_business_loyal")
        due = self._due()
        self._first_contact(self.debtor, due)
        self._run(due + timedelta(10))
        self.assertEqual(self._sent(), [("phone", "queued")])
        self._run(due + timedelta(11))
        self.assertEqual(self._sent(), [("email", "queued")])
        self.assertIn(
            "nobody called", self.debtor.notice_ids.filtered("skipped").cancel_reason
        )

    def test_loyal_without_such_a_ladder_he_is_called_first_too(self):
        self._figures("loyal", median_days=0)
        self._run()
        self.assertEqual(self._sent(), [("phone", "queued")])
        self.assertEqual(self.debtor.decision_id.reason, "call_loyal")
        self._record("done")
        self._run(TODAY + timedelta(8))
        self.assertEqual(self._sent(), [("phone", "sent"), ("email", "queued")])

    def test_the_responsible_person_calls(self):
        manager = new_test_user(
            self.env,
            "account_manager",
            groups="base.group_user,debtor_followup.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.debtor.responsible_id = manager
        self._figures("loyal", median_days=0)
        self._run()
        self.assertEqual(self._waiting().call_user_id, manager)

    def test_only_the_shipped_ladders_for_businesses_wait_and_call(self):
        policies = self.env["debtor.followup.policy"].search(
            [("company_id", "=", False), ("debtor_kind", "!=", False)]
        )
        self.assertGreater(len(policies), 10)
        for policy in policies:
            weak = {"late", "chronic"} & set(policy.relationship_ids.mapped("code"))
            expected = policy.debtor_kind == "business" and not weak
            self.assertEqual(policy.patience, expected, policy.name)
            self.assertEqual(policy.personal_first, expected, policy.name)

    def test_figures_of_others_are_read_with_few_queries(self):
        others = [self._create_customer(f"Also {n}") for n in range(3)]
        for partner in others:
            self._figures("regular", self._debtor(partner))
        partners = self.customer.union(*others)
        snapshots = self.env["debtor.debtor"]._read_snapshots(
            self.company, partners, TODAY
        )
        for partner in others:
            self.assertEqual(snapshots[partner.id].habit.median_amount, 100000)
        self.assertIsNone(snapshots[self.customer.id].habit)


@tagged("post_install", "-at_install")
class TestOwnWarning(HabitsCommon):
    """A large claim of a weak payer: one of us looks before it is due."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.large, cls.small, cls.later = cls._create_invoices(
            {"days": -7, "amount": 5000},
            {"days": -7, "amount": 4999.99},
            {"days": -8, "amount": 9000},
        )

    def _warn(self, day=TODAY):
        return self.env["debtor.own.warning"]._warn(self.company, day)

    def _tasks(self):
        kind = self.env.ref("debtor_followup.mail_activity_type_warning")
        return self.debtor.activity_ids.filtered(
            lambda one: one.activity_type_id == kind
        )

    def test_once_and_only_for_whom_it_is(self):
        for relationship in ("new", "loyal", "regular"):
            self._figures(relationship)
            self.assertFalse(self._warn(), relationship)
        self._figures("late")
        warning = self._warn()
        self.assertEqual(warning.move_id, self.large)
        self.assertRecordValues(
            self._tasks(),
            [{"user_id": self.user.id, "date_deadline": TODAY, "automated": False}],
        )
        self.assertIn("is due on 11/30/2026", self._tasks().note)
        self.assertIn("Nothing was sent", self._tasks().note)
        self.assertFalse(self._warn(), "once")
        self.assertEqual(self._warn(TODAY + timedelta(1)).move_id, self.later)
        self.assertEqual(len(self._tasks()), 2)
        self.assertFalse(self.debtor.notice_ids, "never anything to the customer")
        self._run()
        row = self._rows("warning")
        self.assertEqual(len(row), 1, "that of tomorrow is not there yet")
        self.assertEqual(row.section, "80_tasks")
        self.assertIn("Large claim due soon", row.why)

    def test_paid_it_ends_by_itself(self):
        self._figures("chronic")
        warning = self._warn()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.large.ids
        ).create({})._create_payments()
        self.assertTrue(self.large.line_ids.filtered("date_maturity").reconciled)
        self.assertEqual(warning.ended_on, TODAY)
        self.assertFalse(self._tasks())

    def test_put_off_or_due_it_ends_and_a_new_day_warns_anew(self):
        self._figures("late")
        warning = self._warn()
        self.large.line_ids.filtered("date_maturity").date_maturity = date(2026, 12, 1)
        again = self._warn(TODAY + timedelta(1))
        self.assertEqual(warning.ended_on, TODAY + timedelta(1))
        self.assertEqual(again.move_id, self.large | self.later)
        self.assertEqual(len(self._tasks()), 2)
        self._warn(TODAY + timedelta(20))
        self.assertFalse(self._tasks())

    def test_posted_anew_nobody_is_warned_twice(self):
        self._figures("late")
        self._warn()
        self.large.button_draft()
        self.env["debtor.own.warning"]._warn(self.company, TODAY)
        self.large.action_post()
        self.assertFalse(self._warn())

    def test_what_we_collect_and_what_is_left_out_is_no_worry(self):
        self._figures("late")
        self.debtor.direct_debit = True
        self.assertFalse(self._warn())
        self.debtor.direct_debit = False
        self.large.line_ids.filtered("date_maturity").no_followup = True
        self.assertFalse(self._warn())

    def test_settings(self):
        self._figures("late")
        self.company.followup_warning_amount = 0
        self.assertFalse(self._warn())
        self.company.write(
            {"followup_warning_amount": 9000, "followup_warning_days": 6}
        )
        self.assertEqual(self._warn().move_id, self.later)
        for values in ({"followup_warning_amount": -1}, {"followup_warning_days": 0}):
            with self.assertRaisesRegex(
                ValidationError, "One business day|one business"
            ):
                self.company.write(values)

    def test_the_night_warns(self):
        """After the figures were read: a weak payer by hand here."""
        self.debtor._set_by_hand("late", "Was told so", TODAY + timedelta(30), TODAY)
        with self.enter_registry_test_mode():
            self.env.ref("debtor_followup.ir_cron_behaviour").method_direct_trigger()
        self.assertEqual(len(self._tasks()), 1)
