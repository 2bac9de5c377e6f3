"""What must hold for every claim under every law."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st
from legal_adapter import rates

from builders import days
from engine.interest import ACT_365, ACT_ACT, DAY_COUNTS, Payment, Terms, accrue
from engine.legal_claim import assess_claim
from engine.legal_facts import Facts, Reminder
from engine.legal_values import ZERO, LegalError
from engine.notice_period import SAFE, STRICT, Delivery
from engine.penalty_clause import (
    LEGAL_MAXIMUM,
    Clause,
    LumpSum,
    check_lump_sum,
    lump_sum,
    lump_sum_cap,
)
from engine.recovery_cost import dutch_business_costs, dutch_costs, fixed_sums
from engine.regimes import REGIMES

amounts = st.integers(0, 5_000_000).map(lambda cents: Decimal(cents) / 100)
starts = st.dates(date(2015, 1, 1), date(2025, 12, 31))
lengths = st.integers(0, 360)
laws = st.sampled_from(sorted(REGIMES))
often = st.sampled_from([True, True, True, False])
CENT = Decimal("0.01")
HALVES = {(1, 1), (7, 1)}


@st.composite
def payments(draw, start):
    """Some payments around a delay."""
    return [
        Payment(
            start + days(draw(st.integers(-20, 400))),
            draw(st.integers(1, 2_000_000).map(lambda cents: Decimal(cents) / 100)),
        )
        for _number in range(draw(st.integers(0, 3)))
    ]


def by_the_day(principal, first_day, last_day, table, terms, paid):
    """Return interest the long way: a day at a time, without segments."""
    total, day = Decimal(0), first_day
    while day <= last_day:
        base = max(principal - sum(one.amount for one in paid if one.day < day), ZERO)
        year = date(day.year, 12, 31) - date(day.year - 1, 12, 31)
        divisor = year.days if terms.day_count == ACT_ACT else 365
        # 366 times 365: exact for both divisors
        total += base * table.rate_on(day) * (366 * 365 // divisor)
        day += timedelta(days=1)
    exact = total / (100 * 366 * 365)
    return exact.quantize(CENT, ROUND_HALF_UP)


@given(st.data(), amounts, starts, lengths, st.sampled_from([ACT_365, ACT_ACT]))
def test_segments_say_what_a_day_at_a_time_says(data, principal, start, length, count):
    table = rates().table("BE", "b2b")
    end, terms = start + days(length), Terms(count)
    paid = data.draw(payments(start))
    interest = accrue(principal, start, end, table, terms, paid)
    assert interest.amount == by_the_day(principal, start, end, table, terms, paid)
    for one, following in zip(interest.segments, interest.segments[1:], strict=False):
        assert one.date_to < following.date_from
        is_half_year = (following.date_from.month, following.date_from.day) in HALVES
        assert is_half_year or one.base != following.base
    received = sum(one.amount for one in paid if one.day <= end)
    left = interest.principal_left + interest.interest_left
    assert left - interest.surplus == principal + interest.amount - received


@given(amounts, starts, lengths, st.integers(0, 360), st.sampled_from(DAY_COUNTS))
def test_splitting_a_period_changes_only_the_rounding(
    principal, start, length, cut, day_count
):
    cut = min(cut, length)
    table, terms = rates().table("NL", "b2b"), Terms(day_count)
    middle, end = start + days(cut), start + days(length)
    whole = accrue(principal, start, end, table, terms)
    first = accrue(principal, start, middle, table, terms)
    second = accrue(principal, middle + days(1), end, table, terms)
    assert abs(whole.amount - first.amount - second.amount) <= CENT
    raws = [sum(one.raw for one in part.segments) for part in (first, second)]
    assert sum(raws) == sum(one.raw for one in whole.segments)


@given(amounts, starts, lengths, laws, st.integers(1, 30))
def test_more_days_never_bring_less(principal, start, length, law, more):
    regime = REGIMES[law]
    table = rates().table(law, "b2b")
    end = start + days(length)
    terms = regime.terms()
    shorter = accrue(principal, start, min(end, date(2026, 12, 1)), table, terms)
    longer = accrue(
        principal, start, min(end + days(more), date(2026, 12, 31)), table, terms
    )
    assert longer.amount >= shorter.amount


@given(amounts, starts, st.integers(0, 3000))
def test_compounding_is_never_below_simple(principal, start, length):
    end = min(start + days(length), date(2026, 12, 31))
    table = rates().table("NL", "b2c")
    simple = accrue(principal, start, end, table)
    compound = accrue(principal, start, end, table, Terms(compounding=True))
    years = end.year - start.year + 1
    # each capitalisation rounds once more than simple interest does
    assert compound.amount >= simple.amount - years * CENT
    assert compound.capitalised <= compound.amount


@st.composite
def consumer_facts(draw):
    """A Belgian or Dutch consumer who got a reminder, and when he paid."""
    due = draw(st.dates(date(2024, 1, 1), date(2025, 12, 1)))
    sent = due + days(draw(st.sampled_from([-1, 0, 1, 2, 3, 7, 30])))
    channel = draw(st.sampled_from(["email", "sms", "letter", "registered_letter"]))
    words = draw(
        st.sampled_from(["day_after_receipt"] * 4 + ["receipt", "letter_date"])
    )
    return Facts(
        debtor_kind=draw(st.sampled_from(["consumer", "unknown"])),
        principal=draw(amounts),
        due_date=due,
        end_date=due + days(draw(st.integers(0, 40) | st.integers(40, 250))),
        payments=tuple(draw(payments(due))),
        allocation=draw(st.sampled_from(["principal_first", "legal"])),
        mode=draw(st.sampled_from([STRICT, SAFE])),
        reminder=Reminder(
            (Delivery(sent, channel),),
            is_dutch_letter=draw(often),
            days=draw(st.sampled_from([13, 14, 14, 14, 15, 20])),
            counted_from=words,
        ),
        clause=Clause(
            draw(
                st.sampled_from(
                    [LEGAL_MAXIMUM, LEGAL_MAXIMUM, None, Decimal(7), Decimal(12)]
                )
            ),
            draw(st.sampled_from([LEGAL_MAXIMUM, None, LumpSum(Decimal(20))])),
            draw(often),
        ),
        creditor_is_sme=draw(st.booleans()),
        deducts_vat=draw(st.booleans()),
        due_date_is_fatal=draw(often),
    )


@given(consumer_facts(), st.sampled_from(["BE", "NL", "DE", "FR"]))
def test_consumers_never_owe_costs_early_or_above_the_caps(facts, law):
    claim = assess_claim(law, facts, rates())
    owed = facts.principal + claim.interest.amount + claim.recovery_fee
    received = sum(one.amount for one in facts.payments if one.day <= facts.end_date)
    assert claim.total - claim.interest.surplus == owed - received
    if claim.recovery_fee:
        assert claim.fee_reason is None
        assert facts.due_date < claim.earliest_cost_date <= facts.end_date
        # fourteen whole days lie between the reminder and the first costs
        assert (claim.earliest_cost_date - facts.reminder.sent).days >= 15
    else:
        assert claim.fee_reason
    if law == "BE":
        assert claim.recovery_fee <= lump_sum_cap(claim.balance)
        assert claim.interest.amount <= 0 or facts.clause.valid
        caps = rates().table("BE", "b2b")
        for one in claim.interest.segments:
            assert one.date_from > facts.reminder.sent
            assert one.rate <= caps.rate_on(one.date_from)
    if law in ("DE", "FR"):
        assert claim.recovery_fee == 0


@given(consumer_facts(), st.sampled_from(["BE", "NL"]))
def test_the_safe_reading_never_claims_more(facts, law):
    literal = assess_claim(law, facts._replace(mode=STRICT), rates())
    safe = assess_claim(law, facts._replace(mode=SAFE), rates())
    assert safe.recovery_fee <= literal.recovery_fee
    if facts.allocation == "principal_first":
        assert safe.interest.amount <= literal.interest.amount
    if literal.earliest_cost_date:
        assert safe.earliest_cost_date >= literal.earliest_cost_date


@given(amounts, amounts, st.sampled_from([Decimal(0), Decimal(21)]))
def test_the_dutch_scale_grows_with_the_principal(one, other, vat):
    small, large = sorted((one, other))
    assert dutch_costs([small], vat) <= dutch_costs([large], vat)
    assert dutch_costs([small + large], vat) == dutch_costs([small, large], vat)
    assert dutch_costs([large], vat) <= Decimal(6775) * (100 + vat) / 100
    # two letters cost no less than one, but for the rounding of each
    each = dutch_costs([one]) + dutch_costs([other])
    assert dutch_costs([one, other]) <= each + CENT


@given(st.lists(amounts, max_size=5))
def test_the_lower_of_two_readings_is_the_usual_one(balances):
    assert dutch_business_costs(balances) <= dutch_business_costs(
        balances, "max_wik_40_each"
    )
    cautious = lump_sum(balances)
    assert cautious <= lump_sum(balances, aggregation="on_sum")
    assert cautious <= lump_sum(balances, aggregation="per_invoice")
    assert fixed_sums(balances) == 40 * sum(1 for one in balances if one)


percents = st.integers(0, 200).map(lambda tenths: Decimal(tenths) / 10)
whole = st.integers(0, 120).map(Decimal)


@given(whole, percents, whole, st.none() | st.integers(0, 2100).map(Decimal), amounts)
def test_a_clause_that_is_accepted_is_below_the_cap(
    fixed, percent, least, most, balance
):
    clause = LumpSum(fixed, percent, least, most)
    try:
        check_lump_sum(clause)
    except LegalError:
        return
    if balance:
        assert lump_sum([balance], clause) <= lump_sum_cap(balance)
