"""Which claims are near their end: a first look never misses one."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import day
from engine.legal_values import LegalError
from engine.prescription import CONTRACTS, earliest, last_due_date, prescription

DAYS = st.dates(day("2000-01-01"), day("2040-12-31"))
LAWS = st.lists(
    st.sampled_from(["BE", "NL", "FR", "DE", "LU", "UK"]), min_size=1, max_size=3
)
KINDS = st.sampled_from(["business", "consumer", "public", "unknown"])


def test_the_law_that_ends_a_claim_first_counts():
    due = day("2026-01-15")
    # NL 2 years, BE 1 year; a law that is not known is left out
    found = earliest(["NL", "BE", None], "consumer", due, "sale_of_goods")
    assert found == prescription("BE", "consumer", due, "sale_of_goods")
    assert earliest(["NL", None], "consumer", due).last_day == day("2031-01-15")
    assert earliest([None], "consumer", due) is None


@pytest.mark.parametrize(
    ("laws", "kind", "contract", "expected"),
    [
        (
            ["BE"],
            "business",
            "sale_of_goods",
            "2017-05-20",
        ),  # ten years less six months
        (["BE"], "consumer", "sale_of_goods", "2026-05-20"),  # one year less six months
        (["BE", "NL"], "consumer", "services", "2022-05-20"),
        (["BE"], "consumer", "hotel", "2026-11-20"),
        (["DE"], "business", "any", "2024-05-20"),
    ],
)
def test_up_to_which_due_date_one_looks(laws, kind, contract, expected):
    today = day("2026-11-20")
    found = last_due_date(today, laws, kind, contract)
    assert day(expected) <= found <= day(expected) + timedelta(days=5)
    assert last_due_date(today, [None], kind, contract) is None
    with pytest.raises(LegalError):
        last_due_date(today, ["XX"], kind, contract)


@given(DAYS, LAWS, KINDS, st.sampled_from(CONTRACTS), DAYS, st.booleans())
def test_a_first_look_misses_nothing(today, laws, kind, contract, due, written):
    found = earliest(laws, kind, due, contract, written_proof=written)
    near = found.warn_on <= today
    last = last_due_date(today, laws, kind, contract, written_proof=written)
    assert not near or due <= last
