"""Amounts not worth a message."""

from ..claims import COURTESY


def below_minimum(case):
    """Below the minimum per debtor nothing is asked; growth above it resumes.

    A courtesy note has a limit of its own on its level.
    """
    if case.total() >= case.policy.minimum_amount or not case.overdue:
        return None
    case.steps = [step for step in case.steps if step.level.step_kind == COURTESY]
    if any(step.day <= case.today for step in case.steps):
        return None
    return case.nothing(
        "below_minimum", parameters={"minimum": case.policy.minimum_amount}
    )
