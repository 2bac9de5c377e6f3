"""What a message may say of before and after."""

from builders import (
    ADDRESS,
    COMPANY,
    FIRST,
    FORMAL,
    NOTE,
    PHONE,
    SECOND,
    TODAY,
    USUAL,
    called,
    changed,
    claim,
    day,
    days,
    policy,
    reached,
    run,
    snapshot,
    usual_levels,
)
from engine import foresight
from engine.business_days import add_bank_business_days
from engine.claims import Contact
from engine.decision import decide

#: On the day of reminder 2.
REMINDED = {1: reached(FIRST, ago=11, deadline_ago=4)}


def foreseen(*claims, **values):
    return foresight.formal_notice_date(run(*claims, **values).case)


def test_first_reminder_announces_nothing():
    assert foreseen(claim(overdue=6)) is None


def test_second_reminder_names_the_day_of_the_formal_notice():
    # Due on 25 May; the call is on day 28, the formal notice from day 32 on,
    # 26 June, and not before the deadline of 18 June and two bank days.
    decision = run(claim(overdue=16), history=REMINDED)
    assert decision.level == SECOND
    assert foresight.formal_notice_date(decision.case) == day("2026-06-26")


def test_announced_day_lies_beyond_the_deadline():
    decision = run(claim(overdue=40), history=REMINDED)
    announced = foresight.formal_notice_date(decision.case)
    assert announced > add_bank_business_days(decision.deadline, 2)


def test_what_is_announced_is_what_is_decided_that_day():
    """Also over the call in between, once that was made."""
    late = claim(overdue=16)
    second = run(late, history=REMINDED)
    announced = foresight.formal_notice_date(second.case)
    after = REMINDED[1]._replace(
        rank=int(SECOND.order),
        level_id=SECOND.level_id,
        last_contact=TODAY,
        last_deadline=second.deadline,
        reminders=2,
    )
    case = {"history": {1: called(after, PHONE)}, "last_contact": TODAY}
    on_day = decide(snapshot(late, **case), USUAL, announced)
    assert (on_day.outcome, on_day.level) == ("formal_notice", FORMAL)
    before = decide(snapshot(late, **case), USUAL, announced - days(1))
    assert before.outcome == "nothing"


def test_gap_after_the_call_counts():
    wide = policy(min_gap_days=14)
    narrow = foreseen(claim(overdue=16), history=REMINDED)
    assert foreseen(claim(overdue=16), history=REMINDED, policy=wide) > narrow


def test_ladder_without_that_step_announces_nothing():
    levels = [one for one in usual_levels() if one.step_kind != "formal_notice"]
    assert foreseen(claim(overdue=16), history=REMINDED, policy=policy(levels)) is None


def test_another_reminder_in_between_announces_nothing():
    third = SECOND._replace(level_id=77, delay_days=24)
    levels = [*usual_levels()[:3], third, *usual_levels()[3:]]
    ladder = policy(levels)
    assert foreseen(claim(overdue=16), history=REMINDED, policy=ladder) is None


def test_every_demanded_claim_must_be_that_far():
    """One that gets its first reminder today has another one before it."""
    claims = claim(1, overdue=16), claim(2, overdue=6)
    decision = run(*claims, history=REMINDED)
    assert len(decision.demanded) == 2
    assert foresight.formal_notice_date(decision.case) is None


def test_nothing_is_announced_to_unknown_debtors_or_for_small_amounts():
    decision = run(claim(overdue=16), history=REMINDED, kind="unknown")
    assert decision.case is None  # nothing is sent at all
    decision = run(claim(overdue=6), kind="unknown")
    assert foresight.formal_notice_date(decision.case) is None
    small = policy(small_amount=200_00)
    decision = run(claim(overdue=6), policy=small)
    assert foresight.formal_notice_date(decision.case) is None


def test_earlier_reminder_is_remembered_but_no_courtesy_note():
    decision = run(claim(overdue=16), history=REMINDED)
    assert foresight.previous_contact(decision.case) == TODAY - days(11)
    noted = {1: reached(NOTE, ago=20, reminders=0)}
    decision = run(claim(overdue=6), history=noted)
    assert foresight.previous_contact(decision.case) is None
    assert foresight.previous_contact(run(claim(overdue=6)).case) is None


#: On the day of the formal notice, which goes by post.
CALLED = {1: called(reached(SECOND, ago=20, deadline_ago=10), PHONE)}
BY_POST = changed(FORMAL, channel="registered_letter", second_channel="email")
DESK = {COMPANY: Contact(COMPANY, ADDRESS, postal="Dorp 1, 9000 Gent")}


def formal(**values):
    values = {"policy": BY_POST, "contacts": DESK, **values}
    return run(claim(overdue=40), history=CALLED, **values)


def test_a_formal_notice_names_the_day_of_the_handoff():
    decision = formal()
    announced = foresight.handoff_date(decision.case)
    assert decision.level.step_kind == "formal_notice"
    assert announced > add_bank_business_days(decision.deadline, 2)
    # It is posted on the next business day, and counted from then.
    posted = decision.case.contact_date
    after = CALLED[1]._replace(
        rank=int(FORMAL.order),
        level_id=FORMAL.level_id,
        last_contact=posted,
        last_deadline=decision.deadline,
    )
    for ahead, outcome in ((announced - days(1), "nothing"), (announced, "handoff")):
        late = claim(overdue=40)
        given = snapshot(late, history={1: after}, last_contact=posted, contacts=DESK)
        assert decide(given, BY_POST, ahead).outcome == outcome


def test_no_handoff_is_announced_that_does_not_follow():
    levels = [one for one in BY_POST.levels if one.step_kind != "handoff"]
    assert foresight.handoff_date(formal(policy=policy(levels)).case) is None
    reminder = run(claim(overdue=16), history=REMINDED)
    assert foresight.handoff_date(reminder.case) is None
