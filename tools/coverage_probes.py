"""Notes which lines of the add-ons run: by probes put into their code on import.

Before Python 3.12 coverage.py can only look at each line of all that runs, Odoo
included, which then takes twice as long. Here a line of the add-ons notes itself,
and nothing else takes any longer. coverage.py still reads and reports what is noted.

A hook in the virtual environment calls `start` in each Python process; one that is
killed hard leaves no data.
"""

import ast
import atexit
import os
import signal
import threading
from importlib.machinery import SourceFileLoader

#: Where the data go (coverage.py adds to the name), and which folders are measured.
FILE_VARIABLE = "DEBTOR_FOLLOWUP_COVERAGE"
SOURCE_VARIABLE = "DEBTOR_FOLLOWUP_COVERAGE_SOURCE"
IGNORED = ("tests", "migrations")
HITS = "__hits__"

#: path -> a byte for each line, 1 when it ran
_hits = {}


def start():
    """Measure this process when the variables are set; once, if called again."""
    folders = os.environ.get(SOURCE_VARIABLE, "").split(os.pathsep)
    original = SourceFileLoader.get_code
    if FILE_VARIABLE not in os.environ or original.__module__ == __name__:
        return

    def get_code(loader, fullname):
        path = loader.get_filename(fullname)
        if not is_measured(path, folders):
            return original(loader, fullname)
        # Never from or to the folder of compiled files: others use that.
        return instrument(loader.get_data(path), path)

    SourceFileLoader.get_code = get_code
    atexit.register(save)
    is_main = threading.current_thread() is threading.main_thread()
    if is_main and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _save_and_end)


def is_measured(path, folders):
    """Tell whether a file is one of those whose lines count."""
    for folder in folders:
        if folder and path.startswith(folder + os.sep):
            return not set(path[len(folder) :].split(os.sep)).intersection(IGNORED)
    return False


def buffer(path, size):
    """Return where the lines of a file note themselves."""
    return _hits.setdefault(path, bytearray(size))


def save():
    """Write what ran, in a file of this process."""
    if not _hits:
        return
    from coverage import CoverageData

    data = CoverageData(os.environ[FILE_VARIABLE], suffix=True)
    data.add_lines(
        {
            path: [line for line, has_run in enumerate(hits) if has_run]
            for path, hits in _hits.items()
        }
    )
    data.write()


def _save_and_end(number, _frame):
    save()
    _hits.clear()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def instrument(source, path):
    """Return the code of a module whose statements note that they run.

    :param source: bytes, as in the file
    """
    tree = ast.parse(source, path)
    for node in list(ast.walk(tree)):
        for name in ("body", "orelse", "finalbody"):
            statements = getattr(node, name, None)
            if isinstance(statements, list):
                setattr(node, name, _with_probes(node, name, statements))
    size = source.count(b"\n") + 2
    get_buffer = ast.parse(
        f"from tools.coverage_probes import buffer as {HITS}\n"
        f"{HITS} = {HITS}({path!r}, {size})"
    ).body
    first = _preamble(tree)
    imports = [one for one in tree.body[:first] if isinstance(one, ast.ImportFrom)]
    tree.body[first:first] = [
        *get_buffer,
        *[_probe(one.lineno, one) for one in imports],
    ]
    return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)


def _with_probes(node, name, statements):
    """Return statements, each after what notes its lines."""
    result = []
    if name == "body" and isinstance(node, ast.ExceptHandler | ast.match_case):
        line = getattr(node, "lineno", None) or node.pattern.lineno
        result.append(_probe(line, statements[0]))
    skipped = _preamble(node) if name == "body" else 0
    for place, statement in enumerate(statements):
        if place >= skipped:
            decorators = getattr(statement, "decorator_list", ())
            result += [
                _probe(one.lineno, statement) for one in (*decorators, statement)
            ]
        result.append(statement)
    return result


def _preamble(node):
    """Return how many statements must stay first: a docstring, and `__future__`."""
    count = 0
    if isinstance(
        node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    ):
        count = ast.get_docstring(node, clean=False) is not None
    if isinstance(node, ast.Module):
        for place, one in enumerate(node.body):
            if isinstance(one, ast.ImportFrom) and one.module == "__future__":
                count = place + 1
    return int(count)


def _probe(line, statement):
    target = ast.Subscript(ast.Name(HITS, ast.Load()), ast.Constant(line), ast.Store())
    return ast.copy_location(ast.Assign([target], ast.Constant(1)), statement)
