"""Pauses, and contacts that are still on their way."""

import pytest

from builders import (
    FIRST,
    NOTE,
    TODAY,
    changed,
    claim,
    credit,
    day,
    days,
    demanded,
    listed,
    pause,
    run,
)
from engine.claims import Underway

FRIDAY = day("2026-06-12")


@pytest.mark.parametrize(
    ("until", "next_date"),
    [
        pytest.param("2026-06-16", "2026-06-17", id="the day after"),
        pytest.param("2026-06-12", "2026-06-15", id="over the weekend"),
        pytest.param("2026-07-20", "2026-07-22", id="over 21 July"),
        pytest.param(None, None, id="without an end"),
    ],
)
@pytest.mark.parametrize("amounts", [None, {1: None}, {1: 100_00}])
def test_a_pause_stops_contacts_until_the_day_after_its_end(amounts, until, next_date):
    until = until and day(until)
    decision = run(claim(1), pauses=[pause(amounts, "promise", until)])
    assert (decision.outcome, decision.reason) == ("nothing", "paused")
    assert decision.parameters["pause"] == "promise"
    assert decision.parameters["until"] == (until and until.isoformat())
    assert decision.next_date == (next_date and day(next_date))
    assert not decision.task


@pytest.mark.parametrize("amounts", [None, {1: None}])
def test_a_pause_that_never_simply_expires_goes_to_a_person(amounts):
    ended = pause(amounts, until=TODAY - days(1), needs_person=True)
    decision = run(claim(1), pauses=[ended])
    assert (decision.outcome, decision.reason) == ("nothing", "pause_needs_person")
    assert decision.next_date is None


@pytest.mark.parametrize("turn", [1, -1])
@pytest.mark.parametrize(
    ("first", "second", "reason", "word"),
    [
        pytest.param(
            pause(until=FRIDAY, reason="promise"),
            pause(until=FRIDAY + days(9), reason="plan"),
            "paused",
            "plan",
            id="the longest decides",
        ),
        pytest.param(
            pause(until=FRIDAY, reason="promise"),
            pause(reason="insolvency"),
            "paused",
            "insolvency",
            id="without an end is longest",
        ),
        pytest.param(
            pause(reason="manual"),
            pause(until=TODAY - days(3), reason="reply", needs_person=True),
            "pause_needs_person",
            "reply",
            id="a person first",
        ),
        pytest.param(
            pause({1: None}, "dispute"),
            pause(until=FRIDAY, reason="plan"),
            "paused",
            "plan",
            id="the debtor before the claim",
        ),
    ],
)
def test_of_several_pauses_one_answers(first, second, reason, word, turn):
    decision = run(claim(1), pauses=[first, second][::turn])
    assert (decision.reason, decision.parameters["pause"]) == (reason, word)


def test_an_emptied_scope_pauses_nothing():
    decision = run(claim(1), pauses=[pause({})])
    assert demanded(decision) == {1: FIRST.level_id}


def test_a_pause_of_a_settled_claim_pauses_nothing():
    assert run(claim(1), pauses=[pause({77: None})]).outcome == "send"


def test_paused_claims_leave_and_the_others_go_on():
    decision = run(claim(1, 20), claim(2, 10), pauses=[pause({1: None})])
    assert demanded(decision) == {2: FIRST.level_id}
    assert listed(decision) == [], "a disputed claim is not even listed"
    assert decision.parameters["total"] == 100_00


@pytest.mark.parametrize(
    ("pauses", "rest"),
    [
        pytest.param([pause({1: 40_00})], 60_00, id="one part"),
        pytest.param([pause({1: 40_00}), pause({1: 25_00})], 35_00, id="two parts"),
        pytest.param([pause({1: 99_99})], 1, id="all but a cent"),
    ],
)
def test_of_a_disputed_amount_the_undisputed_rest_stays(pauses, rest):
    decision = run(claim(1), pauses=pauses)
    assert demanded(decision) == {1: FIRST.level_id}
    assert [one.rest for one, _level in decision.demanded] == [rest]
    assert decision.parameters["total"] == rest


@pytest.mark.parametrize(
    "pauses",
    [
        pytest.param([pause({1: 100_00})], id="the whole amount"),
        pytest.param([pause({1: 200_00})], id="more than is left"),
        pytest.param([pause({1: 60_00}), pause({1: 60_00})], id="two overlap"),
    ],
)
def test_a_claim_paused_to_the_last_cent_is_silent(pauses):
    decision = run(claim(1), pauses=pauses)
    assert decision.reason == "paused"
    assert decision.parameters["claims"] == ["INV/1"]


def test_dispute_and_credit_together_leave_nothing_to_ask():
    decision = run(claim(1), pauses=[pause({1: 40_00})], credits=[credit(amount=60_00)])
    assert decision.reason == "paused"


@pytest.mark.parametrize("turn", [1, -1])
@pytest.mark.parametrize("until", [None, TODAY - days(1), FRIDAY + days(9)])
def test_of_several_paused_claims_the_one_for_a_person_answers(turn, until):
    """A dispute whose day has passed must not hide behind another pause."""
    pauses = [
        pause({1: None}, "promise", FRIDAY),
        pause({2: None}, "dispute", until, needs_person=True),
    ]
    decision = run(claim(1, 20), claim(2, 10), pauses=pauses[::turn])
    assert decision.reason == "pause_needs_person"
    assert decision.parameters["pause"] == "dispute"


@pytest.mark.parametrize("turn", [1, -1])
def test_of_several_paused_claims_the_first_to_end_says_when(turn):
    pauses = [
        pause({1: None}, "plan", FRIDAY + days(30)),
        pause({2: None}, "promise", FRIDAY),
    ]
    decision = run(claim(1, 20), claim(2, 10), pauses=pauses[::turn])
    assert decision.reason == "paused"
    assert decision.parameters["until"] == FRIDAY.isoformat()
    assert decision.next_date == day("2026-06-15")
    assert decision.next_level is None


@pytest.mark.parametrize("turn", [1, -1])
def test_of_several_pauses_of_one_claim_the_longest_says_when(turn):
    pauses = [
        pause({1: 60_00}, "promise", FRIDAY),
        pause({1: 60_00}, "dispute", FRIDAY + days(7)),
    ]
    decision = run(claim(1), pauses=pauses[::turn])
    assert decision.parameters["pause"] == "dispute"
    assert decision.next_date == day("2026-06-22")


def test_a_pause_that_ends_before_another_claims_step_says_when():
    pauses = [pause({1: None}, "promise", FRIDAY)]
    decision = run(claim(1, 20), claim(2, -60), pauses=pauses)
    assert decision.reason == "paused"
    assert decision.next_date == day("2026-06-15")
    assert decision.next_level is None
    assert decision.next_outcome == "nothing"


def test_a_disputed_claim_does_not_stop_a_note_about_another():
    decision = run(claim(1, 20), claim(2, -6), pauses=[pause({1: None})])
    assert decision.outcome == "send"
    assert demanded(decision) == {2: NOTE.level_id}


def test_a_paused_debtor_is_told_when_another_claim_has_its_step():
    """The next date is the first on which something happens, not the pause's."""
    without_note = changed(NOTE, minimum_claim=10**9)
    decision = run(
        claim(1, 20),
        claim(2, 0),
        policy=without_note,
        pauses=[pause({1: None}, "promise", TODAY + days(60))],
    )
    assert decision.reason == "paused"
    assert decision.next_date == TODAY + days(5)
    assert decision.next_level.level_id == FIRST.level_id


def test_a_disputed_claim_swallows_no_payment_of_another():
    """What was paid for the undisputed invoice is not asked again."""
    decision = run(
        claim(1, 20),
        claim(2, 10),
        credits=[credit(amount=100_00)],
        pauses=[pause({1: None})],
    )
    assert decision.outcome == "nothing"
    assert not demanded(decision)


# Contacts on their way -------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        pytest.param("draft", "step_due", id="a proposal is no contact"),
        pytest.param("queued", "contact_underway", id="queued"),
        pytest.param("sending", "contact_underway", id="sending"),
        pytest.param("uncertain", "uncertain", id="uncertain: a person looks"),
    ],
)
def test_no_contact_follows_one_that_is_underway(state, reason):
    decision = run(claim(1), underway=Underway(5, state, TODAY))
    assert decision.reason == reason
    if state != "draft":
        assert decision.outcome == "nothing"
        assert decision.parameters["state"] == state
        assert decision.next_date is None


def test_a_pause_is_named_before_a_contact_underway():
    decision = run(claim(1), pauses=[pause()], underway=Underway(5, "queued"))
    assert decision.reason == "paused"
