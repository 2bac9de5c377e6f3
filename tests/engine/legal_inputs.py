"""The inputs of the cases of law, as the engine wants them."""

from datetime import date
from decimal import Decimal

from engine.interest import Payment
from engine.legal_events import effect_of
from engine.legal_facts import Facts, Reminder
from engine.legal_values import BUSINESS
from engine.notice_period import STRICT, Delivery
from engine.penalty_clause import CIVIL_RATE, LEGAL_MAXIMUM, Clause
from engine.recovery_cost import FORTY_EACH, ON_SUM
from engine.regimes import regime_of

#: Channels by a part of the words that cases use.
CHANNELS = {
    "regist": "registered_letter",
    "post": "letter",
    "electronic": "email",
    "e-mail": "email",
}


def named(word, names):
    """Return what the engine calls something, by a part of a case's word for it."""
    return next((name for part, name in names.items() if part in word.lower()), word)


def facts_of(given, mode=STRICT):
    """Return the facts of a whole claim; absent keys are as the law presumes."""
    return Facts(
        debtor_kind=given.get("debtor_kind", "unknown"),
        principal=Decimal(given["principal"]),
        due_date=day(given.get("due_date") or given.get("due")),
        end_date=end_of(given),
        currency=given.get("currency") or regime_of(given["law"]).currency,
        payments=payments_of(given),
        allocation=given.get("allocation", "principal_first"),
        day_count=given.get("day_count"),
        rate_mode=given.get("rate_mode"),
        effective_due_date=day(given.get("effective_due_date")),
        mode=mode,
        reminder=reminder_of(given.get("reminder")),
        clause=clause_of(given),
        contract_rate=contract_rate_of(given),
        fee_rule=fee_rule_of(given),
        creditor_is_sme=given.get("creditor_is_sme", False),
        deducts_vat=given.get("creditor_can_deduct_vat", True),
        vat_percent=Decimal(given.get("vat_percent", "21")),
        due_date_is_fatal=given.get("due_date_is_fatal", True),
        default_from=day(given.get("default_from")),
        default_by=given.get("default_by", "calendar"),
        invoice_received=day(given.get("invoice_received")),
        reminder_received=day(
            given.get("reminder_received") or given.get("mise_en_demeure_received")
        ),
        notice_on_invoice=given.get("consumer_notice_on_invoice", False),
        delivery_date=day(given.get("delivery_date")),
        invoice_date=day(given.get("invoice_date")),
        mentions_interest=given.get("interest_mention_on_invoice", False),
    )


def end_of(given):
    """Return the last day of interest: of payment, or before an insolvency."""
    end = day(given.get("payment_date") or given.get("end_date"))
    event, _, opening = (given.get("end_reason") or "").rpartition("_")
    if event == "insolvency_opening":
        end = min(end, effect_of(given["law"], event, day(opening)).interest_until)
    return end


def payments_of(given):
    return tuple(
        Payment(day(one["date"]), Decimal(one["amount"]))
        for one in given.get("partial_payments") or ()
    )


def reminder_of(given):
    if not given:
        return None
    term = {key: given[key] for key in ("days", "counted_from") if key in given}
    channel = named(given["channel"], CHANNELS)
    return Reminder(
        (Delivery(day(given["date"]), channel, day(given.get("received"))),),
        given.get("number", 1),
        given.get("kind") == "14_days_letter",
        **term,
    )


def clause_of(given):
    rate = given.get("contract_rate")
    if rate not in (None, LEGAL_MAXIMUM, CIVIL_RATE):
        rate = Decimal(rate)
    return Clause(rate, valid=given.get("penalty_clause_valid", False))


def contract_rate_of(given):
    """Return the rate that two businesses agreed."""
    rate = given.get("contract_rate")
    if given.get("debtor_kind") != BUSINESS or rate in (None, LEGAL_MAXIMUM):
        return None
    return Decimal(rate)


def fee_rule_of(given):
    rule = given.get("fee_rule", ON_SUM)
    return FORTY_EACH if rule.startswith("max") else rule


def day(value):
    return date.fromisoformat(value) if value else None


def text(value, digits="0.01"):
    """Write a day or an amount as the cases do; what is exact stays exact."""
    if isinstance(value, Decimal):
        written = value.quantize(Decimal(digits))
        assert written == value, "the engine left an amount that is not rounded"
        return str(written)
    return value.isoformat() if value else None
