"""To whom a message goes, and why."""

import pytest

from builders import (
    ADDRESS,
    COMPANY,
    FIRST,
    FORMAL,
    NOTE,
    SECOND,
    TODAY,
    claim,
    day,
    reached,
    run,
)
from engine.business_days import Quiet
from engine.claims import Contact

ANN, BOB, DESK = 7, 8, 9


def book(*, without=(), **emails):
    """Return the address book: company, Ann, Bob and the invoice desk."""
    known = {
        COMPANY: "info@klant.example",
        ANN: "ann@klant.example",
        BOB: "bob@klant.example",
        DESK: "facturen@klant.example",
    }
    known.update({int(key[1:]): value for key, value in emails.items()})
    return {
        one: Contact(one, email) for one, email in known.items() if one not in without
    }


def sent_to(*contacts, book=None, desk=DESK, failed=()):
    """Return (recipient, why) for one claim per contact, the oldest first."""
    claims = [claim(n, 40 - n, contact_id=one) for n, one in enumerate(contacts, 1)]
    decision = run(
        *claims,
        contacts=globals()["book"]() if book is None else book,
        invoice_contact_id=desk,
        failed_addresses=frozenset(failed),
    )
    return decision.recipient_id, decision.recipient_reason


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        pytest.param([ANN], (ANN, "invoice_contact"), id="who got the invoice"),
        pytest.param([ANN, BOB, BOB], (BOB, "invoice_contact"), id="most invoices"),
        pytest.param([BOB, ANN, None], (BOB, "invoice_contact"), id="equal: oldest"),
        pytest.param([None], (DESK, "invoice_address"), id="the invoice address"),
        pytest.param([COMPANY], (DESK, "invoice_address"), id="invoiced to itself"),
    ],
)
def test_order_of_recipients(contacts, expected):
    assert sent_to(*contacts) == expected


def test_the_company_comes_last():
    assert sent_to(None, desk=None) == (COMPANY, "company")
    assert sent_to(ANN, desk=None, book=book(without=[ANN])) == (COMPANY, "company")


@pytest.mark.parametrize(
    "unusable",
    [
        pytest.param({"book": book(_7=None)}, id="no address"),
        pytest.param({"book": book(_7="")}, id="an empty address"),
        pytest.param({"book": book(without=[ANN])}, id="unknown contact"),
        pytest.param(
            {"book": {**book(), ANN: Contact(ANN, "ann@klant.example", active=False)}},
            id="archived",
        ),
        pytest.param({"failed": ["ann@klant.example"]}, id="a failed address"),
    ],
)
def test_the_first_usable_address_is_taken(unusable):
    assert sent_to(ANN, **unusable) == (DESK, "invoice_address")
    assert sent_to(ANN, BOB, **unusable) == (BOB, "invoice_contact")


def test_only_demanded_invoices_choose_the_recipient():
    fresh = reached(FIRST, ago=4, deadline_ago=-3)
    decision = run(
        claim(1, 30, contact_id=ANN),
        claim(2, 20, contact_id=BOB),
        history={1: fresh},
        contacts=book(),
    )
    assert decision.recipient_id == BOB


def test_without_an_address_a_person_must_find_one():
    decision = run(claim(contact_id=ANN), contacts={COMPANY: Contact(COMPANY, None)})
    assert (decision.outcome, decision.reason) == ("nothing", "no_address")
    assert decision.task
    assert decision.recipient_id is None
    assert decision.next_level.level_id == FIRST.level_id
    assert decision.next_date is None, "it needs an event: an address"


def test_without_any_contact_at_all():
    assert run(claim(), contacts={}).reason == "no_address"


def test_a_failed_address_is_not_used_again():
    """Acceptance 8: a bounce becomes a task."""
    contacts = {
        COMPANY: Contact(COMPANY, "info@klant.example"),
        ANN: Contact(ANN, "ann@klant.example", active=False),
        BOB: Contact(BOB, "bob@klant.example"),
    }
    decision = run(
        claim(1, contact_id=ANN),
        claim(2, contact_id=BOB),
        contacts=contacts,
        failed_addresses=frozenset({"info@klant.example", "bob@klant.example"}),
    )
    assert (decision.outcome, decision.reason) == ("nothing", "address_failed")
    assert decision.task
    assert decision.next_date is None
    assert decision.parameters["addresses"] == [
        "bob@klant.example",
        "info@klant.example",
    ], "only those that failed"


@pytest.mark.parametrize(
    ("history", "outcome"),
    [(reached(SECOND), "call"), (reached(FORMAL), "handoff")],
)
def test_what_is_no_message_needs_none_either(history, outcome):
    decision = run(claim(overdue=60), contacts={}, history={1: history})
    assert decision.outcome == outcome


def test_a_courtesy_note_needs_an_address_too():
    decision = run(claim(overdue=-6), contacts={})
    assert decision.reason == "no_address"
    assert decision.next_level.level_id == NOTE.level_id


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        pytest.param({"contacts": {}}, "no_address", id="nobody to write to"),
        pytest.param(
            {"failed_addresses": frozenset([ADDRESS])}, "address_failed", id="failed"
        ),
    ],
)
@pytest.mark.parametrize(
    ("rest", "quiet"),
    [
        pytest.param("2026-06-20", (), id="a Saturday"),
        pytest.param(
            "2026-06-18",
            (Quiet("Stocktaking", day("2026-06-18"), day("2026-06-18")),),
            id="a quiet period",
        ),
    ],
)
def test_a_missing_address_stays_on_a_day_of_rest(values, reason, rest, quiet):
    """A person still sees it; but it is no news, and nobody's task on that day."""
    before = run(claim(due=TODAY), today=day("2026-06-17"), quiet=quiet, **values)
    decision = run(claim(due=TODAY), today=day(rest), quiet=quiet, **values)
    assert (before.reason, before.task) == (reason, True)
    assert (decision.reason, decision.task) == (reason, False)
    assert decision.fingerprint() == before.fingerprint()
    assert decision.next_level == before.next_level


# === one message a day for an address === #


@pytest.mark.parametrize(
    ("taken", "reason"),
    [
        pytest.param((), "step_due", id="nobody was written to"),
        pytest.param(("other@klant.example",), "step_due", id="another address"),
        pytest.param((ADDRESS,), "address_shared", id="written to for somebody else"),
    ],
)
def test_one_message_a_day_for_an_address(taken, reason):
    decision = run(claim(), taken_addresses=frozenset(taken))
    assert decision.reason == reason


def test_a_shared_address_waits_for_the_next_contact_day():
    friday = day("2026-06-12")
    decision = run(claim(), today=friday, taken_addresses=frozenset([ADDRESS]))
    assert decision.outcome == "nothing"
    assert (decision.next_outcome, decision.next_level) == ("send", FIRST)
    assert decision.next_date == day("2026-06-15")


def test_who_is_called_needs_no_address():
    history = {1: reached(SECOND, ago=20)}
    decision = run(
        claim(overdue=40), history=history, taken_addresses=frozenset([ADDRESS])
    )
    assert decision.outcome == "call"


def test_an_archived_contact_is_named():
    contacts = {COMPANY: Contact(COMPANY, ADDRESS, active=False)}
    decision = run(claim(), contacts=contacts)
    assert decision.reason == "no_address"
    assert decision.parameters["archived"]
    assert "archived" not in run(claim(), contacts={}).parameters
