"""How much of the add-ons' code a full test run went through."""

import os
import subprocess
import sys
import time

from tools.console import say
from tools.paths import ROOT, addons, cache_folder
from tools.venv import python

FAIL_UNDER = 95
CONFIGURATION = """\
[run]
parallel = true
sigterm = true
data_file = {data_file}
source =
    {source}
omit =
    */tests/*
    */__manifest__.py
    */migrations/*

[report]
skip_covered = true
show_missing = true
exclude_also =
    if TYPE_CHECKING:
    raise NotImplementedError
"""


class Coverage:
    """Measures every Python process of a test run, those of Odoo included.

    A hook in the virtual environment starts it in each of them (tools/venv.py);
    a process that is killed hard leaves no data.
    """

    def __init__(self):
        """Prepare an empty folder for the data."""
        self._folder = cache_folder("coverage", str(os.getpid()))
        self._configuration = self._folder / "coveragerc"
        text = CONFIGURATION.format(
            data_file=self._folder / "data",
            source="\n    ".join(str(folder) for folder in addons()),
        )
        self._configuration.write_text(text, encoding="utf-8")

    def environment(self) -> dict[str, str]:
        """Return the variables that make Python processes measure themselves."""
        variables = {"COVERAGE_PROCESS_START": str(self._configuration)}
        if sys.version_info >= (3, 12):
            variables["COVERAGE_CORE"] = "sysmon"  # Python's own, much quicker
        return variables

    def check(self) -> bool:
        """Print the report; tell whether enough is covered."""
        start = time.monotonic()
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
