from datetime import date, datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import TODAY, FollowupCommon
from .letter_common import ADDRESS


@tagged("post_install", "-at_install")
class TestStepChange(FollowupCommon):
    """Postpone, pass over, go on with a later step: with a reason, by a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.mode = "propose"
        cls.other = cls._create_customer("Janssens Bouw")
        cls.idle = cls._create_customer("Nothing Open")
        cls._create_invoices({"days": 10}, {"days": 12, "partner": cls.other})
        cls.debtor = cls._debtor()
        cls.both = cls.debtor | cls._debtor(cls.other)
        cls.first, cls.second, cls.formal = cls.policy.level_ids
        cls.user = new_test_user(
            cls.env,
            "els",
            name="Els",
            groups="base.group_user,debtor_followup.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _change(self, mode, debtors=None, user=None, **values):
        change = self.env["debtor.step.change"].with_user(user or self.user)
        return change.create(
            {
                "mode": mode,
                "debtor_ids": [Command.set((debtors or self.debtor).ids)],
                "reason": "Spoke with Jan",
                **values,
            }
        )

    # === PASS OVER === #

    def test_a_step_is_passed_over_and_the_next_one_comes(self):
        proposal = self._run().notice_ids.filtered(
            lambda one: one.debtor_id == self.debtor
        )
        self._change("skip").action_confirm()
        self.assertEqual(proposal.state, "cancelled")
        skip = self.debtor.notice_ids.filtered("skipped")
        self.assertEqual((skip.state, skip.level_id), ("cancelled", self.first))
        self.assertEqual(skip.line_ids.mapped("level_id"), self.first)
        self.assertEqual(self.debtor.decision_id.reason, "not_yet")
        self.assertEqual(self.debtor.next_level_id, self.second)
        self.assertEqual(self.debtor.next_action_date, date(2026, 11, 30))
        for part in ("Reminder 1 was passed over by Els", "Spoke with Jan."):
            self.assertIn(part, self.debtor.explanation)

    def test_it_counts_as_no_reminder_and_no_contact(self):
        self.debtor._skip_step(TODAY, "By agreement")
        day = date(2026, 11, 30)
        notice = self.debtor._act(day, agreed=True)
        self.assertEqual(notice.level_id, self.second)
        notice._mark_sent(datetime(2026, 11, 30, 10))
        self.debtor._plan(date(2027, 1, 15))
        self.assertFalse(self.debtor.last_contact_date > day)
        self.assertEqual(self.debtor.decision_id.reason, "end_of_ladder")

    def test_a_new_due_date_starts_again(self):
        self.debtor._skip_step(TODAY, "By agreement")
        self.debtor.claim_ids.date_maturity = TODAY - timedelta(days=8)
        self.debtor._plan(TODAY)
        self.assertEqual(self.debtor.next_level_id, self.first)
        self.assertEqual(self.debtor.next_action, "propose")

    def test_it_can_be_taken_back(self):
        self.debtor._skip_step(TODAY, "By agreement")
        skip = self.debtor.notice_ids
        with self.assertRaisesRegex(UserError, "take it back"):
            skip.unlink()
        skip.with_user(self.user).action_unskip()
        self.assertEqual(self.debtor.next_level_id, self.first)
        with self.assertRaisesRegex(UserError, "None of these"):
            skip.with_user(self.user).action_unskip()

    def test_a_formal_notice_is_passed_over_too(self):
        self.debtor.partner_id.write(ADDRESS)
        for ago, hour in ((35, 10), (18, 10)):
            day = TODAY - timedelta(days=ago)
            self.debtor.claim_ids.date_maturity = TODAY - timedelta(days=60)
            self.debtor._act(day, agreed=True)._mark_sent(
                datetime(day.year, day.month, day.day, hour)
            )
        self.debtor._act(TODAY)
        self.debtor._plan(TODAY)
        proposal = self.debtor.proposal_id
        self.assertEqual(proposal.level_id, self.formal)
        self._change("skip").action_confirm()
        self.assertEqual(proposal.state, "cancelled")
        self.assertEqual(self.debtor.decision_id.reason, "end_of_ladder")
        self.assertIn("Formal notice was passed over", self.debtor.explanation)

    def test_many_at_once_and_who_cannot_be_helped_is_named(self):
        self.both._plan(TODAY)
        idle = self._debtor(self.idle)
        told = self._change("skip", self.both | idle).action_confirm()
        self.assertIn("Nothing Open: nothing is open", told["params"]["message"])
        self.assertEqual(self.both.next_level_id, self.second)
        with self.assertRaisesRegex(UserError, "Nothing Open"):
            self._change("skip", idle).action_confirm()

    def test_not_while_a_message_is_on_its_way(self):
        self.debtor._act(TODAY, agreed=True)
        with self.assertRaisesRegex(UserError, "a message is on its way"):
            self._change("skip").action_confirm()
        self.assertFalse(self.debtor.notice_ids.filtered("skipped"))

    # === LATER STEP === #

    def test_going_on_with_a_later_step(self):
        self._change("change", level_id=self.second.id).action_confirm()
        self.assertEqual(self.debtor.next_level_id, self.second)

    def test_a_formal_step_needs_two_reminders(self):
        with self.assertRaisesRegex(UserError, "two reminders must have arrived"):
            self._change("change", level_id=self.formal.id).action_confirm()

    def test_a_step_that_is_not_later(self):
        with self.assertRaisesRegex(UserError, "no later step"):
            self._change("change", level_id=self.first.id).action_confirm()
        with self.assertRaisesRegex(UserError, "Choose the step"):
            self._change("change").action_confirm()

    def test_steps_to_choose_from(self):
        change = self._change("change")
        self.assertEqual(change.allowed_level_ids, self.policy.level_ids)

    # === POSTPONE === #

    def test_postponing_stops_until_the_day(self):
        proposal = self._run().notice_ids
        self._change("postpone", self.both, until="week").action_confirm()
        self.assertEqual(set(proposal.mapped("state")), {"cancelled"})
        pauses = self.both.pause_ids
        self.assertEqual(set(pauses.mapped("reason")), {"manual"})
        self.assertEqual(set(pauses.mapped("note")), {"Spoke with Jan"})
        self.assertEqual(self.debtor.decision_id.reason, "paused")
        day = date(2026, 11, 30)
        self.assertEqual(self.debtor.next_action_date, day)
        self.assertFalse(self._run(date(2026, 11, 27)).notice_ids)
        self.assertEqual(len(self._run(day).notice_ids), 2)

    def test_words_for_a_day(self):
        for word, expected in (
            ("tomorrow", "2026-11-24"),
            ("monday", "2026-11-30"),
            ("week", "2026-11-30"),
            ("month", "2026-12-23"),
        ):
            with self.subTest(word=word):
                day = self.debtor._day_of_choice(word, TODAY)
                self.assertEqual(str(day), expected)

    def test_a_day_that_is_over(self):
        for day, message in ((TODAY, "a day after today"), (False, "Choose the day")):
            change = self._change("postpone", until="date", date_until=day)
            with self.subTest(day=day), self.assertRaisesRegex(UserError, message):
                change.action_confirm()
        self.assertFalse(self.debtor.pause_ids)

    def test_a_reason_is_asked(self):
        for mode in ("postpone", "skip"):
            with self.subTest(mode=mode), self.assertRaisesRegex(UserError, "Say why"):
                self._change(mode, reason="  ").action_confirm()

    # === WHO === #

    def test_assigning(self):
        self._change("assign", self.both, user_id=self.user.id).action_confirm()
        self.assertEqual(self.both.responsible_id, self.user)

    def test_rows_of_the_morning_open_the_dialog(self):
        self._run()
        self.env.flush_all()
        rows = self.env["debtor.todo"].search([("debtor_id", "in", self.both.ids)])
        for method, mode in (
            ("action_postpone", "postpone"),
            ("action_skip", "skip"),
            ("action_change_step", "change"),
            ("action_assign", "assign"),
        ):
            action = getattr(rows, method)()
            change = self.env["debtor.step.change"].with_context(**action["context"])
            self.assertEqual(change.new().mode, mode)
            self.assertEqual(change.create({}).debtor_ids, self.both)

    def test_viewers_cannot(self):
        viewer = new_test_user(
            self.env, "sales", groups="base.group_user,debtor_followup.group_viewer"
        )
        with self.assertRaises(AccessError):
            self._change("skip", user=viewer)
        for method, arguments in (
            ("_skip_step", (TODAY, "no")),
            ("_postpone", (TODAY, TODAY + timedelta(days=3), "no")),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(self.debtor.with_user(viewer), method)(*arguments)
