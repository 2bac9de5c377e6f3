from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TODAY
from .letter_common import ADDRESS, LetterCommon


@tagged("post_install", "-at_install")
class TestManyCopies(LetterCommon):
    """Letters that go along with a mail, many at once."""

    CHANNELS = {"channel": "email", "second_channel": "letter", "deadline_days": 14}

    def test_the_ledger_is_read_once_for_all(self):
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Klant {n:02}",
                    "is_company": True,
                    "email": f"klant{n}@customer.example",
                    **ADDRESS,
                }
                for n in range(50)
            ]
        )
        debtors = self._debtor(partners)
        debtors.debtor_kind = "business"
        self._create_invoices(*({"days": 10, "partner": one} for one in partners))
        mails = debtors._act(TODAY)
        mails._mark_sent(self.env.cr.now())
        copies = mails.copy_ids
        counts = []
        for some in (copies[:5], copies[5:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            reasons = self.env["debtor.letter.batch"]._look_again(some, TODAY)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertFalse(reasons)
        self.assertLessEqual(counts[1], counts[0] + 5)

    def test_a_copy_that_waits_for_the_printer_does_not_stop_the_next_step(self):
        mail = self._letter()
        with self.assertRaisesRegex(UserError, "on its way"):
            self._debtor().action_send_now()
        mail._mark_sent(self.env.cr.now())
        self._create_invoices({"days": 20, "amount": 30})
        self.policy.min_gap_days = 0
        self._debtor().action_send_now()
        new = self._debtor().notice_ids - mail - mail.copy_ids
        self.assertEqual(set(new.mapped("state")), {"queued"})
        self.assertEqual(mail.copy_ids.state, "queued")

    def test_the_copy_of_a_mail_that_failed_is_the_letter_to_print(self):
        self._letter()._fail("Refused", refused=True)
        with self.assertRaisesRegex(UserError, "waits to be printed"):
            self._debtor().action_send_now()
