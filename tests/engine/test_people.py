"""Marked contacts: who is written to, who gets a copy, and who never does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import COMPANY, FIRST, SECOND, TODAY, changed, claim, reached, run
from engine.claims import Contact

ANN, BOB, DESK, EVA, OLD = 7, 8, 9, 10, 11
HOUSE = "info@klant.example"


def mail(contact_id):
    return f"nr{contact_id}@klant.example"


def contact(contact_id, email=True, **values):
    return Contact(contact_id, mail(contact_id) if email is True else email, **values)


def reminded(contact_id, place=0, **values):
    return contact(contact_id, reminders=True, place=place, **values)


def manager(contact_id, place=0, **values):
    return contact(contact_id, management=True, place=place, **values)


def decide(*people, ladder=None, **values):
    """Decide about one claim, with the house and some people."""
    known = [Contact(COMPANY, HOUSE), *people]
    values = {"kind": "business", **values}
    claims = values.pop("claims", [claim(1, contact_id=ANN)])
    return run(
        *claims,
        **({"policy": ladder} if ladder else {}),
        contacts={one.contact_id: one for one in known},
        **values,
    )


def people_of(decision):
    """Return the recipient with the rule that chose, and those with a copy."""
    return (decision.recipient_id, decision.recipient_reason), [
        (one.contact_id, one.why) for one in decision.copies
    ]


COPY = changed(FIRST, copy_to_manager=True)


@pytest.mark.parametrize(
    ("people", "values", "expected"),
    [
        pytest.param(
            [contact(ANN), reminded(BOB)],
            {},
            ((BOB, "reminders"), []),
            id="a mark beats the invoice",
        ),
        pytest.param(
            [reminded(ANN, 2), reminded(BOB, 1)],
            {},
            ((BOB, "reminders"), [(ANN, "reminders")]),
            id="the first is written to, the other gets a copy",
        ),
        pytest.param(
            [reminded(BOB, 1), reminded(ANN, 1)],
            {},
            ((ANN, "reminders"), [(BOB, "reminders")]),
            id="the same place: the older contact",
        ),
        pytest.param(
            [contact(ANN), reminded(BOB)],
            {"chosen_contact_id": ANN},
            ((ANN, "by_hand"), []),
            id="by hand beats a mark, which gets no copy then",
        ),
        pytest.param(
            [contact(ANN, active=False), reminded(BOB)],
            {"chosen_contact_id": ANN},
            ((BOB, "reminders"), []),
            id="whoever was chosen and left",
        ),
        pytest.param(
            [reminded(ANN, 1, active=False), reminded(BOB, 2)],
            {},
            ((BOB, "reminders"), []),
            id="archived is passed over",
        ),
        pytest.param(
            [reminded(ANN, 1), reminded(BOB, 2)],
            {"failed_addresses": {mail(ANN)}},
            ((BOB, "reminders"), []),
            id="a failed address is passed over",
        ),
        pytest.param(
            [reminded(ANN, 1), reminded(BOB, 2)],
            {"failed_addresses": {mail(BOB)}},
            ((ANN, "reminders"), []),
            id="a copy that failed stops nothing",
        ),
        pytest.param(
            [reminded(ANN, 1), reminded(BOB, 2, email=mail(ANN))],
            {},
            ((ANN, "reminders"), []),
            id="one address, one mail",
        ),
        pytest.param(
            [reminded(ANN, email=None), contact(BOB)],
            {},
            ((COMPANY, "company"), []),
            id="marked without any address",
        ),
    ],
)
def test_who_is_written_to(people, values, expected):
    assert people_of(decide(*people, **values)) == expected


@pytest.mark.parametrize(
    ("people", "kind", "copies", "missing"),
    [
        pytest.param([manager(EVA)], "business", [EVA], False, id="a manager"),
        pytest.param([manager(EVA)], "public", [EVA], False, id="of a public body"),
        pytest.param([manager(EVA)], "consumer", [], False, id="never a consumer's"),
        pytest.param([manager(EVA)], "unknown", [], False, id="nor who may be one"),
        pytest.param([], "business", [], True, id="no manager: it goes without"),
        pytest.param(
            [manager(EVA, email=None)], "business", [], True, id="without an address"
        ),
        pytest.param(
            [manager(EVA, 1, active=False), manager(OLD, 2)],
            "business",
            [OLD],
            False,
            id="the next who is there",
        ),
        pytest.param(
            [manager(ANN, reminders=True)],
            "business",
            [],
            False,
            id="the recipient is the manager",
        ),
        pytest.param(
            [reminded(ANN), manager(EVA, email=mail(ANN))],
            "business",
            [],
            False,
            id="at the recipient's own address",
        ),
    ],
)
def test_the_management_gets_a_copy_where_the_step_says_so(
    people, kind, copies, missing
):
    decision = decide(contact(BOB), *people, ladder=COPY, kind=kind)
    assert decision.outcome == "send"
    assert [one.contact_id for one in decision.copies] == copies
    assert decision.parameters.get("no_manager", False) == missing


def test_without_the_step_asking_for_it_no_manager_gets_anything():
    decision = decide(manager(EVA))
    assert decision.copies == ()
    assert "no_manager" not in decision.parameters


def test_a_letter_is_copied_by_mail():
    ladder = changed(FIRST, channel="letter")
    first = reminded(ANN, 1, postal="Steenstraat 1, 8000 Brugge, BE")
    second = reminded(BOB, 2, postal="Kouter 7, 9000 Gent, BE")
    decision = decide(first, second, reminded(EVA, 3, email=None), ladder=ladder)
    assert (decision.channel, decision.recipient_id) == ("letter", ANN)
    assert [(one.channel, one.contact_id) for one in decision.copies] == [
        ("email", BOB)
    ]


def test_another_recipient_is_another_decision():
    before, after = decide(reminded(ANN)), decide(reminded(ANN), reminded(BOB, 1))
    assert before.fingerprint() != after.fingerprint()
    assert before.parameters["to"] == [ANN, "reminders"]
    assert after.parameters["copies"] == [[BOB, "reminders"]]


@st.composite
def families(draw):
    """Draw the people of a customer, some with marks, and what failed."""
    emails = st.sampled_from([None, "a@x.example", "b@x.example", "c@x.example"])
    people = [
        Contact(
            contact_id,
            draw(emails),
            draw(st.booleans()),
            draw(st.sampled_from([None, "Kouter 7", "Steenstraat 1"])),
            draw(st.booleans()),
            draw(st.booleans()),
            draw(st.integers(0, 3)),
        )
        for contact_id in (COMPANY, ANN, BOB, DESK, EVA)
    ]
    return {
        "people": people,
        "failed": draw(
            st.frozensets(st.sampled_from(["a@x.example", "b@x.example", "Kouter 7"]))
        ),
        "chosen": draw(st.sampled_from([None, ANN, 999])),
        "invoiced": draw(st.sampled_from([None, BOB, 998])),
        "channel": draw(st.sampled_from(["email", "letter"])),
        "second": draw(st.sampled_from([None, "email", "letter"])),
        "kind": draw(st.sampled_from(["business", "consumer", "public", "unknown"])),
    }


@given(families())
def test_nobody_else_and_nothing_twice(family):
    """Only the customer's own people, no failed address, no address twice."""
    contacts = {one.contact_id: one for one in family["people"]}
    decision = run(
        claim(1, contact_id=family["invoiced"]),
        policy=changed(
            FIRST,
            channel=family["channel"],
            second_channel=family["second"],
            copy_to_manager=True,
        ),
        kind=family["kind"],
        contacts=contacts,
        invoice_contact_id=DESK,
        chosen_contact_id=family["chosen"],
        failed_addresses=family["failed"],
    )
    if decision.outcome == "nothing":
        assert decision.reason in ("no_address", "address_failed")
        return
    ways = [(decision.recipient_id, decision.address)]
    ways += [(one.contact_id, one.address) for one in decision.copies]
    assert all(one in contacts and contacts[one].active for one, _where in ways)
    assert not {where for _one, where in ways} & family["failed"]
    assert len({where for _one, where in ways}) == len(ways)
    if family["kind"] in ("consumer", "unknown"):
        assert all(one.why != "management" for one in decision.copies)


def test_a_later_step_is_copied_too():
    """The marks hold for every message, not only for the first."""
    decision = decide(
        reminded(ANN, 1),
        reminded(BOB, 2),
        claims=[claim(1, 20)],
        history={1: reached(FIRST, ago=14)},
    )
    assert decision.level.level_id == SECOND.level_id
    assert [one.contact_id for one in decision.copies] == [BOB]
    assert decision.next_date == TODAY
