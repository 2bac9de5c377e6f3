"""Serving a database on localhost, with its mail caught in a folder."""

import contextlib
import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from tools import odoo_process, smtp_sink
from tools.console import ToolError, say, tail
from tools.paths import ROOT, cache_folder

FIRST_PORT = 8069
START_SECONDS = 120
# this database's mail goes to the sink and nowhere else; its links and the
# program that makes PDF files find the server
PREPARE = """
values = {{
    "smtp_host": "127.0.0.1",
    "smtp_port": {smtp_port},
    "smtp_encryption": "none",
    "smtp_authentication": "login",
    "smtp_user": False,
    "from_filter": False,
}}
servers = env["ir.mail_server"].with_context(active_test=False).search([])
servers.write(values)
if not servers:
    servers.create({{"name": "Local sink of ./dev", **values}})
set_param = env["ir.config_parameter"].set_param
set_param("web.base.url", "http://localhost:{port}")
set_param("web.base.url.freeze", True)
set_param("report.url", "http://127.0.0.1:{port}")
env.cr.commit()
"""


def choose_port(port: int | None) -> int:
    """Return the port asked for, or a free one from 8069 up.

    :raise ToolError: the one asked for is in use
    """
    found = odoo_process.free_port(port or FIRST_PORT)
    if port and found != port:
        raise ToolError(f"port {port} is in use")
    return found


def url(port: int, path: str = "/odoo") -> str:
    """Return a page's address."""
    return f"http://localhost:{port}{path}"


def mail_folder(name: str, empty: bool = False) -> Path:
    """Return the folder that gets a database's mail."""
    folder = cache_folder("mails", name)
    if empty:
        shutil.rmtree(folder)
        folder.mkdir()
    return folder


@contextmanager
def mail_sink(name: str, port: int):
    """Catch a database's mail while the block runs; yield the folder.

    :param port: where the database is served
    """
    folder = mail_folder(name)
    with smtp_sink.running(folder) as smtp_port:
        odoo_process.shell(name, PREPARE.format(port=port, smtp_port=smtp_port))
        yield folder


@contextmanager
def background(name: str, port: int):
    """Serve a database without scheduled actions while the block runs.

    :raise ToolError: it does not start, with the end of its log
    """
    log = cache_folder("logs") / f"serve-{name}.log"
    command = odoo_process.server_command(name, port, "--max-cron-threads=0")
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=odoo_process.environment(),
            cwd=ROOT,
        )
    try:
        _wait_until_up(process, port, log)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_until_up(process: subprocess.Popen, port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    state = ""
    while time.monotonic() < end and process.poll() is None and state != "broken":
        state = health(port)
        if state == "up":
            return
        time.sleep(0.1)
    raise ToolError(
        "Odoo does not start serving (when the add-on's code is newer than the "
        f"database, make that anew); its log ends with:\n{tail(log)}"
    )


def health(port: int) -> str:
    """Return how an Odoo on that port is: up, broken, or "" when none answers."""
    address = f"http://127.0.0.1:{port}/web/health"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=60) as answer:
            return "up" if json.load(answer).get("status") == "pass" else "broken"
    except urllib.error.HTTPError:
        return "broken"
    except (OSError, ValueError):
        return ""


def foreground(name: str, port: int, log_level: str = "warn") -> int:
    """Serve a database until Ctrl-C; return the exit code.

    Meanwhile `served_port` tells other commands where.
    """
    note = cache_folder("serving") / name
    note.write_text(f"{port} {os.getpid()}", encoding="utf-8")
    process = subprocess.Popen(
        odoo_process.server_command(
            name, port, "--max-cron-threads=1", f"--log-level={log_level}"
        ),
        env=odoo_process.environment(),
        cwd=ROOT,
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        say("ending")
        process.wait()  # it got the Ctrl-C as well
        return 0
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
        note.unlink(missing_ok=True)


def served_port(name: str) -> int | None:
    """Return where another `./dev` command serves a database right now."""
    with contextlib.suppress(OSError, ValueError):
        text = (cache_folder("serving") / name).read_text(encoding="utf-8")
        port, pid = (int(word) for word in text.split())
        os.kill(pid, 0)
        return port if health(port) == "up" else None
    return None
