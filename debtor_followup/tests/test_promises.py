"""Promises are judged by the ledger, and named once when they are broken."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged

from .common import TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestPromises(FollowupCommon):
    """A customer who got reminder 1, and then promised to pay by Thursday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user, cls.manager = (
            new_test_user(
                cls.env,
                f"promise_{group}",
                groups=f"base.group_user,debtor_followup.group_{group}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for group in ("user", "manager")
        )
        cls.invoices = cls._create_invoices(
            {"days": 20, "amount": 450}, {"days": 6, "amount": 80}
        )
        cls.debtor = cls._debtor()
        first = cls.debtor._act(TODAY - timedelta(days=5))
        first._mark_sent(datetime(2026, 11, 18, 10))
        cls.first = first

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _promise(self, user=None, days=3, **values):
        pauses = self.env["debtor.pause"].with_user(user or self.user)
        return pauses.create(
            {
                "debtor_id": self.debtor.id,
                "reason": "promise",
                "date_start": TODAY,
                "date_end": TODAY + timedelta(days=days),
                **values,
            }
        )

    def _next_notice(self, until=20):
        """Run each day until a message to the debtor is made."""
        before = self.debtor.notice_ids
        for days in range(until):
            self._run(TODAY + timedelta(days=days))
            if made := self.debtor.notice_ids - before:
                return made, days
        return before.browse(), until

    def test_broken_it_is_named_by_the_next_step(self):
        promise = self._promise()
        notice, days = self._next_notice()
        # Thursday and two bank days: judged on Tuesday.
        self.assertEqual(days, 8)
        self.assertEqual(promise.state, "broken")
        self.assertEqual(notice.level_id.name, "Reminder 2")
        self.assertEqual(notice.ended_pause_id, promise)
        for text in ("November 23, 2026", "November 26, 2026", "530.00"):
            self.assertIn(text, notice.ended_text)
        self.assertIn("We have not seen that payment yet.", notice.body)

    def test_it_is_named_once(self):
        promise = self._promise()
        notice, _days = self._next_notice()
        self.assertFalse(promise._read_to_name(self.debtor.ids))
        notice._set_state("cancelled")
        self.assertTrue(promise._read_to_name(self.debtor.ids))
        again = self.debtor._act(notice.contact_date)
        self.assertEqual(again.ended_pause_id, promise)
        again._mark_sent(datetime(2026, 12, 1, 10))
        self.assertFalse(promise._read_to_name(self.debtor.ids))

    def test_a_part_that_came_is_thanked_for(self):
        promise = self._promise()
        self._register_payment(self.invoices[0], amount=100, payment_date=TODAY)
        notice, _days = self._next_notice()
        self.assertEqual(promise.state, "broken")
        self.assertIn("Thank you for the part", notice.body)

    def test_kept_it_is_not_spoken_of(self):
        claim = self.debtor.claim_ids.sorted("date_maturity")[0]
        promise = self._promise(
            scope="claims", line_ids=[Command.create({"move_line_id": claim.id})]
        )
        self._register_payment(self.invoices[0], payment_date=TODAY)
        self._run(TODAY + timedelta(days=8))
        self.assertEqual(promise.state, "kept")
        self.assertEqual(promise.closed_on, TODAY)  # the clock stands still
        notice = self.debtor.notice_ids - self.first
        self.assertEqual(len(notice), 1)
        self.assertFalse(notice.ended_text)
        self.assertNotIn("told us", notice.body)

    def test_what_was_promised_is_noted_on_every_screen(self):
        claims = self.debtor.claim_ids.sorted("date_maturity")
        promise = self._promise(
            scope="claims",
            line_ids=[Command.create({"move_line_id": claims[0].id, "amount": 200})],
        )
        self.assertRecordValues(
            promise.line_ids, [{"amount_promised": 200, "amount_open": 450}]
        )
        self.assertEqual(self._promise().line_ids.move_line_id, claims)

    def test_a_far_day_needs_a_manager(self):
        with self.assertRaisesRegex(ValidationError, "A manager may agree"):
            self._promise(days=15)
        self.assertTrue(self._promise(days=14))
        self.assertTrue(self._promise(self.manager, days=40))

    def test_a_third_promise_needs_a_manager(self):
        said = {"day": TODAY, "amount": 450, "currency": self.company.currency_id}
        for user in (self.user, self.user, self.manager):
            self.debtor.with_user(user)._pause_for_promise(dict(said), TODAY)
        states = self.debtor.pause_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["lifted", "lifted", "active"])

    def test_what_cannot_be_promised(self):
        claim = self.debtor.claim_ids.sorted("date_maturity")[0]
        too_much = [Command.create({"move_line_id": claim.id, "amount": 451})]
        for message, values in (
            ("cannot end before it starts", {"days": -1}),
            ("what is open", {"scope": "claims", "line_ids": too_much}),
        ):
            with (
                self.subTest(message),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                self._promise(**values)
        domain = [("debtor_id", "=", self.debtor.id)]
        self.assertFalse(self.env["debtor.pause"].search(domain))
