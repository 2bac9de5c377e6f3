"""What a death, an insolvency or a debt settlement asks of a creditor."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.business_days import is_business_day
from engine.legal_values import LegalError
from engine.pauses import PERSISTENT, PROTECTIVE, first_day_after, last_day
from engine.protection import (
    BANKRUPTCY,
    REVIEW_MONTHS,
    UNDER_REORGANISATION,
    protect,
    review_day,
    suspends,
)

MONDAY = date(2026, 11, 16)
KNOWN = [
    ("insolvency", "BE", "regsol", date(2027, 11, 16)),
    ("insolvency", "NL", "trustee", None),
    ("insolvency", "FR", "representative", date(2027, 1, 16)),
    ("insolvency", "DE", "administrator", None),
    ("debt_settlement", "BE", "mediator", date(2026, 12, 16)),
    ("debt_settlement", "NL", "settlement_trustee", None),
    ("deceased", "BE", "heirs", None),
    ("deceased", "LU", "heirs", None),
    ("guardianship", "FR", "guardian", None),
    ("debt_help", "NL", "helper", None),
]
PLACES = [(reason, country) for reason, country, _place, _last in KNOWN]
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(("reason", "country", "place", "last"), KNOWN)
def test_where_and_by_when(reason, country, place, last):
    found = protect(reason, country, MONDAY, MONDAY)
    assert (found.place, found.last_day) == (place, last)
    assert not found.effect.dunning_allowed


@pytest.mark.parametrize(
    ("reason", "country", "procedure", "code"),
    [
        ("insolvency", "LU", BANKRUPTCY, "unknown_event"),
        ("insolvency", "US", BANKRUPTCY, "unknown_country"),
        ("insolvency", None, BANKRUPTCY, "unknown_country"),
        ("insolvency", "NL", UNDER_REORGANISATION, "unknown_event"),
        ("debt_settlement", "FR", BANKRUPTCY, "unknown_event"),
        ("deceased", "BR", BANKRUPTCY, "unknown_country"),
        ("dispute", "BE", BANKRUPTCY, "unknown_event"),
    ],
)
def test_what_is_not_known_is_refused(reason, country, procedure, code):
    with pytest.raises(LegalError) as refused:
        protect(reason, country, MONDAY, MONDAY, procedure)
    assert refused.value.code == code


@given(st.sampled_from(PLACES), DAYS, st.integers(0, 900))
def test_we_act_in_time_on_a_business_day(where, event, later):
    today = event + timedelta(days=later)
    found = protect(*where, event, today)
    assert found.act_by >= today
    if found.act_by > today:
        assert is_business_day(found.act_by, (where[1],))
        assert found.act_by > event
    if found.last_day and not found.too_late:
        assert found.act_by <= found.last_day
    assert found.too_late == bool(found.last_day and found.last_day < today)
    if found.effect.interest_until:
        assert found.effect.interest_until == event - timedelta(days=1)


@given(DAYS, DAYS)
def test_a_reorganisation_stops_what_is_older(event, arose):
    reorganised = ("insolvency", "BE", UNDER_REORGANISATION, event, arose)
    assert suspends(*reorganised) == (arose < event)
    assert suspends("insolvency", "BE", BANKRUPTCY, event, arose)


def test_who_is_protected_has_a_day_to_look_and_no_end():
    assert set(REVIEW_MONTHS) == set(PROTECTIVE) < set(PERSISTENT)
    assert review_day("debt_help", date(2026, 10, 31)) == date(2027, 2, 28)
    assert review_day("dispute", MONDAY) is None


def test_a_promise_is_judged_two_bank_days_later():
    thursday = date(2026, 11, 26)
    assert last_day("promise", thursday) == date(2026, 11, 30)
    assert first_day_after("promise", thursday) == date(2026, 12, 1)
    assert first_day_after("manual", thursday) == date(2026, 11, 27)
    # Christmas and Easter are no bank days.
    assert last_day("promise", date(2026, 12, 24)) == date(2026, 12, 29)
