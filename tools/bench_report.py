"""The benchmark's table, what it is judged by, and its file.

The bounds are those of the design: ratios of two times taken in one run on one
database, or medians; never one time alone.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: Below so many lines the fixed cost of planning (holidays, policies, rates)
#: outweighs the rest: its ratio is shown but not judged.
LINES_TO_JUDGE = 100_000
#: Below so many lines there is not one whole batch to act on.
LINES_FOR_BATCHES = 10_000
GROWTH_LIMIT = 1.1


@dataclass(frozen=True)
class Row:
    """One line of the table: a figure of each size, and its bound if it has one."""

    title: str
    value: Callable[[dict], float]
    form: str
    limit: float | None = None
    from_lines: int = 0

    def is_broken(self, figures: dict) -> bool:
        """Tell whether a size breaks the bound."""
        return (
            self.limit is not None
            and figures["lines"] >= self.from_lines
            and self.value(figures) > self.limit
        )

    def text(self, figures: dict) -> str:
        """Return the figure of a size; "!" marks a broken bound."""
        mark = " !" if self.is_broken(figures) else ""
        return self.form.format(self.value(figures)) + mark


def _ratio(above: str, below: str) -> Callable[[dict], float]:
    return lambda figures: figures[above] / figures[below]


def _plain(key: str, factor: float = 1) -> Callable[[dict], float]:
    return lambda figures: figures[key] * factor


ROWS = (
    Row("Open lines", _plain("lines"), "{:,.0f}"),
    Row("Debtors", _plain("debtors"), "{:,.0f}"),
    Row(
        "Floor: read, group, write a row a debtor", _plain("floor_seconds"), "{:.2f} s"
    ),
    Row("Planning, first night", _plain("plan_seconds"), "{:.2f} s"),
    Row(
        "... times the floor",
        _ratio("plan_seconds", "floor_seconds"),
        "{:.1f}",
        6,
        LINES_TO_JUDGE,
    ),
    Row("Planning again, nothing changed", _plain("again_seconds"), "{:.2f} s"),
    Row("... times the floor", _ratio("again_seconds", "floor_seconds"), "{:.1f}"),
    Row("Memory of planning above idle", _plain("plan_memory"), "{:.0f} MB", 300),
    Row("Odoo's mail of a few words", _plain("plain_mail_seconds", 1000), "{:.1f} ms"),
    Row("Odoo's mail with the same text", _plain("mail_seconds", 1000), "{:.1f} ms"),
    Row("Acting, a notice", _plain("act_seconds", 1000), "{:.1f} ms"),
    Row(
        "... times Odoo's mail with the same text",
        _ratio("act_seconds", "mail_seconds"),
        "{:.1f}",
        3,
    ),
    Row(
        "... queries a notice",
        _plain("act_queries"),
        "{:.2f}",
        2,
        LINES_FOR_BATCHES,
    ),
    Row("Last look before a mail leaves", _plain("look_seconds", 1000), "{:.1f} ms"),
    Row("... queries", _plain("look_queries"), "{:.0f}"),
    Row(
        "Count of who needs a person",
        _plain("filter_count_seconds"),
        "{:.2f} s",
        1,
    ),
    Row("Their first page", _plain("filter_page_seconds"), "{:.2f} s", 1),
    Row("Debtors, first page", _plain("list_seconds"), "{:.2f} s"),
    Row("Payment behaviour: paid claims", _plain("behaviour_claims"), "{:,.0f}"),
    Row("Floor: read, group, write", _plain("behaviour_floor_seconds"), "{:.2f} s"),
    Row("Reading all debtors, first night", _plain("behaviour_seconds"), "{:.2f} s"),
    Row(
        "... times the floor",
        _ratio("behaviour_seconds", "behaviour_floor_seconds"),
        "{:.1f}",
        10,
        LINES_FOR_BATCHES,
    ),
    Row(
        "Reading again, nothing changed",
        _plain("behaviour_again_seconds"),
        "{:.2f} s",
    ),
    Row("Partner form, Odoo's fields", _plain("form_seconds", 1000), "{:.0f} ms"),
    Row("... more with ours", _plain("form_more_seconds", 1000), "{:.0f} ms", 50),
)


def growth(sizes: Sequence[dict]) -> float | None:
    """Return the exponent with which planning grows, None with one size only.

    The slope of the straight line through the logarithms (least squares).
    """
    if len(sizes) < 2:
        return None
    points = [
        (math.log(figures["lines"]), math.log(figures["plan_seconds"]))
        for figures in sizes
    ]
    mean_x = sum(x for x, _y in points) / len(points)
    mean_y = sum(y for _x, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _y in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread


def problems(sizes: Sequence[dict]) -> list[str]:
    """Return which bounds are broken, in words; empty when all hold."""
    found = [
        f"{_full_title(place)} at {figures['lines']:,} lines: "
        f"{row.form.format(row.value(figures))}, at most {row.form.format(row.limit)}"
        for place, row in enumerate(ROWS)
        for figures in sizes
        if row.is_broken(figures)
    ]
    found += [
        f"Planning again at {figures['lines']:,} lines wrote decisions "
        "though nothing had changed"
        for figures in sizes
        if not figures["again_is_silent"]
    ]
    exponent = growth(sizes)
    if exponent is not None and exponent > GROWTH_LIMIT:
        found.append(
            f"Planning grows as n^{exponent:.2f}, at most n^{GROWTH_LIMIT:.1f}"
        )
    return found


def _full_title(place: int) -> str:
    """Return a row's title with what its dots stand for."""
    title = ROWS[place].title
    if not title.startswith("..."):
        return title
    while ROWS[place].title.startswith("..."):
        place -= 1
    return f"{ROWS[place].title}, {title[4:]}"


def table(sizes: Sequence[dict]) -> str:
    """Return the figures as a table in Markdown."""
    lines = [
        ["", *[""] * len(sizes), "bound"],
        ["---", *["---:"] * len(sizes), "---:"],
    ]
    for row in ROWS:
        bound = "" if row.limit is None else row.form.format(row.limit)
        lines.append([row.title, *[row.text(figures) for figures in sizes], bound])
    exponent = growth(sizes)
    if exponent is not None:
        cells = [f"n^{exponent:.2f}", *[""] * (len(sizes) - 1)]
        lines.append(["Planning grows as", *cells, f"n^{GROWTH_LIMIT:.1f}"])
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    return "\n".join(_line(cells, widths) for cells in lines)


def _line(cells: list[str], widths: list[int]) -> str:
    first = cells[0].ljust(widths[0])
    others = [
        cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)
    ]
    return "| " + " | ".join([first, *others]) + " |"
