"""Until when interest counts although nobody paid: procedures and kept plans."""

from datetime import date
from typing import NamedTuple

from .business_days import ONE_DAY
from .legal_events import effect_of
from .legal_values import LegalError
from .protection import BANKRUPTCY, event_of

PLAN = "plan"
#: Pauses that may end interest. All others leave it running, see ``legal_events``.
STOPPING = ("insolvency", "debt_settlement", PLAN)


class Stop(NamedTuple):
    """A pause that may end the interest of a claim."""

    reason: str
    since: date  # of the opening or the order; of a plan: its first day
    country: str | None = None  # where a procedure was opened
    procedure: str = BANKRUPTCY


def interest_end(law, stops, arose_on, due_date, last_day):
    """Return the last day of interest of a claim, at most a given day.

    The day before the opening (rules.md 7, high or found, by country). A plan bears
    none while it is kept: our own promise, not law. What arose later is not meant.

    :param str law: the law that governs the claim
    :param stops: :class:`Stop` that are in force for it
    :param date arose_on: of the invoice
    :param due_date: what ended before it bears no interest; None: there is none
    :raise LegalError: ``unknown_country``
    """
    ends = [_end_of(law, one, arose_on) for one in stops]
    first = min((day for day in ends if day), default=last_day)
    return min(last_day, max(first, due_date or first))


def _end_of(law, stop, arose_on):
    """Return the last day of interest by one stop, None where it runs on."""
    before = stop.since - ONE_DAY
    if stop.reason == PLAN:
        return before if arose_on < stop.since else None
    try:
        event = event_of(stop.reason, stop.country, stop.procedure)
    except LegalError:  # an unknown procedure: claiming less is always right
        return before if arose_on < stop.since else None
    return effect_of(law, event, stop.since, arose_on).interest_until
