"""Small amounts: one reminder, then a person's monthly list."""

from ..claims import RANK_FIRST_REMINDER


def one_reminder_for_small_amounts(case):
    """Below the limit nothing goes beyond the first reminder.

    Growth above the limit resumes where the ladder stood, because nothing of
    this is remembered.
    """
    if case.total() >= case.policy.small_amount or not case.overdue:
        return None
    return stop_after_first_reminder(
        case, "small_amount", small=case.policy.small_amount
    )


def stop_after_first_reminder(case, reason, **parameters):
    """Drop steps beyond reminder 1; answer when only such steps are left.

    :param parameters: what the sentence of the answer says besides
    """
    kept = [step for step in case.steps if step.level.order <= RANK_FIRST_REMINDER]
    dropped = len(kept) < len(case.steps)
    case.steps = kept
    if dropped and not kept:
        return case.nothing(reason, parameters=parameters)
    return None
