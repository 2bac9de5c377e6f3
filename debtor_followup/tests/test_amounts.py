from odoo import Command
from odoo.tests import tagged

from .amounts import AmountsCommon


@tagged("post_install", "-at_install")
class TestAmounts(AmountsCommon):
    """What is asked after payments is what the ledger says, to the cent.

    Every scenario is made by the flows that a bookkeeper uses.
    """

    def test_whole_invoices(self):
        self._create_invoices({"amount": 100}, {"amount": 250.55, "days": 6})
        self._expect(
            ["demanded 100.00 EUR", "demanded 250.55 EUR"],
            ["350.55 €"],
            overdue="350.55",
            due="350.55",
        )

    def test_part_payment(self):
        self._pay(self._create_invoices({"amount": 100}), 40)
        self._expect(["demanded 60.00 EUR"], ["60.00 €"], "60.00", "60.00")

    def test_part_payment_in_foreign_currency(self):
        invoice = self._create_invoices({"amount": 100, "currency": self.usd})
        self._pay(invoice, 40, currency_id=self.usd.id)
        # Booked at 50 euros; 40 of 100 dollars take 20 off at the invoice's rate.
        self._expect(["demanded 60.00 USD"], ["$ 60.00"], "30.00", "30.00")

    def test_part_payment_in_another_currency_than_the_invoice(self):
        invoice = self._create_invoices({"amount": 100, "currency": self.usd})
        self._pay(invoice, 25, currency_id=self.eur.id)
        # 25 euros are 40 dollars on the day of the payment.
        self._expect(["demanded 60.00 USD"], ["$ 60.00"], "30.00", "30.00")

    def test_several_part_payments_to_the_last_cent(self):
        invoice = self._create_invoices({"amount": 100})
        for amount in (33.33, 33.33, 28.33):
            self._pay(invoice, amount)
        self._expect(["demanded 5.01 EUR"], ["5.01 €"], "5.01", "5.01")

    def test_rest_of_a_cent_is_below_the_minimum(self):
        self._pay(self._create_invoices({"amount": 100}), 99.99)
        self._expect_nothing("below_minimum", "0.01", "0.01")

    def test_overpayment_is_shown_as_a_credit(self):
        self._pay(self._create_invoices({"amount": 100}), 120)
        self._create_invoices({"amount": 50})
        self._expect(
            ["demanded 50.00 EUR", "credit 20.00 EUR"], ["30.00 €"], "30.00", "30.00"
        )

    def test_unmatched_payment_is_shown_as_a_credit(self):
        self._create_invoices({"amount": 100})
        self._pay_unmatched(40)
        self._expect(
            ["demanded 100.00 EUR", "credit 40.00 EUR"], ["60.00 €"], "60.00", "60.00"
        )

    def test_unmatched_payment_that_covers_the_oldest(self):
        self._create_invoices({"amount": 100, "days": 40}, {"amount": 80})
        self._pay_unmatched(100)
        self._expect(
            ["listed 100.00 EUR", "demanded 80.00 EUR", "credit 100.00 EUR"],
            ["80.00 €"],
            "80.00",
            "80.00",
        )

    def test_unmatched_payment_in_foreign_currency(self):
        self._create_invoices({"amount": 100, "currency": self.usd})
        self._pay_unmatched(40, self.usd)
        self._expect(
            ["demanded 100.00 USD", "credit 40.00 USD"],
            ["$ 60.00"],
            # The ledger's euros: 50 of the invoice less 25 of the payment.
            overdue="25.00",
            due="25.00",
        )

    def test_payment_that_covers_everything_asks_nothing(self):
        self._create_invoices({"amount": 100})
        self._pay_unmatched(100)
        self._expect_nothing("covered_by_credits")

    def test_payment_without_entry(self):
        """Such payments leave the journal item open until the bank statement."""
        invoice = self._create_invoices({"amount": 100})
        payment = self._make_payment(100)
        payment.write({"outstanding_account_id": False, "invoice_ids": invoice.ids})
        payment.action_post()
        self.assertFalse(payment.move_id)
        claim = invoice.line_ids.filtered("date_maturity")
        self.assertFalse(claim.reconciled)
        self.assertIn(invoice.payment_state, ("in_payment", "paid"))
        self._expect_nothing("nothing_open")

    def test_early_payment_discount_taken(self):
        invoice = self._create_invoices(
            {"amount": 1000, "days": -10, "payment_term": self._discount_term()}
        )
        payment = self._pay(invoice, days_ago=18)
        self.assertEqual(payment.amount, 980)
        self._expect_nothing("nothing_open")

    def test_early_payment_discount_expired(self):
        invoice = self._create_invoices(
            {"amount": 1000, "days": 10, "payment_term": self._discount_term()}
        )
        self._pay(invoice, 980, days_ago=12)
        self._expect(["demanded 20.00 EUR"], ["20.00 €"], "20.00", "20.00")

    def test_early_payment_discount_expired_in_foreign_currency(self):
        invoice = self._create_invoices(
            {
                "amount": 1000,
                "days": 10,
                "payment_term": self._discount_term(),
                "currency": self.usd,
            }
        )
        self._pay(invoice, 980, days_ago=12, currency_id=self.usd.id)
        self._expect(["demanded 20.00 USD"], ["$ 20.00"], "10.00", "10.00")

    def _discount_term(self):
        """Return a term of 30 days with 2 % off within 14 days."""
        return self.env["account.payment.term"].create(
            {
                "name": "30 days, 2 % within 14",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 14,
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 30}
                    )
                ],
            }
        )

    def test_write_off_on_payment(self):
        for currency in (self.eur, self.usd):
            invoice = self._create_invoices({"amount": 100, "currency": currency})
            self._pay(
                invoice,
                99.5,
                currency_id=currency.id,
                payment_difference_handling="reconcile",
                writeoff_account_id=self.loss.id,
            )
        self._expect_nothing("nothing_open")

    def test_exchange_difference_leaves_nothing_open(self):
        invoice = self._create_invoices({"amount": 100, "currency": self.usd})
        self._pay(invoice, 100, currency_id=self.usd.id)
        partials = invoice.line_ids.full_reconcile_id.partial_reconcile_ids
        self.assertTrue(partials.exchange_move_id)
        self._expect_nothing("nothing_open")

    def test_rate_moves_after_the_invoice(self):
        self._create_invoices({"amount": 100, "currency": self.usd})
        # The ledger's 50 euros, not the 62.50 of today's rate.
        self._expect(["demanded 100.00 USD"], ["$ 100.00"], "50.00", "50.00")
