"""The engine needs no Odoo: only the add-on's folder on the path."""

import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

HERE = Path(__file__).resolve().parent
for folder in (HERE, HERE.parents[1] / "debtor_followup"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

# The same examples each time: a red build must be red again when tried at home.
# For a wider search: pytest tests/engine --hypothesis-profile=search
COMMON = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow],
}
settings.register_profile("engine", max_examples=60, derandomize=True, **COMMON)
settings.register_profile("search", max_examples=3000, **COMMON)
settings.load_profile("engine")
