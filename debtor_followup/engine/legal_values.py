"""What all statutory arithmetic shares: exact money, days of months, refusals.

Amounts are ``Decimal`` in the currency's unit (euro, not cents), rates are percent
a year. Sums are kept exact, as fractions, until they are rounded once.
"""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from fractions import Fraction

BUSINESS = "business"
PUBLIC = "public"
CONSUMER = "consumer"
UNKNOWN = "unknown"
#: Who is not known to be a business is treated as a consumer: the least claim.
DEBTOR_KINDS = (BUSINESS, PUBLIC, CONSUMER, UNKNOWN)

ZERO = Decimal(0)


class LegalError(ValueError):
    """A claim that the law's arithmetic refuses.

    ``code`` names the reason for programs, the text says what to do, and
    ``values`` holds what the text names.
    """

    def __init__(self, code, text, **values):
        super().__init__(text)
        self.code = code
        self.values = values


def exact(value, what="amount"):
    """Return a value as a finite ``Decimal``.

    :raise TypeError: a float or a text: it would bring a rounding of its own
    :raise LegalError: ``not_a_number``
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"{what}: a Decimal is needed, not {value!r}")
    value = Decimal(value)
    if not value.is_finite():
        raise LegalError(
            "not_a_number", f"The {what} is no number. Enter it again.", what=what
        )
    return value


def not_negative(value, what, code):
    """Return a value that may be zero but not less.

    :raise LegalError: with the given code
    """
    value = exact(value, what)
    if value < 0:
        raise LegalError(
            code,
            f"The {what} is {value}, below zero. Enter an amount of zero or more; "
            "what is owed to the debtor is a credit and bears no interest.",
            what=what,
            value=value,
        )
    return value


def round_half_up(value, digits=2):
    """Round an amount of zero or more once, halves away from zero.

    :param value: ``Decimal`` or ``Fraction``
    :param int digits: decimals of the currency: 2 for the euro, 0 for the yen
    """
    scaled = Fraction(value) * 10**digits
    return Decimal(
        (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    ).scaleb(-digits)


def treated_as(debtor_kind):
    """Return how the law treats a debtor: business, public or consumer.

    :raise LegalError: ``unknown_debtor_kind``
    """
    if debtor_kind not in DEBTOR_KINDS:
        raise LegalError(
            "unknown_debtor_kind",
            f"{debtor_kind!r} is no kind of debtor. Choose business, public or "
            "consumer.",
            debtor_kind=debtor_kind,
        )
    return CONSUMER if debtor_kind == UNKNOWN else debtor_kind


def add_months(day, months):
    """Return the same day some months later, or the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def anniversary(day, years):
    """Return the day on which the next year after ``years`` whole ones begins.

    29 February comes back on 1 March where the year has none, so that a year
    that began on it is a whole one.
    """
    year = day.year + years
    if day.day > monthrange(year, day.month)[1]:
        return date(year, 3, 1)
    return day.replace(year=year)
