"""Reads from the ledger, set by set, how debtors paid; writes nothing."""

from collections import defaultdict
from typing import NamedTuple

from odoo.tools import SQL

from ..engine.behaviour import Facts, Item, first_day, year_before
from .bulk import array
from .payment_history import is_claim, is_open, is_payment, own_delay

#: How a pause ended, and what that says about the debtor.
PAUSE_FACTS = {
    ("promise", "kept"): "promises_kept",
    ("promise", "broken"): "promises_broken",
    ("plan", "kept"): "promises_kept",
    ("plan", "broken"): "promises_broken",
    ("dispute", "granted"): "disputes_right",
    ("dispute", "agreed"): "disputes_right",
    ("dispute", "rejected"): "disputes_wrong",
}


class Past(NamedTuple):
    """What the ledger and the pauses say about one debtor."""

    items: list
    facts: Facts


#: A partner of whom the ledger knows nothing.
NO_PAST = Past([], Facts())


class BehaviourReader:
    """Reads the past of debtors of one legal entity.

    :param company: any company of the legal entity
    :param date as_of: the day that counts as today
    """

    def __init__(self, env, company, as_of):
        self.env = env
        self.company = company.root_id
        self.company_ids = tuple(company._followup_branches().ids)
        self.as_of = as_of
        self.units = 10**self.company.currency_id.decimal_places
        env.flush_all()
        rows = env.execute_query(
            SQL(
                "SELECT id FROM account_account WHERE account_type = 'asset_receivable'"
            )
        )
        self.account_ids = [row[0] for row in rows]

    def pasts(self, debtor_of):
        """Read the past of commercial partners.

        :param dict debtor_of: partner id -> debtor id
        :return: dict partner id -> :class:`Past`, of those who have one
        """
        commercial, trust = self._read_family(list(debtor_of))
        contact_ids = list(commercial)
        pauses, disputed = self._read_pauses(list(debtor_of.values()))
        items = defaultdict(list)
        for query in (self._paid_query(contact_ids), self._open_query(contact_ids)):
            for contact_id, line_id, *values in self.env.execute_query(query):
                if line_id not in disputed:
                    items[commercial[contact_id]].append(Item._make(values))
        since, turnover = self._read_invoiced(contact_ids, commercial)
        return {
            partner_id: Past(
                items.get(partner_id, []),
                Facts(
                    since=since.get(partner_id),
                    turnover=int(turnover.get(partner_id, 0)),
                    trust=trust.get(partner_id) or "normal",
                    **pauses.get(debtor_of[partner_id], {}),
                ),
            )
            for partner_id in debtor_of
        }

    def _read_family(self, partner_ids):
        """Return (contact id -> commercial partner id, partner id -> trust)."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, commercial_partner_id, trust->>%s
                  FROM res_partner WHERE commercial_partner_id = ANY(%s::int[])
                """,
                str(self.company.id),
                array(partner_ids),
            )
        )
        commercial = {contact_id: owner for contact_id, owner, _trust in rows}
        return commercial, {row[0]: row[2] for row in rows if row[0] == row[1]}

    def _scope(self, contact_ids):
        """Return the SQL condition for the receivable lines of contacts."""
        return SQL(
            """
            line.partner_id = ANY(%s::int[]) AND line.account_id = ANY(%s)
            AND line.company_id IN %s AND %s
            """,
            array(contact_ids),
            self.account_ids,
            self.company_ids,
            is_claim(),
        )

    def _paid_query(self, contact_ids):
        """Return the query for what was due, or paid, in the window.

        Of several payments the last one counts, and each with its own days late
        for the average. Joined, not looked up line by line: twice as fast.
        """
        return SQL(
            """
            SELECT line.partner_id, line.id, line.date_maturity, max(credit.date),
                   round(sum(partial.amount) * %(units)s)::bigint,
                   move.invoice_date, move.followup_sent_date, 0,
                   round(sum(partial.amount * (credit.date - line.date_maturity))
                         * %(units)s)::bigint
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN account_partial_reconcile partial ON partial.debit_move_id = line.id
              JOIN account_move_line credit ON credit.id = partial.credit_move_id
              JOIN account_journal journal ON journal.id = credit.journal_id
             WHERE %(scope)s AND line.reconciled AND %(is_payment)s
               -- What is of long ago was hardly paid lately: its last change says.
               AND (line.date_maturity >= %(start)s OR line.write_date >= %(start)s)
             GROUP BY line.id, move.id
            HAVING sum(partial.amount) > 0
               AND (line.date_maturity >= %(start)s OR max(credit.date) >= %(start)s)
            """,
            units=self.units,
            scope=self._scope(contact_ids),
            is_payment=is_payment(),
            start=first_day(self.as_of),
        )

    def _open_query(self, contact_ids):
        """Return the query for what is overdue, however old."""
        return SQL(
            """
            SELECT line.partner_id, line.id, line.date_maturity, NULL,
                   round(line.amount_residual * %(units)s)::bigint,
                   move.invoice_date, move.followup_sent_date,
                   round(line.balance * %(units)s)::bigint, NULL
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
             WHERE %(scope)s AND %(is_open)s
               AND line.date_maturity + %(delay)s < %(today)s
            """,
            units=self.units,
            scope=self._scope(contact_ids),
            is_open=is_open(),
            delay=own_delay(),
            today=self.as_of,
        )

    def _read_invoiced(self, contact_ids, commercial):
        """Return (first invoice date, turnover of a year), each by partner id.

        Turnover is invoiced less credited, in minor units with tax.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.partner_id, min(COALESCE(line.invoice_date, line.date)),
                       COALESCE(sum(line.balance) FILTER (
                           WHERE COALESCE(line.invoice_date, line.date) > %(since)s
                       ), 0) * %(units)s
                  FROM account_move_line line
                  JOIN account_journal journal ON journal.id = line.journal_id
                 WHERE line.partner_id = ANY(%(contacts)s::int[])
                   AND line.account_id = ANY(%(accounts)s)
                   AND line.company_id IN %(companies)s
                   AND line.parent_state = 'posted'
                   AND journal.type NOT IN ('bank', 'cash', 'credit')
                 GROUP BY line.partner_id
                """,
                since=year_before(self.as_of),
                units=self.units,
                contacts=array(contact_ids),
                accounts=self.account_ids,
                companies=self.company_ids,
            )
        )
        since, turnover = {}, defaultdict(int)
        for contact_id, first, amount in rows:
            partner_id = commercial[contact_id]
            since[partner_id] = min(first, since.get(partner_id, first))
            turnover[partner_id] += amount
        return since, turnover

    def _read_pauses(self, debtor_ids):
        """Return (debtor id -> facts, ids of lines that are or were disputed).

        A dispute that is open, or in which the debtor was right, takes its claims
        out of the figures: he need not have paid.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT pause.debtor_id, pause.reason, pause.state, pause.date_end,
                       array_remove(array_agg(line.move_line_id), NULL)
                  FROM debtor_pause pause
                  LEFT JOIN debtor_pause_line line ON line.pause_id = pause.id
                 WHERE pause.debtor_id = ANY(%s::int[])
                   AND pause.reason IN ('promise', 'plan', 'dispute')
                 GROUP BY pause.id
                """,
                array(debtor_ids),
            )
        )
        facts, disputed = defaultdict(lambda: defaultdict(int)), set()
        for debtor_id, reason, state, day, line_ids in rows:
            name = PAUSE_FACTS.get((reason, state))
            if name:
                facts[debtor_id][name] += 1
            if name == "promises_broken":
                last = facts[debtor_id]["promise_broken_on"] or day
                facts[debtor_id]["promise_broken_on"] = max(last, day)
            if reason == "dispute" and state in ("active", "granted", "agreed"):
                disputed.update(line_ids)
        return facts, disputed
