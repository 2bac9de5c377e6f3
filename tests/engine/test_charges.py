"""Items of a letter: interest since the last one, costs within a limit."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.charges import (
    capped,
    clause_cost,
    cost_items,
    daily_interest,
    interest_item,
    spread,
)
from engine.legal_claim import assess_claim, assess_letter
from engine.legal_facts import Facts
from engine.legal_rates import rate_book
from engine.penalty_clause import LumpSum

RATES = rate_book(
    (law, kind, date(year, month, 1), Decimal(10))
    for law in ("BE", "NL")
    for kind in ("b2b", "b2c")
    for year in (2025, 2026)
    for month in (1, 7)
)
DUE, LETTER = date(2025, 1, 31), date(2025, 3, 31)
AMOUNTS = st.integers(0, 10**7).map(lambda cents: Decimal(cents) / 100)


def claim_of(amount, law="BE", end=LETTER, due=DUE):
    facts = Facts("business", Decimal(amount), due, end)
    return assess_claim(law, facts, RATES)


def letter_of(amounts, law):
    facts = [Facts("business", Decimal(one), DUE, LETTER) for one in amounts]
    return assess_letter(law, facts, RATES)


def test_interest_goes_on_where_the_last_letter_stopped():
    first = interest_item(claim_of(1000), LETTER)
    assert first.amount == Decimal("16.16")  # 1000 x 10 % x 59 / 365
    assert (first.date_from, first.date_to) == (date(2025, 2, 1), LETTER)
    later = claim_of(1000, end=date(2025, 4, 30))
    second = interest_item(later, date(2025, 4, 30), first.amount, LETTER)
    assert second.date_from == date(2025, 4, 1)
    assert first.amount + second.amount == later.interest.amount
    assert interest_item(claim_of(1000), LETTER, first.amount, LETTER) is None


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_letters_together_claim_what_one_would(steps):
    """However many letters: the sum of their interest is that of the whole."""
    total, until, ordinal = Decimal(0), None, LETTER.toordinal()
    for step in steps:
        ordinal += step
        day = date.fromordinal(ordinal)
        item = interest_item(claim_of(777, end=day), day, total, until)
        if item:
            total, until = total + item.amount, day
    assert total == claim_of(777, end=date.fromordinal(ordinal)).interest.amount


@given(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=8))
def test_what_is_spread_sums_to_the_cent(total, weights):
    parts = spread(total, weights)
    assert sum(parts) == (total if any(weights) else 0)
    for part, weight in zip(parts, weights, strict=True):
        assert part >= 0
        assert weight or not part


def test_the_dutch_scale_of_a_letter_is_spread_over_its_claims():
    letter = letter_of((3000, 1000), "NL")
    items = cost_items(letter.claims, letter.recovery_fee, LETTER, "dutch_scale")
    assert letter.recovery_fee == 525  # 15 % of 2500, 10 % of 1500
    assert [one.amount for one in items] == [Decimal("393.75"), Decimal("131.25")]
    assert {one.kind for one in items} == {"recovery_cost"}


def test_forty_stays_with_each_invoice():
    letter = letter_of((3000, 1000), "BE")
    items = cost_items(letter.claims, letter.recovery_fee, LETTER, "fixed_sum")
    assert [(one.kind, one.amount) for one in items] == [("fixed_sum", 40)] * 2
    assert items[0].date_from == date(2025, 2, 1)


@pytest.mark.parametrize(
    ("principal", "percent", "cost"),
    [
        ("15", "100", "15"),
        ("15", "0", "40"),
        ("1000", "100", "40"),
        ("90", "25", "22.5"),
    ],
)
def test_a_cost_stays_within_the_limit(principal, percent, cost):
    got = capped(Decimal(40), Decimal(principal), Decimal(percent))
    assert got == Decimal(cost)


def test_a_claim_without_cost_has_no_item():
    claims = [claim_of(0), claim_of(100)]
    items = cost_items(claims, Decimal(40), LETTER, "fixed_sum")
    assert items[0] is None
    assert items[1].amount == 40


def test_a_clause_between_businesses():
    clause = LumpSum(percent=Decimal(10), minimum=Decimal(75))
    assert clause_cost(Decimal(1000), clause) == 100
    assert clause_cost(Decimal(200), clause) == 75
    assert clause_cost(Decimal(0), clause) == 0
    assert clause_cost(Decimal(200), None) == 0


def test_what_a_day_adds():
    assert daily_interest(claim_of(3650)) == 1
    assert daily_interest(claim_of(1000)) == Decimal("0.27")
    assert daily_interest(claim_of(0)) == 0
