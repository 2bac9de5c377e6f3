"""A gentle start on an old ledger: what is left out, and how many a day."""

from dataclasses import replace

from ..business_days import ONE_DAY, next_contact_day
from ..claims import NO_HISTORY, RANK_NONE
from ..start import FOLLOW, TOLD


def leave_out_old_claims(case):
    """Claims due before the cut-off date are left out altogether.

    They are neither counted nor named; a claim without a due date stays.
    """
    cutoff = case.snapshot.start.cutoff
    if cutoff is None:
        return None
    kept = [
        one
        for one in case.standings
        if one.claim.due_date is None or one.claim.due_date >= cutoff
    ]
    left_out = len(case.standings) - len(kept)
    if not left_out:
        return None
    case.parameters.update(left_out=left_out, cutoff=cutoff.isoformat())
    case.standings = kept
    if kept:
        return None
    return case.nothing("before_cutoff")


def old_claims_go_to_a_person(case):
    """Claims that were very late at the start take no step by themselves.

    Those of which a message arrived, also one from before the start, go on. The
    debtor's other claims go on too; a person is told once.
    """
    start, state = case.snapshot.start, case.snapshot.old_claims
    if start.person_before is None or state == FOLLOW:
        return None
    old = [
        one
        for one in case.overdue
        if one.claim.due_date < start.person_before and _was_never_named(case, one)
    ]
    if not old:
        return None
    for one in old:
        one.set_aside()
    case.steps = [step for step in case.steps if step.standing.rest]
    case.parameters.update(
        old=[one.claim.name for one in old], limit=start.person_before.isoformat()
    )
    if state != TOLD:
        case.aside = tuple(old)
    if case.overdue or any(step.day <= case.today for step in case.steps):
        return None
    return case.nothing("old_claims", task=bool(case.aside))


def _was_never_named(case, standing):
    history = case.snapshot.history.get(standing.claim.line_id, NO_HISTORY)
    return history.rank == RANK_NONE and history.last_contact is None


def hold_back(decision, start, today, countries=(), quiet=()):
    """Return what a decision to write becomes when the day's limit is reached.

    Tomorrow it is decided anew.

    :param countries: whose business days count for the next day
    :param tuple quiet: the company's quiet periods
    """
    only_previewed = today == start.first_day
    values = {
        "outcome": "nothing",
        "reason": "gentle_first_day" if only_previewed else "gentle_start",
    }
    following = next_contact_day(today + ONE_DAY, countries, quiet)
    parameters = {
        **decision.parameters,
        "most": start.limit,
        "until": start.last_day.isoformat(),
        "next": following.isoformat(),
    }
    return replace(
        decision,
        **values,
        parameters=parameters,
        demanded=(),
        listed=(),
        credits=(),
        deadline=None,
        next_date=following,
    )
