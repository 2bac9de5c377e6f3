"""Common ground of the tests of amounts: how to pay, and what is expected."""

import re
from datetime import timedelta

from lxml import html

from .common import TODAY, FollowupCommon

#: The moment at which the dollar fell: invoices of before, payments of after.
RATE_CHANGE = TODAY - timedelta(days=20)


class AmountsCommon(FollowupCommon):
    """A customer's ledger in two currencies, and what is asked of it.

    The rate of the dollar is 2.00 for one euro when invoices are made and 1.60
    since.
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
