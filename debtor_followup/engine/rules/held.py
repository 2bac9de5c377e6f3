"""Pauses and contacts that are still on their way."""

from datetime import date

from ..business_days import ONE_DAY
from ..claims import POSTAL_CHANNELS
from ..pauses import PERSISTENT, PROTECTIVE


def debtor_paused(case):
    """A pause of the whole debtor stops every contact."""
    whole = [pause for pause in case.snapshot.pauses if pause.amounts is None]
    if not whole:
        return None
    # The pause that lasts longest decides when something can happen again.
    return _held(case, max(whole, key=_lasting))


def _lasting(pause):
    return (
        pause.needs_person,
        pause.date_end is None,
        pause.date_end or date.min,
        pause.pause_id,
    )


def claims_paused(case):
    """Paused claims leave; of a disputed amount only the undisputed rest stays."""
    for pause in sorted(case.snapshot.pauses, key=_lasting):
        if pause.amounts is None:
            continue
        for standing in case.standings:
            if standing.claim.line_id not in pause.amounts:
                continue
            amount = pause.amounts[standing.claim.line_id]
            standing.take(paused=standing.claim.residual if amount is None else amount)
            standing.pause = pause  # of several the one that lasts longest


def everything_paused(case):
    """All that is overdue is paused, and nothing else has its step today.

    What comes first is announced: the end of a pause, or another claim's step.
    """
    stopped = [one for one in case.standings if one.overdue and one.pause]
    if not stopped or case.overdue:
        return None
    if any(step.day <= case.today for step in case.steps):
        return None
    pause = min((one.pause for one in stopped), key=_first_to_end)
    held = _held(case, pause, claims=[one.claim.name for one in stopped])
    step = case.next_step()
    if step and (held["next_date"] is None or step.day < held["next_date"]):
        held["next_date"] = step.day
    else:
        case.steps = []
    return held


def _first_to_end(pause):
    return (
        not pause.needs_person,
        pause.date_end is None,
        pause.date_end or date.max,
        pause.pause_id,
    )


def _held(case, pause, **parameters):
    if pause.amounts is None and pause.reason in PROTECTIVE:
        parameters["by"] = "law"
    elif pause.reason in PERSISTENT and not pause.needs_person:
        parameters["by"] = "claims_person" if "claims" in parameters else "person"
    return case.nothing(
        "pause_needs_person" if pause.needs_person else "paused",
        parameters={
            "pause": pause.reason,
            "until": pause.date_end.isoformat() if pause.date_end else None,
            **parameters,
        },
        next_date=None
        if pause.needs_person or not pause.date_end
        else case.business_day(pause.date_end + ONE_DAY),
    )


def contact_underway(case):
    """While a contact is on its way, or its fate is unknown, no other follows.

    A proposal (draft) is no contact yet: it is decided about anew.
    """
    underway = case.snapshot.underway
    if underway is None or underway.state == "draft":
        return None
    reason = "uncertain" if underway.state == "uncertain" else "contact_underway"
    day = underway.contact_date
    parameters = {"state": underway.state, "contact": day and day.isoformat()}
    if underway.state == "queued" and underway.channel in POSTAL_CHANNELS:
        parameters["by"] = "letter"  # printed: one that is not is decided anew
    return case.nothing(reason, parameters=parameters)
