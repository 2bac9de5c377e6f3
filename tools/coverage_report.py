"""How much of the add-ons' code a full test run went through."""

import os
import subprocess
import time

from tools import coverage_probes, venv
from tools.console import say
from tools.paths import ROOT, addons, cache_folder
from tools.venv import python

FAIL_UNDER = 95
CONFIGURATION = """\
[run]
parallel = true
data_file = {data_file}

[report]
omit =
    */tests/*
    */__manifest__.py
    */migrations/*
skip_covered = true
show_missing = true
exclude_also =
    if TYPE_CHECKING:
    raise NotImplementedError
"""


#: Names all files, so that those that nobody imports count too.
NAME_ALL = """
import pathlib, sys
from coverage import CoverageData
data = CoverageData(sys.argv[1], suffix=True)
folders = map(pathlib.Path, sys.argv[2:])
data.add_lines({str(path): [] for one in folders for path in one.rglob("*.py")})
data.write()
"""


class Coverage:
    """Measures every Python process of a test run, those of Odoo included.

    A hook in the virtual environment starts it in each of them (tools/venv.py,
    tools/coverage_probes.py).
    """

    def __init__(self):
        """Prepare an empty folder for the data."""
        self._folder = cache_folder("coverage", str(os.getpid()))
        self._configuration = self._folder / "coveragerc"
        self._data_file = self._folder / "data"
        text = CONFIGURATION.format(data_file=self._data_file)
        self._configuration.write_text(text, encoding="utf-8")
        venv.ensure_hook()

    def environment(self) -> dict[str, str]:
        """Return the variables that make Python processes measure themselves."""
        folders = [str(folder) for folder in addons()]
        return {
            coverage_probes.FILE_VARIABLE: str(self._data_file),
            coverage_probes.SOURCE_VARIABLE: os.pathsep.join(folders),
        }

    def check(self) -> bool:
        """Print the report; tell whether enough is covered."""
        start = time.monotonic()
        self._run_python(NAME_ALL, *[str(folder) for folder in addons()])
        self._run("combine", "--quiet")
        print(f"\n=== coverage (at least {FAIL_UNDER} %)", flush=True)
        done = self._run("report", f"--fail-under={FAIL_UNDER}")
        output = done.stdout.decode()
        has_code = "No data" not in output + done.stderr.decode()
        print(output if has_code else "no code was run yet")
        say(f"coverage put together in {time.monotonic() - start:.1f} s")
        for path in self._folder.iterdir():
            path.unlink()
        self._folder.rmdir()
        return done.returncode == 0 or not has_code

    def _run(self, *arguments):
        return subprocess.run(
            [str(python()), "-m", "coverage", *arguments]
            + [f"--rcfile={self._configuration}"],
            cwd=ROOT,
            capture_output=True,
            check=False,
        )

    def _run_python(self, code, *arguments):
        subprocess.run(
            [str(python()), "-c", code, str(self._data_file), *arguments],
            cwd=ROOT,
            check=True,
        )
