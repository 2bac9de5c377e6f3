"""What must hold for every single decision, whatever is owed and was sent."""

from hypothesis import given, settings
from strategies import debtors, snapshot_of

from builders import days
from engine.business_days import add_business_days, is_business_day
from engine.claims import (
    CALL,
    COURTESY,
    FORMAL_NOTICE,
    HANDOFF,
    NATURAL_PERSONS,
    NO_HISTORY,
    REMINDER,
)
from engine.decision import OUTCOMES, decide


def history_of(debtor, standing):
    return debtor[0]["history"].get(standing.claim.line_id, NO_HISTORY)


def ladder_with(debtor, level):
    return debtor[0]["ladders"][level.level_id].levels


def every_decision_is_complete(debtor, decision):
    """A reason always; a claim in one role at most; nothing said in the past."""
    today = debtor[2]
    assert decision.outcome in OUTCOMES
    assert decision.reason
    assert {"count", "total", "oldest"} <= set(decision.parameters)
    named = [one.claim.line_id for _role, one, _level in decision.roles()]
    assert len(named) == len(set(named))
    assert decision.next_date is None or decision.next_date >= today
    if decision.outcome == "nothing":
        assert not decision.demanded
        assert not decision.listed
        assert decision.deadline is None
    else:
        assert decision.demanded
        assert decision.level
        assert decision.next_date == today
        assert decision.next_level == decision.level
        assert decision.outcome == decision.next_outcome
    if decision.next_date is None:
        assert decision.outcome == "nothing"


def whatever_happens_happens_on_a_business_day(debtor, decision):
    parts, _policy, today = debtor
    countries = parts["countries"]
    if decision.outcome != "nothing":
        assert is_business_day(today, countries)
        assert is_business_day(decision.deadline, countries)
        assert decision.deadline >= add_business_days(today, 3, countries)
        assert today < decision.shortest_deadline <= decision.deadline
        if decision.level.step_kind in (FORMAL_NOTICE, HANDOFF):
            assert decision.deadline >= today + days(7)
    if decision.next_date:
        assert is_business_day(decision.next_date, countries)


def nobody_is_asked_what_he_does_not_owe(debtor, decision):
    """Not overdue (but for courtesy), wholly paused, wholly covered: never."""
    today = debtor[2]
    for standing, level in decision.demanded:
        assert standing.claim.due_date is not None
        assert (standing.claim.due_date < today) is (level.step_kind != COURTESY)
        assert standing.rest == (
            standing.claim.residual - standing.covered - standing.paused
        )
        assert 0 < standing.rest <= standing.claim.residual
    for standing in decision.listed:
        assert standing.claim.due_date < today
    wholly = {
        line_id
        for pause in debtor[0]["pauses"]
        for line_id, amount in (pause.amounts or {}).items()
        if amount is None
    }
    assert not wholly & {one.claim.line_id for _role, one, _level in decision.roles()}


def credits_cover_the_oldest_and_not_a_cent_more(debtor, decision):
    standings = decision.standings
    left = {}
    for one in debtor[0]["credits"]:
        left[one.currency_id] = left.get(one.currency_id, 0) + one.amount
    open_before = set()
    for one in standings:
        currency = one.claim.currency_id
        if one.covered:
            assert currency not in open_before, "an older claim was passed over"
        if one.covered < one.claim.residual - one.paused:
            open_before.add(currency)
        left[currency] = left.get(currency, 0) - one.covered
    assert all(amount >= 0 for amount in left.values())


def no_step_is_taken_twice_and_none_is_skipped(debtor, decision):
    """A level is beyond the place reached; what lies between failed a condition."""
    for standing, level in decision.demanded:
        history = history_of(debtor, standing)
        if level.step_kind == CALL:
            assert level.level_id not in history.calls
            assert level.order > history.rank
        else:
            assert level.order > history.rank
        for between in ladder_with(debtor, level):
            if (
                between.step_kind == REMINDER
                and history.rank < between.order < level.order
            ):
                assert fails_a_condition(debtor, standing, between)


def fails_a_condition(debtor, standing, level):
    """Say it anew, in other words than the engine."""
    claim, parts = standing.claim, debtor[0]
    if level.relationships and parts["relationship"] not in level.relationships:
        return True
    if round(standing.rest * parts["rates"][claim.currency_id]) < level.minimum_claim:
        return True
    if not level.minimum_term_days:
        return False
    if claim.invoice_date is None:
        return True
    return claim.due_date < claim.invoice_date + days(level.minimum_term_days)


def nothing_legal_without_two_reminders(debtor, decision):
    for standing, level in decision.demanded:
        if level.step_kind in (FORMAL_NOTICE, HANDOFF):
            assert history_of(debtor, standing).reminders >= 2
            assert decision.outcome == level.step_kind
            assert decision.task == (level.step_kind == HANDOFF)
            protected = debtor[0]["kind"] in NATURAL_PERSONS
            assert not protected or decision.task or decision.agree


def the_message_is_the_highest_step_and_fits_its_claims(debtor, decision):
    if decision.outcome == "nothing":
        return
    kinds = {level.step_kind for _standing, level in decision.demanded}
    assert kinds == {decision.level.step_kind}
    orders = {level.order for _standing, level in decision.demanded}
    assert max(orders) == decision.level.order
    if decision.level.step_kind != REMINDER:
        assert len(orders) == 1


def contacts_keep_their_distance(debtor, decision):
    parts, policy, today = debtor
    if decision.outcome == "nothing" or not parts["last_contact"]:
        return
    assert today > parts["last_contact"]
    assert today >= parts["last_contact"] + days(policy.min_gap_days)
    for standing, level in decision.demanded:
        history = history_of(debtor, standing)
        if history.last_deadline:
            assert today > history.last_deadline + days(2)
        if history.last_contact:
            assert today >= history.last_contact + days(level.wait_days)


def natural_persons_and_small_amounts_stop_after_reminder_one(debtor, decision):
    parts, policy, _today = debtor
    if decision.outcome == "nothing" or decision.level.step_kind == COURTESY:
        return
    total = decision.parameters["total"]
    assert total >= policy.minimum_amount
    if parts["kind"] in ("consumer", "unknown") or total < policy.small_amount:
        assert decision.level.order <= 1


CHECKS = (
    every_decision_is_complete,
    whatever_happens_happens_on_a_business_day,
    nobody_is_asked_what_he_does_not_owe,
    credits_cover_the_oldest_and_not_a_cent_more,
    no_step_is_taken_twice_and_none_is_skipped,
    nothing_legal_without_two_reminders,
    the_message_is_the_highest_step_and_fits_its_claims,
    contacts_keep_their_distance,
    natural_persons_and_small_amounts_stop_after_reminder_one,
)


@settings(max_examples=3 * settings.default.max_examples)
@given(debtors())
def test_what_holds_for_every_decision(debtor):
    parts, policy, today = debtor
    decision = decide(snapshot_of(parts), policy, today)
    for check in CHECKS:
        check(debtor, decision)
