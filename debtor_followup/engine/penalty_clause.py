"""Clauses on late payment in contracts with Belgian consumers.

Code of Economic Law book XIX (rules.md 2.2). Nothing is due without a clause in
terms that the consumer accepted (found). A clause above a cap is void: nothing may
be claimed under it (found), so such a clause is refused before it can be used.
"""

from decimal import Decimal
from typing import NamedTuple

from .legal_values import ZERO, LegalError, exact, not_negative, round_half_up

#: A clause that goes as far as the law allows.
LEGAL_MAXIMUM = "legal_max"
#: A clause that gives the legal interest in civil matters, which is below the cap.
CIVIL_RATE = "civil_rate"

#: Cap on the lump sum for a balance, art. XIX.4 WER (found): for balances up to the
#: limit, a sum and a percentage of what exceeds the limit before.
SMALL_BALANCE, SMALL_CAP = Decimal(150), Decimal(20)
MIDDLE_BALANCE, MIDDLE_CAP, MIDDLE_PERCENT = Decimal(500), Decimal(30), Decimal(10)
LARGE_CAP, LARGE_PERCENT = Decimal(65), Decimal(5)
HIGHEST_CAP = Decimal(2000)
#: The balance at which the highest cap is reached.
_TOP_BALANCE = MIDDLE_BALANCE + (HIGHEST_CAP - LARGE_CAP) * 100 / LARGE_PERCENT

#: How a lump sum is computed for several invoices; the law does not say.
CAUTIOUS, EACH_INVOICE, ON_SUM = "cautious", "per_invoice", "on_sum"


class LumpSum(NamedTuple):
    """A lump sum as a contract words it: fixed + percent, within limits."""

    fixed: Decimal = ZERO
    percent: Decimal = ZERO  # of the balance
    minimum: Decimal = ZERO
    maximum: Decimal | None = None

    def of(self, balance):
        """Return the exact sum that the clause gives for a balance."""
        value = max(self.fixed + balance * self.percent / 100, self.minimum)
        return value if self.maximum is None else min(value, self.maximum)


class Clause(NamedTuple):
    """What accepted terms say of late payment.

    ``rate`` is a percentage a year, :data:`LEGAL_MAXIMUM`, :data:`CIVIL_RATE`, or
    None where the terms give no interest; ``lump_sum`` is a :class:`LumpSum`,
    :data:`LEGAL_MAXIMUM`, or None where they give none. ``valid`` is false where
    the terms were not accepted, or the clause is not reciprocal (art. VI.83, 17).
    """

    rate: Decimal | str | None = LEGAL_MAXIMUM
    lump_sum: LumpSum | str | None = LEGAL_MAXIMUM
    valid: bool = True


NO_CLAUSE = Clause(None, None, False)


def lump_sum_cap(balance, digits=2):
    """Return the highest lump sum for an outstanding balance.

    Up to 150: 20; up to 500: 30 + 10 % above 150; else 65 + 5 % above 500, at most
    2000 (art. XIX.4 WER: found).
    """
    return round_half_up(_exact_cap(_balance(balance)), digits)


def lump_sum(balances, clause=LEGAL_MAXIMUM, aggregation=CAUTIOUS, digits=2):
    """Return the lump sum for the balances of one reminder.

    :param balances: what is open of each invoice
    :param clause: :class:`LumpSum`, :data:`LEGAL_MAXIMUM`, or None for none
    :param str aggregation: :data:`CAUTIOUS` takes the lower of the two ways; it is
        not settled which one the law means (rules.md 2.2: medium)
    :raise LegalError: ``clause_above_cap``, ``unknown_aggregation``
    """
    balances = [one for one in map(_balance, balances) if one]
    if clause is None or not balances:
        return round_half_up(ZERO, digits)
    if clause == LEGAL_MAXIMUM:
        rule = _exact_cap
    else:
        check_lump_sum(clause)
        rule = clause.of
    each = sum(round_half_up(rule(one), digits) for one in balances)
    on_sum = round_half_up(rule(sum(balances)), digits)
    ways = {EACH_INVOICE: each, ON_SUM: on_sum, CAUTIOUS: min(each, on_sum)}
    if aggregation not in ways:
        raise LegalError(
            "unknown_aggregation",
            f"{aggregation!r} is no way to add up lump sums. Choose one of "
            f"{', '.join(ways)}.",
            aggregation=aggregation,
        )
    return ways[aggregation]


def check_lump_sum(clause):
    """Refuse a lump sum that exceeds the cap for any balance.

    Clause and cap are straight between the balances at which one of them bends, so
    that looking there is enough.

    :param LumpSum clause: what the contract says
    :raise LegalError: ``clause_above_cap``, ``negative_clause``
    """
    for value in (clause.fixed, clause.percent, clause.minimum, clause.maximum or 0):
        not_negative(value, "clause", "negative_clause")
    balances = {Decimal("0.01"), SMALL_BALANCE, MIDDLE_BALANCE, _TOP_BALANCE}
    if clause.percent:
        bends = (clause.minimum, clause.maximum or ZERO)
        found = {(end - clause.fixed) * 100 / clause.percent for end in bends}
        balances |= {one for one in found if one > 0}
    # far above every bend: a percentage without a maximum passes any cap there
    balances.add(max(balances) + 1_000_000)
    for balance in sorted(balances):
        value, cap = clause.of(balance), _exact_cap(balance)
        if value > cap:
            raise _above_cap(
                f"The lump sum of the clause is {round_half_up(value)} on a balance "
                f"of {round_half_up(balance)}, and the law allows "
                f"{round_half_up(cap)}. Lower the clause: above the cap it is void "
                "and nothing at all may be claimed.",
                balance=balance,
                value=value,
                cap=cap,
            )


def check_interest(rate, cap, day):
    """Refuse an agreed rate of interest above the cap of a day.

    The cap is the rate of the law of 2 August 2002 (art. XIX.4 WER: found).

    :param Decimal rate: percent a year, as agreed
    :param Decimal cap: the highest rate on that day
    :param day: the day, named in the message
    :raise LegalError: ``clause_above_cap``, ``negative_rate``
    """
    if not_negative(rate, "rate", "negative_rate") > exact(cap):
        raise _above_cap(
            f"The clause gives {rate} % interest a year, and on {day} the law allows "
            f"{cap} %. Lower the clause: above the cap it is void and nothing at all "
            "may be claimed.",
            rate=rate,
            cap=cap,
            day=day,
        )


def interest_exceeds(rate, rates, first_day, last_day):
    """Tell whether an agreed rate is above the cap on any day of a period.

    :param rates: the table of caps, see legal_rates
    """
    days = [first_day, *rates.changes(first_day, last_day)]
    return any(rate > rates.rate_on(day) for day in days)


def _above_cap(text, **values):
    return LegalError("clause_above_cap", text, **values)


def _balance(value):
    return not_negative(value, "balance", "negative_principal")


def _exact_cap(balance):
    if not balance:
        return ZERO
    if balance <= SMALL_BALANCE:
        return SMALL_CAP
    if balance <= MIDDLE_BALANCE:
        return MIDDLE_CAP + (balance - SMALL_BALANCE) * MIDDLE_PERCENT / 100
    cap = LARGE_CAP + (balance - MIDDLE_BALANCE) * LARGE_PERCENT / 100
    return min(cap, HIGHEST_CAP)
