"""The engine needs no Odoo: only the add-on's folder on the path."""

import sys
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings

HERE = Path(__file__).resolve().parent
for folder in (HERE, HERE.parents[1] / "debtor_followup"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

# The same examples each time: a red build must be red again when tried at home.
# For a wider search: pytest tests/engine --hypothesis-profile=search
COMMON = {
    "deadline": None,
    "phases": [one for one in Phase if one is not Phase.explain],
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much],
}
settings.register_profile("engine", max_examples=40, derandomize=True, **COMMON)
settings.register_profile("search", max_examples=500, **COMMON)
settings.load_profile("engine")
