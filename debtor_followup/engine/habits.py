"""What is usual for a debtor, as far as it bears on when and how he is asked."""

from datetime import date, timedelta
from typing import NamedTuple

#: After an alert so many days pass before the figures may open another one.
DAYS_BETWEEN_ALERTS = 90


class Habit(NamedTuple):
    """How a debtor pays, from the figures of last night.

    Days are days late; ``median_amount`` is in minor units of the company's
    currency, like all amounts for thresholds.
    """

    paid_count: int = 0  # claims due in 18 months and paid
    median_days: int | None = None
    spread_days: int | None = None
    median_amount: int = 0  # of the claims he paid
    promise_broken_on: date | None = None  # the last promise that was not kept
    alert_on: date | None = None  # since when it is open that he pays slower
    days_slower: int | None = None  # than before, while that is open

    @property
    def usual_days(self):
        """By which day after the due date he has usually paid, None if unknown."""
        if self.median_days is None:
            return None
        return self.median_days + (self.spread_days or 0)


def last_alert_day(today):
    """Return the last day of an earlier alert that lets another one open today."""
    return today - timedelta(DAYS_BETWEEN_ALERTS)
