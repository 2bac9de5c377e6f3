"""Whom to call although nothing is wrong: the best customers, now and then."""

from .legal_values import add_months

#: So many check-ins begin on one day: a list of forty calls is made by nobody.
CHECK_INS_A_DAY = 5


def quiet_since(today, months):
    """Return the day since which there was no contact, for a check-in to be due.

    :param int months: between two check-ins
    """
    return add_months(today, -months)
