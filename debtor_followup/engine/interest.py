"""Interest on a late claim, with the segments that prove it.

Interest runs from its first to its last day, both included: the last one is the
day on which the creditor has the money (Directive 2011/7/EU art. 3, CJEU
C-306/06: found and high, rules.md 0). A payment lowers the base from the day after
it. Each day has the rate of the half-year in which it falls; a segment is a stretch
of days with one base and one divisor in one such period, so that it is split on
1 January and 1 July also where the rate stays the same (rules.md 0). Amounts are
rounded half up once at the end, and at each yearly capitalisation; a day's amount
never is.
"""

from calendar import isleap
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from .business_days import ONE_DAY
from .legal_values import (
    ZERO,
    LegalError,
    anniversary,
    exact,
    not_negative,
    round_half_up,
)

#: Days as they are, the year always 365: the convention of BE, NL, FR, LU and UK
#: (rules.md 0: found for FR, LU and UK; BE and NL medium).
ACT_365 = "ACT/365F"
#: Days as they are, the year as long as it is: DE; elsewhere the cautious choice.
ACT_ACT = "ACT/ACT"
#: Months of 30 days: one of the three ways found in Germany.
THIRTY_360 = "30/360"
DAY_COUNTS = (ACT_365, ACT_ACT, THIRTY_360)

PRINCIPAL, INTEREST, COSTS = "principal", "interest", "costs"
#: Odoo reconciles a payment with the invoice; this favours the debtor.
PRINCIPAL_FIRST = (PRINCIPAL, INTEREST, COSTS)


class Payment(NamedTuple):
    """Money that the creditor has from a day on."""

    day: date
    amount: Decimal  # above zero


class Cost(NamedTuple):
    """Recovery costs, on which a payment may be set from a day on."""

    amount: Decimal
    due_from: date


class Terms(NamedTuple):
    """How interest is computed and payments are set off."""

    day_count: str = ACT_365
    compounding: bool = False  # the interest of each whole year bears interest
    order: tuple = PRINCIPAL_FIRST
    digits: int = 2  # decimals of the currency


USUAL_TERMS = Terms()


class Segment(NamedTuple):
    """A stretch of days, both ends included, with one base, rate and divisor."""

    date_from: date
    date_to: date
    days: int
    base: Decimal
    rate: Decimal  # percent a year
    divisor: int  # days of a year

    @property
    def raw(self):
        """The interest of the segment, exact and not rounded."""
        return (
            Fraction(self.base) * Fraction(self.rate) * self.days / (100 * self.divisor)
        )

    def shown(self, digits=6):
        """Return the interest of the segment as it is printed."""
        return round_half_up(self.raw, digits)


class Interest(NamedTuple):
    """The interest of a claim and what is left of it after the payments."""

    segments: tuple
    amount: Decimal  # all interest that accrued, rounded
    capitalised: Decimal  # the part of it that was added to the base
    principal_left: Decimal
    interest_left: Decimal
    costs_left: Decimal
    surplus: Decimal  # paid above all that was owed

    @property
    def days(self):
        """The number of days that bear interest."""
        return sum(one.days for one in self.segments)


def accrue(
    principal, first_day, last_day, rates, terms=USUAL_TERMS, payments=(), costs=None
):
    """Compute the interest of a claim.

    :param Decimal principal: what is owed, VAT included, before the payments
    :param first_day: the first day that bears interest; None: no day does
    :param date last_day: the last one, on which the creditor has the money; the day
        before the first one means none
    :param rates: something with ``rate_on`` and ``changes``, see legal_rates
    :param payments: :class:`Payment` in any order; those after the last day have
        not happened yet
    :param costs: :class:`Cost`, or None
    :raise LegalError: ``negative_principal``, ``end_before_start``,
        ``bad_payment``, ``unknown_day_count``, ``missing_rate``
    """
    principal = not_negative(principal, "principal", "negative_principal")
    check_day_count(terms.day_count)
    account = _Account(principal, terms, costs)
    waiting = sorted(_checked(one) for one in payments if one.day <= last_day)
    if first_day is not None:
        if last_day < first_day - ONE_DAY:
            raise LegalError(
                "end_before_start",
                f"The last day of interest, {last_day}, lies before its first one, "
                f"{first_day}. Correct one of the two dates.",
                first_day=first_day,
                last_day=last_day,
            )
        periods = set(rates.changes(first_day, last_day))
        years = _year_starts(first_day, last_day) if terms.compounding else set()
        cuts = {one.day + ONE_DAY for one in waiting} | years | periods
        for start, end in _stretches(first_day, last_day, cuts):
            while waiting and waiting[0].day < start:
                account.pay(waiting.pop(0))
            if start in years:
                account.capitalise()
            account.run(start, end, rates, start in periods)
    for payment in waiting:
        account.pay(payment)
    return account.result()


def allocate(amount, owed, order):
    """Set an amount off against what is owed.

    :param Decimal amount: what was paid
    :param dict owed: part -> what is owed of it
    :param order: the parts in the order in which they are paid
    :return: (dict part -> what is paid of it, the rest of the amount)
    """
    paid = {}
    for part in order:
        paid[part] = min(amount, owed[part])
        amount -= paid[part]
    return paid, amount


def interest_of_days(principal, percent, days, divisor=365, digits=2):
    """Return the interest of a number of days at one rate.

    :raise LegalError: ``negative_principal``, ``negative_rate``, ``negative_days``
    """
    principal = not_negative(principal, "principal", "negative_principal")
    percent = not_negative(percent, "rate", "negative_rate")
    not_negative(days, "number of days", "negative_days")
    return round_half_up(
        Fraction(principal) * Fraction(percent) * days / (100 * divisor), digits
    )


def check_day_count(day_count):
    """Refuse a day count that nobody knows.

    :raise LegalError: ``unknown_day_count``
    """
    if day_count not in DAY_COUNTS:
        raise LegalError(
            "unknown_day_count",
            f"{day_count!r} is no way to count days. Choose one of "
            f"{', '.join(DAY_COUNTS)}.",
            day_count=day_count,
        )


def divisor_of(day_count, year):
    """Return the days of a year by which a yearly rate is divided."""
    if day_count == ACT_365:
        return 365
    if day_count == THIRTY_360:
        return 360
    return 366 if isleap(year) else 365


def count_days(day_count, first_day, last_day):
    """Return how many days bear interest, both ends included."""
    if day_count == THIRTY_360:
        return _thirty(last_day) - _thirty(first_day - ONE_DAY)
    return (last_day - first_day).days + 1


class _Account:
    """A claim as it runs: what is owed, and what of it was paid."""

    def __init__(self, principal, terms, costs):
        self.terms = terms
        self.principal = principal
        self.carried = ZERO  # capitalised interest that is still open
        self.capitalised = ZERO
        self.closed = ZERO  # rounded interest of the whole years before this one
        self.running = Fraction(0)  # exact interest since then
        self.paid_running = ZERO  # what was paid of it
        self.costs = costs
        self.costs_paid = ZERO
        self.surplus = ZERO
        self.segments = []

    def _accrued(self):
        """Return the open interest that is not capitalised."""
        return round_half_up(self.running, self.terms.digits) - self.paid_running

    def run(self, first_day, last_day, rates, is_new_period):
        """Let interest run over days without any change.

        :param bool is_new_period: a rate was published for these days
        """
        base = self.principal + self.carried
        if not base:
            return
        rate = rates.rate_on(first_day)
        day_count = self.terms.day_count
        segment = Segment(
            first_day,
            last_day,
            count_days(day_count, first_day, last_day),
            base,
            rate,
            divisor_of(day_count, first_day.year),
        )
        self.running += segment.raw
        last = self.segments[-1] if self.segments else None
        goes_on = last and last.date_to + ONE_DAY == first_day
        if goes_on and not is_new_period and last[3:] == segment[3:]:
            segment = self.segments.pop()._replace(
                date_to=last_day, days=last.days + segment.days
            )
        self.segments.append(segment)

    def capitalise(self):
        """Add the interest of a whole year to the base."""
        accrued = self._accrued()
        self.closed += accrued + self.paid_running
        self.capitalised += accrued
        self.carried += accrued
        self.running, self.paid_running = Fraction(0), ZERO

    def pay(self, payment):
        """Set a payment off, the older interest before the younger."""
        accrued = self._accrued()
        paid, rest = allocate(
            payment.amount,
            {
                PRINCIPAL: self.principal,
                INTEREST: self.carried + accrued,
                COSTS: self._costs_open(payment.day),
            },
            self.terms.order,
        )
        self.principal -= paid[PRINCIPAL]
        self.costs_paid += paid[COSTS]
        of_carried = min(paid[INTEREST], self.carried)
        self.carried -= of_carried
        self.paid_running += paid[INTEREST] - of_carried
        self.surplus += rest

    def _costs_open(self, day):
        """Return the costs that are due on a day and not paid."""
        if not self.costs or day < self.costs.due_from:
            return ZERO
        return self.costs.amount - self.costs_paid

    def result(self):
        """Return the account as it stands."""
        accrued = self._accrued()
        costs = self.costs.amount if self.costs else ZERO
        return Interest(
            segments=tuple(self.segments),
            amount=self.closed + accrued + self.paid_running,
            capitalised=self.capitalised,
            principal_left=self.principal,
            interest_left=self.carried + accrued,
            costs_left=costs - self.costs_paid,
            surplus=self.surplus,
        )


def _year_starts(first_day, last_day):
    """Return the days on which a further year of default begins.

    NL: after each year the interest bears interest (art. 6:119 par. 2 and 6:119a
    par. 3 BW: found, rules.md 0 and 3).
    """
    starts, years = set(), 1
    while (start := anniversary(first_day, years)) <= last_day:
        starts.add(start)
        years += 1
    return starts


def _stretches(first_day, last_day, cuts):
    """Return (first, last) of the stretches between days of change, in order.

    Each year begins a stretch: it may have another divisor.
    """
    cuts |= {date(y, 1, 1) for y in range(first_day.year + 1, last_day.year + 1)}
    starts = [first_day, *sorted(day for day in cuts if first_day < day <= last_day)]
    if last_day < first_day:
        return []
    ends = [*(day - ONE_DAY for day in starts[1:]), last_day]
    return list(zip(starts, ends, strict=True))


def _thirty(day):
    """Return the number of a day where each month has 30 of them."""
    is_last = (day + timedelta(days=1)).day == 1
    return day.year * 360 + day.month * 30 + (30 if is_last else day.day)


def _checked(payment):
    if exact(payment.amount, "payment") <= 0:
        raise LegalError(
            "bad_payment",
            f"The payment of {payment.day} is {payment.amount}. A payment is above "
            "zero; leave out what was paid back.",
            day=payment.day,
            amount=payment.amount,
        )
    return payment
