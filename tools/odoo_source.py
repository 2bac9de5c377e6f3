"""Where Odoo 19 comes from: `ODOO_HOME`, or Debian's package in the cache."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools import apt
from tools.console import ToolError, say
from tools.locks import exclusive
from tools.paths import cache_dir

SERIES = "19.0"
PACKAGE = "odoo-19"
# Debian replaces some of Odoo's files by links into these packages; sid's
# font-awesome has other file names than Odoo links to, stable's fits
SID_PACKAGES = (
    PACKAGE,
    "libjs-jquery",
    "libjs-underscore",
    "libjs-jquery-form",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-ocr-b",
)
STABLE_PACKAGES = ("fonts-font-awesome", "fonts-inconsolata")
STABLE_SUITES = ("bookworm", "trixie")
# Debian leaves this file out (it blurs the background in video calls), but the
# back end's bundle names it, and every page then logs an error in the browser
LEFT_OUT = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"

HOW_TO = (
    "Set ODOO_HOME to an Odoo 19 that you have: a source checkout (the folder with "
    "odoo-bin) or the prefix of an unpacked package (the folder above "
    "lib/python3/dist-packages)."
)


@dataclass(frozen=True)
class Odoo:
    """One Odoo: where its Python code is, and which it is to the letter."""

    python_path: Path
    version: str
    addons_path: Path | None = None


def find() -> Odoo:
    """Return the Odoo to use, fetched from Debian when nothing else is set.

    :raise ToolError: there is none and none can be had, with what to do
    """
    home = os.environ.get("ODOO_HOME")
    if home:
        return _at_home(Path(home).expanduser().resolve())
    prefix = cache_dir() / "odoo"
    if not _is_complete(prefix):
        with exclusive("odoo"):
            if not _is_complete(prefix):
                _fetch(prefix)
    found = _in_prefix(prefix)
    _mend(found.python_path / LEFT_OUT)
    return found


def _mend(script: Path) -> None:
    """Put an empty script where Debian's package has none."""
    if not script.exists():
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text("/* left out by Debian */\n", encoding="utf-8")


def _at_home(home: Path) -> Odoo:
    if (home / "odoo-bin").is_file():
        found = Odoo(home, _source_version(home), home / "addons")
    else:
        found = _in_prefix(home)
    if series(found.python_path) != SERIES:
        raise ToolError(
            f"ODOO_HOME is {home}, which is Odoo {series(found.python_path)}; "
            f"{SERIES} is needed"
        )
    return found


def _in_prefix(prefix: Path) -> Odoo:
    candidates = [
        prefix / "usr/lib/python3/dist-packages",
        prefix / "lib/python3/dist-packages",
        *sorted(prefix.glob("lib/python3*/site-packages")),
        prefix,
    ]
    for path in candidates:
        if (path / "odoo/release.py").is_file():
            stamp = prefix / "VERSION"
            package = (
                stamp.read_text(encoding="utf-8").strip() if stamp.exists() else ""
            )
            detail = f"Debian {package}" if package else str(prefix)
            return Odoo(path, f"{series(path)} ({detail})")
    raise ToolError(f"there is no Odoo in {prefix}. {HOW_TO}")


def series(python_path: Path) -> str:
    """Read Odoo's release number out of its code, as in "19.0"."""
    text = (python_path / "odoo/release.py").read_text(encoding="utf-8")
    match = re.search(r"^version_info = \((\d+), (\d+)", text, re.MULTILINE)
    return ".".join(match.groups()) if match else "unknown"


def _source_version(home: Path) -> str:
    described = subprocess.run(
        ["git", "-C", str(home), "log", "-1", "--format=%h of %cs"],
        capture_output=True,
        text=True,
        check=False,
    )
    detail = described.stdout.strip() or str(home)
    return f"{series(home)} (source {detail})"


def _is_complete(prefix: Path) -> bool:
    return (prefix / "VERSION").is_file()


def _fetch(prefix: Path) -> None:
    """Unpack Debian's Odoo into a sibling of the prefix, then rename it."""
    system = apt.distribution()
    if not system.is_debian:
        raise ToolError(
            f"Odoo {SERIES} is fetched by itself on Debian 12 or 13 only. {HOW_TO}"
        )
    say("Odoo 19 is not in the cache yet: about 150 MB to download, 1.3 GB on disk")
    is_known = system.codename in STABLE_SUITES
    stable = system.codename if is_known else STABLE_SUITES[-1]
    private = apt.open_private(["sid", stable])
    debs = private.download(
        [f"{name}/sid" for name in SID_PACKAGES]
        + [f"{name}/{stable}" for name in STABLE_PACKAGES]
    )
    building = prefix.with_name("odoo.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    say("unpacking Odoo ...")
    release = ""
    for deb in debs:
        apt.unpack(deb, building)
        if deb.name.startswith(PACKAGE + "_"):
            release = f"{PACKAGE} {apt.version(deb)}"
    broken = [path for path in building.rglob("*") if _is_broken_link(path)]
    if broken:
        raise ToolError(
            "Debian's Odoo links to files of packages that are not unpacked: "
            + ", ".join(str(path.relative_to(building)) for path in broken[:5])
        )
    (building / "VERSION").write_text(release + "\n", encoding="utf-8")
    shutil.rmtree(prefix, ignore_errors=True)
    building.rename(prefix)
    private.clean()
    say(f"Odoo is {release}")


def _is_broken_link(path: Path) -> bool:
    return path.is_symlink() and not path.exists()
