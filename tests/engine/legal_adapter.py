"""The engine of law, fed with the cases of tests/engine/legal/cases.json.

A case's ``input`` comes in one of several shapes: a whole claim, a letter on several
invoices, a scale, which law applies, an event, prescription. ``assess`` finds the
shape, hands plain values to the engine and writes its answer as the cases do.
"""

import csv
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from legal_inputs import day, facts_of, named, payments_of, text

from engine import penalty_clause, prescription
from engine.applicable_law import applicable_law
from engine.interest import Terms, accrue, allocate, divisor_of
from engine.interest import interest_of_days as interest_of
from engine.legal_claim import assess_claim, assess_letter
from engine.legal_events import effect_of
from engine.legal_rates import FixedRate, rate_book
from engine.legal_titles import costs_of_business
from engine.legal_values import LegalError
from engine.notice_period import SAFE, STRICT
from engine.recovery_cost import (
    EACH_LETTER,
    JOINT_LETTER,
    belgian_reminder_cost,
    dutch_costs,
    dutch_term_costs,
)
from engine.regimes import FIXED_SUM, regime_of

LEGAL = Path(__file__).resolve().parent / "legal"
#: In the cases: keys that are for reading only.
NOT_COMPARED = {"task", "resume_when", "note", "title", "published_example"}
OVERLAY_RULE = (
    "take per item the result most favourable to the consumer "
    "(latest cost date, lowest fee, lowest rate)"
)
#: Contracts and events by a part of the words that cases use.
CONTRACTS = {
    "goods": "sale_of_goods",
    "energy": "energy_telecom",
    "water": "energy_telecom",
    "telecom": "energy_telecom",
    "rent": "periodic",
    "periodic": "periodic",
    "doctor": "medical",
    "hospital": "medical",
    "hotel": "hotel",
}
EVENTS = {
    "wsnp": "wsnp",
    "settlement": "collective_debt_settlement",
    "reorgani": "judicial_reorganisation",
    "insolvency": "insolvency_opening",
    "bankruptcy": "insolvency_opening",
    "disput": "disputed",
    "plan": "payment_plan",
    "guardian": "guardianship",
    "minor": "guardianship",
    "help": "debt_help",
    "moratorium": "debt_help",
}


def rows(*names):
    """Read rate tables: (law, kind, first day, percent)."""
    for name in names:
        with (LEGAL / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield (
                    row["country"],
                    row["kind"],
                    date.fromisoformat(row["valid_from"]),
                    Decimal(row["annual_percent"]),
                )


@lru_cache
def rates():
    """Return the book of all rates that are known."""
    return rate_book(rows("rates.csv", "rates_b2g.csv"))


def assess(case):
    """Return what the engine says of a case.

    :param dict case: with ``input``; where it has ``expected``, the answer is cut to
        the keys that stand there
    """
    given = case["input"]
    try:
        answer = next(shape for fits, shape in SHAPES if fits(given))(given)
    except LegalError as error:
        answer = {"error": error.code}
    return only(answer, case["expected"]) if "expected" in case else answer


def only(answer, wanted):
    """Cut an answer to the keys of what is wanted, also inside of lists."""
    if isinstance(answer, dict) and isinstance(wanted, dict):
        return {key: only(answer[key], wanted[key]) for key in wanted if key in answer}
    both = isinstance(answer, list) and isinstance(wanted, list)
    if both and len(answer) == len(wanted):
        return [only(*pair) for pair in zip(answer, wanted, strict=True)]
    return answer


def whole_claim(given):
    """One invoice under one law, read literally and safely."""
    answer = claim_of(given, given.get("mode", STRICT))
    if given.get("reminder"):
        answer["safe_mode"] = claim_of(given, SAFE)
    return answer


def claim_of(given, mode):
    claim = assess_claim(given["law"], facts_of(given, mode), rates())
    waiting = claim.waiting
    return {
        **interest_as_text(claim.interest),
        "first_interest_day": text(claim.first_interest_day),
        "recovery_fee": text(claim.recovery_fee),
        "reminder_fee_first": text(belgian_reminder_cost(1)),
        "earliest_cost_date": text(claim.earliest_cost_date),
        "waiting_first_day": text(waiting and waiting.first_day),
        "waiting_last_day": text(waiting and waiting.last_day),
        "presumed_receipt": text(waiting and waiting.receipt),
        "total_claim": text(claim.total),
        "interest_reason": claim.interest_reason,
        "fee_reason": claim.fee_reason,
    }


def letter(given):
    """Several invoices in one letter."""
    all_facts = [
        facts_of({**given, **one, "principal": one["amount"]})
        for one in given["invoices"]
    ]
    claimed = assess_letter(given["law"], all_facts, rates())
    return {
        "invoices": [
            {**one, **interest_as_text(claim.interest)}
            for one, claim in zip(given["invoices"], claimed.claims, strict=True)
        ],
        "interest": text(claimed.interest),
        "recovery_fee": text(claimed.recovery_fee),
        "total_claim": text(claimed.total),
    }


def period(given):
    """Interest between two days, both included, at the law's or a given rate."""
    regime = regime_of(given["law"])
    kind = given.get("debtor_kind", "unknown")
    first = day(given.get("first_interest_day") or given.get("from"))
    last = day(given.get("last_interest_day") or given.get("to"))
    if "rate" in given:
        table = FixedRate(Decimal(given["rate"]))
    else:
        table = rates().table(regime.law, regime.rate_kind(kind))
    principal = Decimal(given.get("principal", "1000"))
    terms = regime.terms(day_count=given.get("day_count"))
    return interest_as_text(
        accrue(principal, first, last, table, terms, payments_of(given))
    )


def some_days(given):
    """Interest of a number of days, and a payment set off against it."""
    principal = Decimal(given["principal"])
    rate = Decimal(given.get("rate") or given["contract_rate_simple"])
    day_count = given.get("day_count", "ACT/365F")
    divisor = given.get("divisor") or divisor_of(day_count, 2025)
    interest = interest_of(principal, rate, given["days"], divisor)
    answer = {"interest": text(interest), "days": given["days"]}
    if "payment" not in given:
        return answer
    owed = {
        "costs": Decimal(given.get("recovery_fee", "0")),
        "interest": interest,
        "principal": principal,
    }
    order = Terms().order
    if given.get("allocation") == "legal":
        order = regime_of(given["law"]).legal_order
    paid, _rest = allocate(Decimal(given["payment"]), owed, order)
    answer["total_before"] = text(sum(owed.values()))
    for part, amount in paid.items():
        answer[f"paid_{part}"] = text(amount)
        answer[f"{part}_left"] = text(owed[part] - amount)
    return answer


def costs_only(given):
    """The costs on a principal, or on several in one letter."""
    law, kind = given["law"], given.get("debtor_kind", "unknown")
    amounts = given.get("principals") or given.get("balances")
    amounts = [Decimal(one) for one in amounts or [given["principal"]]]
    if "paid_within_14_days" in given:
        amounts = [sum(amounts) - Decimal(given["paid_within_14_days"])]
    if law == "NL":
        deducts = given.get("creditor_can_deduct_vat", True)
        vat = Decimal(0 if deducts else given.get("vat_percent", "21"))
        return {"recovery_fee": text(dutch_costs(amounts, vat))}
    if law == "BE" and kind not in ("business", "public"):
        ways = {
            name: text(penalty_clause.lump_sum(amounts, aggregation=name))
            for name in ("cautious", "per_invoice", "on_sum")
        }
        return {
            "recovery_fee": ways[given.get("aggregation", "cautious")],
            "per_invoice_sum": ways["per_invoice"],
            "on_sum": ways["on_sum"],
        }
    return {"recovery_fee": text(costs_of_business(regime_of(law), amounts))}


def reminder_cost(given):
    return {
        "reminder_fee": text(
            belgian_reminder_cost(
                given["reminder_number_for_this_due_date"],
                given.get("regular_supply", False),
                given.get("unpaid_due_dates_reminded_this_calendar_year", 1),
                Decimal(given.get("postage", "0")),
            )
        )
    }


def terms_of_contract(given):
    costs = dutch_term_costs(
        Decimal(given["term_amount"]),
        given["unpaid_terms"],
        EACH_LETTER if given.get("letters_each_valid", True) else JOINT_LETTER,
    )
    return {
        "recovery_fee_max": text(costs.maximum),
        "recovery_fee_default": text(costs.default),
    }


def which_law(given):
    choice = applicable_law(
        given["seller"],
        given.get("debtor"),
        given["debtor_kind"],
        directs_activity=given.get("directs_activity", False),
        chosen_law=given.get("chosen_law"),
    )
    answer = {
        "law": choice.law,
        "overlay": choice.overlay,
        "rule": OVERLAY_RULE if choice.overlay else None,
    }
    try:
        regime = regime_of(choice.law)
    except LegalError as error:
        return {**answer, "error": error.code}
    no_consumer = given["debtor_kind"] in ("business", "public")
    if no_consumer and regime.business_costs == FIXED_SUM:
        answer["fee"] = text(regime.fixed_sum)
    return answer


def event(given):
    effect = effect_of(
        given["law"],
        named(given["event"], EVENTS),
        day(given["event_date"]),
        day(given.get("invoice_origin")),
    )
    return {
        "dunning_allowed": effect.dunning_allowed,
        "interest_until": text(effect.interest_until),
        "fee_after_event": text(effect.fee_after),
        "address": effect.address,
    }


def prescribed(given):
    found = prescription.prescription(
        given["law"],
        given["debtor_kind"],
        day(given["due_date"]),
        named(given["contract"], CONTRACTS),
        written_proof=given.get("written_proof", False),
    )
    return {
        "prescribed_after_cautious": text(found.last_day),
        "warn_on": text(found.warn_on),
    }


def interest_as_text(interest):
    return {
        "days": interest.days,
        "segments": [
            {
                "from": text(one.date_from),
                "to": text(one.date_to),
                "days": one.days,
                "base": text(one.base),
                "rate": text(one.rate),
                "divisor": one.divisor,
                "raw": text(one.shown(), "0.000001"),
            }
            for one in interest.segments
        ],
        "interest": text(interest.amount),
        "capitalised": text(interest.capitalised),
    }


def having(*keys):
    return lambda given: all(key in given for key in keys)


DATES = {"due_date", "due", "default_by", "invoice_received", "delivery_date"}
SHAPES = (
    (having("event"), event),
    (having("seller"), which_law),
    (having("contract"), prescribed),
    (having("reminder_number_for_this_due_date"), reminder_cost),
    (having("recurring_contract"), terms_of_contract),
    (having("invoices"), letter),
    (having("days", "principal"), some_days),
    (having("first_interest_day"), period),
    (having("from"), period),
    (lambda given: not DATES & given.keys(), costs_only),
    (lambda given: True, whole_claim),
)
