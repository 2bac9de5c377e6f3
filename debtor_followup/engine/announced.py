"""What a letter says that costs will be, before they are due.

The law wants the amount named while it can still be avoided. It is the one that is
claimed afterwards, if what is open stays the same: the same rule on the same sum,
within the creditor's own limit (see ``charges``).
"""

from decimal import Decimal
from functools import partial
from typing import NamedTuple

from .charges import capped, spread
from .legal_rates import B2B, B2C
from .legal_values import ZERO, LegalError
from .penalty_clause import CIVIL_RATE, LEGAL_MAXIMUM, lump_sum
from .recovery_cost import dutch_costs


class Announced(NamedTuple):
    """What will be claimed if nothing is paid in time."""

    lump_sum: Decimal = ZERO
    interest: bool = False
    rate: Decimal | None = None  # percent a year; None: not yet published

    def __bool__(self):
        return bool(self.lump_sum or self.interest)


#: Where the terms give nothing, or do not hold.
NOTHING = Announced()


def belgian_announcement(balances, clause, rates, day, cap_percent=ZERO, digits=2):
    """Return what a first reminder to a Belgian consumer must announce.

    The amount of the compensation that will be claimed if the balance stays unpaid:
    art. XIX.2 WER (rules.md 2.2: found). Nothing without a clause that was accepted;
    a rate above the cap makes it void (found).

    :param balances: what is open of each claim, in the law's currency
    :param Clause clause: what the accepted terms say to a consumer
    :param rates: the book of rates, see ``legal_rates``
    :param date day: the day of the reminder, whose rates count
    :param Decimal cap_percent: at most this share of what is open; zero: no limit
    :raise LegalError: ``clause_above_cap``
    """
    if not clause.valid:
        return NOTHING
    rate, cap = _rate_of(clause, rates, day), _published(rates, B2B, day)
    if rate is not None and cap is not None and rate > cap:
        return NOTHING
    rule = partial(lump_sum, clause=clause.lump_sum, digits=digits)
    costs = sum(_as_claimed(rule, balances, cap_percent, digits), ZERO)
    return Announced(costs, clause.rate is not None and rate != 0, rate)


def dutch_announcement(balances, vat_percent=ZERO, cap_percent=ZERO, digits=2):
    """Return the costs that a Dutch 14-day letter must name, to the cent.

    The scale on the sum of the letter: art. 6:96 par. 5 to 7 BW (rules.md 3: found;
    that principals are added: high).

    :param balances: what is open of each claim, in euro
    :param vat_percent: only if the creditor cannot deduct VAT
    """
    return sum(dutch_announced(balances, vat_percent, cap_percent, digits), ZERO)


def dutch_announced(balances, vat_percent=ZERO, cap_percent=ZERO, digits=2):
    """Return the part of each claim in :func:`dutch_announcement`, in their order."""
    rule = partial(dutch_costs, vat_percent=vat_percent, digits=digits)
    return _as_claimed(rule, balances, cap_percent, digits)


def _rate_of(clause, rates, day):
    """Return the rate that a clause gives on a day, None where nobody knows."""
    if clause.rate == LEGAL_MAXIMUM:
        return _published(rates, B2B, day)
    if clause.rate == CIVIL_RATE:
        return _published(rates, B2C, day)
    return clause.rate


def _published(rates, kind, day):
    try:
        return rates.table("BE", kind).rate_on(day)
    except LegalError as error:
        if error.code != "missing_rate":
            raise
        return None


def _as_claimed(rule, balances, cap_percent, digits):
    """Return the cost on each claim as ``charges.cost_items`` will claim it."""
    total = rule([one for one in balances if one])
    fees = [rule([one]) if one else ZERO for one in balances]
    if sum(fees) != total:
        fees = spread(total, balances, digits)
    return [
        capped(fee, balance, cap_percent, digits)
        for fee, balance in zip(fees, balances, strict=True)
    ]
