"""What the law asks of a step towards a consumer: its first day, its last day to pay.

Asked by the ladder and by the message; see :mod:`..law_of_claims`.
"""

from ..claims import NO_HISTORY
from ..law_of_claims import (
    NL_LETTER,
    first_of,
    gate_of,
    last_day,
    missing_before,
    variant_of,
)


def after_the_law(case, standing, history, level, day, because):
    """Return the earliest day of a step and what set it, with the law's own.

    :param date day: the earliest day without it, and ``because`` what set that
    """
    gate = gate_of(case.law, standing.claim, history, level)
    if gate and gate.day > day:
        return gate.day, "law"
    return day, because


def why_not_before(case, step):
    """Return the parameters that say which period of the law a step waited for."""
    standing = step.standing
    history = case.snapshot.history.get(standing.claim.line_id, NO_HISTORY)
    gate = gate_of(case.law, standing.claim, history, step.level)
    return {
        "law": gate.kind,
        "law_since": gate.since.isoformat(),
        "law_until": gate.until.isoformat(),
        "law_proven": gate.is_proven,
    }


def lacks(case, standing, history, level):
    """Return what the law asks before a level and did not arrive, None: nothing."""
    if case.law is None:
        return None
    return missing_before(case.law, standing.claim, history, level)


def wait_for_a_person(case, kept_back):
    """Answer that legal steps are kept back, since no step before them is left.

    :param kept_back: (standing, level, what lacks) of at least one claim
    """
    _standing, level, missing = kept_back[0]
    reason = "law_letter" if missing == NL_LETTER else "law_reminder"
    return case.nothing(
        reason,
        level=level,
        parameters={
            "level": level.name,
            "level_id": level.level_id,
            "claims": [
                one.claim.name for one, _level, lack in kept_back if lack == missing
            ],
        },
    )


def note_what_it_is_in_law(case):
    """Note what the message is in law: it decides its text and its deadline."""
    if case.law is None:
        return
    case.variants = frozenset(_variants(case)) - {None}
    case.variant = first_of(case.variants)


def _variants(case):
    histories = case.snapshot.history
    for standing, level in case.demanded:
        history = histories.get(standing.claim.line_id, NO_HISTORY)
        yield variant_of(case.law, standing.claim, history, level)


def last_day_to_pay(case):
    """Return the last day of the law's term for a message of today, None: no term."""
    if not case.variants:
        return None
    ways = case.deliveries()
    return max(last_day(one, ways, case.law.mode) for one in case.variants)
