"""What is odd about a ladder in itself: its days, its deadlines, its order.

Each finding has a code; the add-on says it in words. Whether it keeps the
ladder from being activated is part of it.
"""

from itertools import pairwise
from typing import NamedTuple

from .claims import CALL, COURTESY, FORMAL_NOTICE, HANDOFF, REMINDER
from .rules.ladder import DEADLINE_GRACE
from .rules.message import SHORTEST_DEADLINE, SHORTEST_FORMAL

#: Three business days are at most so many days, without a holiday.
SHORTEST_OVER_A_WEEKEND = SHORTEST_DEADLINE + 2
#: The payment term of most invoices, in days.
USUAL_TERM = 30
#: Payers learn to wait for the last reminder.
MOST_REMINDERS = 2


class Finding(NamedTuple):
    """Something odd about a step.

    :ivar str code: which check found it
    :ivar level: the step
    :ivar other: the step that it is odd beside, if any
    :ivar int days: the number of days, or of steps, that the sentence names
    :ivar bool refused: the ladder cannot be active with it
    """

    code: str
    level: object
    other: object = None
    days: int = 0
    refused: bool = False


def check_ladder(policy):
    """Return the findings about a ladder, in the order of its steps.

    :param Policy policy: levels in the order of the ladder, with their days
    """
    findings = []
    for check in (_deadlines, _pushed_by_a_deadline, _handoff, _many_reminders):
        findings += check(policy)
    places = {level.level_id: n for n, level in enumerate(policy.levels)}
    return sorted(findings, key=lambda one: places[one.level.level_id])


def _deadlines(policy):
    """Deadlines that the engine moves, and one that the law does not accept."""
    for level in policy.levels:
        days = level.deadline_days
        if level.step_kind == FORMAL_NOTICE and days < SHORTEST_FORMAL:
            yield Finding("formal_too_short", level, days=SHORTEST_FORMAL, refused=True)
        elif level.step_kind == REMINDER and days < SHORTEST_OVER_A_WEEKEND:
            yield Finding("deadline_short", level, days=SHORTEST_DEADLINE)
        elif level.step_kind == REMINDER and days > USUAL_TERM // 2:
            yield Finding("deadline_long", level, days=USUAL_TERM)


def _pushed_by_a_deadline(policy):
    """Steps that can never come on their own day.

    The deadline before them with the days that a payment needs is later, or the
    gap between two contacts is longer. A call is left out of the gap: it may be
    passed over.
    """
    for before, level in pairwise(policy.levels):
        after_deadline = after_gap = level.delay_days
        if before.step_kind in (REMINDER, FORMAL_NOTICE):
            asked = max(before.deadline_days, SHORTEST_DEADLINE)
            after_deadline = before.delay_days + asked + DEADLINE_GRACE + 1
        if CALL not in (before.step_kind, level.step_kind):
            after_gap = before.delay_days + policy.min_gap_days
        if after_deadline > level.delay_days:
            yield Finding("pushed_by_deadline", level, before, after_deadline)
        elif after_gap > level.delay_days and before.step_kind != COURTESY:
            yield Finding("pushed_by_gap", level, before, after_gap)


def _handoff(policy):
    """A handoff without a formal notice before it."""
    formal = False
    for level in policy.levels:
        formal |= level.step_kind == FORMAL_NOTICE
        if level.step_kind == HANDOFF and not formal:
            yield Finding("handoff_without_formal", level)


def _many_reminders(policy):
    """More reminders than help."""
    reminders = [one for one in policy.levels if one.step_kind == REMINDER]
    if len(reminders) > MOST_REMINDERS:
        yield Finding("many_reminders", reminders[-1], days=len(reminders))
