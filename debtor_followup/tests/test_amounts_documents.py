from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .amounts import AmountsCommon
from .common import TODAY


@tagged("post_install", "-at_install")
class TestAmountsDocuments(AmountsCommon):
    """What is asked for each kind of document is what the ledger says, to the cent."""

    # === CREDIT NOTES === #

    def test_credit_note_matched(self):
        invoice = self._create_invoices({"amount": 100})
        self._match(invoice, self._credit_note(30))
        self._expect(["demanded 70.00 EUR"], ["70.00 €"], "70.00", "70.00")

    def test_credit_note_unmatched(self):
        self._create_invoices({"amount": 100})
        self._credit_note(30)
        self._expect(
            ["demanded 100.00 EUR", "credit 30.00 EUR"], ["70.00 €"], "70.00", "70.00"
        )

    def test_credit_note_in_the_claims_foreign_currency(self):
        self._create_invoices({"amount": 100, "currency": self.usd, "days": 40})
        self._credit_note(30, self.usd)
        self._expect(
            ["demanded 100.00 USD", "credit 30.00 USD"],
            ["$ 70.00"],
            # The credit note was made before the rate changed.
            overdue="35.00",
            due="35.00",
        )

    def test_credit_note_larger_than_the_claim(self):
        self._create_invoices({"amount": 100})
        self._credit_note(130)
        self._expect_nothing("covered_by_credits", overdue="0.00", due="-30.00")

    def test_credit_note_larger_than_the_overdue_claim(self):
        self._create_invoices({"amount": 100}, {"amount": 60, "days": -10})
        self._credit_note(130)
        self._expect_nothing("covered_by_credits", overdue="0.00", due="30.00")

    def test_credit_note_in_another_currency_covers_nothing(self):
        self._create_invoices({"amount": 100})
        self._credit_note(150, self.usd)
        self._expect(
            ["demanded 100.00 EUR"],
            ["100.00 €"],
            # The shown copies are in the company's currency, all credits taken off.
            overdue="25.00",
            due="25.00",
        )

    def test_reversed_invoice(self):
        invoices = self._create_invoices(
            {"amount": 100}, {"amount": 100, "currency": self.usd}
        )
        for invoice in invoices:
            self._reverse_invoice(invoice, date=TODAY, post=True)
        self.assertEqual(set(invoices.mapped("payment_state")), {"reversed"})
        self._expect_nothing("nothing_open")

    def test_part_credit_note_on_the_invoice(self):
        invoice = self._create_invoices({"amount": 100})
        credit_note = self._reverse_invoice(invoice, date=TODAY)
        credit_note.invoice_line_ids.price_unit = 25
        credit_note.action_post()
        self._match(invoice, credit_note)
        self._expect(["demanded 75.00 EUR"], ["75.00 €"], "75.00", "75.00")

    # === DOCUMENTS === #

    def test_cancelled_invoice(self):
        invoice, _other = self._create_invoices({"amount": 100}, {"amount": 40})
        invoice.button_draft()
        invoice.button_cancel()
        self._expect(["demanded 40.00 EUR"], ["40.00 €"], "40.00", "40.00")

    def test_invoice_back_to_draft(self):
        self._create_invoices({"amount": 100}).button_draft()
        self._expect_nothing("nothing_open")

    def test_blocked_invoice(self):
        invoice, _other = self._create_invoices({"amount": 100}, {"amount": 40})
        invoice.action_toggle_block_payment()
        self._expect(["demanded 40.00 EUR"], ["40.00 €"], "40.00", "40.00")

    def test_negative_invoice_becomes_a_credit_note(self):
        self._create_invoices({"amount": 100})
        negative = self._create_invoices({"amount": -30}, post=False)
        with self.assertRaisesRegex(UserError, "negative total"):
            negative.action_post()
        negative.action_switch_move_type()
        negative.action_post()
        self._expect(
            ["demanded 100.00 EUR", "credit 30.00 EUR"], ["70.00 €"], "70.00", "70.00"
        )

    def test_receipt(self):
        receipt = self._create_invoices({"amount": 100}, move_type="out_receipt")
        self._pay(receipt, 10)
        self._expect(["demanded 90.00 EUR"], ["90.00 €"], "90.00", "90.00")

    def test_instalments_of_a_payment_term(self):
        self._create_invoices(
            {"amount": 100.01, "days": 10, "payment_term": self._two_instalments()}
        )
        # Issued 40 days ago: half after 30 days, half after 60.
        self._expect(["demanded 50.01 EUR"], ["50.01 €"], "50.01", "100.01")

    def test_instalments_in_foreign_currency_both_overdue(self):
        term = self._two_instalments()
        self._create_invoices(
            {"amount": 100, "days": 40, "payment_term": term, "currency": self.usd}
        )
        self._expect(
            ["demanded 50.00 USD", "demanded 50.00 USD"],
            ["$ 100.00"],
            "50.00",
            "50.00",
        )

    def test_part_payment_of_instalments(self):
        invoice = self._create_invoices(
            {"amount": 100, "days": 40, "payment_term": self._two_instalments()}
        )
        self._pay(invoice, 70)
        self._expect(["demanded 30.00 EUR"], ["30.00 €"], "30.00", "30.00")

    def _two_instalments(self):
        half = {"value": "percent", "value_amount": 50}
        return self.env["account.payment.term"].create(
            {
                "name": "Half after 30 days, half after 60",
                "line_ids": [
                    Command.create({**half, "nb_days": 30}),
                    Command.create({**half, "nb_days": 60}),
                ],
            }
        )

    def test_opening_balance_is_followed_when_a_person_says_so(self):
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.company_data["default_journal_misc"].id,
                "date": TODAY - timedelta(days=50),
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": self.customer.id,
                            "balance": balance,
                            "date_maturity": TODAY - timedelta(days=20),
                        }
                    )
                    for account, balance in (
                        (self.company_data["default_account_receivable"], 75),
                        (self.company_data["default_account_revenue"], -75),
                    )
                ],
            }
        )
        entry.action_post()
        self._expect_nothing("nothing_open")
        entry.line_ids.no_followup = False
        self._expect(["demanded 75.00 EUR"], ["75.00 €"], "75.00", "75.00")

    def test_disputed_part_is_shown_and_not_asked(self):
        invoice = self._create_invoices({"amount": 100})
        claim = invoice.line_ids.filtered("date_maturity")
        self.env["debtor.pause"].create(
            {
                "debtor_id": self._debtor().id,
                "reason": "dispute",
                "scope": "claims",
                "date_start": TODAY,
                "date_end": TODAY + timedelta(days=5),
                "line_ids": [
                    Command.create({"move_line_id": claim.id, "amount": 39.99})
                ],
            }
        )
        self._expect(["demanded 100.00 EUR"], ["60.01 €"], "100.00", "100.00")
        line = self._debtor().notice_ids.line_ids
        self.assertEqual((line.amount_paused, line.amount_asked), (39.99, 60.01))

    # === CURRENCIES AND CONTACTS === #

    def test_two_currencies_are_asked_apart(self):
        self._create_invoices(
            {"amount": 100},
            {"amount": 50.5, "currency": self.usd, "days": 12},
            {"amount": 20, "currency": self.usd, "days": 8},
        )
        self._pay_unmatched(10, self.usd)
        self._expect(
            [
                "demanded 100.00 EUR",
                "demanded 50.50 USD",
                "demanded 20.00 USD",
                "credit 10.00 USD",
            ],
            ["$ 60.50", "100.00 €"],
            # 100 + 25.25 + 12.50 - 6.25: the last two after the rate changed.
            overdue="129.00",
            due="129.00",
        )

    def test_currency_without_decimals(self):
        invoice = self._create_invoices({"amount": 16000, "currency": self.yen})
        self._pay(invoice, 1, currency_id=self.yen.id)
        self._expect(["demanded 15999 JPY"], ["¥ 15,999"], "99.99", "99.99")

    def test_cash_rounding(self):
        invoice = self._create_invoices({"amount": 99.98}, post=False)
        invoice.invoice_cash_rounding_id = self.cash_rounding_a
        invoice.action_post()
        self._expect(["demanded 100.00 EUR"], ["100.00 €"], "100.00", "100.00")

    def test_invoices_of_contacts_belong_to_their_company(self):
        contacts = self.env["res.partner"].create(
            [
                {"name": name, "parent_id": self.customer.id, "type": "contact"}
                for name in ("Els", "Jan")
            ]
        )
        self._create_invoices(
            {"amount": 100, "partner": contacts[0]},
            {"amount": 50, "partner": contacts[1]},
            {"amount": 25},
        )
        self.assertEqual(self._debtor(contacts), self._debtor())
        self._expect(
            ["demanded 100.00 EUR", "demanded 50.00 EUR", "demanded 25.00 EUR"],
            ["175.00 €"],
            "175.00",
            "175.00",
        )

    def test_invoices_that_are_not_due_are_open_but_not_overdue(self):
        self._create_invoices(
            {"amount": 100}, {"amount": 50, "days": 0}, {"amount": 25, "days": -10}
        )
        self._expect(["demanded 100.00 EUR"], ["100.00 €"], "100.00", "175.00")

    def test_what_we_owe_them_is_not_set_off(self):
        self._create_invoices({"amount": 100})
        self._create_invoices({"amount": 70}, move_type="in_invoice")
        self._expect(["demanded 100.00 EUR"], ["100.00 €"], "100.00", "100.00")
