"""A policy changed midway keeps the place and never repeats a step."""

import pytest

from builders import (
    FIRST,
    PHONE,
    SECOND,
    USUAL,
    called,
    claim,
    demanded,
    level,
    policy,
    reached,
    run,
    usual_levels,
)
from engine.claims import FORMAL_NOTICE, REMINDER


def other(kind=None, levels=None, **values):
    return policy(levels or usual_levels(11), policy_id=2, debtor_kind=kind, **values)


def next_level(new, old, history, **values):
    values.setdefault("ladders", {one.level_id: old for one in old.levels})
    decision = run(claim(overdue=400), policy=new, history={1: history}, **values)
    return demanded(decision).get(1)


def test_a_claim_stays_on_the_ladder_of_its_last_notice():
    assert next_level(other(), policy(), reached(FIRST)) == 3


def test_a_fresh_claim_takes_the_new_ladder():
    old = policy()
    decision = run(
        claim(1, 400),
        claim(2, 20),
        policy=other(),
        history={1: reached(FIRST)},
        ladders={one.level_id: old for one in old.levels},
    )
    assert demanded(decision) == {1: 3, 2: 12}


@pytest.mark.parametrize(
    ("new", "old", "keeps"),
    [
        pytest.param(None, None, True, id="any to any"),
        pytest.param("business", None, True, id="any to business"),
        pytest.param("consumer", "business", False, id="business to consumer"),
        pytest.param("unknown", "business", False, id="business to unknown"),
        pytest.param("public", "business", False, id="business to public"),
        pytest.param("consumer", None, False, id="any to consumer"),
        pytest.param("consumer", "public", False, id="public to consumer"),
        pytest.param("business", "consumer", True, id="consumer to business"),
        pytest.param("public", "consumer", True, id="consumer to public"),
        pytest.param("consumer", "consumer", True, id="consumer to consumer"),
        pytest.param("consumer", "unknown", True, id="unknown to consumer"),
    ],
)
def test_only_more_protection_moves_a_claim(new, old, keeps):
    found = next_level(other(new), policy(debtor_kind=old), reached(FIRST))
    assert found == (3 if keeps else 13)


def test_a_policy_set_by_hand_moves_all_claims_at_their_place():
    found = next_level(other(), policy(), reached(FIRST), keeps_ladder=False)
    assert found == 13


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"ladders": {}}, id="its ladder is gone"),
        pytest.param({"keeps_ladder": False}, id="moved by hand"),
    ],
)
def test_a_claim_that_moves_keeps_its_place(values):
    assert next_level(other(), policy(), reached(SECOND), **values) == 14
    history = called(reached(SECOND), PHONE, other().levels[3])
    assert next_level(other(), policy(), history, **values) == 15


def test_a_ladder_out_of_use_gives_way():
    assert next_level(other(), policy(active=False), reached(FIRST)) == 13


def test_moving_to_a_shorter_ladder_skips_what_it_has_no_place_for():
    short = [level(21, REMINDER, 5), level(22, FORMAL_NOTICE, 20)]
    found = next_level(
        other(levels=short), policy(), reached(SECOND), keeps_ladder=False
    )
    assert found == 22


def test_moving_to_a_longer_ladder_goes_on_with_the_next_number():
    steps = [level(20 + n, REMINDER, 5 * n) for n in range(1, 5)]
    found = next_level(
        other(levels=steps), policy(), reached(SECOND), keeps_ladder=False
    )
    assert found == 23


def test_limits_always_come_from_the_effective_policy():
    old = policy(minimum_amount=10**9, small_amount=10**9)
    assert next_level(other(), old, reached(FIRST)) == 3
    assert next_level(other(minimum_amount=100_01), policy(), reached(FIRST)) is None
    assert next_level(other(small_amount=100_01), policy(), reached(FIRST)) is None


def test_claims_of_two_ladders_share_a_message_at_the_same_step():
    old, new = policy(), other()
    decision = run(
        claim(1, 400),
        claim(2, 300),
        policy=new,
        history={1: reached(FIRST), 2: reached(new.levels[1])},
        ladders={one.level_id: old for one in old.levels}
        | {one.level_id: new for one in new.levels},
    )
    assert demanded(decision) == {1: 3, 2: 13}
    assert decision.level.level_id == 3


@pytest.mark.parametrize(
    ("old", "new", "outcome"),
    [
        ("automatic", "automatic", "send"),
        ("propose", "automatic", "propose"),
        ("automatic", "propose", "propose"),
    ],
)
def test_a_person_confirms_when_either_ladder_says_so(old, new, outcome):
    decision = run(
        claim(1, 40),
        policy=other(mode=new),
        history={1: reached(FIRST)},
        ladders={one.level_id: policy(mode=old) for one in USUAL.levels},
    )
    assert decision.outcome == outcome
