"""Receipts that nobody matched yet and that look like a debtor's payment."""

from datetime import date
from typing import NamedTuple

from .business_days import add_business_days

#: So long a receipt holds a debtor, in business days; then people go on.
HOLD_DAYS = 5


class Receipt(NamedTuple):
    """One receipt: a bank statement line.

    :ivar str key: by which it is known: the id of its line
    :ivar int amount: minor units of its currency
    :ivar str label: what the bank says about it
    :ivar str why: partner, account, reference or amount
    :ivar since: the first day on which it held the debtor, None before
    """

    key: str
    date: date
    currency_id: int
    amount: int
    label: str
    why: str
    since: date | None = None


def hold_end(receipt, today, countries):
    """Return the last day on which a receipt holds its debtor."""
    return add_business_days(receipt.since or today, HOLD_DAYS, countries)
