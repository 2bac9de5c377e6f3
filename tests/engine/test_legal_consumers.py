"""Claims against consumers outside of Belgium: when, how much, and why not."""

from datetime import date
from decimal import Decimal

import pytest
from legal_adapter import rates
from legal_givens import DUTCH, FRENCH, GERMAN, LATE, LUXEMBOURG, paid, reminder, said

from engine.legal_claim import assess_claim
from engine.legal_facts import Facts, Reminder
from engine.notice_period import Delivery
from engine.penalty_clause import Clause

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
        pytest.param(
            {
                "default_by": "mahnung",
                "due_date": "2025-04-02",
                "reminder_received": "2025-04-02",
            },
            *("2025-04-03", "0.00"),
            id="a reminder on the day the claim was due",
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


def test_what_is_not_said_claims_least():
    facts = Facts("consumer", Decimal(1000), date(2025, 1, 31), date(2025, 6, 30))
    for law in ("BE", "NL", "FR", "LU", "UK"):
        claim = assess_claim(law, facts, rates())
        assert (claim.total, claim.first_interest_day) == (1000, None)
    assert not facts.creditor_is_sme
    assert not facts.notice_on_invoice
    assert facts.deducts_vat
    told = Facts(
        *facts[:4],
        reminder=Reminder((Delivery(date(2025, 2, 3), "email"),)),
        clause=Clause(),
    )
    # not an SME: interest from the end of the period; no letter of the Dutch law
    assert assess_claim("BE", told, rates()).first_interest_day == date(2025, 2, 18)
    assert assess_claim("NL", told, rates()).recovery_fee == 0
