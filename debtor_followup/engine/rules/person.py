"""Steps that only a person can take."""

from ..claims import (
    CALL,
    EMAIL,
    HANDOFF,
    LETTER,
    NO_HISTORY,
    REGISTERED_LETTER,
)

#: Channels that leave by themselves; a step by another one is a person's task.
BUILT_CHANNELS = (EMAIL, LETTER, REGISTERED_LETTER)


def takes_a_person(level):
    """Tell whether a level makes a task instead of a contact.

    A call is a contact that waits on somebody's call sheet; it is decided about
    anew each night like a proposal. A formal notice is a message, which a person
    agrees to.
    """
    if level.step_kind == CALL:
        return False
    return level.step_kind == HANDOFF or level.channel not in BUILT_CHANNELS


def claims_with_a_task_wait(case):
    """A claim whose step is somebody's task waits there; the others go on."""
    history = case.snapshot.history
    waiting, free = [], []
    for step in case.steps:
        waits = False
        if takes_a_person(step.level):
            tasks = history.get(step.standing.claim.line_id, NO_HISTORY).tasks
            waits = step.level.level_id in tasks
        (waiting if waits else free).append(step)
    if not waiting:
        return None
    case.steps = free
    if free:
        return None
    level = max(waiting, key=lambda step: step.level.order).level
    return case.nothing(
        "waits_for_person",
        level=level,
        parameters={
            "level": level.name,
            "level_id": level.level_id,
            "claims": [step.standing.claim.name for step in waiting],
        },
    )
