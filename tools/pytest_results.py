"""A pytest plugin: writes how many tests passed, failed and were skipped.

`./dev test` loads it in each of its steps (`-p tools.pytest_results`) and adds
the steps' numbers up. Under xdist only the controlling process counts.
"""

import json
import os
from pathlib import Path

FILE_VARIABLE = "DEBTOR_FOLLOWUP_RESULTS"
OUTCOMES = {
    "passed": "passed",
    "failed": "failed",
    "error": "failed",
    "skipped": "skipped",
    "xfailed": "skipped",
}


def pytest_terminal_summary(terminalreporter):
    """Write the counts, and which tests were skipped for what reason."""
    path = os.environ.get(FILE_VARIABLE)
    if not path:
        return
    counts = dict.fromkeys(("passed", "failed", "skipped"), 0)
    skipped = []
    for outcome, name in OUTCOMES.items():
        reports = terminalreporter.stats.get(outcome, [])
        # a report of a teardown that passed is no second test
        counts[name] += len([report for report in reports if _counts(report)])
        if name == "skipped":
            skipped += [_describe(report) for report in reports]
    Path(path).write_text(
        json.dumps({"counts": counts, "skipped": skipped}), encoding="utf-8"
    )


def _counts(report) -> bool:
    return getattr(report, "count_towards_summary", True)


def _describe(report) -> str:
    reason = report.longrepr
    if isinstance(reason, tuple):  # (file, line, reason)
        reason = reason[2]
    reason = getattr(report, "wasxfail", None) or reason
    return f"{report.nodeid}: {str(reason).removeprefix('Skipped: ')}"
