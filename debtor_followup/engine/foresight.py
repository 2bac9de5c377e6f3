"""What a message may say of before and after: earlier contact, the step to come.

Asked only for messages that are made, not for every decision.
"""

import copy
from datetime import timedelta

from .case import Case
from .claims import (
    CALL,
    FORMAL_NOTICE,
    HANDOFF,
    NO_HISTORY,
    RANK_FIRST_REMINDER,
    REMINDER,
)
from .law_of_claims import with_written
from .legal_values import PUBLIC
from .moment import free_day
from .rules.bills import waits_for_agreement
from .rules.ladder import ONE_CONTACT_A_DAY, next_step
from .rules.protected import WAITING_KINDS

#: More steps than any ladder has between a reminder and a formal notice.
STEPS_AHEAD = 10


def previous_contact(case):
    """Return when the debtor was last reminded of the demanded claims.

    :return: a date, None when none of them was ever reminded of
    """
    histories = (
        case.snapshot.history.get(standing.claim.line_id, NO_HISTORY)
        for standing, _level in case.demanded
    )
    days = [
        history.last_contact
        for history in histories
        if history.last_contact and history.rank >= RANK_FIRST_REMINDER
    ]
    return max(days, default=None)


def formal_notice_date(case):
    """Return the first day on which a formal notice may follow this message.

    It may be announced only where it is what comes next, calls apart, for every
    claim that is demanded, and nothing that is known today stands against it.

    :return: a date later than the deadline and two bank business days, or None
    """
    if case.snapshot.kind in WAITING_KINDS or waits_for_agreement(case.snapshot):
        return None
    if case.total() < case.policy.small_amount:
        return None
    days = [_day_of(case, *pair, FORMAL_NOTICE) for pair in case.demanded]
    if not days or None in days:
        return None
    return max(days)


def handoff_date(case):
    """Return the first day on which a handoff may follow this formal notice.

    Under the same conditions as :func:`formal_notice_date`: only where a handoff is
    what comes next for every claim that is demanded. To a public body it is never
    announced: nobody hands one over, whatever the ladder says.

    :return: a date later than the deadline and two bank business days, or None
    """
    if case.level.step_kind != FORMAL_NOTICE or case.snapshot.kind == PUBLIC:
        return None
    if waits_for_agreement(case.snapshot):
        return None
    if case.total() < case.policy.small_amount:
        return None
    days = [_day_of(case, *pair, HANDOFF) for pair in case.demanded]
    if not days or None in days:
        return None
    return case.business_day(max(days))


def _day_of(case, standing, level, kind):
    """Return the day of a claim's next step of a kind if this message arrives.

    Calls in between are made; another step in between means that none is announced.
    """
    day = case.contact_date  # a letter arrives on the day on which it is posted
    line_id = standing.claim.line_id
    history = case.snapshot.history.get(line_id, NO_HISTORY)
    deadlines = (history.last_deadline, case.deadline)
    history = history._replace(
        rank=max(history.rank, int(level.order)),
        level_id=level.level_id,
        last_contact=day,
        last_deadline=max(day for day in deadlines if day),
        reminders=history.reminders + (level.step_kind == REMINDER),
    )
    history = with_written(history, case.variant, case.deliveries(), case.deadline)
    contacts = [*case.snapshot.moment.contacts, day]
    for _step in range(STEPS_AHEAD):
        step = next_step(_after(case, line_id, history), standing, history)
        if step is None:
            return None
        if step.level.step_kind == kind:
            return step.day
        if step.level.step_kind != CALL:
            return None
        # A call waits for the budget of contacts, what follows it waits with it.
        free = free_day(contacts, case.snapshot.moment.budget, step.day)
        called = case.business_day(free)
        contacts.append(called)
        history = history._replace(
            calls=history.calls | {step.level.level_id}, last_contact=called
        )
    return None


def _after(case, line_id, history):
    """Return the case as it will be once a claim has a further history."""
    snapshot = copy.copy(case.snapshot)
    snapshot.history = {line_id: history}
    snapshot.last_contact = snapshot.last_attempt = history.last_contact
    after = Case(snapshot, case.policy, case.today, case.law_days)
    gap = max(case.policy.min_gap_days, ONE_CONTACT_A_DAY)
    after.gap_over = history.last_contact + timedelta(gap)
    return after
