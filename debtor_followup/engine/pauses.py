"""How long pauses last, and who looks at them when."""

from .business_days import ONE_DAY, add_bank_business_days, add_business_days

#: So many business days we take to handle a reply; then a manager sees it.
REPLY_DAYS = 3
#: A promised or announced payment may take so many bank business days to show.
PAYMENT_GRACE = 2
PAYMENT_REASONS = ("promise", "payment_announced")
#: Whoever the law or decency protects: nothing is asked of them, by nobody.
PROTECTIVE = ("deceased", "insolvency", "debt_settlement", "debt_help", "guardianship")
#: On what was open before them no cost may be added, also not after their end: NL art.
#: 128 and 303 Fw, BE art. 1675/7 Ger.W. and Book XX (rules.md 7: found, high).
ENDS_COSTS = ("insolvency", "debt_settlement")
#: Pauses that never simply expire: at their date they go to a person.
PERSISTENT = (*PROTECTIVE, "dispute", "reply", "collection", "start")


def reply_day(today, countries=()):
    """Return the last day on which a reply is handled in time."""
    return add_business_days(today, REPLY_DAYS, countries)


def last_day(reason, date_end):
    """Return the last day without contacts of a pause that ends on a day."""
    if reason in PAYMENT_REASONS:
        return add_bank_business_days(date_end, PAYMENT_GRACE)
    return date_end


def first_day_after(reason, date_end):
    """Return the day on which a pause that ends on a day is over."""
    return last_day(reason, date_end) + ONE_DAY


def leaves_room(pauses, line_id, move_id, spared):
    """Tell whether no pause in force holds what is asked of a claim.

    :param pauses: dicts of the pauses in force, see ``debtor.pause``
    :param int spared: minor units of it that are not asked anyway
    """
    for pause in pauses:
        if pause["scope"] == "debtor":
            return False
        for paused_line, paused_move, amount in pause["lines"]:
            same = paused_line == line_id if paused_line else paused_move == move_id
            if same and (amount is None or amount > spared):
                return False
    return True
