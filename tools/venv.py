"""The virtual environment: Odoo's Python packages and the developer's tools."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import apt
from tools.console import ToolError, run_logged, say
from tools.locks import exclusive
from tools.paths import ROOT, cache_dir, cache_folder

REQUIREMENTS = ("requirements.txt", "requirements-odoo.txt", "requirements-dev.txt")
OLDEST, NEWEST = (3, 10), (3, 13)
# a package without a wheel, pure Python, that num2words depends on
SOURCE_PACKAGES = "docopt"
# starts coverage in every Python of the environment when the variable is set
COVERAGE_HOOK = (
    "import os; 'COVERAGE_PROCESS_START' in os.environ and "
    "__import__('coverage').process_startup()\n"
)


def folder() -> Path:
    """Return where the virtual environment is, or will be."""
    return cache_dir() / "venv"


def python() -> Path:
    """Return the virtual environment's Python."""
    return folder() / "bin" / "python"


def site_packages() -> Path:
    """Return the folder with the environment's packages.

    :raise ToolError: the environment is not there
    """
    for path in sorted(folder().glob("lib/python3.*/site-packages")):
        return path
    raise ToolError("the virtual environment is not there: run ./dev setup")


def requirements_hash() -> str:
    """Return a short word that changes when a requirement does."""
    digest = hashlib.sha256()
    for name in REQUIREMENTS:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()[:12]


def ensure() -> Path:
    """Make the virtual environment or bring it up to date; return its Python.

    The stamp is removed first and written last, so a half-finished environment
    is never taken for a whole one.

    :raise ToolError: no fitting Python, no pip to be had, or pip failed
    """
    stamp = folder() / "complete"
    if _is_current(stamp):
        return python()
    with exclusive("venv"):
        if _is_current(stamp):
            return python()
        base = _base_python()
        stamp.unlink(missing_ok=True)
        if not _is_usable(base):
            _create(base)
        _install()
        hook = site_packages() / "debtor_followup_coverage.pth"
        hook.write_text(COVERAGE_HOOK, encoding="utf-8")
        stamp.write_text(requirements_hash() + "\n", encoding="utf-8")
    return python()


def _is_current(stamp: Path) -> bool:
    try:
        text = stamp.read_text(encoding="utf-8").strip()
    except OSError:
        return False
    return text == requirements_hash() and python().exists()


def _is_usable(base: str) -> bool:
    """Tell whether the environment works and is of that Python's version."""
    code = "import sys, pip; print(sys.version_info[:2])"
    versions = []
    for command in (
        [str(python()), "-c", code],
        [base, "-c", code.replace(", pip", "")],
    ):
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError:
            return False
        versions.append((done.returncode, done.stdout))
    return versions[0] == versions[1]


def _base_python() -> str:
    """Return a Python that Odoo takes: this one, or another on the path."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return getattr(sys, "_base_executable", None) or sys.executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other:
            say(f"Odoo 19 does not take {sys.version.split()[0]}: using {other}")
            return other
    raise ToolError(
        f"Odoo 19 takes Python 3.10 to 3.13; this is {sys.version.split()[0]}, and "
        "no other was found on the path"
    )


def _create(base: str) -> None:
    target = folder()
    say(f"making the virtual environment {target}")
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not _has_ensurepip(base) and apt.can_install():
        apt.install(["python3-venv"], "installing python3-venv")
    if _has_ensurepip(base):
        command = [base, "-m", "venv", str(target)]
        run_logged(command, cache_folder("logs") / "venv.log", "making it")
    else:
        command = [base, "-m", "venv", "--without-pip", str(target)]
        run_logged(command, cache_folder("logs") / "venv.log", "making it without pip")
        _bring_pip()


def _has_ensurepip(base: str) -> bool:
    command = [base, "-c", "import ensurepip, venv"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _bring_pip() -> None:
    """Install pip into the environment from Debian's package of its wheel."""
    how_to = "Python's ensurepip is missing: apt-get install python3-venv, then again"
    if not apt.distribution().is_debian:
        raise ToolError(how_to)
    codename = apt.distribution().codename
    private = apt.open_private([codename])
    wheels = cache_folder("pip")
    for deb in private.download([f"python3-pip-whl/{codename}"]):
        apt.unpack(deb, wheels)
    private.clean()
    found = sorted(wheels.glob("usr/share/python-wheels/pip-*.whl"))
    if not found:
        raise ToolError(how_to)
    command = [str(python()), f"{found[0]}/pip", "install", "--no-index", str(found[0])]
    run_logged(command, cache_folder("logs") / "pip.log", "installing pip")
    shutil.rmtree(wheels)


def _install() -> None:
    command = [str(python()), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--only-binary=:all:", f"--no-binary={SOURCE_PACKAGES}"]
    for name in REQUIREMENTS:
        command += ["-r", str(ROOT / name)]
    # the user's own packages must not hide a missing requirement
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    run_logged(
        command,
        cache_folder("logs") / "pip.log",
        "installing Python packages",
        env=env,
        progress=_pip_progress,
    )


def _pip_progress(text: str) -> str:
    lines = [
        line.strip()
        for line in text.splitlines()
        if line.strip().startswith(("Collecting", "Downloading", "Installing"))
    ]
    return lines[-1][:60] if lines else ""
