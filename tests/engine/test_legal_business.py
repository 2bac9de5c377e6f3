"""Claims against businesses and public bodies, letters, and what is refused."""

from decimal import Decimal

import pytest
from legal_adapter import assess, rates
from legal_givens import (
    BELGIAN,
    DUTCH,
    FRENCH,
    GERMAN,
    LATE,
    LUXEMBOURG,
    paid,
    reminder,
    said,
)
from legal_inputs import day, facts_of

from engine.interest import Payment
from engine.legal_claim import assess_letter
from engine.legal_values import LegalError


@pytest.mark.parametrize(
    ("change", "interest", "fee", "total"),
    [
        pytest.param({}, "9.45", "40.00", "1049.45", id="late"),
        pytest.param(
            {"debtor_kind": "public"}, "9.45", "40.00", "1049.45", id="public"
        ),
        pytest.param(
            {"end_date": "2025-02-01"}, "0.32", "40.00", "1040.32", id="a day"
        ),
        pytest.param(
            {"end_date": "2025-01-31"}, "0.00", "0.00", "1000.00", id="due day"
        ),
        pytest.param({"principal": "0.00"}, "0.00", "0.00", "0.00", id="nothing owed"),
        pytest.param(
            {"effective_due_date": "2025-02-03"}, "8.51", "40.00", "1048.51", id="moved"
        ),
        pytest.param(
            {"effective_due_date": "2025-02-03", "end_date": "2025-02-02"},
            *("0.00", "0.00", "1000.00"),
            id="paid on the day of rest",
        ),
        pytest.param(
            paid(("2025-01-31", "400.00")), "5.67", "40.00", "645.67", id="on due day"
        ),
        pytest.param(
            paid(("2025-02-01", "1000.00")), "0.32", "40.00", "40.32", id="one day late"
        ),
        pytest.param(
            paid(("2025-01-31", "1000.00")), "0.00", "0.00", "0.00", id="all in time"
        ),
        pytest.param(
            paid(("2025-02-15", "1010.00")), "4.73", "40.00", "34.73", id="overpaid"
        ),
        pytest.param(
            {"contract_rate": "8.00"}, "6.58", "40.00", "1046.58", id="agreed"
        ),
        pytest.param(
            {"contract_rate": "0.00"}, "0.00", "40.00", "1040.00", id="at zero"
        ),
        pytest.param({"currency": "USD"}, "9.45", "0.00", "1009.45", id="in dollars"),
        pytest.param({"law": "NL"}, "9.16", "150.00", "1159.16", id="NL"),
        pytest.param(
            {"law": "NL", **paid(("2025-02-15", "600.00"))},
            *("6.42", "150.00", "556.42"),
            id="NL, the scale on what was open when default began",
        ),
        pytest.param(
            {"law": "NL", "creditor_can_deduct_vat": False},
            *("9.16", "181.50", "1190.66"),
            id="NL with VAT",
        ),
        pytest.param({"law": "FR"}, "10.81", "40.00", "1050.81", id="FR"),
        pytest.param({"law": "LU"}, "9.16", "40.00", "1049.16", id="LU"),
        pytest.param({"law": "DE"}, "9.26", "40.00", "1049.26", id="DE"),
        pytest.param(
            {"law": "DE", "due_date": "2025-02-01"},
            *("8.34", "40.00", "1048.34"),
            id="DE, due on a Saturday: from Tuesday",
        ),
        pytest.param({"law": "UK"}, "10.48", "70.00", "1080.48", id="UK"),
        pytest.param({"law": "GB"}, "10.48", "70.00", "1080.48", id="GB is UK"),
    ],
)
def test_business(change, interest, fee, total):
    keys = ("interest", "recovery_fee", "total_claim")
    assert said(LATE, change, keys) == (interest, fee, total)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"end_date": "2025-01-31"}, "paid_in_time"),
        ({"principal": "0.00"}, "nothing_open"),
        (paid(("2025-01-31", "1000.00")), "nothing_open"),
        ({"law": "UK", "debtor_kind": "consumer"}, "none_in_law"),
    ],
)
def test_why_there_is_no_interest(change, reason):
    assert said(LATE, change, ("interest_reason",)) == (reason,)


def test_an_insolvency_ends_interest_on_the_day_before():
    change = {"end_reason": "insolvency_opening_2025-02-11", "end_date": "2025-03-02"}
    assert said(LATE, change, ("days",)) == (10,)


@pytest.mark.parametrize(
    ("law", "left"),
    [
        # 10 days of interest come first; in the Netherlands the costs before them
        ("BE", "603.15"),
        ("NL", "753.05"),
    ],
)
def test_payment_in_the_order_of_the_law(law, left):
    change = {"law": law, "allocation": "legal", **paid(("2025-02-10", "400.00"))}
    answer = assess({"input": {**LATE, **change}})
    assert answer["segments"][-1]["base"] == left


@pytest.mark.parametrize(
    ("kind", "law", "rates"),
    [
        ("public", "FR", ["11.15"]),
        ("business", "FR", ["13.15", "12.15"]),
        ("public", "BE", ["11.50", "10.50"]),
        ("public", "UK", ["12.75"]),
    ],
)
def test_one_rate_for_the_whole_delay_where_the_law_says_so(kind, law, rates):
    change = {"debtor_kind": kind, "law": law, "end_date": "2025-12-31"}
    (segments,) = said(LATE, change, ("segments",))
    assert [one["rate"] for one in segments] == rates


def invoices(*dues, **change):
    listed = [
        {"ref": str(number), "amount": "100.00", "due_date": due}
        for number, due in enumerate(dues)
    ]
    return {**LATE, "invoices": listed, **change}


@pytest.mark.parametrize(
    ("given", "fee"),
    [
        (invoices("2025-01-31", "2025-02-28"), "80.00"),
        (invoices("2025-01-31", "2025-03-02"), "40.00"),  # the second is in time
        (invoices("2025-03-02"), "0.00"),
        (invoices("2025-01-31", "2025-02-28", law="UK"), "80.00"),
        (invoices(*["2025-01-31"] * 3, law="NL"), "45.00"),
        (invoices(*["2025-01-31"] * 3, law="NL", fee_rule="max_wik_40_each"), "120.00"),
        (
            invoices(*["2025-02-20"] * 3, **{**BELGIAN, "due_date": None}),
            "45.00",
        ),
    ],
)
def test_one_letter(given, fee):
    answer = assess({"input": given})
    assert answer["recovery_fee"] == fee
    cents = sum(int(one["amount"].replace(".", "")) for one in answer["invoices"])
    for part in ("interest", "recovery_fee"):
        cents += int(answer[part].replace(".", ""))
    assert cents == int(answer["total_claim"].replace(".", ""))


def two(**change):
    """Return the facts of two invoices of 100, the second one changed."""
    facts = facts_of({**LATE, "principal": "100.00"})
    return [facts, facts._replace(**change)]


def test_what_is_paid_too_much_goes_to_the_costs_of_a_letter():
    payments = (Payment(day("2025-02-15"), Decimal("110.00")),)
    claimed = assess_letter("BE", two(payments=payments), rates())
    # 100.00 + 0.95 and 0.00 + 0.47 of interest; 80.00 less the 9.53 that were left
    assert claimed.interest == Decimal("1.42")
    assert claimed.recovery_fee == 80
    assert claimed.total == Decimal("171.42")


def test_a_letter_in_the_order_of_the_law_without_payments():
    claimed = assess_letter("BE", two(allocation="legal"), rates())
    assert claimed.total == Decimal("281.90")


@pytest.mark.parametrize("change", [{"currency": "USD"}, {"debtor_kind": "public"}])
def test_a_letter_is_about_one_debtor_and_one_currency(change):
    with pytest.raises(LegalError) as refused:
        assess_letter("BE", two(**change), rates())
    assert refused.value.code == "mixed_letter"


def test_an_empty_letter_claims_nothing():
    assert assess_letter("BE", [], rates()) == ((), 0, 0, 0)


BAD = [
    (LATE, {"principal": "-0.01"}, "negative_principal"),
    (LATE, {"principal": "10.001"}, "too_many_digits"),
    (LATE, {"end_date": "2025-01-30"}, "end_before_due"),
    (LATE, {"effective_due_date": "2025-01-30"}, "bad_effective_due_date"),
    (LATE, {"law": "XX"}, "unknown_country"),
    (LATE, {"law": ""}, "unknown_country"),
    (LATE, {"debtor_kind": "club"}, "unknown_debtor_kind"),
    (LATE, {"day_count": "ACT/360"}, "unknown_day_count"),
    (LATE, {"rate_mode": "best"}, "unknown_rate_mode"),
    (LATE, {"allocation": "best"}, "unknown_allocation"),
    (LATE, {"law": "UK", "allocation": "legal"}, "no_legal_order"),
    (LATE, {"end_date": "2027-01-01"}, "missing_rate"),
    (LATE, {"due_date": "2014-12-30"}, "missing_rate"),
    (LATE, paid(("2025-02-15", "0.00")), "bad_payment"),
    (LATE, paid(("2025-02-15", "0.001")), "too_many_digits"),
    (LATE, {"due_date": None}, "no_due_date"),
    (BELGIAN, {"due_date": None}, "no_due_date"),
    (BELGIAN, {"contract_rate": "-1"}, "negative_rate"),
    (FRENCH, {"mise_en_demeure_received": "2026-06-30", "payment_date": "2026-07-01"})
    + ("missing_rate",),
    (LUXEMBOURG, {"payment_date": "2025-01-01"}, "missing_rate"),
    (GERMAN, {"default_by": "telephone"}, "unknown_default"),
    (DUTCH, reminder(DUTCH, received="2025-03-01"), "received_before_sent"),
    (invoices("2025-01-31", fee_rule="all", law="NL"), {}, "unknown_fee_rule"),
    (
        invoices(
            *("2025-01-31", "2025-02-28"),
            allocation="legal",
            **paid(("2025-02-15", "1.00")),
        ),
        {},
        "letter_by_law",
    ),
]


@pytest.mark.parametrize(("base", "change", "code"), BAD)
def test_refused(base, change, code):
    assert assess({"input": {**base, **change}}) == {"error": code}
