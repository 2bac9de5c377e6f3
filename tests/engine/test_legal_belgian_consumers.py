"""Claims against Belgian consumers: what is claimed, from when, and why not."""

from datetime import date
from decimal import Decimal

import pytest
from legal_adapter import rates
from legal_givens import (
    BELGIAN,
    paid,
    reminder,
    said,
)
from legal_inputs import facts_of

from engine.legal_claim import assess_claim
from engine.legal_facts import Reminder
from engine.legal_values import LegalError
from engine.notice_period import Delivery
from engine.penalty_clause import Clause, LumpSum

BELGIAN_KEYS = ("earliest_cost_date", "first_interest_day", "interest", "recovery_fee")
NOTHING = ("2025-03-18", None, "0.00", "0.00")


@pytest.mark.parametrize(
    ("change", "expected", "reason"),
    [
        pytest.param(
            {}, ("2025-03-18", "2025-03-04", "13.55", "90.00"), None, id="an SME"
        ),
        pytest.param(
            {"creditor_is_sme": False},
            ("2025-03-18", "2025-03-18", "9.14", "90.00"),
            None,
            id="no SME",
        ),
        pytest.param(
            {"payment_date": "2025-03-17"}, NOTHING, "paid_in_time", id="last free day"
        ),
        pytest.param(
            {"payment_date": "2025-03-18"},
            ("2025-03-18", "2025-03-04", "4.73", "90.00"),
            None,
            id="a day later",
        ),
        pytest.param(
            {"payment_date": "2025-03-18", "creditor_is_sme": False},
            ("2025-03-18", "2025-03-18", "0.32", "90.00"),
            None,
            id="a day later, no SME",
        ),
        pytest.param(
            {"penalty_clause_valid": False}, NOTHING, "no_clause", id="no valid clause"
        ),
        pytest.param(
            {"contract_rate": None},
            ("2025-03-18", None, "0.00", "90.00"),
            None,
            id="a clause without interest",
        ),
        pytest.param(
            {"contract_rate": "0.00"},
            ("2025-03-18", "2025-03-04", "0.00", "90.00"),
            None,
            id="a clause at zero",
        ),
        pytest.param(
            {"contract_rate": "11.50"},
            ("2025-03-18", "2025-03-04", "13.55", "90.00"),
            None,
            id="at the cap",
        ),
        pytest.param(
            {"contract_rate": "11.51"}, NOTHING, "clause_above_cap", id="above the cap"
        ),
        pytest.param(
            {"contract_rate": "11.51", "payment_date": "2025-03-17"},
            NOTHING,
            "paid_in_time",
            id="above the cap, but paid in time",
        ),
        pytest.param(
            {"contract_rate": "11.51", "payment_date": "2025-03-18"},
            NOTHING,
            "clause_above_cap",
            id="above the cap, paid a day later",
        ),
        pytest.param(
            {"contract_rate": "11.00", "payment_date": "2025-07-01"},
            NOTHING,
            "clause_above_cap",
            id="above the cap of the next half-year",
        ),
        pytest.param(
            {"contract_rate": "civil_rate"},
            ("2025-03-18", "2025-03-04", "5.30", "90.00"),
            None,
            id="the civil rate",
        ),
        pytest.param(
            {"reminder": None}, (None, None, "0.00", "0.00"), "no_reminder", id="silent"
        ),
        pytest.param(
            reminder(BELGIAN, number=2),
            (None, None, "0.00", "0.00"),
            "no_first_reminder",
            id="not the first reminder",
        ),
        pytest.param(
            reminder(BELGIAN, date="2025-02-20"),
            (None, None, "0.00", "0.00"),
            "reminder_before_due",
            id="before it was overdue",
        ),
        pytest.param(
            reminder(BELGIAN, days=13),
            (None, None, "0.00", "0.00"),
            "waiting_too_short",
            id="thirteen days",
        ),
        pytest.param(
            paid(("2025-03-17", "1000.00")), NOTHING, "nothing_open", id="all in time"
        ),
        pytest.param(
            paid(("2025-03-17", "850.00")),
            ("2025-03-18", "2025-03-04", "5.78", "20.00"),
            None,
            id="150 left",
        ),
        pytest.param(
            paid(("2025-03-18", "850.00")),
            ("2025-03-18", "2025-03-04", "6.05", "90.00"),
            None,
            id="paid a day too late",
        ),
        pytest.param(
            paid(("2025-03-18", "1000.00")),
            ("2025-03-18", "2025-03-04", "4.73", "90.00"),
            None,
            id="all of it, a day too late",
        ),
        pytest.param(
            {"debtor_kind": "unknown", "payment_date": "2025-03-17"},
            NOTHING,
            "paid_in_time",
            id="who is unknown is a consumer",
        ),
        pytest.param(
            {"currency": "USD"},
            ("2025-03-18", "2025-03-04", "13.55", "0.00"),
            "other_currency",
            id="in dollars",
        ),
    ],
)
def test_belgian_consumer(change, expected, reason):
    found = said(BELGIAN, change, (*BELGIAN_KEYS, "fee_reason"))
    assert found == (*expected, reason)


def test_belgian_reminder_by_mail_and_letter():
    """The later of the two periods counts, and interest from the later sending."""
    mail = Delivery(date(2025, 3, 3), "email")
    letter = Delivery(date(2025, 3, 4), "letter")
    facts = facts_of(BELGIAN)._replace(reminder=Reminder((letter, mail)))
    claim = assess_claim("BE", facts, rates())
    assert claim.waiting.first_day == date(2025, 3, 7)
    assert claim.first_interest_day == date(2025, 3, 5)


@pytest.mark.parametrize(
    ("lump_sum", "fee", "interest"),
    [
        (LumpSum(Decimal(20)), "20.00", "13.55"),
        (None, "0.00", "13.55"),
        (LumpSum(Decimal(21)), "0.00", "0.00"),  # void, and with it the interest
    ],
)
def test_belgian_lump_sum_of_a_contract(lump_sum, fee, interest):
    facts = facts_of(BELGIAN)._replace(clause=Clause(lump_sum=lump_sum))
    claim = assess_claim("BE", facts, rates())
    assert claim.recovery_fee == Decimal(fee)
    assert claim.interest.amount == Decimal(interest)


def test_a_belgian_clause_below_zero_is_refused():
    facts = facts_of(BELGIAN)._replace(clause=Clause(lump_sum=LumpSum(Decimal(-1))))
    with pytest.raises(LegalError) as refused:
        assess_claim("BE", facts, rates())
    assert refused.value.code == "negative_clause"


def test_belgian_safe_mode():
    """The fourteenth day is Saturday 15 March: free until Monday."""
    change = reminder(BELGIAN, date="2025-03-01") | {"payment_date": "2025-03-17"}
    strict, safe = said(BELGIAN, change, ("recovery_fee", "safe_mode"))
    assert strict == "90.00"
    assert safe["recovery_fee"] == "0.00"
    assert safe["interest"] == "0.00"
    assert safe["earliest_cost_date"] == "2025-03-18"


def test_belgian_safe_mode_moves_interest_of_who_is_no_sme():
    change = reminder(BELGIAN, date="2025-03-01") | {"creditor_is_sme": False}
    first, safe = said(BELGIAN, change, ("first_interest_day", "safe_mode"))
    assert first == "2025-03-16"
    assert safe["first_interest_day"] == "2025-03-18"
