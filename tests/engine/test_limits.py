"""Minimum, small amounts, and debtors whose law is not yet built."""

import pytest

from builders import (
    FIRST,
    FORMAL,
    JPY,
    NOTE,
    PHONE,
    SECOND,
    TODAY,
    USD,
    called,
    changed,
    claim,
    credit,
    days,
    demanded,
    listed,
    pause,
    policy,
    reached,
    run,
    usual_levels,
)

RATES = {USD: 0.1, JPY: 10}


# The minimum per debtor -----------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        pytest.param(4_99, "below_minimum", id="a cent below"),
        pytest.param(5_00, "step_due", id="equal: not below"),
        pytest.param(5_01, "step_due", id="a cent above"),
    ],
)
def test_minimum(amount, reason):
    decision = run(claim(amount=amount), policy=policy(minimum_amount=5_00))
    assert decision.reason == reason
    if reason == "below_minimum":
        assert decision.outcome == "nothing"
        assert decision.parameters["minimum"] == 5_00
        assert decision.parameters["total"] == 4_99


@pytest.mark.parametrize(
    ("claims", "values", "reason"),
    [
        pytest.param([300, 200], {}, "step_due", id="claims add up"),
        pytest.param([300, 199], {}, "below_minimum", id="to the cent"),
        pytest.param(
            [600], {"credits": [credit(amount=101)]}, "below_minimum", id="less credits"
        ),
        pytest.param(
            [600], {"pauses": [pause({1: 101})]}, "below_minimum", id="less disputes"
        ),
    ],
)
def test_the_minimum_is_about_what_remains_of_all_that_is_overdue(
    claims, values, reason
):
    given = [claim(n, 10 + n, amount) for n, amount in enumerate(claims, 1)]
    assert run(*given, policy=policy(minimum_amount=5_00), **values).reason == reason


def test_claims_not_yet_due_do_not_help_over_the_minimum():
    decision = run(
        claim(1, 10, 4_00), claim(2, -20, 900_00), policy=policy(minimum_amount=5_00)
    )
    assert decision.reason == "below_minimum"


def test_below_the_minimum_a_courtesy_note_still_goes():
    decision = run(
        claim(1, 10, 4_00), claim(2, -6, 900_00), policy=policy(minimum_amount=5_00)
    )
    assert demanded(decision) == {2: NOTE.level_id}


def test_growth_above_the_minimum_resumes():
    ladder = policy(minimum_amount=5_00)
    history = {1: reached(FIRST)}
    assert run(claim(1, 40, 3_00), policy=ladder, history=history).reason == (
        "below_minimum"
    )
    decision = run(
        claim(1, 40, 3_00), claim(2, 3, 2_00), policy=ladder, history=history
    )
    assert demanded(decision) == {1: SECOND.level_id}


@pytest.mark.parametrize("limit", ["minimum_amount", "small_amount"])
@pytest.mark.parametrize(
    ("currency", "amount", "below"),
    [
        pytest.param(USD, 499_99, False, id="rate 0.1: rounds up to the limit"),
        pytest.param(USD, 499_90, True, id="rate 0.1: below"),
        pytest.param(USD, 500_00, False, id="rate 0.1: equal"),
        pytest.param(JPY, 4_99, True, id="rate 10: below"),
        pytest.param(JPY, 5_00, False, id="rate 10: equal"),
        pytest.param(99, 49_99, True, id="no rate: the company's own"),
        pytest.param(99, 50_00, False, id="no rate: equal"),
    ],
)
def test_limits_are_in_the_companys_currency_at_todays_rate(
    limit, currency, amount, below
):
    decision = run(
        claim(overdue=40, amount=amount, currency_id=currency),
        policy=policy(**{limit: 50_00}),
        rates=RATES,
        history={1: reached(FIRST)},
    )
    assert (decision.outcome == "nothing") is below
    assert [one.claim.residual for one in decision.standings] == [amount]


# Small amounts ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "history", "expected"),
    [
        pytest.param(49_99, {}, FIRST, id="one reminder"),
        pytest.param(49_99, {1: reached(FIRST)}, None, id="and no second"),
        pytest.param(49_99, {1: reached(SECOND)}, None, id="nor a call"),
        pytest.param(50_00, {1: reached(FIRST)}, SECOND, id="equal is not small"),
        pytest.param(50_00, {1: called(reached(SECOND), PHONE)}, FORMAL, id="formal"),
    ],
)
def test_small_amounts(amount, history, expected):
    decision = run(
        claim(1, 400, amount), policy=policy(small_amount=50_00), history=history
    )
    assert demanded(decision) == ({1: expected.level_id} if expected else {})
    if not expected:
        assert (decision.outcome, decision.reason) == ("nothing", "small_amount")
        assert decision.next_date is None


def test_growth_above_the_limit_resumes_at_the_same_place():
    decision = run(
        claim(1, 40, 30_00),
        claim(2, 2, 20_00),
        policy=policy(small_amount=50_00),
        history={1: reached(FIRST)},
    )
    assert demanded(decision) == {1: SECOND.level_id}


def test_a_small_claim_that_had_its_reminder_is_listed_with_the_next_one():
    decision = run(
        claim(1, 40, 10_00),
        claim(2, 10, 20_00),
        policy=policy(small_amount=50_00),
        history={1: reached(FIRST)},
    )
    assert demanded(decision) == {2: FIRST.level_id}
    assert listed(decision) == [1]


def test_nothing_is_small_before_it_is_overdue():
    only_for_others = changed(FIRST, relationships=frozenset({"chronic"}))
    ladder = only_for_others._replace(small_amount=50_00)
    decision = run(claim(overdue=0, amount=900_00), policy=ladder)
    assert decision.reason == "nothing_overdue"


# Natural persons, and debtors of unknown kind ----


@pytest.mark.parametrize(
    ("kind", "history", "reason"),
    [
        ("consumer", {}, "step_due"),
        ("consumer", {1: reached(FIRST)}, "step_due"),
        ("unknown", {}, "step_due"),
        ("unknown", {1: reached(FIRST)}, "stops_unknown"),
        ("unknown", {1: called(reached(SECOND), PHONE)}, "stops_unknown"),
        ("business", {1: reached(FIRST)}, "step_due"),
        ("public", {1: reached(FIRST)}, "step_due"),
    ],
)
def test_a_debtor_of_unknown_kind_gets_one_reminder(kind, history, reason):
    decision = run(claim(overdue=400), kind=kind, history=history)
    assert decision.reason == reason
    if reason == "step_due":
        assert decision.level.level_id == (SECOND if history else FIRST).level_id
    else:
        assert decision.outcome == "nothing"
        assert decision.next_date is None


def test_each_claim_of_an_unknown_debtor_gets_its_one_reminder():
    decision = run(
        claim(1, 60), claim(2, 10), kind="unknown", history={1: reached(FIRST)}
    )
    assert demanded(decision) == {2: FIRST.level_id}
    assert listed(decision) == [1]


def test_an_unknown_debtor_waits_for_the_next_first_reminder():
    ladder = policy(usual_levels()[1:])
    decision = run(
        claim(1, 60),
        claim(2, 4),
        kind="unknown",
        history={1: reached(FIRST)},
        policy=ladder,
    )
    assert decision.reason == "not_yet"
    assert decision.parameters["claim"] == "INV/2"
    assert decision.next_date == TODAY + days(1)


@pytest.mark.parametrize("kind", ["consumer", "unknown"])
def test_natural_persons_get_courtesy_notes(kind):
    assert run(claim(overdue=-6), kind=kind).level.level_id == NOTE.level_id


# No rule of limits speaks about somebody who is not late ----


@pytest.mark.parametrize("kind", ["business", "consumer", "unknown", "public"])
def test_who_is_not_late_is_told_so(kind):
    ladder = policy(
        usual_levels()[1:], minimum_amount=10**9, small_amount=10**9, min_gap_days=7
    )
    decision = run(claim(overdue=-3), kind=kind, policy=ladder)
    assert decision.reason == "nothing_overdue"
    assert decision.next_date == TODAY + days(8)
