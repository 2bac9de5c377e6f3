"""Business days of countries, and of the euro payment system."""

import pytest

from builders import day
from engine.business_days import (
    add_bank_business_days,
    add_business_days,
    is_bank_business_day,
    is_business_day,
    next_business_day,
)


@pytest.mark.parametrize(
    ("text", "countries", "expected"),
    [
        pytest.param("2026-06-10", ("BE",), True, id="an ordinary Wednesday"),
        pytest.param("2026-06-13", ("BE",), False, id="a Saturday"),
        pytest.param("2026-06-14", ("BE",), False, id="a Sunday"),
        pytest.param("2026-07-21", ("BE",), False, id="Belgium's national day"),
        pytest.param("2026-07-21", ("NL",), True, id="which is no Dutch one"),
        pytest.param("2026-07-21", ("NL", "BE"), False, id="one of two rests"),
        pytest.param("2027-11-01", ("BE",), False, id="All Saints in Belgium"),
        pytest.param("2027-11-01", ("NL",), True, id="All Saints in the Netherlands"),
        pytest.param("2026-04-27", ("NL",), False, id="King's day"),
        pytest.param("2026-04-27", ("BE",), True, id="King's day in Belgium"),
        pytest.param("2026-04-06", ("BE",), False, id="Easter Monday in Belgium"),
        pytest.param("2026-04-06", ("NL",), False, id="Easter Monday, Netherlands"),
        pytest.param("2026-05-14", ("BE", "NL"), False, id="Ascension day"),
        pytest.param("2025-12-26", ("BE",), True, id="26 December in Belgium"),
        pytest.param("2025-12-26", ("NL",), False, id="26 December, Netherlands"),
        pytest.param("2026-12-25", (), True, id="no country: no holidays"),
        pytest.param("2026-12-26", (), False, id="no country: weekends"),
        pytest.param("2026-12-25", ("XX",), True, id="unknown: no holidays"),
        pytest.param("2026-12-26", ("XX",), False, id="unknown: Saturday"),
        pytest.param("2026-12-27", ("XX",), False, id="unknown: Sunday"),
        pytest.param("2026-07-21", ("XX", "BE"), False, id="unknown and Belgium"),
    ],
)
def test_is_business_day(text, countries, expected):
    assert is_business_day(day(text), countries) is expected


@pytest.mark.parametrize(
    ("text", "countries", "expected"),
    [
        pytest.param("2026-06-10", ("BE",), "2026-06-10", id="is one already"),
        pytest.param("2026-06-13", ("BE",), "2026-06-15", id="Saturday to Monday"),
        pytest.param("2026-04-04", ("BE",), "2026-04-07", id="over Easter"),
        pytest.param("2027-10-30", ("BE",), "2027-11-02", id="over All Saints"),
        pytest.param("2026-04-25", ("NL",), "2026-04-28", id="over King's day"),
        pytest.param("2026-07-21", ("BE", "NL"), "2026-07-22", id="two countries"),
        pytest.param("2026-12-31", ("BE",), "2026-12-31", id="the year's last day"),
        pytest.param("2027-01-01", ("BE",), "2027-01-04", id="into the new year"),
        pytest.param("2028-02-29", ("BE",), "2028-02-29", id="a leap day"),
        pytest.param("2026-06-13", (), "2026-06-15", id="no country"),
        pytest.param("2026-06-13", ("XX",), "2026-06-15", id="unknown country"),
    ],
)
def test_next_business_day(text, countries, expected):
    assert next_business_day(day(text), countries) == day(expected)


@pytest.mark.parametrize(
    ("text", "count", "countries", "expected"),
    [
        pytest.param("2026-06-10", 0, ("BE",), "2026-06-10", id="none"),
        pytest.param("2026-06-10", 1, ("BE",), "2026-06-11", id="one"),
        pytest.param("2026-06-10", 3, ("BE",), "2026-06-15", id="over a weekend"),
        pytest.param("2026-06-13", 1, ("BE",), "2026-06-15", id="from a Saturday"),
        pytest.param("2026-07-20", 3, ("BE",), "2026-07-24", id="over 21 July"),
        pytest.param("2026-07-20", 3, ("NL",), "2026-07-23", id="not Dutch"),
        pytest.param("2026-04-24", 1, ("BE", "NL"), "2026-04-28", id="King's day"),
    ],
)
def test_add_business_days(text, count, countries, expected):
    assert add_business_days(day(text), count, countries) == day(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2026-04-03", False, id="Good Friday"),
        pytest.param("2026-04-06", False, id="Easter Monday"),
        pytest.param("2026-05-01", False, id="1 May"),
        pytest.param("2025-12-25", False, id="25 December"),
        pytest.param("2025-12-26", False, id="26 December"),
        pytest.param("2026-01-01", False, id="1 January"),
        pytest.param("2026-06-13", False, id="a Saturday"),
        pytest.param("2026-05-14", True, id="banks settle on Ascension day"),
        pytest.param("2026-07-21", True, id="and on Belgium's national day"),
    ],
)
def test_is_bank_business_day(text, expected):
    assert is_bank_business_day(day(text)) is expected


@pytest.mark.parametrize(
    ("text", "count", "expected"),
    [
        pytest.param("2026-06-10", 0, "2026-06-10", id="none"),
        pytest.param("2026-06-10", 2, "2026-06-12", id="two"),
        pytest.param("2026-06-12", 2, "2026-06-16", id="over a weekend"),
        pytest.param("2026-04-30", 2, "2026-05-05", id="over 1 May"),
        pytest.param("2026-04-02", 2, "2026-04-08", id="over Easter"),
        pytest.param("2025-12-23", 2, "2025-12-29", id="over Christmas"),
        pytest.param("2025-12-31", 1, "2026-01-02", id="over New Year"),
    ],
)
def test_add_bank_business_days(text, count, expected):
    assert add_bank_business_days(day(text), count) == day(expected)
