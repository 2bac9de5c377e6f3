"""Months in the life of a debtor: in order, never twice, never too soon."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from simulation import World
from strategies import policies

from builders import claim, day, days, policy, usual_levels
from engine.business_days import is_business_day
from engine.claims import CALL, REMINDER

START = day("2026-01-05")
LENGTH = 120
SLOWEST = 7

# One debtor, one claim, by the calendar -----------------------------------------


def world(*claims, gap=7, start=START, **values):
    ladder = policy(usual_levels(), min_gap_days=gap)
    made = World(ladder, start, **values)
    made.open(*claims)
    return made


def test_one_claim_walks_down_the_ladder():
    one = world(claim(1, due=day("2026-03-02")))
    one.live(LENGTH)
    assert one.diary() == [
        ("2026-02-23", "courtesy", {1: 1}),  # 7 days before
        ("2026-03-09", "reminder", {1: 2}),  # +5 is a Saturday
        ("2026-03-19", "reminder", {1: 3}),  # +16 is within the deadline
        ("2026-04-03", "call", {1: 4}),  # deadline 27 March, a task since 1 April
        ("2026-04-10", "formal_notice", {1: 5}),  # +7
        ("2026-04-27", "handoff", {1: 6}),  # deadline the 20th, a task since the 23rd
    ]


def test_a_payment_ends_it_at_once():
    one = world(claim(1, due=day("2026-03-02")))
    one.live((day("2026-03-19") - START).days)
    one.settle(1)
    one.live(60)
    assert [kind for _day, kind, _lines in one.diary()] == ["courtesy", "reminder"]


def test_a_missed_week_is_caught_up_with_one_message_and_one_step():
    """Complaint 8: a cron that slept must not send three messages, nor skip one."""
    one = world(claim(1, due=day("2026-01-12")), claim(2, due=day("2026-01-16")))
    one.live(8)
    assert one.diary() == [
        ("2026-01-05", "courtesy", {1: 1}),
        ("2026-01-12", "courtesy", {2: 1}),
    ]
    one.sleep(21)  # reminder 1 was due on 19 and 21 January, reminder 2 on the 28th
    one.live(5)
    assert one.diary()[2:] == [("2026-02-03", "reminder", {1: 2, 2: 2})]
    one.live(10)
    assert one.diary()[3:] == [("2026-02-13", "reminder", {1: 3, 2: 3})]


def test_what_did_not_arrive_moves_nothing():
    """Complaint 4: level 2 must not follow a level 1 that never arrived."""
    due = day("2026-01-12")
    broken = [START + days(n) for n in range(40)]
    one = world(claim(1, due=due), failing=broken)
    one.live(60)
    assert one.diary()[0] == ("2026-02-16", "reminder", {1: 2})
    assert one.diary()[1] == ("2026-02-26", "reminder", {1: 3})


def test_an_extension_starts_again():
    one = world(claim(1, due=day("2026-01-19")))
    one.live(40)
    assert [kind for _day, kind, _lines in one.diary()] == [
        "courtesy",
        "reminder",
        "reminder",
    ]
    one.extend(1, day("2026-03-16"))
    one.live(40)
    assert one.diary()[3:] == [
        ("2026-03-09", "courtesy", {1: 1}),
        ("2026-03-23", "reminder", {1: 2}),
    ]


def test_an_invoice_every_week_is_still_one_contact_a_week():
    one = world(*(claim(n, due=START + days(7 * n)) for n in range(1, 9)))
    one.live(LENGTH)
    met = [contact.day for contact in one.contacts if not contact.by_hand]
    assert all(b - a >= days(7) for a, b in pairwise(met))
    for line_id in range(1, 9):
        steps = [
            line.level.step_kind
            for contact in one.contacts
            for line in contact.lines
            if line.line_id == line_id
        ]
        assert steps.count("formal_notice") <= 1
        assert steps.count("reminder") == 2


# Any debtor --------------------------------------------------------------------------


@st.composite
def lives(draw):
    """Return a world that has lived, with all that can happen on the way."""
    ladder = draw(policies(plain=True))._replace(
        minimum_amount=0, small_amount=0, debtor_kind=None
    )
    other = draw(policies(101, plain=True))._replace(
        minimum_amount=0, small_amount=0, debtor_kind=None
    )
    sometimes = st.integers(0, LENGTH - 1)
    one = World(
        ladder,
        START,
        slow=draw(st.integers(0, SLOWEST)),
        failing=draw(st.frozensets(sometimes.map(lambda n: START + days(n)))),
        countries=draw(st.sampled_from([("BE",), ("BE", "NL"), ()])),
    )
    lines = st.integers(1, 4)
    events = {}
    for line_id in range(1, draw(lines) + 1):
        due = START + days(draw(st.integers(-60, 80)))
        opened = max(0, (due - START).days - draw(st.sampled_from([0, 14, 30])))
        opening = claim(line_id, due=due)
        events.setdefault(opened, []).append(("open", opening))
    for name, values in (
        ("settle", st.tuples(lines)),
        ("extend", st.tuples(lines, st.integers(0, 20))),
        ("use", st.tuples(st.booleans())),
        ("sleep", st.tuples(st.integers(1, 14))),
    ):
        for when in draw(st.lists(sometimes, max_size=2)):
            events.setdefault(when, []).append((name, *draw(values)))
    ladders = [ladder, other]
    awake = one.today
    while one.today < START + days(LENGTH):
        for name, *values in events.pop((one.today - START).days, ()):
            if name == "extend":
                values = [values[0], one.today + days(values[1])]
            if name == "use":
                ladders.reverse()
                one.use(ladders[0], by_hand=values[0])
            elif name == "sleep":
                awake = one.today + days(values[0])
            else:
                getattr(one, name)(*values)
        one.live() if one.today >= awake else one.sleep(1)
    return one


@settings(max_examples=2 * settings.default.max_examples)
@given(lives())
def test_whatever_happens(one):
    never_twice(one)
    in_order(one)
    never_too_soon(one)
    nobody_is_forgotten(one)


def never_twice(one):
    """No step twice for a claim and its due date, on whatever ladder it was."""
    seen = set()
    for contact in one.contacts:
        for line in contact.lines:
            step = (line.line_id, line.due_date, line.level.level_id)
            assert step not in seen
            seen.add(step)
            if line.level.step_kind != CALL:
                place = (line.line_id, line.due_date, "place", line.level.order)
                assert place not in seen
                seen.add(place)


def in_order(one):
    """Each reminder has the next number; two come before anything legal."""
    reminders = {}
    for contact in one.contacts:
        for line in contact.lines:
            key = (line.line_id, line.due_date)
            assert line.level.order > line.before
            if line.level.step_kind == REMINDER:
                assert line.level.reminder_no == max(0, line.before) + 1
                reminders[key] = reminders.get(key, 0) + 1
            elif line.level.order >= 1000:
                assert reminders[key] >= 2


def never_too_soon(one):
    """The gap, the deadline, business days; courtesy before the due day."""
    gap = max(1, min(_gaps(one)))
    last, deadlines = None, {}
    for contact in one.contacts:
        if not contact.by_hand:
            assert last is None or contact.day >= last + days(gap)
            assert is_business_day(contact.day, one.values["countries"])
        last = contact.day
        for line in contact.lines:
            key = (line.line_id, line.due_date)
            early = line.level.step_kind == "courtesy"
            assert (contact.day <= line.due_date) is early
            assert contact.day > deadlines.get(key, line.due_date - days(90))
            if line.level.step_kind != CALL:
                deadlines[key] = contact.deadline


def _gaps(one):
    return {ladder.min_gap_days for ladder in one.ladders.values()}


def nobody_is_forgotten(one):
    """Who is seven weeks late was reminded, unless the machine slept or failed."""
    asleep = 2 * 14 + 2 * SLOWEST + len(one.failing)
    for line_id, open_claim in one.claims.items():
        late = (one.today - open_claim.due_date).days
        if late >= 49 + asleep:
            assert one.history[line_id].rank >= 1
