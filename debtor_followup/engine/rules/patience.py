"""Good payers are not bothered before the day on which they usually pay.

For reminder 1 only, and within narrow bounds: patience never takes a step earlier,
and at most a week from it.
"""

from typing import NamedTuple

from ..behaviour import LOYAL, REGULAR, first_day
from ..business_days import ONE_DAY, span
from ..claims import REMINDER

#: Who has earned it.
PATIENT_WITH = (LOYAL, REGULAR)
#: So many paid claims must tell what is usual.
ENOUGH_PAID = 5
#: The first reminder waits at most so many days longer than the policy says.
MOST_DAYS = 7
#: A claim above so many times his usual amount does not wait.
MOST_TIMES = 3


class Patience(NamedTuple):
    """What a debtor's own habit allows.

    :ivar int usual_days: days late by which he has usually paid
    :ivar int most: the largest claim that waits, in minor units of the company's
        currency
    """

    usual_days: int
    most: int


def patience_with(case):
    """Return the :class:`Patience` with a debtor, None for none.

    Only with who is loyal or regular, has paid enough claims to know what is usual,
    kept his promises of the last 18 months, and does not pay slower than before.
    """
    habit = case.snapshot.habit
    if habit is None or not case.policy.patience:
        return None
    if case.snapshot.relationship not in PATIENT_WITH or habit.alert_on:
        return None
    if habit.paid_count < ENOUGH_PAID or not habit.usual_days:
        return None
    broken = habit.promise_broken_on
    if broken and broken >= first_day(case.today):
        return None
    return Patience(habit.usual_days, MOST_TIMES * habit.median_amount)


def wait_for_the_usual_day(case, standing, level, day):
    """Return the first day of a step, later than the policy's where there is patience.

    :param date day: the policy's own
    """
    if level.step_kind != REMINDER or level.reminder_no != 1:
        return day
    claim = standing.claim
    if claim.returned_on or _amount(case, claim) > case.patience.most:
        return day
    wished = claim.due_date + span(case.patience.usual_days) + ONE_DAY
    return max(day, min(wished, day + span(MOST_DAYS)))


def _amount(case, claim):
    return case.snapshot.in_company_currency(claim.currency_id, claim.residual)


def wait_with_patience(case):
    """Nothing is due, because a good payer still has until his usual day."""
    if case.patience is None or any(step.day <= case.today for step in case.steps):
        return None
    step = case.next_step()
    if step is None or step.because != "patience" or not step.standing.overdue:
        return None
    claim = step.standing.claim
    return case.nothing(
        "patience",
        parameters={
            "level": step.level.name,
            "level_id": step.level.level_id,
            "claim": claim.name,
            "claim_currency": claim.currency_id,
            "claim_amount": claim.residual,
            "due": claim.due_date.isoformat(),
            "until": (step.day - ONE_DAY).isoformat(),
            "next": step.day.isoformat(),
            "because": step.because,
            "usual_days": case.patience.usual_days,
            "patience_limit": case.patience.most,
        },
    )
