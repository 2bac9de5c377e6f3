"""Selections, state transitions and errors that several models share."""

import psycopg2.errors

from ..engine.claims import CALL, COURTESY, FORMAL_NOTICE, HANDOFF, REMINDER
from ..engine.pauses import PERSISTENT

DEBTOR_KINDS = [
    ("business", "Business"),
    ("consumer", "Consumer"),
    ("public", "Public body"),
    ("unknown", "Unknown"),
]
#: An unknown debtor is treated as carefully as a consumer.
KIND_TO_SUGGEST = {"unknown": "consumer"}
RELATIONSHIPS = [
    ("new", "New"),
    ("loyal", "Loyal"),
    ("regular", "Regular"),
    ("late", "Often late"),
    ("chronic", "Nearly always late"),
]
TRENDS = [("slower", "Slower than before"), ("faster", "Faster than before")]
OUTCOMES = [
    ("nothing", "Nothing"),
    ("propose", "Propose"),
    ("send", "Send"),
    ("call", "Call"),
    ("formal_notice", "Formal notice"),
    ("handoff", "Handoff"),
]
#: No contact today because of the day or the bank: proposals wait as they are.
NO_DAY_REASONS = ("not_business_day", "quiet_period")
RESTING_REASONS = (*NO_DAY_REASONS, "bank_behind")
#: What holds back automatic messages only: a person may send at once.
HELD_REASONS = ("veto_window", "contact_budget")
#: Outcomes after which the acting part of a run has work to do.
ACTING_OUTCOMES = tuple(code for code, _name in OUTCOMES if code != "nothing")
STEP_KINDS = [
    (COURTESY, "Courtesy note"),
    (REMINDER, "Reminder"),
    (CALL, "Call"),
    (FORMAL_NOTICE, "Formal notice"),
    (HANDOFF, "Handoff"),
]
CHANNELS = [
    ("email", "Email"),
    ("letter", "Letter"),
    ("registered_letter", "Registered letter"),
    ("phone", "Phone"),
]
#: Channels that go by post.
POSTAL_CHANNELS = ("letter", "registered_letter")
TONES = [("friendly", "Friendly"), ("firm", "Firm"), ("formal", "Formal")]
#: Fields of a notice that announce a consequence in a text, and the kind of step
#: that must come after it on the ladder.
ANNOUNCING_FIELDS = {
    "formal_date": FORMAL_NOTICE,
    "formal_date_text": FORMAL_NOTICE,
    "handoff_date": HANDOFF,
    "handoff_date_text": HANDOFF,
}
MODES = [("automatic", "Automatic"), ("propose", "A person confirms")]

NOTICE_STATES = [
    ("preview", "Preview"),
    ("draft", "Proposed"),
    ("queued", "Queued"),
    ("sending", "Sending"),
    ("uncertain", "Uncertain"),
    ("sent", "Sent"),
    ("failed", "Failed"),
    ("bounced", "Bounced"),
    ("withdrawn", "Withdrawn"),
    ("cancelled", "Cancelled"),
]
#: From which state a notice may go to which. Only `sent` moves the ladder.
NOTICE_TRANSITIONS = {
    "preview": ("draft", "queued", "cancelled"),
    "draft": ("queued", "sent", "cancelled"),
    "queued": ("sending", "sent", "failed", "cancelled"),
    "sending": ("sent", "queued", "uncertain", "failed"),
    # withdrawn: another channel carried the same message
    "uncertain": ("sent", "queued", "cancelled", "withdrawn"),
    "sent": ("bounced", "withdrawn", "failed"),  # failed: a letter came back
    "failed": ("queued", "cancelled"),
    "bounced": ("sent",),
    "withdrawn": (),
    "cancelled": (),
}
#: A contact that is on its way, or of which nobody knows where it is.
UNDERWAY_STATES = ("queued", "sending", "uncertain")

PAUSE_REASONS = [
    ("promise", "Promise to pay"),
    ("dispute", "Dispute"),
    ("payment_announced", "Payment announced"),
    ("plan", "Instalment plan"),
    ("insolvency", "Insolvency"),
    ("deceased", "Deceased"),
    ("guardianship", "Guardianship"),
    ("debt_settlement", "Collective debt settlement"),
    ("debt_help", "Debt help"),
    ("collection", "With a collection agency"),
    ("reply", "Reply to handle"),
    ("direct_debit", "Direct debit"),
    ("start", "Changed after the preview"),
    ("manual", "By hand"),
]
#: Pauses that never simply expire: at their date they go to a person.
PERSISTENT_PAUSES = PERSISTENT
PAUSE_STATES = [
    ("active", "Active"),
    ("kept", "Kept"),
    ("broken", "Broken"),
    ("granted", "Granted"),
    ("rejected", "Rejected"),
    ("agreed", "Agreed"),
    ("lifted", "Lifted"),
    ("expired", "Expired"),
]
#: From which state a pause may go to which; all but `active` are final.
PAUSE_TRANSITIONS = {
    "active": (
        "kept",
        "broken",
        "granted",
        "rejected",
        "agreed",
        "lifted",
        "expired",
    ),
}
#: Who may accept a later day, and a third promise about the same claim.
MANAGERS = "debtor_followup.group_manager"
RUN_STATES = [
    ("running", "Running"),
    ("done", "Done"),
    ("partial", "Partly done"),
    ("failed", "Failed"),
]

#: Another worker or a user holds the rows: roll back and come again.
CONTENTION = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
)

#: What a notice is for. Steps move the ladder; an answer is a contact without one;
#: what stands beside the ladder is kept as evidence and counts for nothing else.
NOTICE_PURPOSES = [
    ("step", "Step"),
    ("answer", "Answer by phone"),
    ("confirmation", "Confirmation of a call"),
    ("missed_call", "We tried to call"),
    ("apology", "Apology"),
    ("statement", "Statement of account"),
    ("dispute_answer", "Answer to a dispute"),
    ("thank_you", "Thank-you for a payment"),
]
#: Purposes that count as a contact with the debtor.
CONTACT_PURPOSES = ("step", "answer")

CALL_OUTCOMES = [
    ("promise", "Promises to pay"),
    ("announced", "Has paid, or payment is on its way"),
    ("dispute", "Disputes a claim"),
    ("copy", "Asks for copies or a statement"),
    ("wrong_person", "Wrong person"),
    ("later", "Call back later"),
    ("not_reached", "Not reached"),
    ("refuses", "Refuses to pay"),
    ("done", "Marked as done"),
]
#: Outcomes after which the debtor was spoken with: the call is done.
REACHED_OUTCOMES = ("promise", "announced", "dispute", "copy", "refuses", "done")
