import re
from datetime import timedelta

from lxml import html

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TODAY, FollowupCommon

#: The moment at which the dollar fell: invoices of before, payments of after.
RATE_CHANGE = TODAY - timedelta(days=20)


@tagged("post_install", "-at_install")
class TestAmounts(FollowupCommon):
    """What is asked is what the ledger says, per currency, to the cent.

    Every scenario is made by the flows that a bookkeeper uses. The rate of the
    dollar is 2.00 for one euro when invoices are made and 1.60 since.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.eur = cls.company.currency_id
        cls.usd = cls.setup_other_currency(
            "USD", rates=[("2020-01-01", 2.0), (RATE_CHANGE, 1.6)]
        )
        cls.yen = cls.setup_other_currency("JPY", rates=[("2020-01-01", 160.0)])
        cls.loss = cls.company_data["default_account_expense"]

    def setUp(self):
        super().setUp()
        self._stop_clock()

    # === WHAT IS EXPECTED === #

    def _expect(self, lines, totals, overdue, due, customer=None):
        """Run, and compare what the customer is asked with what is expected.

        :param lines: texts like ``demanded 60.00 EUR``, in the notice's order
        :param totals: the amounts at the foot of the mail's tables
        :param str overdue: the debtor's overdue amount in the company's currency
        :param str due: the same for what is open
        """
        self._run()
        debtor = self._debtor(customer)
        notice = debtor.notice_ids
        self.assertEqual(
            sorted(f"{one.role} {_text(one)}" for one in notice.line_ids), sorted(lines)
        )
        self.assertEqual(_totals(notice), list(totals))
        self.assertEqual(f"{debtor.overdue_amount:.2f}", overdue)
        self.assertEqual(f"{debtor.due_amount:.2f}", due)

    def _expect_nothing(self, reason, overdue="0.00", due="0.00", customer=None):
        """Run; nothing is asked of the customer, for a reason."""
        self._expect([], [], overdue, due, customer)
        decision = self._debtor(customer)._decide(TODAY)[self._debtor(customer)]
        self.assertEqual((decision.outcome, decision.reason), ("nothing", reason))

    # === FLOWS === #

    def _pay(self, moves, amount=None, days_ago=1, **values):
        """Pay through the payment wizard; the rest stays open unless told."""
        if amount is not None:
            values["amount"] = amount
        return self._register_payment(
            moves, payment_date=TODAY - timedelta(days=days_ago), **values
        )

    def _make_payment(self, amount, currency=None):
        return self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": amount,
                "currency_id": (currency or self.eur).id,
                "date": TODAY - timedelta(days=1),
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )

    def _pay_unmatched(self, amount, currency=None):
        self._make_payment(amount, currency).action_post()

    def _credit_note(self, amount, currency=None):
        """Make a credit note that is not matched with anything."""
        return self._create_invoices(
            {"days": 3, "amount": amount, "currency": currency},
            move_type="out_refund",
        )

    def _match(self, *moves):
        lines = self.env["account.move"].union(*moves).line_ids
        lines.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        ).reconcile()

    # === PAYMENTS === #

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


def _text(line):
    """Return amount and currency of a notice line."""
    currency = line.currency_id
    return f"{line.amount_residual:.{currency.decimal_places}f} {currency.name}"


def _totals(notice):
    """Return the amounts at the foot of the tables in a notice's mail."""
    body = notice.mail_mail_id.body_html
    if not body:
        return []
    cells = html.fromstring(str(body)).xpath("//tfoot//td[last()]")
    return [re.sub(r"\s+", " ", cell.text_content()).strip() for cell in cells]
