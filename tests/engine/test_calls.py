"""What may be said on the phone: days, attempts, promises and how they ended."""

import pytest

from builders import day
from engine import calls

FRIDAY = day("2026-06-12")


def test_days():
    assert calls.last_promise_day(FRIDAY) == day("2026-06-26")
    assert calls.usual_promise_day(FRIDAY, ("BE",)) == day("2026-06-19")
    assert calls.answer_day(FRIDAY, ("BE",)) == day("2026-06-19")
    assert calls.next_attempt_day(FRIDAY, ("BE",)) == day("2026-06-15")
    assert calls.day_before(day("2026-06-15")) == day("2026-06-14")


@pytest.mark.parametrize(
    ("days", "enough"),
    [
        pytest.param((), False, id="none"),
        pytest.param((FRIDAY,), False, id="one"),
        pytest.param((FRIDAY, FRIDAY), False, id="twice on a day"),
        pytest.param((FRIDAY, day("2026-06-15")), True, id="two days"),
    ],
)
def test_attempts_on_two_days_are_enough(days, enough):
    assert calls.tried_enough(days) is enough


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (300, [("a", 300, True)]),
        (200, [("a", 200, False)]),
        (350, [("a", 300, True), ("b", 50, False)]),
        (500, [("a", 300, True), ("b", 200, True)]),
        (900, [("a", 300, True), ("b", 200, True)]),
        (0, []),
    ],
)
def test_a_promise_is_for_the_oldest_first(amount, expected):
    assert calls.spread(amount, [("a", 300), ("b", 200)]) == expected


@pytest.mark.parametrize(
    ("open_now", "end"),
    [(0, "kept"), (400, "kept"), (401, "broken"), (1000, "broken")],
)
def test_how_a_promise_ended(open_now, end):
    assert calls.promise_ended(600, 1000, open_now) == end
