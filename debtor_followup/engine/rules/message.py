"""What one contact says: its step, its claims, its deadline."""

from ..business_days import add_business_days, next_business_day, span
from ..claims import (
    CALL,
    COURTESY,
    FORMAL_NOTICE,
    HANDOFF,
    NATURAL_PERSONS,
    POSTAL_CHANNELS,
    REMINDER,
)
from .ladder import what_set_the_day
from .law import last_day_to_pay
from .person import takes_a_person

#: The shortest deadline, in business days: a bank transfer must be possible.
SHORTEST_DEADLINE = 3
#: The shortest deadline of a formal notice, in days.
SHORTEST_FORMAL = 7


def compose(case):
    """One step per contact: the highest that is due is the message.

    In a reminder the claims due for it or for a lower reminder are demanded,
    each at its own level; in any other step only the claims due for that step.
    All other overdue claims are listed.
    """
    due = [step for step in case.steps if step.day <= case.today]
    top = max(
        due,
        key=lambda step: (step.level.order, -step.level.level_id),
    )
    case.level = top.level
    # Steps stand in the order of their claims, the oldest first.
    case.demanded = tuple(
        (step.standing, step.level) for step in due if belongs(step, top)
    )
    named = {standing.claim.line_id for standing, _level in case.demanded}
    case.listed = tuple(
        one
        for one in case.standings
        if one.overdue
        and one.claim.line_id not in named
        and not one.aside
        and not (one.pause and not one.rest)
    )
    case.parameters.update(
        level=top.level.name,
        level_id=top.level.level_id,
        claims=[standing.claim.name for standing, _level in case.demanded],
        **what_set_the_day(case, top),
    )


def belongs(step, top):
    """Tell whether a claim's due step is part of the message of the highest one."""
    if top.level.step_kind == REMINDER:
        return step.level.step_kind == REMINDER
    return step.level.order == top.level.order


def first_deadline(day, step_kind, countries=(), law_days=0, last_day=None):
    """Return the first day by which a contact of a day may ask payment.

    :param date day: the day of the contact; of a letter the day it is posted
    :param step_kind: one of the kinds of steps
    :param tuple countries: the company's and the debtor's
    :param int law_days: the shortest deadline that the law allows, in days
    :param date last_day: the last day of a term that the law gives, None: no term
    """
    days = law_days
    if step_kind in (FORMAL_NOTICE, HANDOFF):
        days = max(days, SHORTEST_FORMAL)
    shortest = add_business_days(day, SHORTEST_DEADLINE, countries)
    shortest = max(shortest, day + span(days))
    if last_day is not None and last_day > shortest:
        shortest = last_day
    return next_business_day(shortest, countries)


def shortest_deadlines(case):
    """Return the first days that a message of this day may ask payment by.

    :return: (without the terms that the law gives a consumer, with them)
    """
    values = (case.contact_date, case.level.step_kind, case.countries, case.law_days)
    last_day = last_day_to_pay(case)
    usual = first_deadline(*values)
    return usual, first_deadline(*values, last_day) if last_day else usual


def set_deadline(case):
    """Set the one date by which payment is asked.

    The contact day plus the longest of: what the law asks; the shorter of the
    level's days and half the longest payment term among the demanded claims;
    three business days. A formal notice gives its own days, seven at least; a
    courtesy note asks nothing before the claims it names are due. Moved forward
    to a business day.
    """
    usual, case.shortest = shortest_deadlines(case)
    days = case.level.deadline_days
    if case.level.step_kind not in (FORMAL_NOTICE, HANDOFF):
        terms = [
            (standing.claim.due_date - standing.claim.invoice_date).days
            for standing, _level in case.demanded
            if standing.claim.invoice_date
        ]
        if terms:
            days = min(days, max(terms) // 2)
    wished = case.contact_date + span(max(0, days))
    if case.level.step_kind == COURTESY:
        dues = [standing.claim.due_date for standing, _level in case.demanded]
        wished = max(wished, *dues)
    if case.shortest > max(usual, wished):
        case.parameters["law_deadline"] = case.variant
    case.deadline = case.business_day(max(case.shortest, wished))


def _who_agrees(case):
    """Return what the explanation says of who lets a formal notice go."""
    if case.snapshot.kind in NATURAL_PERSONS:
        return {"by": "natural_person"}
    return {} if case.must_agree(case.level) else {"by": "itself"}


def answer(case):
    """Turn the composed message into the outcome."""
    level = case.level
    outcome = case.outcome_of(level)
    currencies = {standing.claim.currency_id for standing, _level in case.demanded}
    currencies.update(standing.claim.currency_id for standing in case.listed)
    recipient_id, recipient_reason, address = case.recipient or (None, None, None)
    case.parameters["deadline"] = case.deadline.isoformat()
    if level.step_kind == FORMAL_NOTICE:
        case.parameters.update(_who_agrees(case))
    if case.recipient:
        case.parameters["to"] = [recipient_id, recipient_reason]
    others = [
        [one.contact_id, one.why]
        for one in case.copies
        if one.contact_id != recipient_id
    ]
    if others:
        case.parameters["copies"] = others
    if case.channel in POSTAL_CHANNELS:
        case.parameters["channel"] = case.channel
    return {
        "outcome": outcome,
        "agree": case.must_agree(level),
        "reason": "call_due" if level.step_kind == CALL else "step_due",
        "level": level,
        "demanded": case.demanded,
        "listed": case.listed,
        "credits": tuple(
            credit for credit in case.credits if credit.currency_id in currencies
        ),
        "deadline": case.deadline,
        "shortest_deadline": case.shortest,
        "recipient_id": recipient_id,
        "recipient_reason": recipient_reason,
        "address": address,
        "channel": case.channel or level.channel,
        "copies": case.copies,
        "next_outcome": outcome,
        "next_level": level,
        "next_date": case.today,
        "task": takes_a_person(level),
        "variant": case.variant,
        "case": case,
    }
