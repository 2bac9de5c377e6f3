"""Talking to the person at the terminal, and running other programs.

Progress goes to standard error, so that standard output holds results only.
"""

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

HEARTBEAT_SECONDS = 10
# locks that long commands share: should this process be killed, they hold until
# the command that it started has ended too
shared_locks: set[int] = set()


class ToolError(Exception):
    """Something a person must know: what went wrong and what to do about it."""


def say(message: str) -> None:
    """Print one progress line."""
    print(f"dev: {message}", file=sys.stderr, flush=True)


def tail(log: Path, lines: int = 30) -> str:
    """Return the last lines of a log file."""
    text = log.read_text(encoding="utf-8", errors="replace")
    return "\n".join(text.splitlines()[-lines:])


def run_logged(
    command: Sequence[str],
    log: Path,
    what: str,
    *,
    env: Mapping[str, str] | None = None,
    progress: Callable[[str], str] | None = None,
) -> None:
    """Run a long command with its output in a file and a sign of life now and then.

    :param log: the file that gets the command's output
    :param what: what it does, for the progress lines ("installing Odoo")
    :param progress: makes a few words out of the log's last line
    :raise ToolError: it could not be started or failed, with the end of the log
    """
    say(f"{what} ...")
    start = time.monotonic()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        options = {"stdout": output, "stderr": subprocess.STDOUT, "env": env}
        options.update(stdin=subprocess.DEVNULL, pass_fds=tuple(shared_locks))
        try:
            process = subprocess.Popen(command, **options)
        except OSError as error:
            raise ToolError(f"{what}: cannot start {command[0]}: {error}") from error
        try:
            _wait_with_heartbeat(process, log, what, start, progress)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if process.returncode:
        raise ToolError(
            f"{what} failed (exit code {process.returncode}), "
            f"the log is {log} and ends with:\n{tail(log)}"
        )
    say(f"{what}: done in {time.monotonic() - start:.0f} s")


def _wait_with_heartbeat(process, log, what, start, progress):
    while process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(HEARTBEAT_SECONDS)
            return
        detail = progress(tail(log, 40)) if progress else ""
        seconds = time.monotonic() - start
        say(f"{what}: {seconds:.0f} s{', ' + detail if detail else ''}")
