"""Packages of Debian without touching the system: a private list and cache.

The mirror is the one the machine is set up with; its host stands in no file
of the project. apt checks the signatures as it always does.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.console import ToolError, run_logged, say
from tools.paths import cache_folder

TARGETS_FORMAT = "$(RELEASE)|$(COMPONENT)|$(REPO_URI)|$(ORIGIN)"
SUITE_NAMES = ("stable", "oldstable", "testing", "sid", "unstable")
KEYRINGS = ("debian-archive-keyring.gpg", "debian-archive-keyring.pgp")


@dataclass(frozen=True)
class Distribution:
    """The system that `/etc/os-release` speaks of."""

    name: str
    codename: str

    @property
    def is_debian(self) -> bool:
        """Tell whether this is Debian itself, with apt at hand."""
        return self.name == "debian" and shutil.which("apt-get") is not None


def distribution(os_release: Path = Path("/etc/os-release")) -> Distribution:
    """Read which system this is; both names are empty when it does not say."""
    values = {}
    if os_release.is_file():
        for line in os_release.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition("=")
            values[key] = value.strip().strip("\"'")
    return Distribution(values.get("ID", ""), values.get("VERSION_CODENAME", ""))


def mirrors(targets: str, codename: str) -> list[str]:
    """Return the addresses of Debian mirrors in apt's list of index targets.

    :param targets: lines as `TARGETS_FORMAT` writes them
    :param codename: the system's own release, as in "bookworm"
    :return: the most likely first: those whose archive says that it is Debian,
        then those with the release's main component and "debian" in the path
    """
    ranked = {}
    for line in targets.splitlines():
        release, component, uri, origin = (line.split("|") + [""] * 4)[:4]
        if component != "main" or release not in (codename, *SUITE_NAMES):
            continue
        known = not origin.startswith("$")
        if known and origin not in ("", "Debian"):
            continue
        named = uri.rstrip("/").endswith("/debian")
        rank = (origin != "Debian", not named, release != codename)
        ranked[uri] = min(rank, ranked.get(uri, rank))
    return sorted(ranked, key=ranked.__getitem__)


def keyring() -> Path:
    """Return the file with the keys of Debian's archive.

    :raise ToolError: the package debian-archive-keyring is not installed
    """
    for name in KEYRINGS:
        path = Path("/usr/share/keyrings") / name
        if path.is_file():
            return path
    raise ToolError(
        "the keys of Debian's archive are missing: apt-get install "
        "debian-archive-keyring"
    )


class PrivateApt:
    """apt-get with lists and cache of its own, for some suites of one mirror."""

    def __init__(self, mirror: str, suites: list[str]):
        """Write the source list; nothing is downloaded yet."""
        self._folder = cache_folder("apt")
        for name in ("lists/partial", "cache/archives/partial", "debs", "logs"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        sources = self._folder / "sources.list"
        sources.write_text(
            "".join(
                f"deb [signed-by={keyring()}] {mirror} {suite} main\n"
                for suite in suites
            ),
            encoding="utf-8",
        )
        options = {
            "Dir::Etc::SourceList": sources,
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::State::Lists": self._folder / "lists",
            "Dir::Cache": self._folder / "cache",
            "APT::Sandbox::User": "root",
            # hooks of the system's own configuration expect the system's lists
            "APT::Update::Post-Invoke-Success": "",
        }
        self._command = ["apt-get", "-q"]
        for name, value in options.items():
            self._command += ["-o", f"{name}={value}"]

    def update(self) -> None:
        """Fetch the lists of packages."""
        self._run(["update"], "apt-update", "reading Debian's lists of packages")

    def download(self, packages: list[str]) -> list[Path]:
        """Fetch packages, named "package/suite"; return the files."""
        debs = self._folder / "debs"
        shutil.rmtree(debs)
        debs.mkdir()
        what = f"downloading {len(packages)} Debian packages"
        here = os.getcwd()
        os.chdir(debs)  # where apt-get puts them
        try:
            self._run(["download", *packages], "apt-download", what)
        finally:
            os.chdir(here)
        return sorted(debs.glob("*.deb"))

    def clean(self) -> None:
        """Remove what was downloaded."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, arguments, log, what):
        run_logged(
            [*self._command, *arguments], cache_folder("logs") / f"{log}.log", what
        )


def open_private(suites: list[str]) -> PrivateApt:
    """Return a private apt with fresh lists of those suites.

    :raise ToolError: this is not Debian, or no mirror of it answered
    """
    system = distribution()
    if not system.is_debian:
        raise ToolError("apt packages can be had on Debian only")
    found = subprocess.run(
        ["apt-get", "indextargets", "Created-By: Packages", "--format", TARGETS_FORMAT],
        capture_output=True,
        text=True,
        check=False,
    )
    errors = [found.stderr.strip()]
    for mirror in mirrors(found.stdout, system.codename):
        apt = PrivateApt(mirror, suites)
        try:
            apt.update()
        except ToolError as error:
            say("that mirror does not work, trying the next")
            errors.append(str(error))
        else:
            return apt
    raise ToolError(
        "apt is set up with no Debian mirror that works (see `apt-get indextargets`)."
        + "\n".join(["", *filter(None, errors)])
    )


def unpack(deb: Path, prefix: Path) -> None:
    """Unpack a package's files below a folder; nothing is installed."""
    subprocess.run(["dpkg", "-x", str(deb), str(prefix)], check=True)


def version(deb: Path) -> str:
    """Return the version that a package file has."""
    command = ["dpkg-deb", "-f", str(deb), "Version"]
    return subprocess.run(
        command, check=True, capture_output=True, text=True
    ).stdout.strip()


def can_install() -> bool:
    """Tell whether packages can be installed into the system itself."""
    return distribution().is_debian and os.geteuid() == 0


def install(packages: list[str], what: str) -> None:
    """Install packages into the system, as root.

    :raise ToolError: apt could not
    """
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    log = cache_folder("logs") / "apt-install.log"
    command = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages]
    try:
        run_logged(command, log, what, env=env)
    except ToolError:
        run_logged(["apt-get", "update", "-q"], log, "reading apt's lists", env=env)
        run_logged(command, log, what, env=env)
