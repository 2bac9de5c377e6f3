"""The exact first day of a step: delay, wait, gap, deadline, holidays."""

import pytest

from builders import (
    FIRST,
    SECOND,
    TODAY,
    changed,
    claim,
    day,
    days,
    first_day,
    policy,
    reached,
    run,
    usual_levels,
)
from engine.claims import COURTESY

WITHOUT_NOTE = policy(usual_levels()[1:])
BE, NL, BOTH = ("BE",), ("NL",), ("BE", "NL")


@pytest.mark.parametrize(
    ("due", "countries", "expected"),
    [
        pytest.param("2026-06-05", BE, "2026-06-10", id="5 days: a Wednesday"),
        pytest.param("2026-06-08", BE, "2026-06-15", id="a Saturday: Monday"),
        pytest.param("2026-06-09", BE, "2026-06-15", id="a Sunday: Monday"),
        pytest.param("2026-07-16", BE, "2026-07-22", id="21 July: the 22nd"),
        pytest.param("2026-07-16", NL, "2026-07-21", id="21 July in Holland"),
        pytest.param("2026-07-16", BOTH, "2026-07-22", id="21 July for one of two"),
        pytest.param("2027-10-27", BE, "2027-11-02", id="1 November"),
        pytest.param("2027-10-27", NL, "2027-11-01", id="1 November in Holland"),
        pytest.param("2026-04-22", NL, "2026-04-28", id="27 April"),
        pytest.param("2026-04-22", BE, "2026-04-27", id="27 April in Belgium"),
        pytest.param("2026-04-01", BE, "2026-04-07", id="Easter Monday"),
        pytest.param("2026-04-01", NL, "2026-04-07", id="Easter Monday in Holland"),
        pytest.param("2026-04-01", ("XX",), "2026-04-06", id="unknown country"),
    ],
)
def test_first_reminder(due, countries, expected):
    due = day(due)
    first = first_day(
        claim(due=due), since=due, policy=WITHOUT_NOTE, countries=countries
    )
    assert first == day(expected)


@pytest.mark.parametrize("ahead", range(5))
def test_the_day_before_says_when_and_why(ahead):
    due = TODAY - days(ahead)
    decision = run(claim(due=due), policy=WITHOUT_NOTE)
    assert decision.outcome == "nothing"
    assert decision.reason == ("not_yet" if ahead else "nothing_overdue")
    assert decision.parameters["because"] == "delay"
    assert decision.parameters["claim"] == "INV/1"
    assert decision.parameters["due"] == due.isoformat()
    assert decision.parameters["level_id"] == FIRST.level_id
    assert decision.parameters["next"] == decision.next_date.isoformat()
    assert decision.next_date >= due + days(5)
    assert decision.next_outcome == "send"


@pytest.mark.parametrize("delay_days", [0, -3, 1])
def test_a_reminder_never_comes_before_the_claim_is_overdue(delay_days):
    """Complaint 14: dunning on the due date itself."""
    due = day("2026-06-09")
    ladder = policy([FIRST._replace(delay_days=delay_days)])
    first = first_day(claim(due=due), since=due - days(9), policy=ladder)
    assert first == day("2026-06-10")


# Every wait, with its name and its exact first day. The contact before was
# reminder 1; reminder 2 is due 16 days after the due date.


def second_day(due, sent, ladder=WITHOUT_NOTE, **values):
    history = reached(FIRST)._replace(last_contact=day(sent))
    history = history._replace(**values.pop("history", {}))
    values.setdefault("last_contact", history.last_contact)
    given = {"history": {1: history}, "policy": ladder, **values}
    since = history.last_contact + days(1)
    first = first_day(claim(due=day(due)), since=since, **given)
    before = run(claim(due=day(due)), today=since, **given)
    because = before.parameters.get("because") if before.outcome == "nothing" else None
    return first.isoformat(), because


@pytest.mark.parametrize(
    ("wait_days", "expected"),
    [
        pytest.param(0, ("2026-06-17", "delay"), id="no wait: the delay"),
        pytest.param(8, ("2026-06-17", "delay"), id="a wait within the delay"),
        pytest.param(15, ("2026-06-23", "wait"), id="a wait beyond it"),
        pytest.param(18, ("2026-06-26", "wait"), id="a wait until Friday"),
        pytest.param(19, ("2026-06-29", "wait"), id="a wait over the weekend"),
        pytest.param(43, ("2026-07-22", "wait"), id="a wait over 21 July"),
    ],
)
def test_wait_after_the_last_notice_of_the_claim(wait_days, expected):
    ladder = policy(
        [
            one._replace(wait_days=wait_days) if one.level_id == 3 else one
            for one in usual_levels()
        ]
    )
    assert second_day("2026-06-01", "2026-06-08", ladder) == expected


@pytest.mark.parametrize(
    ("gap", "last_contact", "expected"),
    [
        pytest.param(7, "2026-06-08", ("2026-06-17", "delay"), id="long ago"),
        pytest.param(7, "2026-06-11", ("2026-06-18", "gap"), id="another contact"),
        pytest.param(8, "2026-06-11", ("2026-06-19", "gap"), id="one day more"),
        pytest.param(9, "2026-06-11", ("2026-06-22", "gap"), id="over the weekend"),
    ],
)
def test_gap_after_the_last_contact_of_any_kind(gap, last_contact, expected):
    ladder = policy(usual_levels()[1:], min_gap_days=gap)
    assert (
        second_day("2026-06-01", "2026-06-08", ladder, last_contact=day(last_contact))
        == expected
    )


@pytest.mark.parametrize(
    ("deadline", "countries", "expected"),
    [
        pytest.param("2026-04-14", BE, ("2026-04-17", "delay"), id="within the delay"),
        pytest.param("2026-04-15", BE, ("2026-04-20", "deadline"), id="a day more"),
        pytest.param("2026-04-17", BE, ("2026-04-22", "deadline"), id="a Friday"),
        pytest.param("2026-04-29", BE, ("2026-05-05", "deadline"), id="over 1 May"),
        pytest.param("2026-04-30", BE, ("2026-05-06", "deadline"), id="before 1 May"),
        # The banks work on 27 April: only the contact moves.
        pytest.param("2026-04-23", NL, ("2026-04-28", "deadline"), id="27 April"),
        pytest.param("2026-04-23", BE, ("2026-04-28", "deadline"), id="a Thursday"),
        pytest.param("2026-04-22", NL, ("2026-04-28", "deadline"), id="Wednesday, NL"),
        pytest.param("2026-04-22", BE, ("2026-04-27", "deadline"), id="Wednesday, BE"),
    ],
)
def test_the_deadline_and_two_bank_business_days_must_be_over(
    deadline, countries, expected
):
    given = {"history": {"last_deadline": day(deadline)}, "countries": countries}
    assert second_day("2026-04-01", "2026-04-08", **given) == expected


def test_christmas_is_no_day_for_banks():
    """26 December: Belgium works, TARGET rests."""
    given = {"history": {"last_deadline": day("2025-12-23")}}
    assert second_day("2025-12-01", "2025-12-10", **given) == (
        "2025-12-30",
        "deadline",
    )


def test_all_waits_must_be_over_and_the_last_one_is_named():
    ladder = policy(
        [one._replace(wait_days=12) for one in usual_levels()[1:]], min_gap_days=13
    )
    given = {"history": {"last_deadline": day("2026-06-12")}}
    assert second_day("2026-06-01", "2026-06-08", ladder, **given)[1] == "gap"
    given = {"history": {"last_deadline": day("2026-06-19")}}
    assert second_day("2026-06-01", "2026-06-08", ladder, **given)[1] == "deadline"


def test_the_gap_is_the_debtors_and_holds_for_a_fresh_claim():
    """Acceptance 6: never two contacts within the gap."""
    ladder = policy(usual_levels(), min_gap_days=7)
    contact = TODAY - days(6)
    assert run(claim(1, 30), policy=ladder, last_contact=contact).reason == "not_yet"
    contact = TODAY - days(7)
    assert run(claim(1, 30), policy=ladder, last_contact=contact).outcome == "send"


def test_one_contact_a_day_even_without_a_gap():
    decision = run(claim(1, 30), last_contact=TODAY)
    assert decision.reason == "not_yet"
    assert decision.parameters["because"] == "gap"
    assert decision.next_date == TODAY + days(1)


def test_the_gap_comes_from_the_effective_policy():
    own = policy(usual_levels(11), policy_id=2, min_gap_days=30)
    history = {1: reached(own.levels[1], ago=20)}
    ladders = {one.level_id: own for one in own.levels}
    decision = run(
        claim(1, 30), history=history, ladders=ladders, last_contact=TODAY - days(20)
    )
    assert decision.level.level_id == own.levels[2].level_id


@pytest.mark.parametrize(
    ("today", "next_date"),
    [
        pytest.param("2026-06-13", "2026-06-15", id="Saturday"),
        pytest.param("2026-06-14", "2026-06-15", id="Sunday"),
        pytest.param("2026-07-21", "2026-07-22", id="21 July"),
        pytest.param("2026-05-14", "2026-05-15", id="Ascension day"),
    ],
)
def test_no_contact_on_a_day_of_rest(today, next_date):
    today = day(today)
    history = {2: reached(FIRST)}
    decision = run(
        claim(1, due=today - days(30)),
        claim(2, due=today - days(20)),
        today=today,
        history=history,
    )
    assert (decision.outcome, decision.reason) == ("nothing", "not_business_day")
    assert decision.parameters["next"] == next_date
    assert decision.next_date == day(next_date)
    assert decision.next_level.level_id == SECOND.level_id, "the highest that is due"


def test_of_several_claims_the_first_step_is_announced():
    decision = run(claim(1, 3), claim(2, 4), policy=WITHOUT_NOTE)
    assert decision.parameters["claim"] == "INV/2"
    assert decision.next_date == TODAY + days(1)


# A courtesy note is early or it is not at all --------------------------------


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        pytest.param("2026-06-17", "2026-06-10", id="seven days before"),
        pytest.param("2026-06-20", "2026-06-15", id="over the weekend"),
        pytest.param("2026-07-28", "2026-07-22", id="over 21 July"),
    ],
)
def test_courtesy_note(due, expected):
    due = day(due)
    given = {"countries": BE}
    first = first_day(claim(due=due), since=due - days(20), **given)
    assert first == day(expected)
    decision = run(claim(due=due), today=first, **given)
    assert decision.level.step_kind == COURTESY


@pytest.mark.parametrize(
    ("overdue", "level_id"),
    [
        pytest.param(-1, 1, id="a missed night: the day before is early enough"),
        pytest.param(0, None, id="on the due day it is too late"),
        pytest.param(1, None, id="overdue: no courtesy"),
        pytest.param(9, 2, id="then the first reminder"),
    ],
)
def test_a_courtesy_note_comes_before_the_due_day(overdue, level_id):
    decision = run(claim(overdue=overdue))
    assert (decision.level and decision.level.level_id) == level_id
    if level_id is None:
        assert decision.parameters["level_id"] == FIRST.level_id


def test_a_courtesy_note_that_cannot_be_early_is_not_announced():
    """Due on Sunday: on Saturday no note can be early any more."""
    due = day("2026-06-14")
    decision = run(claim(due=due), today=day("2026-06-13"))
    assert decision.reason == "nothing_overdue"
    assert decision.next_level.level_id == FIRST.level_id


def test_a_courtesy_note_kept_back_by_the_gap_is_dropped():
    ladder = policy(usual_levels(), min_gap_days=14)
    decision = run(claim(overdue=-6), policy=ladder, last_contact=TODAY - days(2))
    assert decision.reason == "nothing_overdue"
    assert decision.next_level.level_id == FIRST.level_id


def test_a_courtesy_note_does_not_delay_the_first_reminder_by_its_place():
    """It counts as no reminder: after it comes reminder 1."""
    ladder = changed(SECOND, delay_days=5)
    note = reached(ladder.levels[0], ago=14)
    decision = run(claim(overdue=7), policy=ladder, history={1: note})
    assert decision.level.level_id == FIRST.level_id
