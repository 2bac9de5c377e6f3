"""What if: the clock that runs ahead says what the days themselves will say."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulation import World

from builders import (
    EUR,
    FIRST,
    SECOND,
    TODAY,
    USD,
    USUAL,
    claim,
    day,
    days,
    pause,
    policy,
    reached,
    run,
    snapshot,
    tasked,
    usual_levels,
)
from engine import what_if
from engine.claims import Level
from engine.moment import Moment
from engine.receipts import Receipt
from engine.what_if import Assumed, Payment, Sent, foresee


def look(*claims, policy=USUAL, today=TODAY, assumed=None, **values):
    assumed = assumed or Assumed()
    return foresee(snapshot(*claims, **values), policy, today, assumed)


def steps(future):
    return [
        (one.day.isoformat(), one.decision.level.step_kind)
        for one in future.coming
        if one.kind == what_if.STEP
    ]


def test_the_whole_ladder_of_one_claim():
    future = look(claim(overdue=0))
    assert [kind for _day, kind in steps(future)] == [
        "reminder",
        "reminder",
        "call",
        "formal_notice",
        "handoff",
    ]
    assert future.last.reason == "end_of_ladder"
    assert sorted(steps(future)) == steps(future)


@given(
    overdue=st.integers(-40, 50),
    amount=st.integers(1_00, 900_00),
    gap=st.integers(0, 12),
    small=st.sampled_from([0, 100_00]),
    paused=st.sampled_from([(), (pause(until=TODAY + days(20), reason="promise"),)]),
)
def test_it_is_what_the_days_bring(overdue, amount, gap, small, paused):
    """The same as living through the days, with tasks done at once.

    Of several claims the add-on's own test says it, on a real database.
    """
    ladder = policy(min_gap_days=gap, small_amount=small)
    claims = [claim(1, overdue, amount)]
    world = World(ladder, TODAY, slow=0)
    world.open(*claims)
    if paused:
        world.sleep(21)
    world.live(what_if.LONGEST // 2)
    lived = [
        (one.day, one.kind, {line.line_id for line in one.lines})
        for one in world.contacts
    ]
    end = TODAY + days(what_if.LONGEST // 2)
    seen = [
        (
            one.day,
            one.decision.level.step_kind,
            {standing.claim.line_id for standing, _level in one.decision.demanded},
        )
        for one in look(*claims, policy=ladder, pauses=paused).coming
        if one.day < end and one.kind == what_if.STEP
    ]
    assert seen == lived


def test_the_snapshot_stays_as_it_is():
    given_one = snapshot(
        claim(), history={1: tasked(reached(FIRST), FIRST)}, pauses=(pause({1: None}),)
    )
    before = copy.deepcopy([getattr(given_one, name) for name in given_one.__slots__])
    foresee(
        given_one,
        USUAL,
        TODAY,
        Assumed(payment=Payment(TODAY, EUR, 40_00), disputed=(1,), answer_day=TODAY),
    )
    assert before == [getattr(given_one, name) for name in given_one.__slots__]


# === A PAYMENT === #


def test_a_payment_settles_the_oldest_first():
    payment = Payment(TODAY + days(1), EUR, 130_00)
    assumed = Assumed(payment=payment)
    future = look(claim(1, 10), claim(2, 6), claim(3, 5), assumed=assumed)
    first, paid, second = future.coming[:3]
    assert (first.day, first.kind) == (TODAY, what_if.STEP)
    assert (paid.day, paid.kind, paid.payment) == (payment.day, what_if.PAID, payment)
    rests = {one.claim.line_id: one.rest for one, _level in second.decision.demanded}
    assert rests == {2: 70_00, 3: 100_00}


def test_who_pays_all_hears_nothing_more():
    assumed = Assumed(payment=Payment(TODAY, EUR, 100_00))
    future = look(claim(), assumed=assumed)
    assert steps(future) == []
    assert future.last.reason == "nothing_open"


def test_a_payment_before_the_first_day_is_there_on_it():
    assumed = Assumed(payment=Payment(TODAY - days(3), EUR, 100_00))
    assert look(claim(), assumed=assumed).last.reason == "nothing_open"


def test_a_payment_in_another_currency_leaves_the_rest():
    both = claim(1), claim(2, currency_id=USD)
    future = look(*both, assumed=Assumed(payment=Payment(TODAY, USD, 100_00)))
    named = {one.claim.line_id for one, _level in future.coming[1].decision.demanded}
    assert named == {1}


@pytest.mark.parametrize(
    ("when", "amount", "wrong"),
    [
        (-1, 50_00, "past"),
        (0, 0, "amount"),
        (0, -5, "amount"),
        (0, 100_01, "amount"),
        (0, 100_00, None),
        (30, 1, None),
    ],
)
def test_a_payment_that_cannot_be(when, amount, wrong):
    claims = [claim(1), claim(2, currency_id=USD)]
    payment = Payment(TODAY + days(when), EUR, amount)
    assert what_if.check_payment(claims, payment, TODAY) == wrong


# === PAUSES === #


def test_a_dispute_takes_its_claim_out_until_a_person_acts():
    answer = TODAY + days(7)
    assumed = Assumed(disputed=(1,), answer_day=answer)
    future = look(claim(1), claim(2), assumed=assumed)
    named = {
        one.claim.line_id
        for coming in future.coming
        if coming.kind == what_if.STEP
        for one, _level in coming.decision.demanded
    }
    assert named == {2}
    waits = [one for one in future.coming if one.kind == what_if.PAUSE_WAITS]
    assert [one.day for one in waits] == [answer + days(1)]


def test_a_pause_ends_and_the_ladder_goes_on():
    end = day("2026-06-19")
    future = look(claim(), pauses=(pause(reason="promise", until=end),))
    over, first = future.coming[:2]
    assert (over.day, over.kind) == (end + days(1), what_if.PAUSE_ENDS)
    assert (first.day, first.kind) == (day("2026-06-22"), what_if.STEP)


def test_what_waits_for_a_person_already_stops_it():
    waiting = pause(reason="dispute", until=TODAY - days(2), needs_person=True)
    future = look(claim(), pauses=(waiting,))
    assert future.coming == []
    assert future.last.reason == "pause_needs_person"


# === WHAT IS ON ITS WAY === #


def test_a_message_on_its_way_arrives():
    sent = Sent(TODAY, TODAY + days(7), ((1, FIRST),), (2,))
    future = look(claim(1), claim(2, -2), assumed=Assumed(sent=sent))
    first = future.coming[0].decision
    assert run(claim(1), claim(2, -2)).level == FIRST
    assert first.level in (FIRST, SECOND)
    assert [one.claim.line_id for one, _level in first.demanded] != [1]


def test_a_task_is_done_on_the_day():
    formal = USUAL.levels[4]
    history = {1: tasked(reached(SECOND, ago=30, deadline_ago=20), formal)}
    future = look(claim(overdue=60), history=history)
    assert steps(future)[-2:][0][1] == "formal_notice"


def test_a_receipt_holds_for_its_days_only():
    receipt = Receipt("1", TODAY, EUR, 100_00, "transfer", "amount")
    future = look(claim(), receipts=(receipt,))
    assert steps(future)[0] == ("2026-06-18", "reminder")


def test_a_letter_counts_from_the_day_it_is_posted():
    ladder = policy(
        [
            one._replace(channel="letter") if isinstance(one, Level) else one
            for one in usual_levels()
        ],
        min_gap_days=10,
    )
    contacts = {100: snapshot().contacts[100]._replace(postal="Steenstraat 1, Brugge")}
    future = look(claim(overdue=40), policy=ladder, contacts=contacts)
    one, two = [coming.day for coming in future.coming if coming.decision][:2]
    assert two >= one + days(11)


# === THE RIGHT MOMENT === #


def test_what_is_announced_leaves_after_its_window():
    moment = Moment(veto_days=2, late=True)
    told, first = look(claim(), moment=moment).coming[:2]
    assert (told.day, told.kind) == (TODAY, what_if.ANNOUNCED)
    assert told.decision.announcement.day == TODAY + days(1)
    assert (first.day, first.kind) == (day("2026-06-15"), what_if.STEP)


def test_a_budget_of_contacts_counts_those_that_come():
    moment = Moment(budget=1, contacts=(TODAY - days(20),))
    one, two = steps(look(claim(), moment=moment))[:2]
    assert one == ("2026-06-22", "reminder")  # the 20th is a Saturday
    assert two[0] >= (day(one[0]) + days(30)).isoformat()


def test_a_loyal_customer_is_called_and_then_written_to():
    ladder = policy(personal_first=True)
    future = look(claim(overdue=0), policy=ladder, relationship="loyal")
    kinds = [kind for _day, kind in steps(future)]
    assert kinds[:3] == ["call", "reminder", "reminder"]
