"""Following one claim up a ladder: the earliest real days of its steps."""

import pytest

from builders import (
    FIRST,
    changed,
    day,
    days,
    level,
    policy,
    usual_levels,
)
from engine.business_days import Quiet
from engine.claims import CALL, FORMAL_NOTICE, HANDOFF, REMINDER
from engine.ladder_check import check_ladder
from engine.lookahead import Example, walk

DUE = day("2026-06-10")  # a Wednesday


def followed(ladder, **values):
    """Return [(level name, ISO day, days moved, because)] and the last reason."""
    values = {"due_date": DUE, "amount": 1000_00, "countries": ("BE",), **values}
    taken, reason = walk(ladder, Example(**values))
    return [
        (one.level.step_kind, one.day.isoformat(), one.moved, one.because)
        for one in taken
    ], reason


def test_the_usual_ladder_day_by_day():
    """Worked out by hand with a calendar of June and July 2026."""
    steps, reason = followed(policy(min_gap_days=7))
    assert steps == [
        ("courtesy", "2026-06-03", 0, "delay"),
        ("reminder", "2026-06-15", 0, "delay"),
        # asked by the 22nd, two bank business days, the day after
        ("reminder", "2026-06-26", 0, "delay"),
        # asked by Monday 6 July (the 4th is a Saturday), then Wednesday: the 9th
        ("call", "2026-07-09", 1, "deadline"),
        ("formal_notice", "2026-07-16", 4, "gap"),
        # asked by Monday 27 July, then Wednesday: the 30th
        ("handoff", "2026-07-30", 3, "deadline"),
    ]
    assert reason == "end_of_ladder"


def test_the_deadlines_are_those_of_the_engine():
    taken, _reason = walk(policy(), Example(DUE, 1000_00, countries=("BE",)))
    assert [one.deadline.isoformat() for one in taken][1:3] == [
        "2026-06-22",
        "2026-07-06",
    ]
    long_one = changed(FIRST, deadline_days=60)
    taken, _reason = walk(long_one, Example(DUE, 1000_00, countries=("BE",)))
    assert taken[1].deadline == day("2026-06-30")  # half the term of 30 days


def test_conditions_pass_steps_over():
    ladder = policy(
        [
            one._replace(minimum_claim=1000_00) if one.step_kind == CALL else one
            for one in usual_levels()
        ]
    )
    kinds = [one[0] for one in followed(ladder, amount=999_99)[0]]
    assert "call" not in kinds
    assert "call" in [one[0] for one in followed(ladder)[0]]


def test_it_stops_where_the_engine_stops():
    steps, reason = followed(policy(), kind="unknown")
    assert [one[0] for one in steps] == ["courtesy", "reminder"]
    assert reason == "stops_unknown"


def test_a_quiet_period_moves_a_step_and_says_so():
    quiet = (Quiet("Stocktaking", day("2026-06-15"), day("2026-06-19")),)
    steps, _reason = followed(policy(), quiet=quiet)
    assert steps[1] == ("reminder", "2026-06-22", 7, "quiet")


def test_an_empty_ladder_takes_no_step():
    assert followed(policy([])) == ([], "nothing_overdue")


# Checks of a ladder in itself ------------------------------------------------


def found(*levels, **values):
    """Return {code: (id of the level, days)} of the findings about a ladder."""
    findings = check_ladder(policy(levels, **values))
    return {one.code: (one.level.level_id, one.days) for one in findings}


def test_the_usual_ladder_has_no_findings():
    assert check_ladder(policy(min_gap_days=7)) == []


@pytest.mark.parametrize(
    ("deadline", "expected"),
    [
        pytest.param(6, {"formal_too_short": (3, 7)}, id="six days are too few"),
        pytest.param(7, {}, id="seven are enough"),
    ],
)
def test_deadline_of_a_formal_notice(deadline, expected):
    findings = found(
        level(1, REMINDER, 5),
        level(2, REMINDER, 16),
        level(3, FORMAL_NOTICE, 32, deadline),
    )
    assert findings == expected


def test_only_what_the_law_forbids_is_refused():
    findings = check_ladder(
        policy([level(1, FORMAL_NOTICE, 5, 1), level(2, REMINDER, 6, 1)])
    )
    assert {one.code: one.refused for one in findings} == {
        "formal_too_short": True,
        "deadline_short": False,
        "pushed_by_deadline": False,
    }


@pytest.mark.parametrize(
    ("days_to_pay", "expected"),
    [
        pytest.param(0, {"deadline_short": (1, 3)}, id="the same day"),
        pytest.param(4, {"deadline_short": (1, 3)}, id="too short over a weekend"),
        pytest.param(5, {}, id="five days are three business days in any week"),
        pytest.param(15, {}, id="half of thirty"),
        pytest.param(16, {"deadline_long": (1, 30)}, id="more than half"),
    ],
)
def test_deadline_of_a_reminder(days_to_pay, expected):
    assert found(level(1, REMINDER, 5, days_to_pay)) == expected


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        pytest.param(14, {"pushed_by_deadline": (2, 15)}, id="a day too early"),
        pytest.param(15, {}, id="5 + 7 + 2, and the day after"),
    ],
)
def test_a_step_that_always_waits_for_the_deadline_before(second, expected):
    assert found(level(1, REMINDER, 5, 7), level(2, REMINDER, second)) == expected


def test_the_finding_is_what_the_engine_does():
    """No due day of a month lets the pushed step come on its own day."""
    ladder = policy([level(1, REMINDER, 5, 7), level(2, REMINDER, 14)])
    fitting = policy([level(1, REMINDER, 5, 7), level(2, REMINDER, 15)])
    moved, kept = [], []
    for ahead in range(28):
        due = DUE + days(ahead)
        for one, into in ((ladder, moved), (fitting, kept)):
            taken, _reason = walk(one, Example(due, 1000_00, countries=("BE",)))
            into.append(taken[1].moved)
    assert min(moved) == 1
    assert min(kept) == 0


@pytest.mark.parametrize(
    ("ladder", "expected"),
    [
        pytest.param(
            [level(1, REMINDER, 5, 5), level(2, REMINDER, 18)],
            {"pushed_by_gap": (2, 19)},
            id="within the gap",
        ),
        pytest.param(
            [level(1, REMINDER, 5, 5), level(2, REMINDER, 19)], {}, id="at it"
        ),
        pytest.param(
            [level(1, CALL, 3, 0), level(2, REMINDER, 8)],
            {},
            id="calls may be left out",
        ),
    ],
)
def test_a_step_that_always_waits_for_the_gap(ladder, expected):
    assert found(*ladder, min_gap_days=14) == expected


def test_a_handoff_without_a_formal_notice():
    ladder = [level(1, REMINDER, 5), level(2, REMINDER, 16), level(3, HANDOFF, 47)]
    assert found(*ladder) == {"handoff_without_formal": (3, 0)}


def test_more_than_two_reminders():
    ladder = [level(n, REMINDER, 5 + 14 * n) for n in range(1, 4)]
    assert found(*ladder) == {"many_reminders": (3, 3)}
