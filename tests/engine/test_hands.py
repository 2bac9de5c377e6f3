"""Nobody is asked for what we have not done our own part for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import debtors, snapshot_of

from builders import (
    FIRST,
    NOTE,
    SECOND,
    TODAY,
    changed,
    claim,
    days,
    demanded,
    listed,
    pause,
    policy,
    reached,
    run,
    undated,
)
from engine.decision import decide
from engine.duties import (
    BOUNCED,
    DRAFT_CREDIT,
    FRESH,
    NEVER_SENT,
    REFUSED,
    Duty,
    Sending,
    first_of,
    sending_duty,
    still_fresh,
    told_duties,
)


def unsent(since=40, **values):
    """Return the duty of an invoice that was never sent, dated days ago."""
    dated = TODAY - days(since)
    return sending_duty(Sending(7, dated, False, False, None), 5)._replace(**values)


def sent(ago):
    return sending_duty(Sending(7, TODAY - days(40), True, False, TODAY - days(ago)), 5)


def test_what_was_never_sent_is_not_asked_and_a_person_is_told():
    decision = run(claim(overdue=10), duties={1: unsent()})
    assert (decision.outcome, decision.reason) == ("nothing", "own_part")
    assert not decision.task  # its row of the morning page is the task
    assert [one[:2] for one in told_duties(decision)] == [(7, NEVER_SENT)]
    assert "by" not in decision.parameters
    assert decision.parameters["wait"] == 5


def test_the_other_claims_go_on_without_naming_it():
    decision = run(
        claim(1, overdue=10, amount=30_00), claim(2, overdue=10), duties={2: unsent()}
    )
    assert demanded(decision) == {1: FIRST.level_id}
    assert listed(decision) == []
    assert decision.parameters["total"] == 30_00
    assert [one[2] for one in decision.parameters["duties"]] == ["INV/2"]


def test_duties_of_other_debtors_hold_nothing():
    decision = run(claim(overdue=10), duties={99: unsent()})
    assert decision.fingerprint() == run(claim(overdue=10)).fingerprint()


@pytest.mark.parametrize(
    ("duty", "overdue", "is_told"),
    [
        (unsent(since=4), -20, False),
        (unsent(since=5), -20, True),  # long enough undone
        (unsent(since=2), 1, True),  # overdue at once
        (unsent(since=2), 0, False),  # due today is not overdue
        (Duty(DRAFT_CREDIT, 7, TODAY), -1, False),
        (Duty(DRAFT_CREDIT, 7, TODAY), 1, True),
        (Duty(BOUNCED, 7, TODAY, tell_from=TODAY), -20, True),
        (Duty("not_delivered", 7, None), -1, False),
        (Duty("not_delivered", 7, None), 1, True),
    ],
)
def test_when_a_person_is_told(duty, overdue, is_told):
    decision = run(claim(overdue=overdue), duties={1: duty})
    assert bool(list(told_duties(decision))) is is_told
    assert (decision.parameters.get("by") == "early") is not is_told
    if not is_told:
        assert decision.next_date > TODAY


def test_without_any_date_a_person_is_told_at_once():
    decision = run(undated(), duties={1: Duty(NEVER_SENT, 7)})
    assert list(told_duties(decision))


def test_no_courtesy_note_for_what_was_not_sent():
    assert run(claim(overdue=-5)).level == NOTE
    assert run(claim(overdue=-5), duties={1: unsent(2)}).reason == "own_part"


def test_where_nobody_is_followed_nothing_is_held():
    for ladder in (None, policy(active=False)):
        decision = run(claim(overdue=10), policy=ladder, duties={1: unsent()})
        assert decision.reason in ("no_policy", "policy_draft")
        assert "duties" not in decision.parameters


def test_a_pause_of_another_claim_stays():
    decision = run(
        claim(1, overdue=10),
        claim(2, overdue=10),
        duties={2: unsent()},
        pauses=(pause({1: None}, until=TODAY + days(9)),),
    )
    assert decision.reason == "paused"


# === SENT ONLY JUST === #


def test_what_was_sent_only_just_is_not_overdue_yet():
    decision = run(claim(overdue=10), duties={1: sent(2)})
    assert (decision.outcome, decision.reason) == ("nothing", "nothing_overdue")
    assert decision.next_date == TODAY + days(5)  # the Monday after three days
    assert decision.parameters["because"] == "fresh"
    assert [one[0] for one in decision.parameters["fresh"]] == [FRESH]
    assert decision.parameters["total"] == 0


def test_it_goes_on_when_its_days_are_over():
    assert run(claim(overdue=10), duties={1: sent(4)}).outcome == "nothing"
    decision = run(claim(overdue=10), duties={1: sent(5)})
    assert demanded(decision) == {1: FIRST.level_id}
    assert "fresh" not in decision.parameters


def test_what_was_sent_only_just_is_not_listed():
    decision = run(claim(1, overdue=10), claim(2, overdue=10), duties={2: sent(1)})
    assert demanded(decision) == {1: FIRST.level_id}
    assert listed(decision) == []
    assert [one[2] for one in decision.parameters["fresh"]] == ["INV/2"]


def test_a_courtesy_note_waits_for_the_days_after_sending():
    assert run(claim(overdue=-7)).level == NOTE
    decision = run(claim(overdue=-7), duties={1: sent(0)})
    assert decision.outcome == "nothing"
    assert decision.next_level == NOTE
    assert decision.next_date == TODAY + days(5)
    # When no day is left for it before the due date the reminder comes next.
    decision = run(claim(overdue=-3), duties={1: sent(0)})
    assert decision.next_level == FIRST


def test_the_place_on_the_ladder_stays():
    history = {1: reached(FIRST, ago=20)}
    duties = {1: sent(1)}
    decision = run(claim(overdue=40), history=history, duties=duties)
    assert decision.next_level == SECOND


def test_days_after_sending_may_be_none():
    sending = Sending(7, TODAY - days(40), True, False, TODAY)
    duty = sending_duty(sending, 0)
    assert run(claim(overdue=10), duties={1: duty}).level == FIRST
    assert still_fresh(TODAY, 0) == TODAY


# === WHAT IS KNOWN OF AN INVOICE === #


def test_duties_about_the_sending():
    dated = TODAY - days(9)
    assert sending_duty(Sending(7, dated, True, False, None), 5) is None
    refused = sending_duty(Sending(7, dated, True, True, None), 5)
    assert (refused.cause, refused.until, refused.tell_from) == (REFUSED, None, dated)
    assert sending_duty(Sending(7, None, False, False, None), 5).tell_from is None


def test_of_two_duties_a_person_is_told_the_one_that_comes_first():
    note, fresh = Duty(DRAFT_CREDIT, 7), sent(1)
    stock = Duty("not_delivered", 7)
    for one, other, first in (
        (unsent(), note, note),
        (fresh, stock, stock),
        (stock, unsent(), unsent()),
        (None, fresh, fresh),
        (fresh, None, fresh),
    ):
        assert first_of(one, other) == first
        assert first_of(other, one) == first


def test_a_change_of_what_is_held_is_worth_a_new_row():
    claims = claim(1, overdue=10), claim(2, overdue=10)
    keys = {
        run(*claims, duties=duties).fingerprint()
        for duties in (
            None,
            {2: unsent()},
            {2: Duty(BOUNCED, 7, TODAY, tell_from=TODAY, about="a@x.example")},
            {2: sent(1)},
            {1: unsent(), 2: unsent()},
        )
    }
    assert len(keys) == 5


@given(debtors(), st.data())
def test_whatever_is_held_is_never_named(debtor, data):
    parts, ladder, today = debtor
    lines = [one.line_id for one in parts["claims"]]
    held = data.draw(st.sets(st.sampled_from(lines))) if lines else ()
    duties = {line_id: Duty(NEVER_SENT, line_id, today) for line_id in held}
    decision = decide(snapshot_of(parts, duties=duties), ladder, today)
    named = {one.claim.line_id for _role, one, _level in decision.roles()}
    assert not named.intersection(held)


def test_a_ladder_that_starts_early_asks_nothing_unsent():
    ladder = changed(NOTE, delay_days=-20)
    assert run(claim(overdue=-18), policy=ladder).level.delay_days == -20
    decision = run(claim(overdue=-18), policy=ladder, duties={1: unsent(12)})
    assert decision.reason == "own_part"
