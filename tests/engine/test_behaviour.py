"""How a debtor pays: tables of classes, and what must hold for every history."""

from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from builders import TODAY, days
from engine.behaviour import (
    CLASSES,
    Facts,
    Item,
    Limits,
    assess,
    check_limits,
    days_late,
    measure,
)

LIMITS = Limits()
#: A customer of three years who keeps what he promises.
OLD_FRIEND = Facts(since=TODAY - days(1000))


def paid(late, ago=100, amount=100_00, **values):
    """Return a claim that was due so many days ago and paid so many days late."""
    due = TODAY - days(ago)
    return Item(due=due, paid=due + days(late), amount=amount, **values)


def open_since(late, amount=100_00, **values):
    """Return an open claim that is so many days late."""
    return Item(due=TODAY - days(late), paid=None, amount=amount, **values)


def history(*lates):
    """Return claims that were due month after month, the last one lately."""
    return [paid(late, ago=100 + 30 * n) for n, late in enumerate(reversed(lates))]


def class_of(items, before=None, facts=OLD_FRIEND, limits=LIMITS):
    return assess(items, TODAY, before, facts, limits).relationship


def reason_of(items, before=None, facts=OLD_FRIEND):
    return assess(items, TODAY, before, facts).reason


def rank(relationship):
    return CLASSES.index(relationship)


# -- classes ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("lates", "expected", "reason"),
    [
        ([0, 0, 0, 0], "new", "too_few"),
        ([0, 0, 0, 0, 0], "loyal", "on_time"),
        ([-5, -2, 0, 3, 3], "loyal", "on_time"),
        ([0, 0, 0, 0, 90], "loyal", "on_time"),  # one slip
        ([0, 0, 0, 20, 20], "regular", "usual"),  # two: three of four on time
        ([12] * 6, "regular", "usual"),
        ([15] * 5, "regular", "usual"),
        ([16] * 5, "late", "late"),
        ([45] * 5, "late", "late"),
        ([46] * 5, "chronic", "very_late"),
    ],
)
def test_class_by_days_late(lates, expected, reason):
    assert class_of(history(*lates)) == expected
    assert reason_of(history(*lates)) == reason


def test_only_what_was_due_in_eighteen_months_is_enough():
    items = [paid(0, ago=548 + n) for n in range(5)]
    assert class_of(items) == "new"
    assert class_of([*items[:1], *(paid(0, ago=100 + n) for n in range(4))]) == "loyal"


def test_no_history_is_new():
    found = assess([], TODAY)
    assert found.relationship == "new"
    assert found.figures.median is None


@pytest.mark.parametrize(
    ("facts", "expected", "reason"),
    [
        (OLD_FRIEND, "loyal", "on_time"),
        (Facts(since=TODAY - days(179)), "regular", "tenure"),
        (Facts(since=TODAY - days(180)), "loyal", "on_time"),
        (Facts(), "regular", "tenure"),
        (OLD_FRIEND._replace(promises_broken=1), "regular", "promises"),
        (
            OLD_FRIEND._replace(promises_broken=1, promises_kept=1),
            "loyal",
            "on_time",
        ),
        (OLD_FRIEND._replace(trust="bad"), "regular", "trust_bad"),
        (OLD_FRIEND._replace(trust="good"), "loyal", "on_time"),
    ],
)
def test_what_keeps_from_being_loyal(facts, expected, reason):
    items = history(0, 0, 0, 0, 0)
    assert class_of(items, facts=facts) == expected
    assert reason_of(items, facts=facts) == reason


@pytest.mark.parametrize(
    ("trust", "expected", "reason"),
    [
        ("good", "loyal", "trust_good"),
        ("bad", "late", "trust_bad"),
        ("normal", "new", "too_few"),
    ],
)
def test_the_opinion_by_hand_speaks_where_figures_are_silent(trust, expected, reason):
    facts = Facts(trust=trust)
    assert class_of(history(30, 30), facts=facts) == expected
    assert reason_of(history(30, 30), facts=facts) == reason


def test_the_opinion_by_hand_makes_no_late_payer_better():
    assert class_of(history(*[30] * 5), facts=Facts(trust="good")) == "late"


# -- what counts ------------------------------------------------------------


def test_days_before_sending_are_ours():
    """Dated on the 1st, sent on the 20th: the term runs from the 20th."""
    due = TODAY - days(100)
    item = Item(due, due + days(19), 1, invoiced=due - days(30), sent=due - days(11))
    assert days_late(item, TODAY) == 0
    assert days_late(item._replace(sent=None), TODAY) == 19
    assert days_late(item._replace(sent=due - days(40)), TODAY) == 19


def test_sent_after_it_was_due_counts_from_sending():
    due = TODAY - days(100)
    item = Item(due, due + days(40), 1, invoiced=due, sent=due + days(35))
    assert days_late(item, TODAY) == 5


def test_recent_claims_count_more():
    late_lately = [*(paid(0, 500 - n) for n in range(4)), paid(10, 60), paid(10, 40)]
    late_long_ago = [*(paid(10, 500 - n) for n in range(2)), paid(0, 60), paid(0, 40)]
    assert measure(late_lately, TODAY, LIMITS).average > 3
    assert measure(late_long_ago, TODAY, LIMITS).average < 5


def test_large_claims_count_more():
    items = [*(paid(0) for _n in range(3)), *(paid(20, amount=900_00) for _n in "ab")]
    figures = measure(items, TODAY, LIMITS)
    assert figures.median == 20  # by count the middle one is paid on time
    assert figures.average == 17


def test_parts_count_for_their_amounts():
    """Nine tenths on the due date, the rest after forty days: four on average."""
    item = paid(40, amount=100, paid_days=10 * 40)
    figures = measure([item], TODAY, LIMITS)
    assert (figures.median, figures.average) == (40, 4)


def test_median_and_spread_are_the_debtors_own_normal():
    figures = measure(history(10, 12, 12, 12, 15), TODAY, LIMITS)
    assert (figures.median, figures.spread) == (12, 0)
    figures = measure(history(2, 8, 12, 16, 22), TODAY, LIMITS)
    assert (figures.median, figures.spread) == (12, 4)


# -- open claims --------------------------------------------------------------


@pytest.mark.parametrize(
    ("late", "expected"), [(3, "loyal"), (33, "loyal"), (34, "regular")]
)
def test_an_old_open_claim_lowers_a_good_payer(late, expected):
    items = history(*[0] * 10)
    assert class_of([*items, open_since(late)]) == expected


def test_open_claims_in_number_count_like_payments():
    items = [*history(*[0] * 5), *(open_since(60) for _n in range(7))]
    assert class_of(items) == "chronic"  # median 60
    assert reason_of([*history(*[0] * 10), open_since(90)]) == "open_claims"


def test_a_small_rest_is_no_open_claim():
    items = history(*[0] * 10)
    assert class_of([*items, open_since(90, amount=9_99, total=100_00)]) == "loyal"
    assert class_of([*items, open_since(90, amount=10_00, total=100_00)]) == "regular"


def test_old_debts_paid_lately_count_only_for_the_worse():
    old = [paid(600, ago=650) for _n in range(20)]
    assert class_of([*history(*[0] * 5), *old]) == "chronic"
    early = [paid(-10, ago=548 + 1) for _n in range(20)]
    assert class_of([*history(*[60] * 5), *early]) == "chronic"


# -- hysteresis ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("median", "before", "expected", "reason"),
    [
        (16, "regular", "regular", "kept"),
        (18, "regular", "regular", "kept"),
        (19, "regular", "late", "late"),
        (15, "late", "late", "kept"),
        (13, "late", "late", "kept"),
        (12, "late", "regular", "usual"),
        (0, "chronic", "loyal", "on_time"),
        (16, "loyal", "regular", "kept"),  # beyond all margins of loyal only
        (90, "loyal", "chronic", "very_late"),
    ],
)
def test_a_class_is_left_by_a_margin(median, before, expected, reason):
    items = history(*[median] * 6)
    assert class_of(items, before) == expected
    assert reason_of(items, before) == reason


def test_whoever_was_new_has_no_class_to_keep():
    assert class_of(history(*[16] * 6), before="new") == "late"


# -- changes ------------------------------------------------------------------


def over_time(earlier, recent):
    old = [paid(late, ago=250 + 10 * n) for n, late in enumerate(earlier)]
    return old + [paid(late, ago=150 - 10 * n) for n, late in enumerate(recent)]


@pytest.mark.parametrize(
    ("earlier", "recent", "change"),
    [
        ([0] * 4, [20] * 3, "slower"),
        ([20] * 4, [0] * 3, "faster"),
        ([0] * 4, [7] * 3, None),  # no news
        ([0] * 4, [8] * 3, "slower"),
        ([0, 5, 20, 25, 40], [30] * 3, None),  # within what is usual for him
        ([0] * 4, [90, 0, 0], None),  # one odd payment
        ([0] * 2, [90] * 9, None),  # too few before
        ([0] * 9, [90] * 2, None),  # too few since
    ],
)
def test_change_against_the_year_before(earlier, recent, change):
    figures = measure(over_time(earlier, recent), TODAY, LIMITS)
    assert figures.change == change
    assert figures.earlier_count == len(earlier)
    assert figures.recent_count == len(recent)


def test_open_claims_are_part_of_a_change():
    items = over_time([0] * 4, []) + [open_since(40) for _n in range(3)]
    assert measure(items, TODAY, LIMITS).change == "slower"


# -- limits -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({}, None),
        ({"on_time_days": -1}, "negative"),
        ({"minimum_count": 0}, "count"),
        ({"loyal_share": 0}, "share"),
        ({"loyal_share": 101}, "share"),
        ({"regular_days": 3}, "order_regular"),
        ({"late_days": 15}, "order_late"),
        ({"late_days": 16}, None),
    ],
)
def test_limits_in_order(values, problem):
    assert check_limits(LIMITS._replace(**values)) == problem


# -- properties ---------------------------------------------------------------

lates = st.one_of(st.integers(-20, 30), st.integers(-60, 200))
amounts = st.one_of(st.integers(1, 500), st.integers(1, 5_000_00))


agos = st.integers(0, 540)


@st.composite
def settled(draw, amount=amounts, late=lates, ago=agos):
    """A claim that was due in the window and is paid by today."""
    item = paid(draw(late), draw(ago), draw(amount))
    return item._replace(paid=min(item.paid, TODAY))


unpaid = st.builds(open_since, st.integers(-40, 700), amounts)
olds = st.builds(
    lambda ago, rest, amount: paid(rest, ago, amount),
    st.integers(549, 900),
    st.integers(0, 540),
    amounts,
)
others = st.lists(st.one_of(unpaid, olds), max_size=6)
befores = st.sampled_from([None, *CLASSES])


@given(st.lists(settled(), min_size=5, max_size=14), others, befores, st.data())
def test_paying_later_never_improves(items, rest, before, data):
    place = data.draw(st.integers(0, len(items) - 1))
    room = (TODAY - items[place].paid).days
    later = items[place].paid + timedelta(data.draw(st.integers(0, room)))
    changed = [*items]
    changed[place] = items[place]._replace(paid=later)
    was, now = (
        assess(one + rest, TODAY, before, OLD_FRIEND) for one in (items, changed)
    )
    assert rank(now.relationship) >= rank(was.relationship)
    assert now.figures.median >= was.figures.median
    assert now.figures.average >= was.figures.average
    assert now.figures.share <= was.figures.share


@given(st.lists(settled(), min_size=6, max_size=14), others, befores, st.data())
def test_not_paying_at_all_never_improves(items, rest, before, data):
    place = data.draw(st.integers(0, len(items) - 1))
    changed = [*items]
    changed[place] = items[place]._replace(paid=None)
    assume(days_late(changed[place], TODAY) > LIMITS.on_time_days)
    was, now = (
        assess(one + rest, TODAY, before, OLD_FRIEND) for one in (items, changed)
    )
    assert rank(now.relationship) >= rank(was.relationship)
    assert now.figures.median >= was.figures.median
    assert now.figures.share <= was.figures.share


@given(
    st.lists(settled(), min_size=5, max_size=14),
    others,
    befores,
    st.integers(LIMITS.on_time_days + 1, 700),
    amounts,
)
def test_an_open_claim_makes_it_worse_and_is_seen(items, rest, before, late, amount):
    was = assess(items + rest, TODAY, before, OLD_FRIEND)
    more = [*items, *rest, open_since(late, amount)]
    now = assess(more, TODAY, before, OLD_FRIEND)
    assert rank(now.relationship) >= rank(was.relationship)
    assert now.figures.median >= was.figures.median
    assert now.figures.share <= was.figures.share
    assert now.figures.open_count == was.figures.open_count + 1
    assert now.figures.oldest_open >= late


@given(st.lists(settled(), max_size=14), others, befores, st.integers(2, 1000))
def test_scaling_the_amounts_changes_nothing(items, rest, before, factor):
    items = items + rest
    larger = [one._replace(amount=one.amount * factor) for one in items]
    was, now = (assess(one, TODAY, before, OLD_FRIEND) for one in (items, larger))
    assert now._replace(figures=None) == was._replace(figures=None)
    close = abs((now.figures.average or 0) - (was.figures.average or 0)) <= 1
    assert close  # rounded on another side at most
    assert now.figures.median_amount == was.figures.median_amount * factor
    without = {"average": 0, "median_amount": 0}
    assert now.figures._replace(**without) == was.figures._replace(**without)


@given(st.lists(settled(), max_size=14), others, befores, st.data())
def test_order_changes_nothing(items, rest, before, data):
    items = items + rest
    shuffled = data.draw(st.permutations(items))
    was, now = (assess(one, TODAY, before, OLD_FRIEND) for one in (items, shuffled))
    assert was == now


ALIKE = [  # days late that are all of one class
    ("loyal", st.integers(-30, 3)),
    ("regular", st.integers(4, 15)),
    ("late", st.integers(16, 45)),
    ("chronic", st.integers(46, 200)),
]


@pytest.mark.parametrize(("expected", "usual"), ALIKE, ids=[one[0] for one in ALIKE])
@given(data=st.data())
def test_one_odd_payment_does_not_move_the_class(expected, usual, data):
    ordinary = settled(
        amount=st.integers(1_000, 16_000), late=usual, ago=st.integers(210, 540)
    )
    items = data.draw(st.lists(ordinary, min_size=5, max_size=14))
    odd = data.draw(
        settled(amount=st.integers(1_000, 16_000), late=st.integers(-300, 500))
    )
    assert class_of(items) == expected
    assert class_of([*items, odd]) == expected


@given(st.lists(settled(), min_size=5, max_size=14), others, befores)
def test_the_same_figures_give_the_same_class_night_after_night(items, rest, before):
    items = items + rest
    once = class_of(items, before)
    assert class_of(items, once) == once


@given(
    st.lists(settled(), min_size=5, max_size=14),
    others,
    st.sampled_from(CLASSES),
    st.integers(-1, 1),
)
def test_a_day_more_or_less_does_not_go_to_and_fro(items, rest, before, step):
    """Days late that swing by a day leave a class once at most."""
    items = items + rest
    swung = [
        one._replace(due=one.due - days(step)) if one.paid else one for one in items
    ]
    first = class_of(items, before)
    second = class_of(swung, first)
    assert class_of(items, second) == second


@given(
    st.lists(settled(), min_size=5, max_size=14),
    others,
    st.integers(0, 60),
    st.integers(0, 59),
)
def test_sending_late_is_never_held_against_a_customer(items, rest, sent, later):
    items = [
        one._replace(invoiced=one.due - days(30), sent=one.due - days(30 - sent))
        for one in items
    ]
    changed = [one._replace(sent=one.sent + days(later)) for one in items]
    was, now = (class_of(one + rest) for one in (items, changed))
    assert rank(now) <= rank(was)


# -- the usual amount -------------------------------------------------------


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [([5], 5), ([1, 9], 1), ([9, 1, 5], 5), ([1, 2, 3, 900], 2)],
)
def test_usual_amount_is_the_median_of_what_was_paid(amounts, expected):
    items = [paid(0, ago=30 * n + 40, amount=one) for n, one in enumerate(amounts)]
    open_and_old = [open_since(40, amount=7000), paid(0, ago=700, amount=8000)]
    assert measure([*items, *open_and_old], TODAY, LIMITS).median_amount == expected


def test_who_paid_nothing_has_no_usual_amount():
    assert measure([open_since(40)], TODAY, LIMITS).median_amount == 0
