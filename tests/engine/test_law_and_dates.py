"""Which law applies, when a claim is prescribed, what an event stops."""

from decimal import ROUND_CEILING, Decimal

import pytest
from legal_adapter import assess, rates, rows

from builders import day
from engine.applicable_law import (
    ItemsOfClaim,
    LawChoice,
    applicable_law,
    best_for_consumer,
)
from engine.legal_events import effect_of
from engine.legal_rates import rate_book
from engine.legal_values import LegalError
from engine.prescription import prescription
from engine.regimes import REGIMES, Regime, regime_of

D = Decimal


@pytest.mark.parametrize(
    ("debtor", "kind", "directs", "chosen", "expected"),
    [
        ("FR", "business", False, None, ("BE", None)),
        ("FR", "business", True, None, ("BE", None)),
        ("FR", "business", True, "FR", ("FR", None)),
        ("FR", "public", True, None, ("BE", None)),
        (None, "business", False, None, ("BE", None)),
        ("NL", "consumer", True, None, ("NL", None)),
        ("NL", "consumer", False, None, ("BE", None)),
        ("NL", "consumer", True, "BE", ("BE", "NL")),
        ("NL", "consumer", True, "NL", ("NL", None)),
        ("NL", "consumer", False, "DE", ("DE", None)),
        ("NL", "unknown", True, None, ("NL", None)),
        ("BE", "consumer", True, None, ("BE", None)),
        ("BE", "consumer", True, "BE", ("BE", None)),
        ("ES", "consumer", True, None, ("ES", None)),
    ],
)
def test_which_law(debtor, kind, directs, chosen, expected):
    choice = applicable_law(
        "BE", debtor, kind, directs_activity=directs, chosen_law=chosen
    )
    assert choice == LawChoice(*expected)


@pytest.mark.parametrize(
    ("seller", "debtor", "kind", "code"),
    [
        ("BE", None, "consumer", "unknown_country"),
        ("BE", "", "unknown", "unknown_country"),
        (None, "BE", "business", "unknown_country"),
        ("BE", "NL", "club", "unknown_debtor_kind"),
    ],
)
def test_no_law_is_guessed(seller, debtor, kind, code):
    with pytest.raises(LegalError) as refused:
        applicable_law(seller, debtor, kind, directs_activity=True)
    assert refused.value.code == code


def test_a_law_without_rules_is_refused():
    given = {"seller": "BE", "debtor": "ES", "debtor_kind": "consumer"}
    answer = assess({"input": {**given, "directs_activity": True}})
    assert (answer["law"], answer["error"]) == ("ES", "unknown_country")
    with pytest.raises(LegalError, match="Claim the principal only"):
        regime_of("ES")
    with pytest.raises(LegalError):
        regime_of(None)


def test_regimes_can_be_handed_in():
    austria = Regime("AT", "AT")
    assert regime_of("AT", {"AT": austria}) is austria
    assert regime_of("GB") is REGIMES["UK"]


def test_the_best_of_two_laws_for_the_consumer():
    belgian = ItemsOfClaim(day("2025-03-18"), D(90), D("11.50"))
    dutch = ItemsOfClaim(day("2025-03-20"), D(150), D("6.00"))
    best = ItemsOfClaim(day("2025-03-20"), D(90), D("6.00"))
    assert best_for_consumer(belgian, dutch) == best
    assert best_for_consumer(dutch, belgian) == best
    never = ItemsOfClaim(None, D(0), D("3.71"))
    assert best_for_consumer(belgian, never) == never


@pytest.mark.parametrize(
    ("law", "kind", "contract", "due", "last", "warn"),
    [
        ("BE", "business", "any", "2016-11-30", "2026-11-30", "2026-05-30"),
        ("BE", "consumer", "any", "2016-11-30", "2026-11-30", "2026-05-30"),
        ("BE", "consumer", "sale_of_goods", "2025-11-30", "2026-11-30", "2026-05-30"),
        ("BE", "business", "sale_of_goods", "2016-11-30", "2026-11-30", "2026-05-30"),
        ("BE", "business", "energy_telecom", "2021-11-30", "2026-11-30", "2026-05-30"),
        ("BE", "public", "periodic", "2021-11-30", "2026-11-30", "2026-05-30"),
        ("BE", "consumer", "hotel", "2026-05-31", "2026-11-30", "2026-05-30"),
        ("BE", "consumer", "medical", "2024-11-30", "2026-11-30", "2026-05-30"),
        ("NL", "business", "sale_of_goods", "2021-11-30", "2026-11-30", "2026-05-30"),
        ("NL", "consumer", "services", "2021-11-30", "2026-11-30", "2026-05-30"),
        ("NL", "consumer", "sale_of_goods", "2024-02-29", "2026-02-28", "2025-08-28"),
        ("NL", "unknown", "sale_of_goods", "2024-11-30", "2026-11-30", "2026-05-30"),
        ("FR", "consumer", "any", "2024-11-30", "2026-11-30", "2026-05-30"),
        ("FR", "public", "any", "2021-11-30", "2026-11-30", "2026-05-30"),
        ("DE", "business", "any", "2023-01-02", "2026-12-31", "2026-06-30"),
        ("DE", "consumer", "any", "2023-12-31", "2026-12-31", "2026-06-30"),
        ("LU", "business", "any", "2016-11-30", "2026-11-30", "2026-05-30"),
        ("UK", "business", "any", "2020-11-30", "2026-11-30", "2026-05-30"),
    ],
)
def test_prescription(law, kind, contract, due, last, warn):
    assert prescription(law, kind, day(due), contract) == (day(last), day(warn))


def test_goods_with_written_proof():
    found = prescription(
        "BE", "consumer", day("2016-11-30"), "sale_of_goods", written_proof=True
    )
    assert found.last_day == day("2026-11-30")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (("ES", "business"), "unknown_country"),
        (("BE", "club"), "unknown_debtor_kind"),
        (("BE", "business", "barter"), "unknown_contract"),
    ],
)
def test_prescription_is_never_guessed(values, code):
    law, kind, *contract = values
    with pytest.raises(LegalError) as refused:
        prescription(law, kind, day("2025-01-01"), *contract)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("law", "name", "arose", "expected"),
    [
        ("BE", "insolvency_opening", None, (False, "2026-03-01", 0, "trustee")),
        ("NL", "insolvency_opening", "2026-03-01", (False, "2026-03-01", 0, "trustee")),
        ("DE", "insolvency_opening", "2026-03-02", (False, None, None, "trustee")),
        (
            "BE",
            "collective_debt_settlement",
            None,
            (False, "2026-03-01", 0, "mediator"),
        ),
        ("NL", "wsnp", None, (False, "2026-03-01", 0, "trustee")),
        ("BE", "judicial_reorganisation", None, (False, None, None, "debtor")),
        ("BE", "judicial_reorganisation", "2026-03-01", (False, None, None, "debtor")),
        ("BE", "judicial_reorganisation", "2026-03-02", (True, None, None, "debtor")),
        ("BE", "disputed", None, (False, None, None, "debtor")),
        ("BE", "payment_plan", None, (False, None, None, "debtor")),
        ("NL", "debt_help", None, (False, None, None, "debtor")),
        ("BE", "deceased", None, (False, None, None, "debtor")),
        ("BE", "guardianship", None, (False, None, None, "debtor")),
        ("BE", "wrong_address", None, (False, None, None, "debtor")),
        ("BE", "near_prescription", None, (False, None, None, "debtor")),
    ],
)
def test_events(law, name, arose, expected):
    allowed, until, fee, address = expected
    found = effect_of(law, name, day("2026-03-02"), arose and day(arose))
    assert found == (allowed, until and day(until), fee, address)


@pytest.mark.parametrize(
    ("law", "name", "code"),
    [("BE", "holiday", "unknown_event"), ("ES", "disputed", "unknown_country")],
)
def test_events_are_never_guessed(law, name, code):
    with pytest.raises(LegalError) as refused:
        effect_of(law, name, day("2026-03-02"))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("law", "kind", "on", "percent"),
    [
        ("BE", "b2b", "2024-12-31", "12.50"),
        ("BE", "b2b", "2025-01-01", "11.50"),
        ("BE", "b2b", "2026-12-31", "10.50"),
        ("BE", "b2b", "2027-01-01", None),
        ("BE", "b2c", "2026-12-31", "4.50"),  # of a year
        ("BE", "b2c", "2027-01-01", None),
        ("NL", "b2c", "2022-12-31", "2.00"),  # since 2015, by decree
        ("NL", "b2c", "2026-12-31", "4.00"),
        ("NL", "b2c", "2027-01-01", None),
        ("FR", "b2c", "2026-06-30", "2.62"),
        ("FR", "b2c", "2026-07-01", None),  # not found
        ("LU", "b2c", "2024-12-31", "4.50"),
        ("LU", "b2c", "2025-01-01", None),
        ("LU", "b2c", "2023-12-31", None),
        ("UK", "b2c", "2025-01-01", None),
    ],
)
def test_rates_end_where_their_publication_ends(law, kind, on, percent):
    if percent:
        assert rates().table(law, kind).rate_on(day(on)) == D(percent)
        return
    with pytest.raises(LegalError) as refused:
        rates().table(law, kind).rate_on(day(on))
    assert refused.value.code == "missing_rate"


def test_each_half_year_of_belgium_is_the_ecb_rate_plus_eight_rounded_up():
    """Two tables of different sources agree: art. 5 of the law of 2 August 2002."""
    dutch = {row[2]: row[3] for row in rows("rates.csv") if row[:2] == ("NL", "b2b")}
    for law, kind, first_day, percent in rows("rates.csv"):
        if (law, kind) == ("BE", "b2b"):
            half_points = (dutch[first_day] * 2).to_integral_value(ROUND_CEILING)
            assert percent == half_points / 2


def test_a_book_of_a_few_rows():
    book = rate_book([("BE", "b2b", day("2025-01-01"), D("11.50"))])
    assert book.table("BE", "b2b").rate_on(day("2025-06-30")) == D("11.50")
    with pytest.raises(LegalError):
        book.table("NL", "b2b")
