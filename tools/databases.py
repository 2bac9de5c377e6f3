"""Odoo databases: templates that are made once, and clones of them.

A template is built step by step, each step a copy of the one before with more
modules: core, base, tests, and the project's add-ons on top of one of them.
Its name ends in a hash of what is in it (Odoo's version, the requirements, the
modules; for the add-ons their files), so a change makes another one.
"""

import hashlib
import itertools
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools import odoo_process, postgres, venv
from tools.console import ToolError, run_logged, say
from tools.locks import exclusive
from tools.paths import addons, cache_folder

# layer: what it is a copy of, and the modules that it has in addition
LAYERS = {
    "core": (None, ("account_payment", "account_qr_code_sepa", "l10n_be")),
    "base": ("core", ("sale_stock",)),
    # the second brings the charts of DE, FR, NL, BE and AU, and UBL
    "tests": ("base", ("test_lint", "l10n_account_edi_ubl_cii_tests")),
}
RECIPE = "3"  # change it when templates must be made anew
KEPT_ADDON_TEMPLATES = 4
FIRST_WITH_STRATEGY = 150000  # PostgreSQL 15; the older ones copy files anyway
KEPT_LAYERS = 2
RESERVED = ("template", "building", "postgres")
# what of an add-on's files says nothing about a database with it installed
IGNORED_PARTS = {"__pycache__", "tests", "readme"}
IGNORED_SUFFIXES = {".pyc", ".pot", ".md"}


@dataclass(frozen=True)
class Template:
    """One template database: its name tells what is in it."""

    kind: str
    key: str
    parent: "Template | None"
    modules: tuple[str, ...]
    demo: bool

    @property
    def name(self) -> str:
        """Return the database's name."""
        return f"template_{self.kind}_{self.key}"


def layer_template(layer: str, demo: bool = False) -> Template:
    """Return the template of a layer, without the project's add-ons."""
    parent_layer, modules = LAYERS[layer]
    parent = layer_template(parent_layer, demo) if parent_layer else None
    before = parent.key if parent else _environment_key()
    kind = layer + ("_demo" if demo else "")
    key = _short_hash(before, kind, *modules)
    return Template(kind, key, parent, modules, demo)


def addons_template(layer: str, demo: bool = False) -> Template:
    """Return the template of a layer with all the project's add-ons installed."""
    parent = layer_template(layer, demo)
    names = tuple(folder.name for folder in addons())
    key = _short_hash(parent.key, addons_hash())
    return Template(parent.kind + "_addons", key, parent, names, demo)


def _environment_key() -> str:
    return _short_hash(RECIPE, odoo_process.odoo().version, venv.requirements_hash())


def _short_hash(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:12]


def addons_hash(folders: list[Path] | None = None) -> str:
    """Return a hash of the add-ons' files that matter to an installed database."""
    digest = hashlib.sha256()
    for folder in folders if folders is not None else addons():
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            is_ignored = IGNORED_PARTS.intersection(inside.parts)
            if is_ignored or path.suffix in IGNORED_SUFFIXES or not path.is_file():
                continue
            content = path.read_bytes()
            digest.update(f"{folder.name}/{inside}\n{len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


# === plain databases === #


def query(statement: str, database: str = "postgres") -> str:
    """Run SQL and return what psql prints, one row a line, "|" between values."""
    return _program("psql", "-d", database, "-XAtq", "-c", statement).strip()


def exists(name: str) -> bool:
    """Tell whether the server has a database of that name."""
    return bool(query(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def names(start: str = "") -> list[str]:
    """Return the names of all databases that begin in some way."""
    rows = query("SELECT datname FROM pg_database ORDER BY datname").splitlines()
    return [name for name in rows if name.startswith(start)]


def drop(name: str) -> None:
    """Remove a database and its file store, also while it is in use."""
    if query(f"SELECT 1 FROM pg_database WHERE datname = '{name}' AND datistemplate"):
        query(f'ALTER DATABASE "{name}" IS_TEMPLATE false')
    # not dropdb --force: it gives up when autovacuum is at work, whose process
    # belongs to a superuser; without it PostgreSQL ends that by itself
    end_sessions = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{name}' AND usename = current_user"
    )
    _patiently(lambda: (query(end_sessions), _program("dropdb", "--if-exists", name)))
    shutil.rmtree(file_store(name), ignore_errors=True)


def copy(source: str, target: str) -> None:
    """Make a copy of a database that nobody uses, replacing one of that name."""
    drop(target)
    arguments = ["-T", source, *_copy_options(), target]
    _patiently(lambda: _program("createdb", *arguments))
    _link_tree(file_store(source), file_store(target))


@cache
def _copy_options() -> list[str]:
    """Return how to copy a database: by its files, a fifth of the usual time."""
    number = int(query("SHOW server_version_num"))
    return ["--strategy=file_copy"] if number >= FIRST_WITH_STRATEGY else []


def _patiently(action: Callable[[], object]) -> None:
    """Do something to a database that may still be in use for a moment."""
    for is_last in (False, False, False, True):
        try:
            action()
            return
        except ToolError as error:
            if is_last or "being accessed" not in str(error):
                raise
            time.sleep(1)


def keep_statistics(name: str) -> None:
    """Let autovacuum leave the tables of a throw-away database alone.

    Tests take back all they write, so that it finds large tables empty and says so
    to the planner: the next test's thousands of rows are then searched row by row,
    for minutes. Tables of which nothing is known are planned for by their size.
    """
    query(
        """
        DO $$ DECLARE name text; BEGIN
            FOR name IN SELECT oid::regclass FROM pg_class
                         WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
            LOOP
                EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', name);
            END LOOP;
        END $$
        """,
        name,
    )


def file_store(name: str) -> Path:
    """Return the folder with a database's attachments."""
    return odoo_process.data_dir() / "filestore" / name


def _link_tree(source: Path, target: Path) -> None:
    """Copy a file store by links: its files are named by content, never rewritten."""
    shutil.rmtree(target, ignore_errors=True)
    if source.is_dir():
        shutil.copytree(source, target, copy_function=os.link)


def _program(name: str, *arguments: str) -> str:
    env = {**os.environ, **postgres.environment()}
    done = subprocess.run(
        [postgres.program(name), *arguments],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ToolError(f"{name} {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


# === installing === #


def install(name: str, modules: tuple[str, ...], demo: bool = False) -> None:
    """Install modules on a database, which is made when it is not there.

    :raise ToolError: Odoo failed, or left one of them out
    """
    arguments = ["-d", name, "-i", ",".join(modules), "--stop-after-init", "--no-http"]
    arguments += ["--max-cron-threads=0", "--log-level=info"]
    if demo:
        arguments.append("--with-demo")
    log = cache_folder("logs") / f"install-{name}.log"
    run_logged(
        odoo_process.command(*arguments),
        log,
        f"installing {', '.join(modules)}{' with demo data' if demo else ''}",
        env=odoo_process.environment(),
        progress=_install_progress,
    )
    _show_warnings(log)
    rows = query("SELECT name FROM ir_module_module WHERE state = 'installed'", name)
    missing = set(modules) - set(rows.splitlines())
    if missing:
        raise ToolError(
            f"Odoo did not install {', '.join(sorted(missing))}: no such modules, or "
            f"not installable; see {log}"
        )
    log.unlink()


def _install_progress(text: str) -> str:
    found = re.findall(r"Loading module (\S+) \((\d+/\d+)\)", text)
    return f"{found[-1][0]} ({found[-1][1]})" if found else ""


def _show_warnings(log: Path) -> None:
    text = log.read_text(encoding="utf-8", errors="replace")
    lines = re.findall(
        r"^\S+ \S+ \d+ (?:WARNING|ERROR|CRITICAL) .*", text, re.MULTILINE
    )
    for line in lines[:20]:
        say(line)


# === templates === #


def ensure(template: Template) -> str:
    """Make a template unless it is there; return its name.

    :raise ToolError: a module could not be installed
    """
    if not is_ready(template):
        with exclusive(f"template-{template.kind}"):
            if not is_ready(template):
                _build(template)
    stamp = _stamp(template.name)
    stamp.touch()
    return template.name


def is_ready(template: Template) -> bool:
    """Tell whether a template was made and its database is still there."""
    return _stamp(template.name).exists() and exists(template.name)


def looks_ready(template: Template) -> bool:
    """Tell whether a template was made once, without asking the server."""
    return _stamp(template.name).exists()


def _stamp(name: str) -> Path:
    return cache_folder("templates", postgres.server_id()) / name


def _build(template: Template) -> None:
    """Build a template under another name, then rename it."""
    for left_over in names(f"building_{template.kind}_"):
        if len(left_over) == len(f"building_{template.kind}_{template.key}"):
            drop(left_over)
    building = f"building_{template.kind}_{template.key}"
    if template.parent:
        copy(ensure(template.parent), building)
    if template.modules:
        install(building, template.modules, template.demo)
    if not template.kind.startswith("core"):
        _prepare_assets(building)
    drop(template.name)
    query(f'ALTER DATABASE "{building}" RENAME TO "{template.name}"')
    if file_store(building).exists():
        file_store(building).rename(file_store(template.name))
    query(
        f'ALTER DATABASE "{template.name}" WITH IS_TEMPLATE true '
        "ALLOW_CONNECTIONS false"
    )
    _drop_old(template)


def _prepare_assets(name: str) -> None:
    """Build the front-end bundles once, instead of in every test class.

    Those that a later layer leaves as they are cost it nothing.
    """
    say("building the front-end bundles")
    odoo_process.shell(
        name, "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"
    )


def _drop_old(template: Template) -> None:
    """Drop the templates of that kind that were not used for the longest time."""
    kept = KEPT_ADDON_TEMPLATES if template.kind.endswith("_addons") else KEPT_LAYERS
    pattern = re.compile(rf"template_{template.kind}_[0-9a-f]{{12}}")
    folder = cache_folder("templates", postgres.server_id())
    stamps = [path for path in folder.iterdir() if pattern.fullmatch(path.name)]
    stamps = [path for path in stamps if path.name != template.name]
    stamps.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for stamp in stamps[kept - 1 :]:
        stamp.unlink()
        drop(stamp.name)


def ready_addons_template(layer: str, demo: bool = False) -> str:
    """Return the name of a template with the add-ons as they are now.

    Made again when their files change while it is being made.
    """
    for _attempt in range(3):
        template = addons_template(layer, demo)
        name = ensure(template)
        if addons_template(layer, demo) == template:
            return name
        say("the add-ons changed meanwhile: once more")
    return name


# === databases for people and tests === #


def check_name(name: str) -> None:
    """Refuse names that PostgreSQL, a URL or the templates would trip over.

    :raise ToolError: the name cannot be used
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,39}", name):
        raise ToolError(
            f"{name!r} is no name for a database: up to 40 letters, digits, "
            "_ and -, a letter first"
        )
    if name.lower().startswith(RESERVED):
        raise ToolError(
            f"{name!r}: names that begin with {', '.join(RESERVED)} are taken"
        )


def fresh(name: str, modules: list[str] | None = None, demo: bool = False) -> None:
    """Make a database with the project's add-ons, replacing one of that name.

    :param modules: install these and what they depend on instead of all add-ons
        (without them `sale_stock` is there too, for the add-ons that need it)
    :param demo: with Odoo's and the add-ons' demo data
    """
    check_name(name)
    if modules is None:
        copy(ready_addons_template("base", demo), name)
    else:
        copy(ensure(layer_template("core", demo)), name)
        install(name, tuple(modules), demo)


_counter = itertools.count(1)


@contextmanager
def clone(template: str | None = None):
    """Give a test a database of its own, dropped in the end; yield its name.

    :param template: the database to copy; by default the one with the add-ons and
        the modules for tests that `./dev test` prepared
    """
    source = template or os.environ.get("DEBTOR_FOLLOWUP_TEMPLATE")
    source = source or ready_addons_template("tests")
    name = f"test_{os.getpid()}_{next(_counter)}"
    copy(source, name)
    try:
        yield name
    finally:
        drop(name)


def drop_leftovers() -> None:
    """Drop the test databases of processes that are gone."""
    if postgres.is_own_server():
        return  # they may be another machine's
    for name in names("test_"):
        match = re.match(r"test_(\d+)_", name)
        if match and not Path(f"/proc/{match.group(1)}").exists():
            drop(name)
