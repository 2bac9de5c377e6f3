"""Who seems to have paid is left alone until a person has looked."""

import pytest

from builders import EUR, FORMAL, PHONE, SECOND, called, claim, day, reached, run
from engine.receipts import Receipt

NEW = Receipt("1", day("2026-06-09"), EUR, 100_00, "Thanks", "partner")


def since(text, key="1"):
    return NEW._replace(key=key, since=day(text))


def test_a_reminder_waits():
    decision = run(claim(overdue=6), receipts=(NEW,))
    assert (decision.outcome, decision.reason) == ("nothing", "payment_suspected")
    assert decision.task
    assert decision.next_outcome == "send"
    assert decision.parameters["why"] == "partner"
    assert decision.parameters["receipts"] == [
        ("1", "2026-06-09", EUR, 100_00, "Thanks")
    ]


@pytest.mark.parametrize(
    ("receipts", "until"),
    [
        # Today is a Wednesday: five business days are a week.
        ((NEW,), "2026-06-17"),
        ((since("2026-06-08"),), "2026-06-15"),
        ((since("2026-06-03"),), "2026-06-10"),  # the last day
        ((since("2026-06-02"),), None),
        ((since("2026-06-02"), since("2026-06-08", "2")), "2026-06-15"),
        ((since("2026-06-02"), NEW._replace(key="2")), "2026-06-17"),
        ((), None),
    ],
)
def test_for_five_business_days(receipts, until):
    decision = run(claim(overdue=6), receipts=receipts)
    if until is None:
        assert decision.outcome == "send"
    else:
        assert decision.parameters["until"] == until
        assert decision.next_date > day(until)


def test_legal_steps_and_calls_wait_too():
    for history in (reached(SECOND), called(reached(SECOND), PHONE)):
        decision = run(claim(overdue=40), history={1: history}, receipts=(NEW,))
        assert decision.reason == "payment_suspected"
    assert decision.parameters["level"] == FORMAL.name


def test_nothing_due_is_not_held():
    assert run(claim(overdue=2), receipts=(NEW,)).reason == "not_yet"
