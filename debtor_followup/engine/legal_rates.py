"""Statutory interest rates by law and kind, with the days on which each is known.

A rate is never carried into a half-year (or a year) that is not published: a day
without a rate is refused. Rates come in as rows; nothing is read here.
"""

from bisect import bisect_right
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from .business_days import ONE_DAY
from .legal_values import LegalError, add_months, exact

B2B = "b2b"
B2G = "b2g"
B2C = "b2c"

#: Kinds of rates that are published for a year; all others are for a half-year.
#: BE: legal interest in civil matters, law of 30 June 1970 (rules.md 2.1: found);
#: LU: legal rate of the yearly regulation (rules.md 4: found for 2024 only).
YEARLY = {("BE", B2C), ("LU", B2C)}
#: Kinds of rates that stay until a decree changes them; only the last known one
#: ends with its half-year, because nobody has said yet what comes after it.
#: NL: statutory interest, art. 6:119 and 6:120 BW (rules.md 3: found).
BY_DECREE = {("NL", B2C)}


class RatePeriod(NamedTuple):
    """A rate and the days, both included, on which it is known to hold."""

    first_day: date
    last_day: date
    percent: Decimal  # a year


class FixedRate:
    """One rate for every day: of a contract, or locked for the whole delay."""

    def __init__(self, percent):
        self.percent = _checked(exact(percent, "rate"))

    def rate_on(self, _day):
        """Return the rate of a day, in percent a year."""
        return self.percent

    def changes(self, _first_day, _last_day):
        """Return the days on which the rate may change: none."""
        return []

    def locked(self, _day):
        """Return the one rate of a whole delay: itself."""
        return self


class RateTable:
    """The published rates of one law and kind.

    :param periods: :class:`RatePeriod`, in any order
    :raise LegalError: ``overlapping_rates``, ``negative_rate``
    """

    def __init__(self, periods, law="", kind=""):
        self.law, self.kind = law, kind
        self.periods = sorted(
            one._replace(percent=_checked(exact(one.percent, "rate")))
            for one in periods
        )
        self._starts = [one.first_day for one in self.periods]
        for one, following in zip(self.periods, self.periods[1:], strict=False):
            if following.first_day <= one.last_day:
                raise LegalError(
                    "overlapping_rates",
                    f"Two interest rates of {law} {kind} hold on "
                    f"{following.first_day}. Correct the dates of one of them.",
                    law=law,
                    kind=kind,
                    day=following.first_day,
                )

    def rate_on(self, day):
        """Return the rate of a day, in percent a year.

        :raise LegalError: ``missing_rate``
        """
        place = bisect_right(self._starts, day) - 1
        if place < 0 or day > self.periods[place].last_day:
            raise missing_rate(self.law, self.kind, day)
        return self.periods[place].percent

    def changes(self, first_day, last_day):
        """Return the days after the first one on which the rate may change."""
        days = {one.first_day for one in self.periods}
        days |= {one.last_day + ONE_DAY for one in self.periods}
        return [day for day in days if first_day < day <= last_day]

    def locked(self, day):
        """Return the rate of a day as the one rate of a whole delay."""
        return FixedRate(self.rate_on(day))


class RateBook:
    """Rate tables by law and kind.

    :param dict tables: (law, kind) -> :class:`RateTable`
    """

    def __init__(self, tables):
        self.tables = tables

    def table(self, law, kind):
        """Return the rates of a law and kind.

        :raise LegalError: ``missing_rate``
        """
        if (law, kind) not in self.tables:
            raise missing_rate(law, kind)
        return self.tables[law, kind]


def missing_rate(law, kind, day=None):
    """Return the error for a rate that nobody entered."""
    when = f" on {day}" if day else ""
    return LegalError(
        "missing_rate",
        f"No interest rate of {law} ({kind}) is known{when}. Enter the published "
        "rate with its dates, or end the calculation before that day; a rate is "
        "never guessed.",
        law=law,
        kind=kind,
        day=day,
    )


def periods_of(rows, months=6, until_changed=False):
    """Give dated rates their last days.

    :param rows: (first day, percent) in any order
    :param int months: for how long a rate is published
    :param bool until_changed: a rate holds until the next one; the last one for
        ``months`` only
    :return: list of :class:`RatePeriod`; where rows lack, days stay without a rate
    """
    rows = sorted(rows)
    periods = []
    for place, (first_day, percent) in enumerate(rows):
        last_day = add_months(first_day, months) - ONE_DAY
        if place + 1 < len(rows):
            following = rows[place + 1][0] - ONE_DAY
            last_day = following if until_changed else min(last_day, following)
        periods.append(RatePeriod(first_day, last_day, percent))
    return periods


def rate_book(rows):
    """Build a book from plain rows.

    :param rows: (law, kind, first day, percent)
    """
    tables = defaultdict(list)
    for law, kind, first_day, percent in rows:
        tables[law, kind].append((first_day, percent))
    return RateBook(
        {
            key: RateTable(
                periods_of(dated, 12 if key in YEARLY else 6, key in BY_DECREE), *key
            )
            for key, dated in tables.items()
        }
    )


def _checked(percent):
    if percent < 0:
        raise LegalError(
            "negative_rate",
            f"An interest rate of {percent} % is below zero. Enter zero or more.",
            percent=percent,
        )
    return percent


def last_days(rows):
    """Return until when each rate is known: (law, kind, first day) -> last day."""
    return {
        (*key, period.first_day): period.last_day
        for key, table in rate_book(rows).tables.items()
        for period in table.periods
    }


class Missing(NamedTuple):
    """A rate that somebody must enter, and since when or from when it is needed."""

    law: str
    kind: str
    day: date


def first_days_of(law, kind):
    """Return the (month, day) on which a rate may begin; empty: on any day."""
    if (law, kind) in BY_DECREE:
        return ()
    return ((1, 1),) if (law, kind) in YEARLY else ((1, 1), (7, 1))


def missing_rates(book, needed, today, ahead=14):
    """Return the rates that are missing today or within the next days.

    :param RateBook book: the rates that are known
    :param needed: pairs (law, kind) on which somebody relies
    :param date today: the day to look from
    :param int ahead: how many days; the ECB's rate of 1 January and 1 July, on
        which most of them rest, is known about two weeks before
    :return: list of :class:`Missing`, in the order of ``needed``
    """
    gaps = ((law, kind, _first_gap(book, law, kind, today)) for law, kind in needed)
    until = today + timedelta(days=ahead)
    return [Missing(*gap) for gap in gaps if gap[2] <= until]


def _first_gap(book, law, kind, today):
    """Return the first day without a rate, of a gap around today or the next one.

    A law and kind without any rate lacks them since the half-year began.
    """
    table = book.tables.get((law, kind))
    day, before = today, date(today.year, 1 if today.month <= 6 else 7, 1)
    for period in table.periods if table else ():
        if period.last_day < today:
            before = period.last_day + ONE_DAY
        elif period.first_day <= day:
            day = period.last_day + ONE_DAY
    return before if day == today else day
