"""The answer where somebody calls before a reminder is written; see ``alert``."""

from ..business_days import add_business_days
from ..claims import PHONE
from .alert import DAYS_TO_CALL, is_call_before, is_chosen
from .message import answer


def call_before_a_reminder(case):
    """A call that a reminder became has a reason of its own, and an end."""
    if not is_call_before(case.level):
        return None
    waiting, habit = case.snapshot.underway, case.snapshot.habit
    since = case.today
    if waiting is not None and waiting.channel == PHONE:
        since = waiting.contact_date
    last = add_business_days(since, DAYS_TO_CALL, case.countries)
    case.parameters["call_by"] = last.isoformat()
    slower = habit is not None and habit.alert_on
    if slower:
        case.parameters["days_slower"] = habit.days_slower
    reason = "call_slower" if slower else "call_loyal"
    if is_chosen(case):
        reason = "call_chosen"
        case.parameters["chosen_on"] = case.snapshot.moment.call_since.isoformat()
    return {**answer(case), "reason": reason}
