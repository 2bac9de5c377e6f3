"""Interest: days, bases, rates and roundings, each worked out by hand."""

from decimal import Decimal

import pytest
from legal_adapter import rates

from builders import day
from engine.interest import (
    ACT_365,
    ACT_ACT,
    COSTS,
    INTEREST,
    PRINCIPAL,
    THIRTY_360,
    Cost,
    Payment,
    Terms,
    accrue,
    allocate,
    interest_of_days,
)
from engine.legal_rates import FixedRate, RatePeriod, RateTable, periods_of
from engine.legal_values import LegalError
from engine.regimes import regime_of

D = Decimal
TEN = FixedRate(D(10))
COSTS_FIRST = (COSTS, INTEREST, PRINCIPAL)


def ran(
    first, last, principal="1000.00", table=TEN, terms=None, payments=(), cost=None
):
    return accrue(
        D(principal),
        day(first),
        day(last),
        table,
        terms or Terms(),
        [Payment(day(when), D(amount)) for when, amount in payments],
        cost,
    )


def short(interest):
    """Return (from, to, days, base, rate, divisor) of the segments."""
    return [(str(one[0]), str(one[1]), *one[2:]) for one in interest.segments]


@pytest.mark.parametrize(
    ("first", "last", "day_count", "amount", "found"),
    [
        pytest.param("2025-03-01", "2025-03-01", ACT_365, "0.27", [1], id="one day"),
        pytest.param("2025-01-01", "2025-12-31", ACT_365, "100.00", [365], id="a year"),
        pytest.param("2024-01-01", "2024-12-31", ACT_365, "100.27", [366], id="leap"),
        pytest.param("2024-01-01", "2024-12-31", ACT_ACT, "100.00", [366], id="of 366"),
        pytest.param(
            "2023-12-31", "2024-01-01", ACT_ACT, "0.55", [1, 1], id="new year"
        ),
        pytest.param("2025-12-31", "2026-01-01", ACT_ACT, "0.55", [2], id="both 365"),
        pytest.param(
            "2024-02-28", "2024-03-01", ACT_365, "0.82", [3], id="29 February"
        ),
        pytest.param("2025-02-28", "2025-03-01", ACT_365, "0.55", [2], id="without it"),
        pytest.param("2025-02-01", "2025-02-28", THIRTY_360, "8.33", [30], id="month"),
        pytest.param("2025-01-01", "2025-12-31", THIRTY_360, "100.00", [360], id="360"),
        pytest.param("2025-01-16", "2025-02-15", THIRTY_360, "8.33", [30], id="half"),
        pytest.param(
            "2025-01-31", "2025-01-31", THIRTY_360, "0.00", [0], id="the 31st"
        ),
    ],
)
def test_day_counts(first, last, day_count, amount, found):
    interest = ran(first, last, terms=Terms(day_count))
    assert interest.amount == D(amount)
    assert [one.days for one in interest.segments] == found
    assert interest.days == sum(found)


def test_a_segment_ends_with_the_half_year():
    table = rates().table("BE", "b2b")
    assert short(ran("2025-06-30", "2025-07-01", table=table)) == [
        ("2025-06-30", "2025-06-30", 1, D("1000.00"), D("11.50"), 365),
        ("2025-07-01", "2025-07-01", 1, D("1000.00"), D("10.50"), 365),
    ]
    unchanged = ran("2024-06-30", "2024-07-01", table=table)  # 12.50 both times
    assert [one.days for one in unchanged.segments] == [1, 1]


def test_a_rate_by_decree_has_one_segment_for_years():
    interest = ran("2016-09-01", "2022-12-31", table=rates().table("NL", "b2c"))
    assert [one.days for one in interest.segments] == [2313]


def test_one_rate_for_the_whole_delay():
    table = rates().table("FR", "b2g")
    daily = ran("2025-06-30", "2025-12-31", table=table)
    locked = ran("2025-06-30", "2025-12-31", table=table.locked(day("2025-06-30")))
    assert [one.rate for one in daily.segments] == [D("11.15"), D("10.15")]
    assert [one.rate for one in locked.segments] == [D("11.15")]


@pytest.mark.parametrize(
    ("payments", "bases", "left", "surplus"),
    [
        pytest.param([], [(10, 1000)], 1000, 0, id="none"),
        pytest.param([("2025-02-28", 400)], [(10, 600)], 600, 0, id="due date"),
        pytest.param([("2025-01-05", 400)], [(10, 600)], 600, 0, id="before"),
        pytest.param(
            [("2025-03-01", 400)], [(1, 1000), (9, 600)], 600, 0, id="the first day"
        ),
        pytest.param([("2025-03-10", 400)], [(10, 1000)], 600, 0, id="the last day"),
        pytest.param([("2025-03-11", 400)], [(10, 1000)], 1000, 0, id="after the end"),
        pytest.param([("2025-03-04", 1000)], [(4, 1000)], 0, 0, id="all of it"),
        pytest.param(
            [("2025-03-06", 300), ("2025-03-02", 200)],
            [(2, 1000), (4, 800), (4, 500)],
            500,
            0,
            id="two, in any order",
        ),
        pytest.param(
            [("2025-03-04", 300), ("2025-03-04", 200)],
            [(4, 1000), (6, 500)],
            500,
            0,
            id="two on one day",
        ),
    ],
)
def test_payments_in_between(payments, bases, left, surplus):
    interest = ran("2025-03-01", "2025-03-10", payments=payments)
    assert [(one.days, one.base) for one in interest.segments] == bases
    assert interest.principal_left == left
    assert interest.surplus == surplus


def test_overpaid():
    """The rest goes to interest and to costs that are due; what is over is said."""
    paid = [("2025-03-10", "1050.00")]
    cost = Cost(D("40.00"), day("2025-03-01"))
    interest = ran("2025-03-01", "2025-03-10", payments=paid, cost=cost)
    assert interest.amount == D("2.74")
    assert interest.interest_left == 0
    assert interest.principal_left == 0
    assert interest.costs_left == 0
    assert interest.surplus == D("7.26")


def test_costs_are_paid_only_once_they_are_due():
    terms = Terms(order=COSTS_FIRST)
    payments = [("2025-03-05", "40.00")]
    for due_from, left in (("2025-03-05", "0"), ("2025-03-06", "40.00")):
        cost = Cost(D("40.00"), day(due_from))
        interest = ran(
            "2025-03-01", "2025-03-10", "1000.00", TEN, terms, payments, cost
        )
        assert interest.costs_left == D(left)


def test_costs_are_paid_once():
    terms, cost = Terms(order=COSTS_FIRST), Cost(D("40.00"), day("2025-03-01"))
    payments = [("2025-03-03", "30.00"), ("2025-03-03", "30.00")]
    interest = ran("2025-03-01", "2025-03-10", "1000.00", TEN, terms, payments, cost)
    assert interest.costs_left == 0
    # 60.00 less 40.00 of costs and 0.82 of three days
    assert interest.principal_left == D("980.82")


def test_interest_is_paid_once():
    terms = Terms(compounding=True, order=(INTEREST, PRINCIPAL, COSTS))
    payments = [("2026-03-01", "120.00"), ("2026-03-01", "20.00")]
    interest = ran("2025-03-01", "2026-03-10", terms=terms, payments=payments)
    # of the first 100.00 capitalised, 0.30 of one day, and 19.70; then all principal
    assert interest.principal_left == D("960.30")
    assert [one.base for one in interest.segments][1:] == [D("1100.00"), D("960.30")]
    assert interest.interest_left == D("2.37")
    assert interest.amount == D("102.67")


def test_interest_before_and_after_days_that_bear_none():
    """The principal was paid; a year later the open interest bears interest."""
    terms = Terms(compounding=True)
    paid = [("2025-12-31", "1000.00")]
    interest = ran("2025-01-01", "2026-01-31", "1000.00", TEN, terms, paid)
    assert [(one.days, one.base) for one in interest.segments] == [
        (365, D("1000.00")),
        (31, D("100.00")),
    ]
    early = ran(
        "2025-01-01", "2026-01-31", "1000.00", TEN, terms, [("2025-01-31", "1000")]
    )
    assert [(str(one.date_from), one.days) for one in early.segments] == [
        ("2025-01-01", 31),
        ("2026-01-01", 31),
    ]


def test_simple_interest_is_the_usual_one():
    assert ran("2024-01-01", "2025-12-31", terms=Terms()).capitalised == 0


def test_the_order_of_the_law():
    terms = Terms(order=(INTEREST, PRINCIPAL, COSTS))
    interest = ran(
        "2025-03-01", "2025-04-30", terms=terms, payments=[("2025-03-31", "500.00")]
    )
    # 31 days at 10 % are 8.49; 491.51 go to the principal
    assert interest.principal_left == D("508.49")
    assert [one.base for one in interest.segments] == [D("1000.00"), D("508.49")]
    # 8.493151 + 30 days of 508.49, 4.179370: rounded once
    assert interest.amount == D("12.67")
    assert interest.interest_left == D("4.18")


def test_yearly_capitalisation():
    terms = regime_of("NL").terms()
    interest = ran("2025-03-01", "2027-03-01", terms=terms)
    assert short(interest) == [
        ("2025-03-01", "2026-02-28", 365, D("1000.00"), D(10), 365),
        ("2026-03-01", "2027-02-28", 365, D("1100.00"), D(10), 365),
        ("2027-03-01", "2027-03-01", 1, D("1210.00"), D(10), 365),
    ]
    assert interest.capitalised == D("210.00")
    assert interest.amount == D("210.33")


def test_no_capitalisation_on_the_last_day_of_the_year():
    terms = regime_of("NL").terms()
    assert ran("2025-03-01", "2026-02-28", terms=terms).capitalised == 0
    assert ran("2025-03-01", "2026-03-01", terms=terms).capitalised == D("100.00")


def test_a_year_of_default_that_begins_on_the_last_of_a_month():
    interest = ran("2025-01-31", "2026-01-31", terms=regime_of("NL").terms())
    assert [str(one.date_from) for one in interest.segments][1:] == ["2026-01-31"]
    assert interest.capitalised == D("100.00")


def test_a_year_of_default_that_begins_on_29_february():
    interest = ran("2024-02-29", "2026-03-01", terms=regime_of("NL").terms())
    assert [str(one.date_from) for one in interest.segments] == [
        "2024-02-29",
        "2025-03-01",
        "2026-03-01",
    ]


def test_interest_that_was_paid_is_not_capitalised():
    terms = Terms(compounding=True, order=(INTEREST, PRINCIPAL, COSTS))
    interest = ran(
        "2025-03-01", "2026-03-31", terms=terms, payments=[("2026-02-28", "100.00")]
    )
    assert interest.capitalised == 0
    assert [one.base for one in interest.segments] == [D("1000.00")]
    assert interest.amount == D("108.49")
    assert interest.interest_left == D("8.49")


def test_capitalised_interest_is_paid_like_interest():
    terms = Terms(compounding=True, order=(INTEREST, PRINCIPAL, COSTS))
    interest = ran(
        "2025-03-01", "2026-03-31", terms=terms, payments=[("2026-03-01", "150.00")]
    )
    assert interest.capitalised == D("100.00")
    # 150: 100.00 capitalised, 0.30 of the one day since, 49.70 principal
    assert interest.principal_left == D("950.30")


def test_rounded_once():
    """Ten payments in a row never round in between."""
    payments = [(f"2025-03-{number:02}", "0.01") for number in range(1, 11)]
    interest = ran("2025-03-01", "2025-03-10", "100.10", payments=payments)
    exact = sum(one.raw for one in interest.segments)
    assert float(exact) == pytest.approx(0.27411, abs=0.0005)
    assert interest.amount == D("0.27")


@pytest.mark.parametrize(
    ("principal", "digits", "amount"),
    [
        # 73 days at 10 % are a fiftieth
        pytest.param("0.25", 2, "0.01", id="half a cent goes up"),
        pytest.param("0.20", 2, "0.00", id="less goes down"),
        pytest.param("25", 0, "1", id="half a yen goes up"),
        pytest.param("24", 0, "0", id="less goes down, in yen"),
        pytest.param("0.025", 3, "0.001", id="three decimals"),
    ],
)
def test_half_up(principal, digits, amount):
    interest = ran("2025-03-01", "2025-05-12", principal, terms=Terms(digits=digits))
    assert interest.days == 73
    assert interest.amount == D(amount)


def test_nothing_bears_no_interest():
    assert ran("2025-03-01", "2025-03-31", "0.00").segments == ()
    at_zero = ran("2025-03-01", "2025-03-31", table=FixedRate(D(0)))
    assert at_zero.amount == 0
    assert at_zero.days == 31
    assert ran("2025-03-01", "2025-02-28").amount == 0
    never = accrue(D(1000), None, day("2025-03-31"), None)
    assert (never.amount, never.principal_left) == (0, 1000)


def test_what_is_paid_needs_no_rate():
    """After the last euro nobody asks for the rate of a later half-year."""
    table = RateTable([RatePeriod(day("2025-01-01"), day("2025-06-30"), D(10))])
    paid = [("2025-06-30", "1000.00")]
    assert ran("2025-06-01", "2025-12-31", table=table, payments=paid).days == 30


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"principal": "-0.01"}, "negative_principal", id="negative"),
        pytest.param({"principal": "NaN"}, "not_a_number", id="no number"),
        pytest.param({"principal": "Infinity"}, "not_a_number", id="infinite"),
        pytest.param({"last": "2025-02-27"}, "end_before_start", id="end before start"),
        pytest.param({"payments": [("2025-03-02", "0")]}, "bad_payment", id="nothing"),
        pytest.param(
            {"payments": [("2025-03-02", "-5")]}, "bad_payment", id="paid back"
        ),
        pytest.param({"terms": Terms("ACT/364")}, "unknown_day_count", id="day count"),
        pytest.param(
            {"last": "2027-01-01", "table": rates().table("BE", "b2b")},
            "missing_rate",
            id="a half-year that is not published",
        ),
        pytest.param(
            {"first": "2014-12-31", "table": rates().table("BE", "b2b")},
            "missing_rate",
            id="before the table",
        ),
    ],
)
def test_refused(change, code):
    with pytest.raises(LegalError) as refused:
        ran(**{"first": "2025-03-01", "last": "2025-03-31", **change})
    assert refused.value.code == code
    assert str(refused.value)[-1] == "."  # a sentence that says what to do


@pytest.mark.parametrize("value", [1000.0, "1000", True, None])
def test_only_exact_amounts(value):
    with pytest.raises(TypeError):
        accrue(value, day("2025-03-01"), day("2025-03-31"), TEN)


def test_a_negative_rate_is_refused():
    with pytest.raises(LegalError, match="below zero"):
        FixedRate(D("-0.01"))


def test_a_gap_between_two_rates_is_refused():
    rows = [(day("2025-01-01"), D(10)), (day("2026-01-01"), D(9))]
    table = RateTable(periods_of(rows), "XX", "b2b")
    assert table.rate_on(day("2025-06-30")) == 10
    with pytest.raises(LegalError) as refused:
        ran("2025-06-01", "2026-01-31", table=table)
    assert refused.value.values["day"] == day("2025-07-01")
    yearly = RateTable(periods_of(rows, 12))
    assert ran("2025-06-01", "2026-12-31", table=yearly).days == 579


def test_a_rate_by_decree_stays_until_the_next_one():
    rows = [(day("2025-01-01"), D(6)), (day("2026-01-01"), D(4))]
    table = RateTable(periods_of(rows, until_changed=True))
    assert table.rate_on(day("2025-12-31")) == 6
    assert table.rate_on(day("2026-06-30")) == 4
    with pytest.raises(LegalError):
        table.rate_on(day("2026-07-01"))


def test_two_rates_for_one_day_are_refused():
    with pytest.raises(LegalError, match="Two interest rates"):
        RateTable(
            [
                RatePeriod(day("2025-01-01"), day("2025-07-01"), D(10)),
                RatePeriod(day("2025-07-01"), day("2025-12-31"), D(9)),
            ]
        )


def test_allocate():
    owed = {COSTS: D(40), INTEREST: D(10), PRINCIPAL: D(1000)}
    assert allocate(D(45), owed, COSTS_FIRST) == (
        {COSTS: 40, INTEREST: 5, PRINCIPAL: 0},
        0,
    )
    assert allocate(D(1100), owed, Terms().order) == (
        {PRINCIPAL: 1000, INTEREST: 10, COSTS: 40},
        50,
    )


def test_interest_of_days():
    assert interest_of_days(D(1000), D("5.12"), 25) == D("3.51")
    assert interest_of_days(D(1000), D("5.12"), 0) == 0
    for values in ((D(-1), D(5), 1), (D(1), D(-5), 1), (D(1), D(5), -1)):
        with pytest.raises(LegalError):
            interest_of_days(*values)
