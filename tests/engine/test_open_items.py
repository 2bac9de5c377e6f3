"""What is open, what is overdue, and what the debtor's credits already cover."""

import pytest

from builders import (
    EUR,
    FIRST,
    SECOND,
    TODAY,
    USD,
    claim,
    credit,
    days,
    demanded,
    listed,
    policy,
    reached,
    run,
    undated,
    usual_levels,
)


def test_nothing_open():
    decision = run()
    assert (decision.outcome, decision.reason) == ("nothing", "nothing_open")
    assert decision.parameters["count"] == decision.parameters["total"] == 0
    assert decision.next_date is None


def test_nothing_open_though_there_are_credits():
    assert run(credits=[credit()]).reason == "nothing_open"


@pytest.mark.parametrize("overdue", [0, -1, -5])
def test_nothing_is_overdue_before_the_due_day_is_over(overdue):
    without_note = policy(usual_levels()[1:])
    decision = run(claim(overdue=overdue), policy=without_note)
    assert (decision.outcome, decision.reason) == ("nothing", "nothing_overdue")
    assert decision.parameters["count"] == 0
    assert decision.next_date > TODAY


def test_overdue_begins_the_day_after_the_due_date():
    assert run(claim(overdue=1)).parameters["count"] == 1


def test_what_any_decision_says_about_the_debtor():
    parameters = run(claim(1, 3, 10_00), claim(2, 40, 7_00)).parameters
    assert parameters["count"] == 2
    assert parameters["total"] == 17_00
    assert parameters["oldest"] == (TODAY - days(40)).isoformat()


# Credits -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        pytest.param([], {1: 100_00, 2: 50_00}, id="none"),
        pytest.param([30_00], {1: 70_00, 2: 50_00}, id="partly, the oldest first"),
        pytest.param([100_00], {1: 0, 2: 50_00}, id="the oldest wholly"),
        pytest.param([60_00, 60_00], {1: 0, 2: 30_00}, id="two credits add up"),
        pytest.param([100_01], {1: 0, 2: 49_99}, id="to the cent"),
        pytest.param([149_99], {1: 0, 2: 1}, id="all but a cent"),
    ],
)
def test_credits_are_set_against_the_oldest_claims(amounts, expected):
    given = [credit(901 + n, amount) for n, amount in enumerate(amounts)]
    decision = run(claim(2, 10, 50_00), claim(1, 20, 100_00), credits=given)
    assert {one.claim.line_id: one.rest for one in decision.standings} == expected
    assert decision.parameters["total"] == sum(expected.values())
    assert set(demanded(decision)) == {one for one, rest in expected.items() if rest}
    assert listed(decision) == [one for one, rest in expected.items() if not rest]
    assert list(decision.credits) == given


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        pytest.param(149_99, "step_due", id="one cent is left"),
        pytest.param(150_00, "covered_by_credits", id="exactly covered"),
        pytest.param(900_00, "covered_by_credits", id="more than covered"),
    ],
)
def test_who_has_paid_enough_is_asked_nothing(amount, reason):
    decision = run(
        claim(1, 20, 100_00), claim(2, 10, 50_00), credits=[credit(amount=amount)]
    )
    assert decision.reason == reason


def test_covered_by_credits_shows_them_and_says_when_the_next_claim_is_due():
    decision = run(claim(1, 20), claim(2, -9), credits=[credit()])
    assert decision.reason == "covered_by_credits"
    assert [one.line_id for one in decision.credits] == [901]
    assert decision.parameters["next_due"] == (TODAY + days(9)).isoformat()
    assert decision.parameters["count"] == 0


def test_a_credit_reaches_claims_that_are_not_yet_due_only_at_last():
    decision = run(claim(1, 20), claim(2, -20, term=20), credits=[credit()])
    assert decision.reason == "covered_by_credits"
    decision = run(claim(1, -20), claim(2, 20), credits=[credit(amount=40_00)])
    assert {one.claim.line_id: one.rest for one in decision.standings} == {
        1: 100_00,
        2: 60_00,
    }


def test_a_credit_covers_its_own_currency_only():
    decision = run(
        claim(1, 20, currency_id=USD), claim(2, 10), credits=[credit(currency=EUR)]
    )
    assert demanded(decision) == {1: FIRST.level_id}
    assert listed(decision) == [2]


def test_only_credits_in_a_currency_of_the_message_are_shown():
    given = [credit(901, 10_00, EUR), credit(902, 10_00, USD)]
    decision = run(claim(1, 20), credits=given)
    assert [one.line_id for one in decision.credits] == [901]


def test_credits_in_the_currency_of_a_listed_claim_are_shown():
    given = [credit(902, 10_00, USD), credit(901, 5_00, USD)]
    decision = run(claim(1, 20), claim(2, 2, currency_id=USD), credits=given)
    assert listed(decision) == [2]
    assert [one.line_id for one in decision.credits] == [901, 902]


def test_a_covered_claim_keeps_its_place_but_is_not_demanded():
    """Complaint 3: customers deduct as they like; the rest goes on."""
    history = {1: reached(FIRST), 2: reached(FIRST)}
    decision = run(claim(1, 40), claim(2, 30), credits=[credit()], history=history)
    assert demanded(decision) == {2: SECOND.level_id}
    assert listed(decision) == [1]


# Claims without a due date --------------------------------------------------


def test_without_any_due_date_a_person_must_set_one():
    decision = run(undated(1), undated(2))
    assert (decision.outcome, decision.reason) == ("nothing", "no_due_date")
    assert decision.task
    assert decision.parameters["undated"] == ["INV/1", "INV/2"]


def test_an_undated_claim_is_neither_demanded_nor_listed():
    decision = run(undated(1), claim(2, 10))
    assert demanded(decision) == {2: FIRST.level_id}
    assert listed(decision) == []
    assert decision.parameters["undated"] == ["INV/1"]
    assert decision.parameters["total"] == 100_00


def test_a_credit_is_set_against_undated_claims_at_last():
    decision = run(undated(1), claim(2, 10), credits=[credit(amount=30_00)])
    assert {one.claim.line_id: one.rest for one in decision.standings} == {
        1: 100_00,
        2: 70_00,
    }
