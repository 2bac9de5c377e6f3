"""Reads what we owe debtors, set by set."""

from collections import defaultdict

from odoo.tools import SQL

from .bulk import array

#: Bills in these states are settled even where their line is open.
SETTLED = ("in_payment", "paid", "reversed", "invoicing_legacy")


class BillsReader:
    """Open bills less our own credits and payments, of one legal entity.

    Whether the company has an open bill at all is asked once: most who invoice
    keep no bills here, and then no debtor is asked about.
    """

    def __init__(self, env, company_ids):
        self.env = env
        self.company_ids = tuple(company_ids)
        self._account_ids = None

    def _get_accounts(self):
        """Return the payable accounts with an open line in the company."""
        if self._account_ids is None:
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT account.id FROM account_account account
                     WHERE account.account_type = 'liability_payable'
                       AND EXISTS (
                           SELECT FROM account_move_line line
                            WHERE line.account_id = account.id
                              AND line.reconciled IS NOT TRUE
                              AND line.parent_state = 'posted'
                              AND line.company_id IN %(companies)s
                              AND line.amount_residual_currency < 0)
                    """,
                    companies=self.company_ids,
                )
            )
            self._account_ids = [row[0] for row in rows]
        return self._account_ids

    def open_bills(self, commercial):
        """Return commercial partner id -> list of (currency id, minor units).

        Only currencies in which we owe something are there.

        :param dict commercial: partner id -> its commercial partner's id
        """
        accounts = self._get_accounts()
        if not accounts or not commercial:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.partner_id, line.currency_id,
                       sum(round(-line.amount_residual_currency
                           * power(10::numeric, currency.decimal_places)))::bigint
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN res_currency currency ON currency.id = line.currency_id
                 WHERE line.partner_id = ANY(%(partners)s::int[])
                   AND line.account_id = ANY(%(accounts)s)
                   AND line.reconciled IS NOT TRUE
                   AND line.parent_state = 'posted'
                   AND line.company_id IN %(companies)s
                   AND line.amount_residual_currency <> 0
                   AND COALESCE(move.payment_state, '') NOT IN %(settled)s
                 GROUP BY line.partner_id, line.currency_id
                """,
                partners=array(commercial),
                accounts=accounts,
                companies=self.company_ids,
                settled=SETTLED,
            )
        )
        owed = defaultdict(lambda: defaultdict(int))
        for partner_id, currency_id, amount in rows:
            owed[commercial[partner_id]][currency_id] += amount
        found = {}
        for partner_id, amounts in owed.items():
            bills = [(one, amount) for one, amount in amounts.items() if amount > 0]
            if bills:
                found[partner_id] = bills
        return found
