from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TODAY
from .letter_common import NEXT_WEEK, LetterCommon


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
