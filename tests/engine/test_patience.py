"""Patience with good payers: when reminder 1 waits, how long, and for whom not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import debtors, snapshot_of

from builders import (
    FIRST,
    NOTE,
    TODAY,
    USD,
    USUAL,
    claim,
    credit,
    days,
    demanded,
    first_day,
    listed,
    pause,
    policy,
    reached,
    run,
)
from engine.business_days import next_contact_day
from engine.case import Case
from engine.claims import REMINDER
from engine.decision import decide
from engine.habits import Habit
from engine.rules.ladder import find_next_steps

PATIENT = USUAL._replace(patience=True)
#: Usually pays on day 8, give or take 2, claims of 100.00.
EIGHT = Habit(paid_count=6, median_days=8, spread_days=2, median_amount=100_00)
DUE = TODAY - days(6)  # a Thursday; reminder 1 is due on its fifth day


def asked_on(*claims, habit=EIGHT, policy=PATIENT, **values):
    """Return how many days after DUE the first message comes."""
    day = first_day(*claims, since=DUE, policy=policy, habit=habit, **values)
    return day and (day - DUE).days


@pytest.mark.parametrize(
    ("median", "spread", "expected"),
    [
        (None, None, 5),  # nothing is known
        (-3, 1, 5),  # pays before it is due
        (3, 1, 5),  # the policy waits as long
        (3, 2, 6),  # the day after the usual one
        (8, 2, 11),
        (8, 3, 12),  # the most: a week longer than the policy
        (15, 9, 12),
    ],
)
def test_reminder_1_comes_after_the_usual_day_a_week_later_at_most(
    median, spread, expected
):
    habit = EIGHT._replace(median_days=median, spread_days=spread)
    assert asked_on(claim(due=DUE), habit=habit) == expected


@pytest.mark.parametrize(
    ("relationship", "expected"),
    [("loyal", 11), ("regular", 11), ("new", 5), ("late", 5), ("chronic", 5)],
)
def test_only_loyal_and_regular_customers(relationship, expected):
    assert asked_on(claim(due=DUE), relationship=relationship) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"paid_count": 5}, 11),
        ({"paid_count": 4}, 5),
        ({"promise_broken_on": TODAY - days(100)}, 5),
        ({"promise_broken_on": TODAY - days(600)}, 11),
        ({"alert_on": TODAY - days(90), "days_slower": 9}, 5),
        ({"median_amount": 33_33}, 5),  # the claim is for 100.00
        ({"median_amount": 33_34}, 11),
        ({"median_amount": 0}, 5),
    ],
)
def test_what_bars_patience(values, expected):
    habit = EIGHT._replace(**values)
    assert asked_on(claim(due=DUE), habit=habit) == expected


def test_the_policy_must_allow_it():
    assert asked_on(claim(due=DUE), policy=USUAL) == 5


def test_a_claim_in_another_currency_is_compared_at_todays_rate():
    dollars = claim(due=DUE, amount=900_00, currency_id=USD)
    assert asked_on(dollars, rates={USD: 0.3}) == 11
    assert asked_on(dollars, rates={USD: 0.4}) == 5


def test_a_direct_debit_that_came_back_does_not_wait():
    returned = claim(due=DUE, returned_on=DUE)
    assert asked_on(returned) == 5


def test_a_courtesy_note_changes_nothing_and_later_reminders_never_wait():
    late = EIGHT._replace(median_days=40)
    noted = {1: reached(NOTE, ago=12)}
    assert asked_on(claim(due=DUE), habit=late, history=noted) == 12
    old = claim(overdue=16)
    reminded = {1: reached(FIRST, ago=11)}
    assert demanded(run(old, policy=PATIENT, habit=late, history=reminded)) == {
        1: FIRST.level_id + 1
    }


def test_the_sentence_knows_all_that_it_says():
    decision = run(claim(due=DUE), policy=PATIENT, habit=EIGHT)
    assert (decision.outcome, decision.reason) == ("nothing", "patience")
    assert decision.next_date == DUE + days(11)
    given_values = {
        "level": FIRST.name,
        "claim": "INV/1",
        "claim_amount": 100_00,
        "due": DUE.isoformat(),
        "until": (DUE + days(10)).isoformat(),
        "next": (DUE + days(11)).isoformat(),
        "usual_days": 10,
        "patience_limit": 300_00,
        "because": "patience",
    }
    assert given_values.items() <= decision.parameters.items()


def test_what_waits_is_listed_beside_another_claims_reminder():
    """He gets a message anyway: what is overdue stands in it, without a demand."""
    old, waits = claim(1, overdue=20), claim(2, overdue=6)
    decision = run(old, waits, policy=PATIENT, habit=EIGHT)
    assert demanded(decision) == {1: FIRST.level_id}
    assert listed(decision) == [2]


def test_another_reason_for_the_day_is_named():
    gap = run(claim(due=DUE), policy=PATIENT, habit=EIGHT, last_contact=TODAY)
    assert gap.reason == "patience"
    gap = run(
        claim(due=DUE),
        policy=PATIENT._replace(min_gap_days=14),
        habit=EIGHT,
        last_contact=TODAY,
    )
    assert (gap.reason, gap.parameters["because"]) == ("not_yet", "gap")


def test_paused_or_covered_claims_have_nothing_to_wait_for():
    one = claim(due=DUE)
    paused = run(one, policy=PATIENT, habit=EIGHT, pauses=[pause({1: None})])
    assert paused.reason == "paused"
    covered = run(one, policy=PATIENT, habit=EIGHT, credits=[credit()])
    assert covered.reason == "covered_by_credits"


# -- for all debtors --------------------------------------------------------

habits = st.builds(
    Habit,
    paid_count=st.integers(0, 9),
    median_days=st.one_of(st.none(), st.integers(-20, 60)),
    spread_days=st.one_of(st.none(), st.integers(0, 30)),
    median_amount=st.integers(0, 5_000_00),
)
classes = st.sampled_from(["new", "loyal", "regular", "late", "chronic"])


def _days_of_steps(parts, ladder, today, **changes):
    """Return {line id: (level, first day)} of the next steps, with the limits off."""
    case = Case(snapshot_of(parts, **changes), ladder, today)
    find_next_steps(case)
    return {
        step.standing.claim.line_id: (step.level, step.day, step.standing.claim)
        for step in case.steps
    }


@given(debtors(), habits, classes)
def test_patience_is_short_and_only_for_reminder_1(debtor, habit, relationship):
    """Never earlier, never a week beyond the policy, never for other classes."""
    parts, ladder, today = debtor
    changes = {"relationship": relationship, "kind": "business"}
    off, on = ladder._replace(patience=False), ladder._replace(patience=True)
    without = _days_of_steps(parts, off, today, habit=habit, **changes)
    with_it = _days_of_steps(parts, on, today, habit=habit, **changes)
    assert without.keys() == with_it.keys()
    for line_id, (level, day, one) in with_it.items():
        before = without[line_id][1]
        assert level == without[line_id][0]
        assert day >= before
        if day == before:
            continue
        assert relationship in ("loyal", "regular")
        assert (level.step_kind, level.reminder_no) == (REMINDER, 1)
        assert habit.paid_count >= 5
        last = one.due_date + days(max(1, level.delay_days) + 7)
        assert day <= max(before, next_contact_day(last, parts["countries"]))


@given(debtors(), habits, classes)
def test_patience_never_makes_a_message_come_earlier_or_say_more(debtor, habit, one):
    parts, ladder, today = debtor
    snapshot = snapshot_of(parts, relationship=one, habit=habit)
    before = decide(snapshot, ladder._replace(patience=False), today)
    after = decide(snapshot, ladder._replace(patience=True), today)
    assert demanded(after).items() <= demanded(before).items() or (
        after.level.order < before.level.order
    )


def test_the_usual_ladder_is_as_it_was_without_figures():
    assert asked_on(claim(due=DUE), habit=None) == 5
    assert policy().patience is False
