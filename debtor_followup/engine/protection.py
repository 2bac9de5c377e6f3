"""What a death, an insolvency or a debt settlement asks of a creditor.

Which event of the law it is, with whom the claim is filed, by when, and until when
interest counts. What is not known is refused and never guessed: a person asks then.
"""

from datetime import date, timedelta
from typing import NamedTuple

from .business_days import ONE_DAY, add_business_days, is_business_day
from .legal_events import (
    DEBT_HELP,
    DEBT_SETTLEMENT,
    DECEASED,
    DUTCH_DEBT_SETTLEMENT,
    GUARDIANSHIP,
    INSOLVENCY,
    REORGANISATION,
    Effect,
    effect_of,
)
from .legal_values import LegalError, add_months

BANKRUPTCY, UNDER_REORGANISATION = "bankruptcy", "reorganisation"
#: Where no law is known, somebody finds out what it asks within so many business days.
FIND_OUT_DAYS = 5
#: After so many months a person looks whether it still lasts. Our own choice: no law
#: in rules.md 7 says how long; debt counsellors in the Netherlands aim at 120 days.
REVIEW_MONTHS = {
    "insolvency": 6,
    "debt_settlement": 12,
    "debt_help": 4,
    "guardianship": 12,
    "deceased": 3,
}


class Place(NamedTuple):
    """Where a claim goes, and in what time."""

    code: str
    days: int  # own choice: so soon after the event, whatever the law allows
    months: int | None = None  # the law's term; None: the court or nobody names it


#: (event, law) -> where. Terms: BE insolvency one year found, the judgment names an
#: earlier day (at most 30 days, high); FR two months found; BE debt settlement one
#: month (art. 1675/9 Ger.W., high); NL and DE: the court names the day (rules.md 7).
_PLACES = {
    (INSOLVENCY, "BE"): Place("regsol", 30, 12),
    (INSOLVENCY, "NL"): Place("trustee", 14),
    (INSOLVENCY, "FR"): Place("representative", 30, 2),
    (INSOLVENCY, "DE"): Place("administrator", 14),
    (REORGANISATION, "BE"): Place("debtor_list", 14),
    (DEBT_SETTLEMENT, "BE"): Place("mediator", 14, 1),
    (DUTCH_DEBT_SETTLEMENT, "NL"): Place("settlement_trustee", 14),
}
#: Good practice in every country whose law is known: tell whoever acts for them.
_PRACTICE = {
    DECEASED: Place("heirs", 14),
    GUARDIANSHIP: Place("guardian", 14),
    DEBT_HELP: Place("helper", 14),
}
_SETTLEMENTS = {"BE": DEBT_SETTLEMENT, "NL": DUTCH_DEBT_SETTLEMENT}
_EVENTS = {
    "deceased": DECEASED,
    "guardianship": GUARDIANSHIP,
    "debt_help": DEBT_HELP,
}


class Protection(NamedTuple):
    """What the law or good practice asks of us after an event."""

    event: str
    effect: Effect  # on claims that arose before it
    place: str  # a code: with whom, or where, the claim is filed
    act_by: date  # the day by which we do it
    last_day: date | None  # the law's last day, where it names one
    too_late: bool  # that day has passed: somebody asks whether it still can be done


def event_of(reason, country, procedure=BANKRUPTCY):
    """Return the event of the law that a pause is about.

    :param str reason: of the pause
    :param str country: where it was opened, as two letters
    :param str procedure: of an insolvency: bankruptcy or reorganisation
    :raise LegalError: ``unknown_event``: no rule is known in this country
    """
    if reason in _EVENTS:
        return _EVENTS[reason]
    if reason == "debt_settlement" and country in _SETTLEMENTS:
        return _SETTLEMENTS[country]
    if reason == "insolvency" and procedure != UNDER_REORGANISATION:
        return INSOLVENCY
    if reason == "insolvency" and country == "BE":
        return REORGANISATION
    raise LegalError(
        "unknown_event",
        f"What {reason} asks of creditors in {country or 'no country'} is not known.",
        country=country,
    )


def protect(reason, country, event_date, today, procedure=BANKRUPTCY):
    """Return what an event asks of us.

    :param date event_date: of the opening, the order, the death or the message
    :raise LegalError: ``unknown_country``, ``unknown_event``
    """
    event = event_of(reason, country, procedure)
    effect = effect_of(country, event, event_date)
    place = _PRACTICE.get(event) or _PLACES.get((event, country))
    if not place:
        raise LegalError(
            "unknown_event",
            f"Where a claim is filed in {country} is not known.",
            country=country,
        )
    last = add_months(event_date, place.months) if place.months else None
    act_by = event_date + timedelta(days=place.days)
    act_by = _business_day_before(min(act_by, last or act_by), country)
    return Protection(
        event, effect, place.code, max(today, act_by), last, bool(last and last < today)
    )


def suspends(reason, country, procedure, event_date, arose_on):
    """Tell whether an event stops what is asked of a claim.

    Of a reorganisation only what arose before it; of all others everything.

    :param date arose_on: the claim's own date
    """
    event = event_of(reason, country, procedure)
    return not effect_of(country, event, event_date, arose_on).dunning_allowed


def find_out_by(today, countries=()):
    """Return the day by which somebody finds out what a law asks."""
    return add_business_days(today, FIND_OUT_DAYS, countries)


def review_day(reason, today):
    """Return the day on which a person looks at a pause again, None for others."""
    months = REVIEW_MONTHS.get(reason)
    return months and add_months(today, months)


def _business_day_before(day, country):
    """Return the last business day up to a day: a term never grows by itself."""
    while not is_business_day(day, (country,)):
        day -= ONE_DAY
    return day
