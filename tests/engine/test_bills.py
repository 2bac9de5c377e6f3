"""What we owe the debtor stops legal steps until a person agrees."""

import pytest

from builders import (
    AGENCY,
    EUR,
    FORMAL,
    PHONE,
    SECOND,
    TODAY,
    USD,
    called,
    claim,
    demanded,
    reached,
    run,
    tasked,
)

HISTORY = called(reached(SECOND), PHONE)


@pytest.mark.parametrize(
    ("bills", "agreed", "waits"),
    [
        ((), {}, False),
        (((EUR, 1),), {}, True),
        (((EUR, 50_00),), {EUR: 50_00}, False),
        (((EUR, 50_01),), {EUR: 50_00}, True),
        (((EUR, 10_00), (USD, 1)), {EUR: 50_00}, True),
        (((USD, 10_00),), {EUR: 50_00}, True),
    ],
)
def test_formal_notice(bills, agreed, waits):
    decision = run(
        claim(overdue=40), history={1: HISTORY}, bills=bills, bills_agreed=agreed
    )
    if waits:
        assert decision.outcome == "nothing"
        assert decision.reason == "open_bills"
        assert decision.parameters["bills"] == tuple(sorted(bills))
        assert decision.task
    else:
        assert decision.outcome == "formal_notice"


def test_handoff_waits_too():
    decision = run(claim(overdue=80), history={1: reached(FORMAL)}, bills=((EUR, 1),))
    assert decision.reason == "open_bills"
    assert decision.parameters["level"] == AGENCY.name


def test_a_reminder_of_another_claim_goes_on():
    decision = run(
        claim(1, overdue=40),
        claim(2, overdue=6),
        history={1: HISTORY},
        bills=((EUR, 1),),
    )
    assert decision.outcome == "send"
    assert demanded(decision) == {2: 2}


def test_a_later_reminder_is_announced_beside_it():
    decision = run(
        claim(1, overdue=40),
        claim(2, overdue=2),
        history={1: HISTORY},
        bills=((EUR, 1),),
    )
    assert decision.reason == "open_bills"
    assert decision.next_date > TODAY


def test_a_task_that_was_given_stays():
    decision = run(
        claim(overdue=80),
        history={1: tasked(reached(FORMAL), AGENCY)},
        bills=((EUR, 1),),
    )
    assert decision.reason == "waits_for_person"


def test_the_fingerprint_follows_the_amount():
    some, more = (
        run(claim(overdue=40), history={1: HISTORY}, bills=((EUR, amount),))
        for amount in (1, 2)
    )
    assert some.fingerprint() != more.fingerprint()
