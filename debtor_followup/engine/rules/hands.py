"""Clean hands: nobody is asked for what we have not done our own part for."""

from ..business_days import ONE_DAY
from ..pauses import PROTECTIVE


def own_part_first(case):
    """Leave out claims for which our own part is not done; the others go on.

    An invoice that was never sent, whose mail came back, that is about to be
    credited or that another module holds is neither asked for nor named. One that
    was sent only just is not overdue yet, whatever its due date says. A person is
    told once it is overdue, or long enough undone. Where nobody is followed at all
    nothing is held back.
    """
    duties = case.snapshot.duties
    if _is_protected(case):
        return None  # nothing is sent to whom the law protects, no invoice either
    if not duties or not case.policy or not case.policy.active:
        return None
    kept, undone, fresh = [], [], []
    for one in case.standings:
        duty = duties.get(one.claim.line_id)
        if duty and duty.until is None:
            undone.append((one, duty))
            continue
        kept.append(one)
        if duty and one.overdue and duty.until > case.today:
            one.overdue = False
            fresh.append((one, duty))
    if fresh:
        case.parameters["fresh"] = tuple(_plain(case, *pair) for pair in fresh)
    if not undone:
        return None
    case.standings = kept
    case.parameters["duties"] = tuple(_plain(case, *pair) for pair in undone)
    if kept:
        return None
    return _nothing_else(case, undone)


def _nothing_else(case, undone):
    """Return the answer where all that is open waits for our own part."""
    parameters = {"wait": max(duty.days for _one, duty in undone)}
    if any(_is_told(case, *pair) for pair in undone):
        return case.nothing("own_part", parameters=parameters)
    # Not before: it may be done by then without anybody being told.
    first = min(_told_on(*pair) for pair in undone)
    parameters |= {"by": "early", "next": first.isoformat()}
    return case.nothing("own_part", parameters=parameters, next_date=first)


def _told_on(standing, duty):
    """Return the first day on which a person is told of a duty."""
    due, tell = standing.claim.due_date, duty.tell_from
    return min(day for day in (due and due + ONE_DAY, tell) if day)


def _is_told(case, standing, duty):
    if standing.claim.due_date is None and duty.tell_from is None:
        return True
    return _told_on(standing, duty) <= case.today


def _plain(case, standing, duty):
    """Return a held claim as plain values, for its sentence and its task."""
    claim = standing.claim
    return (
        duty.cause,
        duty.move_id,
        claim.name,
        claim.currency_id,
        claim.residual,
        _iso(claim.due_date),
        _iso(duty.since),
        _iso(duty.until),
        duty.about,
        _is_told(case, standing, duty),
    )


def _iso(day):
    return day.isoformat() if day else None


def _is_protected(case):
    """Tell whether the law stops everything towards the debtor."""
    return any(
        pause.amounts is None and pause.reason in PROTECTIVE
        for pause in case.snapshot.pauses
    )
