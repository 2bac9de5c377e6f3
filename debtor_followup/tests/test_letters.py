import io
from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools.pdf import PdfFileReader

from .common import TODAY, FollowupCommon
from .test_access import LETTER_ACTIONS

NEXT_WEEK = TODAY + timedelta(days=7)
ADDRESS = {"street": "Steenstraat 1", "zip": "8000", "city": "Brugge"}


class LetterCommon(FollowupCommon):
    """A ladder whose first reminder goes by post."""

    CHANNELS = {"channel": "letter"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.level_ids[0].write(cls.CHANNELS)
        cls.company.write(
            {"street": "Kouter 7", "zip": "9000", "city": "Gent", "phone": "09 1234567"}
        )
        cls.customer.write(ADDRESS)

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _letter(self, **invoice):
        """Return an agreed letter about an invoice that is ten days late."""
        self.invoice = self._create_invoices({"days": 10, **invoice})
        return self._debtor()._act(TODAY)

    def _print(self, notices):
        return self.env["debtor.letter.batch"]._print(notices)

    def _decision(self, as_of=TODAY):
        return self._debtor()._decide(as_of)[self._debtor()]


@tagged("post_install", "-at_install")
class TestLetters(LetterCommon):
    """A reminder by post, from the decision to what the post says of it."""

    # === MAKING === #

    def test_a_reminder_by_letter_waits_for_the_printer(self):
        letter = self._letter()
        self.assertRecordValues(
            letter,
            [
                {
                    "state": "queued",
                    "channel": "letter",
                    "recipient_address": "Steenstraat 1, 8000 Brugge, BE",
                    "recipient_email": False,
                    "mail_mail_id": False,
                }
            ],
        )
        self.assertEqual(
            self.env["debtor.notice"].search_count(letter._get_printable_domain()), 1
        )

    def test_the_reason_says_that_it_goes_by_letter(self):
        self._letter()
        self.assertIn("It goes by letter.", self._debtor().explanation)

    def test_a_mail_step_goes_by_letter_where_there_is_no_mail_address(self):
        self.policy.level_ids[0].channel = "email"
        self.customer.email = False
        letter = self._letter()
        self.assertEqual((letter.channel, letter.state), ("letter", "queued"))
        self.assertIn("no email address", self._debtor().explanation)

    def test_without_a_postal_address_a_person_is_told(self):
        self.customer.street = False
        self.assertFalse(self._letter())
        self.assertIn("no complete postal address", self._debtor().explanation)
        self.assertEqual(len(self._debtor().activity_ids), 1)

    def test_an_unprinted_letter_is_decided_anew(self):
        letter = self._letter()
        self._run()
        self.assertEqual(self._debtor().notice_ids, letter)
        self._register_payment(self.invoice, payment_date=TODAY)
        self._run()
        self.assertEqual(letter.state, "cancelled")

    def test_an_unprinted_letter_is_brought_up_to_the_day(self):
        letter = self._letter()
        before = letter.deadline_date
        self._run(TODAY + timedelta(days=3))
        self.assertEqual(letter.state, "queued")
        self.assertGreater(letter.deadline_date, before)
        self.assertIn(letter.deadline_text, letter.body)

    def test_sending_now_says_that_a_letter_waits(self):
        self._letter()
        with self.assertRaisesRegex(UserError, "waits to be printed"):
            self._debtor().action_send_now()

    # === PRINTING === #

    def test_paid_between_agreeing_and_printing(self):
        letter = self._letter()
        self._register_payment(self.invoice, payment_date=TODAY)
        batch = self._print(letter)
        self.assertEqual(letter.state, "cancelled")
        self.assertEqual((batch.letter_count, batch.left_out_count), (0, 1))
        self.assertIn("situation changed", batch.letter_ids.left_out_reason)
        self.assertFalse(batch.pdf_id)

    def test_a_new_address_makes_a_new_letter(self):
        letter = self._letter()
        self.customer.street = "Elders 9"
        batch = self._print(letter)
        self.assertIn("address", batch.letter_ids.left_out_reason)
        self._run()
        new = self._debtor().notice_ids - letter
        self.assertIn("Elders 9", new.recipient_address)

    def test_printing_twice_prints_once(self):
        letter = self._letter()
        self._print(letter)
        with self.assertRaisesRegex(UserError, "no letters to print"):
            self._print(letter)

    def test_printed_and_not_posted_keeps_the_next_step_back(self):
        letter = self._letter()
        self._print(letter)
        decision = self._decision(TODAY + timedelta(days=30))
        self.assertEqual(decision.reason, "contact_underway")

    def test_one_click_prints_all_that_wait(self):
        letter = self._letter()
        action = self.env["debtor.notice"].action_print_letters()
        self.assertEqual(action["res_model"], "debtor.letter.batch")
        self.assertEqual(letter.letter_batch_id.id, action["res_id"])

    def test_the_paper(self):
        """The address in the window, the text, and nothing of it for the post."""
        self.customer.name = "Bakkerij Peeters & Zonen"
        letter = self._letter(amount=1234)
        batch = self._print(letter)
        reader = PdfFileReader(io.BytesIO(batch.pdf_id.raw), strict=False)
        places = {}

        def note(text, matrix, inner, _font, _size):
            x = inner[4] * matrix[0] + inner[5] * matrix[2] + matrix[4]
            y = inner[4] * matrix[1] + inner[5] * matrix[3] + matrix[5]
            for word in text.split():
                places.setdefault(word, (x * 25.4 / 72, 297 - y * 25.4 / 72))

        text = reader.getPage(0).extract_text(visitor_text=note)
        self.assertIn(letter._get_letter_reference(), text)
        for word in ("Steenstraat", "8000"):
            x, y = places[word]
            self.assertTrue(110 <= x <= 190 and 47 <= y <= 82, (word, x, y))
        self.assertIn("1,234.00", text.replace("\xa0", " "))
        self.assertEqual(letter.attachment_ids.mimetype, "application/pdf")
        cover = PdfFileReader(io.BytesIO(batch._make_cover_sudo().raw), strict=False)
        text = cover.getPage(0).extract_text()
        self.assertIn("Brugge", text)
        self.assertNotIn("1,234", text)

    def test_the_window_follows_the_country_or_the_setting(self):
        self.assertEqual(self.company._followup_window(), "right")
        self.company.country_id = self.env.ref("base.nl")
        self.assertEqual(self.company._followup_window(), "left")
        self.company.followup_letter_window = "right"
        self.assertEqual(self.company._followup_window(), "right")

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

    # === PASSED OVER === #

    def test_putting_off_and_passing_over_drop_unprinted_letters(self):
        letter = self._letter()
        self._debtor()._postpone(TODAY, NEXT_WEEK, "They called")
        self.assertEqual(letter.state, "cancelled")
        self._debtor().pause_ids.unlink()
        letter = self._debtor()._act(TODAY)
        self.assertEqual(letter.state, "queued")
        self.assertFalse(self._debtor()._skip_step(TODAY, "Settled by phone"))
        self.assertEqual(letter.state, "cancelled")

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

    # === MANY === #

    def test_fifty_letters_are_one_file(self):
        partners = self.env["res.partner"].create(
            [
                {"name": f"Klant {n:02}", "is_company": True, **ADDRESS}
                for n in range(50)
            ]
        )
        debtors = self._debtor(partners)
        debtors.debtor_kind = "business"
        self._create_invoices(*({"days": 10, "partner": one} for one in partners))
        letters = debtors._act(TODAY)
        batch = self._print(letters)
        reader = PdfFileReader(io.BytesIO(batch.pdf_id.raw), strict=False)
        self.assertEqual((batch.letter_count, reader.numPages), (50, 50))
        own = letters[7].attachment_ids
        text = (
            PdfFileReader(io.BytesIO(own.raw), strict=False).getPage(0).extract_text()
        )
        self.assertIn(letters[7]._get_letter_reference(), text)


@tagged("post_install", "-at_install")
class TestTwoChannels(LetterCommon):
    """A mail and a letter are one contact."""

    CHANNELS = {"channel": "email", "second_channel": "letter", "deadline_days": 14}

    def _pair(self):
        mail = self._letter()
        return mail, mail.copy_ids

    def test_the_copy_says_the_same(self):
        mail, letter = self._pair()
        self.assertEqual((mail.channel, letter.channel), ("email", "letter"))
        self.assertEqual(letter._get_letter_body(), mail._body_for_print())
        self.assertEqual(letter.subject, mail.subject)
        self.assertEqual(letter.deadline_date, mail.deadline_date)
        self.assertFalse(letter.line_ids)
        self.assertFalse(letter.mail_mail_id)

    def test_the_letter_follows_when_the_mail_has_left(self):
        mail, letter = self._pair()
        with self.assertRaisesRegex(UserError, "no letters to print"):
            self._print(letter)
        mail._mark_sent(self.env.cr.now())
        self._run(TODAY + timedelta(days=1))
        self.assertEqual(letter.state, "queued")
        batch = self._print(letter)
        batch.action_post()
        self.assertEqual(letter.state, "sent")
        history = self._history()
        self.assertEqual((history.rank, history.reminders), (1, 1))

    def _history(self):
        company, partner = self.company, self.customer
        snapshot = self._debtor()._read_snapshots(company, partner, NEXT_WEEK)
        return snapshot[partner.id].history[snapshot[partner.id].claims[0].line_id]

    def test_paid_before_the_copy_is_printed(self):
        mail, letter = self._pair()
        mail._mark_sent(self.env.cr.now())
        self._register_payment(self.invoice, payment_date=TODAY)
        batch = self._print(letter)
        self.assertEqual((mail.state, letter.state), ("sent", "cancelled"))
        self.assertEqual(batch.left_out_count, 1)

    def test_disputed_in_part_before_the_copy_is_printed(self):
        mail, letter = self._pair()
        mail._mark_sent(self.env.cr.now())
        claim = self.invoice.line_ids.filtered("date_maturity")
        self.env["debtor.pause"].create(
            {
                "debtor_id": self._debtor().id,
                "reason": "dispute",
                "scope": "claims",
                "date_start": TODAY,
                "date_end": TODAY + timedelta(days=5),
                "line_ids": [Command.create({"move_line_id": claim.id, "amount": 40})],
            }
        )
        self._print(letter)
        self.assertEqual((mail.state, letter.state), ("sent", "cancelled"))

    def test_a_copy_of_what_was_taken_back_does_not_leave(self):
        mail, letter = self._pair()
        mail._mark_sent(self.env.cr.now())
        self.assertFalse(letter._why_copy_changed(TODAY))
        mail._write_sudo({"state": "withdrawn"})
        self.assertTrue(letter._why_copy_changed(TODAY))

    def test_a_copy_does_not_leave_in_a_quiet_period(self):
        mail, letter = self._pair()
        mail._mark_sent(self.env.cr.now())
        period = self.env["debtor.quiet.period"].create(
            {"name": "Works closure", "date_from": TODAY, "date_to": TODAY}
        )
        self.assertIn("Works closure", letter._why_changed(TODAY))
        self._debtor()._postpone(TODAY, NEXT_WEEK, "They called")
        self.assertEqual(letter.state, "queued")  # it belongs to what arrived
        period.active = False
        self._debtor().pause_ids.unlink()
        self.assertFalse(letter._why_changed(TODAY))

    def test_the_step_is_reached_if_only_the_letter_arrived(self):
        mail, letter = self._pair()
        mail._fail("Refused", refused=True)
        self._print(letter).action_post()
        self.assertEqual(mail.state, "failed")
        history = self._history()
        self.assertEqual((history.rank, history.last_contact), (1, TODAY))

    def test_the_step_goes_back_if_neither_arrived(self):
        mail, letter = self._pair()
        mail._fail("Refused", refused=True)
        batch = self._print(letter)
        batch.action_post()
        batch.letter_ids.action_returned()
        snapshot = self._debtor()._read_snapshots(
            self.company, self.customer, NEXT_WEEK
        )[self.customer.id]
        self.assertFalse(snapshot.history)

    def test_cancelling_and_withdrawing_carry_both(self):
        mail, letter = self._pair()
        mail.action_cancel()
        self.assertEqual((mail | letter).mapped("state"), ["cancelled"] * 2)
        mail = self._debtor()._act(TODAY)
        letter = mail.copy_ids
        mail._mark_sent(self.env.cr.now())
        mail._set_state("withdrawn")
        self.assertEqual((mail.state, letter.state), ("withdrawn", "cancelled"))

    def test_a_mail_that_goes_along_leaves_when_the_letter_is_posted(self):
        self.policy.level_ids[0].write(
            {"channel": "registered_letter", "second_channel": "email"}
        )
        letter, mail = self._pair()
        self.assertEqual((letter.channel, mail.channel), ("registered_letter", "email"))
        self.assertFalse(mail.mail_mail_id)
        batch = self._print(letter)
        batch.action_post()
        self.assertEqual(mail.mail_mail_id.state, "outgoing")
        self.assertFalse(mail._why_changed(date(2026, 11, 23)))
        self._register_payment(self.invoice, payment_date=TODAY)
        self.assertIn("situation changed", mail._why_changed(TODAY))
