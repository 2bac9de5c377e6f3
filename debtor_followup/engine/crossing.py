"""Did a reminder and the payment of what it demanded cross?

A reminder was wrong when the payment has a value date not later than its sending:
the money was there, or on its way, and we could not see it yet. A payment of a later
day is a reminder that worked.
"""

from datetime import date, datetime
from typing import NamedTuple

#: Paid on the very day of the sending: no bank could have told us.
SAME_DAY = "same_day"
#: The receipt was entered, or the statement imported, after the sending.
BOOKED_LATE = "booked_late"
#: The receipt stood in the books already and was matched after the sending.
MATCHED_LATE = "matched_late"


class Demand(NamedTuple):
    """One claim as a message demanded it.

    :ivar int asked: minor units
    :ivar date sent_on: the first day on which the message arrived by any channel
    :ivar datetime sent_at: that moment, in UTC
    """

    asked: int
    sent_on: date
    sent_at: datetime


class Payment(NamedTuple):
    """What was matched to the claim after the message was made.

    :ivar date value_date: the day of the payment at the bank
    :ivar int amount: minor units of the claim's currency
    :ivar datetime entered_at: when the receipt came into the books, in UTC
    :ivar int journal_id: where it was booked
    :ivar bool collected: we fetched the money ourselves (direct debit)
    """

    value_date: date
    amount: int
    entered_at: datetime
    journal_id: int = 0
    collected: bool = False


class Crossing(NamedTuple):
    """Which payment a demand crossed, how many days too late, and why."""

    payment: Payment
    days: int
    cause: str


def find_crossing(demand, payments):
    """Return how a demand crossed its payment, None when it did not.

    What was asked must be paid in full by payments of the day of sending or before:
    the last of them that was needed counts.

    :param Demand demand: one claim of a message
    :param payments: each a :class:`Payment`, in any order
    """
    if demand.asked <= 0:
        return None
    total = 0
    for payment in sorted(payments, key=lambda one: (one.value_date, one.entered_at)):
        if payment.value_date > demand.sent_on:
            return None
        total += payment.amount
        if total >= demand.asked:
            days = (demand.sent_on - payment.value_date).days
            return Crossing(payment, days, _find_cause(demand, payment))
    return None


def _find_cause(demand, payment):
    if payment.value_date == demand.sent_on:
        return SAME_DAY
    if payment.entered_at > demand.sent_at:
        return BOOKED_LATE
    return MATCHED_LATE


class Named(NamedTuple):
    """A claim that a message demanded, as it stands now.

    :ivar bool crossed: its payment crossed the message
    :ivar bool settled: nothing of it is open
    :ivar bool collected: we fetched the money ourselves
    """

    crossed: bool
    settled: bool
    collected: bool = False


def is_void(claims):
    """Tell whether a message was wrong as a whole: all that it demanded was paid.

    What it demanded rightly of other claims stays said.
    """
    return bool(claims) and all(one.crossed for one in claims)


def deserves_thanks(claims):
    """Tell whether one may write that nothing more needs to be done.

    Not when something is open again or still, nor for money that we fetched.
    """
    return is_void(claims) and all(one.settled and not one.collected for one in claims)
