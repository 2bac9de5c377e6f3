"""The whole claim of one late invoice, or of one letter, under one law.

What may be claimed differs by law and by kind of debtor; that is said in
``legal_titles``. Here it is computed: interest with its segments, one recovery
cost, and what is left of everything after the payments.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .business_days import ONE_DAY
from .interest import Cost, Interest, accrue
from .legal_facts import DAILY_RATE, LEGAL_ORDER, LOCKED_RATE, checked_facts
from .legal_titles import NOTHING_OPEN, OTHER_CURRENCY, PAID_IN_TIME, title_of
from .legal_values import ZERO, LegalError, round_half_up
from .notice_period import Waiting
from .regimes import regime_of


class LegalClaim(NamedTuple):
    """What may be claimed of one invoice on its end date, and why."""

    interest: Interest
    first_interest_day: date | None
    recovery_fee: Decimal
    earliest_cost_date: date | None  # None: no cost is ever due
    waiting: Waiting | None
    balance: Decimal  # the open principal when costs became due
    total: Decimal  # what is left to pay
    interest_reason: str | None = None  # why there is none, see legal_titles
    fee_reason: str | None = None


class LetterClaim(NamedTuple):
    """What one letter on several invoices claims."""

    claims: tuple
    interest: Decimal
    recovery_fee: Decimal
    total: Decimal


def assess_claim(law, facts, rates, regimes=None):
    """Return what may be claimed under a law.

    :param str law: two letters, see applicable_law
    :param Facts facts: what happened
    :param rates: the book of rates, see legal_rates
    :param regimes: other values than those of regimes.py
    :return: :class:`LegalClaim`
    :raise LegalError: where a figure or a rule lacks, or the facts contradict
        themselves; never a guess
    """
    return _assess(regime_of(law, regimes), facts, rates)[0]


def assess_letter(law, all_facts, rates, regimes=None):
    """Return what one letter on several invoices claims.

    Interest is rounded for each invoice; costs are those of all that were late: a
    fixed sum for each, a scale on their sum.

    :param all_facts: :class:`Facts` of one debtor in one currency
    """
    regime = regime_of(law, regimes)
    if len({(one.kind, one.currency) for one in all_facts}) > 1:
        raise LegalError(
            "mixed_letter",
            "One letter is about one debtor and one currency. Write a letter for each.",
        )
    paid_by_law = any(
        one.allocation == LEGAL_ORDER and one.payments for one in all_facts
    )
    if paid_by_law and len(all_facts) > 1:
        raise LegalError(
            "letter_by_law",
            "Payments that go to costs first cannot be spread over a letter. Compute "
            "each invoice on its own, or choose principal first.",
        )
    found = [_assess(regime, facts, rates) for facts in all_facts]
    paying = [(claim, title) for claim, title in found if claim.recovery_fee]
    # what the law adds up is computed once, by the rule that all of them share
    fee = paying[0][1].fee([claim.balance for claim, _ in paying]) if paying else ZERO
    interest_left = sum((one.interest.interest_left for one, _ in found), ZERO)
    principal_left = sum((one.interest.principal_left for one, _ in found), ZERO)
    # what was paid above principal and interest has gone to the costs
    paid = sum((one.recovery_fee - one.interest.costs_left for one, _ in found), ZERO)
    return LetterClaim(
        tuple(claim for claim, _title in found),
        sum((one.interest.amount for one, _ in found), ZERO),
        fee,
        principal_left + interest_left + max(fee - paid, ZERO),
    )


def _assess(regime, facts, rates):
    """Return the claim of one invoice and the title on which it rests."""
    facts = checked_facts(regime, facts)
    title = title_of(regime, facts, rates)
    terms = regime.terms(facts.digits, facts.day_count, facts.allocation == LEGAL_ORDER)
    first_day, interest_reason = _first_day(title, facts)
    account = _Accounts(regime, facts, title, first_day, terms)
    balance, fee, fee_reason = _fee(regime, title, facts, account)
    interest = account.until(facts.end_date, Cost(fee, title.charge_from))
    if not interest.segments:
        first_day, interest_reason = None, interest_reason or NOTHING_OPEN
    claim = LegalClaim(
        interest,
        first_day,
        round_half_up(fee, facts.digits),
        title.charge_from,
        title.waiting,
        balance,
        interest.principal_left + interest.interest_left + interest.costs_left,
        interest_reason,
        fee_reason,
    )
    return claim, title


class _Accounts:
    """The account of one claim on different days."""

    def __init__(self, regime, facts, title, first_day, terms):
        self.facts, self.first_day, self.terms = facts, first_day, terms
        self.rates = title.rates
        if first_day is not None and _is_locked(regime, facts):
            self.rates = title.rates.locked(first_day)

    def until(self, last_day, cost=None):
        """Return the account at the end of a day."""
        first_day = self.first_day
        if first_day is not None and first_day > last_day:
            first_day = None
        return accrue(
            self.facts.principal,
            first_day,
            last_day,
            self.rates,
            self.terms,
            self.facts.payments,
            cost if cost and cost.amount else None,
        )


def _first_day(title, facts):
    """Return the first day of interest, or None and the reason."""
    if title.interest_from is None:
        return None, title.interest_reason
    if facts.end_date < title.interest_from:
        return None, PAID_IN_TIME
    if title.interest_if is None:
        return title.interest_from, None
    paid = sum(one.amount for one in facts.payments if one.day < title.interest_if)
    if facts.end_date < title.interest_if or paid >= facts.principal:
        return None, PAID_IN_TIME
    return title.interest_from, None


def _fee(regime, title, facts, account):
    """Return the principal that was open when costs became due, the costs, and why
    there are none."""
    if title.charge_from is None:
        return facts.principal, ZERO, title.fee_reason
    if facts.end_date < title.charge_from:
        return facts.principal, ZERO, PAID_IN_TIME
    balance = account.until(title.charge_from - ONE_DAY).principal_left
    if title.fee is None:
        return balance, ZERO, title.fee_reason
    if not balance:
        return balance, ZERO, NOTHING_OPEN
    if facts.currency != regime.currency:
        return balance, ZERO, OTHER_CURRENCY
    return balance, title.fee([balance]), None


def _is_locked(regime, facts):
    """Tell whether the first day's rate holds for the whole delay."""
    mode = facts.rate_mode
    if mode is None:
        return facts.kind in regime.locked_kinds
    if mode not in (DAILY_RATE, LOCKED_RATE):
        raise LegalError(
            "unknown_rate_mode",
            f"{mode!r} is no way to choose a rate. Choose {DAILY_RATE} or "
            f"{LOCKED_RATE}.",
            rate_mode=mode,
        )
    return mode == LOCKED_RATE
