"""How long pauses last, and who looks at them when."""

from .business_days import add_business_days

#: So many business days we take to handle a reply; then a manager sees it.
REPLY_DAYS = 3


def reply_day(today, countries=()):
    """Return the last day on which a reply is handled in time."""
    return add_business_days(today, REPLY_DAYS, countries)
