"""Never by itself, announced to a colleague first, not too often."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulation import World
from strategies import debtors, policies, snapshot_of

from builders import (
    AGENCY,
    FIRST,
    FORMAL,
    SECOND,
    TODAY,
    USUAL,
    changed,
    claim,
    day,
    days,
    demanded,
    level,
    listed,
    policy,
    reached,
    run,
    snapshot,
    usual_levels,
)
from engine.business_days import Quiet, add_business_days, is_business_day
from engine.case import Case
from engine.claims import CALL, COURTESY, REMINDER, History
from engine.decision import decide
from engine.foresight import formal_notice_date
from engine.moment import (
    BUDGET_DAYS,
    LONGEST_VETO,
    Moment,
    first_day_after_veto,
    free_day,
    recent,
)

KEY = Moment(veto_days=1)
MONDAY = day("2026-06-08")
FRIDAY = day("2026-06-05")


def announced(decision, moment=KEY):
    """Return the moment after a decision was planned and its step announced."""
    return moment._replace(announced=decision.announcement)


# Never automatically -------------------------------------------------------------


@pytest.mark.parametrize(
    ("never", "mode", "outcome", "said"),
    [
        (False, "automatic", "send", None),
        (True, "automatic", "propose", True),
        (True, "propose", "propose", None),  # a person confirms anyway
        (False, "propose", "propose", None),
    ],
)
def test_never_automatic_proposes(never, mode, outcome, said):
    made = run(claim(), policy=policy(mode=mode), moment=Moment(never))
    assert (made.outcome, made.reason) == (outcome, "step_due")
    assert made.parameters.get("never_automatic") is said


def test_never_automatic_is_stronger_than_the_mode_of_a_step():
    ladder = changed(FIRST, mode="automatic")
    assert run(claim(), policy=ladder, moment=Moment(True)).outcome == "propose"


def test_calls_and_legal_steps_are_a_persons_anyway():
    history = {1: reached(SECOND, ago=12, deadline_ago=5)}
    called = run(claim(overdue=29), history=history, moment=Moment(True))
    assert called.outcome == "call"
    assert "never_automatic" not in called.parameters


def test_what_comes_next_is_foretold_as_a_proposal():
    made = run(claim(overdue=2), moment=Moment(True))
    assert (made.reason, made.next_outcome) == ("not_yet", "propose")


@given(debtors())
def test_never_automatic_never_sends(debtor):
    parts, ladder, today = debtor
    with_moment = snapshot_of(parts, moment=Moment(never_automatic=True))
    made = decide(with_moment, ladder, today)
    assert made.outcome != "send"
    assert made.next_outcome != "send"
    usual = decide(snapshot_of(parts), ladder, today)
    assert (made.reason, demanded(made)) == (usual.reason, demanded(usual))


# The window for a veto -----------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "window", "first"),
    [
        (TODAY, 1, "2026-06-11"),
        (TODAY, 0, "2026-06-10"),
        (TODAY, 5, "2026-06-17"),
        (FRIDAY, 1, "2026-06-08"),
        # Nobody saw it on Saturday: it is seen on Monday and leaves on Tuesday.
        (FRIDAY + days(1), 1, "2026-06-09"),
        (FRIDAY + days(1), 2, "2026-06-10"),
    ],
)
def test_first_day_after_veto(seen, window, first):
    assert first_day_after_veto(seen, window, ("BE",)) == day(first)


def test_a_step_is_announced_and_leaves_after_the_window():
    told = run(claim(), moment=KEY)
    assert (told.outcome, told.reason) == ("nothing", "veto_window")
    assert (told.next_outcome, told.next_date) == ("send", TODAY + days(1))
    assert told.announcement.day == TODAY
    assert told.parameters["next"] == "2026-06-11"
    assert told.parameters["claims"] == ["INV/1"]
    again = run(claim(), moment=announced(told))
    assert again.announcement == told.announcement  # the same night once more
    sent = run(claim(), moment=announced(told), today=TODAY + days(1))
    assert sent.outcome == "send"
    # The deadline is that of the day on which it leaves.
    without = run(claim(), today=TODAY + days(1))
    assert sent.fingerprint() == without.fingerprint()
    assert sent.deadline == without.deadline > run(claim()).deadline


def test_the_window_skips_weekends_and_quiet_periods():
    told = run(claim(), moment=KEY, today=FRIDAY)
    assert told.next_date == MONDAY
    quiet = (Quiet("Fair", MONDAY, MONDAY + days(1)),)
    told = run(claim(), moment=KEY, today=FRIDAY, quiet=quiet)
    assert told.next_date == TODAY


@pytest.mark.parametrize(
    "later",
    [
        [claim(amount=150_00)],  # a payment was undone
        [claim(1, due=TODAY - days(8))],  # another due date
        [claim(2)],  # another claim
    ],
)
def test_a_change_starts_the_window_again(later):
    told = run(claim(), moment=KEY)
    tomorrow = TODAY + days(1)
    made = run(*later, moment=announced(told), today=tomorrow)
    assert made.reason == "veto_window"
    assert made.announcement.day == tomorrow
    assert made.next_date == TODAY + days(2)


def test_a_part_payment_is_no_news():
    told = run(claim(), moment=KEY)
    tomorrow = TODAY + days(1)
    made = run(claim(amount=50_00), moment=announced(told), today=tomorrow)
    assert made.outcome == "send"


@pytest.mark.parametrize(("veto", "every"), [(1, 1), (2, 2), (5, 5), (5, 7)])
def test_who_pays_a_little_each_week_is_reminded_all_the_same(veto, every):
    world = World(USUAL, TODAY, moment=Moment(veto_days=veto))
    world.open(claim(1, overdue=0, due=TODAY))
    for number in range(60):
        one = world.claims[1]
        rest = 1_000_000 - number // every * 100
        world.claims[1] = one._replace(residual=rest, company_residual=rest)
        world.live(1)
    assert world.contacts


@pytest.mark.parametrize(("later", "reason"), [(8, "step_due"), (9, "veto_window")])
def test_what_could_not_leave_for_long_is_announced_again(later, reason):
    """The window ended on Thursday the 11th; five business days on is the 18th."""
    told = run(claim(), moment=KEY)
    day = TODAY + days(later)
    assert run(claim(), moment=announced(told), today=day).reason == reason


def test_another_step_starts_the_window_again():
    told = run(claim(overdue=18), moment=KEY)
    assert told.announcement.level_id == FIRST.level_id
    history = {1: reached(FIRST, ago=20, deadline_ago=10)}
    made = run(claim(overdue=18), history=history, moment=announced(told))
    assert made.announcement.level_id == SECOND.level_id


def test_further_claims_are_shown_beside_what_was_announced():
    """Else an invoice a day would be announced for ever."""
    told = run(claim(1), claim(2, overdue=4), moment=KEY)
    assert {one[0] for one in told.announcement.claims} == {1}
    tomorrow = TODAY + days(1)
    sent = run(claim(1), claim(2, overdue=4), moment=announced(told), today=tomorrow)
    assert sent.outcome == "send"
    assert (list(demanded(sent)), listed(sent)) == ([1], [2])
    assert sent.parameters["claims"] == ["INV/1"]
    without = run(claim(1), claim(2, overdue=4), today=tomorrow)
    assert list(demanded(without)) == [1, 2]


def test_a_person_sends_without_waiting_what_was_announced():
    told = run(claim(1), claim(2, overdue=4), moment=KEY)
    by_hand = announced(told).by_hand()
    made = run(claim(1), claim(2, overdue=4), moment=by_hand, today=TODAY + days(1))
    assert made.outcome == "send"
    assert list(demanded(made)) == [1]
    assert run(claim(), moment=KEY.by_hand()).outcome == "send"


@pytest.mark.parametrize("mode", ["propose", "automatic"])
def test_only_what_leaves_by_itself_is_announced(mode):
    never = Moment(never_automatic=mode == "automatic", veto_days=1)
    made = run(claim(), policy=policy(mode=mode), moment=never)
    assert made.outcome == "propose"
    assert made.announcement is None


def test_calls_and_legal_steps_are_not_announced():
    history = {1: reached(SECOND, ago=12, deadline_ago=5)}
    assert run(claim(overdue=29), history=history, moment=KEY).outcome == "call"


@st.composite
def lives(draw, **moments):
    """Return a year of a debtor with a moment, whose claims come and go."""
    ladder = draw(policies(plain=True))._replace(
        minimum_amount=0, small_amount=0, debtor_kind=None, mode="automatic"
    )
    start = day("2026-01-05")
    one = World(
        ladder,
        start,
        slow=draw(st.integers(0, 5)),
        failing=draw(
            st.frozensets(
                st.integers(0, 360).map(lambda n: start + days(n)), max_size=9
            )
        ),
        moment=Moment(**{name: draw(values) for name, values in moments.items()}),
    )
    dues = draw(st.lists(st.integers(0, 330), min_size=3, max_size=14))
    missed = draw(st.frozensets(st.integers(0, 360), max_size=5))
    gone = draw(
        st.lists(st.tuples(st.integers(1, 14), st.integers(0, 360)), max_size=6)
    )
    for ahead in range(365):
        today = start + days(ahead)
        for line_id, due in enumerate(dues, 1):
            if due - 30 == ahead or ahead == 0 and due < 30:
                one.open(claim(line_id, due=start + days(due)))
        for line_id, when in gone:
            if when == ahead:
                one.settle(line_id)
        if ahead in missed:
            one.sleep(1)  # a night without a run
        else:
            one.live()
        assert one.today == today + days(1)
    return one


@settings(max_examples=15)
@given(lives(veto_days=st.integers(1, LONGEST_VETO)))
def test_nothing_leaves_before_its_announcement_and_the_window(one):
    for contact in one.contacts:
        if contact.by_hand or contact.agreed or contact.kind == CALL:
            continue
        lines = {(line.line_id, line.due_date) for line in contact.lines}
        told = [
            each
            for each in one.announced
            if {claim[:2] for claim in each.claims} == lines and each.day < contact.day
        ]
        assert told, contact
        window = one.moment.veto_days
        assert contact.day >= add_business_days(told[-1].day, window, ("BE",))
        assert is_business_day(told[-1].day, ("BE",))


def test_an_invoice_a_day_does_not_hold_a_key_customer_for_ever():
    start = day("2026-01-05")
    one = World(policy(usual_levels(), min_gap_days=7), start, moment=KEY)
    one.open(*(claim(n, due=start + days(n)) for n in range(1, 60)))
    one.live(60)
    assert sum(contact.kind == REMINDER for contact in one.contacts) >= 4


def test_a_colleague_chose_to_call_first():
    """The reminder comes after the call, and once only."""
    chosen = KEY._replace(call_since=TODAY)
    made = run(claim(), moment=chosen)
    assert (made.outcome, made.reason) == ("call", "call_chosen")
    assert made.level.level_id == FIRST.level_id
    called = History(last_call=TODAY, last_contact=TODAY)
    later = run(
        claim(),
        moment=chosen,
        history={1: called},
        last_contact=TODAY,
        today=TODAY + days(7),
    )
    assert (later.reason, later.level.level_id) == ("veto_window", FIRST.level_id)


# The budget of contacts ----------------------------------------------------------


def contacts(*ago):
    return tuple(TODAY - days(one) for one in ago)


@pytest.mark.parametrize(
    ("ago", "budget", "free"),
    [
        ((), 4, 0),
        ((1, 2, 3), 4, 0),
        ((1, 2, 3, 29), 4, 1),  # the oldest falls out tomorrow
        ((1, 2, 3, 30), 4, 0),  # it fell out today
        ((20, 10, 5, 3), 4, 10),
        ((20, 10, 5, 3, 1), 4, 20),  # by hand there were five: two must fall out
        ((3,), 1, 27),
        ((0,), 1, 30),
        ((1, 2, 3, 4, 5, 6), 0, 0),  # no limit
    ],
)
def test_free_day(ago, budget, free):
    assert free_day(contacts(*ago), budget, TODAY) == TODAY + days(free)


def test_nothing_while_the_budget_is_used_up():
    moment = Moment(budget=4, contacts=contacts(20, 15, 10, 8))
    made = run(claim(), moment=moment)
    assert (made.outcome, made.reason) == ("nothing", "contact_budget")
    assert made.parameters["contacts"] == made.parameters["budget"] == 4
    assert made.parameters["first_contact"] == "2026-05-21"
    assert made.parameters["next"] == "2026-06-22"  # the 20th is a Saturday
    assert made.next_date == day("2026-06-22")
    assert (made.next_outcome, made.level) == ("send", made.next_level)
    later = run(claim(), moment=moment, today=made.next_date)
    assert later.outcome == "send"


def test_proposals_and_calls_wait_too():
    moment = Moment(budget=1, contacts=contacts(8))
    history = {1: reached(SECOND, ago=12, deadline_ago=5)}
    assert run(claim(), policy=policy(mode="propose"), moment=moment).reason == (
        "contact_budget"
    )
    called = run(claim(overdue=29), history=history, moment=moment)
    assert (called.reason, called.next_outcome) == ("contact_budget", "call")


@pytest.mark.parametrize("step", [FORMAL, AGENCY])
def test_legal_steps_are_left_to_a_person(step):
    before = USUAL.levels[USUAL.levels.index(step) - 1]
    if before.step_kind == CALL:
        history = reached(SECOND, ago=12, deadline_ago=5)
        history = history._replace(calls=frozenset({before.level_id}))
    else:
        history = reached(before, ago=20, deadline_ago=10)
    moment = Moment(budget=1, contacts=contacts(8))
    made = run(claim(overdue=60), history={1: history}, moment=moment)
    assert made.outcome == step.step_kind


def test_a_person_may_go_beyond_the_budget():
    moment = Moment(budget=1, contacts=contacts(8)).by_hand()
    assert run(claim(), moment=moment).outcome == "send"


def test_who_was_never_contacted_has_no_budget_to_count():
    assert run(claim(), moment=Moment(budget=4)).outcome == "send"


def test_a_formal_notice_is_announced_for_a_day_that_the_budget_allows():
    """The call before it waits for the budget, so the formal notice does too."""
    steps = [(COURTESY, -7), (REMINDER, 5), (REMINDER, 16), (CALL, 28)]
    steps += [("formal_notice", 32)]
    ladder = policy([level(n, *step) for n, step in enumerate(steps, 1)])
    history = {1: History(1, 2, 2, TODAY - days(11), TODAY - days(4), 1)}

    def announced_day(moment):
        given = snapshot(claim(overdue=16), history=history, moment=moment)
        return formal_notice_date(decide(given, ladder, TODAY).case)

    usual = announced_day(Moment(budget=4, contacts=contacts(11)))
    assert usual == announced_day(Moment())
    held = announced_day(Moment(budget=2, contacts=contacts(11, 40)))
    assert held > usual
    assert held > TODAY - days(11) + days(BUDGET_DAYS)


@settings(max_examples=25)
@given(lives(budget=st.integers(1, 5), veto_days=st.sampled_from([0, 0, 2])))
def test_never_more_than_the_budget_in_any_thirty_days(one):
    """Of a year; legal steps stand above it, and are counted."""
    met = []
    for contact in one.contacts:
        met.append(contact.day)
        if not contact.by_hand and contact.kind != "formal_notice":
            assert len(recent(met, contact.day)) <= one.moment.budget


@settings(max_examples=200)
@given(debtors(), st.integers(1, 3), st.lists(st.integers(0, 40), max_size=6))
def test_the_next_date_of_a_used_up_budget_is_exact(debtor, budget, ago):
    """On that day the budget holds nobody; the contact day before it still does."""
    parts, ladder, today = debtor
    moment = Moment(budget=budget, contacts=tuple(today - days(n) for n in ago))
    made = decide(snapshot_of(parts, moment=moment), ladder, today)
    if made.reason != "contact_budget":
        return
    free = free_day(moment.contacts, budget, today)
    assert today < free <= made.next_date
    given = Case(snapshot_of(parts), ladder, today)
    assert made.next_date == given.business_day(free)
    assert free_day(moment.contacts, budget, free - days(1)) == free
    assert free_day(moment.contacts, budget, made.next_date) == made.next_date
