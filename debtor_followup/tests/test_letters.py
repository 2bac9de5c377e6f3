import io
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from .common import TODAY
from .letter_common import ADDRESS, NEXT_WEEK, LetterCommon
from .letter_posting import LetterPosting


@tagged("post_install", "-at_install")
class TestLetters(LetterPosting, LetterCommon):
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
        self._debtor()._plan(TODAY)
        self.assertIn("waits to be posted", self._debtor().explanation)

    def test_one_click_prints_all_that_wait(self):
        letter = self._letter()
        action = self.env["debtor.notice"].action_print_letters()
        self.assertEqual(action["res_model"], "debtor.letter.batch")
        self.assertEqual(letter.letter_batch_id.id, action["res_id"])

    def test_the_cover_list_tells_the_post_office_no_amounts(self):
        letter = self._letter(amount=1234)
        batch = self._print(letter)
        self.assertEqual(letter.attachment_ids.mimetype, "application/pdf")
        text = self._read(letter.attachment_ids)
        self.assertIn("1,234.00", text.replace("\xa0", " "))
        text = self._read(batch._make_cover_sudo())
        self.assertIn("Brugge", text)
        self.assertNotIn("1,234", text)

    def _read(self, attachment):
        reader = PdfFileReader(io.BytesIO(attachment.raw), strict=False)
        return reader.getPage(0).extract_text()

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
