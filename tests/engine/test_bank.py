"""Nothing leaves by itself while the bank is not booked."""

import pytest

from builders import FORMAL, PHONE, SECOND, TODAY, called, claim, day, policy, reached
from builders import run as decide
from engine.bank import journals_behind

BEHIND = (("Bank", day("2026-06-01")),)


@pytest.mark.parametrize(
    ("today", "newest", "marked", "behind"),
    [
        # A Wednesday: Friday is three business days ago, Thursday is four.
        ("2026-06-10", "2026-06-05", None, None),
        ("2026-06-10", "2026-06-04", None, "2026-06-04"),
        ("2026-06-10", "2026-06-10", None, None),
        # A Monday: the weekend does not count.
        ("2026-06-15", "2026-06-10", None, None),
        ("2026-06-15", "2026-06-09", None, "2026-06-09"),
        # The national holiday of Belgium (21 July) does not count either.
        ("2026-07-23", "2026-07-17", None, None),
        ("2026-07-23", "2026-07-16", None, "2026-07-16"),
        # A person said that all is booked.
        ("2026-06-10", "2026-06-01", "2026-06-09", None),
        ("2026-06-10", "2026-06-01", "2026-06-03", "2026-06-03"),
        ("2026-06-10", "2026-06-08", "2026-06-03", None),
        # Not in use: no line for sixty days, or none at all.
        ("2026-06-10", "2026-04-11", None, "2026-04-11"),
        ("2026-06-10", "2026-04-10", None, None),
        ("2026-06-10", None, None, None),
    ],
)
def test_journal(today, newest, marked, behind):
    found = journals_behind(
        [("Bank", newest and day(newest))], marked and day(marked), day(today), ("BE",)
    )
    assert found == ((("Bank", day(behind)),) if behind else ())


def test_the_oldest_journal_comes_first():
    journals = [("B", day("2026-06-02")), ("A", day("2026-06-01")), ("C", TODAY)]
    found = journals_behind(journals, None, TODAY, ("BE",))
    assert [name for name, _day in found] == ["A", "B"]


def test_a_reminder_waits_for_the_next_business_day():
    decision = decide(claim(overdue=6), bank_behind=BEHIND)
    assert (decision.outcome, decision.reason) == ("nothing", "bank_behind")
    assert decision.next_date == day("2026-06-11")
    assert decision.next_outcome == "send"
    assert decision.parameters["journals"] == ["Bank"]
    assert decision.parameters["booked"] == "2026-06-01"
    assert not decision.task


def test_what_a_person_agrees_to_goes_on():
    decision = decide(
        claim(overdue=6), policy=policy(mode="propose"), bank_behind=BEHIND
    )
    assert decision.outcome == "propose"


@pytest.mark.parametrize(
    ("history", "outcome"),
    [(reached(SECOND), "call"), (called(reached(SECOND), PHONE), "formal_notice")],
)
def test_what_a_person_does_goes_on(history, outcome):
    decision = decide(
        claim(overdue=40),
        policy=policy(mode="propose"),
        history={1: history},
        bank_behind=BEHIND,
    )
    assert decision.outcome == outcome
    assert decision.level.level_id in (PHONE.level_id, FORMAL.level_id)


def test_nothing_due_is_not_held():
    assert decide(claim(overdue=2), bank_behind=BEHIND).reason == "not_yet"
