"""What a claim under a law depends on: plain values, checked once."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .business_days import next_business_day
from .legal_values import LegalError, not_negative, treated_as
from .notice_period import STRICT
from .penalty_clause import NO_CLAUSE, Clause
from .recovery_cost import DUTCH_VAT, ON_SUM

#: How payments are set off: as Odoo reconciles, or in the order of the law.
PRINCIPAL_FIRST, LEGAL_ORDER = "principal_first", "legal"
#: Which rate counts: that of each day, or that of the first day for the whole delay.
DAILY_RATE, LOCKED_RATE = "daily_rate", "fixed_at_first_day"

#: How a German debtor came into default: s. 286 BGB.
BY_CALENDAR, BY_REMINDER, BY_INVOICE = "calendar", "mahnung", "invoice30"


class Reminder(NamedTuple):
    """The reminder or letter on which a claim against a consumer rests."""

    deliveries: tuple  # of notice_period.Delivery: the same text by several ways
    number: int = 1  # which reminder for this due date
    is_dutch_letter: bool = False  # the 14-day letter of art. 6:96 par. 6 BW
    days: int = 14  # the term that it gives
    counted_from: str = "day_after_receipt"
    until: date | None = None  # the last day that it names, if it is a later one

    @property
    def sent(self):
        """The day on which it was complete: the last of its ways."""
        return max(one.sent for one in self.deliveries)


class Facts(NamedTuple):
    """All that a claim depends on; each law reads what it needs.

    What is not said is taken as what claims least.
    """

    debtor_kind: str
    principal: Decimal  # VAT included, before the payments
    due_date: date | None
    end_date: date  # the creditor has the rest on it, or today
    currency: str = "EUR"
    digits: int = 2
    payments: tuple = ()  # of interest.Payment, in part
    allocation: str = PRINCIPAL_FIRST
    day_count: str | None = None  # None: as the law usually counts
    rate_mode: str | None = None  # None: as the law says
    effective_due_date: date | None = None  # if moved from a day of rest
    mode: str = STRICT
    reminder: Reminder | None = None
    clause: Clause = NO_CLAUSE
    contract_rate: Decimal | None = None  # agreed between businesses
    fee_rule: str = ON_SUM
    creditor_is_sme: bool = False  # BE: interest counts from the day after sending
    deducts_vat: bool = True  # NL
    vat_percent: Decimal = DUTCH_VAT
    due_date_is_fatal: bool = False  # NL: agreed as the last day
    default_from: date | None = None  # NL: default through an earlier notice
    default_by: str = BY_CALENDAR  # DE
    invoice_received: date | None = None  # DE
    reminder_received: date | None = None  # DE; FR: of the mise en demeure
    notice_on_invoice: bool = False  # DE: on default after 30 days
    delivery_date: date | None = None  # LU
    invoice_date: date | None = None  # LU
    mentions_interest: bool = False  # LU: the invoice says that it will be claimed

    @property
    def kind(self):
        """How the law treats the debtor: business, public or consumer."""
        return treated_as(self.debtor_kind)


def checked_facts(regime, facts):
    """Return the facts with the day until which payment is on time.

    :raise LegalError: ``negative_principal``, ``too_many_digits``,
        ``end_before_due``, ``bad_effective_due_date``, ``unknown_allocation``
    """
    not_negative(facts.principal, "principal", "negative_principal")
    for amount in (facts.principal, *(one.amount for one in facts.payments)):
        _check_digits(amount, facts.digits)
    if facts.allocation not in (PRINCIPAL_FIRST, LEGAL_ORDER):
        raise LegalError(
            "unknown_allocation",
            f"{facts.allocation!r} is no way to set off a payment. Choose "
            f"{PRINCIPAL_FIRST} or {LEGAL_ORDER}.",
            allocation=facts.allocation,
        )
    due, moved = facts.due_date, facts.effective_due_date
    if due is None:
        return facts
    if facts.end_date < due:
        raise LegalError(
            "end_before_due",
            f"The claim ends on {facts.end_date}, before it was due on {due}. Correct "
            "one of the two dates; what is not yet due bears no interest.",
            end_date=facts.end_date,
            due_date=due,
        )
    if moved is None:
        country = (regime.country,)
        moved = next_business_day(due, country) if regime.moves_due_date else due
    if moved < due:
        raise LegalError(
            "bad_effective_due_date",
            f"The due date {due} can only move to a later day, not to {moved}.",
            due_date=due,
            effective_due_date=moved,
        )
    return facts._replace(effective_due_date=moved)


def _check_digits(amount, digits):
    if round(amount, digits) != amount:
        raise LegalError(
            "too_many_digits",
            f"The amount {amount} has more than {digits} decimals. Enter it as it "
            "stands on the invoice.",
            amount=amount,
            digits=digits,
        )
