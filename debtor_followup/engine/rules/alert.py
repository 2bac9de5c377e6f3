"""Somebody speaks with the debtor before the next reminder is written.

With who pays slower than before, because something may be the matter; and with who
is loyal, because a good customer who is late for once is called first. The
reminder keeps its place in the ladder and goes as written after the call, or when
nobody called in time. Only reminders: a courtesy note asks nothing, and a formal
notice comes after calls of its own.
"""

from ..behaviour import LOYAL
from ..business_days import add_business_days
from ..case import Step
from ..claims import (
    CALL,
    NO_HISTORY,
    PHONE,
    RANK_FIRST_REMINDER,
    REMINDER,
)

#: A call before a reminder stays on the list for so many business days: time for
#: two attempts. Then the reminder goes as it is written.
DAYS_TO_CALL = 5
#: A call stands half a place before the reminder that it comes before.
HALF_A_PLACE = 0.5
#: Whom somebody he knows calls first, where the ladder has no call for that.
CALLED_KINDS = ("business",)


def nobody_called(case):
    """Tell whether a call has been on the list for longer than anybody needs."""
    waiting = case.snapshot.underway
    if waiting is None or waiting.state != "draft" or waiting.channel != PHONE:
        return False
    last = add_business_days(waiting.contact_date, DAYS_TO_CALL, case.countries)
    return case.today > last


def is_before_reminders(level):
    """Tell whether a level is a ladder's own call before its first reminder."""
    return level.step_kind == CALL and level.order < RANK_FIRST_REMINDER


def note_nobody_called(case):
    """Keep for the explanation since when a call was on the list."""
    case.parameters["not_called"] = case.snapshot.underway.contact_date.isoformat()


def by_phone_first(case, step):
    """Return the step itself, or the call that comes before it.

    :param step: the next :class:`~..case.Step` of a claim
    """
    level = step.level
    if level.step_kind != REMINDER or not _is_called(case, level):
        return step
    if nobody_called(case):
        if step.day <= case.today:
            note_nobody_called(case)
        return step
    return Step(step.standing, as_call(level), step.day, step.because)


def as_call(level):
    """Return a reminder's level as the call before it."""
    return level._replace(
        step_kind=CALL,
        channel=PHONE,
        second_channel=None,
        mode=None,
        deadline_days=0,
        order=level.order - HALF_A_PLACE,
    )


def is_call_before(level):
    """Tell whether a level is the call before a reminder, not one of a ladder."""
    return level.step_kind == CALL and level.reminder_no > 0


def is_chosen(case):
    """Tell whether a colleague chose to call, and nobody did yet."""
    since = case.snapshot.moment.call_since
    return bool(since) and not _was_called(case, since)


def _is_called(case, level):
    """Tell whether somebody calls before this reminder.

    Nobody phones about a small amount.
    """
    if is_chosen(case):
        return True
    since = case.snapshot.habit and case.snapshot.habit.alert_on
    if since and not _was_called(case, since):
        return _is_worth_a_call(case)
    return _hears_of_us_for_the_first_time(case, level) and _is_worth_a_call(case)


def _is_worth_a_call(case):
    convert = case.snapshot.in_company_currency
    total = sum(convert(one.claim.currency_id, one.rest) for one in case.overdue)
    return total >= case.policy.small_amount


def _histories(case):
    """Yield the histories of the debtor's open claims."""
    found = case.snapshot.history
    for standing in case.standings:
        yield found.get(standing.claim.line_id, NO_HISTORY)


def _was_called(case, since):
    """Tell whether the call that an alert asks for was made, or passed over."""
    return any(
        (history.last_call and history.last_call >= since)
        or any(_is_of_reminder(case, skip) for skip in history.skipped)
        for history in _histories(case)
    )


def _is_of_reminder(case, skip):
    """Tell whether what was passed over is the call before a reminder."""
    if skip.step_kind != CALL:
        return False
    ladder = case.snapshot.ladders.get(skip.number, case.policy)
    return any(
        level.level_id == skip.number and level.step_kind == REMINDER
        for level in ladder.levels
    )


def _hears_of_us_for_the_first_time(case, level):
    """Tell whether a loyal business was neither spoken nor written to yet.

    About nothing that is open. Where the policy has a call of its own before its
    first reminder, that one is it.
    """
    if not case.policy.personal_first or level.reminder_no != 1:
        return False
    if case.snapshot.relationship != LOYAL or case.snapshot.kind not in CALLED_KINDS:
        return False
    if any(is_before_reminders(one) for one in case.policy.levels):
        return False
    return not any(
        history.rank >= RANK_FIRST_REMINDER
        or history.calls
        or any(skip.step_kind == CALL for skip in history.skipped)
        for history in _histories(case)
    )
