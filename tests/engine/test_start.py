"""A gentle start: what is left out, what a person sees to, how many a day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import debtors, snapshot_of

from builders import (
    FIRST,
    SECOND,
    TODAY,
    claim,
    credit,
    days,
    demanded,
    listed,
    pause,
    reached,
    run,
    undated,
)
from engine.decision import decide
from engine.rules.start import hold_back
from engine.start import FOLLOW, TOLD, Start, start_limits, weight

CUTOFF = TODAY - days(365)
LIMIT = TODAY - days(90)
OLD = Start(cutoff=CUTOFF, person_before=LIMIT)
WEEK = Start(first_day=TODAY, days=7, limit=25)

# === before the cut-off === #


def test_a_claim_due_on_the_cutoff_date_stays():
    decision = run(claim(due=CUTOFF), start=Start(cutoff=CUTOFF))
    assert demanded(decision)
    decision = run(claim(due=CUTOFF - days(1)), start=Start(cutoff=CUTOFF))
    assert decision.reason == "before_cutoff"
    assert decision.parameters["left_out"] == 1
    assert decision.parameters["total"] == 0


def test_left_out_claims_are_neither_named_nor_counted():
    decision = run(claim(1, 400, 900_00), claim(2, 10), start=OLD)
    assert demanded(decision) == {2: FIRST.level_id}
    assert not listed(decision)
    assert decision.parameters["total"] == 100_00
    assert decision.parameters["left_out"] == 1


def test_claims_without_a_due_date_are_not_left_out():
    assert run(undated(), start=OLD).reason == "no_due_date"


# === to a person === #


def test_the_limit_is_the_first_day_that_goes_on():
    assert demanded(run(claim(due=LIMIT), start=OLD))
    assert run(claim(due=LIMIT - days(1)), start=OLD).reason == "old_claims"


@pytest.mark.parametrize(
    ("state", "task", "aside"), [(None, True, 1), (TOLD, False, 0), (FOLLOW, False, 0)]
)
def test_a_person_is_told_once(state, task, aside):
    decision = run(claim(overdue=120), start=OLD, old_claims=state)
    assert (decision.task, len(decision.aside)) == (task, aside)
    assert bool(demanded(decision)) == (state == FOLLOW)


def test_newer_claims_go_on_and_the_old_ones_are_not_named():
    decision = run(claim(1, 120, 700_00), claim(2, 10), start=OLD)
    assert decision.outcome == "send"
    assert demanded(decision) == {2: FIRST.level_id}
    assert not listed(decision)
    assert [one.claim.line_id for one in decision.aside] == [1]
    assert decision.parameters["total"] == 100_00


def test_a_step_of_before_lets_an_old_claim_go_on():
    decision = run(claim(overdue=120), start=OLD, history={1: reached(FIRST, 30)})
    assert demanded(decision) == {1: SECOND.level_id}


def test_what_credits_cover_is_nobodys_task():
    decision = run(claim(overdue=120), start=OLD, credits=[credit()])
    assert decision.reason == "covered_by_credits"


def test_a_pause_comes_first():
    decision = run(claim(overdue=120), start=OLD, pauses=[pause()])
    assert decision.reason == "paused"
    assert not decision.task


def test_the_next_step_of_newer_claims_is_announced():
    decision = run(claim(1, 120), claim(2, 2), start=OLD, old_claims=TOLD)
    assert decision.reason == "not_yet"
    decision = run(claim(1, 120), claim(2, -20), start=OLD, old_claims=TOLD)
    assert decision.reason == "old_claims"
    assert decision.next_date > TODAY


@given(debtors(), st.integers(0, 120), st.sampled_from([None, TOLD]))
def test_no_old_claim_is_ever_named_by_itself(debtor, late, state):
    parts, ladder, today = debtor
    limit = today - days(late)
    start = Start(person_before=limit)
    snapshot = snapshot_of(parts, start=start, old_claims=state)
    decision = decide(snapshot, ladder, today)
    for _role, standing, _level in decision.roles():
        history = parts["history"].get(standing.claim.line_id)
        assert (
            standing.claim.due_date >= limit
            or history.last_contact
            or history.rank >= 0
            # Nothing is asked of it: it stands beside the credit that pays it.
            or standing.covered == standing.claim.residual
        )


@given(debtors(), st.integers(0, 120))
def test_claims_before_the_cutoff_might_as_well_not_exist(debtor, late):
    parts, ladder, today = debtor
    cutoff = today - days(late)
    start = Start(cutoff=cutoff)
    with_them = decide(snapshot_of(parts, start=start), ladder, today)
    kept = [
        one for one in parts["claims"] if one.due_date is None or one.due_date >= cutoff
    ]
    without = decide(snapshot_of(parts, claims=kept), ladder, today)
    if kept:
        assert with_them.fingerprint() == without.fingerprint()
    else:
        assert with_them.outcome == "nothing"


# === how many a day === #


def test_the_week_and_its_limit():
    assert WEEK.last_day == TODAY + days(6)
    left = [WEEK.allowance(TODAY + days(n), 20) for n in (-1, 0, 1, 6, 7)]
    assert left == [None, 0, 5, 5, None]
    assert WEEK.allowance(TODAY + days(1), 30) == 0


def test_without_a_start_nothing_is_held_back():
    assert Start(days=7, limit=25).allowance(TODAY, 99) is None
    assert WEEK._replace(days=0).allowance(TODAY, 99) is None


def test_the_oldest_and_largest_weigh_most():
    heavy, light = run(claim(overdue=20)), run(claim(overdue=10))
    assert weight(heavy, TODAY) == 2 * weight(light, TODAY) > 0
    assert weight(run(), TODAY) == 0


@pytest.mark.parametrize(
    ("first_day", "reason"),
    [(TODAY, "gentle_first_day"), (TODAY - days(1), "gentle_start")],
)
def test_who_is_held_back_waits_for_the_next_business_day(first_day, reason):
    friday = TODAY + days(2)
    start = WEEK._replace(first_day=first_day)
    decision = hold_back(run(claim()), start, friday, ("BE",))
    assert decision.outcome == "nothing"
    assert decision.reason == ("gentle_start" if first_day != friday else reason)
    assert decision.next_date == friday + days(3)
    assert not list(decision.roles())
    assert hold_back(run(claim()), start, TODAY).reason == reason


def test_a_start_on_a_sunday_begins_on_monday():
    sunday = TODAY + days(4)
    first_day, before = start_limits(sunday, 90, ("BE",))
    assert first_day == TODAY + days(5)
    assert before == first_day - days(90)
