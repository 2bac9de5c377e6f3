"""What a letter announces is what is claimed afterwards."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from engine.announced import NOTHING, belgian_announcement, dutch_announcement
from engine.charges import cost_items
from engine.legal_claim import assess_letter
from engine.legal_facts import Facts, Reminder
from engine.legal_rates import rate_book
from engine.notice_period import Delivery
from engine.penalty_clause import CIVIL_RATE, LEGAL_MAXIMUM, NO_CLAUSE, Clause, LumpSum
from engine.regimes import REGIMES

RATES = rate_book(
    (law, kind, date(2026, month, 1), Decimal(percent))
    for law in ("BE", "NL")
    for kind, percent in (("b2b", "10.5"), ("b2c", "4"))
    for month in (1, 7)
)
DUE, SENT, LATER = date(2026, 2, 2), date(2026, 2, 10), date(2026, 5, 4)
BALANCES = st.lists(
    st.integers(1, 10**6).map(lambda cents: Decimal(cents) / 100),
    min_size=1,
    max_size=5,
)
CAPS = st.sampled_from([Decimal(0), Decimal(50), Decimal(100)])
MAXIMUM = Clause(LEGAL_MAXIMUM, LEGAL_MAXIMUM)


def belgian(balances, clause=MAXIMUM, day=SENT, cap=Decimal(0)):
    balances = [Decimal(one) for one in balances]
    return belgian_announcement(balances, clause, RATES, day, cap)


def claimed(law, balances, cap, **facts):
    """Return the costs of a letter some months later, by the claim itself."""
    deliveries = (Delivery(SENT, "email", SENT),)
    values = {
        "reminder": Reminder(deliveries, is_dutch_letter=law == "NL"),
        "due_date_is_fatal": True,
        **facts,
    }
    all_facts = [Facts("consumer", one, DUE, LATER, **values) for one in balances]
    letter = assess_letter(law, all_facts, RATES)
    items = cost_items(
        letter.claims,
        letter.recovery_fee,
        LATER,
        REGIMES[law].business_costs,
        cap,
    )
    return sum(item.amount for item in items if item)


@given(BALANCES, CAPS)
def test_the_belgian_lump_sum_is_the_one_that_is_claimed(balances, cap):
    announced = belgian(balances, cap=cap).lump_sum
    assert announced == claimed("BE", balances, cap, clause=MAXIMUM)


@given(BALANCES, CAPS, st.sampled_from([Decimal(0), Decimal(21)]))
def test_the_dutch_costs_are_those_that_are_claimed(balances, cap, vat):
    facts = {"deducts_vat": not vat, "vat_percent": vat}
    announced = dutch_announcement(balances, vat, cap)
    assert announced == claimed("NL", balances, cap, **facts)


def test_the_scale_to_the_cent():
    assert dutch_announcement([Decimal("133.33")]) == Decimal(40)
    assert dutch_announcement([Decimal(4000)]) == Decimal(525)
    assert dutch_announcement([Decimal(1000)], Decimal(21)) == Decimal("181.50")
    assert dutch_announcement([Decimal(30)], cap_percent=Decimal(100)) == Decimal(30)


def test_what_a_clause_grants():
    found = belgian([1000])
    assert found.lump_sum == Decimal(90)
    assert found.rate == Decimal("10.5")
    assert found.interest
    own = Clause(Decimal(5), LumpSum(fixed=Decimal(15)))
    assert belgian([1000], own)[:] == (Decimal(15), True, Decimal(5))
    assert belgian([1000], Clause(CIVIL_RATE, None))[:] == (0, True, Decimal(4))


def test_nothing_is_announced_without_a_clause_that_holds():
    for clause in (
        NO_CLAUSE,
        MAXIMUM._replace(valid=False),
        Clause(Decimal(11), LumpSum(fixed=Decimal(15))),
    ):
        assert belgian([1000], clause) == NOTHING
        assert not belgian([1000], clause)


def test_a_rate_that_is_not_published_has_no_figure():
    found = belgian([1000], day=date(2027, 7, 1))
    assert found[:] == (Decimal(90), True, None)
    assert belgian([1000], Clause(Decimal(5), None), date(2027, 7, 1)).rate == 5


def test_what_a_reminder_names_is_kept():
    """No cost and no interest up to the day that it names, if that is later."""
    deliveries = (Delivery(SENT, "email", SENT),)
    for law, first_day in (("BE", date(2026, 3, 21)), ("NL", date(2026, 3, 21))):
        reminder = Reminder(
            deliveries, is_dutch_letter=law == "NL", until=date(2026, 3, 20)
        )
        facts = Facts(
            "consumer",
            Decimal(1000),
            DUE,
            LATER,
            reminder=reminder,
            clause=MAXIMUM,
            due_date_is_fatal=True,
        )
        (claim,) = assess_letter(law, [facts], RATES).claims
        assert claim.earliest_cost_date == first_day
        assert claim.waiting.last_day == date(2026, 3, 20)
        if law == "BE":
            assert claim.first_interest_day == first_day
        early = facts._replace(reminder=reminder._replace(until=SENT))
        (claim,) = assess_letter(law, [early], RATES).claims
        assert claim.earliest_cost_date == date(2026, 2, 25)
