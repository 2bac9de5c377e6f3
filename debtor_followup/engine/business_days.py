"""Business days of countries and of the euro payment system.

A *contact day* is a business day in every country concerned (the company's
and the debtor's). A *bank business day* follows the calendar of the European
Central Bank (TARGET). Both come from the ``holidays`` library; a country that
it does not know has its weekends only.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import holidays

#: What ``holidays`` calls the calendar of the European Central Bank.
BANK_CALENDAR = "XECB"
ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=1024)
def span(days):
    """Return so many days as a difference of dates, made once."""
    return timedelta(days)


class Quiet(NamedTuple):
    """Days, both included, on which a company contacts nobody."""

    name: str
    date_from: date
    date_to: date


def _closed_in_year(calendar, year):
    """Return the days of a year on which a ``holidays`` calendar rests."""
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range(366))
    return frozenset(
        day for day in days if day.year == year and not calendar.is_working_day(day)
    )


@lru_cache(maxsize=512)
def _closed(country, year):
    return _closed_in_year(_calendar(country, year), year)


@lru_cache(maxsize=512)
def _holidays(country, year):
    return frozenset(_calendar(country, year))


def _calendar(country, year):
    """Return a country's calendar, without holidays where the library has none."""
    try:
        return holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return holidays.HolidayBase(years=year)


@lru_cache(maxsize=64)
def _bank_closed(year):
    return _closed_in_year(holidays.financial_holidays(BANK_CALENDAR, years=year), year)


def is_business_day(day, countries=()):
    """Tell whether a day is a business day in all of some countries.

    :param date day: the day
    :param countries: ISO 3166 alpha-2 codes; weekends count even without any
    """
    if not countries:
        return day.weekday() < 5
    return all(day not in _closed(country, day.year) for country in countries)


def is_holiday(day, country):
    """Tell whether a day is a public holiday of a country, also in a weekend.

    :param str country: ISO 3166 alpha-2 code; an unknown one has no holidays
    """
    return day in _holidays(country, day.year)


@lru_cache(maxsize=16384)
def next_business_day(day, countries=()):
    """Return the first business day on or after a day.

    :param tuple countries: ISO 3166 alpha-2 codes
    """
    while not is_business_day(day, countries):
        day += ONE_DAY
    return day


@lru_cache(maxsize=16384)
def add_business_days(day, count, countries=()):
    """Return the day that lies ``count`` business days after a day."""
    for _step in range(count):
        day = next_business_day(day + ONE_DAY, countries)
    return day


def quiet_at(day, periods):
    """Return the quiet period in which a day lies, None outside of all.

    :param tuple periods: :class:`Quiet`
    """
    for period in periods:
        if period.date_from <= day <= period.date_to:
            return period
    return None


@lru_cache(maxsize=16384)
def next_contact_day(day, countries=(), periods=()):
    """Return the first business day on or after a day outside of quiet periods.

    :param tuple countries: ISO 3166 alpha-2 codes
    :param tuple periods: :class:`Quiet`
    """
    day = next_business_day(day, countries)
    while quiet := quiet_at(day, periods):
        day = next_business_day(quiet.date_to + ONE_DAY, countries)
    return day


def is_bank_business_day(day):
    """Tell whether euro payments are settled on a day (TARGET calendar)."""
    return day not in _bank_closed(day.year)


@lru_cache(maxsize=16384)
def add_bank_business_days(day, count):
    """Return the day that lies ``count`` bank business days after a day."""
    for _step in range(count):
        day += ONE_DAY
        while not is_bank_business_day(day):
            day += ONE_DAY
    return day


def first_day_of(choice, today):
    """Return the day that a person means by a word.

    :param str choice: ``tomorrow``, ``monday`` (the next one), ``week``, ``month``
    """
    if choice == "monday":
        return today + timedelta(days=7 - today.weekday())
    return today + timedelta(days={"tomorrow": 1, "week": 7, "month": 30}[choice])


def last_day_before(day):
    """Return the day before a day: the last one of a pause that ends with it."""
    return day - ONE_DAY
