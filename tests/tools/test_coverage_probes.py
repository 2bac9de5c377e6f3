"""Coverage by probes says what coverage.py's own tracer says."""

import subprocess
import sys
from pathlib import Path

import pytest
from coverage import CoverageData
from coverage.python import PythonParser

from tools import coverage_probes, venv

SUBJECT = '''"""A module with statements of every kind."""
from __future__ import annotations

import contextlib
import functools
import sys

CONSTANT = {
    "one": 1,
    "two": 2,
}


def plain(value,
          other=None):
    """Say something."""
    if value == 1:
        return "one"
    elif value == 2:
        return "two"
    else:
        result = [
            n for n in range(3)
            if n
        ]
    return result


@functools.lru_cache
@functools.wraps(plain)
def decorated():
    global CONSTANT
    CONSTANT = dict(CONSTANT)
    return lambda: 1


class Thing:
    """Documented."""

    name: str
    size = 3

    @property
    def twice(self):
        return self.size * 2

    def never(self):
        raise ValueError("never")

    __hidden = 1


def loops():
    for n in range(2):
        if n:
            continue
        while True:
            break
    else:
        n = 5
    with contextlib.suppress(KeyError):
        {}["x"]
        n = 6
    try:
        int("x")
    except ValueError as error:
        n = str(error)
    else:
        n = 7
    finally:
        n = 8
    match n:
        case 8:
            n = 9
        case _:
            n = 10
    return n


def generator():
    yield 1
    yield from (2, 3)


if __name__ != "subject":
    sys.exit("not imported")
print(plain(1), plain(3), decorated()(), Thing().twice, loops(), list(generator()))
'''

TRACED = """
import sys, coverage
measuring = coverage.Coverage(data_file=sys.argv[1], include=["*/subject.py"])
measuring.start()
import subject
measuring.stop()
measuring.save()
"""


@pytest.fixture
def folder(tmp_path):
    """A folder with the module."""
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "subject.py").write_text(SUBJECT, encoding="utf-8")
    return tmp_path


def run(folder, code, *arguments, variables=None):
    """Run code in a Python of its own that finds the module; return its output."""
    root = Path(__file__).resolve().parents[2]
    path = f"{folder / 'source'}:{root}"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={"PYTHONPATH": path, "PATH": "/usr/bin:/bin", **(variables or {})},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def lines(path, source):
    """Return which statements of a file the data name."""
    data = CoverageData(str(path))
    data.read()
    parser = PythonParser(text=SUBJECT)
    parser.parse_source()
    return parser.translate_lines(data.lines(str(source))) & parser.statements


def probed(folder, code):
    """Run code with probes; return the output and the lines."""
    source = folder / "source"
    output = run(
        folder,
        "import tools.coverage_probes as probes; probes.start()\n" + code,
        variables={
            coverage_probes.FILE_VARIABLE: str(folder / "probed"),
            coverage_probes.SOURCE_VARIABLE: str(source),
        },
    )
    (data,) = folder.glob("probed.*")
    return output, lines(data, source / "subject.py")


def test_the_same_lines_as_the_tracer(folder):
    expected = run(folder, TRACED, str(folder / "traced"))
    traced = lines(folder / "traced", folder / "source" / "subject.py")
    output, found = probed(folder, "import subject")
    assert output == expected
    assert found == traced
    assert SUBJECT.splitlines().index('        raise ValueError("never")') + 1 not in (
        found
    )


def test_nothing_compiled_with_probes_is_kept(folder):
    probed(folder, "import subject")
    assert not list((folder / "source").rglob("*.pyc"))


def test_a_process_that_is_asked_to_end_leaves_its_data(folder):
    code = (
        "import os, signal, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c',"
        " 'import tools.coverage_probes as p; p.start(); import subject, signal;"
        ' print("ready", flush=True); signal.pause()\'],'
        " stdout=subprocess.PIPE, text=True)\n"
        "child.stdout.readline(); child.stdout.readline()\n"
        "child.terminate()\n"
        "print(child.wait())"
    )
    source = folder / "source"
    output = run(
        folder,
        code,
        variables={
            coverage_probes.FILE_VARIABLE: str(folder / "probed"),
            coverage_probes.SOURCE_VARIABLE: str(source),
        },
    )
    assert output.strip() == "-15"
    (data,) = folder.glob("probed.*")
    assert lines(data, source / "subject.py")


def test_what_is_measured():
    def is_measured(path):
        return coverage_probes.is_measured(path, ["/x/addon"])

    assert is_measured("/x/addon/models/one.py")
    assert not is_measured("/x/addon/tests/test_one.py")
    assert not is_measured("/x/addon/migrations/1.0/post-x.py")
    assert not is_measured("/x/addon_other/models/one.py")


def test_the_hook_is_written_once(tmp_path, monkeypatch):
    monkeypatch.setattr(venv, "site_packages", lambda: tmp_path)
    venv.ensure_hook()
    (hook,) = tmp_path.iterdir()
    assert hook.suffix == ".pth"
    before = hook.stat().st_mtime_ns
    venv.ensure_hook()
    assert hook.stat().st_mtime_ns == before
