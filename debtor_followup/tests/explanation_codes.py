"""The reason codes of the engine, and what the sentence of each must say."""

import ast
from pathlib import Path

from odoo.addons.debtor_followup import engine
from odoo.addons.debtor_followup.engine.rules import protected

#: Sentences that a reason code chooses by what else is known.
VARIANTS = {
    "step_due": {
        "step_due_send",
        "step_due_propose",
        "step_due_formal_notice",
        "step_due_formal_notice_itself",
        "step_due_handoff",
    },
    "nothing_overdue": {"nothing_overdue", "nothing_overdue_end"},
    "paused": {
        "paused",
        "paused_claims",
        "paused_law",
        "paused_person",
        "paused_claims_person",
    },
    "pause_needs_person": {"pause_needs_person", "pause_needs_person_law"},
    "no_address": {"no_address", "no_address_letter", "no_address_returned"},
    "contact_underway": {"contact_underway", "contact_underway_letter"},
    "own_part": {"own_part", "own_part_early"},
}


def reason_codes():
    """Return the reason codes that the engine's rules can answer with.

    Read from their source: the first argument of ``nothing()`` and of
    ``stop_after_first_reminder()``, and what is called reason.
    """
    codes = set()
    for path in (Path(engine.__file__).parent / "rules").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            codes |= _codes_of(node)
    codes |= {f"stops_{kind}" for kind in protected.WAITING_KINDS}
    return codes


def _codes_of(node):
    values = []
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", None))
        if name == "nothing":
            values = node.args[:1]
        elif name == "stop_after_first_reminder":
            values = node.args[1:2]
    elif isinstance(node, ast.Assign):
        if any(getattr(target, "id", None) == "reason" for target in node.targets):
            values = [node.value]
    elif isinstance(node, ast.Dict):
        values = [
            value
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and key.value == "reason"
        ]
    found = set()
    for value in values:
        choices = (
            [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
        )
        found |= {one.value for one in choices if isinstance(one, ast.Constant)}
    return found


#: Key of a sentence -> (words that name its rule, words that say what changes it).
SAID = {
    "step_due_send": ("is due (counted", "A payment or a pause"),
    "step_due_propose": ("waits for a person's agreement", "A payment or a pause"),
    "step_due_formal_notice": ("waits for a person's agree", "A payment or a pause"),
    "step_due_formal_notice_itself": ("made ready to leave", "A payment or a pause"),
    "step_due_handoff": ("a person must decide on it", "A payment or a pause"),
    "call_due": ("a person should call", "A payment, a promise or a pause"),
    "not_yet": ("(counted from the due date)", "a payment or a pause changes it"),
    "nothing_overdue": ("Nothing is overdue", "if INV/"),
    "nothing_overdue_end": ("no step of the policy", "Another policy changes it"),
    "waits_for_person": ("a person has a task", "or until they are paid"),
    "contact_underway": ("is on its way", "until it arrived or failed"),
    "contact_underway_letter": ("waits to be posted", "until it is marked as posted"),
    "uncertain": ("It is uncertain whether", "a person must say so"),
    "gentle_start": ("messages leave a day", "sent by hand or paid before"),
    "gentle_first_day": ("on the first day", "sent by hand or paid before"),
    "old_claims": ("when follow-up started", "a person decides how to go on"),
    "no_address": ("there is nobody to write to", "Enter a valid email address"),
    "no_address_letter": ("no complete postal address", "Enter street"),
    "no_address_returned": ("came back", "Correct the postal address"),
    "address_failed": ("did not arrive", "Correct the address"),
    "address_shared": ("gets one message a day", "can be sent by hand before"),
    "paused": ("Paused until", "as soon as the pause is lifted"),
    "paused_claims": ("is paused until", "as soon as the pause is lifted"),
    "paused_law": ("nobody writes to them or calls", "Only a person ends this"),
    "paused_person": ("does not end by itself", "a person records how it ended"),
    "paused_claims_person": ("All that is overdue is paused", "a person records"),
    "pause_needs_person_law": ("has passed", "a person lifts the pause"),
    "pause_needs_person": ("has passed", "a person must record how it ended"),
    "not_business_day": ("on business days only", "a payment or a pause comes first"),
    "quiet_period": ("in the quiet period", "a payment or a pause comes first"),
    "no_debtor": ("own companies or an employee", "unless the contact is neither"),
    "nothing_open": ("Nothing is open", "The next posted invoice changes it"),
    "no_due_date": ("No open claim has a due date", "Set their due date"),
    "covered_by_credits": ("is covered by open credits", "match them in accounting"),
    "no_policy": ("No follow-up policy is set", "choose one"),
    "policy_draft": ("is a draft", "activate it to start"),
    "small_amount": ("a small amount, below", "growth above the limit"),
    "below_minimum": ("below the minimum of", "until more is overdue"),
    "stops_unknown": ("It is not known whether", "Set the kind"),
    "end_of_ladder": ("All steps of the policy", "chooses another policy"),
    "law_reminder": ("the law first asks", "Choose a policy with one more"),
    "law_letter": ("Dutch law first asks", "give the policy one before"),
    "before_cutoff": ("follow-up starts at that date", "a later claim will be"),
    "collected": ("We collect all", "If a debit comes back"),
    "collected_late": ("should have come long ago", "if it came back, say so"),
    "open_bills": ("we owe this customer", "Agree on the customer's"),
    "own_part": ("was never sent", "send it, or say that it was sent"),
    "own_part_early": ("was never sent", "send it, or say that it was sent"),
    "bank_behind": ("the bank is booked up to", "Book the statements"),
    "veto_window": ("business days for a veto: 1", "Send it now, postpone it"),
    "contact_budget": ("days: 1, at most 1, and", "may write or call before"),
    "patience": ("usually pays by day", "A payment changes it"),
    "call_slower": ("days later than before", "a payment, a promise or a pause"),
    "call_chosen": ("a colleague chose to call", "a payment, a promise or a pause"),
    "call_loyal": ("has not heard of it yet", "a payment, a promise or a pause"),
    "payment_suspected": ("looks like a payment", "Match it in accounting"),
}

WAITS = "waits for what a person does: it says what, and no day does it instead"
#: Key of a sentence -> what it need not say -> why.
EXEMPT = {
    "step_due_handoff": {"next": WAITS},
    "waits_for_person": {"next": WAITS},
    "uncertain": {"next": WAITS},
    "old_claims": {"next": WAITS},
    "no_address": {"next": WAITS},
    "no_address_letter": {"next": WAITS},
    "no_address_returned": {"next": WAITS},
    "address_failed": {"next": WAITS},
    "no_policy": {"next": WAITS},
    "policy_draft": {"next": WAITS},
    "stops_unknown": {"next": WAITS},
    "end_of_ladder": {"next": WAITS},
    "law_reminder": {"next": WAITS},
    "law_letter": {"next": WAITS},
    "covered_by_credits": {"next": WAITS},
    "collected_late": {"next": WAITS},
    "own_part": {"next": WAITS},
    "open_bills": {"next": WAITS},
    "contact_underway": {"next": "a mail leaves within minutes, nobody knows when"},
    "contact_underway_letter": {"next": WAITS},
    "small_amount": {"next": "the list of small amounts has no day of its own"},
    "below_minimum": {"next": "only a claim to come changes it, where there is one"},
    "nothing_overdue_end": {"next": "no step comes, whatever the day"},
    "collected": {"next": "the bank says when a debit comes back"},
    "before_cutoff": {"next": "what is left out has no next day"},
    "no_due_date": {"date": "that it has none is the reason", "next": WAITS},
    "nothing_open": {
        "amount": "there is none",
        "date": "there is none",
        "next": "there is none",
    },
    "no_debtor": {
        "amount": "what it owes is not looked at",
        "date": "what it owes is not looked at",
        "next": "it is never followed up",
    },
}
