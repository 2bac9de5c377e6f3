"""How follow-up began in a company: the values of a gentle start."""

from datetime import date, timedelta
from typing import NamedTuple

from .business_days import next_contact_day

#: What a person said about a debtor's claims from before the start.
TOLD = "told"  # has the task to look at them
FOLLOW = "follow"  # said that they are to be followed like the others


class Start(NamedTuple):
    """How follow-up began in a company; days are dates, amounts are none.

    :ivar cutoff: claims due before this day are left out altogether
    :ivar person_before: claims due before this day, of which no message ever
        spoke, go to a person
    :ivar first_day: the first day of follow-up, None when there was no gentle start
    :ivar days: so many days the start is gentle, the first one included
    :ivar limit: so many automatic messages leave on each of them
    """

    cutoff: date | None = None
    person_before: date | None = None
    first_day: date | None = None
    days: int = 0
    limit: int = 0

    @property
    def last_day(self):
        """The last day of the gentle start, None without one."""
        if not self.first_day or self.days < 1:
            return None
        return self.first_day + timedelta(days=self.days - 1)

    def is_gentle(self, day):
        """Tell whether the limit holds on a day."""
        return bool(self.last_day) and self.first_day <= day <= self.last_day

    def allowance(self, day, made):
        """Return how many more automatic messages may be made, None: any number.

        On the first day only those leave that somebody looked at before.

        :param int made: how many there are of that day
        """
        if not self.is_gentle(day):
            return None
        return 0 if day == self.first_day else max(0, self.limit - made)


NO_START = Start()


def start_limits(today, person_days, countries, quiet=()):
    """Return (first day, person before) for a start on or after a day.

    :param int person_days: claims later than this go to a person
    :param countries: whose business days count
    :param tuple quiet: the company's quiet periods
    """
    first_day = next_contact_day(today, countries, quiet)
    return first_day, first_day - timedelta(days=person_days)


def pause_end(day, days):
    """Return the last day of a pause that begins on a day."""
    return day + timedelta(days=days)


def weight(decision, today):
    """Return how much a message matters: days late of the oldest times amount."""
    oldest = decision.parameters.get("oldest")
    if not oldest:
        return 0
    late = (today - date.fromisoformat(oldest)).days
    return late * decision.parameters["total"]
