"""Where things are: the checkout, its add-ons, and the cache outside of it."""

import ast
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def cache_dir() -> Path:
    """Return the folder that holds everything `./dev` made or downloaded.

    A relative ``XDG_CACHE_HOME`` is ignored, as its specification asks.
    """
    base = os.environ.get("XDG_CACHE_HOME", "")
    home = Path(base) if os.path.isabs(base) else Path.home() / ".cache"
    return home / "debtor_followup"


def cache_folder(*names: str) -> Path:
    """Return a folder in the cache, made when it is not there yet."""
    folder = cache_dir().joinpath(*names)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def addons() -> list[Path]:
    """Return the folders of the project's installable add-ons, in order of name."""
    found = []
    for manifest in sorted(ROOT.glob("*/__manifest__.py")):
        values = ast.literal_eval(manifest.read_text(encoding="utf-8"))
        if values.get("installable", True):
            found.append(manifest.parent)
    return found


def is_ci() -> bool:
    """Tell whether a skipped test must fail the run."""
    return os.environ.get("DEBTOR_FOLLOWUP_CI", "") not in ("", "0")
