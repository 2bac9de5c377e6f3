"""Chromium for browser tests and pictures, wkhtmltopdf for PDF reports."""

import shutil

from tools import apt
from tools.console import ToolError, say
from tools.locks import exclusive

# what is needed: the programs that will do, the Debian package, what is skipped
NEEDS = (
    (
        ("chromium", "google-chrome", "chromium-browser"),
        "chromium",
        "browser tests (tours) and pictures",
    ),
    # Debian 13 has it no more; one from elsewhere will do
    (("wkhtmltopdf",), "wkhtmltopdf", "tests that make PDF files"),
)


def missing() -> list[tuple[str, str]]:
    """Return the packages that are not there, each with what is skipped for it."""
    return [
        (package, skipped)
        for programs, package, skipped in NEEDS
        if not any(shutil.which(program) for program in programs)
    ]


def ensure() -> bool:
    """Install what is missing where that is allowed, else say how to get it.

    :return: whether all is there now
    """
    if missing() and apt.can_install():
        with exclusive("apt-install"):
            for package, _skipped in missing():
                _install(package)
    for package, skipped in missing():
        say(
            f"{package} is missing, so these are skipped: {skipped}. To get it: "
            f"apt-get install {package} (as root), or put one of your own on the path"
        )
    return not missing()


def _install(package: str) -> None:
    try:
        apt.install([package], f"installing {package}")
    except ToolError as error:
        say(str(error))


def chromium() -> str:
    """Return the path of the browser.

    :raise ToolError: there is none
    """
    for program in NEEDS[0][0]:
        path = shutil.which(program)
        if path:
            return path
    raise ToolError("Chromium is not installed: apt-get install chromium (as root)")
