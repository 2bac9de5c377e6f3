"""For all tests outside the add-ons: what they import, and `--kills`."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
for folder in (ROOT / "debtor_followup", ROOT):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

DEFAULT_KILLS = 10


def pytest_addoption(parser):
    parser.addoption(
        "--kills",
        type=int,
        default=int(os.environ.get("DEBTOR_FOLLOWUP_KILLS", DEFAULT_KILLS)),
        help="how often the system tests kill Odoo in the middle of its work",
    )


@pytest.fixture
def kills(request):
    """How often to kill Odoo in a test that does so."""
    return request.config.getoption("--kills")
