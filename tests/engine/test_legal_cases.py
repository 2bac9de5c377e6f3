"""The worked cases of law, to the cent and the day; more stand in the other files."""

import json

import pytest
from legal_adapter import LEGAL, NOT_COMPARED, assess

CASES = json.loads((LEGAL / "cases.json").read_text(encoding="utf-8"))["cases"]


def compared(value):
    """Leave out what is for reading: remarks, and the six decimals of a segment."""
    if isinstance(value, dict):
        return {
            key: compared(one)
            for key, one in value.items()
            if key not in NOT_COMPARED | {"raw"}
        }
    return [compared(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case):
    assert compared(assess(case)) == compared(case["expected"])
