"""What one contact says: its step, its claims, its one deadline."""

import pytest

from builders import (
    EUR,
    FIRST,
    FORMAL,
    NOTE,
    PHONE,
    SECOND,
    TODAY,
    USD,
    called,
    changed,
    claim,
    credit,
    day,
    days,
    demanded,
    listed,
    policy,
    reached,
    run,
    usual_levels,
)

READY = called(reached(SECOND), PHONE)


# Composition ------------------------------------------------------------------


def test_a_reminder_demands_each_claim_at_its_own_level():
    """Complaint 7: a new invoice must not get the old one's harsh text."""
    decision = run(claim(1, 40), claim(2, 20), claim(3, 2), history={1: reached(FIRST)})
    assert decision.level.level_id == SECOND.level_id
    assert demanded(decision) == {1: SECOND.level_id, 2: FIRST.level_id}
    assert listed(decision) == [3], "overdue, but its day has not come"


def test_a_claim_that_was_just_reminded_is_listed_in_the_next_reminder():
    fresh = reached(FIRST, ago=4, deadline_ago=-3)
    decision = run(claim(1, 30), claim(2, 20), history={1: fresh})
    assert demanded(decision) == {2: FIRST.level_id}
    assert listed(decision) == [1]


def test_a_formal_notice_demands_only_what_is_due_for_it():
    decision = run(
        claim(1, 60),
        claim(2, 50),
        claim(3, 40),
        claim(4, 10),
        claim(5, -2),
        history={1: READY, 2: reached(FIRST), 3: READY},
    )
    assert decision.outcome == "formal_notice"
    assert demanded(decision) == {1: FORMAL.level_id, 3: FORMAL.level_id}
    assert listed(decision) == [2, 4]


def test_a_handoff_leaves_formal_notices_aside():
    decision = run(claim(1, 90), claim(2, 60), history={1: reached(FORMAL), 2: READY})
    assert decision.outcome == "handoff"
    assert demanded(decision) == {1: 6}
    assert listed(decision) == [2]


def test_a_reminder_names_no_claim_that_is_not_due():
    decision = run(claim(1, 10), claim(2, -6), claim(3, 0))
    assert demanded(decision) == {1: FIRST.level_id}
    assert listed(decision) == []


def test_a_courtesy_note_demands_what_is_not_yet_due():
    decision = run(claim(1, -6), claim(2, -3), claim(3, -20), claim(4, 2))
    assert decision.level.level_id == NOTE.level_id
    assert demanded(decision) == {1: NOTE.level_id, 2: NOTE.level_id}
    assert listed(decision) == [4]


def test_claims_are_named_oldest_first():
    decision = run(claim(1, 10), claim(3, 30), claim(2, 20), claim(4, 30, term=60))
    assert list(demanded(decision)) == [4, 3, 2, 1]
    assert decision.parameters["claims"] == ["INV/4", "INV/3", "INV/2", "INV/1"]


def test_what_a_message_says():
    decision = run(claim(1, 10), credits=[credit(amount=30_00)])
    assert (decision.outcome, decision.reason) == ("send", "step_due")
    assert decision.parameters["level"] == FIRST.name
    assert decision.parameters["level_id"] == FIRST.level_id
    assert decision.parameters["deadline"] == decision.deadline.isoformat()
    assert decision.parameters["total"] == 70_00
    assert decision.next_date == TODAY
    assert decision.next_level == decision.level
    assert [one.residual for one, _role in _claims(decision)] == [100_00]


def _claims(decision):
    return [(one.claim, role) for role, one, _level in decision.roles()]


def test_roles():
    decision = run(claim(1, 10), claim(2, 2))
    assert [
        (role, one.claim.line_id, level_id) for role, one, level_id in decision.roles()
    ] == [("demanded", 1, FIRST.level_id), ("listed", 2, 0)]


def test_currencies_share_a_message_and_are_never_mixed():
    decision = run(
        claim(1, 20, currency_id=USD),
        claim(2, 10),
        credits=[credit(901, 1, EUR), credit(902, 1, USD), credit(903, 1, 77)],
        rates={USD: 10, 77: 2},
    )
    assert set(demanded(decision)) == {1, 2}
    assert [one.line_id for one in decision.credits] == [901, 902]
    assert {one.claim.line_id: one.rest for one in decision.standings} == {
        1: 99_99,
        2: 99_99,
    }


# The deadline -------------------------------------------------------------------


def deadline(sent, deadline_days=7, terms=(30,), *, step=FIRST, law=0, at="BE"):
    sent = day(sent)
    ladder = changed(step, deadline_days=deadline_days)
    claims = [
        claim(n, due=sent - days(60), term=term) for n, term in enumerate(terms, 1)
    ]
    history = {one.line_id: READY for one in claims} if step is FORMAL else {}
    decision = run(
        *claims,
        policy=ladder,
        today=sent,
        law_days=law,
        history=history,
        countries=(at,),
    )
    assert decision.level.step_kind == step.step_kind
    return decision.deadline.isoformat()


@pytest.mark.parametrize(
    ("expected", "args", "values"),
    [
        pytest.param("2026-06-17", ("2026-06-10", 7), {}, id="as the level says"),
        pytest.param("2026-06-22", ("2026-06-10", 10), {}, id="a Saturday: Monday"),
        pytest.param("2026-07-22", ("2026-07-14", 7), {}, id="21 July: the 22nd"),
        pytest.param(
            "2026-07-21", ("2026-07-14", 7), {"at": "NL"}, id="but not in Holland"
        ),
        pytest.param(
            "2026-04-28", ("2026-04-20", 7), {"at": "NL"}, id="27 April: the 28th"
        ),
        pytest.param("2027-11-02", ("2027-10-25", 7), {}, id="1 November: the 2nd"),
        pytest.param(
            "2026-06-17", ("2026-06-10", 8, [15]), {}, id="half of 15 days is 7"
        ),
        pytest.param(
            "2026-06-18", ("2026-06-10", 8, [16]), {}, id="half of 16 days is 8"
        ),
        pytest.param(
            "2026-06-18", ("2026-06-10", 8, [4, 60, 10]), {}, id="the longest term"
        ),
        pytest.param(
            "2026-06-15", ("2026-06-10", 8, [8]), {}, id="half of 8: 3 business days"
        ),
        pytest.param("2026-06-15", ("2026-06-10", 8, [0]), {}, id="cash: 3 days"),
        pytest.param("2026-06-15", ("2026-06-10", 0), {}, id="no days: 3 days"),
        pytest.param("2026-06-15", ("2026-06-10", 8, [-9]), {}, id="a term below 0"),
        pytest.param("2026-06-18", ("2026-06-10", 8, [None]), {}, id="unknown term"),
        pytest.param("2026-06-17", ("2026-06-12", 1), {}, id="3 days over a weekend"),
        pytest.param("2026-07-24", ("2026-07-20", 1), {}, id="3 days over 21 July"),
        pytest.param("2026-06-24", ("2026-06-10", 7), {"law": 14}, id="the law wins"),
        pytest.param(
            "2026-06-24", ("2026-06-10", 7, [6]), {"law": 14}, id="over a short term"
        ),
        pytest.param("2026-06-25", ("2026-06-10", 15), {"law": 14}, id="or is within"),
        pytest.param(
            "2026-06-19", ("2026-06-10", 9), {"step": FORMAL}, id="formal: as set"
        ),
        pytest.param(
            "2026-06-17", ("2026-06-10", 3), {"step": FORMAL}, id="formal: 7 at least"
        ),
        pytest.param(
            "2026-06-24",
            ("2026-06-10", 14, [10]),
            {"step": FORMAL},
            id="formal: the term does not shorten it",
        ),
        pytest.param(
            "2026-06-26",
            ("2026-06-10", 9),
            {"step": FORMAL, "law": 16},
            id="formal: the law wins",
        ),
    ],
)
def test_deadline(expected, args, values):
    assert deadline(*args, **values) == expected


def test_the_term_of_a_listed_claim_does_not_count():
    fresh = reached(FIRST, ago=4, deadline_ago=-3)
    decision = run(
        claim(1, 30, term=90),
        claim(2, 20, term=8),
        history={1: fresh},
        policy=changed(FIRST, deadline_days=20),
    )
    assert listed(decision) == [1]
    assert decision.deadline == day("2026-06-15")


def test_the_deadline_is_the_messages_level_not_the_lower_ones():
    ladder = policy(
        [
            one._replace(deadline_days={2: 14, 3: 9}.get(one.level_id, 0))
            for one in usual_levels()
        ]
    )
    decision = run(
        claim(1, 40), claim(2, 20), history={1: reached(FIRST)}, policy=ladder
    )
    assert decision.deadline == day("2026-06-19")


@pytest.mark.parametrize(
    ("overdue", "expected"),
    [
        pytest.param([-7], "2026-06-17", id="the due day"),
        pytest.param([-6, -2], "2026-06-16", id="the last of several"),
        pytest.param([-3], "2026-06-15", id="a Saturday: Monday"),
        pytest.param([-1], "2026-06-15", id="three business days at least"),
    ],
)
def test_a_courtesy_note_asks_nothing_before_the_due_date(overdue, expected):
    claims = [claim(n, one) for n, one in enumerate(overdue, 1)]
    assert run(*claims).deadline == day(expected)


@pytest.mark.parametrize(
    ("step", "law", "expected"),
    [
        pytest.param(FIRST, 0, "2026-06-15", id="three business days"),
        pytest.param(FIRST, 14, "2026-06-24", id="the law's days"),
        pytest.param(FORMAL, 0, "2026-06-17", id="a formal notice: seven days"),
        pytest.param(FORMAL, 14, "2026-06-24", id="or the law's"),
        pytest.param(FIRST, 10, "2026-06-22", id="a Saturday: Monday"),
    ],
)
def test_how_near_a_deadline_may_come_before_the_message_leaves(step, law, expected):
    history = {1: READY} if step is FORMAL else {}
    policy = changed(step, deadline_days=30)
    decision = run(claim(1, 60), policy=policy, law_days=law, history=history)
    assert decision.shortest_deadline == day(expected)
