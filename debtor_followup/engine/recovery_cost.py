"""Recovery costs that a law grants, in its own currency.

Nothing here says *when* they are due: see notice_period and legal_claim. A cost
that the law leaves to a contract is judged in penalty_clause.
"""

from decimal import Decimal
from typing import NamedTuple

from .legal_values import ZERO, LegalError, exact, not_negative, round_half_up

#: The Dutch scale: percent of each slice of the principal; the last one has no end.
#: Besluit vergoeding voor buitengerechtelijke incassokosten art. 2 (rules.md 3: found).
DUTCH_SLICES = (
    (Decimal(2500), Decimal(15)),
    (Decimal(2500), Decimal(10)),
    (Decimal(5000), Decimal(5)),
    (Decimal(190000), Decimal(1)),
    (None, Decimal("0.5")),
)
DUTCH_MINIMUM = Decimal(40)
DUTCH_MAXIMUM = Decimal(6775)
DUTCH_VAT = Decimal(21)
#: How the costs of several invoices to one business are computed.
ON_SUM, FORTY_EACH = "wik_on_sum", "max_wik_40_each"

#: Dutch contracts with regular terms, since 1 October 2024: up to this term each
#: six months have a cap (rules.md 3: cap found; 40 and then 20 for each further
#: term is inferred).
SMALL_TERM = Decimal("266.67")
TERMS_CAP = Decimal(140)
FIRST_TERM = Decimal(40)
FURTHER_TERM = Decimal(20)
#: Which valid 14-day letters reached the debtor: one for each term, one for all of
#: them together, or none.
EACH_LETTER, JOINT_LETTER, NO_LETTER = "each", "joint", "none"

#: Belgium, art. XIX.2 WER (rules.md 2.2: found).
BELGIAN_REMINDER = Decimal("7.50")
BELGIAN_FREE_DUE_DATES = 3

#: Late Payment of Commercial Debts Act 1998 s. 5A (rules.md 5: found).
BRITISH_SUMS = ((Decimal(1000), Decimal(40)), (Decimal(10000), Decimal(70)))
BRITISH_TOP = Decimal(100)


class TermCosts(NamedTuple):
    """Costs of unpaid terms of one contract in six months."""

    maximum: Decimal
    default: Decimal  # what is claimed unless a person says otherwise


def fixed_sums(balances, sum_each=Decimal(40)):
    """Return the fixed sum for each late invoice, also of one contract.

    Directive 2011/7/EU art. 6; CJEU C-370/21 and C-585/20 (rules.md 1: found,
    holdings high). A settled invoice counts no more.

    :param balances: what is open of each late invoice
    """
    return sum_each * sum(1 for one in _open(balances) if one)


def dutch_costs(principals, vat_percent=ZERO, digits=2):
    """Return the costs of one letter by the Dutch scale.

    The principals of one letter are added, without interest: art. 6:96 par. 7 BW
    (rules.md 3: high).

    :param principals: what is open of each claim
    :param vat_percent: only if the creditor cannot deduct VAT: art. 2 par. 3 of the
        decree (found)
    """
    principal = sum(_open(principals), ZERO)
    vat_percent = not_negative(vat_percent, "VAT percentage", "negative_vat")
    if not principal:
        return round_half_up(ZERO, digits)
    costs, rest = ZERO, principal
    for size, percent in DUTCH_SLICES:
        part = rest if size is None else min(rest, size)
        costs += part * percent / 100
        rest -= part
    costs = min(max(costs, DUTCH_MINIMUM), DUTCH_MAXIMUM)
    return round_half_up(costs * (100 + vat_percent) / 100, digits)


def dutch_business_costs(principals, rule=ON_SUM, vat_percent=ZERO, digits=2):
    """Return the costs of several invoices to one Dutch business.

    :param str rule: :data:`ON_SUM`, the lower one, or :data:`FORTY_EACH`: never less
        than 40 for each invoice, as CJEU C-370/21 can be read
    :raise LegalError: ``unknown_fee_rule``
    """
    if rule not in (ON_SUM, FORTY_EACH):
        raise LegalError(
            "unknown_fee_rule",
            f"{rule!r} is no way to add up costs. Choose {ON_SUM} or {FORTY_EACH}.",
            rule=rule,
        )
    scale = dutch_costs(principals, vat_percent, digits)
    return scale if rule == ON_SUM else max(scale, fixed_sums(principals))


def dutch_term_costs(term_amount, unpaid_terms, letters=EACH_LETTER):
    """Return the costs of small regular terms of one contract in six months.

    With one letter for all terms the costs are those of one term (found at
    kantoorabri.nl, a law firm).

    :param Decimal term_amount: one term
    :param int unpaid_terms: how many are unpaid in these six months
    :param str letters: :data:`EACH_LETTER`, :data:`JOINT_LETTER` or
        :data:`NO_LETTER`
    :return: :class:`TermCosts`
    :raise LegalError: ``large_terms``: the rule for them is not certain;
        ``unknown_letters``
    """
    term_amount = not_negative(term_amount, "term", "negative_principal")
    if term_amount > SMALL_TERM:
        raise LegalError(
            "large_terms",
            f"The costs of unpaid terms above {SMALL_TERM} are not computed. Have "
            "them checked by a person, or claim no costs.",
            term_amount=term_amount,
        )
    if letters not in (EACH_LETTER, JOINT_LETTER, NO_LETTER):
        raise LegalError(
            "unknown_letters",
            f"{letters!r} does not say which letters were sent. Choose {EACH_LETTER}, "
            f"{JOINT_LETTER} or {NO_LETTER}.",
            letters=letters,
        )
    if letters == NO_LETTER or not term_amount or unpaid_terms < 1:
        return TermCosts(round_half_up(ZERO), round_half_up(ZERO))
    further = 0 if letters == JOINT_LETTER else unpaid_terms - 1
    maximum = min(TERMS_CAP, FIRST_TERM + FURTHER_TERM * further)
    return TermCosts(round_half_up(maximum), round_half_up(FIRST_TERM))


def belgian_reminder_cost(
    reminder_no, regular_supply=False, due_dates_reminded=1, postage=ZERO
):
    """Return the most that a reminder to a Belgian consumer may cost.

    The first one of each due date is free; with a regular supply of goods or
    services those of three due dates a calendar year (art. XIX.2 WER, found). A
    contract must provide for it, see penalty_clause.

    :param int reminder_no: which reminder for this due date, from 1 on
    :param int due_dates_reminded: for how many due dates of this contract there was
        a reminder in this calendar year, this one included
    :param Decimal postage: the tariff when it is sent; zero for an e-mail
    """
    postage = not_negative(postage, "postage", "negative_postage")
    if reminder_no < 1:
        raise LegalError(
            "bad_reminder_number",
            f"There is no reminder number {reminder_no}. The first one is number 1.",
            reminder_no=reminder_no,
        )
    is_free = reminder_no == 1 and not (
        regular_supply and due_dates_reminded > BELGIAN_FREE_DUE_DATES
    )
    return round_half_up(ZERO if is_free else BELGIAN_REMINDER + postage)


def german_reminder_cost(is_first, material=ZERO, postage=ZERO):
    """Return what a German reminder may cost: what was spent, never staff.

    The one that creates default is free; later ones cost material and postage
    (BGH VIII ZR 95/18; rules.md 4: found).
    """
    material = not_negative(material, "cost of material", "negative_cost")
    postage = not_negative(postage, "postage", "negative_postage")
    return round_half_up(ZERO if is_first else material + postage)


def german_legal_costs(legal_costs, fixed_sum):
    """Return the legal costs that are left beside the fixed sum.

    The fixed sum is credited against them: s. 288 par. 5 BGB (rules.md 4: found).
    """
    legal_costs = not_negative(legal_costs, "legal costs", "negative_cost")
    return max(legal_costs - exact(fixed_sum), ZERO)


def british_sums(debts):
    """Return the fixed sum of each late debt in pounds.

    Late Payment of Commercial Debts Act 1998 s. 5A (rules.md 5: found): 40 below
    1000, 70 below 10 000, else 100.
    """
    total = ZERO
    for debt in _open(debts):
        if debt:
            total += next((fee for end, fee in BRITISH_SUMS if debt < end), BRITISH_TOP)
    return total


def _open(balances):
    return [not_negative(one, "principal", "negative_principal") for one in balances]
