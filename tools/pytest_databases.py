"""A pytest plugin: gives each of xdist's workers a database of its own.

`./dev test` loads it when several processes run the add-ons' tests. On one
database they would share its file store, and Odoo's tests throw away the files
that no committed attachment names after each class: also those that a test in
the other process has just written.
"""

import os

NAMES_VARIABLE = "DEBTOR_FOLLOWUP_DATABASES"


def pytest_sessionstart(session):
    """Let Odoo use this worker's database, before anything loads its registry."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker:
        return  # the process that hands out the tests
    from odoo.tools import config  # not there for the other steps

    names = os.environ[NAMES_VARIABLE].split(",")
    config["db_name"] = [names[int(worker.removeprefix("gw"))]]
