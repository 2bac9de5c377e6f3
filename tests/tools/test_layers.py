"""The layer rules, each broken once and kept once."""

from pathlib import Path

import pytest

from tools.layers import check_addon, check_source

BROKEN = {
    "the engine imports Odoo": ("engine/a.py", "from odoo import models"),
    "the engine imports a package": ("engine/a.py", "import requests"),
    "the engine leaves its package": ("engine/rules/a.py", "from ...models import b"),
    "the engine leaves it by a name": ("engine/a.py", "from .. import models"),
    "the engine reads files": ("engine/a.py", "x = open('f')"),
    "the engine prints": ("engine/a.py", "print(1)"),
    "the engine imports os": ("engine/a.py", "import os.path"),
    "the engine imports time": ("engine/a.py", "from time import time"),
    "the engine reads the day": (
        "engine/a.py",
        "import datetime\ndatetime.date.today()",
    ),
    "the engine reads the clock": (
        "engine/a.py",
        "from datetime import datetime as clock\nclock.now()",
    ),
    "the engine uses SQL": ("engine/a.py", "cr.execute('SELECT 1')"),
    "SQL in a wizard": ("wizard/a.py", "self.env.cr.execute('SELECT 1')"),
    "SQL in a report": ("report/a.py", "self.env.execute_query(query)"),
    "SQL in a controller": ("controllers/a.py", "from odoo.tools import SQL\nSQL('x')"),
    "SQL beside the folders": ("hooks.py", "env.cr.execute('SELECT 1')"),
    "a model counts days": (
        "models/a.py",
        "from datetime import timedelta\nx = day + timedelta(days=1)",
    ),
    "a model counts months": (
        "models/a.py",
        "from dateutil.relativedelta import relativedelta as r\nx = r(months=1)",
    ),
    "a model counts with Odoo": ("models/a.py", "x = fields.Date.add(day, days=1)"),
    "a wizard decides": ("wizard/a.py", "from ..engine.decision import decide"),
    "a wizard takes the engine": ("wizard/a.py", "from .. import engine"),
    "a controller decides": (
        "controllers/a.py",
        "from odoo.addons.debtor_followup.engine import decision",
    ),
    "a model asks for the company": ("models/a.py", "x = self.env.company"),
    "a model asks for the day": ("models/a.py", "x = fields.Date.today()"),
    "a model asks for the user's day": (
        "models/a.py",
        "x = fields.Date.context_today(self)",
    ),
    "a model asks Python for the day": (
        "models/a.py",
        "from datetime import date\nx = date.today()",
    ),
    "a method with a name like a UI method": (
        "models/a.py",
        "def _get_action_x(self):\n    return self.env.company",
    ),
    "a reason that is none": ("models/a.py", "x = self.env.company  # layer:"),
}
KEPT = {
    "the engine's own modules": ("engine/rules/a.py", "from ..claims import Claim"),
    "the standard library": (
        "engine/a.py",
        "import dataclasses, decimal\nfrom datetime import date, timedelta\n"
        "x = date(2026, 1, 1) + timedelta(days=1)",
    ),
    "holidays": ("engine/a.py", "import holidays"),
    "a value that is called today": (
        "engine/a.py",
        "def f(case):\n    return case.today",
    ),
    "SQL in a model": ("models/a.py", "self.env.cr.execute(SQL('SELECT 1'))"),
    "an execute that is not SQL": ("wizard/a.py", "self.job.execute()"),
    "adding to a set": ("models/a.py", "names = set()\nnames.add(1)"),
    "a moment for a time stamp": ("models/a.py", "x = fields.Datetime.now()"),
    "an action": (
        "models/a.py",
        "def action_open(self):\n    return self.env.company",
    ),
    "a default by name": (
        "models/a.py",
        "def _default_x(self):\n    return self.env.company",
    ),
    "a field's default": (
        "models/a.py",
        "x = fields.Many2one('y', default=lambda self: self.env.company)",
    ),
    "the helper that reads the clock": (
        "models/a.py",
        "import datetime\ndef _followup_now(self):\n    return datetime.datetime.now()",
    ),
    "a wizard": ("wizard/a.py", "x = self.env.company, fields.Date.today()"),
    "a reason on the line": (
        "models/a.py",
        "x = self.env.company  # layer: the form shows the current company",
    ),
    "a reason above the line": (
        "models/a.py",
        "# layer: the form shows the current company\nx = self.env.company",
    ),
}


@pytest.mark.parametrize(("path", "source"), BROKEN.values(), ids=BROKEN)
def test_broken(path, source):
    problems = check_source(source, Path(path))
    assert len(problems) == 1
    assert problems[0][0] == len(source.splitlines())


@pytest.mark.parametrize(("path", "source"), KEPT.values(), ids=KEPT)
def test_kept(path, source):
    assert check_source(source, Path(path)) == []


def test_a_reason_excuses_its_own_line_only():
    source = "x = self.env.company  # layer: shown only\ny = self.env.company"
    assert [line for line, _text in check_source(source, Path("models/a.py"))] == [2]


def test_addon(tmp_path):
    for name in ("models", "tests", "demo", "migrations/19.0.1.0.0"):
        (tmp_path / "an_addon" / name).mkdir(parents=True)
        file = tmp_path / "an_addon" / name / "a.py"
        file.write_text("x = self.env.company", encoding="utf-8")
    problems = check_addon(tmp_path / "an_addon")
    assert len(problems) == 1
    assert problems[0].startswith("an_addon/models/a.py:1: ")
