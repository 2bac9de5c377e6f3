"""Each sentence about how promises, disputes and replies end, on a real ledger."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestPauseEnds(FollowupCommon):
    """A customer with two invoices who got reminder 1 on Wednesday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user, cls.boss = (
            new_test_user(
                cls.env,
                f"ends_{group}",
                groups=f"base.group_user,debtor_followup.group_{group}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for group in ("user", "manager")
        )
        cls.company.write(
            {"followup_user_id": cls.user.id, "followup_manager_id": cls.boss.id}
        )
        cls.invoices = cls._create_invoices(
            {"days": 20, "amount": 450}, {"days": 19, "amount": 80}
        )
        cls.debtor = cls._debtor()
        cls.first = cls.debtor._act(TODAY - timedelta(days=5))
        cls.first._mark_sent(datetime(2026, 11, 18, 10))
        cls.claims = cls.debtor.claim_ids.sorted("date_maturity")

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _pause(self, reason, days=3, user=None, claims=None, **values):
        if claims:
            lines = [Command.create({"move_line_id": one.id}) for one in claims]
            values = {"scope": "claims", "line_ids": lines, **values}
        return (
            self.env["debtor.pause"]
            .with_user(user or self.user)
            .create(
                {
                    "debtor_id": self.debtor.id,
                    "reason": reason,
                    "date_start": TODAY,
                    "date_end": TODAY + timedelta(days=days),
                    **values,
                }
            )
        )

    def _run_days(self, first, last):
        for days in range(first, last + 1):
            self._run(TODAY + timedelta(days=days))

    # === PROMISES === #

    def test_paid_on_the_second_bank_day_it_is_kept(self):
        """A promise by Thursday is still open on Monday, and judged on Tuesday."""
        promise = self._pause("promise", claims=self.claims)
        self._run_days(4, 7)
        self.assertEqual(promise.state, "active")
        self.assertEqual(self.debtor.notice_ids, self.first)
        self.assertIn("12/01/2026", promise.next_text)
        for invoice in self.invoices:
            self._register_payment(invoice, payment_date=TODAY + timedelta(days=7))
        self._run_days(8, 8)
        self.assertEqual(promise.state, "kept")

    def test_two_promises_a_claim_without_a_person_of_rank(self):
        for _time in range(2):
            self._pause("promise", claims=self.claims[0])
        for values in ({"claims": self.claims[0]}, {}):
            with (
                self.subTest(values=bool(values)),
                self.assertRaisesRegex(ValidationError, "promised twice before"),
                self.env.cr.savepoint(),
            ):
                self._pause("promise", **values)
        self.assertEqual(len(self.debtor.pause_ids), 2)
        self.assertTrue(self._pause("promise", claims=self.claims[1]))
        self.assertTrue(self._pause("promise", user=self.boss, claims=self.claims[0]))

    def test_no_promise_for_a_day_that_has_passed(self):
        for reason in ("promise", "payment_announced"):
            with (
                self.subTest(reason=reason),
                self.assertRaisesRegex(ValidationError, "choose today or a later day"),
                self.env.cr.savepoint(),
            ):
                self._pause(
                    reason,
                    days=-1,
                    claims=self.claims,
                    date_start=TODAY - timedelta(days=2),
                )
        self.assertFalse(self.debtor.pause_ids)
        promise = self._pause("promise", claims=self.claims)
        self._stop_clock(datetime(2026, 12, 10, 10))
        promise.note = "Something else"  # only the day is checked

    def test_a_promise_goes_along_with_a_customer_that_parts(self):
        """Also in the days in which the bank may still bring the money."""
        for _time in range(2):
            self._pause("promise", days=0)
        self._stop_clock(datetime(2026, 11, 24, 10))
        partner = self._create_customer("Parts")
        self._debtor(partner)
        self.debtor.with_user(self.user)._part_sudo(partner)
        carried = self._debtor(partner).pause_ids
        self.assertEqual(carried.mapped("reason"), ["promise", "promise"])
        self.assertFalse(carried.line_ids)
        self.assertEqual(len(self.debtor.pause_ids.line_ids), 4)

    def test_no_promise_above_what_is_open(self):
        lines = [Command.create({"move_line_id": self.claims[1].id, "amount": 80.01})]
        with self.assertRaisesRegex(ValidationError, "what is open"):
            self._pause("promise", scope="claims", line_ids=lines)

    # === DISPUTES === #

    def test_the_rest_stays_in(self):
        lines = [Command.create({"move_line_id": self.claims[0].id, "amount": 120})]
        self._pause("dispute", days=7, scope="claims", line_ids=lines)
        run = self._run(TODAY + timedelta(days=7))
        notice = run.notice_ids
        self.assertEqual(notice.level_id.name, "Reminder 2")
        self.assertEqual(sum(notice.line_ids.mapped("amount_rest")), 410)

    def test_unanswered_it_goes_to_the_manager_never_to_a_reminder(self):
        self._pause("dispute", days=7, claims=self.claims)
        self._run_days(1, 40)
        self.assertEqual(self.debtor.notice_ids, self.first)
        late = self.debtor.activity_ids.filtered(
            lambda one: one.summary == "Not answered in time"
        )
        self.assertRecordValues(
            late,
            [{"user_id": self.boss.id, "date_deadline": TODAY + timedelta(days=8)}],
        )
        row = self.env["debtor.todo"].search([("debtor_id", "=", self.debtor.id)])
        self.assertEqual(row.mapped("kind"), ["dispute"])
        row.with_user(self.user).action_lift()
        self.assertEqual(self.debtor.pause_ids.state, "lifted")
        self.assertEqual(self.debtor.next_level_id.name, "Reminder 2")

    def test_no_dispute_above_the_claim(self):
        for amount in (-1, 450.01):
            lines = [
                Command.create({"move_line_id": self.claims[0].id, "amount": amount})
            ]
            with (
                self.subTest(amount=amount),
                self.assertRaisesRegex(ValidationError, "what is open"),
                self.env.cr.savepoint(),
            ):
                self._pause("dispute", scope="claims", line_ids=lines)
        stranger = self._create_invoices(
            {"partner": self._create_customer("Somebody else")}
        ).line_ids.filtered("date_maturity")
        with (
            self.assertRaisesRegex(ValidationError, "is not a claim on"),
            self.env.cr.savepoint(),
        ):
            self._pause("dispute", claims=stranger)
        self.assertFalse(self.debtor.pause_ids)

    # === ANSWERS OF ALL KINDS === #

    def test_an_answer_pauses_until_a_person_records_an_outcome(self):
        """As the portal brings one; mails come the same way."""
        pause = self.debtor._receive_answer_sudo(
            "We pay <b>on Friday</b>", sender="Els", subject="Portal"
        )
        self.assertEqual(pause.note, "Els: We pay <b>on Friday</b>")
        self.assertEqual(pause.date_end, TODAY + timedelta(days=3))
        self.assertEqual(self.debtor.decision_id.reason, "paused")
        self.assertIn("does not end by itself", self.debtor.explanation)
        task = self.debtor.activity_ids
        self.assertEqual(task.summary, "Answer: Portal")
        self.assertIn("&lt;b&gt;", task.note)
        again = self.debtor._receive_answer_sudo("And the rest in December")
        self.assertEqual(again, pause)
        self._run_days(1, 3)
        self.assertFalse(self._late())
        self._run_days(4, 20)
        self.assertEqual(self._late().user_id, self.boss)
        self.assertEqual(self._late().date_deadline, TODAY + timedelta(days=4))
        self.assertEqual(self.debtor.notice_ids, self.first)
        pause.with_user(self.user)._record_reply("answered", note="Told")
        self.assertEqual(pause.state, "lifted")

    def _late(self):
        return self.debtor.activity_ids.filtered(
            lambda one: one.summary == "Not answered in time"
        )

    def test_an_empty_answer_is_none(self):
        with self.assertRaisesRegex(UserError, "Write a message first"):
            self.debtor._receive_answer_sudo("  ")
        self.assertFalse(self.debtor.pause_ids)

    def test_a_plan_stops_its_claims_and_counts_when_kept(self):
        until = TODAY + timedelta(days=60)
        pause = self.debtor._pause_for_plan_sudo(self.claims[0], until, "Three terms")
        run = self._run(TODAY + timedelta(days=7))
        demanded = run.notice_ids.line_ids.move_line_id
        self.assertEqual(demanded, self.claims[1])
        pause._set_state("kept")
        self.env["debtor.behaviour"]._refresh(self.company, TODAY)
        self.assertEqual(self.debtor.behaviour_ids.promises_kept, 1)
        other = self._create_customer("Plan of another")
        with self.assertRaisesRegex(ValidationError, "is not a claim on"):
            self._debtor(other)._pause_for_plan_sudo(self.claims[1], until)

    # === THE LIST === #

    def test_the_list_says_how_much_and_what_next(self):
        euro = "\xa0€"
        lines = [Command.create({"move_line_id": self.claims[0].id, "amount": 120})]
        dispute = self._pause("dispute", days=7, scope="claims", line_ids=lines)
        self.assertEqual(dispute.amount_text, f"120.00{euro}")
        self.assertEqual(dispute.next_text, "To be answered by 11/30/2026")
        self.debtor._plan(TODAY)
        manual = self._pause("manual", days=7)
        self.assertEqual(manual.amount_text, f"530.00{euro}")
        self.assertEqual(manual.next_text, "Follow-up resumes on 12/01/2026")
        manual.action_lift()
        self.assertEqual(manual.next_text, "Lifted on 11/23/2026")
        agency = self._pause("collection", days=7)
        self.assertEqual(agency.next_text, "A person looks at it on 11/30/2026")
        self._stop_clock(datetime(2026, 12, 2, 10))
        agency.invalidate_recordset()
        self.assertEqual(agency.next_text, "A person says how it ended")
