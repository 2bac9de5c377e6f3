"""Is the bank booked far enough: what is paid later cannot be seen yet."""

from .business_days import add_business_days, span

#: A journal without a line for so many days is not in use any more.
IN_USE_DAYS = 60
#: A journal is up to date while its newest line is no older, in business days.
FRESH_DAYS = 3


def journals_behind(journals, marked, today, countries=()):
    """Return the journals that are not booked far enough for automatic messages.

    :param journals: pairs (name, day of the newest line, None without any)
    :param marked: the day up to which a person said that all is booked, or None
    :param tuple countries: whose business days count: the company's
    :return: tuple of pairs (name, day up to which it is booked), the oldest first
    """
    behind = []
    for name, newest in journals:
        if newest is None or newest < today - span(IN_USE_DAYS):
            continue
        known = max(newest, marked or newest)
        if add_business_days(known, FRESH_DAYS, countries) < today:
            behind.append((name, known))
    return tuple(sorted(behind, key=lambda one: (one[1], one[0])))
