"""Sharing out a day: places first, then addresses; nobody blocks in vain."""

from datetime import date

import pytest

from engine.allotment import allot, following_contact_day

OFFICE, OTHER = "office@accountant.example", "other@klant.example"


@pytest.mark.parametrize(
    ("addresses", "owners", "places", "expected"),
    [
        pytest.param({}, {}, None, ("abc", "", ""), id="no limit, all by post"),
        pytest.param({}, {}, 2, ("ab", "", "c"), id="as many as there are places"),
        pytest.param({}, {}, 0, ("", "", "abc"), id="no place"),
        pytest.param(dict.fromkeys("abc", OFFICE), {}, None, ("a", "bc", ""), id="one"),
        pytest.param(
            {"a": OFFICE, "b": OFFICE, "c": OTHER},
            {},
            2,
            ("ac", "b", ""),
            id="whoever shares an address takes no place",
        ),
        pytest.param(
            {"a": OFFICE, "b": OFFICE},
            {},
            0,
            ("", "", "abc"),
            id="whoever has no place takes no address",
        ),
        pytest.param(
            {"b": OFFICE, "c": OFFICE},
            {OFFICE: "x"},
            None,
            ("a", "bc", ""),
            id="written to for somebody else before",
        ),
        pytest.param(
            {"b": OFFICE, "c": OFFICE},
            {OFFICE: "c"},
            None,
            ("ac", "b", ""),
            id="the same one may be written to again",
        ),
    ],
)
def test_allot(addresses, owners, places, expected):
    before = dict(owners)
    assert allot("abc", addresses, owners, places) == tuple(map(list, expected))
    assert owners == before


def test_the_day_after_a_friday_is_a_monday():
    assert following_contact_day(date(2026, 11, 20), ("BE",)) == date(2026, 11, 23)
