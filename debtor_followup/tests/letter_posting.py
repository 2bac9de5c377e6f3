"""What is tested of letters after printing; part of `TestLetters`."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user

from .common import TODAY
from .letter_common import LETTER_ACTIONS, NEXT_WEEK


class LetterPosting:
    """Letters are posted, and the post says what became of them."""

    # === POSTING === #

    def test_posted_is_sent_on_that_day(self):
        letter = self._letter()
        batch = self._print(letter)
        self._stop_clock("2026-11-24 10:00:00")
        batch.action_post()
        posted = TODAY + timedelta(days=1)
        self.assertRecordValues(
            letter,
            [
                {
                    "state": "sent",
                    "contact_date": posted,
                    "date_posted": posted,
                    "delivery_status": "posted",
                    "date_proven": False,
                }
            ],
        )
        self.assertEqual(batch.state, "posted")
        self.assertEqual(self._debtor().level_id.name, "Reminder 1")

    def test_a_day_of_posting_that_cannot_be(self):
        batch = self._print(self._letter())
        for days in (-1, 1):
            batch.date_posting = TODAY + timedelta(days=days)
            with self.assertRaisesRegex(UserError, "day of posting"):
                batch.action_post()
        self.assertEqual(batch.waiting_count, 1)

    def test_posted_too_late_for_its_deadline(self):
        letter = self._letter()
        batch = self._print(letter)
        self._stop_clock("2026-11-30 10:00:00")
        with self.assertRaisesRegex(UserError, "too near.*Print them anew"):
            batch.action_post()
        self.assertEqual(letter.state, "queued")
        before = letter.deadline_date
        batch.letter_ids.action_print_anew()
        self.assertEqual(batch.letter_ids.left_out_reason, "Printed anew")
        self.assertGreater(letter.deadline_date, before)
        letter.letter_batch_id.action_post()
        self.assertEqual(letter.state, "sent")

    def test_not_posted_in_two_business_days_makes_a_task(self):
        batch = self._print(self._letter())
        batches = self.env["debtor.letter.batch"]
        batches._remind(self.company, TODAY + timedelta(days=1))
        self.assertFalse(batch.activity_ids)
        for _night in range(2):
            batches._remind(self.company, TODAY + timedelta(days=2))
        self.assertEqual(len(batch.activity_ids), 1)
        self.assertIn("posted", batch.activity_ids.summary)

    # === QUIET PERIODS === #

    def _create_period(self, first, last):
        return self.env["debtor.quiet.period"].create(
            {"name": "Works closure", "date_from": first, "date_to": last}
        )

    def test_nothing_is_printed_in_a_quiet_period(self):
        """Not even left out: it waits for the first day after it."""
        letter = self._letter()
        self._create_period(TODAY, TODAY)
        with self.assertRaisesRegex(UserError, "Works closure.*11/24/2026"):
            self._print(letter)
        self.assertEqual((letter.state, letter.letter_batch_id.id), ("queued", False))

    def test_nothing_is_printed_on_a_sunday(self):
        letter = self._letter()
        self._stop_clock("2026-11-29 10:00:00")
        with self.assertRaisesRegex(UserError, "no business day"):
            self._print(letter)
        self.assertEqual(letter.state, "queued")

    def test_nothing_is_posted_in_a_quiet_period(self):
        batch = self._print(self._letter())
        period = self._create_period(TODAY, TODAY + timedelta(days=1))
        with self.assertRaisesRegex(UserError, "Works closure"):
            batch.action_post()
        self.assertEqual(batch.waiting_count, 1)
        period.active = False
        batch.action_post()
        self.assertEqual(batch.state, "posted")

    def test_a_printed_deadline_that_falls_into_a_quiet_period(self):
        """Whoever made that period after printing prints the letters anew."""
        letter = self._letter()
        batch = self._print(letter)
        self._create_period(TODAY + timedelta(days=1), letter.deadline_date)
        with self.assertRaisesRegex(UserError, "too near"):
            batch.action_post()

    # === OUTCOMES === #

    def _posted(self):
        letter = self._letter()
        batch = self._print(letter)
        batch.action_post()
        return letter, batch.letter_ids

    def test_outcomes(self):
        letter, line = self._posted()
        for method, outcome in (
            ("action_refused", "refused"),
            ("action_unclaimed", "unclaimed"),
            ("action_delivered", "delivered"),
        ):
            getattr(line, method)()
            with self.subTest(outcome=outcome):
                self.assertEqual(
                    (letter.state, letter.delivery_status), ("sent", outcome)
                )
                self.assertEqual(bool(letter.date_proven), outcome == "delivered")
        self.assertEqual(letter.proof_kind, "post")

    def test_unknown_at_the_address(self):
        letter, line = self._posted()
        line.action_returned()
        self.assertEqual((letter.state, letter.refused), ("failed", True))
        self.assertIn("unknown", letter.failure_reason)
        self.assertTrue(self._debtor().activity_ids)
        decision = self._decision(NEXT_WEEK)
        self.assertEqual(decision.reason, "address_failed")
        self.customer.street = "Nieuwstraat 2"
        decision = self._decision(NEXT_WEEK)
        self.assertEqual((decision.outcome, decision.level.reminder_no), ("send", 1))

    def test_an_outcome_needs_a_posted_letter(self):
        batch = self._print(self._letter())
        with self.assertRaisesRegex(UserError, "Mark them as posted first"):
            batch.letter_ids.action_delivered()

    def test_users_enter_numbers_and_nothing_else(self):
        letter, line = self._posted()
        user = new_test_user(
            self.env,
            "post",
            groups="debtor_followup.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        batch = line.batch_id.with_user(user)
        batch.write({"letter_ids": [(1, line.id, {"tracking_number": " RR1BE "})]})
        self.assertEqual(letter.tracking_number, "RR1BE")
        with self.assertRaises(AccessError):
            line.with_user(user).left_out = True
        with self.assertRaises(AccessError):
            batch.date = TODAY

    def test_viewers_do_nothing_with_letters(self):
        viewer = new_test_user(
            self.env,
            "letter_viewer",
            groups="base.group_user,debtor_followup.group_viewer",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        letter = self._letter()
        batch = self._print(letter)
        records = {
            one._name: one.with_user(viewer)
            for one in (letter, batch, batch.letter_ids)
        }
        for model, method in sorted(LETTER_ACTIONS):
            with self.subTest(method=method), self.assertRaises(AccessError):
                call_kw(
                    self.env[model].with_user(viewer), method, [records[model].ids], {}
                )
        self.assertEqual(letter.state, "queued")
