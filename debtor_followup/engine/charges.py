"""What one letter claims beside the principal, item by item.

The law says what may be claimed (``legal_claim``); here it becomes the items of a
letter: interest since what was claimed before, one cost for each claim, never above
the creditor's own limit. Claiming less than the law allows is always right.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .business_days import ONE_DAY
from .legal_titles import PAID_IN_TIME
from .legal_values import ZERO, not_negative, round_half_up
from .penalty_clause import LumpSum
from .regimes import DUTCH_SCALE

INTEREST_CHARGE, FIXED_SUM_CHARGE, COST_CHARGE = (
    "interest",
    "fixed_sum",
    "recovery_cost",
)


class Item(NamedTuple):
    """One thing that is claimed on a claim."""

    kind: str
    amount: Decimal  # above zero
    date_from: date
    date_to: date
    segments: tuple = ()  # of interest.Segment: how the whole interest was computed


def interest_item(claim, last_day, before=ZERO, before_until=None):
    """Return the interest since what an earlier letter claimed, or None.

    All that accrued, also what a payment was set on where the law's order counts:
    the principal that the letter names is the ledger's, lower by that payment, so
    that both together are what is owed.

    :param LegalClaim claim: as of ``last_day``
    :param Decimal before: interest that was claimed already
    :param date before_until: the last day of it
    """
    amount = claim.interest.amount - before
    if amount <= 0:
        return None
    date_from = claim.first_interest_day
    if before_until is not None:
        date_from = before_until + ONE_DAY
    return Item(
        INTEREST_CHARGE, amount, date_from, last_day, tuple(claim.interest.segments)
    )


def claimed_too_much(claim, before):
    """Return by how much interest was claimed beyond the payment.

    A letter counts until its own day; the payment may turn out to be older.

    :param LegalClaim claim: as of the day of the payment; None: it was paid in time
    :param Decimal before: interest that was claimed
    """
    owed = claim.interest.amount if claim else ZERO
    return max(before - owed, ZERO)


def interest_instead(claim, asked, excess, date_from, paid_on):
    """Return the interest until the payment, in the place of too much; or None.

    :param LegalClaim claim: as of the day of the payment; None: it was paid in time
    :param Decimal asked: what is replaced
    :param Decimal excess: by how much it is too much
    :param date date_from: the first day of it
    """
    if claim is None or asked <= excess:
        return None
    segments = tuple(claim.interest.segments)
    return Item(INTEREST_CHARGE, asked - excess, date_from, paid_on, segments)


def costs_were_due(claim):
    """Tell whether the payment came too late to be free of costs.

    :param LegalClaim claim: as of the day of the payment; None: it was paid in time
    """
    return claim is not None and claim.fee_reason != PAID_IN_TIME


def cost_items(claims, total, last_day, business_costs, cap_percent=ZERO, digits=2):
    """Return the cost of each claim of a letter; None where there is none.

    A sum for each invoice stays with its invoice. A scale on the sum of a letter is
    spread over its claims by what is open, to the last cent.

    :param claims: :class:`LegalClaim` of the letter
    :param Decimal total: the costs of the letter as a whole
    :param str business_costs: how the law computes them, see ``regimes``
    :param Decimal cap_percent: at most this share of what is open; zero: no limit
    """
    kind = COST_CHARGE if business_costs == DUTCH_SCALE else FIXED_SUM_CHARGE
    fees = [claim.recovery_fee for claim in claims]
    if sum(fees) != total:
        paying = [claim.balance if claim.recovery_fee else ZERO for claim in claims]
        fees = spread(total, paying, digits)
    items = []
    for claim, fee in zip(claims, fees, strict=True):
        amount = capped(fee, claim.interest.principal_left, cap_percent, digits)
        day = claim.earliest_cost_date
        item = Item(kind, amount, day, last_day) if amount > 0 else None
        items.append(item)
    return items


def clause_cost(balance, clause, digits=2):
    """Return the lump sum of a contract between businesses, instead of the law's.

    :param LumpSum clause: what the accepted terms say
    """
    balance = not_negative(balance, "principal", "negative_principal")
    if not balance or not isinstance(clause, LumpSum):
        return ZERO
    return round_half_up(clause.of(balance), digits)


def capped(fee, principal, cap_percent, digits=2):
    """Return a cost within the creditor's own limit, a share of what is open.

    :param Decimal cap_percent: zero: no limit
    """
    if not cap_percent:
        return fee
    limit = round_half_up(principal * cap_percent / 100, digits)
    return min(fee, limit)


def spread(total, weights, digits=2):
    """Spread an amount by weights so that the parts sum to it exactly.

    The largest remainders get the last units; a weight of zero gets nothing.

    :raises ZeroDivisionError: never: no weight at all gives parts of zero
    """
    whole = sum(weights, ZERO)
    if not whole:
        return [ZERO for _ in weights]
    unit = Decimal(1).scaleb(-digits)
    exact_parts = [total * weight / whole for weight in weights]
    parts = [part // unit * unit for part in exact_parts]
    rest = int((total - sum(parts, ZERO)) / unit)
    by_rest = sorted(
        range(len(parts)), key=lambda place: (parts[place] - exact_parts[place], place)
    )
    for place in by_rest[:rest]:
        parts[place] += unit
    return parts


def daily_interest(claim, digits=2):
    """Return what each further day adds, at the last day's rate.

    For the sentence that names it: on the open principal alone, which never says
    too much.

    :param LegalClaim claim: as of the letter's day
    """
    if not claim.interest.segments:
        return ZERO
    last = claim.interest.segments[-1]
    yearly = claim.interest.principal_left * last.rate / 100
    return round_half_up(yearly / last.divisor, digits)
