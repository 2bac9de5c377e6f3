"""Recovery costs and clauses: both sides of each limit."""

from decimal import Decimal

import pytest

from builders import day
from engine import penalty_clause
from engine.legal_values import LegalError
from engine.penalty_clause import LumpSum, check_interest, check_lump_sum, lump_sum
from engine.recovery_cost import (
    DUTCH_VAT,
    FORTY_EACH,
    belgian_reminder_cost,
    british_sums,
    dutch_business_costs,
    dutch_costs,
    dutch_term_costs,
    fixed_sums,
    german_legal_costs,
    german_reminder_cost,
)

D = Decimal


def amounts(*values):
    return [D(one) for one in values]


@pytest.mark.parametrize(
    ("principal", "costs"),
    [
        ("0.00", "0.00"),
        ("0.01", "40.00"),
        ("266.66", "40.00"),
        ("266.67", "40.00"),
        ("266.70", "40.01"),
        ("1000.00", "150.00"),
        ("2500.00", "375.00"),
        ("2500.10", "375.01"),
        ("4000.00", "525.00"),
        ("5000.00", "625.00"),
        ("5000.20", "625.01"),
        ("6000.00", "675.00"),
        ("10000.00", "875.00"),
        ("10001.00", "875.01"),
        ("200000.00", "2775.00"),
        ("200002.00", "2775.01"),
        ("1000000.00", "6775.00"),
        ("1000002.00", "6775.00"),
        ("999998.00", "6774.99"),
    ],
)
def test_dutch_scale(principal, costs):
    assert dutch_costs([D(principal)]) == D(costs)


def test_dutch_scale_with_vat():
    """The percentage comes before the one rounding: 40.005 x 1.21 = 48.40605."""
    assert dutch_costs([D("266.70")], D(21)) == D("48.41")
    assert dutch_costs([D(100)], D(21)) == D("48.40")
    assert dutch_costs([D(1000)], D(9)) == D("163.50")
    assert dutch_costs([D(2_000_000)], D(21)) == D("8197.75")
    assert dutch_costs([D(0)], D(21)) == 0


def test_dutch_vat_is_that_of_the_netherlands():
    assert DUTCH_VAT == 21


def test_dutch_letter_on_several_claims():
    assert dutch_costs(amounts("100", "200", "300")) == 90
    three = amounts("100", "100", "100")
    assert dutch_business_costs(three) == 45
    assert dutch_business_costs(three, FORTY_EACH) == 120
    assert dutch_business_costs(amounts("5000", "100"), FORTY_EACH) == 630
    assert dutch_business_costs(amounts("100", "0"), FORTY_EACH) == 40
    with pytest.raises(LegalError):
        dutch_business_costs(three, "most")


@pytest.mark.parametrize(
    ("term", "unpaid", "letters", "maximum", "default"),
    [
        ("50.00", 6, "each", "140.00", "40.00"),
        ("50.00", 7, "each", "140.00", "40.00"),
        ("50.00", 5, "each", "120.00", "40.00"),
        ("266.67", 1, "each", "40.00", "40.00"),
        ("50.00", 0, "each", "0.00", "0.00"),
        ("50.00", 6, "joint", "40.00", "40.00"),
        ("50.00", 6, "none", "0.00", "0.00"),
        ("0.00", 6, "each", "0.00", "0.00"),
    ],
)
def test_dutch_terms(term, unpaid, letters, maximum, default):
    assert dutch_term_costs(D(term), unpaid, letters) == (D(maximum), D(default))


def test_large_dutch_terms_are_for_a_person():
    with pytest.raises(LegalError) as refused:
        dutch_term_costs(D("266.68"), 2)
    assert refused.value.code == "large_terms"


@pytest.mark.parametrize(
    ("balances", "costs"),
    [([], 0), (["100"], 40), (["100", "0.01"], 80), (["0", "100"], 40)],
)
def test_forty_for_each_late_invoice(balances, costs):
    assert fixed_sums(amounts(*balances)) == costs


@pytest.mark.parametrize(
    ("debts", "costs"),
    [
        (["999.99"], 40),
        (["1000"], 70),
        (["9999.99"], 70),
        (["10000"], 100),
        (["500", "20000", "0"], 140),
    ],
)
def test_british_sums(debts, costs):
    assert british_sums(amounts(*debts)) == costs


def test_german_costs():
    assert german_reminder_cost(True, D("0.20"), D("0.95")) == 0
    assert german_reminder_cost(False, D("0.20"), D("0.95")) == D("1.15")
    assert german_reminder_cost(False) == 0
    assert german_legal_costs(D("159.94"), D(40)) == D("119.94")
    assert german_legal_costs(D(30), D(40)) == 0


@pytest.mark.parametrize(
    ("number", "regular", "due_dates", "postage", "costs"),
    [
        (1, False, 1, "1.65", "0.00"),
        (2, False, 1, "1.65", "9.15"),
        (2, False, 1, "0", "7.50"),
        (1, True, 3, "1.65", "0.00"),
        (1, True, 4, "1.65", "9.15"),
        (1, False, 4, "1.65", "0.00"),
        (2, True, 1, "1.65", "9.15"),
    ],
)
def test_belgian_reminders(number, regular, due_dates, postage, costs):
    found = belgian_reminder_cost(number, regular, due_dates, D(postage))
    assert found == D(costs)


@pytest.mark.parametrize(
    ("balance", "cap"),
    [
        ("0.00", "0.00"),
        ("0.01", "20.00"),
        ("150.00", "20.00"),
        ("150.01", "30.00"),
        ("150.05", "30.01"),
        ("300.00", "45.00"),
        ("500.00", "65.00"),
        ("500.01", "65.00"),
        ("500.10", "65.01"),
        ("1000.00", "90.00"),
        ("39199.90", "2000.00"),
        ("39199.80", "1999.99"),
        ("39200.00", "2000.00"),
        ("60000.00", "2000.00"),
    ],
)
def test_belgian_cap(balance, cap):
    assert penalty_clause.lump_sum_cap(D(balance)) == D(cap)


@pytest.mark.parametrize(
    ("balances", "each", "on_sum"),
    [
        (["100", "100", "100"], 60, 45),
        (["100", "60"], 40, 31),
        (["140", "20"], 40, 31),
        (["400", "400"], 110, 80),
        (["70", "70"], 40, 20),
        (["100", "0"], 20, 20),
        ([], 0, 0),
    ],
)
def test_belgian_lump_sum_of_several_invoices(balances, each, on_sum):
    balances = amounts(*balances)
    assert lump_sum(balances, aggregation="per_invoice") == each
    assert lump_sum(balances, aggregation="on_sum") == on_sum
    assert lump_sum(balances) == min(each, on_sum)


def test_a_clause_below_the_cap():
    ten_percent = LumpSum(percent=D(10), maximum=D(60))
    with pytest.raises(LegalError):  # 10 % of 500 are 50, of 1500 at most 60: but
        lump_sum([D(1000)], LumpSum(percent=D(10)))  # without a maximum 100 of 1000
    assert lump_sum([D(400)], ten_percent) == 40
    assert lump_sum([D(1000)], ten_percent) == 60
    assert lump_sum([D(1000)], None) == 0
    with pytest.raises(LegalError):
        lump_sum([D(1000)], aggregation="most")


@pytest.mark.parametrize(
    ("clause", "allowed"),
    [
        pytest.param(LumpSum(D(5), D("5.3"), D(0), D(620)), True, id="to 620"),
        pytest.param(LumpSum(D(5), D("5.3"), D(0), D(700)), False, id="about 13 113"),
        pytest.param(LumpSum(fixed=D(20)), True, id="20, the cap of small balances"),
        pytest.param(LumpSum(fixed=D("20.01")), False, id="a cent more"),
        pytest.param(LumpSum(percent=D(5)), False, id="5 % passes 2000 at last"),
        pytest.param(LumpSum(percent=D(5), maximum=D(2000)), True, id="5 %, 2000"),
        pytest.param(LumpSum(percent=D(5), maximum=D(2001)), False, id="5 %, 2001"),
        pytest.param(LumpSum(percent=D(13), maximum=D(65)), True, id="13 % to 65"),
        pytest.param(LumpSum(percent=D(14), maximum=D(60)), False, id="14 % of 150"),
        pytest.param(LumpSum(percent=D(10), maximum=D(105)), False, id="10 % to 105"),
        pytest.param(
            LumpSum(percent=D(5), minimum=D(20), maximum=D(90)), True, id="min"
        ),
        pytest.param(LumpSum(percent=D(5), minimum=D(25)), False, id="a high minimum"),
        pytest.param(
            LumpSum(fixed=D(15), percent=D(1), maximum=D(99)), True, id="both"
        ),
    ],
)
def test_clauses_are_judged_on_every_balance(clause, allowed):
    if allowed:
        check_lump_sum(clause)
        return
    with pytest.raises(LegalError) as refused:
        check_lump_sum(clause)
    assert refused.value.code == "clause_above_cap"


def test_interest_clause_at_the_cap():
    check_interest(D("11.50"), D("11.50"), day("2025-03-01"))
    with pytest.raises(LegalError, match="Lower the clause") as refused:
        check_interest(D("11.51"), D("11.50"), day("2025-03-01"))
    assert refused.value.code == "clause_above_cap"


@pytest.mark.parametrize(
    "refuse",
    [
        lambda: dutch_costs([D(-1)]),
        lambda: dutch_costs([D(1)], D(-21)),
        lambda: fixed_sums([D(-1)]),
        lambda: british_sums([D(-1)]),
        lambda: dutch_term_costs(D(-1), 1),
        lambda: dutch_term_costs(D(1), 1, "some"),
        lambda: penalty_clause.lump_sum_cap(D(-1)),
        lambda: lump_sum([D(-1)]),
        lambda: check_lump_sum(LumpSum(percent=D(-1))),
        lambda: check_interest(D(-1), D(10), day("2025-03-01")),
        lambda: belgian_reminder_cost(0),
        lambda: belgian_reminder_cost(2, postage=D(-1)),
        lambda: german_reminder_cost(False, D(-1)),
        lambda: german_legal_costs(D(-1), D(40)),
    ],
)
def test_nonsense_is_refused(refuse):
    with pytest.raises(LegalError):
        refuse()
