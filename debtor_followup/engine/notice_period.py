"""How long a consumer may pay without costs after a reminder.

Two readings: ``strict`` counts literal days; ``safe`` lets a period that ends on
a day of rest run to the next working day. Costs are due from the day after the
last free day, never earlier.
"""

from datetime import date, timedelta
from typing import NamedTuple

from .business_days import ONE_DAY, add_business_days, is_business_day, is_holiday
from .claims import EMAIL, POSTAL_CHANNELS
from .legal_values import LegalError

STRICT, SAFE = "strict", "safe"
MODES = (STRICT, SAFE)
SMS = "sms"
#: Belgium: the period is at least so many calendar days (art. XIX.2 WER: found).
BELGIAN_DAYS = 14
#: Belgium: it begins on this working day after a letter was posted (found).
BELGIAN_POST_DAYS = 3
#: Netherlands: at least so many days from the day after receipt (art. 6:96 par. 6
#: BW; HR ECLI:NL:HR:2016:2704: found).
DUTCH_DAYS = 14
#: Netherlands: a letter is presumed to arrive on this day of delivery (found).
DUTCH_POST_DAYS = 2
#: From when the term in a Dutch letter runs, as it words it: "vanaf de dag nadat deze
#: brief bij u is bezorgd", "nadat deze brief bij u is bezorgd", or the letter's date.
DAY_AFTER_RECEIPT, RECEIPT, LETTER_DATE = "day_after_receipt", "receipt", "letter_date"
#: The shortest term that each wording must give; none is enough from its own date.
DUTCH_TERMS = {DAY_AFTER_RECEIPT: DUTCH_DAYS, RECEIPT: DUTCH_DAYS + 1}

MONDAY, SUNDAY = 0, 6


class Waiting(NamedTuple):
    """The days on which a consumer may still pay without costs."""

    first_day: date
    last_day: date
    charge_from: date
    receipt: date | None = None  # when the letter arrived or is presumed to have


class Delivery(NamedTuple):
    """One way by which a letter went out."""

    sent: date
    channel: str  # email, sms, letter, registered_letter
    received: date | None = None  # as proven, where it is


def is_postal(channel):
    """Tell whether a channel goes by post; else it is electronic.

    :raise LegalError: ``no_durable_medium``: what is only said proves nothing
    """
    if channel in POSTAL_CHANNELS:
        return True
    if channel in (EMAIL, SMS):
        return False
    raise LegalError(
        "no_durable_medium",
        f"A reminder by {channel!r} leaves nothing that lasts, so no period begins "
        "with it. Send a letter, an e-mail or a text message.",
        channel=channel,
    )


def belgian_waiting(
    sent, channel, due_date, days=BELGIAN_DAYS, mode=STRICT, received=None
):
    """Return the period after the first, free reminder to a Belgian consumer.

    Its first day is the third working day after posting, or the calendar day after
    an electronic message; it has at least 14 days (art. XIX.2 WER: found; example
    posted on 18 September 2023, costs from 5 October). The reminder comes after the
    due date. On a day of rest see art. 1.7 BW (found). Where it is proven to have
    arrived later than its first day, we count from the day after that: our own care,
    no source says that the law does not count from sending then too.

    :param date sent: when it left
    :param days: how many days the terms or the reminder give
    :param received: when it is proven to have arrived, None if it is not
    :raise LegalError: ``waiting_too_short``, ``reminder_before_due``,
        ``no_durable_medium``
    """
    _check_mode(mode)
    if days < BELGIAN_DAYS:
        raise _too_short(days, BELGIAN_DAYS)
    if sent <= due_date:
        raise LegalError(
            "reminder_before_due",
            f"The reminder of {sent} went out before the invoice was overdue; it was "
            f"due on {due_date}. Send the first reminder after that day.",
            sent=sent,
            due_date=due_date,
        )
    if is_postal(channel):
        first_day = add_business_days(sent, BELGIAN_POST_DAYS, ("BE",))
    else:
        first_day = sent + ONE_DAY
    if received is not None and received > first_day:
        first_day = received + ONE_DAY
    last_day = first_day + timedelta(days=days - 1)
    if mode == SAFE:
        last_day = _next_day(last_day, lambda day: is_business_day(day, ("BE",)))
    return Waiting(first_day, last_day, last_day + ONE_DAY)


def dutch_receipt(delivery):
    """Return the day on which a letter arrived, or is presumed to have.

    A letter arrives on the second day after sending; Sundays, Mondays and public
    holidays do not count (rules.md 3: found). An e-mail reaches its reader on its
    day; the creditor must be able to prove it (found).

    :param Delivery delivery: how it went out
    :raise LegalError: ``received_before_sent``, ``no_durable_medium``
    """
    sent, channel, received = delivery
    postal = is_postal(channel)
    if received is not None:
        if received < sent:
            raise LegalError(
                "received_before_sent",
                f"The letter of {sent} cannot have arrived on {received}. Correct one "
                "of the two dates.",
                sent=sent,
                received=received,
            )
        return received
    day, count = sent, DUTCH_POST_DAYS if postal else 0
    while count:
        day += ONE_DAY
        count -= _dutch_post_comes(day)
    return day


def dutch_waiting(
    deliveries,
    default_from,
    days=DUTCH_DAYS,
    counted_from=DAY_AFTER_RECEIPT,
    mode=STRICT,
):
    """Return the period of the Dutch 14-day letter to a consumer.

    It is sent after default began and gives 14 days from the day after receipt
    (art. 6:96 par. 6 BW: found); where it went out twice the later receipt counts.

    :param deliveries: :class:`Delivery`, at least one
    :param default_from: the first day of default; None: there is none yet
    :param int days: the term that the letter gives
    :param str counted_from: how the letter words its beginning
    :raise LegalError: ``letter_before_default``, ``waiting_too_short``
    """
    _check_mode(mode)
    sent = min(one.sent for one in deliveries)
    if default_from is None or sent < default_from:
        raise LegalError(
            "letter_before_default",
            f"The letter of {sent} went out before the consumer was in default. Send "
            "it again after the agreed last day, or after the term of a notice of "
            "default.",
            sent=sent,
            default_from=default_from,
        )
    check_dutch_term(days, counted_from)
    receipt = max(dutch_receipt(one) for one in deliveries)
    return _dutch_period(receipt, days, counted_from, mode)


def dutch_notice_of_default(deliveries, days=DUTCH_DAYS, mode=STRICT):
    """Return the period of a letter that itself puts a Dutch consumer in default.

    Without a fatal date default begins when the term of a notice has passed (art.
    6:81 to 6:83 BW: found). Interest runs from then on; costs need a further letter.
    """
    _check_mode(mode)
    receipt = max(dutch_receipt(one) for one in deliveries)
    return _dutch_period(receipt, days, DAY_AFTER_RECEIPT, mode)


def check_dutch_term(days, counted_from):
    """Refuse a term that is too short, or counted from the wrong day.

    Correct are 14 days from the day after receipt, or 15 days after receipt
    (rules.md 3: found). A wrong term brings no costs; the letter is sent again.

    :raise LegalError: ``waiting_too_short``
    """
    least = DUTCH_TERMS.get(counted_from)
    if least is None:
        raise LegalError(
            "waiting_too_short",
            "The term of the letter must run from its receipt, not from its own date. "
            "Write: within 15 days after this letter was delivered to you.",
            days=days,
            counted_from=counted_from,
        )
    if days < least:
        raise _too_short(days, least)


def _dutch_period(receipt, days, counted_from, mode):
    # fifteen days after receipt and fourteen from the day after it end together
    last_day = receipt + timedelta(days=days - (counted_from == RECEIPT))
    if mode == SAFE:
        last_day = _next_day(last_day, _is_dutch_term_day)
    return Waiting(receipt + ONE_DAY, last_day, last_day + ONE_DAY, receipt)


def _dutch_post_comes(day):
    return day.weekday() not in (SUNDAY, MONDAY) and not is_holiday(day, "NL")


def _is_dutch_term_day(day):
    """Tell whether a period may end on a day: Algemene termijnenwet art. 1 and 3.

    5 May counts as a holiday each year there. Whether the law covers the 14-day
    letter is argued (rules.md 0: medium); the later day is the safe one.
    """
    return is_business_day(day, ("NL",)) and (day.month, day.day) != (5, 5)


def _next_day(day, is_fit):
    while not is_fit(day):
        day += ONE_DAY
    return day


def _check_mode(mode):
    if mode not in MODES:
        raise LegalError(
            "unknown_mode",
            f"{mode!r} is no way to count a period. Choose {STRICT} or {SAFE}.",
            mode=mode,
        )


def _too_short(days, least):
    return LegalError(
        "waiting_too_short",
        f"A term of {days} days is shorter than the {least} days of the law. Give at "
        f"least {least} days.",
        days=days,
        least=least,
    )


def default_after(last_day):
    """Return the first day of default after the last day that a notice gave.

    Art. 6:82 BW: a notice of default names a reasonable term (rules.md 3: found).
    """
    return last_day + ONE_DAY


def last_dutch_sending(today, days=DUTCH_DAYS):
    """Return the last day on which a 14-day letter left whose term may be over.

    For looking at few letters only; each is then judged by its own receipt.
    """
    return today - timedelta(days=days + 1)


def dutch_last_day(reminder, mode=STRICT):
    """Return the last day on which paying after a 14-day letter costs nothing.

    :param Reminder reminder: the letter, see ``legal_facts``
    :return: a date, None where its term or its ways bring no costs at all
    """
    sent = min(one.sent for one in reminder.deliveries)
    try:
        waiting = dutch_waiting(
            reminder.deliveries, sent, reminder.days, reminder.counted_from, mode
        )
    except LegalError:
        return None
    return max(waiting.last_day, reminder.until or waiting.last_day)
