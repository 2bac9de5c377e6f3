"""The layer rules of the add-ons, checked on their code.

- engine/ imports its own package, the standard library and `holidays`; it
  reads no clock and does no I/O
- SQL stands in models/ only
- models/ leaves arithmetic on days to the engine
- controllers/ and wizard/ leave decisions to the models: no engine there
- `env.company` and today's date are read in the user interface only: in
  wizard/ and controllers/, in methods named action_* or default_*, in a field's
  default, and in the one helper that reads the clock

A line that has a good reason says it: `# layer: the reason`, at its end or on
the line above. Tests, demo data and migrations are left alone.
"""

import ast
import re
import sys
from pathlib import Path

ENGINE_PACKAGES = {"holidays"}
# modules of the standard library that read a clock, talk to the outside or draw lots
IMPURE_MODULES = {
    *("asyncio", "ftplib", "glob", "http", "io", "logging", "multiprocessing", "os"),
    *("pathlib", "random", "secrets", "select", "shutil", "signal", "smtplib"),
    *("socket", "sqlite3", "subprocess", "sys", "tempfile", "threading", "time"),
    *("urllib", "uuid"),
}
IMPURE_BUILTINS = {"open", "input", "print", "exec", "eval", "compile", "__import__"}
CLOCK_METHODS = {"now", "today", "utcnow", "context_today"}
CLOCK_CLASSES = {"date", "datetime", "Date", "Datetime"}
SQL_METHODS = {"execute", "executemany", "execute_query", "execute_query_dict"}
SQL_METHODS |= {"execute_values", "copy_from", "copy_expert"}
SQL_OWNERS = {"cr", "_cr", "cursor", "env"}
DAY_FUNCTIONS = {"timedelta", "relativedelta"}
DAY_METHODS = {"add", "subtract"}
UI_FOLDERS = {"wizard", "controllers"}
UI_METHODS = ("action_", "default_", "_default_")
CLOCK_HELPERS = {"_followup_now"}
FREE_FOLDERS = {"tests", "demo", "migrations", "static"}
REASON = re.compile(r"#\s*layer:\s*\S")


def check_addon(folder: Path) -> list[str]:
    """Return what is wrong in an add-on, as "path:line: what"."""
    problems = []
    for path in sorted(folder.rglob("*.py")):
        inside = path.relative_to(folder)
        if FREE_FOLDERS.isdisjoint(inside.parts):
            problems += [
                f"{folder.name}/{inside}:{line}: {text}"
                for line, text in check_source(path.read_text(encoding="utf-8"), inside)
            ]
    return problems


def check_source(source: str, inside: Path) -> list[tuple[int, str]]:
    """Return the problems of one file.

    :param source: its text
    :param inside: its path in the add-on, as in `models/debtor.py`
    :return: line numbers and messages, in the order of the lines
    """
    tree = ast.parse(source)
    checker = _Checker(inside)
    checker.visit(tree)
    lines = source.splitlines()
    return sorted(
        problem for problem in set(checker.problems) if not _is_excused(lines, problem)
    )


def _is_excused(lines: list[str], problem: tuple[int, str]) -> bool:
    number = problem[0]
    above = lines[number - 2].strip() if number > 1 else ""
    excuses = [lines[number - 1], above if above.startswith("#") else ""]
    return any(REASON.search(text) for text in excuses)


class _Checker(ast.NodeVisitor):
    """Walks through one file and collects its problems."""

    def __init__(self, inside: Path):
        self.problems: list[tuple[int, str]] = []
        self._inside = inside
        folder = inside.parts[0] if len(inside.parts) > 1 else ""
        self._is_engine = folder == "engine"
        self._is_ui = folder in UI_FOLDERS
        self._is_model = folder == "models"
        self._may_read_clock = [self._is_ui]
        # other names that the file gives to what it imports
        self._aliases: dict[str, str] = {}

    def _report(self, node: ast.AST, text: str) -> None:
        self.problems.append((node.lineno, text))

    # --- imports

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._check_import(node, alias.name)
            self._aliases[alias.asname or alias.name] = alias.name.split(".")[-1]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            self._aliases[alias.asname or alias.name] = alias.name
        module = node.module or ""
        names = [alias.name for alias in node.names]
        if node.level:
            self._check_relative_import(node, module, names)
        else:
            self._check_import(node, module)
            if self._is_ui and module.startswith("odoo.addons") and "engine" in names:
                self._report(node, "controllers and wizards do not use the engine")

    def _check_import(self, node: ast.AST, name: str) -> None:
        parts = name.split(".")
        if self._is_ui and "engine" in parts:
            self._report(node, "controllers and wizards do not use the engine")
        if not self._is_engine:
            return
        if parts[0] in IMPURE_MODULES:
            self._report(node, f"the engine has no clock and no I/O: {name}")
        elif parts[0] not in sys.stdlib_module_names | ENGINE_PACKAGES:
            self._report(node, f"the engine imports nothing like {name}")

    def _check_relative_import(self, node, module: str, names: list[str]) -> None:
        depth = len(self._inside.parts) - 1  # folders between it and the add-on
        if self._is_engine and node.level > depth:
            self._report(node, "the engine imports nothing outside of itself")
        reached = module.split(".")[0] if module else ""
        if self._is_ui and (reached == "engine" or (not module and "engine" in names)):
            self._report(node, "controllers and wizards do not use the engine")

    # --- where in the file we are

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        allowed = node.name.startswith(UI_METHODS) or node.name in CLOCK_HELPERS
        self._may_read_clock.append(self._may_read_clock[-1] or allowed)
        self.generic_visit(node)
        self._may_read_clock.pop()

    def visit_keyword(self, node: ast.keyword) -> None:
        self._may_read_clock.append(self._may_read_clock[-1] or node.arg == "default")
        self.generic_visit(node)
        self._may_read_clock.pop()

    # --- what is used

    def visit_Call(self, node: ast.Call) -> None:
        name, owner = self._name(node.func), self._owner(node.func)
        if self._is_engine and name in IMPURE_BUILTINS and not owner:
            self._report(node, f"the engine does no I/O: {name}()")
        is_sql = name == "SQL" or (name in SQL_METHODS and owner in SQL_OWNERS)
        if is_sql and not self._is_model:
            self._report(node, "SQL belongs into models/")
        if self._is_model and (
            name in DAY_FUNCTIONS or (name in DAY_METHODS and owner in CLOCK_CLASSES)
        ):
            self._report(node, "arithmetic on days belongs into the engine")
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        owner = self._owner(node)
        is_clock = node.attr in CLOCK_METHODS and owner in CLOCK_CLASSES
        # a moment for a time stamp is no day: fields.Datetime.now
        is_stamp = owner == "Datetime" and node.attr == "now"
        if self._is_engine and is_clock:
            self._report(node, f"the engine reads no clock: {owner}.{node.attr}")
        elif not self._may_read_clock[-1]:
            if is_clock and not is_stamp:
                text = f"{owner}.{node.attr}: the day is an argument below the UI"
                self._report(node, text)
            if node.attr == "company" and owner == "env":
                self._report(
                    node, "env.company: the company is an argument below the UI"
                )
        self.generic_visit(node)

    def _name(self, node: ast.AST) -> str:
        """Return the last name of `a.b.c`, as it is called where it comes from."""
        if isinstance(node, ast.Attribute):
            return node.attr
        if isinstance(node, ast.Name):
            return self._aliases.get(node.id, node.id)
        return ""

    def _owner(self, node: ast.AST) -> str:
        """Return the name before the last of `a.b.c`."""
        return self._name(node.value) if isinstance(node, ast.Attribute) else ""
