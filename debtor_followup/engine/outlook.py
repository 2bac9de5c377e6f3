"""What a person may pass over: the steps that come next, whoever takes them."""

from .case import Case
from .claims import FORMAL_NOTICE, HANDOFF, NO_HISTORY
from .rules import coverage, held, ladder
from .rules.alert import is_call_before
from .rules.message import belongs

#: What must be known, or rules every step out, before steps can be named.
FIRST_RULES = (
    coverage.no_debtor,
    coverage.nothing_open,
    coverage.collected_by_us,
    coverage.undated_claims,
    held.claims_paused,
    coverage.set_credits_against_oldest,
    coverage.everything_covered,
    ladder.no_policy,
    held.contact_underway,
)


def steps_to_skip(snapshot, policy, today, target_id=None):
    """Return the steps of the next contact, to be passed over.

    Without a target those that the next message would take; with one, all that
    come before it on the ladders of the claims that the next contact is about.

    :param target_id: the id of a later level, to go on with
    :return: (pairs of standing and level, reason): the reason says why there are
        none: that of a rule, ``end_of_ladder``, ``not_later``, or
        ``needs_reminders`` when a legal step would come without two reminders
    """
    case = Case(snapshot, policy, today)
    for rule in FIRST_RULES:
        answer = rule(case)
        if answer is not None:
            return (), answer["reason"]
    ladder.find_next_steps(case)
    if not case.steps:
        return (), "end_of_ladder"
    first = max(today, min(step.day for step in case.steps))
    due = [step for step in case.steps if step.day <= first]
    if target_id is None:
        top = max(due, key=lambda step: (step.level.order, -step.level.level_id))
        return tuple(
            (one.standing, one.level) for one in due if belongs(one, top)
        ), None
    pairs, reasons = [], []
    for step in due:
        levels, reason = _before(case, step, target_id)
        pairs += [(step.standing, level) for level in levels]
        reasons.append(reason)
    if pairs:
        return tuple(pairs), None
    return (), next((one for one in reasons if one), "not_later")


def _before(case, step, target_id):
    """Return the levels of a claim's ladder from its next one to before a target."""
    history = case.snapshot.history.get(step.standing.claim.line_id, NO_HISTORY)
    levels = ladder.ladder_of(case, history).levels
    ids = [level.level_id for level in levels]
    place = ids.index(step.level.level_id)
    if is_call_before(step.level) and target_id == step.level.level_id:
        return (step.level,), None  # the reminder itself, without the call before it
    if target_id not in ids[place + 1 :]:
        return (), "not_later"
    target = ids.index(target_id)
    legal = levels[target].step_kind in (FORMAL_NOTICE, HANDOFF)
    if legal and history.reminders < ladder.REMINDERS_BEFORE_LEGAL:
        return (), "needs_reminders"
    return levels[place:target], None
