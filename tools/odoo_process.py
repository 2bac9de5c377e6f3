"""Odoo in processes of its own: with a shell, as a server, to be killed.

For `./dev` and for tests in `tests/system`:

    from tools import databases, odoo_process

    with databases.clone() as name:
        text = odoo_process.shell(name, "print(env.user.name)")
        process = odoo_process.start_shell(name, "...", env={"X": "1"})
        process.kill(); process.wait()
"""

import hashlib
import os
import shutil
import socket
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tools import odoo_source, postgres, venv
from tools.console import ToolError
from tools.paths import ROOT, cache_folder

CONFIGURATION = """\
[options]
addons_path = {addons_path}
data_dir = {data_dir}
http_interface = 127.0.0.1
list_db = False
; a port that nothing listens on: no mail leaves unless a database says how
smtp_server = 127.0.0.1
smtp_port = 9
publisher_warranty_url = http://127.0.0.1:9/
"""


@cache
def odoo() -> odoo_source.Odoo:
    """Return the Odoo in use."""
    return odoo_source.find()


def data_dir() -> Path:
    """Return Odoo's folder for file stores, apart for each database server."""
    return cache_folder("odoo-data", postgres.server_id())


def configuration() -> Path:
    """Write Odoo's configuration file for this checkout; return its path."""
    paths = [odoo().addons_path, ROOT]
    text = CONFIGURATION.format(
        addons_path=",".join(str(path) for path in paths if path),
        data_dir=data_dir(),
    )
    word = hashlib.sha256(text.encode()).hexdigest()[:8]
    path = cache_folder("conf") / f"odoo-{word}.conf"
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.rename(path)
    return path


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables under which Odoo and its tools run.

    :param extra: further variables, as a test wants them
    """
    env = dict(os.environ)
    env.pop("PGDATABASE", None)  # Odoo would take it for its own database
    # with a server of one's own, its own client programs come first
    embedded, path = str(postgres.bin_folder()), env.get("PATH", "")
    programs = [path, embedded] if postgres.is_own_server() else [embedded, path]
    env.update(
        postgres.environment(),
        PATH=os.pathsep.join([str(venv.python().parent), *programs]),
        PYTHONPATH=os.pathsep.join([str(odoo().python_path), str(ROOT)]),
        ODOO_RC=str(configuration()),
        PYTHONUNBUFFERED="1",
        # a proxy for the internet has nothing to do with our own servers
        NO_PROXY=",".join(filter(None, [env.get("NO_PROXY"), "localhost,127.0.0.1"])),
    )
    env["no_proxy"] = env["NO_PROXY"]
    env.setdefault("LANG", "C.UTF-8")
    env.update(extra or {})
    return env


def command(*arguments: str) -> list[str]:
    """Return the command line of an Odoo command."""
    return [str(venv.python()), "-m", "odoo", *arguments]


def shell_command(database: str, log_level: str = "warn") -> list[str]:
    """Return the command line of an Odoo shell that reads standard input."""
    return command(
        *("shell", "-d", database, "--no-http", "--max-cron-threads=0"),
        f"--log-level={log_level}",
    )


def shell(
    database: str,
    code: str,
    env: Mapping[str, str] | None = None,
    check: bool = True,
    timeout: float | None = None,
) -> str:
    """Run code in an Odoo shell (`env` is there) and return what it printed.

    Nothing is committed unless the code does `env.cr.commit()`.

    :param env: variables beside those of `environment`
    :param check: raise when the code raised; else return what came anyway
    :raise ToolError: the code raised, with the trace and the log
    """
    done = subprocess.run(
        shell_command(database),
        input=code,
        env=environment(env),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    if check and done.returncode:
        raise ToolError(
            f"the code failed in an Odoo shell on {database} (exit code "
            f"{done.returncode}):\n{done.stdout}{done.stderr}"
        )
    return done.stdout


def start_shell(
    database: str, code: str, env: Mapping[str, str] | None = None
) -> subprocess.Popen:
    """Start code in an Odoo shell and return at once, with pipes to read from.

    The process is the leader of its own session; `kill()` ends it as a power
    cut would.
    """
    process = subprocess.Popen(
        shell_command(database),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(env),
        cwd=ROOT,
        text=True,
        start_new_session=True,
    )
    process.stdin.write(code)
    process.stdin.close()
    process.stdin = None  # so that communicate() does not flush it
    return process


def server_command(database: str, port: int, *arguments: str) -> list[str]:
    """Return the command line that serves one database on localhost."""
    return command(
        *("-d", database, f"--db-filter=^{database}$", f"--http-port={port}"),
        *arguments,
    )


def free_port(start: int | None = None) -> int:
    """Return a TCP port of localhost that nothing listens on.

    :param start: the first one to try; any when not given
    """
    for port in range(start, start + 200) if start else [0]:
        with socket.socket() as candidate:
            candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                candidate.bind(("127.0.0.1", port))
            except OSError:
                continue
            return candidate.getsockname()[1]
    raise ToolError(f"no free port from {start} on")


def has_browser() -> bool:
    """Tell whether a browser that Odoo's tests can drive is installed."""
    names = ("google-chrome", "chromium", "chromium-browser")
    return any(shutil.which(name) for name in names)
