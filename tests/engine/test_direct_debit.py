"""What we collect is not overdue until it comes back."""

from builders import (
    FIRST,
    NOTE,
    SECOND,
    TODAY,
    claim,
    credit,
    days,
    demanded,
    listed,
    pause,
    reached,
    run,
)


def test_collected_is_not_asked():
    decision = run(claim(overdue=10, collected=True))
    assert (decision.outcome, decision.reason) == ("nothing", "collected")
    assert decision.parameters["collected"] == ("INV/1",)
    assert not decision.task


def test_no_courtesy_note_for_what_we_collect():
    assert run(claim(overdue=-5)).level == NOTE
    decision = run(claim(overdue=-5, collected=True))
    assert decision.reason == "collected"
    assert "collected" not in decision.parameters


def test_other_claims_are_asked_without_naming_it():
    decision = run(claim(1, overdue=10), claim(2, overdue=10, collected=True))
    assert demanded(decision) == {1: FIRST.level_id}
    assert listed(decision) == []
    assert decision.parameters["total"] == 100_00
    assert decision.parameters["collected"] == ("INV/2",)


def test_pauses_and_credits_do_not_bring_it_back():
    decision = run(
        claim(1, overdue=10, collected=True),
        claim(2, overdue=10),
        pauses=(pause({1: 10_00}),),
        credits=(credit(amount=30_00),),
    )
    assert demanded(decision) == {2: FIRST.level_id}
    assert decision.parameters["total"] == 70_00


def test_a_person_looks_when_it_should_have_come_long_ago():
    assert run(claim(overdue=30, collected=True)).reason == "collected"
    decision = run(claim(overdue=31, collected=True))
    assert decision.reason == "collected_late"
    assert decision.task


def test_each_that_should_have_come_is_named_beside_what_is_asked():
    """Other claims, due or not, keep nobody from seeing that one did not come."""
    late = claim(1, overdue=31, collected=True)
    recent = claim(2, overdue=30, collected=True)
    for other, reason in (
        (claim(3, overdue=10), "step_due"),
        (claim(3, overdue=2), "not_yet"),
    ):
        decision = run(late, recent, other)
        assert decision.reason == reason
        assert decision.parameters["collected_late"] == ("INV/1",)
        assert not decision.task
        assert "collected_late" not in run(recent, other).parameters
    assert run(late, recent).parameters["collected_late"] == ("INV/1",)


def test_the_fingerprint_follows_what_should_have_come():
    one, other = claim(1, overdue=31, collected=True), claim(2, overdue=10)
    fresh = one._replace(due_date=TODAY - days(30))
    late, early = run(one, other), run(fresh, other)
    assert late.fingerprint() != early.fingerprint()
    assert late.fingerprint()[-1] == ("INV/1",)


def test_what_came_back_waits_and_then_is_a_claim_as_any():
    returned = [claim(overdue=10, returned_on=TODAY - days(n)) for n in (4, 5)]
    waiting = run(returned[0])
    assert waiting.reason == "not_yet"
    assert waiting.parameters["because"] == "returned"
    assert waiting.next_date == TODAY + days(1)
    assert run(returned[1]).level == FIRST
    later = run(returned[1], history={1: reached(SECOND)})
    assert later.level != SECOND


def test_the_fingerprint_follows_what_is_collected():
    one = run(claim(1, overdue=10, collected=True))
    two = run(claim(1, overdue=10, collected=True), claim(2, collected=True))
    assert one.fingerprint() != two.fingerprint()
