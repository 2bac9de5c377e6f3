"""`./dev bench`: how fast follow-up is, beside the least that its work can cost.

For each size a database of its own is filled by SQL and measured in a fresh
process; see docs/benchmark.md for what is measured and why.
"""

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools import bench_report, databases, odoo_process
from tools.console import ToolError, say
from tools.paths import ROOT, cache_folder

SIZES = (10_000, 100_000, 300_000)
SMALLEST = 1_000
TEMPLATE = "base"
#: Contacts go on business days only: see the countries in bench_data.
COUNTRIES = ("BE", "NL", "FR", "DE")

BUILD = """
import datetime
from tools import bench_data
bench_data.build(env, {lines}, datetime.date({day.year}, {day.month}, {day.day}))
"""
MEASURE = """
import datetime, json, pathlib
from tools import bench_figures
from tools.console import say
day = datetime.date({day.year}, {day.month}, {day.day})
figures = bench_figures.measure(env, day, report=say)
pathlib.Path({path!r}).write_text(json.dumps(figures))
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; return 0 when all bounds hold, 1 when not, 2 if misused."""
    options = _parser().parse_args(arguments)
    sizes = [options.lines] if options.lines else list(SIZES)
    try:
        return run(sizes, options.json or _default_file(), options.keep)
    except ToolError as error:
        print(f"dev: error: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument(
        "--lines",
        type=_size,
        metavar="N",
        help="one size only: so many open lines (default: "
        + ", ".join(f"{size:,}" for size in SIZES)
        + ")",
    )
    parser.add_argument(
        "--json",
        type=Path,
        metavar="FILE",
        help="where the figures go (default: a new file in the cache)",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="keep the databases, bench_10000 and so on, to look into them",
    )
    return parser


def _size(text: str) -> int:
    size = int(text.replace(",", "").replace("_", ""))
    if size < SMALLEST:
        raise argparse.ArgumentTypeError(f"at least {SMALLEST:,} lines")
    return size


def _default_file() -> Path:
    moment = datetime.datetime.now().strftime("%Y%m%d-%H%M%S")
    return cache_folder("bench") / f"bench-{moment}.json"


def run(sizes: list[int], path: Path, keep: bool = False) -> int:
    """Measure all sizes, print the table, write the file."""
    day = last_business_day(datetime.date.today())
    measured = [measure(size, day, keep) for size in sizes]
    problems = bench_report.problems(measured)
    facts = machine()
    path.write_text(
        json.dumps({**facts, "sizes": measured, "problems": problems}, indent=2) + "\n",
        encoding="utf-8",
    )
    print(" · ".join(f"{name} {value}" for name, value in facts.items()))
    print(bench_report.table(measured))
    for problem in problems:
        print(f"broken: {problem}")
    print(f"figures: {path}")
    return 1 if problems else 0


def last_business_day(day: datetime.date) -> datetime.date:
    """Return the last day up to this one on which all customers may be written to."""
    sys.path.insert(0, str(ROOT / "debtor_followup"))
    from engine.business_days import ONE_DAY, is_business_day

    while not is_business_day(day, COUNTRIES):
        day -= ONE_DAY
    return day


def measure(lines: int, day: datetime.date, keep: bool) -> dict:
    """Fill a database of its own, measure it, and drop it."""
    name = f"bench_{lines}" if keep else f"bench_{lines}_{os.getpid()}"
    say(f"{lines:,} open lines: making the ledger")
    # Asked for each time: another `./dev` drops templates that were not used for long.
    databases.copy(databases.ready_addons_template(TEMPLATE), name)
    try:
        start = time.monotonic()
        odoo_process.shell(name, BUILD.format(lines=lines, day=day))
        databases.query("VACUUM ANALYZE account_move_line, account_move", name)
        say(f"{lines:,} open lines: made in {time.monotonic() - start:.0f} s")
        return _measure_in_a_fresh_process(name, day)
    finally:
        if not keep:
            databases.drop(name)


def _measure_in_a_fresh_process(name: str, day: datetime.date) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figures.json"
        # What Odoo says goes to the terminal, so that a failure can be understood.
        done = subprocess.run(
            odoo_process.shell_command(name),
            input=MEASURE.format(day=day, path=str(path)),
            env=odoo_process.environment(),
            cwd=ROOT,
            text=True,
            check=False,
        )
        if done.returncode or not path.exists():
            raise ToolError(f"measuring {name} failed, see above")
        return json.loads(path.read_text(encoding="utf-8"))


def machine() -> dict:
    """Return what the figures depend on."""
    return {
        "Odoo": odoo_process.odoo().version,
        "PostgreSQL": databases.query("SHOW server_version"),
        "Python": platform.python_version(),
        "cores": len(os.sched_getaffinity(0)),
        "date": datetime.datetime.now().strftime("%Y-%m-%d %H:%M"),
    }
