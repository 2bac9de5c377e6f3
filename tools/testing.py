"""`./dev test`: three steps of pytest, their sum, and the coverage.

rules    tests/engine and tests/tools: no Odoo, no database
add-on   the add-ons' own tests under pytest-odoo, with HTTP and browser
system   tests/system: real Odoo processes, SMTP, kills, on cloned databases
"""

import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tools import (
    browser,
    coverage_report,
    databases,
    odoo_process,
    pytest_databases,
    pytest_results,
)
from tools.console import ToolError, say
from tools.paths import ROOT, addons, cache_folder, is_ci
from tools.venv import python

STEPS = ("rules", "add-on", "system")
# options of pytest whose value is the next argument, not a path
WITH_VALUE = {
    "-k",
    "-m",
    "-n",
    "-p",
    "-c",
    "-o",
    "-W",
    "-r",
    "--maxfail",
    "--durations",
}
NO_TESTS_COLLECTED = 5
WORKERS = 2
LOGS_KEPT_SECONDS = 24 * 3600


@dataclass
class Selection:
    """What to run: paths for each step, and options for every one of them."""

    paths: dict[str, list[str]] = field(default_factory=dict)
    options: list[str] = field(default_factory=list)
    is_full: bool = False

    @property
    def is_broad(self) -> bool:
        """Tell whether enough is run for several processes to be worth it."""
        whole = all(
            "::" not in path and not path.endswith(".py") for path in self.all()
        )
        return whole and not {"-k", "--pdb", "-n", "-s"}.intersection(self.options)

    def all(self) -> list[str]:
        """Return all the paths."""
        return [path for paths in self.paths.values() for path in paths]


@dataclass
class Result:
    """How one step ended."""

    counts: dict[str, int]
    skipped: list[str]
    code: int


def default_paths(root: Path = ROOT, addon_names: list[str] | None = None):
    """Return the folders that each step tests when none is named."""
    if addon_names is None:
        addon_names = [folder.name for folder in addons()]
    paths = {
        "rules": ["tests/engine", "tests/tools"],
        "add-on": [f"{name}/tests" for name in addon_names],
        "system": ["tests/system"],
    }
    return {
        step: [path for path in names if (root / path).is_dir()]
        for step, names in paths.items()
    }


def select(arguments: list[str], root: Path, addon_names: list[str]) -> Selection:
    """Sort pytest's arguments: paths to their step, everything else to all steps.

    :raise ToolError: a path that is not there or that no step tests
    """
    chosen = {step: [] for step in STEPS}
    options = []
    has_paths = False
    previous = ""
    for argument in arguments:
        if argument.startswith("-") or previous in WITH_VALUE:
            options.append(argument)
        else:
            has_paths = True
            for step, path in _route(argument, root, addon_names):
                chosen[step].append(path)
        previous = argument
    if not has_paths:
        chosen = default_paths(root, addon_names)
    return Selection(chosen, options, is_full=not arguments)


def _route(argument: str, root: Path, addon_names: list[str]) -> list[tuple[str, str]]:
    """Return the steps that test a path, each with the paths below it."""
    name, separator, test = argument.partition("::")
    path = Path(name) if Path(name).exists() else root / name
    if not path.exists():
        raise ToolError(f"there is no test file or folder {name}")
    try:
        inside = path.resolve().relative_to(root.resolve())
    except ValueError:
        raise ToolError(f"{name} is outside of the project") from None
    if inside.parts[:1] and inside.parts[0] in addon_names:
        if len(inside.parts) == 1:
            inside /= "tests"
        return [("add-on", f"{inside.as_posix()}{separator}{test}")]
    steps = {"engine": "rules", "tools": "rules", "system": "system"}
    if inside.parts[:1] == ("tests",):
        if len(inside.parts) == 1:
            defaults = default_paths(root, [])
            return [(step, path) for step in STEPS for path in defaults[step]]
        if inside.parts[1] in steps:
            step = steps[inside.parts[1]]
            return [(step, f"{inside.as_posix()}{separator}{test}")]
    raise ToolError(
        f"{name} is no place for tests: they are in tests/engine, tests/tools, "
        "tests/system and the add-ons' tests folders"
    )


def run(arguments: list[str], kills: int) -> int:
    """Run the tests; return 0 only when all went well."""
    selection = select(arguments, ROOT, [folder.name for folder in addons()])
    print(f"Odoo {odoo_process.odoo().version}", flush=True)
    coverage = coverage_report.Coverage() if selection.is_full else None
    extra = coverage.environment() if coverage else {}
    extra["DEBTOR_FOLLOWUP_KILLS"] = str(kills)
    results = {}
    times = {}
    try:
        for step in STEPS:
            if not selection.paths[step]:
                continue
            start = time.monotonic()
            print(f"\n=== {step}: {' '.join(selection.paths[step])}", flush=True)
            if step == "rules":
                results[step] = _run_rules(selection, extra)
            else:
                results[step] = _run_with_odoo(step, selection, extra)
            times[step] = time.monotonic() - start
    finally:
        drop_source(extra)
    is_covered = coverage.check() if coverage else True
    return _sum_up(results, times, is_covered)


def _arguments(step: str, selection: Selection) -> list[str]:
    options = ["--durations=20", "-p", "tools.pytest_results"]
    if step != "add-on":
        options += ["-p", "no:odoo"]  # that plugin does not load without Odoo
    return [*options, *selection.options, *selection.paths[step]]


def _run_rules(selection: Selection, extra: Mapping[str, str]) -> Result:
    """Run the tests that need neither Odoo nor a database."""
    env = {**os.environ, **extra, "PYTHONPATH": str(ROOT)}
    return _pytest(_arguments("rules", selection), env)


def _run_with_odoo(step: str, selection: Selection, extra: dict[str, str]) -> Result:
    """Run the tests of a step on clones of one database.

    :param extra: variables for the tests; the database's name is added to them
    """
    if "DEBTOR_FOLLOWUP_TEMPLATE" not in extra:
        browser.ensure()
        extra["DEBTOR_FOLLOWUP_TEMPLATE"] = make_source(bool(selection.paths["system"]))
    env = odoo_process.environment(extra)
    arguments = _arguments(step, selection)
    if step == "system":
        return _pytest(arguments, env)
    workers = WORKERS if selection.is_broad and (os.cpu_count() or 1) > 1 else 1
    with ExitStack() as stack:
        template = extra["DEBTOR_FOLLOWUP_TEMPLATE"]
        names = [
            stack.enter_context(databases.clone(template)) for _worker in range(workers)
        ]
        for name in names:
            databases.keep_statistics(name)
        log = stack.enter_context(_odoo_log())
        arguments += [f"--odoo-database={names[0]}", "--odoo-http"]
        arguments += ["--odoo-log-level=warn", f"--odoo-extra=logfile={log}"]
        if workers > 1:
            # a class stays in one process: what it sets up takes seconds
            arguments += ["-n", str(workers), "--dist", "loadscope"]
            arguments += ["-p", "tools.pytest_databases"]
            env[pytest_databases.NAMES_VARIABLE] = ",".join(names)
        return _pytest(arguments, env)


@contextmanager
def _odoo_log():
    """Yield a file for Odoo's warnings; afterwards say how many there are.

    pytest shows those of failing tests with the test.
    """
    folder = cache_folder("logs")
    for old in folder.glob("odoo-test-*.log"):
        if time.time() - old.stat().st_mtime > LOGS_KEPT_SECONDS:
            old.unlink(missing_ok=True)
    log = folder / f"odoo-test-{os.getpid()}.log"
    yield log
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    number = len(re.findall(r"^\S+ \S+ \d+ (?:WARNING|ERROR|CRITICAL) ", text, re.M))
    if number:
        say(f"Odoo logged {number} warnings and errors, see {log}")
    else:
        log.unlink(missing_ok=True)


def make_source(is_kept_long: bool) -> str:
    """Return the database that this run's tests copy.

    :param is_kept_long: when it is needed for more than a moment, make a copy of
        the template, which another `./dev` may drop meanwhile
    """
    databases.drop_leftovers()
    template = databases.ready_addons_template("tests")
    if not is_kept_long:
        return template
    name = f"test_{os.getpid()}_source"
    databases.copy(template, name)
    return name


def drop_source(extra: Mapping[str, str]) -> None:
    """Drop what `make_source` made."""
    source = extra.get("DEBTOR_FOLLOWUP_TEMPLATE", "")
    if source == f"test_{os.getpid()}_source":
        databases.drop(source)


def _pytest(arguments: list[str], env: Mapping[str, str]) -> Result:
    """Run pytest; return its numbers. An end without any counts as a failure."""
    with tempfile.TemporaryDirectory(prefix="debtor_followup-") as folder:
        results = Path(folder) / "results.json"
        process = subprocess.Popen(
            [str(python()), "-m", "pytest", *arguments],
            cwd=ROOT,
            env={**env, pytest_results.FILE_VARIABLE: str(results)},
        )
        try:
            code = process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        counts = {"passed": 0, "failed": 0, "skipped": 0}
        skipped = []
        if results.exists():
            values = json.loads(results.read_text(encoding="utf-8"))
            counts, skipped = values["counts"], values["skipped"]
    if code not in (0, NO_TESTS_COLLECTED) and not counts["failed"]:
        counts["failed"] = 1
    return Result(counts, skipped, code)


def _sum_up(results: dict[str, Result], times: dict[str, float], is_covered: bool):
    """Print the end of the run; return the exit code."""
    print("\n=== sum")
    for step, seconds in times.items():
        print(f"{step}: {seconds:.0f} s")
    total = {
        name: sum(result.counts[name] for result in results.values())
        for name in ("passed", "failed", "skipped")
    }
    problems = []
    if any(result.code not in (0, NO_TESTS_COLLECTED) for result in results.values()):
        problems.append("tests failed")
    if not sum(total.values()):
        problems.append("no test ran")
    if total["skipped"] and is_ci():
        problems.append("tests were skipped (DEBTOR_FOLLOWUP_CI is set):")
        for result in results.values():
            problems += [f"  {line}" for line in result.skipped]
    if not is_covered:
        problems.append("the coverage is too low")
    for problem in problems:
        print(problem)
    print(", ".join(f"{number} {name}" for name, number in total.items()), flush=True)
    return 1 if problems else 0
