"""What may be said on the phone: days of promises, answers and further attempts."""

from datetime import timedelta

from .business_days import ONE_DAY, add_business_days, next_business_day

#: A promise lies at most so many days ahead.
PROMISE_DAYS = 14
#: So often a payment may be promised for the same claim.
PROMISES_A_CLAIM = 2
#: So many business days we take to answer a dispute.
ANSWER_DAYS = 5
#: Nobody answered on so many different days: then we write that we tried.
ATTEMPT_DAYS = 2


def last_promise_day(today):
    """Return the last day that may be promised for a payment."""
    return today + timedelta(days=PROMISE_DAYS)


def usual_promise_day(today, countries=()):
    """Return the day that a promise is likely to name: a week from today."""
    return next_business_day(today + timedelta(days=7), countries)


def answer_day(today, countries=()):
    """Return the day by which a dispute is answered."""
    return add_business_days(today, ANSWER_DAYS, countries)


def next_attempt_day(today, countries=()):
    """Return the next day on which to phone again."""
    return add_business_days(today, 1, countries)


def day_before(day):
    """Return the last day of a pause after which a call comes back."""
    return day - ONE_DAY


def tried_enough(days):
    """Tell whether attempts on these days were enough without an answer."""
    return len(set(days)) >= ATTEMPT_DAYS


def spread(amount, residuals):
    """Spread a promised amount over claims, the oldest first.

    :param int amount: minor units
    :param residuals: (claim, open minor units) in the order to be paid
    :return: list of (claim, minor units, whole): what is promised of each claim
    """
    promised = []
    for claim, residual in residuals:
        part = min(amount, residual)
        if part <= 0:
            break
        promised.append((claim, part, part == residual))
        amount -= part
    return promised


def promise_ended(promised, open_then, open_now):
    """Return how a promise about one claim ended.

    :param int promised: minor units promised of it
    :param int open_then: minor units open when it was promised
    :param int open_now: minor units open now
    """
    return "kept" if open_now <= open_then - promised else "broken"
