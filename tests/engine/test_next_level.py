"""Which level is next: conditions, calls, legal steps, one step a contact."""

import pytest

from builders import (
    ADDRESS,
    AGENCY,
    FIRST,
    FORMAL,
    JPY,
    NOTE,
    PHONE,
    SECOND,
    TODAY,
    USD,
    USUAL,
    called,
    changed,
    claim,
    credit,
    days,
    demanded,
    level,
    listed,
    pause,
    policy,
    reached,
    run,
    snapshot,
    tasked,
    usual_levels,
)
from engine.case import Case
from engine.claims import CALL, NO_HISTORY, REMINDER
from engine.moment import Moment

LONG_AGO = 400


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(NO_HISTORY, FIRST, id="nothing reached: reminder 1"),
        pytest.param(reached(NOTE), FIRST, id="a courtesy counts as no reminder"),
        pytest.param(reached(FIRST), SECOND, id="reminder 1: reminder 2"),
        pytest.param(reached(SECOND), PHONE, id="reminder 2: the call"),
        pytest.param(called(reached(SECOND), PHONE), FORMAL, id="called: formal"),
        pytest.param(reached(FORMAL), AGENCY, id="formal: handoff"),
        pytest.param(reached(AGENCY), None, id="handoff: the end"),
    ],
)
def test_one_step_a_contact_however_old_the_claim(history, expected):
    """Acceptance 5: what was missed is caught up with one message, one step."""
    decision = run(claim(overdue=LONG_AGO), history={1: history})
    if expected is None:
        assert (decision.outcome, decision.reason) == ("nothing", "end_of_ladder")
        assert decision.next_date is None
        assert decision.parameters["count"] == 1
    else:
        assert demanded(decision) == {1: expected.level_id}
        assert decision.level.level_id == expected.level_id


def test_policy_gives_levels_their_number_and_place():
    assert [one.reminder_no for one in (NOTE, FIRST, SECOND, PHONE, FORMAL)] == [
        0,
        1,
        2,
        0,
        0,
    ]
    places = [one.order for one in (NOTE, FIRST, SECOND, PHONE, FORMAL, AGENCY)]
    assert places == [0, 1, 2, 2.5, 1000, 2000]
    assert places == sorted(places)


def test_a_call_stands_behind_the_step_before_it():
    built = policy([level(1, CALL, 3), level(2, REMINDER, 5), level(3, CALL, 8)])
    assert [one.order for one in built.levels] == [-0.5, 1, 1.5]


# Conditions: a level that fails them is passed over ---------------------------


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param({"minimum_claim": 100_00}, FIRST, id="as much as the minimum"),
        pytest.param({"minimum_claim": 100_01}, SECOND, id="a cent too small"),
        pytest.param({"minimum_term_days": 30}, FIRST, id="the term is long enough"),
        pytest.param({"minimum_term_days": 31}, SECOND, id="a day too short"),
        pytest.param(
            {"relationships": frozenset({"regular", "late"})}, FIRST, id="in the class"
        ),
        pytest.param({"relationships": frozenset({"late"})}, SECOND, id="another one"),
        pytest.param({"relationships": frozenset()}, FIRST, id="any class"),
        pytest.param(
            {"minimum_claim": 100_01, "any_amount_for": frozenset({"regular"})},
            FIRST,
            id="too small, but spared",
        ),
        pytest.param(
            {"minimum_claim": 100_01, "any_amount_for": frozenset({"loyal"})},
            SECOND,
            id="too small, another class spared",
        ),
        pytest.param(
            {"any_amount_for": frozenset({"loyal"})}, FIRST, id="spared from nothing"
        ),
        pytest.param(
            {
                "relationships": frozenset({"late"}),
                "any_amount_for": frozenset({"regular"}),
            },
            SECOND,
            id="spared from the amount only",
        ),
        pytest.param(
            {"minimum_term_days": 31, "any_amount_for": frozenset({"regular"})},
            SECOND,
            id="not spared from the term",
        ),
    ],
)
def test_conditions_of_a_level(condition, expected):
    decision = run(claim(overdue=LONG_AGO), policy=changed(FIRST, **condition))
    assert demanded(decision) == {1: expected.level_id}


@pytest.mark.parametrize(
    ("currency", "expected"),
    [
        pytest.param(USD, SECOND, id="rate 0.1: 10 is too small"),
        pytest.param(JPY, FIRST, id="rate 10: 1000 is enough"),
    ],
)
def test_the_minimum_claim_is_in_the_companys_currency(currency, expected):
    decision = run(
        claim(overdue=LONG_AGO, currency_id=currency),
        policy=changed(FIRST, minimum_claim=50_00),
        rates={USD: 0.1, JPY: 10},
    )
    assert demanded(decision) == {1: expected.level_id}


@pytest.mark.parametrize(
    "taken_off",
    [
        pytest.param({"credits": [credit(amount=1)]}, id="a credit"),
        pytest.param({"pauses": [pause({1: 1})]}, id="a disputed amount"),
    ],
)
def test_the_minimum_claim_is_about_what_remains_to_be_asked(taken_off):
    ladder = changed(FIRST, minimum_claim=100_00)
    decision = run(claim(overdue=LONG_AGO), policy=ladder, **taken_off)
    assert demanded(decision) == {1: SECOND.level_id}


def test_an_unknown_term_is_not_long():
    ladder = changed(FIRST, minimum_term_days=1)
    decision = run(claim(overdue=LONG_AGO, term=None), policy=ladder)
    assert demanded(decision) == {1: SECOND.level_id}


def test_conditions_are_asked_per_claim():
    ladder = changed(FIRST, minimum_claim=50_00)
    decision = run(claim(1, 40, 60_00), claim(2, 40, 40_00), policy=ladder)
    assert demanded(decision) == {1: FIRST.level_id, 2: SECOND.level_id}


@pytest.mark.parametrize(
    ("amount", "term", "level_id"),
    [
        pytest.param(500_00, 21, NOTE.level_id, id="as the Belgian ladder asks"),
        pytest.param(499_99, 21, None, id="too small for a note"),
        pytest.param(500_00, 20, None, id="too short for a note"),
    ],
)
def test_courtesy_of_the_belgian_ladder(amount, term, level_id):
    ladder = changed(NOTE, minimum_claim=500_00, minimum_term_days=21)
    decision = run(claim(overdue=-7, amount=amount, term=term), policy=ladder)
    assert (decision.level and decision.level.level_id) == level_id


# Calls ------------------------------------------------------------------------


def test_a_call_is_due_at_its_own_day():
    history = {1: reached(SECOND)}
    decision = run(claim(overdue=27), history=history)
    assert decision.reason == "not_yet"
    assert decision.next_level.level_id == PHONE.level_id
    assert decision.next_date == TODAY + days(1)
    decision = run(claim(overdue=28), history=history)
    assert (decision.outcome, decision.reason) == ("call", "call_due")
    assert not decision.task, "it waits on a call sheet"
    assert decision.recipient_id is None


@pytest.mark.parametrize("step", [FORMAL, AGENCY])
def test_a_call_is_passed_when_a_later_step_was_taken(step):
    decision = run(claim(overdue=60), history={1: reached(step)})
    assert PHONE.level_id not in demanded(decision).values()


def test_a_call_reaches_no_step():
    """Called before reminder 2 (ladder of late payers): reminder 2 still comes."""
    ladder = policy([level(1, REMINDER, 5), level(2, CALL, 16), level(3, REMINDER, 23)])
    first, phone, second = ladder.levels
    history = reached(first)
    assert demanded(run(claim(overdue=40), policy=ladder, history={1: history})) == {
        1: phone.level_id
    }
    history = called(history, phone)
    assert demanded(run(claim(overdue=40), policy=ladder, history={1: history})) == {
        1: second.level_id
    }


def test_each_call_is_due_once_per_claim():
    ladder = policy([level(1, CALL, 3), level(2, CALL, 5), level(3, REMINDER, 8)])
    first, again, reminder = ladder.levels
    for done, expected in (
        ((), first),
        ((first,), again),
        ((first, again), reminder),
    ):
        history = {1: called(NO_HISTORY, *done)}
        decision = run(claim(overdue=40), policy=ladder, history=history)
        assert demanded(decision) == {1: expected.level_id}


def test_a_call_names_only_the_claims_that_are_due_for_it():
    history = {1: reached(SECOND), 2: reached(FIRST)}
    decision = run(claim(1, 40), claim(2, 20), history=history)
    assert decision.outcome == "call"
    assert demanded(decision) == {1: PHONE.level_id}
    assert listed(decision) == [2]


# Formal notice and handoff ----------------------------------------------------


@pytest.mark.parametrize(
    ("reminders", "reason"),
    [
        pytest.param(0, "end_of_ladder", id="none arrived"),
        pytest.param(1, "end_of_ladder", id="one arrived"),
        pytest.param(2, "step_due", id="two arrived"),
        pytest.param(3, "step_due", id="three arrived"),
    ],
)
def test_nothing_legal_without_two_arrived_reminders(reminders, reason):
    history = called(reached(SECOND, reminders=reminders), PHONE)
    decision = run(claim(overdue=LONG_AGO), history={1: history})
    assert decision.reason == reason
    assert decision.outcome == ("nothing" if reminders < 2 else "formal_notice")


def test_a_handoff_needs_them_too():
    history = {1: reached(FORMAL, reminders=1)}
    assert run(claim(overdue=LONG_AGO), history=history).reason == "end_of_ladder"
    history = {1: reached(FORMAL)}
    decision = run(claim(overdue=LONG_AGO), history=history)
    assert (decision.outcome, decision.reason) == ("handoff", "step_due")


@pytest.mark.parametrize("mode", ["automatic", "propose"])
def test_a_person_takes_every_handoff(mode):
    ladder, history = policy(mode=mode), {1: reached(FORMAL)}
    decision = run(claim(overdue=LONG_AGO), policy=ladder, history=history)
    assert (decision.outcome, decision.task) == ("handoff", True)
    assert not decision.agree
    assert not decision.is_message


@pytest.mark.parametrize(
    ("mode", "values", "agree", "by"),
    [
        pytest.param("automatic", {}, False, "itself", id="automatic"),
        pytest.param("propose", {}, True, None, id="a person confirms"),
        pytest.param(
            "automatic",
            {"moment": Moment(never_automatic=True)},
            True,
            None,
            id="never automatically",
        ),
        pytest.param(
            "automatic", {"kind": "public"}, False, "itself", id="public body"
        ),
    ],
)
def test_a_formal_notice_is_a_message(mode, values, agree, by):
    ladder, history = policy(mode=mode), {1: called(reached(SECOND), PHONE)}
    decision = run(claim(overdue=LONG_AGO), policy=ladder, history=history, **values)
    assert (decision.outcome, decision.agree) == ("formal_notice", agree)
    assert (decision.is_message, decision.task) == (True, False)
    assert decision.address == ADDRESS
    assert decision.parameters.get("by") == by


@pytest.mark.parametrize("kind", ["consumer", "unknown"])
@pytest.mark.parametrize("mode", ["automatic", "propose"])
def test_a_person_agrees_to_anything_legal_against_natural_persons(kind, mode):
    case = Case(snapshot(claim(), kind=kind), policy(mode=mode), TODAY)
    assert case.must_agree(FORMAL)
    assert not case.leaves_by_itself(FORMAL)


def test_an_automatic_formal_notice_waits_for_the_bank():
    history = {1: called(reached(SECOND), PHONE)}
    decision = run(
        claim(overdue=LONG_AGO),
        policy=policy(mode="automatic"),
        history=history,
        bank_behind=(("Bank", TODAY - days(9)),),
    )
    assert (decision.reason, decision.next_outcome) == ("bank_behind", "formal_notice")


# Tasks --------------------------------------------------------------------------


def test_a_claim_whose_step_is_a_task_waits_for_the_person():
    history = {1: tasked(reached(FORMAL), AGENCY)}
    decision = run(claim(overdue=LONG_AGO), history=history)
    assert (decision.outcome, decision.reason) == ("nothing", "waits_for_person")
    assert decision.level.level_id == AGENCY.level_id
    assert decision.parameters["claims"] == ["INV/1"]
    assert not decision.task, "the person has been told"


def test_the_other_claims_go_on():
    history = {1: tasked(reached(FORMAL), AGENCY)}
    decision = run(claim(1, LONG_AGO), claim(2, 10), history=history)
    assert decision.outcome == "send"
    assert demanded(decision) == {2: FIRST.level_id}
    assert listed(decision) == [1]


def test_a_task_for_an_earlier_step_stops_nothing():
    history = {1: tasked(called(reached(SECOND), PHONE), PHONE)}
    decision = run(claim(overdue=40), history=history)
    assert decision.outcome == "formal_notice"


def test_a_call_is_decided_anew_each_night():
    """Told or not, it stays due until it was made, paid or paused."""
    history = {1: tasked(reached(SECOND), PHONE)}
    assert run(claim(overdue=40), history=history).reason == "call_due"
    held = run(claim(overdue=40), history=history, pauses=[pause()])
    assert held.reason == "paused"


def test_a_reminder_by_phone_is_a_call():
    """It counts as no reminder: nothing legal rests on what was only said."""
    ladder = policy(
        [
            level(1, REMINDER, 5),
            level(2, REMINDER, 10, channel="phone"),
            level(3, REMINDER, 16),
        ]
    )
    assert [one.step_kind for one in ladder.levels] == [REMINDER, CALL, REMINDER]
    assert [one.reminder_no for one in ladder.levels] == [1, 0, 2]


def test_a_task_never_keeps_a_mail_back():
    decision = run(claim(), history={1: tasked(NO_HISTORY, FIRST)})
    assert decision.outcome == "send"


def test_of_several_waiting_claims_the_highest_step_is_named():
    # A channel that nothing was built for is somebody's task too.
    visit = FORMAL._replace(channel="visit")
    levels = [visit if one == FORMAL else one for one in USUAL.levels]
    history = {
        1: tasked(called(reached(SECOND), PHONE), visit),
        2: tasked(reached(FORMAL, reminders=2), AGENCY),
    }
    ladder = policy(levels)
    decision = run(claim(1, 50), claim(2, 60), policy=ladder, history=history)
    assert decision.level.level_id == AGENCY.level_id
    assert decision.parameters["claims"] == ["INV/2", "INV/1"]


# Policies -------------------------------------------------------------------------


def test_without_a_policy_nobody_is_followed():
    assert run(claim(), policy=None).reason == "no_policy"


def test_a_draft_policy_follows_nobody():
    decision = run(claim(), policy=policy(active=False))
    assert decision.reason == "policy_draft"
    assert decision.parameters["policy"] == "Policy 1"


def test_an_empty_ladder_has_ended():
    assert run(claim(), policy=policy([])).reason == "end_of_ladder"


@pytest.mark.parametrize(
    ("policy_mode", "level_mode", "outcome"),
    [
        ("automatic", None, "send"),
        ("automatic", "automatic", "send"),
        ("automatic", "propose", "propose"),
        ("propose", None, "propose"),
        ("propose", "automatic", "send"),
        ("propose", "propose", "propose"),
    ],
)
def test_mode_of_the_level_or_else_of_the_policy(policy_mode, level_mode, outcome):
    levels = [one._replace(mode=level_mode) for one in usual_levels()]
    decision = run(claim(), policy=policy(levels, mode=policy_mode))
    assert decision.outcome == decision.next_outcome == outcome
    assert decision.reason == "step_due"
    assert not decision.task
