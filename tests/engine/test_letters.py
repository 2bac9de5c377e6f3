"""Letters: to whom, registered or plain, with a mail, and how long to pay."""

import pytest

from builders import (
    COMPANY,
    FIRST,
    NOTE,
    TODAY,
    changed,
    claim,
    day,
    days,
    run,
)
from engine.claims import Contact, Underway
from engine.rules.message import first_deadline

ANN, DESK = 7, 9
HOME = "Veldstraat 1, 9000 Gent, BE"
OFFICE = "Kouter 2, 9000 Gent, BE"
MAIL = "info@klant.example"


def by(channel, *claims, of=FIRST, **values):
    """Decide with the first reminder by a channel, for a debtor with both."""
    level = {
        name: values.pop(name)
        for name in ("second_channel", "registered_from", "deadline_days")
        if name in values
    }
    values.setdefault("contacts", {COMPANY: Contact(COMPANY, MAIL, postal=HOME)})
    ladder = changed(of, channel=channel, **level)
    return run(*(claims or [claim()]), policy=ladder, **values)


@pytest.mark.parametrize(
    ("contact", "failed", "expected"),
    [
        pytest.param(Contact(COMPANY, None), (), {}, id="no address at all"),
        pytest.param(
            Contact(COMPANY, None, postal=HOME),
            (HOME,),
            {"by": "returned", "addresses": [HOME]},
            id="the letter instead of a mail came back",
        ),
    ],
)
def test_a_mail_step_says_which_address_is_missing(contact, failed, expected):
    decision = run(
        claim(), contacts={COMPANY: contact}, failed_addresses=frozenset(failed)
    )
    assert decision.reason == "no_address"
    told = {name: decision.parameters.get(name) for name in ("by", "addresses")}
    assert {name: value for name, value in told.items() if value} == expected


@pytest.mark.parametrize(
    ("state", "channel", "by"),
    [
        pytest.param("queued", "letter", "letter", id="to be posted"),
        pytest.param("queued", "registered_letter", "letter", id="at the post office"),
        pytest.param("queued", "email", None, id="a mail"),
        pytest.param("sending", "email", None, id="a mail that leaves"),
    ],
)
def test_a_printed_letter_waits_to_be_posted(state, channel, by):
    decision = run(claim(), underway=Underway(5, state, TODAY, channel))
    assert decision.reason == "contact_underway"
    assert decision.parameters.get("by") == by


def test_a_reminder_by_letter_is_a_message():
    decision = by("letter")
    assert (decision.outcome, decision.task) == ("send", False)
    assert (decision.channel, decision.address) == ("letter", HOME)
    assert (decision.recipient_id, decision.recipient_reason) == (COMPANY, "company")
    assert decision.copies == ()


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        pytest.param({}, ANN, id="who got the invoice"),
        pytest.param({ANN: None}, DESK, id="whose address is not complete"),
        pytest.param({ANN: None, DESK: None}, COMPANY, id="the company last"),
    ],
)
def test_order_of_postal_addresses(contacts, expected):
    book = {ANN: HOME, DESK: OFFICE, COMPANY: "Markt 3, 8000 Brugge, BE", **contacts}
    decision = by(
        "letter",
        claim(contact_id=ANN),
        contacts={one: Contact(one, None, postal=text) for one, text in book.items()},
        invoice_contact_id=DESK,
    )
    assert decision.recipient_id == expected


def test_an_address_from_which_a_letter_came_back_is_not_used():
    decision = by("letter", failed_addresses=frozenset({HOME}))
    assert (decision.outcome, decision.reason) == ("nothing", "address_failed")
    assert decision.parameters["addresses"] == [HOME]
    moved = {COMPANY: Contact(COMPANY, MAIL, postal=OFFICE)}
    decision = by("letter", contacts=moved, failed_addresses=frozenset({HOME}))
    assert decision.address == OFFICE


def test_a_letter_without_an_address_is_said_as_such():
    decision = by("letter", contacts={COMPANY: Contact(COMPANY, MAIL)})
    assert (decision.reason, decision.task) == ("no_address", True)
    assert decision.parameters["by"] == "letter"


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([249_99], "letter"),
        ([250_00], "registered_letter"),
        ([150_00, 100_00], "registered_letter"),
    ],
)
def test_a_plain_letter_below_the_limit(amounts, expected):
    claims = [claim(n, amount=amount) for n, amount in enumerate(amounts, 1)]
    decision = by("registered_letter", *claims, registered_from=250_00)
    assert decision.channel == expected


def test_what_is_not_demanded_makes_no_letter_registered():
    """A claim that is not due for the step does not count."""
    fresh = claim(2, overdue=1, amount=900_00)
    decision = by("registered_letter", claim(), fresh, registered_from=250_00)
    assert decision.channel == "letter"


def test_without_a_limit_it_is_registered():
    assert by("registered_letter", claim(amount=1)).channel == "registered_letter"


# -- by letter instead of by mail ------------------------------------------------


def test_a_reminder_goes_by_letter_to_whom_has_no_mail_address():
    decision = by("email", contacts={COMPANY: Contact(COMPANY, None, postal=HOME)})
    assert (decision.outcome, decision.channel) == ("send", "letter")
    assert decision.parameters["instead"] == "letter"


def test_a_courtesy_note_does_not():
    decision = run(
        claim(overdue=-6), contacts={COMPANY: Contact(COMPANY, None, postal=HOME)}
    )
    assert decision.next_level.level_id == NOTE.level_id
    assert decision.reason == "no_address"
    assert "by" not in decision.parameters


def test_a_mail_that_came_back_makes_no_letter():
    """Somebody corrects the address: that costs less than a letter each time."""
    decision = by("email", failed_addresses=frozenset({MAIL}))
    assert decision.reason == "address_failed"


# -- two channels ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"), [("email", "letter"), ("registered_letter", "email")]
)
def test_the_second_channel_carries_a_copy(first, second):
    decision = by(first, second_channel=second)
    assert decision.channel == first
    assert [way.channel for way in decision.copies] == [second]
    assert {decision.address, decision.copies[0].address} == {MAIL, HOME}


@pytest.mark.parametrize("second", ["phone", "letter"])
def test_what_is_no_copy(second):
    """A call is a person's; a plain letter beside a registered one says nothing."""
    decision = by("registered_letter", second_channel=second)
    assert (decision.channel, decision.copies) == ("registered_letter", ())


@pytest.mark.parametrize(
    ("contact", "channel"),
    [
        (Contact(COMPANY, None, postal=HOME), "letter"),
        (Contact(COMPANY, MAIL), "email"),
    ],
)
def test_one_channel_carries_alone_when_the_other_finds_nobody(contact, channel):
    for first, second in (("email", "letter"), ("letter", "email")):
        decision = by(first, second_channel=second, contacts={COMPANY: contact})
        assert (decision.channel, decision.copies) == (channel, ())
        assert decision.parameters.get("instead") == (
            None if first == channel else channel
        )


# -- the deadline ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "posted"),
    [("2026-06-10", "2026-06-11"), ("2026-06-12", "2026-06-15")],
)
def test_the_deadline_counts_from_the_day_of_posting(today, posted):
    """Friday's letters are at the post on Monday."""
    due = day(today) - days(10)
    for channel, second in (("letter", None), ("email", "letter")):
        decision = by(
            channel,
            claim(due=due),
            second_channel=second,
            deadline_days=14,
            today=day(today),
        )
        assert decision.deadline == day(posted) + days(14)
        assert decision.shortest_deadline == first_deadline(
            day(posted), "reminder", ("BE",)
        )


def test_first_deadline_of_a_formal_notice_is_a_week():
    assert first_deadline(TODAY, "reminder", ("BE",)) == TODAY + days(5)
    assert first_deadline(TODAY, "formal_notice", ("BE",)) == TODAY + days(7)
    assert first_deadline(TODAY, "reminder", ("BE",), law_days=14) == TODAY + days(14)
