"""The right moment: announced before it goes out, and never too often."""

from ..business_days import ONE_DAY
from ..claims import CALL, FORMAL_NOTICE, HANDOFF
from ..moment import (
    Announcement,
    announcement_at,
    first_day_after_veto,
    free_day,
    recent,
)


def keep_to_what_was_announced(case):
    """An announced message stays as it was announced when further claims join.

    They are shown beside it and have their own turn; else a customer with an
    invoice a day would be announced for ever.
    """
    moment = case.snapshot.moment
    if not moment.veto_days:
        return
    announced = announcement_at(moment, case.today, case.countries)
    if announced is None or announced.level_id != case.level.level_id:
        return
    kept = [pair for pair in case.demanded if _was_announced(announced, *pair)]
    if not kept or len(kept) == len(case.demanded):
        return
    shown = {one.claim.line_id for one in case.listed}
    shown |= {standing.claim.line_id for standing, _level in case.demanded}
    shown -= {standing.claim.line_id for standing, _level in kept}
    case.demanded = tuple(kept)
    case.listed = tuple(
        one for one in case.standings if one.overdue and one.claim.line_id in shown
    )
    case.parameters["claims"] = [standing.claim.name for standing, _level in kept]


def contact_budget(case):
    """So many contacts in thirty days and no more; then nothing until one is older.

    Legal steps stand above it: they were announced, and somebody prints the letter
    or decides on the handoff. All others wait, calls too.
    """
    moment = case.snapshot.moment
    if not moment.budget or not moment.held or not moment.contacts:
        return None
    if case.level.step_kind in (FORMAL_NOTICE, HANDOFF):
        return None
    free = free_day(moment.contacts, moment.budget, case.today)
    if free <= case.today:
        return None
    counted = recent(moment.contacts, case.today)
    day = case.business_day(free)
    return case.nothing(
        "contact_budget",
        level=case.level,
        parameters={
            "contacts": len(counted),
            "budget": moment.budget,
            "first_contact": counted[moment.budget - 1].isoformat(),
            "next": day.isoformat(),
        },
        next_level=case.level,
        next_outcome=case.outcome_of(case.level),
        next_date=day,
    )


def veto_window(case):
    """What would leave by itself is announced first: a colleague may stop it.

    The announcement holds for this step and these claims; when they change it is
    announced anew and the window starts again.
    """
    moment = case.snapshot.moment
    if not moment.veto_days or not moment.held:
        return None
    if not case.leaves_by_itself(case.level):
        return None
    wanted = frozenset(_as_announced(*pair) for pair in case.demanded)
    announced = announcement_at(moment, case.today, case.countries)
    if announced is None or not (
        announced.level_id == case.level.level_id
        and all(_was_announced(announced, *pair) for pair in case.demanded)
    ):
        seen = case.today + ONE_DAY if moment.late else case.today
        announced = Announcement(seen, case.level.level_id, wanted)
    first = first_day_after_veto(announced.day, moment.veto_days, case.countries)
    day = case.business_day(first)
    if day <= case.today:
        return None
    return case.nothing(
        "veto_window",
        level=case.level,
        announcement=announced,
        parameters={
            "announced": announced.day.isoformat(),
            "days": moment.veto_days,
            "next": day.isoformat(),
        },
        next_level=case.level,
        next_outcome=case.outcome_of(case.level),
        next_date=day,
    )


def note_who_confirms(case):
    """Say it when a person confirms only because this customer was set so."""
    if not case.snapshot.moment.never_automatic:
        return
    level = case.level
    if level.step_kind not in (CALL, HANDOFF) and not case.is_proposed(level):
        case.parameters["never_automatic"] = True


def _was_announced(announced, standing, level):
    """Tell whether this much of a claim, or more, was announced: less is no news."""
    line_id, due, amount, level_id = _as_announced(standing, level)
    return any(
        (line_id, due, level_id) == (one[0], one[1], one[3]) and amount <= one[2]
        for one in announced.claims
    )


def _as_announced(standing, level):
    claim = standing.claim
    return claim.line_id, claim.due_date, standing.rest, level.level_id
