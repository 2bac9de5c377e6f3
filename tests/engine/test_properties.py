"""How a decision answers to a change of what it was given."""

from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import claims, debtors, snapshot_of

from builders import credit, days, demanded, listed, pause
from engine.claims import COURTESY, NO_HISTORY, REMINDER
from engine.decision import decide

laws = st.sampled_from([0, 0, 14, 15])


def deciding(debtor, law_days=0, **changes):
    parts, policy, today = debtor
    return decide(snapshot_of(parts, **changes), policy, today, law_days)


def said(decision):
    """Return all that a decision says, as plain values."""
    return (
        decision.fingerprint(),
        decision.parameters,
        demanded(decision),
        listed(decision),
        [one.line_id for one in decision.credits],
        decision.deadline,
        decision.recipient_id,
        decision.recipient_reason,
        decision.next_outcome,
        decision.next_level and decision.next_level.level_id,
        decision.next_date,
        decision.task,
    )


@given(debtors(), st.randoms(use_true_random=False), laws)
def test_order_never_changes_a_decision(debtor, random, law_days):
    """Complaint 6: with several invoices the last row must not decide."""
    shuffled = {}
    for part in ("claims", "credits", "pauses"):
        shuffled[part] = list(debtor[0][part])
        random.shuffle(shuffled[part])
    for part in ("history", "contacts", "ladders"):
        pairs = list(debtor[0][part].items())
        random.shuffle(pairs)
        shuffled[part] = dict(pairs)
    assert said(deciding(debtor, law_days)) == said(
        deciding(debtor, law_days, **shuffled)
    )


@given(debtors(), laws)
def test_the_same_inputs_give_the_same_decision(debtor, law_days):
    """Deciding leaves no trace in the snapshot."""
    parts, policy, today = debtor
    snapshot = snapshot_of(parts)
    first = decide(snapshot, policy, today, law_days)
    decide(snapshot, policy, today + days(40))
    assert said(first) == said(decide(snapshot, policy, today, law_days))


@given(debtors(plain=True))
def test_without_conditions_the_next_reminder_has_the_next_number(debtor):
    for standing, level in deciding(debtor).demanded:
        if level.step_kind == REMINDER:
            history = debtor[0]["history"].get(standing.claim.line_id, NO_HISTORY)
            reached = max(0, history.rank)
            assert level.reminder_no == reached + 1


@given(debtors(), st.data())
def test_what_is_not_yet_due_changes_no_demand(debtor, data):
    """Said exactly: a claim due today or later changes nothing in a message that
    is no courtesy note; and where nothing was said it can bring a note only."""
    today = debtor[2]
    fresh = data.draw(claims(500, today))
    later = today + days(data.draw(st.integers(0, 60)))
    fresh = fresh._replace(due_date=later)
    before = deciding(debtor)
    after = deciding(debtor, claims=[*debtor[0]["claims"], fresh])
    if before.outcome != "nothing" and before.level.step_kind != COURTESY:
        assert said(after)[1:] == said(before)[1:]
    elif after.outcome != "nothing":
        assert after.level.step_kind == COURTESY
        # Two notes may share a message; the new claim adds itself at most.
        known = {one: level for one, level in demanded(after).items() if one != 500}
        assert known.items() <= demanded(before).items() or before.outcome == "nothing"
    for one in ("count", "total", "oldest"):
        assert (
            after.parameters[one] == before.parameters[one] or not debtor[0]["claims"]
        )


@given(debtors(pausing=False), st.data())
def test_a_credit_never_makes_anybody_owe_more(debtor, data):
    amount = data.draw(st.integers(1, 900_00))
    before = deciding(debtor)
    after = deciding(debtor, credits=[*debtor[0]["credits"], credit(990, amount)])
    rests = {one.claim.line_id: one.rest for one in before.standings}
    assert all(one.rest <= rests[one.claim.line_id] for one in after.standings)
    assert after.parameters["total"] <= before.parameters["total"]


@given(debtors())
def test_an_emptied_pause_changes_nothing(debtor):
    emptied = [*debtor[0]["pauses"], pause({}, pause_id=99)]
    assert said(deciding(debtor, pauses=emptied)) == said(deciding(debtor))


@given(debtors())
def test_nothing_happens_before_the_day_that_was_announced(debtor):
    """Limits are left out: a claim that falls due may lift a debtor over one."""
    parts, policy, today = debtor
    policy = policy._replace(minimum_amount=0, small_amount=0)
    snapshot = snapshot_of(parts)
    decision = decide(snapshot, policy, today)
    assume(decision.outcome == "nothing" and decision.next_date)
    assume(decision.reason in ("not_yet", "nothing_overdue", "not_business_day"))
    for ahead in range(1, (decision.next_date - today).days):
        earlier = decide(snapshot, policy, today + days(ahead))
        assert earlier.outcome == "nothing", today + days(ahead)
