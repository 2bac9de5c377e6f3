"""Reminders that crossed the payment of what they demanded."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import day
from engine.crossing import (
    BOOKED_LATE,
    MATCHED_LATE,
    SAME_DAY,
    Demand,
    Named,
    Payment,
    deserves_thanks,
    find_crossing,
    is_void,
)

SENT = day("2026-06-10")
SENT_AT = datetime(2026, 6, 10, 8)
DEMAND = Demand(10000, SENT, SENT_AT)


def paid(ago, amount=10000, entered=48):
    """A payment of some days before the sending, entered some hours after it."""
    moment = SENT_AT + timedelta(hours=entered)
    return Payment(SENT - timedelta(days=ago), amount, moment)


@pytest.mark.parametrize(
    ("payments", "days", "cause"),
    [
        ([paid(2)], 2, BOOKED_LATE),
        ([paid(2, entered=-5)], 2, MATCHED_LATE),
        ([paid(0)], 0, SAME_DAY),
        ([paid(0, entered=-1)], 0, SAME_DAY),
        # More than was asked, and in two parts: the part that made it whole counts.
        ([paid(3, 12000)], 3, BOOKED_LATE),
        ([paid(1, 4000, entered=-2), paid(6, 6000)], 1, MATCHED_LATE),
        ([paid(6, 10000, entered=-2), paid(1, 4000)], 6, MATCHED_LATE),
    ],
)
def test_what_was_paid_before_the_sending(payments, days, cause):
    crossing = find_crossing(DEMAND, payments)
    assert (crossing.days, crossing.cause) == (days, cause)


@pytest.mark.parametrize(
    "payments",
    [
        [],
        [paid(-1)],  # the day after: the reminder worked
        [paid(2, 9999)],  # a cent is missing
        [paid(2, 6000), paid(-1, 4000)],  # half of it was still owed
    ],
)
def test_what_was_rightly_demanded(payments):
    assert find_crossing(DEMAND, payments) is None


def test_where_nothing_was_asked_nothing_crossed():
    assert find_crossing(DEMAND._replace(asked=0), [paid(2)]) is None


PAYMENTS = st.lists(
    st.builds(paid, st.integers(-9, 9), st.integers(1, 9000), st.integers(-99, 99)),
    max_size=5,
)


@given(PAYMENTS, st.randoms())
def test_the_order_of_payments_changes_nothing(payments, random):
    mixed = list(payments)
    random.shuffle(mixed)
    first, second = find_crossing(DEMAND, payments), find_crossing(DEMAND, mixed)
    assert (first and first[1:]) == (second and second[1:])


@given(PAYMENTS)
def test_a_later_sending_is_wrong_all_the_more(payments):
    later = DEMAND._replace(
        sent_on=SENT + timedelta(days=1), sent_at=SENT_AT + timedelta(days=1)
    )
    first, second = find_crossing(DEMAND, payments), find_crossing(later, payments)
    if first:
        assert second.days == first.days + 1
    in_time = sum(one.amount for one in payments if one.value_date <= SENT)
    assert bool(first) == (in_time >= DEMAND.asked)


YES, OPEN, NO = Named(True, True), Named(True, False), Named(False, True)
FETCHED = Named(True, True, True)


@pytest.mark.parametrize(
    ("claims", "void", "thanks"),
    [
        ([], False, False),
        ([YES], True, True),
        ([YES, YES], True, True),
        ([YES, NO], False, False),
        ([YES, OPEN], True, False),
        ([YES, FETCHED], True, False),
    ],
)
def test_a_message_as_a_whole(claims, void, thanks):
    assert (is_void(claims), deserves_thanks(claims)) == (void, thanks)
