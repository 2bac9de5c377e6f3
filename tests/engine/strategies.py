"""Debtors of every kind, for properties that must hold for all of them."""

from datetime import date

from hypothesis import strategies as st

from builders import EUR, JPY, USD, days, level, usual_levels
from builders import policy as build_policy
from engine.claims import (
    CALL,
    COURTESY,
    NO_HISTORY,
    REMINDER,
    Claim,
    Contact,
    Credit,
    DebtorSnapshot,
    History,
    Pause,
    Underway,
)
from engine.law_of_claims import ConsumerLaw

RATES = {EUR: 1, USD: 0.1, JPY: 10}
COMPANY, ANN, DESK = 100, 7, 9
EMAILS = {COMPANY: "info@x.example", ANN: "ann@x.example", DESK: "desk@x.example"}

#: What may protect a natural person; none as often as one.
LAWS = (None, None, ConsumerLaw("BE", "BE"), ConsumerLaw("BE", "NL", True))

todays = st.dates(date(2026, 1, 1), date(2027, 12, 31))
amounts = st.one_of(
    st.integers(1, 20_00),
    st.sampled_from([1, 49_99, 50_00, 100_00]),
    st.integers(1, 5_000_00),
)
currencies = st.sampled_from([EUR, EUR, USD, JPY])
offsets = st.one_of(st.integers(-30, 120), st.integers(-8, 8))


@st.composite
def policies(draw, first_id=1, *, plain=False):
    """A ladder with limits; ``plain`` leaves out conditions on its levels."""
    if draw(st.booleans()):
        levels = usual_levels(first_id)
    else:  # that of late payers: a call between the reminders, a third reminder
        steps = [
            (COURTESY, -3, 0),
            (CALL, 2, 0),
            (REMINDER, 4, 5),
            (CALL, 10, 0),
            (REMINDER, 12, 14),
            (REMINDER, 20, 5),
            ("formal_notice", 25, 3),
        ]
        levels = [level(first_id + n, *step) for n, step in enumerate(steps)]
    if not plain:
        levels = [draw(_conditions(one)) for one in levels]
    return build_policy(
        levels,
        policy_id=first_id,
        mode=draw(st.sampled_from(["automatic", "propose"])),
        minimum_amount=draw(st.sampled_from([0, 0, 5_00, 60_00])),
        small_amount=draw(st.sampled_from([0, 0, 50_00, 500_00])),
        min_gap_days=draw(st.sampled_from([0, 3, 7])),
        debtor_kind=draw(st.sampled_from([None, "business", "consumer"])),
    )


def _conditions(one):
    usual = st.just(one)
    return st.one_of(
        usual,
        usual,
        usual,
        st.sampled_from(
            [
                one._replace(minimum_claim=50_00),
                one._replace(minimum_term_days=21),
                one._replace(relationships=frozenset({"late", "chronic"})),
                one._replace(channel="letter"),
                one._replace(wait_days=10),
                one._replace(mode="propose"),
            ]
        ),
    )


@st.composite
def claims(draw, line_id, today):
    offset = draw(offsets)
    due = None if draw(st.integers(0, 15)) == 0 else today - days(offset)
    invoiced = due or today
    term = draw(st.sampled_from([None, 0, 8, 14, 30, 60]))
    residual = draw(amounts)
    return Claim(
        line_id=line_id,
        move_id=1000 + line_id,
        name=f"INV/{line_id}",
        currency_id=draw(currencies),
        residual=residual,
        company_residual=residual,
        due_date=due,
        invoice_date=None if term is None else invoiced - days(term),
        contact_id=draw(st.sampled_from([None, ANN, COMPANY, 55])),
    )


@st.composite
def histories(draw, claim, ladder, today):
    """What may have reached the debtor about a claim that is late already."""
    if claim.due_date is None or claim.due_date >= today or draw(st.booleans()):
        return NO_HISTORY
    steps = [one for one in ladder.levels if one.step_kind != CALL]
    last = draw(st.integers(0, len(steps) - 1))
    contact = today - days(draw(st.integers(0, 40)))
    phones = [one.level_id for one in ladder.levels if one.step_kind == CALL]
    sets = st.frozensets(st.sampled_from(phones))
    seen = sum(one.step_kind == REMINDER for one in steps[: last + 1])
    return History(
        rank=int(steps[last].order),
        level_id=steps[last].level_id,
        last_contact=contact,
        last_deadline=draw(
            st.one_of(
                st.none(), st.builds(days, st.integers(3, 16)).map(contact.__add__)
            )
        ),
        reminders=draw(st.integers(0, seen)),
        calls=draw(sets),
        tasks=draw(
            st.one_of(
                st.just(frozenset()),
                st.frozensets(st.sampled_from([one.level_id for one in ladder.levels])),
            )
        ),
    )


@st.composite
def pauses(draw, pause_id, line_ids, today):
    needs_person = draw(st.integers(0, 4)) == 0
    date_end = today + days(draw(st.integers(0, 60)))
    if needs_person:
        date_end = today - days(1)
    elif draw(st.booleans()):
        date_end = None
    scopes = st.dictionaries(
        st.sampled_from(line_ids or [77]), st.one_of(st.none(), amounts), max_size=3
    )
    whole = draw(st.integers(0, 6)) == 0
    return Pause(
        pause_id, "dispute", date_end, None if whole else draw(scopes), needs_person
    )


@st.composite
def debtors(draw, *, plain=False, pausing=True):
    """Return (parts of a snapshot as a dict, policy, today)."""
    today = draw(todays)
    ladder = draw(policies(plain=plain))
    old = draw(policies(101, plain=plain))
    count = draw(st.integers(0, 6))
    lines = [draw(claims(n + 1, today)) for n in range(count)]
    of_line = {
        one.line_id: draw(histories(one, draw(st.sampled_from([ladder, old])), today))
        for one in lines
    }
    credits = [
        Credit(901 + n, 1901 + n, f"R/{n}", draw(currencies), amount, amount, None)
        for n, amount in enumerate(draw(st.lists(amounts, max_size=2)))
    ]
    ids = [one.line_id for one in lines]
    contacts = [one.last_contact for one in of_line.values() if one.last_contact]
    contacts += draw(
        st.lists(st.integers(0, 20).map(lambda n: today - days(n)), max_size=1)
    )
    emails = draw(st.sampled_from([EMAILS, EMAILS, {COMPANY: "info@x.example"}, {}]))
    parts = {
        "partner_id": COMPANY,
        "claims": lines,
        "credits": credits,
        "kind": draw(st.sampled_from(["business"] * 4 + ["consumer", "unknown"])),
        "relationship": draw(st.sampled_from(["new", "late"])),
        "history": of_line,
        "pauses": [
            draw(pauses(n, ids, today))
            for n in range(draw(st.integers(0, 2)) if pausing else 0)
        ],
        "last_contact": max(contacts, default=None),
        "underway": draw(
            st.sampled_from([None] * 6 + [Underway(1, "draft"), Underway(2, "queued")])
        ),
        "contacts": {one: Contact(one, email) for one, email in emails.items()},
        "invoice_contact_id": draw(st.sampled_from([None, DESK])),
        "countries": draw(st.sampled_from([(), ("BE",), ("BE", "NL"), ("XX",)])),
        "failed_addresses": draw(
            st.sampled_from([frozenset(), frozenset({"info@x.example"})])
        ),
        "rates": RATES,
        "ladders": {one.level_id: own for own in (ladder, old) for one in own.levels},
        "keeps_ladder": draw(st.booleans()),
        "law": draw(st.sampled_from(LAWS)),
    }
    return parts, ladder, today


def snapshot_of(parts, **changes):
    return DebtorSnapshot(**{**parts, **changes})
