"""Looking ahead: when one claim would get each step of a ladder.

Nothing is computed here beside the rules: the days are found by asking
:func:`~.decision.decide` morning after morning, as the nightly run does, and by
letting each message arrive and each task be done on its own day.
"""

from datetime import timedelta
from typing import NamedTuple

from .business_days import ONE_DAY
from .claims import (
    CALL,
    NO_HISTORY,
    REMINDER,
    Claim,
    Contact,
    DebtorSnapshot,
    step_rank,
)
from .decision import decide
from .law_of_claims import with_written

#: No ladder is followed for longer than two years.
LONGEST = 730


class Taken(NamedTuple):
    """A step as the example claim would get it.

    ``moved`` is the number of days by which it comes later than its own day;
    ``because`` is what moved it, as in ``ladder.earliest_day``; ``variant`` is what
    it is in law, as in ``Decision.variant``.
    """

    level: object
    day: object
    deadline: object
    moved: int
    because: str
    variant: str | None = None


class Example(NamedTuple):
    """The claim that is followed, and whose it is.

    :ivar int amount: minor units of the company's currency
    :ivar int term: days from the invoice to its due date
    :ivar tuple countries: ISO codes of whoever is concerned
    :ivar tuple quiet: the company's quiet periods
    :ivar law: of a consumer, a :class:`~.law_of_claims.ConsumerLaw`, None: without
    """

    due_date: object
    amount: int
    term: int = 30
    kind: str = "business"
    relationship: str = "regular"
    countries: tuple = ()
    quiet: tuple = ()
    law: object = None


def walk(policy, example):
    """Follow an example claim up a ladder that counts as active.

    :param Policy policy: the ladder; its level ids must differ
    :param Example example: the claim
    :return: (steps taken in order of time, reason of the last decision)
    """
    policy = policy._replace(active=True)
    history, last_contact, because = NO_HISTORY, None, "delay"
    taken = []
    day = _first_day(policy, example.due_date)
    end = example.due_date + timedelta(LONGEST)
    while day <= end:
        decision = decide(_snapshot(example, history, last_contact), policy, day)
        if not decision.demanded:
            because = decision.parameters.get("because", because)
            if decision.next_date is None:
                return taken, decision.reason
            day = max(decision.next_date, day + ONE_DAY)
            continue
        history, last_contact = _arrived(history, decision, day), day
        own_day = example.due_date + timedelta(decision.level.delay_days)
        moved = (day - own_day).days
        taken.append(
            Taken(
                decision.level,
                day,
                decision.deadline,
                moved,
                because if moved else "delay",
                decision.variant,
            )
        )
        day += ONE_DAY
        because = "gap"  # what is due on the next day has waited for this one
    return taken, "end_of_ladder"


def _first_day(policy, due_date):
    """Return the day before which no step of the ladder can come."""
    earliest = min((level.delay_days for level in policy.levels), default=0)
    return due_date + timedelta(min(0, earliest))


def _snapshot(example, history, last_contact):
    """Return the debtor of the example, who owes nothing else."""
    claim = Claim(
        line_id=1,
        move_id=1,
        name="",
        currency_id=1,
        residual=example.amount,
        company_residual=example.amount,
        due_date=example.due_date,
        invoice_date=example.due_date - timedelta(example.term),
        contact_id=None,
    )
    return DebtorSnapshot(
        1,
        [claim],
        kind=example.kind,
        relationship=example.relationship,
        history={1: history},
        last_contact=last_contact,
        contacts={1: Contact(1, "example", postal="example")},
        countries=example.countries,
        quiet=example.quiet,
        law=example.law,
    )


def _arrived(history, decision, day):
    """Return the history after a step was taken and arrived the same day."""
    level = decision.level
    if level.step_kind == CALL:
        return history._replace(
            calls=history.calls | {level.level_id}, last_contact=day
        )
    history = with_written(
        history, decision.variant, decision.case.deliveries(), decision.deadline
    )
    return history._replace(
        rank=max(history.rank, step_rank(level.step_kind, level.reminder_no)),
        last_contact=day,
        last_deadline=decision.deadline,
        reminders=history.reminders + (level.step_kind == REMINDER),
    )
