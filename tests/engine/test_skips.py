"""Steps that a person passed over: the next one comes, and nothing is counted."""

import pytest

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
    policy,
    reached,
    run,
    snapshot,
    usual_levels,
)
from engine.claims import NO_HISTORY, Pause, Skip, Underway, skip_key
from engine.outlook import steps_to_skip


def skipped(history, *levels):
    """Return a history in which a person passed some levels over."""
    return history._replace(
        skipped=tuple(
            Skip(*skip_key(one.step_kind, one.reminder_no, one.level_id), 70 + n)
            for n, one in enumerate(levels)
        )
    )


def names(pairs):
    return {standing.claim.line_id: level.level_id for standing, level in pairs}


@pytest.mark.parametrize(
    ("history", "overdue", "expected"),
    [
        pytest.param(skipped(NO_HISTORY, FIRST), 20, SECOND, id="reminder 1"),
        pytest.param(
            skipped(reached(FIRST), SECOND), 40, PHONE, id="reminder 2: the call"
        ),
        pytest.param(
            skipped(reached(SECOND, reminders=2), PHONE), 40, FORMAL, id="the call"
        ),
        pytest.param(
            skipped(called(reached(SECOND), PHONE), FORMAL),
            60,
            AGENCY,
            id="the formal notice",
        ),
    ],
)
def test_the_next_step_comes(history, overdue, expected):
    history = history._replace(
        reminders=max(history.reminders, 2 if expected.order > 3 else 0)
    )
    decision = run(claim(overdue=overdue), history={1: history})
    assert demanded(decision) == {1: expected.level_id}


def test_it_is_no_reminder_so_nothing_legal_follows():
    """One reminder arrived, the second was passed over: a person decides."""
    history = skipped(called(reached(FIRST), PHONE), SECOND)
    decision = run(claim(overdue=90), history={1: history})
    assert (decision.outcome, decision.reason) == ("nothing", "end_of_ladder")


def test_it_moves_no_wait_and_no_gap():
    """The step after it comes on its own day, as if nothing had been sent."""
    history = skipped(NO_HISTORY, FIRST)
    decision = run(claim(overdue=10), history={1: history})
    assert decision.reason == "not_yet"
    assert decision.next_level == SECOND
    assert decision.next_date == TODAY + days(6)


def test_it_holds_on_another_ladder_too():
    """A reminder is known by its number, whatever the policy."""
    other = policy(usual_levels(first_id=50), policy_id=2)
    history = skipped(NO_HISTORY, FIRST)
    decision = run(claim(overdue=20), history={1: history}, policy=other)
    assert demanded(decision) == {1: other.levels[2].level_id}


def test_only_that_claim_is_concerned():
    history = {1: skipped(NO_HISTORY, FIRST)}
    decision = run(claim(1, overdue=10), claim(2, overdue=10), history=history)
    assert demanded(decision) == {2: FIRST.level_id}


def test_the_reason_names_its_evidence_until_a_later_step_arrived():
    history = skipped(NO_HISTORY, FIRST)
    decision = run(claim(overdue=10), history={1: history})
    assert decision.parameters["skipped"] == [70]
    later = skipped(reached(SECOND), FIRST)
    decision = run(claim(overdue=20), history={1: later})
    assert "skipped" not in decision.parameters


# === WHAT CAN BE PASSED OVER === #


def test_the_step_of_the_next_message():
    pairs, reason = steps_to_skip(
        snapshot(claim(1, overdue=10), claim(2, overdue=20), claim(3, overdue=-40)),
        USUAL,
        TODAY,
    )
    assert reason is None
    assert names(pairs) == {1: FIRST.level_id, 2: FIRST.level_id}


def test_a_step_that_is_still_to_come():
    pairs, _reason = steps_to_skip(snapshot(claim(overdue=2)), USUAL, TODAY)
    assert names(pairs) == {1: FIRST.level_id}


def test_all_steps_before_a_later_one():
    shot = snapshot(claim(overdue=10))
    pairs, _reason = steps_to_skip(shot, USUAL, TODAY, PHONE.level_id)
    assert [level for _one, level in pairs] == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        pytest.param(NOTE, "not_later", id="an earlier one"),
        pytest.param(FIRST, "not_later", id="the next one itself"),
        pytest.param(FORMAL, "needs_reminders", id="legal without reminders"),
        pytest.param(AGENCY, "needs_reminders", id="the agency without reminders"),
    ],
)
def test_steps_that_cannot_be_chosen(target, expected):
    shot = snapshot(claim(overdue=10))
    assert steps_to_skip(shot, USUAL, TODAY, target.level_id) == ((), expected)


def test_a_legal_step_after_two_reminders():
    shot = snapshot(claim(overdue=60), history={1: reached(SECOND)})
    pairs, _reason = steps_to_skip(shot, USUAL, TODAY, FORMAL.level_id)
    assert [level for _one, level in pairs] == [PHONE]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({"is_own": True}, "no_debtor", id="no debtor"),
        pytest.param(
            {"underway": Underway(5, "sending")}, "contact_underway", id="on its way"
        ),
    ],
)
def test_when_nothing_can_be_passed_over(values, expected):
    shot = snapshot(claim(overdue=10), **values)
    assert steps_to_skip(shot, USUAL, TODAY) == ((), expected)


def test_a_pause_does_not_hinder():
    shot = snapshot(claim(overdue=10), pauses=(Pause(1, "manual", TODAY),))
    assert names(steps_to_skip(shot, USUAL, TODAY)[0]) == {1: FIRST.level_id}


def test_at_the_end_nothing_is_left():
    shot = snapshot(claim(overdue=90), history={1: reached(AGENCY)})
    assert steps_to_skip(shot, USUAL, TODAY) == ((), "end_of_ladder")
