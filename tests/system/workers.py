"""Odoo workers that a test starts, talks with and kills. See `guest.py`."""

import contextlib
import json
import os
import signal
import socket
import subprocess
from pathlib import Path

from tools import odoo_process

HERE = Path(__file__).resolve().parent
START = f"import sys; sys.path.insert(0, {str(HERE)!r}); import guest; guest.serve(env)"
#: No job takes so long, in seconds.
LIMIT = 120


class JobFailed(Exception):
    """The code of a job raised, or its worker ended without a word."""


class Job:
    """One piece of code in a worker of its own."""

    def __init__(self, path: str, code: str, now: str, die_at: int = 0):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(LIMIT)
        self._socket.connect(path)
        self._lines = self._socket.makefile("rw", encoding="utf-8")
        self._send({"code": code, "now": now, "die_at": die_at})
        self.said: list = []
        self.statements = None
        self.error = None
        self.pid = self._read()["pid"]

    def _send(self, value):
        self._lines.write(json.dumps(value) + "\n")
        self._lines.flush()

    def _read(self):
        try:
            line = self._lines.readline()
        except ConnectionResetError:
            line = ""
        return json.loads(line) if line.endswith("\n") else {}

    def heard(self):
        """Wait for the next thing that the job says and return it."""
        value = self._read()
        if "said" not in value:
            self.error = value.get("error")
            raise JobFailed(self.error or "the worker ended without a word")
        self.said.append(value["said"])
        return value["said"]

    def go(self):
        """Let a job go on that waits."""
        self._send({})

    def kill(self):
        """End the worker as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def end(self):
        """Wait for the job's end; tell whether it came to it by itself."""
        while not self._lines.closed and (value := self._read()):
            if "said" in value:
                self.said.append(value["said"])
            self.error = value.get("error", self.error)
            self.statements = value.get("statements", self.statements)
        self._lines.close()
        self._socket.close()
        return self.statements is not None

    def result(self):
        """Wait for the job's end and return what it said.

        :raise JobFailed: it raised, or was killed
        """
        if not self.end():
            raise JobFailed(self.error or "the worker was killed")
        return self.said


class Stem:
    """An Odoo process that has loaded a database and forks workers from itself.

    The database may be replaced by an equal one while no job runs.
    """

    def __init__(self, database: str, folder: Path, now: str):
        self._path = str(folder / "stem")
        log = folder / "odoo.log"
        with log.open("w", encoding="utf-8") as output:
            self._process = subprocess.Popen(
                odoo_process.shell_command(database),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                env=odoo_process.environment(
                    {"TEST_SOCKET": self._path, "TEST_NOW": now}
                ),
                text=True,
            )
        self._log = log.open(encoding="utf-8")
        self._process.stdin.write(START)
        self._process.stdin.close()
        if self._process.stdout.readline().strip() != "ready":
            raise JobFailed(f"Odoo does not start:\n{self.log()}")

    def start(self, code: str, now: str, die_at: int = 0) -> Job:
        """Start code in a worker and return at once."""
        return Job(self._path, code, now, die_at)

    def log(self) -> str:
        """Return what Odoo logged since the last call."""
        return self._log.read()

    def stop(self):
        """End the process."""
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()
        self._log.close()
