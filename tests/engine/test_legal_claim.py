"""Whole claims by law and kind of debtor: what is claimed, from when, and why not.

The worked cases stand in test_legal_cases; here are the limits between them.
"""

import pytest
from legal_adapter import assess

LATE = {
    "law": "BE",
    "debtor_kind": "business",
    "principal": "1000.00",
    "due_date": "2025-01-31",
    "end_date": "2025-03-02",
}
BELGIAN = {
    "law": "BE",
    "debtor_kind": "consumer",
    "principal": "1000.00",
    "due_date": "2025-02-20",
    "reminder": {"date": "2025-03-03", "channel": "electronic"},
    "payment_date": "2025-04-15",
    "creditor_is_sme": True,
    "penalty_clause_valid": True,
    "contract_rate": "legal_max",
}
DUTCH = {
    "law": "NL",
    "debtor_kind": "consumer",
    "principal": "1000.00",
    "due_date": "2025-02-14",
    "reminder": {
        "date": "2025-03-03",
        "channel": "electronic",
        "kind": "14_days_letter",
    },
    "payment_date": "2025-04-01",
}
GERMAN = {
    "law": "DE",
    "debtor_kind": "consumer",
    "principal": "1000.00",
    "payment_date": "2025-06-30",
}
FRENCH = {
    "law": "FR",
    "debtor_kind": "consumer",
    "principal": "800.00",
    "due_date": "2025-02-28",
    "payment_date": "2025-07-31",
}
LUXEMBOURG = {
    "law": "LU",
    "debtor_kind": "consumer",
    "principal": "600.00",
    "delivery_date": "2024-02-10",
    "invoice_date": "2024-02-20",
    "interest_mention_on_invoice": True,
    "payment_date": "2024-08-31",
}


def said(base, change, keys):
    answer = assess({"input": {**base, **change}})
    assert "error" not in answer, answer
    return tuple(answer[key] for key in keys)


def reminder(base, **change):
    return {"reminder": {**base["reminder"], **change}}


def paid(*pairs):
    payments = [{"date": when, "amount": amount} for when, amount in pairs]
    return {"partial_payments": payments}


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


DUTCH_KEYS = ("earliest_cost_date", "first_interest_day", "interest", "recovery_fee")


@pytest.mark.parametrize(
    ("change", "expected", "reason"),
    [
        pytest.param(
            {}, ("2025-03-18", "2025-02-15", "7.56", "150.00"), None, id="in order"
        ),
        pytest.param(
            {"payment_date": "2025-03-17"},
            ("2025-03-18", "2025-02-15", "5.10", "0.00"),
            "paid_in_time",
            id="on the last day: interest only",
        ),
        pytest.param(
            {"payment_date": "2025-03-18"},
            ("2025-03-18", "2025-02-15", "5.26", "150.00"),
            None,
            id="a day later",
        ),
        pytest.param(
            {"reminder": None},
            (None, "2025-02-15", "7.56", "0.00"),
            "no_reminder",
            id="no letter",
        ),
        pytest.param(
            reminder(DUTCH, kind="reminder"),
            (None, "2025-02-15", "7.56", "0.00"),
            "no_reminder",
            id="an ordinary reminder",
        ),
        pytest.param(
            reminder(DUTCH, date="2025-02-14"),
            (None, "2025-02-15", "7.56", "0.00"),
            "letter_before_default",
            id="a letter before default",
        ),
        pytest.param(
            reminder(DUTCH, date="2025-02-15"),
            ("2025-03-02", "2025-02-15", "7.56", "150.00"),
            None,
            id="on the first day of default",
        ),
        pytest.param(
            reminder(DUTCH, days=13),
            (None, "2025-02-15", "7.56", "0.00"),
            "waiting_too_short",
            id="thirteen days",
        ),
        pytest.param(
            reminder(DUTCH, counted_from="letter_date", days=21),
            (None, "2025-02-15", "7.56", "0.00"),
            "waiting_too_short",
            id="counted from its date",
        ),
        pytest.param(
            reminder(DUTCH, received="2025-03-05"),
            ("2025-03-20", "2025-02-15", "7.56", "150.00"),
            None,
            id="proven receipt",
        ),
        pytest.param(
            {"due_date_is_fatal": False},
            (None, "2025-03-18", "2.47", "0.00"),
            "letter_before_default",
            id="no fatal date: the letter puts in default",
        ),
        pytest.param(
            {"due_date_is_fatal": False, "reminder": None},
            (None, None, "0.00", "0.00"),
            "no_reminder",
            id="no fatal date, no letter",
        ),
        pytest.param(
            {"due_date_is_fatal": False, "default_from": "2025-03-01"},
            ("2025-03-18", "2025-03-01", "5.26", "150.00"),
            None,
            id="an earlier notice of default",
        ),
        pytest.param(
            paid(("2025-03-17", "600.00")),
            ("2025-03-18", "2025-02-15", "6.08", "60.00"),
            None,
            id="part within the 14 days: the scale on the rest",
        ),
        pytest.param(
            paid(("2025-03-18", "600.00")),
            ("2025-03-18", "2025-02-15", "6.18", "150.00"),
            None,
            id="part after them",
        ),
        pytest.param(
            {"principal": "0.01"},
            ("2025-03-18", "2025-02-15", "0.00", "40.00"),
            None,
            id="a cent",
        ),
    ],
)
def test_dutch_consumer(change, expected, reason):
    found = said(DUTCH, change, (*DUTCH_KEYS, "fee_reason"))
    assert found == (*expected, reason)


GERMAN_KEYS = ("earliest_cost_date", "first_interest_day", "recovery_fee")


@pytest.mark.parametrize(
    ("change", "start", "fee"),
    [
        pytest.param({"due": "2025-02-14"}, "2025-02-15", "0.00", id="calendar"),
        pytest.param({"due": "2025-02-15"}, "2025-02-18", "0.00", id="on a Saturday"),
        pytest.param({"due": "2025-04-18"}, "2025-04-23", "0.00", id="on Good Friday"),
        pytest.param(
            {"default_by": "mahnung", "reminder_received": "2025-04-02"},
            *("2025-04-03", "0.00"),
            id="a reminder",
        ),
        pytest.param({"default_by": "mahnung"}, None, "0.00", id="none"),
        pytest.param(
            {
                "default_by": "mahnung",
                "due_date": "2025-04-03",
                "reminder_received": "2025-04-02",
            },
            *(None, "0.00"),
            id="a reminder before the claim was due",
        ),
        pytest.param(
            {
                "default_by": "invoice30",
                "invoice_received": "2025-03-10",
                "consumer_notice_on_invoice": True,
            },
            *("2025-04-10", "0.00"),
            id="30 days with a notice",
        ),
        pytest.param(
            {"default_by": "invoice30", "invoice_received": "2025-03-10"},
            *(None, "0.00"),
            id="30 days without",
        ),
        pytest.param(
            {
                "default_by": "invoice30",
                "invoice_received": "2025-03-13",
                "debtor_kind": "business",
            },
            *("2025-04-15", "40.00"),
            id="business: the thirtieth day is a Saturday",
        ),
        pytest.param(
            {"default_by": "invoice30", "debtor_kind": "public"},
            *(None, "0.00"),
            id="an invoice that nobody got",
        ),
    ],
)
def test_german_default(change, start, fee):
    assert said(GERMAN, change, GERMAN_KEYS) == (start, start, fee)


@pytest.mark.parametrize(
    ("base", "change", "first"),
    [
        pytest.param(FRENCH, {}, None, id="FR without a mise en demeure"),
        pytest.param(
            FRENCH, {"mise_en_demeure_received": "2025-04-10"}, "2025-04-11", id="FR"
        ),
        pytest.param(
            FRENCH,
            {"mise_en_demeure_received": "2025-02-10"},
            "2025-03-01",
            id="FR, one that came before the due date",
        ),
        pytest.param(
            FRENCH,
            {"mise_en_demeure_received": "2025-07-31"},
            None,
            id="FR, paid on the day it came",
        ),
        pytest.param(LUXEMBOURG, {}, "2024-05-11", id="LU"),
        pytest.param(
            LUXEMBOURG, {"invoice_date": "2024-03-10"}, "2024-05-11", id="LU, a month"
        ),
        pytest.param(LUXEMBOURG, {"invoice_date": "2024-03-11"}, None, id="LU, later"),
        pytest.param(
            LUXEMBOURG, {"interest_mention_on_invoice": False}, None, id="LU, unsaid"
        ),
        pytest.param(
            LUXEMBOURG, {"payment_date": "2024-05-10"}, None, id="LU, within 3 months"
        ),
        pytest.param(
            LUXEMBOURG, {"due_date": "2024-06-30"}, "2024-07-01", id="LU, due later"
        ),
        pytest.param(
            LATE, {"law": "UK", "debtor_kind": "consumer"}, None, id="UK: no consumers"
        ),
    ],
)
def test_no_costs_for_other_consumers(base, change, first):
    keys = ("first_interest_day", "recovery_fee", "earliest_cost_date")
    assert said(base, change, keys) == (first, "0.00", None)


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
        invoices("2025-01-31", allocation="legal", **paid(("2025-02-15", "1.00"))),
        {},
        "letter_by_law",
    ),
]


@pytest.mark.parametrize(("base", "change", "code"), BAD)
def test_refused(base, change, code):
    assert assess({"input": {**base, **change}}) == {"error": code}
