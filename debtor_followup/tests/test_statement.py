import re
import subprocess
import tempfile
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestStatement(FollowupCommon):
    """The statement of account is the ledger, to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._debtor()
        cls.dollar = cls.env.ref("base.USD")
        cls.dollar.active = True
        cls.late, cls.coming, cls.dollars = cls._create_invoices(
            {"days": 20, "amount": 1234.56},
            {"days": -20, "amount": 0.10},
            {"days": 3, "amount": 77.7, "currency": cls.dollar},
        )
        cls.credit = cls._create_invoices({"amount": 34.5}, move_type="out_refund")
        cls.clerk = cls._create_customer("Els Maes", is_company=False)
        cls.clerk.write({"parent_id": cls.customer.id, "email": "els@customer.example"})

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _statement(self, **values):
        action = self.debtor.action_statement()
        form = Form(self.env["debtor.statement"].browse(action["res_id"]))
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()

    def _ledger(self):
        """Return currency -> what the ledger says is open."""
        rows = self.env["account.move.line"]._read_group(
            [
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("partner_id", "child_of", self.customer.ids),
            ],
            ["currency_id"],
            ["amount_residual_currency:sum"],
        )
        return {currency: currency.round(total) for currency, total in rows}

    def test_totals_are_the_ledger(self):
        parts = self.debtor._get_statement(TODAY)
        self.assertEqual(
            {one["currency"]: one["total"] for one in parts}, self._ledger()
        )
        euro = next(one for one in parts if one["currency"] != self.dollar)
        self.assertEqual(euro["due"].move_id, self.late)
        self.assertEqual(euro["not_due"].move_id, self.coming)
        self.assertEqual(euro["credits"].move_id, self.credit)
        self.assertEqual(
            (euro["due_total"], euro["not_due_total"], euro["credit_total"]),
            (1234.56, 0.10, -34.50),
        )
        self.assertEqual(euro["total"], 1200.16)

    def test_what_is_not_followed_up_is_on_it_too(self):
        self.late.line_ids.no_followup = True
        (euro, _dollar) = self.debtor._get_statement(TODAY)
        self.assertEqual(euro["total"], 1200.16)

    def test_nothing_of_a_company_below_this_one(self):
        """A contact that is a company is a customer of its own."""
        below = self._create_customer("Dochter", parent_id=self.customer.id)
        invoice = self._create_invoices({"days": 10, "amount": 77, "partner": below})
        line = invoice.line_ids.filtered("date_maturity")
        self.assertNotIn(line, self.debtor.claim_ids)
        self.assertNotIn(line, self.debtor._get_call_claims())
        self.assertNotIn(
            line, self.env["account.move.line"].search(self.debtor._get_ledger_domain())
        )
        self.assertNotIn(below, self.debtor._get_people())
        self.assertIn(line, self._debtor(below).claim_ids)

    def test_movements_end_in_the_balance(self):
        since = self.credit.date
        for part in self.debtor._get_statement(TODAY, since - timedelta(days=60)):
            self.assertEqual(part["opening"], 0)
            self.assertEqual(part["closing"], part["total"])
        after = self.coming.date + timedelta(days=1)
        (euro, _dollar) = self.debtor._get_statement(TODAY, after)
        moved = sum(row["amount"] for row in euro["movements"])
        self.assertAlmostEqual(euro["opening"] + moved, euro["closing"])

    def test_the_pdf(self):
        """Its text is read back: sender, documents, sums, and nothing converted."""
        statement = self._statement(with_movements=True, since=TODAY - timedelta(90))
        text = self._read_pdf(statement._render_pdf_sudo().raw)
        for expected in (
            "Statement of account",
            self.company.name,
            self.customer.name,
            self.late.name,
            self.credit.name,
            "1,234.56",
            "1,200.16",
            "77.70",
            "Past due",
            "Not yet due",
            "In your favour",
            "Movements since",
        ):
            with self.subTest(expected):
                self.assertIn(expected, text)

    def _read_pdf(self, raw):
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(raw)
            file.flush()
            done = subprocess.run(
                ["pdftotext", "-layout", file.name, "-"],
                check=True,
                capture_output=True,
                text=True,
            )
        return re.sub(r"[^\S\n]+", " ", done.stdout)

    def test_in_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.clerk.lang = "nl_NL"
        statement = self._statement(recipient_id=self.clerk)
        self.assertEqual(statement.lang, "nl_NL")
        html = statement._render_html_sudo()
        self.assertIn("1.234,56", html)

    def test_sent_to_its_recipient_only(self):
        """Evidence of a mail, no contact: the ladder does not notice it."""
        self.debtor.message_subscribe(self.env.user.partner_id.ids)
        self._create_invoices({"days": 20, "amount": 10})
        action = self._statement(recipient_id=self.clerk).action_send()
        message = self.env["debtor.message"].browse(action["res_id"])
        message.action_send()
        notice = self.debtor.notice_ids
        self.assertRecordValues(
            notice,
            [
                {
                    "purpose": "statement",
                    "state": "queued",
                    "recipient_id": self.clerk.id,
                    "recipient_email": "els@customer.example",
                    "line_ids": [],
                }
            ],
        )
        mail = notice.mail_mail_id
        self.assertEqual(mail.recipient_ids, self.clerk)
        self.assertEqual(mail.attachment_ids, notice.attachment_ids)
        self.assertEqual(len(mail.attachment_ids), 1)
        # Underway, sent or bounced: a reminder of the same day goes all the same.
        self.debtor._plan(TODAY)
        self.assertEqual(self.debtor.next_action, "send")
        notice._mark_sent("2026-11-23 10:00:00")
        self.debtor._plan(TODAY)
        self.assertFalse(self.debtor.last_contact_date)
        self.assertEqual(self.debtor.next_action, "send")
        notice._set_state("bounced", refused=True)
        self.assertEqual(self.debtor._get_message_recipient(), self.customer)

    def test_what_cannot_be_sent(self):
        stranger = self._create_customer("Stranger")
        statement = self._statement()
        statement.recipient_id = stranger
        with self.assertRaisesRegex(UserError, "does not belong"):
            statement.action_send()
        self.clerk.email = "no address"
        statement.recipient_id = self.clerk
        with self.assertRaisesRegex(UserError, "no valid email"):
            statement.action_send()
        statement.recipient_id = False
        with self.assertRaisesRegex(UserError, "to whom"):
            statement.action_send()
        statement.write({"with_movements": True, "since": False})
        with self.assertRaisesRegex(UserError, "Choose the day"):
            statement.action_print()
        statement.since = TODAY + timedelta(days=1)
        with self.assertRaisesRegex(UserError, "at the latest today"):
            statement.action_print()
        self.assertFalse(self.debtor.notice_ids)
