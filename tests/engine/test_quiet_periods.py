"""Quiet periods: no contact and no deadline on days that the company keeps free."""

from hypothesis import given
from hypothesis import strategies as st

from builders import (
    FIRST,
    TODAY,
    claim,
    day,
    days,
    first_day,
    pause,
    reached,
    run,
)
from engine.business_days import ONE_DAY, Quiet, is_business_day, next_contact_day

CHRISTMAS = Quiet("Christmas", day("2026-12-24"), day("2027-01-02"))
#: From TODAY, a Wednesday, to the Tuesday after it.
WEEK = Quiet("Stocktaking", TODAY, TODAY + days(6))


def test_first_contact_day_after_a_quiet_period():
    found = next_contact_day(day("2026-12-24"), ("BE",), (CHRISTMAS,))
    assert found == day("2027-01-04")  # a Monday: the 2nd is a Saturday
    assert next_contact_day(day("2026-12-23"), ("BE",), (CHRISTMAS,)) == day(
        "2026-12-23"
    )


def test_periods_that_touch_are_one():
    second = Quiet("Inventory", day("2027-01-03"), day("2027-01-08"))
    found = next_contact_day(day("2026-12-30"), ("BE",), (CHRISTMAS, second))
    assert found == day("2027-01-11")


def test_nobody_is_written_to_and_the_reason_names_the_period():
    decision = run(claim(overdue=10), quiet=(WEEK,))
    assert (decision.outcome, decision.reason) == ("nothing", "quiet_period")
    assert decision.parameters["quiet"] == "Stocktaking"
    assert decision.next_date == TODAY + days(7)
    assert first_day(claim(overdue=10), since=TODAY, quiet=(WEEK,)) == TODAY + days(7)


def test_the_last_day_is_part_of_it_and_the_next_is_not():
    assert run(claim(overdue=20), today=WEEK.date_to, quiet=(WEEK,)).outcome == (
        "nothing"
    )
    after = WEEK.date_to + ONE_DAY
    assert run(claim(overdue=20), today=after, quiet=(WEEK,)).outcome == "send"


def test_a_step_that_falls_into_it_waits_and_says_so():
    """Reminder 1 would come on the third day of the period."""
    decision = run(claim(overdue=2), today=TODAY - ONE_DAY, quiet=(WEEK,))
    assert decision.reason == "not_yet"
    assert decision.next_date == TODAY + days(7)
    assert decision.parameters["because"] == "quiet"
    assert decision.parameters["quiet"] == "Stocktaking"


def test_a_courtesy_note_that_would_come_too_late_is_passed_over():
    period = Quiet("Closed", TODAY - days(4), TODAY + days(8))
    decision = run(claim(overdue=-3), today=TODAY - days(4), quiet=(period,))
    assert decision.next_level == FIRST


def test_no_message_asks_for_payment_within_it():
    period = Quiet("Closed", TODAY + days(5), TODAY + days(20))
    free = run(claim(overdue=10))
    assert period.date_from <= free.deadline <= period.date_to
    kept = run(claim(overdue=10), quiet=(period,))
    assert kept.deadline == next_contact_day(period.date_to + ONE_DAY, ("BE",))


def test_a_pause_that_ends_in_it_is_looked_at_after_it():
    until = TODAY + days(2)
    decision = run(
        claim(overdue=10),
        pauses=(pause(reason="manual", until=until),),
        quiet=(WEEK,),
    )
    assert decision.reason == "paused"
    assert decision.next_date == TODAY + days(7)


def test_others_are_not_concerned():
    assert run(claim(overdue=10)).outcome == "send"
    past = Quiet("Last year", TODAY - days(300), TODAY - days(290))
    assert run(claim(overdue=10), quiet=(past,)).outcome == "send"


@given(
    st.integers(0, 90),
    st.lists(st.tuples(st.integers(-20, 60), st.integers(0, 15)), max_size=4),
)
def test_never_a_contact_nor_a_deadline_in_a_quiet_period(overdue, ranges):
    periods = tuple(
        Quiet(f"Q{n}", TODAY + days(start), TODAY + days(start + length))
        for n, (start, length) in enumerate(ranges)
    )
    history = {1: reached(FIRST, ago=20)} if overdue > 30 else None
    decision = run(claim(overdue=overdue), history=history, quiet=periods)
    if decision.outcome != "nothing":
        contact, asked = TODAY, decision.deadline
        for one in (contact, asked):
            assert not any(p.date_from <= one <= p.date_to for p in periods)
    if decision.next_date:
        assert is_business_day(decision.next_date, ("BE",))
        assert not any(p.date_from <= decision.next_date <= p.date_to for p in periods)
