"""Reads which messages demanded claims that were matched with payments since."""

from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple

from odoo.tools import SQL

from ..engine.crossing import (
    Crossing,
    Demand,
    Named,
    Payment,
    deserves_thanks,
    find_crossing,
    is_void,
)
from .bulk import array
from .payment_history import PAYMENT_JOURNALS

#: What the queries read, to be written first.
READ_FIELDS = {
    "account.partial.reconcile": [
        *("credit_move_id", "debit_amount_currency", "debit_move_id"),
    ],
    "account.move": ["date", "origin_payment_id", "state"],
    "account.move.line": [
        *("date", "date_maturity", "journal_id", "move_id", "reconciled"),
    ],
    "account.payment": ["payment_method_line_id"],
    "account.payment.method.line": ["followup_collects"],
    "debtor.debtor": ["direct_debit"],
    "debtor.notice": [
        *("channel", "contact_date", "copy_of_id", "date_sent", "purpose", "state"),
    ],
    "debtor.notice.line": [
        *("amount_paused", "amount_residual", "amount_rest", "crossed_on"),
        *("currency_id", "date_maturity", "move_id", "move_line_id", "notice_id"),
        "role",
    ],
}


class Row(NamedTuple):
    """A demanded claim of a message that arrived, as the query gives it."""

    line_id: int
    notice_id: int
    debtor_id: int
    withdrawn: bool
    crossed: bool
    currency_id: int
    asked: float
    item_id: int | None
    settled: bool
    made_at: datetime
    sent_on: date
    sent_at: datetime
    direct_debit: bool


class Found(NamedTuple):
    """A message some of whose claims had been paid when it left.

    :ivar dict crossings: line id -> :class:`Crossing`, of those found now
    :ivar bool void: all that it demanded was paid; False also when somebody has
        withdrawn it already
    :ivar bool thanks: one may write that nothing more needs to be done
    """

    notice_id: int
    debtor_id: int
    sent_on: date
    crossings: dict[int, Crossing]
    void: bool
    thanks: bool


class CrossingReader:
    """Compares messages with the payments that were matched later; writes nothing."""

    def __init__(self, env):
        self.env = env
        for model, names in READ_FIELDS.items():
            env[model].flush_model(names)

    def mark(self):
        """Return the last match that was surely visible a day ago.

        Numbers are given before they are committed. So the last day is looked at
        once more the next time; what was found is not found again.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM account_partial_reconcile
                 WHERE create_date < (now() AT TIME ZONE 'UTC') - interval '1 day'
                 ORDER BY id DESC LIMIT 1
                """
            )
        )
        return rows[0][0] if rows else 0

    def since(self, company, mark):
        """Return what was found among the matches after a mark.

        :param company: the main company of a legal entity
        :param int mark: see :meth:`mark`; 0: all
        """
        return self._find(
            SQL(
                """
                notice.company_id = %s AND notice.id IN (
                    SELECT line.notice_id
                      FROM account_partial_reconcile partial
                      JOIN account_move_line item ON item.id = partial.debit_move_id
                      JOIN debtor_notice_line line ON %s
                     WHERE partial.id > %s AND line.role = 'demanded'
                       AND line.crossed_on IS NULL)
                """,
                company.id,
                self._is_item(),
                mark,
            )
        )

    def of(self, notices):
        """Return what was found about some messages, by whichever of their copies."""
        originals = notices.copy_of_id | notices.filtered(
            lambda one: not one.copy_of_id
        )
        return self._find(SQL("notice.id = ANY(%s::int[])", array(originals.ids)))

    def _is_item(self):
        """Return the SQL that joins the journal item of a notice's line.

        One that was made anew with its invoice is known by that.
        """
        return SQL(
            """
            line.move_id = item.move_id
            AND (line.move_line_id = item.id
                 OR line.move_line_id IS NULL
                    AND line.date_maturity = item.date_maturity)
            """
        )

    def _find(self, chosen):
        rows = self._read_demanded(chosen)
        items = [row.item_id for row in rows if row.item_id]
        payments = self._read_payments(items) if items else {}
        by_notice = defaultdict(list)
        for row in rows:
            by_notice[row.notice_id].append(row)
        found = (self._judge(group, payments) for group in by_notice.values())
        return [one for one in found if one.crossings]

    def _read_demanded(self, chosen):
        """Return what messages demanded that arrived, by whichever channel.

        Calls are left out: what was said in them cannot be taken back.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id, notice.id, notice.debtor_id,
                       notice.state = 'withdrawn' OR sent.withdrawn,
                       line.crossed_on IS NOT NULL, line.currency_id,
                       COALESCE(NULLIF(line.amount_rest, 0),
                                line.amount_residual - COALESCE(line.amount_paused, 0)),
                       item.id, COALESCE(item.reconciled, FALSE),
                       notice.create_date, sent.sent_on, sent.sent_at,
                       COALESCE(debtor.direct_debit, FALSE)
                  FROM debtor_notice notice
                  JOIN debtor_debtor debtor ON debtor.id = notice.debtor_id
                  JOIN debtor_notice_line line
                    ON line.notice_id = notice.id AND line.role = 'demanded'
                 CROSS JOIN LATERAL (
                       SELECT min(member.contact_date) AS sent_on,
                              min(member.date_sent) AS sent_at,
                              bool_or(member.state = 'withdrawn') AS withdrawn
                         FROM debtor_notice member
                        WHERE (member.id = notice.id OR member.copy_of_id = notice.id)
                          AND member.state IN ('sent', 'withdrawn')) AS sent
                  LEFT JOIN LATERAL (
                       SELECT item.id, item.reconciled
                         FROM account_move_line item
                         JOIN account_account account ON account.id = item.account_id
                        WHERE account.account_type = 'asset_receivable'
                          AND %(is_item)s
                        ORDER BY item.id LIMIT 1) AS item ON TRUE
                 WHERE %(chosen)s AND sent.sent_at IS NOT NULL
                   AND notice.purpose = 'step' AND notice.channel <> 'phone'
                 ORDER BY notice.id, line.id
                """,
                is_item=self._is_item(),
                chosen=chosen,
            )
        )
        return [Row._make(row) for row in rows]

    def _read_payments(self, item_ids):
        """Return journal item id -> pairs (when matched, :class:`Payment`).

        Money only: a credit note, a write-off or any other entry pays nothing. The
        amounts are still those of the ledger, in units of the currency.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partial.debit_move_id, partial.create_date, credit.date,
                       partial.debit_amount_currency, entry.create_date,
                       credit.journal_id, COALESCE(method.followup_collects, FALSE)
                  FROM account_partial_reconcile partial
                  JOIN account_move_line credit ON credit.id = partial.credit_move_id
                  JOIN account_move entry ON entry.id = credit.move_id
                  JOIN account_journal journal ON journal.id = credit.journal_id
                  LEFT JOIN account_payment payment
                    ON payment.id = entry.origin_payment_id
                  LEFT JOIN account_payment_method_line method
                    ON method.id = payment.payment_method_line_id
                 WHERE partial.debit_move_id = ANY(%s::int[])
                   AND partial.debit_amount_currency > 0
                   AND journal.type IN %s
                """,
                array(set(item_ids)),
                PAYMENT_JOURNALS,
            )
        )
        payments = defaultdict(list)
        for item_id, matched_at, *values in rows:
            payments[item_id].append((matched_at, Payment._make(values)))
        return payments

    def _judge(self, rows, payments):
        """Return what is to be said about one message.

        What was matched before the message was made is not in its amounts.
        """
        crossings, named = {}, []
        for row in rows:
            units = (
                10 ** self.env["res.currency"].browse(row.currency_id).decimal_places
            )
            since = [
                payment._replace(amount=round(payment.amount * units))
                for matched_at, payment in payments.get(row.item_id, ())
                if matched_at >= row.made_at
            ]
            demand = Demand(round(row.asked * units), row.sent_on, row.sent_at)
            crossing = None if row.crossed else find_crossing(demand, since)
            if crossing:
                crossings[row.line_id] = crossing
            collected = row.direct_debit or any(one.collected for one in since)
            crossed = row.crossed or bool(crossing)
            named.append(Named(crossed, row.settled, collected))
        void = is_void(named) and not row.withdrawn
        return Found(
            row.notice_id,
            row.debtor_id,
            row.sent_on,
            crossings,
            void,
            void and deserves_thanks(named),
        )
