"""When a message may leave by itself: never, announced first, not too often."""

from datetime import date
from typing import NamedTuple

from .business_days import add_business_days, next_business_day, span

#: Contacts are counted over so many days, the day of the contact included.
BUDGET_DAYS = 30
#: So many business days a window for a veto may last at most.
LONGEST_VETO = 5
#: An announced step that could not leave for so many business days after its window
#: (a pause, the bank) is announced again.
ANNOUNCED_FOR = 5


class Announcement(NamedTuple):
    """A step as a colleague was told of it before it goes out.

    :ivar date day: the first day on which it could be seen
    :ivar int level_id: the step of the message
    :ivar frozenset claims: (line id, due date, minor units asked, level id) of what
        it demands
    """

    day: date
    level_id: int
    claims: frozenset


class Moment(NamedTuple):
    """What a debtor's own settings say about when something may leave by itself.

    :ivar bool never_automatic: a person confirms each message
    :ivar int veto_days: business days between the announcement of a step and the
        step itself; 0: it is not announced
    :ivar announced: the last :class:`Announcement`, None without any
    :ivar int budget: so many contacts at most in :data:`BUDGET_DAYS`; 0: any number
    :ivar tuple contacts: the days of contacts that arrived, in any order
    :ivar bool late: the morning of today is over: what is announced now is seen
        tomorrow
    :ivar call_since: the day on which a colleague chose to call before the next
        reminder is written, None when nobody did
    :ivar bool held: False when a person sends: he need not wait for himself
    """

    never_automatic: bool = False
    veto_days: int = 0
    announced: Announcement | None = None
    budget: int = 0
    contacts: tuple = ()
    late: bool = False
    call_since: date | None = None
    held: bool = True

    def by_hand(self):
        """Return the same for what a person sends, agrees to, or already sent."""
        return self if not self.held else self._replace(held=False)


#: Nothing was set, and nobody was ever contacted.
NO_MOMENT = Moment()


def not_counted_until(day):
    """Return the last day of which a contact does not count any more on a day."""
    return day - span(BUDGET_DAYS)


def recent(contacts, day):
    """Return the contacts that count on a day, the latest first."""
    since = not_counted_until(day)
    return sorted((one for one in contacts if one > since), reverse=True)


def free_day(contacts, budget, day):
    """Return the first day, from a day on, on which the budget allows a contact.

    :param contacts: days of contacts before that day
    :param int budget: so many at most in :data:`BUDGET_DAYS`; 0: any number
    """
    counted = recent(contacts, day)
    if not budget or len(counted) < budget:
        return day
    return counted[budget - 1] + span(BUDGET_DAYS)


def first_day_after_veto(announced_on, days, countries=()):
    """Return the first business day on which an announced step may go out.

    :param date announced_on: the first day on which the announcement could be seen
    :param int days: so many business days a colleague has to stop it
    :param tuple countries: whose business days count
    """
    seen = next_business_day(announced_on, countries)
    return add_business_days(seen, days, countries)


def announcement_at(moment, today, countries=()):
    """Return the announcement that holds on a day, None when there is none.

    :param Moment moment: of a debtor whose steps are announced
    :param tuple countries: whose business days count
    """
    announced = moment.announced
    if announced is None:
        return None
    first = first_day_after_veto(announced.day, moment.veto_days, countries)
    last = add_business_days(first, ANNOUNCED_FOR, countries)
    return announced if today <= last else None
