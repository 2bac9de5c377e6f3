"""On what a claim for interest and costs rests, by law and kind of debtor.

A title says from which day interest runs, at which rates, from which day costs are
due and how they are computed; where the law or the facts give nothing, it says
why. Sources stand at each function, with how sure they are.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from .business_days import ONE_DAY, next_business_day
from .legal_facts import BY_CALENDAR, BY_INVOICE, BY_REMINDER
from .legal_rates import B2B, B2C, FixedRate, RateTable
from .legal_values import CONSUMER, ZERO, LegalError, add_months
from .notice_period import (
    Waiting,
    belgian_waiting,
    check_dutch_term,
    dutch_notice_of_default,
    dutch_waiting,
)
from .penalty_clause import (
    CIVIL_RATE,
    LEGAL_MAXIMUM,
    check_lump_sum,
    interest_exceeds,
    lump_sum,
)
from .recovery_cost import (
    ON_SUM,
    british_sums,
    dutch_business_costs,
    dutch_costs,
    fixed_sums,
)
from .regimes import BRITISH_SUM, DUTCH_SCALE

# why nothing is claimed
NONE_IN_LAW = "none_in_law"
PAID_IN_TIME = "paid_in_time"
NOTHING_OPEN = "nothing_open"
OTHER_CURRENCY = "other_currency"
NO_REMINDER = "no_reminder"
NO_FIRST_REMINDER = "no_first_reminder"
NO_CLAUSE_VALID = "no_clause"
CLAUSE_ABOVE_CAP = "clause_above_cap"
NO_DEFAULT = "no_default"
#: What is wrong with a reminder so that it brings nothing; see notice_period.
REMINDER_FAULTS = {
    "reminder_before_due",
    "letter_before_default",
    "waiting_too_short",
    "no_durable_medium",
}
#: Germany: days after receipt of the invoice, s. 286 par. 3 BGB (rules.md 4: found).
GERMAN_INVOICE_DAYS = 30
#: Luxembourg: months after delivery, and for the invoice (rules.md 4: found).
LUX_MONTHS, LUX_INVOICE_MONTHS = 3, 1


class Title(NamedTuple):
    """What may be claimed from when, and why nothing where it is nothing."""

    interest_from: date | None = None
    rates: RateTable | FixedRate | None = None
    charge_from: date | None = None  # None: costs are never due
    fee: Callable | None = None  # open balances -> costs
    waiting: Waiting | None = None
    interest_if: date | None = None  # only if something is still open on this day
    interest_reason: str | None = None
    fee_reason: str | None = None


def title_of(regime, facts, rates):
    """Return the title of a claim.

    :raise LegalError: ``no_consumer_rules``, and what the parts refuse
    """
    if facts.kind == CONSUMER:
        if regime.law not in _CONSUMERS:
            raise LegalError(
                "no_consumer_rules",
                f"No rules for consumers are known in {regime.law}. Claim the "
                "principal only.",
                law=regime.law,
            )
        return _CONSUMERS[regime.law](regime, facts, rates)
    if regime.law == "DE":
        return _german(regime, facts, rates)
    return _business(regime, facts, rates)


def _nothing(reason, **values):
    return Title(interest_reason=reason, fee_reason=reason, **values)


def _business(regime, facts, rates):
    """Interest and costs from the day after the due date, without a reminder.

    Directive 2011/7/EU art. 3, 4 and 6 (found); BE law of 2 August 2002 art. 4 to 6
    (found); NL art. 6:119a, 6:119b, 6:96 par. 4 BW (found); FR L441-10 and D441-5
    C.com., R2192-31 CCP (found); LU law of 18 April 2004 (found); UK Act of 1998.
    """
    start = _due(facts) + ONE_DAY
    return Title(
        start,
        _business_rates(regime, facts, rates),
        start,
        _business_fee(regime, facts),
    )


def _business_rates(regime, facts, rates):
    if facts.contract_rate is not None:
        return FixedRate(facts.contract_rate)
    return rates.table(regime.law, regime.rate_kind(facts.kind))


def _business_fee(regime, facts):
    return partial(
        costs_of_business, regime, rule=facts.fee_rule, vat_percent=_vat(facts)
    )


def costs_of_business(regime, balances, rule=ON_SUM, vat_percent=ZERO):
    """Return the costs of late invoices to a business or a public body.

    :param balances: what is open of each late invoice
    """
    if regime.business_costs == DUTCH_SCALE:
        return dutch_business_costs(balances, rule, vat_percent)
    if regime.business_costs == BRITISH_SUM:
        return british_sums(balances)
    return fixed_sums(balances, regime.fixed_sum)


def _german(regime, facts, rates):
    """Interest from default; 40 euro only where no consumer is concerned.

    Default: an agreed date of the calendar, receipt of a reminder, or 30 days after
    receipt of the invoice, for consumers only with a notice on it: s. 286 BGB
    (found). A term that ends on a day of rest is moved: s. 193 BGB (high). The sum
    of 40: s. 288 par. 5 BGB (found).
    """
    start = _german_default(regime, facts)
    if start is None:
        return _nothing(NO_DEFAULT)
    title = Title(start, _business_rates(regime, facts, rates), start)
    if facts.kind == CONSUMER:
        return title._replace(fee_reason=NONE_IN_LAW)
    return title._replace(fee=_business_fee(regime, facts))


def _german_default(regime, facts):
    """Return the first day of default, or None."""
    if facts.default_by == BY_CALENDAR:
        return _due(facts) + ONE_DAY
    if facts.default_by == BY_REMINDER:
        received = facts.reminder_received
        if not received or (facts.due_date and received < facts.due_date):
            return None
        return received + ONE_DAY
    if facts.default_by == BY_INVOICE:
        if facts.kind == CONSUMER and not facts.notice_on_invoice:
            return None
        if not facts.invoice_received:
            return None
        last = facts.invoice_received + timedelta(days=GERMAN_INVOICE_DAYS)
        if regime.moves_due_date:
            last = next_business_day(last, (regime.country,))
        return last + ONE_DAY
    raise LegalError(
        "unknown_default",
        f"{facts.default_by!r} brings nobody into default. Choose one of "
        f"{BY_CALENDAR}, {BY_REMINDER}, {BY_INVOICE}.",
        default_by=facts.default_by,
    )


def _belgian_consumer(_regime, facts, rates):
    """Nothing without a clause and a first free reminder whose period has ended.

    Art. XIX.2 and XIX.4 WER (found). Interest runs from the end of the period; for an
    SME from the day after the reminder was sent, once the period ended unpaid (found).
    The book is applied to every claim, also to arrears of before September 2023:
    nothing that it forbids is ever claimed.
    """
    reminder, clause = facts.reminder, facts.clause
    due = _due(facts)
    if reminder is None:
        return _nothing(NO_REMINDER)
    if reminder.number != 1:
        return _nothing(NO_FIRST_REMINDER)
    try:
        waiting = _belgian_period(reminder, due, facts.mode)
    except LegalError as error:
        return _nothing(_fault(error))
    nothing = partial(_nothing, charge_from=waiting.charge_from, waiting=waiting)
    if not clause.valid:
        return nothing(NO_CLAUSE_VALID)
    start = waiting.charge_from
    if facts.creditor_is_sme:
        start = reminder.sent + ONE_DAY
    if not _within_caps(clause, facts, rates, start, waiting):
        return nothing(CLAUSE_ABOVE_CAP)
    return Title(
        None if clause.rate is None else start,
        _clause_rates(clause, rates),
        waiting.charge_from,
        clause.lump_sum and partial(lump_sum, clause=clause.lump_sum),
        waiting,
        waiting.charge_from,
        NO_CLAUSE_VALID,
        NO_CLAUSE_VALID,
    )


def _belgian_period(reminder, due, mode):
    """Return the later period of a reminder that went out in several ways."""
    periods = [
        belgian_waiting(one.sent, one.channel, due, reminder.days, mode)
        for one in reminder.deliveries
    ]
    return _as_named(max(periods, key=lambda one: one.charge_from), reminder)


def _as_named(waiting, reminder):
    """Return a period that ends no earlier than the day that the reminder names.

    Whoever was told that payment costs nothing up to a day may rely on it.
    """
    last_day = max(waiting.last_day, reminder.until or waiting.last_day)
    return waiting._replace(last_day=last_day, charge_from=last_day + ONE_DAY)


def _clause_rates(clause, rates):
    if clause.rate is None:
        return None
    if clause.rate == LEGAL_MAXIMUM:
        return rates.table("BE", B2B)
    if clause.rate == CIVIL_RATE:
        return rates.table("BE", B2C)
    return FixedRate(clause.rate)


def _within_caps(clause, facts, rates, start, waiting):
    """Tell whether a clause is below the caps on every day that is claimed."""
    if clause.lump_sum not in (None, LEGAL_MAXIMUM):
        try:
            check_lump_sum(clause.lump_sum)
        except LegalError as error:
            if error.code != CLAUSE_ABOVE_CAP:
                raise
            return False
    if clause.rate in (None, LEGAL_MAXIMUM, CIVIL_RATE):
        return True
    if facts.end_date < waiting.charge_from:
        return True  # nothing is claimed
    caps = rates.table("BE", B2B)
    return not interest_exceeds(clause.rate, caps, start, facts.end_date)


def _dutch_consumer(regime, facts, rates):
    """Statutory interest from default; the scale after a valid 14-day letter.

    Default needs a fatal date or a notice of default: art. 6:81 to 6:83 BW (found).
    Costs: art. 6:96 par. 5 to 7 BW (found). Without a fatal date the letter itself is
    the notice of default; it then brings interest after its term, but no costs.
    """
    default_from = facts.default_from
    if facts.due_date_is_fatal:
        default_from = _due(facts) + ONE_DAY
    table = rates.table(regime.law, B2C)
    title = Title(default_from, table, interest_reason=NO_DEFAULT)
    letter = facts.reminder
    if letter is None or not letter.is_dutch_letter:
        return title._replace(fee_reason=NO_REMINDER)
    ways = letter.deliveries
    try:
        if default_from is None:
            check_dutch_term(letter.days, letter.counted_from)
            notice = dutch_notice_of_default(ways, letter.days, facts.mode)
            notice = _as_named(notice, letter)
            return title._replace(
                interest_from=notice.charge_from,
                waiting=notice,
                fee_reason="letter_before_default",
            )
        waiting = dutch_waiting(
            ways, default_from, letter.days, letter.counted_from, facts.mode
        )
    except LegalError as error:
        return title._replace(fee_reason=_fault(error))
    waiting = _as_named(waiting, letter)
    return title._replace(
        charge_from=waiting.charge_from,
        fee=partial(dutch_costs, vat_percent=_vat(facts)),
        waiting=waiting,
    )


def _french_consumer(regime, facts, rates):
    """The legal rate from the day after the mise en demeure, and no cost.

    Art. 1231-6 C.civ. and L111-8 CPCE (rules.md 4: found).
    """
    received = facts.reminder_received
    if not received:
        return _nothing(NO_REMINDER)._replace(fee_reason=NONE_IN_LAW)
    return Title(
        max(received, _due(facts)) + ONE_DAY,
        rates.table(regime.law, B2C),
        fee_reason=NONE_IN_LAW,
    )


def _luxembourg_consumer(regime, facts, rates):
    """The legal rate after the third month from delivery, and no cost.

    Only if the invoice came within one month and says that interest will be claimed:
    law of 18 April 2004 (rules.md 4: found).
    """
    delivered, invoiced = facts.delivery_date, facts.invoice_date
    if (
        not delivered
        or not invoiced
        or not facts.mentions_interest
        or invoiced > add_months(delivered, LUX_INVOICE_MONTHS)
    ):
        return _nothing(NO_DEFAULT)._replace(fee_reason=NONE_IN_LAW)
    last = add_months(delivered, LUX_MONTHS)
    if facts.effective_due_date:
        last = max(last, facts.effective_due_date)
    return Title(last + ONE_DAY, rates.table(regime.law, B2C), fee_reason=NONE_IN_LAW)


def _british_consumer(_regime, _facts, _rates):
    """Nothing: the Act of 1998 is for businesses and public bodies (found)."""
    return _nothing(NONE_IN_LAW)


_CONSUMERS = {
    "BE": _belgian_consumer,
    "NL": _dutch_consumer,
    "FR": _french_consumer,
    "DE": _german,
    "LU": _luxembourg_consumer,
    "UK": _british_consumer,
}


def _due(facts):
    """Return the last day on which payment is on time.

    :raise LegalError: ``no_due_date``
    """
    if facts.effective_due_date is None:
        raise LegalError(
            "no_due_date",
            "The invoice has no due date. Enter the agreed last day of payment.",
        )
    return facts.effective_due_date


def _vat(facts):
    """Return the percentage that is added to costs: VAT that stays a cost."""
    return ZERO if facts.deducts_vat else Decimal(facts.vat_percent)


def _fault(error):
    """Return why a reminder brings nothing; other errors are raised again."""
    if error.code not in REMINDER_FAULTS:
        raise error
    return error.code
