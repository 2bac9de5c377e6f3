"""Until when interest counts in procedures and plans."""

from datetime import date

import pytest

from engine.interest_stops import Stop, interest_end

DUE, PAID = date(2025, 1, 31), date(2025, 12, 20)
OPENED = date(2025, 7, 20)
BEFORE = date(2025, 7, 19)
AROSE = date(2025, 1, 1)


@pytest.mark.parametrize(
    ("stop", "arose_on", "expected"),
    [
        (Stop("insolvency", OPENED, "BE"), AROSE, BEFORE),
        (Stop("insolvency", OPENED), AROSE, BEFORE),
        (Stop("insolvency", OPENED, "BE"), OPENED, PAID),
        (Stop("insolvency", OPENED, "BE", "reorganisation"), AROSE, PAID),
        (Stop("debt_settlement", OPENED, "BE"), AROSE, BEFORE),
        (Stop("debt_settlement", OPENED, "NL"), AROSE, BEFORE),
        # no rule is known: less is claimed
        (Stop("debt_settlement", OPENED, "FR"), AROSE, BEFORE),
        (Stop("plan", OPENED), AROSE, BEFORE),
        (Stop("plan", OPENED), OPENED, PAID),
    ],
)
def test_what_arose_before_bears_interest_to_the_day_before(stop, arose_on, expected):
    assert interest_end("BE", [stop], arose_on, DUE, PAID) == expected


def test_the_first_stop_counts_and_never_lengthens():
    stops = [Stop("plan", date(2025, 9, 1)), Stop("insolvency", OPENED, "NL")]
    assert interest_end("NL", stops, AROSE, DUE, PAID) == BEFORE
    assert interest_end("NL", stops, AROSE, DUE, date(2025, 7, 1)) == date(2025, 7, 1)
    assert interest_end("NL", [], AROSE, DUE, PAID) == PAID


def test_what_fell_due_later_bears_none():
    stops = [Stop("plan", OPENED)]
    assert interest_end("BE", stops, AROSE, date(2025, 8, 1), PAID) == date(2025, 8, 1)
