"""The next step of each claim and the first day on which it may be taken."""

from ..business_days import (
    ONE_DAY,
    add_bank_business_days,
    next_business_day,
    span,
)
from ..case import Step
from ..claims import (
    CALL,
    COURTESY,
    FORMAL_NOTICE,
    HANDOFF,
    NO_HISTORY,
    skip_key,
    step_rank,
)
from .alert import (
    by_phone_first,
    is_before_reminders,
    nobody_called,
    note_nobody_called,
)
from .law import after_the_law, lacks, wait_for_a_person, why_not_before
from .patience import patience_with, wait_for_the_usual_day

#: A payment made on the deadline itself has reached the bank by then.
DEADLINE_GRACE = 2
#: A direct debit that came back is asked about after so many days at the earliest:
#: the debtor's bank has told him by then, and many pay at once.
AFTER_RETURN = 5
#: The smallest gap: never a second contact on the same day.
ONE_CONTACT_A_DAY = 1
#: At least two reminders come before anything legal.
REMINDERS_BEFORE_LEGAL = 2
#: Kinds of debtors, the more protected the higher.
PROTECTION = {None: 0, "business": 0, "public": 1, "unknown": 2, "consumer": 2}


def no_policy(case):
    """Without an active policy nobody is followed."""
    if case.policy is None:
        return case.nothing("no_policy")
    if not case.policy.active:
        return case.nothing("policy_draft", parameters={"policy": case.policy.name})
    return None


def find_next_steps(case):
    """Note for each claim its next level and the earliest day for it."""
    case.gap_over = _gap_over(case)
    case.patience = patience_with(case)
    histories = case.snapshot.history
    skipped = set()
    for standing in case.standings:
        if standing.rest and standing.claim.due_date:
            history = histories.get(standing.claim.line_id, NO_HISTORY)
            step = next_step(case, standing, history)
            if step:
                step = _unless_nobody_calls(case, step, history)
                case.steps.append(by_phone_first(case, step))
            if history.skipped:
                skipped.update(_skips_ahead(history))
    if skipped:
        case.parameters["skipped"] = sorted(skipped)


def _unless_nobody_calls(case, step, history):
    """Return the step, or the one after a call that nobody makes.

    A call before the first reminder never keeps back for good what is due.
    """
    if not is_before_reminders(step.level) or not nobody_called(case):
        return step
    calls = history.calls | {step.level.level_id}
    later = next_step(case, step.standing, history._replace(calls=calls))
    if later is None or later.day > case.today:
        return step
    note_nobody_called(case)
    return later


def _gap_over(case):
    """Return when the gap after the last contact is over, None without any."""
    last, attempt = case.snapshot.last_contact, case.snapshot.last_attempt
    gap = max(case.policy.min_gap_days, ONE_CONTACT_A_DAY)
    over = last + span(gap) if last else None
    if attempt and (over is None or attempt + ONE_DAY > over):
        return attempt + ONE_DAY  # one that came back was the contact of its day too
    return over


def next_step(case, standing, history):
    """Return the next step of a claim, or None at the end of its ladder.

    Also where the law first asks for a message for which no step is left.
    """
    for level in ladder_of(case, history).levels:
        if _comes_next(case, standing, history, level):
            if lacks(case, standing, history, level):
                return None
            day, because = earliest_day(case, standing, history, level)
            if level.step_kind == COURTESY and not _is_early(case, standing, day):
                continue
            return Step(standing, level, day, because)
    return None


def _kept_back_by_law(case):
    """Yield (standing, level, what lacks) of overdue claims kept back by law."""
    for one in case.overdue:
        history = case.snapshot.history.get(one.claim.line_id, NO_HISTORY)
        for level in ladder_of(case, history).levels:
            if _comes_next(case, one, history, level):
                missing = lacks(case, one, history, level)
                if missing:
                    yield one, level, missing
                    break


def _is_early(case, standing, day):
    """Tell whether a courtesy note would still leave before the due day."""
    return case.business_day(max(day, case.today)) < standing.claim.due_date


def ladder_of(case, history):
    """Return the ladder that a claim is on.

    The one of its last arrived notice, so that a change of policy midway keeps
    the place; but a policy set by hand and one that protects more always apply.
    """
    if history.level_id is None or not case.snapshot.keeps_ladder:
        return case.policy
    own = case.snapshot.ladders.get(history.level_id)
    if own is None or not own.active:
        return case.policy
    if PROTECTION[case.policy.debtor_kind] > PROTECTION[own.debtor_kind]:
        return case.policy
    return own


def _comes_next(case, standing, history, level):
    """Tell whether a level is still ahead of a claim and meets its conditions."""
    if level.step_kind == CALL:
        # A call reaches no step: it is due once, until a later step was taken.
        if level.level_id in history.calls or history.rank > level.order:
            return False
    elif level.order <= history.rank:
        return False
    if level.step_kind == COURTESY and standing.overdue:
        return False
    if history.skipped and _is_skipped(history, level):
        return False
    legal = level.step_kind in (FORMAL_NOTICE, HANDOFF)
    if legal and history.reminders < REMINDERS_BEFORE_LEGAL:
        return False
    return meets_conditions(case, standing, level)


def _is_skipped(history, level):
    """Tell whether a person passed a level over for a claim."""
    key = skip_key(level.step_kind, level.reminder_no, level.level_id)
    return any((skip.step_kind, skip.number) == key for skip in history.skipped)


def _skips_ahead(history):
    """Yield the evidence of steps passed over that no later step has overtaken."""
    for skip in history.skipped:
        is_call = skip.step_kind == CALL
        if is_call or step_rank(skip.step_kind, skip.number) > history.rank:
            yield skip.notice_id


def meets_conditions(case, standing, level):
    """Tell whether a level is for this claim; one that is not is passed over."""
    if level.relationships and case.snapshot.relationship not in level.relationships:
        return False
    if level.minimum_claim and case.snapshot.relationship not in level.any_amount_for:
        currency_id = standing.claim.currency_id
        amount = case.snapshot.in_company_currency(currency_id, standing.rest)
        if amount < level.minimum_claim:
            return False
    if level.minimum_term_days:
        claim = standing.claim
        if claim.invoice_date is None:
            return False
        if (claim.due_date - claim.invoice_date).days < level.minimum_term_days:
            return False
    return True


def earliest_day(case, standing, history, level):
    """Return the first contact day on which all waits are over, and which was last.

    :return: (day, because), because being ``delay``, ``patience``, ``wait``,
        ``gap``, ``deadline``, ``returned``, ``fresh``, ``law`` or ``quiet``
    """
    delay = level.delay_days
    if delay < 1 and level.step_kind != COURTESY:
        delay = 1  # overdue begins the day after the due date
    day, because = standing.claim.due_date + span(delay), "delay"
    if case.patience is not None:
        patient = wait_for_the_usual_day(case, standing, level, day)
        if patient > day:
            day, because = patient, "patience"
    if level.wait_days and history.last_contact:
        over = history.last_contact + span(level.wait_days)
        if over > day:
            day, because = over, "wait"
    if case.gap_over and case.gap_over > day:
        day, because = case.gap_over, "gap"
    if standing.claim.returned_on:
        over = standing.claim.returned_on + span(AFTER_RETURN)
        if over > day:
            day, because = over, "returned"
    duties = case.snapshot.duties
    duty = duties.get(standing.claim.line_id) if duties else None
    if duty and duty.until and duty.until > day:
        day, because = duty.until, "fresh"
    if history.last_deadline:
        over = add_bank_business_days(history.last_deadline, DEADLINE_GRACE) + ONE_DAY
        if over > day:
            day, because = over, "deadline"
    if case.law is not None:
        day, because = after_the_law(case, standing, history, level, day, because)
    found = case.business_day(day)
    if case.snapshot.quiet and found > next_business_day(day, case.countries):
        because = "quiet"
    return found, because


def nothing_due_yet(case):
    """No step is due today: say which comes next, and when."""
    if any(step.day <= case.today for step in case.steps):
        return None
    step = case.next_step()
    if step is None:
        kept_back = list(_kept_back_by_law(case)) if case.law else ()
        if kept_back:
            return wait_for_a_person(case, kept_back)
        reason = "end_of_ladder" if case.overdue else "nothing_overdue"
        return case.nothing(reason)
    return case.nothing(
        "not_yet" if case.overdue else "nothing_overdue",
        parameters={
            "level": step.level.name,
            "level_id": step.level.level_id,
            "claim": step.standing.claim.name,
            "due": step.standing.claim.due_date.isoformat(),
            "next": step.day.isoformat(),
            **what_set_the_day(case, step),
        },
    )


def what_set_the_day(case, step):
    """Return the parameters that say what set the day of a step."""
    if step.because == "law":
        return {"because": "law", **why_not_before(case, step)}
    if step.because != "quiet":
        return {"because": step.because}
    over = [one for one in case.snapshot.quiet if one.date_to < step.day]
    return {
        "because": step.because,
        "quiet": max(over, key=lambda one: one.date_to).name,
    }
