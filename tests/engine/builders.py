"""Small builders: a test says only what it is about, the rest is ordinary.

The ordinary debtor is a Belgian business that pays in euro; the ordinary
ladder is the Belgian one for businesses, without conditions.
"""

from datetime import date, timedelta

from engine.claims import (
    CALL,
    COURTESY,
    FORMAL_NOTICE,
    HANDOFF,
    REMINDER,
    Claim,
    Contact,
    Credit,
    DebtorSnapshot,
    History,
    Level,
    Pause,
    Policy,
)
from engine.decision import decide

TODAY = date(2026, 6, 10)  # a Wednesday without holidays around it
EUR, USD, JPY = 1, 2, 3
COMPANY = 100
ADDRESS = "boekhouding@klant.example"


def days(count):
    return timedelta(days=count)


def day(text):
    return date.fromisoformat(text)


def claim(line_id=1, overdue=10, amount=100_00, *, due=None, term=30, **values):
    """Build a claim that is ``overdue`` days past its due date on TODAY."""
    due = due or TODAY - days(overdue)
    values = {
        "line_id": line_id,
        "move_id": 1000 + line_id,
        "name": f"INV/{line_id}",
        "currency_id": EUR,
        "residual": amount,
        "company_residual": amount,
        "due_date": due,
        "invoice_date": None if term is None else due - days(term),
        "contact_id": None,
        **values,
    }
    return Claim(**values)


def undated(line_id=1, amount=100_00):
    return claim(line_id, amount=amount)._replace(due_date=None)


def credit(line_id=901, amount=100_00, currency=EUR):
    return Credit(
        line_id, 1000 + line_id, f"RINV/{line_id}", currency, amount, amount, None
    )


def level(level_id, step_kind, delay_days, deadline_days=7, **values):
    values = {
        "level_id": level_id,
        "name": f"{step_kind} {level_id}",
        "step_kind": step_kind,
        "reminder_no": 0,
        "delay_days": delay_days,
        "order": 0.0,
        "deadline_days": deadline_days,
        **values,
    }
    return Level(**values)


def policy(levels=None, policy_id=1, **values):
    """Build an active, automatic policy; gap and limits are off unless asked."""
    values = {"name": f"Policy {policy_id}", "active": True, **values}
    values.setdefault("mode", "automatic")
    return Policy.build(
        usual_levels() if levels is None else levels, policy_id=policy_id, **values
    )


def usual_levels(first_id=1):
    """Return the levels of the ordinary ladder, with ids from ``first_id`` on."""
    steps = (
        (COURTESY, -7, 0),
        (REMINDER, 5, 7),
        (REMINDER, 16, 8),
        (CALL, 28, 0),
        (FORMAL_NOTICE, 32, 10),
        (HANDOFF, 47, 10),
    )
    return [level(first_id + n, *step) for n, step in enumerate(steps)]


USUAL = policy()
NOTE, FIRST, SECOND, PHONE, FORMAL, AGENCY = USUAL.levels


def changed(of_level, **values):
    """Return the ordinary ladder with one level changed."""
    return policy(
        [
            one._replace(**values) if one.level_id == of_level.level_id else one
            for one in usual_levels()
        ]
    )


def reached(of_level, ago=20, deadline_ago=None, **values):
    """Return the history of a claim whose last notice was ``ago`` days ago."""
    reminders = {REMINDER: of_level.reminder_no, COURTESY: 0}
    values = {
        "rank": int(of_level.order),
        "level_id": of_level.level_id,
        "last_contact": TODAY - days(ago),
        "last_deadline": None if deadline_ago is None else TODAY - days(deadline_ago),
        "reminders": reminders.get(of_level.step_kind, 2),
        **values,
    }
    return History(**values)


def called(history, *levels):
    return history._replace(calls=frozenset(one.level_id for one in levels))


def tasked(history, *levels):
    return history._replace(tasks=frozenset(one.level_id for one in levels))


def pause(amounts=None, reason="dispute", until=None, **values):
    return Pause(values.pop("pause_id", 1), reason, until, amounts, **values)


def snapshot(*claims, **values):
    values = {
        "kind": "business",
        "relationship": "regular",
        "countries": ("BE",),
        "contacts": {COMPANY: Contact(COMPANY, ADDRESS)},
        **values,
    }
    return DebtorSnapshot(COMPANY, claims, values.pop("credits", ()), **values)


def run(*claims, policy=USUAL, today=TODAY, law_days=0, **values):
    """Decide about the ordinary debtor with these claims."""
    return decide(snapshot(*claims, **values), policy, today, law_days)


def demanded(decision):
    """Return {line id: level id} of what is demanded."""
    return {one.claim.line_id: step.level_id for one, step in decision.demanded}


def listed(decision):
    return [one.claim.line_id for one in decision.listed]


def first_day(*claims, since, policy=USUAL, **values):
    """Return the first day from ``since`` on at which something is done."""
    for ahead in range(120):
        decision = run(*claims, policy=policy, today=since + days(ahead), **values)
        if decision.outcome != "nothing":
            return since + days(ahead)
    return None
