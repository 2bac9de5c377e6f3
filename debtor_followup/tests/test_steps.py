from datetime import date, datetime, timedelta

import psycopg2.errors

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TODAY, FollowupCommon
from .letter_common import ADDRESS


@tagged("post_install", "-at_install")
class TestSteps(FollowupCommon):
    """Which step is taken on which day, and what takes a claim to the next one."""

    def _walk(self, days, start=TODAY):
        """Run every day and let what is queued arrive; return what was sent.

        :return: list of (day, customer, step) in the order of sending
        """
        return [
            (day, notice.partner_id, notice.level_id.name)
            for day in (start + timedelta(days=n) for n in range(days))
            for notice in self._run_and_deliver(day).sorted("partner_id")
        ]

    def _due(self, day, **values):
        """Create an invoice that is due on a day."""
        return self._create_invoices({"days": (TODAY - day).days, **values})

    # === SIXTY DAYS === #

    def test_sixty_days(self):
        """Steps come on their day, or on the first business day after it.

        In Belgium 11 November and Christmas are holidays, in the Netherlands
        11 November is none; a contact day is one in both countries.
        """
        self._introduce_company()
        dutch = {**ADDRESS, "country_id": self.env.ref("base.nl").id}
        friday = self._create_customer("Friday", **ADDRESS)
        sunday = self._create_customer("Sunday", **ADDRESS)
        dutch = self._create_customer("Dutch", **dutch)
        self._due(date(2026, 11, 20), partner=friday)
        self._due(date(2026, 12, 8), partner=sunday)
        self._due(date(2026, 11, 6), partner=dutch)
        sent = self._walk(75, start=date(2026, 11, 9))
        self.assertEqual(
            [row for row in sent if row[1] == friday],
            [
                (date(2026, 11, 25), friday, "Reminder 1"),
                # +16 is Sunday 6 December
                (date(2026, 12, 7), friday, "Reminder 2"),
                (date(2026, 12, 22), friday, "Formal notice"),
            ],
        )
        self.assertEqual(
            [row for row in sent if row[1] == sunday],
            [
                # +5 is Sunday 13 December
                (date(2026, 12, 14), sunday, "Reminder 1"),
                (date(2026, 12, 24), sunday, "Reminder 2"),
                # +32 is Saturday 9 January
                (date(2027, 1, 11), sunday, "Formal notice"),
            ],
        )
        self.assertEqual(
            [row for row in sent if row[1] == dutch],
            [
                # +5 is 11 November: a holiday of the Belgian company
                (date(2026, 11, 12), dutch, "Reminder 1"),
                # +16 is a Sunday; two bank days after the first deadline of
                # Thursday 19 November are over on the Tuesday
                (date(2026, 11, 24), dutch, "Reminder 2"),
                (date(2026, 12, 8), dutch, "Formal notice"),
            ],
        )

    def test_christmas_is_no_contact_day(self):
        self._due(date(2026, 12, 20))
        sent = self._walk(9, start=date(2026, 12, 24))
        self.assertEqual(sent, [(date(2026, 12, 28), self.customer, "Reminder 1")])

    def test_deadline_holds_the_next_step_back(self):
        """Nobody is written to before the date passed that the last letter named."""
        self._create_invoices({"days": 15})
        first = self._run_and_deliver()
        self.assertEqual(first.deadline_date, date(2026, 11, 30))
        sent = self._walk(20, start=TODAY + timedelta(days=1))
        # Due since +16; the deadline and two bank days are over on 2 December.
        self.assertEqual(sent, [(date(2026, 12, 3), self.customer, "Reminder 2")])

    # === CATCHING UP === #

    def test_old_ledger_starts_with_the_first_reminder(self):
        self._create_invoices({"days": 300}, {"days": 60}, {"days": 20})
        notice = self._run_and_deliver()
        self.assertEqual(notice.level_id.name, "Reminder 1")
        self.assertEqual(len(notice.line_ids), 3)

    def test_missed_nights_are_caught_up_with_one_step(self):
        self._create_invoices({"days": 5})
        self._run_and_deliver()
        # Nobody ran anything for two months: reminder 2 and a notice are due.
        notices = self._run_and_deliver(TODAY + timedelta(days=63))
        self.assertEqual(notices.mapped("level_id.name"), ["Reminder 2"])
        self.assertFalse(self._debtor().activity_ids)

    def test_nothing_twice_on_a_day(self):
        self._create_invoices({"days": 10})
        first = self._run()
        notice = first.notice_ids
        again = self._run()
        self.assertEqual(again, first)
        self.assertEqual(first.notice_ids, notice)
        notice._mark_sent(datetime(2026, 11, 23, 10))
        self._run()
        self.assertEqual(self._debtor().notice_ids, notice)
        self.assertEqual(self._count_tasks(), 0)

    # === SEVERAL CLAIMS === #

    def test_new_invoice_joins_the_second_reminder_at_its_own_step(self):
        old = self._create_invoices({"days": 5})
        self._run_and_deliver()
        new = self._create_invoices({"days": -5, "amount": 40})
        notice = self._run_and_deliver(TODAY + timedelta(days=11))
        self.assertEqual(notice.level_id.name, "Reminder 2")
        steps = {line.move_id: line.level_id.name for line in notice.line_ids}
        self.assertEqual(steps, {old: "Reminder 2", new: "Reminder 1"})
        # Later each goes on from where it stands.
        later = self._walk(40, start=TODAY + timedelta(days=12))
        self.assertEqual([row[2] for row in later], ["Reminder 2"])
        notice = self._debtor().notice_ids[0]
        roles = {line.move_id: line.role for line in notice.line_ids}
        self.assertEqual(roles, {old: "listed", new: "demanded"})

    def test_fresh_overdue_invoice_is_listed_and_reaches_nothing(self):
        self._create_invoices({"days": 10})
        fresh = self._create_invoices({"days": 2})
        notice = self._run_and_deliver()
        line = notice.line_ids.filtered(lambda line: line.move_id == fresh)
        self.assertEqual((line.role, line.level_id.id), ("listed", False))
        # 30 November passed, two bank days later it gets its own first reminder.
        sent = self._walk(11, start=TODAY + timedelta(days=1))
        self.assertEqual([row[2] for row in sent], ["Reminder 2"])
        steps = self._debtor().notice_ids[0].line_ids
        self.assertEqual(
            sorted(steps.mapped("level_id.name")), ["Reminder 1", "Reminder 2"]
        )

    def test_paid_claim_leaves_and_the_other_goes_on(self):
        paid, open_one = self._create_invoices({"days": 10}, {"days": 10})
        self._run_and_deliver()
        self._register_payment(paid, payment_date=TODAY)
        notice = self._run_and_deliver(TODAY + timedelta(days=14))
        self.assertEqual(notice.line_ids.move_id, open_one)

    # === FORMAL NOTICE === #

    def test_formal_notice_makes_one_proposal_and_waits(self):
        self.customer.write(ADDRESS)
        self.policy.level_ids[2].mode = "propose"
        self._create_invoices({"days": 5})
        self._walk(30)
        notice = self._debtor().notice_ids[0]
        self.assertRecordValues(
            notice,
            [{"level_id": self.policy.level_ids[2].id, "state": "draft"}],
        )
        day = notice.deadline_date
        self._walk(30, start=TODAY + timedelta(days=30))
        self.assertEqual(self._debtor().notice_ids[0], notice)
        self.assertEqual(notice.state, "draft")
        self.assertGreater(notice.deadline_date, day)
        self.assertFalse(self._debtor().activity_ids)

    # === TASKS === #

    def _hand_over(self):
        """Let the ladder end with a handoff, which is a person's task."""
        reminders = [
            {"name": "Reminder 1", "delay_days": 5, "deadline_days": 7},
            {"name": "Reminder 2", "delay_days": 16, "deadline_days": 8},
        ]
        handoff = {"name": "Handoff", "step_kind": "handoff", "delay_days": 32}
        policy = self._create_policy([*reminders, handoff], mode="automatic")
        policy.action_activate()
        self._debtor().policy_id = policy

    def test_a_handoff_makes_one_task_and_waits(self):
        self._hand_over()
        self._create_invoices({"days": 5})
        self._walk(30)
        debtor = self._debtor()
        self.assertEqual(self._count_tasks(), 1)
        task = debtor.activity_ids
        self.assertEqual(task.summary, "Handoff")
        self.assertIn("100.00", task.note)
        self.assertEqual(task.user_id, self.company.followup_user_id)
        self._walk(60, start=TODAY + timedelta(days=30))
        self.assertEqual(debtor.activity_ids, task)
        self.assertEqual(debtor.decision_id.reason, "waits_for_person")
        self.assertEqual(len(debtor.notice_ids), 2)

    def test_second_claim_has_its_own_task(self):
        self._hand_over()
        self._create_invoices({"days": 5})
        self._walk(30)
        self.assertEqual(self._count_tasks(), 1)
        self._create_invoices({"days": -20})
        self._walk(50, start=TODAY + timedelta(days=30))
        self.assertEqual(self._count_tasks(), 2)

    def test_a_person_other_than_the_companys_gets_the_task(self):
        self._hand_over()
        self._debtor().responsible_id = self.simple_accountman
        self._create_invoices({"days": 5})
        self._walk(30)
        self.assertEqual(self._debtor().activity_ids.user_id, self.simple_accountman)

    def _count_tasks(self):
        return len(self._debtor().activity_ids)

    # === ONLY WHAT ARRIVED COUNTS === #

    def test_what_did_not_arrive_moves_nothing(self):
        """After each bad end the same step comes again, once it can."""
        for state, path in {
            "failed": ("failed",),
            "cancelled": ("cancelled",),
            "bounced": ("sent", "bounced"),
            "withdrawn": ("sent", "withdrawn"),
        }.items():
            with self.subTest(state=state):
                customer = self._create_customer(f"{state} & co")
                self._create_invoices({"days": 10, "partner": customer})
                self._run()
                debtor = self._debtor(customer)
                first = debtor.notice_ids
                for step in path:
                    first._set_state(step)
                customer.email = address = f"corrected.{state}@customer.example"
                # What was taken back counts as a contact: the gap goes by first.
                self._run(TODAY + timedelta(days=7 if state == "withdrawn" else 1))
                again = debtor.notice_ids - first
                self.assertEqual(again.level_id, first.level_id)
                self.assertEqual(again.recipient_email, address)
                self.assertFalse(debtor.level_id)

    def test_address_that_failed_is_not_used_again(self):
        self._create_invoices({"days": 10})
        self._run().notice_ids._fail("550 no such user", refused=True)
        debtor = self._debtor()
        self.assertIn("550 no such user", debtor.activity_ids.note)
        self._run(TODAY + timedelta(days=1))
        self.assertEqual(debtor.decision_id.reason, "address_failed")
        self.assertIn("bakkerij@customer.example", debtor.explanation)
        self.assertEqual(len(debtor.notice_ids), 1)
        # One more task, and no other one the day after.
        self._run(TODAY + timedelta(days=2))
        self.assertEqual(self._count_tasks(), 2)

    def test_message_under_way_blocks_the_next(self):
        self._create_invoices({"days": 10})
        notice = self._run().notice_ids
        for day in range(1, 30):
            self._run(TODAY + timedelta(days=day))
        self.assertEqual(self._debtor().decision_id.reason, "contact_underway")
        self.assertEqual(self._debtor().notice_ids, notice)

    def test_uncertain_blocks_until_a_person_says_so(self):
        self._create_invoices({"days": 10})
        notice = self._run().notice_ids
        notice._set_state("sending")
        notice.flush_recordset()
        # A while ago, and the lock of its row is free: its worker was killed.
        self.env.cr.execute(
            "UPDATE debtor_notice SET write_date = write_date - interval '1 hour'"
        )
        self._run(TODAY + timedelta(days=1))
        self.assertEqual(notice.state, "uncertain")
        self.assertEqual(notice.mail_mail_id.state, "cancel")
        for day in range(2, 25):
            self._run(TODAY + timedelta(days=day))
        debtor = self._debtor()
        self.assertEqual(debtor.decision_id.reason, "uncertain")
        self.assertEqual(debtor.notice_ids, notice)
        notice.action_arrived()
        self.assertEqual((notice.state, notice.proof_kind), ("sent", "person"))
        self._run(TODAY + timedelta(days=25))
        self.assertEqual(debtor.notice_ids[0].level_id.name, "Reminder 2")

    def test_uncertain_is_sent_again_when_a_person_says_so(self):
        self._create_invoices({"days": 10})
        notice = self._run().notice_ids
        notice._set_state("sending")
        notice._mark_uncertain()
        notice.action_retry()
        self.assertEqual(notice.state, "queued")
        self.assertEqual(notice.mail_mail_id.state, "outgoing")

    # === TWO DOORS THAT STAY SHUT === #

    @mute_logger("odoo.sql_db")
    def test_no_second_automatic_contact_on_a_day(self):
        self._create_invoices({"days": 10})
        notice = self._run().notice_ids
        values = notice.copy_data()[0]
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            notice.create({**values, "state": "queued"}).flush_recordset()
        self.assertTrue(notice.create({**values, "automatic": False}))

    @mute_logger("odoo.sql_db")
    def test_no_step_twice_for_a_claim(self):
        self._create_invoices({"days": 10})
        notice = self._run().notice_ids
        tomorrow = {"contact_date": TODAY + timedelta(days=1), "state": "queued"}
        other = notice.create({**notice.copy_data()[0], **tomorrow})
        line = notice.line_ids.copy_data()[0]
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            line_values = {**line, "notice_id": other.id}
            notice.line_ids.create(line_values).flush_recordset()
        # At another due date, or only listed, or when the first failed.
        extended = {"notice_id": other.id, "date_maturity": TODAY}
        self.assertTrue(notice.line_ids.create({**line, **extended}))
        notice._set_state("failed")
        self.assertTrue(notice.line_ids.create({**line, "notice_id": other.id}))

    # === POLICY === #

    def _other_policy(self):
        policy = self._create_policy(
            levels=[
                {"name": "First", "delay_days": 3, "deadline_days": 7},
                {"name": "Second", "delay_days": 30, "deadline_days": 8},
            ],
            name="Slow",
            mode="automatic",
        )
        policy.action_activate()
        return policy

    def test_policy_change_midway_keeps_the_place(self):
        self._create_invoices({"days": 10})
        self._run_and_deliver()
        self.company.followup_policy_id = self._other_policy()
        fresh = self._create_invoices({"days": -10})
        sent = self._walk(40, start=TODAY + timedelta(days=1))
        # The old claim goes on by its ladder, the new one by the new ladder;
        # where both are due the higher step names both.
        self.assertEqual(sent[0][2], "Reminder 2")
        self.assertEqual(sent[0][0], date(2026, 12, 3))
        reached = self._debtor().notice_ids.line_ids.filtered(
            lambda line: line.move_id == fresh and line.role == "demanded"
        )
        self.assertEqual(reached.level_id.policy_id.name, "Slow")

    def test_policy_set_by_hand_moves_all_claims(self):
        self._create_invoices({"days": 10})
        self._run_and_deliver()
        debtor = self._debtor()
        debtor.policy_id = self._other_policy()
        self.assertEqual(debtor.effective_policy_reason, "set by hand")
        sent = self._walk(40, start=TODAY + timedelta(days=1))
        # 30 days after the due date of 13 November.
        self.assertEqual(sent, [(date(2026, 12, 14), self.customer, "Second")])

    def test_draft_policy_sends_nothing(self):
        self._create_invoices({"days": 10})
        self.policy.action_deactivate()
        self.assertFalse(self._run().notice_ids)
        self.assertEqual(self._debtor().decision_id.reason, "policy_draft")
        self.policy.action_activate()
        self.assertTrue(self._run(TODAY + timedelta(days=1)).notice_ids)

    def test_debtors_of_unknown_kind_stop_after_the_first_reminder(self):
        customer = self._create_customer("Unknown one", kind="unknown")
        self._create_invoices({"days": 10, "partner": customer})
        self._run_and_deliver()
        self._run(TODAY + timedelta(days=20))
        debtor = self._debtor(customer)
        self.assertEqual(len(debtor.notice_ids), 1)
        self.assertEqual(debtor.decision_id.reason, "stops_unknown")

    def test_courtesy_note_before_the_due_date_counts_as_no_reminder(self):
        self.policy.level_ids = [
            Command.create(
                {
                    "name": "Courtesy",
                    "step_kind": "courtesy",
                    "sequence": -1,
                    "delay_days": -7,
                }
            )
        ]
        self._create_invoices({"days": -10})
        sent = self._walk(45)
        self.assertEqual(
            [row[2] for row in sent], ["Courtesy", "Reminder 1", "Reminder 2"]
        )
        first = self._debtor().notice_ids[-1]
        self.assertEqual(first.line_ids.days_overdue, 0)
        self.assertGreaterEqual(first.deadline_date, first.line_ids.date_maturity)
