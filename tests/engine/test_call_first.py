"""A call before a reminder: for whom, when, once, and never for good."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulation import World

from builders import (
    AGENCY,
    FIRST,
    FORMAL,
    NOTE,
    PHONE,
    SECOND,
    TODAY,
    USUAL,
    called,
    claim,
    days,
    demanded,
    level,
    listed,
    policy,
    reached,
    run,
    snapshot,
    usual_levels,
)
from engine.claims import CALL, REMINDER, History, Skip, Underway
from engine.habits import Habit
from engine.outlook import steps_to_skip

#: Has paid slower since two weeks ago.
SLOWER = Habit(
    paid_count=9,
    median_days=3,
    spread_days=1,
    median_amount=100_00,
    alert_on=TODAY - days(14),
    days_slower=11,
)
PERSONAL = USUAL._replace(personal_first=True)
OWN_CALL = policy([level(7, CALL, 3, 0), level(8, REMINDER, 8)], personal_first=True)
ALERTED = {"habit": SLOWER}
LOYAL = {"relationship": "loyal", "policy": PERSONAL}


def outcome(*claims, **values):
    decision = run(*claims, **values)
    return decision.outcome, decision.reason, demanded(decision)


def on_the_list(ago, **values):
    return {"underway": Underway(5, "draft", TODAY - days(ago), "phone"), **values}


# -- who pays slower --------------------------------------------------------


def test_the_next_reminder_becomes_a_call():
    decision = run(claim(), **ALERTED)
    assert (decision.outcome, decision.reason) == (CALL, "call_slower")
    assert demanded(decision) == {1: FIRST.level_id}
    assert decision.level.level_id == FIRST.level_id
    assert decision.channel == "phone"
    assert decision.parameters["days_slower"] == 11
    assert decision.parameters["call_by"] == "2026-06-17"


def test_a_proposed_reminder_too():
    proposing = USUAL._replace(mode="propose")
    assert run(claim(), policy=proposing, **ALERTED).outcome == CALL


@pytest.mark.parametrize(
    ("history", "overdue", "level_id", "kind"),
    [
        ({}, 10, FIRST.level_id, CALL),
        ({1: reached(NOTE)}, 10, FIRST.level_id, CALL),
        ({1: reached(FIRST)}, 40, SECOND.level_id, CALL),
        ({1: reached(SECOND)}, 40, PHONE.level_id, CALL),
        ({1: called(reached(SECOND), PHONE)}, 60, FORMAL.level_id, "formal_notice"),
        ({1: reached(FORMAL)}, 90, AGENCY.level_id, "handoff"),
    ],
)
def test_only_reminders_become_calls(history, overdue, level_id, kind):
    decision = run(claim(overdue=overdue), history=history, **ALERTED)
    assert (decision.outcome, decision.level.level_id) == (kind, level_id)
    made = decision.reason == "call_slower"
    assert made == (level_id in (FIRST.level_id, SECOND.level_id))


def test_a_courtesy_note_stays_a_note():
    decision = run(claim(overdue=-5), **ALERTED)
    assert (decision.outcome, decision.level.level_id) == ("send", NOTE.level_id)


def test_after_the_call_the_reminder_goes_as_written():
    made = History(calls=frozenset({FIRST.level_id}), last_call=TODAY - days(8))
    assert outcome(claim(), history={1: made}, **ALERTED) == (
        "send",
        "step_due",
        {1: FIRST.level_id},
    )


def test_a_call_of_before_the_alert_does_not_count():
    made = History(calls=frozenset({FIRST.level_id}), last_call=TODAY - days(20))
    assert run(claim(overdue=40), history={1: made}, **ALERTED).outcome == CALL


def test_the_call_about_one_claim_is_the_call_of_the_alert():
    made = History(calls=frozenset({FIRST.level_id}), last_call=TODAY - days(8))
    decision = run(claim(1), claim(2, overdue=6), history={1: made}, **ALERTED)
    assert decision.outcome == "send"
    assert demanded(decision) == {1: FIRST.level_id, 2: FIRST.level_id}


def test_one_call_for_all_that_is_due_for_the_same_step():
    decision = run(claim(1), claim(2, overdue=2), claim(3, overdue=9), **ALERTED)
    assert demanded(decision) == {1: FIRST.level_id, 3: FIRST.level_id}
    assert listed(decision) == [2]


def test_nobody_phones_about_a_small_amount():
    small = USUAL._replace(small_amount=150_00)
    assert run(claim(), policy=small, **ALERTED).outcome == "send"
    assert run(claim(1), claim(2), policy=small, **ALERTED).outcome == CALL


def test_without_an_alert_nothing_changes():
    assert run(claim(), habit=SLOWER._replace(alert_on=None)).outcome == "send"


# -- who is loyal -----------------------------------------------------------


def test_a_loyal_business_is_called_before_its_first_reminder():
    assert outcome(claim(), **LOYAL) == (CALL, "call_loyal", {1: FIRST.level_id})


@pytest.mark.parametrize("kind", ["consumer", "unknown", "public"])
def test_only_businesses(kind):
    assert run(claim(), kind=kind, **LOYAL).outcome == "send"


@pytest.mark.parametrize("relationship", ["new", "regular", "late", "chronic"])
def test_only_loyal_ones(relationship):
    values = {**LOYAL, "relationship": relationship}
    assert run(claim(), **values).outcome == "send"


@pytest.mark.parametrize(
    "history",
    [
        reached(FIRST, ago=20),
        History(calls=frozenset({FIRST.level_id}), last_call=TODAY - days(9)),
        History(skipped=(Skip(CALL, FIRST.level_id, 4),)),
    ],
)
def test_who_has_heard_of_us_is_not_called_first_again(history):
    """Of any claim that is open: the first word is personal, not every one."""
    decision = run(claim(1, overdue=40), claim(2), history={1: history}, **LOYAL)
    assert decision.outcome == "send"
    assert 2 in demanded(decision)


def test_a_ladder_with_a_call_of_its_own_keeps_it():
    values = {**LOYAL, "policy": OWN_CALL}
    assert outcome(claim(overdue=4), **values) == (CALL, "call_due", {1: 7})
    done = History(calls=frozenset({7}), level_id=7, last_call=TODAY - days(9))
    assert run(claim(), history={1: done}, **values).outcome == "send"


def test_the_policy_must_want_it():
    assert run(claim(), relationship="loyal").outcome == "send"


# -- nobody calls -----------------------------------------------------------


@pytest.mark.parametrize("values", [ALERTED, LOYAL])
@pytest.mark.parametrize(
    ("ago", "expected"), [(0, CALL), (7, CALL), (8, "send"), (30, "send")]
)
def test_a_call_waits_five_business_days_and_then_the_reminder_goes(
    values, ago, expected
):
    """From Wednesday to Wednesday are five; on Thursday it goes."""
    decision = run(claim(overdue=40), **on_the_list(ago, **values))
    assert decision.outcome == expected
    assert ("not_called" in decision.parameters) == (expected == "send")


def test_an_own_call_before_the_first_reminder_never_keeps_it_back_for_good():
    values = {**LOYAL, "policy": OWN_CALL}
    assert run(claim(overdue=7), **on_the_list(20, **values)).outcome == CALL
    decision = run(claim(overdue=11), **on_the_list(8, **values))
    assert (decision.outcome, demanded(decision)) == ("send", {1: 8})
    assert run(claim(overdue=11), **on_the_list(7, **values)).outcome == CALL


def test_a_later_call_of_the_ladder_waits_until_somebody_makes_it():
    late = claim(overdue=60)
    values = on_the_list(40, history={1: reached(SECOND)})
    assert run(late, **values).outcome == CALL


@pytest.mark.parametrize("values", [ALERTED, LOYAL])
def test_passed_over_it_does_not_come_back(values):
    gone = History(skipped=(Skip(CALL, FIRST.level_id, 4),))
    assert outcome(claim(), history={1: gone}, **values)[0] == "send"


def test_a_person_passes_over_the_call_or_goes_on_with_the_reminder():
    given_snapshot = snapshot(claim(), **ALERTED)
    ((_standing, passed),), _reason = steps_to_skip(given_snapshot, USUAL, TODAY)
    assert (passed.step_kind, passed.level_id) == (CALL, FIRST.level_id)
    pairs, _reason = steps_to_skip(given_snapshot, USUAL, TODAY, FIRST.level_id)
    assert [one.step_kind for _standing, one in pairs] == [CALL]
    pairs, _reason = steps_to_skip(given_snapshot, USUAL, TODAY, SECOND.level_id)
    assert [one.level_id for _standing, one in pairs] == [FIRST.level_id]


# -- day after day ----------------------------------------------------------


def kinds(world):
    return [(one.kind, one.lines[0].level.level_id) for one in world.contacts]


@pytest.mark.parametrize("values", [{"habit": SLOWER}, {"relationship": "loyal"}])
def test_a_whole_ladder_has_one_call_more(values):
    world = World(PERSONAL, TODAY, **values)
    world.open(claim(overdue=0, due=TODAY))
    world.live(90)
    assert kinds(world)[:3] == [
        (CALL, FIRST.level_id),
        (REMINDER, FIRST.level_id),
        (REMINDER, SECOND.level_id),
    ]
    plain = World(USUAL, TODAY)
    plain.open(claim(overdue=0, due=TODAY))
    plain.live(120)
    assert len(world.contacts) <= len(plain.contacts) + 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-20, 25), min_size=1, max_size=4),
    st.integers(0, 6),
    st.booleans(),
    st.sampled_from([0, 3, 7]),
)
def test_an_alert_makes_one_call_and_never_stops_the_ladder(
    overdue, slow, is_loyal, gap
):
    """Also where nobody marks it as handled: its own call is enough."""
    ladder = policy(
        [one for one in usual_levels() if one.step_kind != CALL],
        personal_first=True,
        min_gap_days=gap,
    )
    world = World(
        ladder,
        TODAY,
        slow=slow,
        habit=SLOWER,
        relationship="loyal" if is_loyal else "late",
    )
    world.open(*(claim(n + 1, overdue=one) for n, one in enumerate(overdue)))
    for _day in range(120):
        world.live()
    calls = [one for one in world.contacts if one.kind == CALL]
    assert len(calls) == 1
    reminded = {
        line.line_id
        for one in world.contacts
        for line in one.lines
        if line.level.step_kind == REMINDER
    }
    assert reminded == set(world.claims)
    for line_id in world.claims:
        assert world.history[line_id].reminders == 2
    assert timedelta(0) < world.today - TODAY
