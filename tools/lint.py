"""`./dev lint`: all the linters, each run whatever the others say."""

import difflib
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from tools import databases, layers, odoo_process
from tools.console import ToolError, say
from tools.paths import ROOT, addons, cache_folder
from tools.venv import python

PYTHON_PLACES = ("dev", "tools", "tests")
# "xml-header-wrong" and "numeric" contradict the style of Odoo's own files, which
# we follow; a readme may be README.md; the component's name is Weblate's business
OCA_DISABLED = (
    "xml-header-wrong,xml-field-numeric-without-eval,prefer-readme-rst,"
    "weblate-component-too-long"
)
# the checks of Odoo's addon test_lint that look at add-ons: file and class
TEST_LINT = {
    "test_dunderinit": "TestDunderinit",
    "test_index": "TestIndex",
    "test_manifests": "ManifestLinter",
    "test_naming": "TestNaming",
    "test_onchange_domains": "TestOnchangeDomains",
    "test_override_signatures": "TestLintOverrideSignatures",
    "test_routes": "RoutesLinter",
    "test_test_holes": "TestTestHoles",
}
# lines of a translation file's header that change by themselves
POT_HEADER = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Project-Id-Version):.*$', re.MULTILINE
)


def run(fix: bool = False, quick: bool = False) -> int:
    """Run the linters and name those that fail; return 1 when one did.

    :param fix: rewrite what can be rewritten: imports, format, translations
    :param quick: leave out what needs a database
    """
    linters: list[tuple[str, Callable[[], bool]]] = [
        ("ruff check", lambda: _ruff("check", *(["--fix"] if fix else []))),
        ("ruff format", lambda: _ruff("format", *([] if fix else ["--check"]))),
        ("layers", _layers),
        ("pylint-odoo", _pylint),
        ("oca-checks-odoo-module", _oca_modules),
        ("oca-checks-po", _oca_po),
    ]
    if not quick:
        linters.append(("test_lint", _test_lint))
        linters.append(("translations", lambda: _translations(fix)))
    failed = []
    for name, linter in linters:
        print(f"=== {name}", flush=True)
        try:
            is_clean = linter()
        except ToolError as error:
            print(error)
            is_clean = False
        if not is_clean:
            failed.append(name)
            print(f"{name}: failed", flush=True)
    print(
        f"lint failed: {', '.join(failed)}" if failed else "lint: all clean", flush=True
    )
    return 1 if failed else 0


def _tool(*command: str, env: Mapping[str, str] | None = None) -> bool:
    """Run a tool of the virtual environment; tell whether it was content."""
    done = subprocess.run([str(python()), *command], cwd=ROOT, env=env, check=False)
    return done.returncode == 0


def _folders() -> list[str]:
    return [folder.name for folder in addons()]


def _ruff(*arguments: str) -> bool:
    return _tool("-m", "ruff", *arguments, *_folders(), *PYTHON_PLACES)


def _pylint() -> bool:
    # a large model is split by topic into files of their own, on purpose
    split = "--disable=consider-merging-classes-inherited"
    return _tool("-m", "pylint", "--rcfile=.pylintrc", split, *_folders())


def _oca_modules() -> bool:
    code = "from oca_pre_commit_hooks.cli import main; main()"
    return _tool("-c", code, f"--disable={OCA_DISABLED}", *_folders())


def _oca_po() -> bool:
    files = [str(path) for path in sorted(ROOT.glob("*/i18n/*.po*"))]
    code = "from oca_pre_commit_hooks.cli_po import main; main()"
    return not files or _tool("-c", code, *files)


def _layers() -> bool:
    problems = [text for folder in addons() for text in layers.check_addon(folder)]
    for text in problems:
        print(text)
    return not problems


def _test_lint() -> bool:
    """Run Odoo's own checks; core is clean, so what they find is ours.

    pytest runs them with all add-ons loaded; Odoo would run some of them before.
    """
    folder = _core_addon("test_lint") / "tests"
    log = cache_folder("logs") / "test_lint.log"
    log.unlink(missing_ok=True)
    with databases.clone() as name:
        env = odoo_process.environment()
        is_clean = _tool(
            *("-m", "pytest", "-q", "--tb=short", "--show-capture=log"),
            *("-p", "no:cacheprovider", f"--odoo-database={name}"),
            *("--odoo-log-level=warn", f"--odoo-extra=logfile={log}"),
            *(f"{folder}/{file}.py::{name}" for file, name in TEST_LINT.items()),
            env=env,
        )
    problems = _problems(log.read_text(encoding="utf-8")) if log.exists() else []
    for text in problems:
        print(text)
    return is_clean and not problems


def _core_addon(name: str) -> Path:
    odoo = odoo_process.odoo()
    for folder in (odoo.addons_path, odoo.python_path / "odoo" / "addons"):
        if folder and (folder / name).is_dir():
            return folder / name
    raise ToolError(f"this Odoo has no addon {name}")


def _problems(log: str) -> list[str]:
    """Return the warnings and errors in Odoo's log, with the lines that follow each."""
    problems = []
    is_problem = False
    for line in log.splitlines():
        start = re.match(r"\d{4}-\d\d-\d\d [\d:,]+ \d+ (\w+) ", line)
        if start:
            is_problem = start.group(1) in ("WARNING", "ERROR", "CRITICAL")
        if is_problem:
            problems.append(line)
    return problems


def _translations(fix: bool) -> bool:
    """Compare each add-on's template of translations with a fresh export."""
    folder = cache_folder("i18n")
    clean = True
    with databases.clone() as name:
        for addon in addons():
            draft = folder / f"{name}-{addon.name}.pot"
            _export(name, addon.name, draft)
            fresh = draft.read_text(encoding="utf-8")
            draft.unlink()
            if not _same_translations(addon, fresh, fix):
                clean = False
    return clean


def _export(database: str, module: str, target: Path) -> None:
    done = subprocess.run(
        odoo_process.command(
            *("i18n", "export", "-d", database, "-o", str(target), module)
        ),
        env=odoo_process.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not target.exists():
        raise ToolError(f"odoo i18n export failed:\n{done.stdout}{done.stderr}")


def _same_translations(addon: Path, fresh: str, fix: bool) -> bool:
    path = addon / "i18n" / f"{addon.name}.pot"
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    if without_dates(old) == without_dates(fresh):
        return True
    name = path.relative_to(ROOT)
    if fix:
        path.parent.mkdir(exist_ok=True)
        path.write_text(fresh, encoding="utf-8")
        say(f"wrote {name}")
        return True
    difference = difflib.unified_diff(
        without_dates(old).splitlines(),
        without_dates(fresh).splitlines(),
        str(name),
        "as exported now",
        lineterm="",
    )
    print("\n".join(list(difference)[:40]))
    print(f"{name} is not up to date: ./dev lint --fix writes it")
    return False


def without_dates(text: str) -> str:
    """Return a translation file without what changes by itself in its header."""
    return POT_HEADER.sub("", text)
