"""What the story of `./dev demo` must show: gates, outcomes, ends of pauses.

Plain data, without Odoo. What is expected of each debtor stands in the cast.
"""

#: What must have been decided at least once, by the codes of the reasons.
REASONS = (
    *("not_yet", "nothing_overdue", "nothing_open", "step_due", "call_due"),
    *("waits_for_person", "end_of_ladder", "old_claims", "covered_by_credits"),
    *("below_minimum", "small_amount", "open_bills", "collected"),
    *("paused", "pause_needs_person", "stops_unknown"),
    *("no_address", "address_failed", "address_shared"),
    *("contact_underway", "uncertain"),
    *("patience", "call_slower", "call_loyal"),
    *("own_part", "bank_behind", "payment_suspected", "veto_window", "contact_budget"),
)
#: Reason and state of pauses that must be there.
PAUSES = (
    *("promise active", "promise kept", "promise broken"),
    *("dispute active", "dispute granted", "dispute rejected"),
    *("insolvency active", "deceased active", "debt_settlement active"),
    *("debt_help active", "reply active"),
    *("manual active", "manual expired"),
)
#: What messages must have been for.
MESSAGES = (
    *("step", "answer", "confirmation", "missed_call", "apology", "statement"),
    *("dispute_answer", "thank_you"),
)
