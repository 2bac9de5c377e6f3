"""Reads receipts that nobody matched and that look like a debtor's payment."""

import re
from collections import Counter, defaultdict
from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from ..engine.receipts import Receipt
from .bulk import array

#: A receipt that nobody matched for so long is no news about a debtor.
RECENT_DAYS = 120
#: A structured communication as Belgian banks write it, and a creditor reference.
STRUCTURED = re.compile(r"\d{3}[ /]?\d{4}[ /]?\d{5}")
CREDITOR = re.compile(r"RF\d{2}(?: ?[A-Z0-9]{1,4})+")


class Open(NamedTuple):
    """A receipt that nobody matched, and what it says of who paid."""

    key: str
    day: date
    currency_id: int
    amount: int  # minor units
    label: str
    partner_id: int | None  # the commercial partner that it names
    owners: tuple  # commercial partners whose bank account it came from
    references: frozenset  # what may be a reference, see `plain`


def plain(text):
    """Return the letters and digits of a reference, in capitals."""
    return re.sub(r"[^A-Z0-9]", "", (text or "").upper())


def references(text):
    """Return what may be a reference or an invoice's number in a free text."""
    text = (text or "").upper()
    found = {plain(one) for one in STRUCTURED.findall(text)}
    for one in CREDITOR.findall(text):
        groups = one.split()  # where it ends among other words nobody can tell
        found |= {plain("".join(groups[:n])) for n in range(1, len(groups) + 1)}
    found |= {plain(word) for word in text.split() if re.search(r"\d", word)}
    return frozenset(one for one in found if len(one) > 3)


class ReceiptsReader:
    """Unmatched receipts of one legal entity, as they concern debtors.

    The receipts are read once; where there are none no debtor is asked about.
    """

    def __init__(self, env, company_ids, as_of):
        self.env = env
        self.company_ids = tuple(company_ids)
        self.as_of = as_of
        self._found = None

    @property
    def receipts(self):
        """The unmatched receipts, read when they are first asked for."""
        if self._found is None:
            self._found = self._read_lines()
        return self._found

    def _read_lines(self):
        """Return the statement lines that nobody matched, by the index on these.

        A payment that was put on no invoice is an open credit of its customer, which
        claims are set against already.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id::text, move.date, currency.id,
                       round(CASE WHEN line.foreign_currency_id IS NULL
                                  THEN line.amount ELSE line.amount_currency END
                             * power(10::numeric, currency.decimal_places))::bigint,
                       COALESCE(NULLIF(line.payment_ref, ''), line.partner_name, ''),
                       partner.commercial_partner_id,
                       ARRAY(SELECT DISTINCT holder.commercial_partner_id
                               FROM res_partner_bank bank
                               JOIN res_partner holder ON holder.id = bank.partner_id
                              WHERE bank.sanitized_acc_number = upper(regexp_replace(
                                    line.account_number, '[^A-Za-z0-9]', '', 'g'))
                                AND line.account_number <> ''
                                AND bank.active)
                  FROM account_bank_statement_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN res_currency currency
                    ON currency.id = COALESCE(line.foreign_currency_id,
                                              line.currency_id)
                  LEFT JOIN res_partner partner ON partner.id = line.partner_id
                 WHERE line.is_reconciled IS NOT TRUE
                   AND line.journal_id IN (
                       SELECT journal.id FROM account_journal journal
                        WHERE journal.type IN ('bank', 'cash'))
                   AND line.company_id IN %(companies)s
                   AND line.amount > 0
                   AND move.state = 'posted'
                   AND move.date > %(day)s::date - %(days)s
                 ORDER BY line.id
                """,
                companies=self.company_ids,
                day=self.as_of,
                days=RECENT_DAYS,
            )
        )
        return [_open(row) for row in rows]

    def suspected(self, claims):
        """Return commercial partner id -> list of :class:`Receipt`.

        :param dict claims: commercial partner id -> its claims
        """
        if not claims or not self.receipts:
            return {}
        named = self._read_named(claims)
        found = defaultdict(dict)
        alone = []
        for receipt in self.receipts:
            whys = [(receipt.partner_id, "partner")]
            whys += [(owner, "account") for owner in receipt.owners]
            for reference in receipt.references:
                whys += [(owner, "reference") for owner in named.get(reference, ())]
            for partner_id, why in whys:
                if partner_id in claims:
                    found[partner_id].setdefault(receipt.key, _receipt(receipt, why))
            if not any(partner_id for partner_id, _why in whys):
                alone.append(receipt)
        for partner_id, receipt in self._find_by_amount(claims, alone):
            found[partner_id].setdefault(receipt.key, _receipt(receipt, "amount"))
        return {one: list(receipts.values()) for one, receipts in found.items()}

    def _read_named(self, claims):
        """Return reference -> commercial partners whose open claim has it."""
        wanted = {one for receipt in self.receipts for one in receipt.references}
        if not wanted:
            return {}
        owner = {
            claim.move_id: partner_id
            for partner_id, group in claims.items()
            for claim in group
        }
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, reference FROM (
                    SELECT move.id, unnest(ARRAY[
                           upper(regexp_replace(
                               move.name, '[^A-Za-z0-9]', '', 'g')),
                           upper(regexp_replace(
                               move.payment_reference, '[^A-Za-z0-9]', '', 'g'))
                           ]) AS reference
                      FROM account_move move
                     WHERE move.id = ANY(%(moves)s::int[])) AS named
                 WHERE reference = ANY(%(wanted)s)
                """,
                moves=array(owner),
                wanted=sorted(wanted),
            )
        )
        named = defaultdict(set)
        for move_id, reference in rows:
            named[reference].add(owner[move_id])
        return named

    def _find_by_amount(self, claims, alone):
        """Yield (partner, receipt) where the amount fits one claim or total only.

        Asked of all claims of the company, and only when one of these has it.
        """
        wanted = {(one.currency_id, one.amount) for one in alone}
        if not wanted:
            return
        hits = set()
        for group in claims.values():
            totals = Counter()
            for claim in group:
                key = claim.currency_id, claim.residual
                totals[claim.currency_id] += claim.residual
                if key in wanted:
                    hits.add(key)
            hits.update(one for one in totals.items() if one in wanted)
        if not hits:
            return
        owners = self._read_only_owners(hits)
        for receipt in alone:
            owner = owners.get((receipt.currency_id, receipt.amount))
            if owner in claims:
                yield owner, receipt

    def _read_only_owners(self, amounts):
        """Return (currency id, amount) -> the partner, where only one has it.

        A debtor with one claim has one amount; one with two equal ones has two.
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH claim AS MATERIALIZED (
                    SELECT partner.commercial_partner_id AS partner_id,
                           line.currency_id,
                           round(line.amount_residual_currency
                               * power(10::numeric, currency.decimal_places)
                           )::bigint AS amount
                      FROM account_move_line line
                      JOIN account_account account ON account.id = line.account_id
                      JOIN res_currency currency ON currency.id = line.currency_id
                      JOIN res_partner partner ON partner.id = line.partner_id
                     WHERE account.account_type = 'asset_receivable'
                       AND line.reconciled IS NOT TRUE
                       AND line.parent_state = 'posted'
                       AND line.company_id IN %(companies)s
                       AND line.amount_residual_currency > 0)
                SELECT currency_id, amount, min(partner_id)
                  FROM (SELECT partner_id, currency_id, amount FROM claim
                         UNION ALL
                        SELECT partner_id, currency_id, sum(amount)::bigint
                          FROM claim GROUP BY partner_id, currency_id
                        HAVING count(*) > 1) AS one
                 WHERE (currency_id, amount) IN %(amounts)s
                 GROUP BY currency_id, amount
                HAVING count(*) = 1
                """,
                companies=self.company_ids,
                amounts=tuple(sorted(amounts)),
            )
        )
        return {(currency, amount): owner for currency, amount, owner in rows}


def still_held(receipts, known):
    """Return receipts with the day since when they held a debtor.

    Those of which a person said that they are not theirs are left out.

    :param dict known: what ``debtor.debtor.receipts`` says of them, or None
    """
    if not receipts:
        return ()
    known = known or {}
    return tuple(
        one._replace(since=_day(known.get(one.key)))
        for one in receipts
        if "not_theirs" not in known.get(one.key, ())
    )


def _day(known):
    return date.fromisoformat(known["since"]) if known else None


def _open(row):
    key, day, currency_id, amount, label, partner_id, owners = row
    return Open(
        key,
        day,
        currency_id,
        amount,
        label,
        partner_id,
        tuple(owners),
        references(label),
    )


def _receipt(receipt, why):
    return Receipt(
        receipt.key,
        receipt.day,
        receipt.currency_id,
        receipt.amount,
        receipt.label,
        why,
    )
