"""What the benchmark is judged by, and how its table reads."""

import datetime

import pytest

from tools import bench, bench_report

FIGURES = {
    "lines": 300_000,
    "debtors": 30_000,
    "floor_seconds": 1.2,
    "plan_seconds": 6.0,
    "again_seconds": 5.0,
    "again_is_silent": True,
    "plan_memory": 120.0,
    "mail_seconds": 0.0045,
    "plain_mail_seconds": 0.003,
    "act_seconds": 0.0094,
    "act_queries": 0.5,
    "look_seconds": 0.01,
    "look_queries": 20,
    "filter_count_seconds": 0.1,
    "filter_page_seconds": 0.2,
    "list_seconds": 0.1,
    "form_seconds": 0.04,
    "form_more_seconds": 0.01,
    "behaviour_claims": 300_000,
    "behaviour_floor_seconds": 1.2,
    "behaviour_seconds": 6.0,
    "behaviour_again_seconds": 5.0,
}


def size(**values):
    """Return the figures of a size that meets all bounds, but for some values."""
    return {**FIGURES, **values}


def test_within_all_bounds():
    assert bench_report.problems([size()]) == []
    assert "!" not in bench_report.table([size()])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"plan_seconds": 7.3}, "Planning, first night, times the floor"),
        ({"plan_memory": 301.0}, "Memory of planning"),
        ({"act_seconds": 0.0136}, "Acting, a notice, times Odoo's mail"),
        ({"act_queries": 2.01}, "Acting, a notice, queries a notice"),
        ({"filter_count_seconds": 1.1}, "Count of who needs a person"),
        ({"filter_page_seconds": 1.1}, "Their first page"),
        ({"form_more_seconds": 0.051}, "Partner form"),
        ({"behaviour_seconds": 12.1}, "Reading all debtors, first night, times"),
        ({"again_is_silent": False}, "though nothing had changed"),
    ],
)
def test_a_broken_bound_is_named(values, words):
    found = bench_report.problems([size(**values)])
    assert len(found) == 1
    assert words in found[0]
    assert "300,000 lines" in found[0]


def test_bounds_hold_at_their_very_limit():
    at_limit = size(plan_seconds=7.2, plan_memory=300.0, act_queries=2.0)
    assert bench_report.problems([at_limit]) == []


def test_small_ledgers_are_not_judged_by_the_floor():
    slow = {"plan_seconds": 9.0}
    assert bench_report.problems([size(lines=10_000, **slow)]) == []
    assert bench_report.problems([size(lines=100_000, **slow)]) != []


def test_queries_are_judged_where_batches_are_whole():
    assert bench_report.problems([size(lines=2_000, act_queries=2.7)]) == []
    assert bench_report.problems([size(lines=10_000, act_queries=2.7)]) != []


def test_growth_is_the_slope_of_the_logarithms():
    sizes = [
        size(lines=lines, plan_seconds=lines**1.3 / 1e6)
        for lines in (10_000, 100_000, 300_000)
    ]
    assert bench_report.growth(sizes) == pytest.approx(1.3)
    assert bench_report.growth(sizes[:1]) is None


def test_growth_is_judged():
    small = size(lines=10_000, plan_seconds=0.1, floor_seconds=1.0)
    large = size(lines=100_000, plan_seconds=1.0, floor_seconds=1.0)
    assert bench_report.problems([small, large]) == []
    large["plan_seconds"] = 1.3
    assert bench_report.problems([small, large]) == [
        "Planning grows as n^1.11, at most n^1.1"
    ]


def test_the_table_has_a_column_for_each_size_and_one_for_bounds():
    sizes = [size(lines=10_000), size(act_queries=2.5)]
    lines = bench_report.table(sizes).splitlines()
    assert {len(line) for line in lines} == {len(lines[0])}
    cells = {line.split("|")[1].strip(): line.split("|")[2:-1] for line in lines}
    assert [cell.strip() for cell in cells["Open lines"]] == ["10,000", "300,000", ""]
    queries = [cell.strip() for cell in cells["... queries a notice"]]
    assert queries == ["0.50", "2.50 !", "2.00"]


def test_the_day_is_a_business_day_of_all_customers():
    # a Sunday in November, and the days between Christmas and the next Monday
    day = bench.last_business_day(datetime.date(2026, 11, 22))
    assert day == datetime.date(2026, 11, 20)
    day = bench.last_business_day(datetime.date(2026, 12, 27))
    assert day == datetime.date(2026, 12, 24)


@pytest.mark.parametrize("words", [["--lines", "10"], ["--lines", "many"], ["x"]])
def test_used_wrongly(words, capsys):
    with pytest.raises(SystemExit) as ended:
        bench.main(words)
    assert ended.value.code == 2
    assert "usage: ./dev bench" in capsys.readouterr().err
