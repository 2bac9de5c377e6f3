from datetime import datetime, timedelta

from odoo.tests import tagged

from .common import NOW, TODAY
from .letter_common import ADDRESS
from .test_crossing import DAY, SENT, CrossingCommon

SATURDAY = TODAY + 5 * DAY
#: Words that belong into a demand, not into a thank-you.
HARD_WORDS = ("overdue", "remind", "interest", "cost", "court", "bailiff", "sorry")


@tagged("post_install", "-at_install")
class TestCrossingThanks(CrossingCommon):
    """Who had paid when our message left is thanked, once, by whom it reached."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"street": "Kouter 7", "zip": "9000", "city": "Gent"})
        levels = [{"name": "Reminder 1", "delay_days": 5, "deadline_days": 14}]
        letter = {"channel": "letter"}
        both = {"channel": "email", "second_channel": "letter"}
        cls.by_letter = cls._create_policy([levels[0] | letter], mode="automatic")
        cls.by_both = cls._create_policy([levels[0] | both], mode="automatic")
        (cls.by_letter | cls.by_both).action_activate()

    def _cross(self, as_of=TODAY):
        """Let the payment cross the first reminder; return the thank-you."""
        self._pay(self.invoices, SENT - DAY)
        self._run(as_of)
        return self.notice.about_ids

    def _cross_of(self, notice, invoice):
        self._pay(invoice, SENT - DAY)
        self._run()
        self.assertEqual(notice.state, "withdrawn")
        return self.env["debtor.notice"].search(
            [("debtor_id", "=", notice.debtor_id.id), ("purpose", "=", "thank_you")]
        )

    def test_it_goes_to_whoever_got_the_message(self):
        thanks = self._cross()
        self.assertRecordValues(
            thanks,
            [
                {
                    "purpose": "thank_you",
                    "state": "queued",
                    "recipient_id": self.notice.recipient_id.id,
                    "recipient_email": self.notice.recipient_email,
                    "lang": self.notice.lang,
                    "contact_date": TODAY,
                    "automatic": False,
                    "run_id": False,
                }
            ],
        )
        mail = thanks.mail_mail_id
        self.assertEqual(mail.body_html, thanks.body)
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertFalse(mail.scheduled_date)
        self.assertIn("A thank-you goes to Bakkerij", self.notice.message_ids[0].body)

    def test_what_it_says(self):
        """Thanks, which message, which invoices, a person; nothing that demands."""
        read = " ".join(self._cross().body.striptags().split())
        for invoice in self.invoices:
            self.assertEqual(read.count(invoice.name), 2)
        for wanted in (
            "For the attention of Bakkerij Peeters",
            "Thank you for your payment",
            "November 19, 2026",
            "you need do nothing more",
            self.company.name,
        ):
            self.assertIn(wanted, read)
        for word in HARD_WORDS:
            self.assertNotIn(word, read.lower())
        self.assertNotIn("!", read.split("Kind regards")[0])
        self.assertNotIn("500", read)
        self.assertLess(len(read.split()), 90)

    def test_it_is_in_the_language_of_the_recipient(self):
        self.env["res.lang"]._activate_lang("nl_BE")
        self.customer.lang = "nl_BE"
        thanks = self._cross()
        self.assertEqual(thanks.lang, "nl_BE")
        self.assertIn("19 november 2026", thanks.body)

    def test_subjects(self):
        """Of consumers, and who may be one, others at home may read it."""
        thanks = self._cross()
        self.assertEqual(thanks.subject, "Thank you for your payment")
        for kind in ("consumer", "unknown"):
            self.debtor.debtor_kind = kind
            message = self.env["debtor.message"]._make_thanks(
                [(self.notice, self.notice)]
            )
            names = f"{self.first.name} and {self.second.name}"
            wanted = f"Invoices {names} from {self.company.name}"
            self.assertEqual(message.subject, wanted)

    def test_it_waits_for_the_hour_and_the_day(self):
        """Found on Saturday night, it leaves on Monday morning, Brussels time."""
        self._stop_clock(NOW + timedelta(days=5))
        thanks = self._cross(SATURDAY)
        self.assertEqual(thanks.contact_date, SATURDAY + 2 * DAY)
        moment = datetime(2026, 11, 30, 8, 30)
        self.assertEqual(thanks.mail_mail_id.scheduled_date, moment)
        job = self.env.ref("mail.ir_cron_mail_scheduler_action")
        triggers = (
            self.env["ir.cron.trigger"]
            .sudo()
            .search([("cron_id", "=", job.id), ("call_at", "=", moment)])
        )
        self.assertTrue(triggers)

    def test_it_does_not_leave_when_something_is_open_again(self):
        thanks = self._cross()
        self.assertIsNone(thanks._why_not_to_leave())
        self.invoices.line_ids.remove_move_reconcile()
        self.assertIn("open again", thanks._why_not_to_leave())

    def test_who_gets_none(self):
        """The message is withdrawn all the same, and says why nobody was thanked."""

        def pause():
            self.env["debtor.pause"].create(
                {
                    "debtor_id": self.debtor.id,
                    "reason": "deceased",
                    "date_start": TODAY,
                    "date_end": TODAY + 30 * DAY,
                }
            )

        ways = {
            "nothing goes to this": pause,
            "customer by itself": lambda: self.debtor.write({"never_automatic": True}),
            "nobody who got it": lambda: self.customer.write({"email": False}),
            "address that works": lambda: self.notice.sudo().copy(
                {"state": "failed", "refused": True, "purpose": "statement"}
            ),
            "withdrawn": lambda: self.company.write({"followup_thank_you": False}),
        }
        for why, prepare in ways.items():
            with self.subTest(why):
                savepoint = self.env.cr.savepoint()
                prepare()
                self.assertFalse(self._cross())
                self.assertEqual(self.notice.state, "withdrawn")
                self.assertIn(why, self.notice.message_ids[0].body)
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    # === LETTERS AND COPIES === #

    def test_who_got_a_letter_is_thanked_by_mail(self):
        notice, invoice = self._pair("Letter", policy=self.by_letter, **ADDRESS)
        self.assertEqual(notice.channel, "letter")
        thanks = self._cross_of(notice, invoice)
        self.assertEqual(thanks.channel, "email")
        self.assertEqual(thanks.recipient_id, notice.recipient_id)

    def test_who_has_no_address_but_the_postal_one(self):
        values = {"email": False, **ADDRESS}
        notice, invoice = self._pair("Paper", policy=self.by_letter, **values)
        self.assertFalse(self._cross_of(notice, invoice))
        self.assertIn("that works", notice.message_ids[0].body)

    def test_a_letter_that_was_paid_before_it_was_posted(self):
        """Nobody looks at it between printing and posting, so this is the moment."""
        customer = self._create_customer("Posted", **ADDRESS)
        debtor = self._debtor(customer)
        debtor.policy_id = self.by_letter
        invoice = self._create_invoices({"days": 10, "partner": customer})
        letter = debtor._act(TODAY)
        batch = self.env["debtor.letter.batch"]._print(letter)
        self._pay(invoice, TODAY - DAY)
        batch.action_post()
        self.assertEqual(letter.state, "withdrawn")
        self.assertEqual(len(letter.about_ids), 1)

    def test_mail_and_letter_are_one_message(self):
        customer = self._create_customer("Two ways", **ADDRESS)
        debtor = self._debtor(customer)
        debtor.policy_id = self.by_both
        invoice = self._create_invoices({"days": 10, "partner": customer})
        mail = debtor._act(SENT)
        copy = mail.copy_ids
        mail._mark_sent(datetime(SENT.year, SENT.month, SENT.day, 9))
        # Posted when the payment was there: still, the mail was right.
        copy._mark_sent(datetime(SENT.year, SENT.month, SENT.day + 1, 9))
        payment = self._pay(invoice, SENT + DAY)
        self._run()
        self.assertEqual({mail.state, copy.state}, {"sent"})
        payment.action_cancel()
        thanks = self._cross_of(mail, invoice)
        self.assertEqual(copy.state, "withdrawn")
        self.assertEqual(thanks.about_id, mail)

    def test_of_which_only_the_letter_arrived(self):
        customer = self._create_customer("One way", **ADDRESS)
        debtor = self._debtor(customer)
        debtor.policy_id = self.by_both
        invoice = self._create_invoices({"days": 10, "partner": customer})
        mail = debtor._act(SENT)
        copy = mail.copy_ids
        mail._set_state("failed")
        copy._mark_sent(datetime(SENT.year, SENT.month, SENT.day, 9))
        thanks = self._cross_of(copy, invoice)
        self.assertEqual(mail.state, "failed")
        self.assertEqual(thanks.about_id, copy)
        self.assertFalse(invoice.followup_level_id)
