"""Ordinary claims of each law, and what a test changes of them."""

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
