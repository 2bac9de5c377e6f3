"""The past of the demo's debtors gives the classes that the cast says.

By the engine that classes everybody, without Odoo, and seen from several days.
"""

import sys
from datetime import date, timedelta

import pytest

from tools import demo_past, demo_play
from tools.demo_cast import CAST
from tools.paths import ROOT

ADDON = str(ROOT / "debtor_followup")
if ADDON not in sys.path:
    sys.path.append(ADDON)

from engine.behaviour import CLASSES, NEW, Facts, Item, assess  # noqa: E402

TAX = 121
DAYS = [date(2026, 1, 9), date(2026, 6, 17), date(2026, 11, 20), date(2028, 3, 1)]


def look_back(role, today):
    """Return items and facts of a debtor, as the ledger would give them."""

    def day(offset):
        return today + timedelta(days=offset)

    items = [
        Item(day(one.due), day(one.paid) if one.paid <= 0 else None, _cents(one))
        for one in role.bought
        if min(one.due, one.paid) < 0
    ]
    invoices = [one for one in role.does if isinstance(one, demo_play.Invoice)]
    paid = {
        one.invoice: one.day
        for one in role.does
        if isinstance(one, demo_play.Payment) and not one.less
    }
    for place, one in enumerate(invoices):
        if place in paid or one.due < 0:
            settled = day(paid[place]) if place in paid else None
            items.append(Item(day(one.due), settled, _cents(one)))
    dates = [one.date for one in (*role.bought, *invoices)]
    return items, Facts(since=day(min(dates)) if dates else None)


def _cents(one):
    return round(one.net * TAX)


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("role", CAST, ids=lambda role: role.name)
def test_class_and_change_follow_from_the_past(role, today):
    items, facts = look_back(role, today)
    found = assess(items, today, facts=facts)
    assert (found.relationship, found.figures.change or "") == (role.pays, role.trend)


def test_all_classes_and_changes_occur():
    assert {role.pays for role in CAST} == {NEW, *CLASSES}
    assert {role.trend for role in CAST} == {"", "slower", "faster"}


def test_eighteen_months_are_told():
    dates = [one.date for role in CAST for one in role.bought]
    assert min(dates) < -540
    assert (
        sum(min(one.due for one in role.bought) < -365 for role in CAST if role.bought)
        > 30
    )


def test_what_lies_before_the_story_is_settled_when_it_begins():
    """Who has a past from the list is followed for what happens in the story only."""
    for habits in demo_past.HABITS.values():
        for habit in habits.values():
            assert max(one.paid for one in habit.purchases()) < demo_play.START
