from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import TODAY, FollowupCommon

TOMORROW = TODAY + timedelta(days=1)
NIGHT = datetime(2026, 11, 23, 2)


@tagged("post_install", "-at_install")
class MomentCommon(FollowupCommon):
    """One customer with one claim, ten days late, on an automatic ladder."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._create_invoices({"days": 10})
        cls.debtor = cls._debtor()
        cls.clerk = new_test_user(
            cls.env,
            login="clerk",
            groups="base.group_user,debtor_followup.group_user",
            company_id=cls.company.id,
            email="clerk@company.example",
        )

    def setUp(self):
        super().setUp()
        self._stop_clock(NIGHT)

    def _notices(self, *states):
        return self.debtor.notice_ids.filtered(lambda one: one.state in states)

    def _announced_rows(self):
        self.env.flush_all()
        return self.env["debtor.todo"].search(
            [("debtor_id", "=", self.debtor.id), ("kind", "=", "announced")]
        )


@tagged("post_install", "-at_install")
class TestNeverAutomatic(MomentCommon):
    def test_everything_is_proposed(self):
        self.debtor.never_automatic = True
        self._run()
        self.assertEqual(self._notices("draft", "queued").mapped("state"), ["draft"])
        self.assertIn(
            'Nothing goes to this customer by itself: "Never automatically"',
            self.debtor.explanation,
        )

    def test_what_a_person_agreed_to_leaves(self):
        self.debtor.never_automatic = True
        self._run()
        self._stop_clock()
        self._notices("draft").with_user(self.clerk).action_send()
        notice = self._notices("queued")
        self.assertEqual(notice._why_changed(TODAY), None)

    def test_what_is_on_its_way_stops_when_it_is_set(self):
        self._run()
        notice = self._notices("queued")
        self.debtor.never_automatic = True
        self.assertIn("situation changed", notice._why_changed(TODAY))

    def test_who_set_it_is_kept(self):
        debtor = self.debtor.with_user(self.clerk)
        debtor = debtor.with_context(tracking_disable=False, mail_notrack=False)
        self.cr.flush()
        debtor.never_automatic = True
        self.cr.flush()
        values = self.debtor.message_ids.tracking_value_ids
        self.assertEqual(values.field_id.name, "never_automatic")
        author = values.mail_message_id.author_id
        self.assertEqual(author, self.clerk.partner_id)


@tagged("post_install", "-at_install")
class TestVeto(MomentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor.key_customer = True

    def test_announced_at_night_and_sent_the_next_morning(self):
        self._run()
        self.assertFalse(self._notices("draft", "queued"))
        (row,) = self._announced_rows()
        self.assertEqual(row.section, "45_announced")
        self.assertEqual(row.next_action_date, TOMORROW)
        self.assertIn("goes to this key customer by itself on 11/24/2026", row.why)
        self.assertIn("from 9:30", row.why)
        self.assertIn("it was announced on 11/23/2026 (business", row.why)
        self._run()  # once more the same day: nothing new
        self.assertEqual(len(self._announced_rows()), 1)
        self.assertEqual(self.debtor.announced["day"], TODAY.isoformat())
        self._stop_clock(NIGHT + timedelta(days=1))
        self._run(TOMORROW)
        notice = self._notices("queued")
        self.assertEqual(notice.contact_date, TOMORROW)
        decision = self.debtor._decide(TOMORROW, without=notice)[self.debtor]
        self.assertEqual(notice.deadline_date, decision.deadline)
        self.assertIsNone(notice._why_changed(TOMORROW))
        self.assertFalse(self._announced_rows())

    def test_who_is_announced_in_the_afternoon_has_the_next_day_too(self):
        self._stop_clock()  # eleven o'clock: the morning page was looked at
        self._run()
        self.assertEqual(self.debtor.announced["day"], TOMORROW.isoformat())
        self.assertEqual(self.debtor.next_action_date, TOMORROW + timedelta(days=1))
        self.assertIn(
            "its announcement counts from 11/24/2026 on", self.debtor.explanation
        )

    def test_a_payment_in_part_is_no_news(self):
        self._run()
        self._pay(40)
        self._stop_clock(NIGHT + timedelta(days=1))
        self._run(TOMORROW)
        self.assertEqual(len(self._notices("queued")), 1)

    def test_another_due_date_starts_the_window_again(self):
        self._run()
        self._put_off()
        self._stop_clock(NIGHT + timedelta(days=1))
        self._run(TOMORROW)
        self.assertFalse(self._notices("draft", "queued"))
        self.assertEqual(self.debtor.announced["day"], TOMORROW.isoformat())
        self._stop_clock(NIGHT + timedelta(days=2))
        self._run(TOMORROW + timedelta(days=1))
        self.assertEqual(len(self._notices("queued")), 1)

    def _put_off(self):
        """Give the customer one day more."""
        line = self.invoice.line_ids.filtered("date_maturity")
        line.date_maturity += timedelta(days=1)

    def _pay(self, amount):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        ).create({"amount": amount, "payment_date": TODAY})._create_payments()

    def test_what_changes_while_acting_is_announced_too(self):
        """Planned to be sent, and put off by a day before the acting hour."""
        self._run()
        self._stop_clock(datetime(2026, 11, 24, 10))
        self.debtor._plan(TOMORROW)
        self.assertEqual(self.debtor.next_action, "send")
        self._put_off()
        run = self.env["debtor.followup.run"]._get_or_create(self.company, TOMORROW)
        self.assertFalse(self.debtor._act(TOMORROW, run=run))
        later = TODAY + timedelta(days=2)
        self.assertEqual(self.debtor.announced["day"], later.isoformat())
        self.assertEqual(self.debtor.next_action_date, later + timedelta(days=1))

    def test_do_it_now(self):
        self._run()
        self._stop_clock()
        self.assertTrue(self.debtor.has_due_step)
        rows = self._announced_rows().with_user(self.clerk)
        rows.action_send_announced()
        notice = self._notices("queued")
        self.assertFalse(notice.automatic)
        self.assertIsNone(notice._why_changed(TODAY))
        self.assertFalse(self._announced_rows())

    def test_only_announced_rows_are_sent(self):
        self._run()
        rows = self.env["debtor.todo"].with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "None of these is announced"):
            rows.browse().action_send_announced()

    def test_stopped_by_postponing_it(self):
        self._run()
        until = TODAY + timedelta(days=20)
        self.debtor.with_user(self.clerk)._postpone(TODAY, until, "Talks with them")
        self._stop_clock(NIGHT + timedelta(days=1))
        self._run(TOMORROW)
        self.assertFalse(self._notices("draft", "queued"))
        self.assertFalse(self._announced_rows())

    def test_call_instead(self):
        """The call comes first; the reminder keeps its place and is announced again."""
        self._run()
        self._announced_rows().with_user(self.clerk).action_call_instead()
        call = self._notices("queued")
        self.assertEqual(call.channel, "phone")
        self.assertIn("a colleague chose to call on 11/23/2026", call.explanation)
        self.assertFalse(self._announced_rows())
        self._run(TOMORROW)
        self.assertEqual(self._notices("queued"), call)
        call._mark_sent(datetime(2026, 11, 24, 10))
        self.debtor._plan(TOMORROW)
        day = self.debtor.next_action_date
        self.assertGreater(day, TOMORROW + timedelta(days=6))
        self._stop_clock(NIGHT + (day - TODAY))
        self._run(day)
        self.assertFalse(self._notices("queued"))
        (row,) = self._announced_rows()
        self.assertEqual(row.next_level_id, self.policy.level_ids[0])

    def test_only_a_reminder_can_become_a_call(self):
        step = {"name": "Note", "step_kind": "courtesy", "delay_days": -20}
        policy = self._create_policy(levels=[step], mode="automatic")
        policy.action_activate()
        self.debtor.policy_id = policy
        self.invoice.button_draft()
        self.invoice.invoice_date_due = TODAY + timedelta(days=10)
        self.invoice.action_post()
        self._run()
        rows = self._announced_rows().with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "No reminder is announced to"):
            rows.action_call_instead()
        self.env.invalidate_all()
        self.assertEqual(self.debtor.decision_id.reason, "veto_window")

    def test_a_letter_that_a_person_sent_waits_for_the_printer(self):
        """The window is for what goes by itself: the next night leaves it alone."""
        self.customer.write(
            {"email": False, "street": "Steenstraat 1", "zip": "8000", "city": "Brugge"}
        )
        self._stop_clock()
        letter = self.debtor._act(TODAY, agreed=True)
        self.assertEqual((letter.channel, letter.state), ("letter", "queued"))
        self._stop_clock(NIGHT + timedelta(days=1))
        self._run(TOMORROW)
        self.assertEqual(letter.state, "queued")

    def test_key_by_turnover(self):
        self.debtor.key_customer = False
        self.env["debtor.behaviour"]._refresh(self.company, TODAY)
        self.company.followup_key_turnover = 100.01
        self.debtor._plan(TODAY)
        self.assertEqual(self.debtor.next_action_date, TODAY)
        self.company.followup_key_turnover = 100
        self.debtor._plan(TODAY)
        self.assertEqual(self.debtor.decision_id.reason, "veto_window")

    def test_without_days_nothing_is_announced(self):
        self.company.followup_veto_days = 0
        self._run()
        self.assertEqual(len(self._notices("queued")), 1)


@tagged("post_install", "-at_install")
class TestContactBudget(MomentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice.button_draft()
        cls.invoice.invoice_date_due = TODAY - timedelta(days=25)
        cls.invoice.action_post()

    def _contact(self, ago, state="sent", **values):
        """Let somebody have been contacted so many days ago."""
        return self.env["debtor.notice"].create(
            {
                "debtor_id": self.debtor.id,
                "company_id": self.company.id,
                "recipient_id": self.customer.id,
                "contact_date": TODAY - timedelta(days=ago),
                "state": state,
                **values,
            }
        )

    def test_used_up(self):
        for ago in (28, 20, 14, 8):
            self._contact(ago)
        self._run()
        self.assertEqual(self.debtor.decision_id.reason, "contact_budget")
        # The one of 28 days ago falls out in two days.
        self.assertEqual(self.debtor.next_action_date, TODAY + timedelta(days=2))
        self.assertIn("in the last 30 days: 4, at most 4", self.debtor.explanation)
        self.assertIn("until 11/25/2026", self.debtor.explanation)
        self.assertIn("the contact of 10/26/2026 counts", self.debtor.explanation)
        self._run(TODAY + timedelta(days=2))
        self.assertEqual(len(self._notices("queued")), 1)

    def test_what_counts(self):
        """Steps that arrived, each once; no answer, nothing beside the ladder."""
        original = self._contact(20)
        self._contact(19, copy_of_id=original.id)  # the same by letter
        self._contact(18, purpose="answer")
        self._contact(17, state="withdrawn", purpose="step")
        for purpose in ("confirmation", "missed_call", "apology", "statement"):
            self._contact(12, purpose=purpose)
        self._contact(12, purpose="dispute_answer")
        for state in ("failed", "bounced", "cancelled"):
            self._contact(12, state=state)
        self._contact(30)
        reader = self.env["debtor.debtor"]._read_snapshots
        (snapshot,) = reader(self.company, self.customer, TODAY).values()
        days = sorted((TODAY - day).days for day in snapshot.moment.contacts)
        self.assertEqual(days, [17, 19])

    def test_own_number(self):
        self._contact(8)
        self.debtor.contact_budget = 1
        self._run()
        self.assertEqual(self.debtor.decision_id.reason, "contact_budget")
        self.debtor.contact_budget = 0
        self.debtor._plan(TODAY)
        self.assertEqual(self.debtor.next_action_date, TODAY)

    def test_the_company_may_have_none(self):
        for ago in (28, 20, 14, 8):
            self._contact(ago)
        self.company.followup_contact_budget = 0
        self._run()
        self.assertEqual(len(self._notices("queued")), 1)

    def test_a_person_may_write_all_the_same(self):
        self._contact(8)
        self.debtor.contact_budget = 1
        self._run()
        self._stop_clock()
        self.assertTrue(self.debtor.has_due_step)
        self.debtor.with_user(self.clerk).action_send_now()
        notice = self._notices("queued")
        self.assertIsNone(notice._why_changed(TODAY))

    def test_a_proposal_goes_and_comes_back(self):
        self.policy.mode = "propose"
        self._run()
        self.assertEqual(len(self._notices("draft")), 1)
        self._contact(8)
        self.debtor.contact_budget = 1
        self._run(TOMORROW)
        self.assertFalse(self._notices("draft"))
        self._run(TODAY + timedelta(days=22))
        self.assertEqual(len(self._notices("draft")), 1)

    # === WHAT CANNOT BE ENTERED === #

    def test_bad_numbers(self):
        for record, values, message in (
            (self.company, {"followup_veto_days": 6}, "between 0 and 5 business days"),
            (self.company, {"followup_veto_days": -1}, "between 0 and 5 business days"),
            (self.company, {"followup_contact_budget": -1}, "cannot be below zero"),
            (self.company, {"followup_key_turnover": -1}, "cannot be below zero"),
            (self.debtor, {"contact_budget": -1}, "cannot be below zero"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                record.write(values)
                record.flush_recordset()

    def test_sales_people_change_nothing(self):
        sales = new_test_user(
            self.env,
            login="sales",
            groups="base.group_user,debtor_followup.group_viewer",
            company_id=self.company.id,
        )
        for name in ("never_automatic", "key_customer"):
            with self.assertRaises(AccessError):
                self.debtor.with_user(sales)[name] = True
