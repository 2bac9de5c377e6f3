from odoo.tests import tagged

from .common import FollowupCommon

LANGUAGES = {
    "en_US": ("Invoice", "To pay", "Pay online"),
    "nl_BE": ("Factuur", "Te betalen", "Online betalen"),
    "nl_NL": ("Factuur", "Betalingskenmerk", "Online betalen"),
    "fr_BE": ("Facture", "À payer", "Payer en ligne"),
    "de_DE": ("Rechnung", "Zu zahlen", "Online bezahlen"),
}


@tagged("post_install", "-at_install")
class TestInvoiceMail(FollowupCommon):
    """The text that goes with a new invoice, for Odoo's own Send and Print."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in LANGUAGES:
            cls.env["res.lang"]._activate_lang(code)
        module = cls.env.ref("base.module_debtor_followup")
        module._update_translations(list(LANGUAGES))
        cls.template = cls.env.ref("debtor_followup.mail_template_invoice")
        cls.invoice = cls._create_invoices({"days": -20, "amount": 1210.5})
        config = cls.env["ir.config_parameter"].sudo()
        config.set_param("account_payment.enable_portal_payment", "True")

    def _render(self, code, invoice=None):
        invoice = invoice or self.invoice
        invoice.partner_id.lang = code
        return self.template._generate_template(invoice.ids, ("subject", "body_html"))[
            invoice.id
        ]

    def _take_payments(self):
        self.env["payment.provider"].create(
            {"name": "Test", "state": "test", "company_id": self.company.id}
        )

    def test_it_says_what_to_pay_and_when_in_each_language(self):
        self._take_payments()
        for code, (document, to_pay, online) in LANGUAGES.items():
            mail = self._render(code)
            body = mail["body_html"].replace("\xa0", " ")
            body = body.replace(self.invoice.invoice_user_id.name, "")
            with self.subTest(language=code):
                self.assertTrue(mail["subject"].startswith(f"{document} INV/"))
                self.assertIn(to_pay, body)
                self.assertIn(online, body)
                self.assertIn("2026", body)
                self.assertRegex(body, r"1[.,  ]210[,.]50")
                self.assertIn(self.invoice.payment_reference, body)
                self.assertIn(f"/my/invoices/{self.invoice.id}?", body)
                self.assertNotIn("//my/", body)
                self.assertNotIn("!", body)

    def test_without_anybody_who_takes_payments_there_is_no_link(self):
        providers = self.env["payment.provider"].search([("state", "!=", "disabled")])
        providers.state = "disabled"
        self.assertNotIn("<a ", self._render("nl_BE")["body_html"])

    def test_paid_invoice_and_credit_note_ask_nothing(self):
        self._take_payments()
        refund = self._create_invoices({"amount": 10}, move_type="out_refund")
        body = self._render("nl_BE", refund)["body_html"]
        self.assertIn("creditnota", body)
        self.assertNotIn("Te betalen", body)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        ).create({})._create_payments()
        body = self._render("nl_BE")["body_html"]
        self.assertIn("al betaald", body)
        self.assertNotIn("<a ", body)
