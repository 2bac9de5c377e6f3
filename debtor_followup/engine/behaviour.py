"""How a debtor pays: what is usual for him, his class, and what has changed.

Days late are counted from the due date, or later when we sent the invoice late;
a payment before it counts below zero. Amounts are minor units of one currency,
the company's. What decides is built so that

- paying later, or not yet, never makes a class better,
- one odd payment does not move it, nor does the unit of the amounts,
- a debtor near a limit does not go to and fro from night to night.
"""

from datetime import date, timedelta
from typing import NamedTuple

NEW = "new"
LOYAL = "loyal"
REGULAR = "regular"
LATE = "late"
CHRONIC = "chronic"
#: From the best payer to the worst; who is new stands nowhere yet.
CLASSES = (LOYAL, REGULAR, LATE, CHRONIC)

#: What was due in the last 18 months counts, and what was paid then.
WINDOW_DAYS = 548
#: Recent months are held against those before them.
RECENT_DAYS = 183
#: So many claims on either side before a change is believed.
ENOUGH_TO_COMPARE = 3
#: A smaller change of the median is no news.
NOTABLE_DAYS = 7
#: An open rest below this part of its claim is a difference, no claim.
SMALL_REST = 10
#: Amounts count with their fourth root: ten thousand times as much, ten times.
AMOUNT_POWER = 0.25
#: Cumulated weights are floats: halves are halves in spite of the last digit.
HALF = 0.5 - 1e-9


class Limits(NamedTuple):
    """Where one class ends and the next begins; a manager may change them."""

    minimum_count: int = 5  # paid claims, below it a debtor is new
    on_time_days: int = 3  # so many days late still count as on time
    loyal_share: int = 80  # per cent on time
    loyal_tenure_days: int = 180  # since the first invoice
    regular_days: int = 15  # median days late of a regular payer at most
    late_days: int = 45  # beyond it nearly always late
    open_days: int = 30  # an open claim so much later than that lowers the class
    margin_days: int = 3  # to leave a class, so far beyond its limit
    margin_share: int = 5  # the same, in per cent on time


class Item(NamedTuple):
    """One claim of the past, or one that is open."""

    due: date
    paid: date | None  # value date of the payment that settled it, None while open
    amount: int  # what was paid, or is open; above zero
    invoiced: date | None = None
    sent: date | None = None  # when it first left us, if known
    total: int = 0  # of an open claim: what it was at first
    paid_days: int | None = None  # sum over its payments of amount times days late


class Facts(NamedTuple):
    """What is known of a debtor beside his payments."""

    since: date | None = None  # the day of the first invoice
    turnover: int = 0  # invoiced in the last twelve months, minor units
    promises_kept: int = 0
    promises_broken: int = 0
    disputes_right: int = 0
    disputes_wrong: int = 0
    promise_broken_on: date | None = None  # the last one
    trust: str = "normal"  # core's opinion by hand: good, normal, bad


class Figures(NamedTuple):
    """What the claims say, in days late and counts."""

    paid_count: int = 0
    on_time_count: int = 0
    share: int = 0  # per cent on time; one late payment is forgiven
    median: int | None = None  # weighted; open claims make it worse only
    spread: int | None = None  # median distance of the payments from their median
    average: int | None = None  # weighted by amount and recency, with open claims
    open_count: int = 0  # overdue beyond what counts as on time
    oldest_open: int = 0  # days
    recent: int | None = None  # median of the last six months
    earlier: int | None = None  # of the twelve before
    recent_count: int = 0
    earlier_count: int = 0
    change: str | None = None  # slower, faster
    median_amount: int = 0  # of the paid claims, minor units


class Assessment(NamedTuple):
    """A debtor's class and why."""

    relationship: str
    reason: str
    figures: Figures


def check_limits(limits):
    """Return what is wrong with limits, None when they are in order.

    :return: ``negative``, ``share``, ``count``, ``order_regular``, ``order_late``
    """
    if min(limits) < 0:
        return "negative"
    if limits.minimum_count < 1:
        return "count"
    if not 0 < limits.loyal_share <= 100:
        return "share"
    if limits.regular_days <= limits.on_time_days:
        return "order_regular"
    if limits.late_days <= limits.regular_days:
        return "order_late"
    return None


def first_day(today):
    """Return the first day that counts."""
    return today - timedelta(WINDOW_DAYS)


def year_before(today):
    """Return the day from which turnover is counted."""
    return today - timedelta(365)


def days_late(item, today):
    """Return how late a claim was paid, or is by today.

    The term runs from the day on which we sent the invoice when that was after
    its date: the days before are ours.
    """
    late = (item.paid or today).toordinal() - item.due.toordinal()
    return late - own_delay(item)


def own_delay(item):
    """Return the days between an invoice's date and its sending, if known."""
    if item.sent is None:
        return 0
    return max(0, (item.sent - (item.invoiced or item.due)).days)


def assess(items, today, before=None, facts=None, limits=None):
    """Return a debtor's class today, why, and the figures behind it.

    :param items: his paid and open claims, :class:`Item`
    :param date today: the day to look from
    :param before: the class that figures gave last time; None or ``new`` when
        there were too few of them
    :param facts: a :class:`Facts`
    :param limits: the company's :class:`Limits`
    """
    facts, limits = facts or Facts(), limits or Limits()
    figures = measure(items, today, limits)
    if figures.paid_count < limits.minimum_count:
        return Assessment(*_by_trust(facts.trust), figures)
    bar = _bar_to_loyal(facts, today, limits)
    place, reason = _place(figures, bar, limits)
    if before not in CLASSES:
        return Assessment(CLASSES[place], reason, figures)
    # Whoever was in a class stays until he is beyond its limit by a margin.
    best, _reason = _place(figures, bar, limits, slack=1)
    worst, _reason = _place(figures, bar, limits, slack=-1)
    kept = max(best, min(CLASSES.index(before), worst))
    if kept != place:
        reason = "kept"
    return Assessment(CLASSES[kept], reason, figures)


def _by_trust(trust):
    """Return class and reason of a debtor of whom too little is known."""
    if trust == "good":
        return LOYAL, "trust_good"
    if trust == "bad":
        return LATE, "trust_bad"
    return NEW, "too_few"


def _bar_to_loyal(facts, today, limits):
    """Return what keeps a debtor from being loyal however he pays, if anything."""
    if facts.trust == "bad":
        return "trust_bad"
    if facts.since is None or (today - facts.since).days < limits.loyal_tenure_days:
        return "tenure"
    if facts.promises_broken > facts.promises_kept:
        return "promises"
    return None


def _place(figures, bar, limits, slack=0):
    """Return the place among the classes, 0 for the best, and the reason.

    :param int slack: how many margins to look away from, below zero to add
    """
    median = figures.median - slack * limits.margin_days
    share = figures.share + slack * limits.margin_share
    oldest = figures.oldest_open - slack * limits.margin_days
    ends = (limits.on_time_days, limits.regular_days, limits.late_days)
    reasons = ("on_time", "usual", "late", "very_late")
    place = sum(median > end for end in ends)
    reason = reasons[place]
    if place == 0 and share < limits.loyal_share:
        place, reason = 1, "usual"
    if place == 0 and bar:
        place, reason = 1, bar
    if place < len(ends) and oldest > ends[place] + limits.open_days:
        place, reason = place + 1, "open_claims"
    return place, reason


# -- figures --------------------------------------------------------------


def measure(items, today, limits):
    """Return the :class:`Figures` of a debtor's claims on a day."""
    start = first_day(today)
    # (days late, weight, due) of what was due in the window and is paid.
    paid, heavy, open_ages, amounts = [], [], [], []
    total_days = total_weight = 0.0
    for item in items:
        late = days_late(item, today)
        if item.paid is None:
            if not _is_open_late(item, late, limits):
                continue
            open_ages.append(late)
        elif item.paid < start and item.due < start:
            continue
        recency = _recency(item.due, start)
        entry = (late, recency * item.amount**AMOUNT_POWER, item.due)
        if item.due < start or item.paid is None:
            heavy.append(entry)
        else:
            paid.append(entry)
            amounts.append(item.amount)
        weight = recency * item.amount
        total_weight += weight
        total_days += weight * _average_late(item, late)
    if not paid:
        return Figures(open_count=len(open_ages), oldest_open=max(open_ages, default=0))
    on_time = sum(late <= limits.on_time_days for late, _weight, _due in paid)
    others = sum(late > limits.on_time_days for late, _weight, _due in heavy)
    median, spread = _typical(paid, heavy)
    recent = _plain_medians(paid, heavy, today, start)
    return Figures(
        paid_count=len(paid),
        on_time_count=on_time,
        share=_share(on_time, len(paid), others),
        median=median,
        spread=spread,
        average=round(total_days / total_weight),
        open_count=len(open_ages),
        oldest_open=max(open_ages, default=0),
        median_amount=sorted(amounts)[(len(amounts) - 1) // 2],
        **recent,
    )


def _is_open_late(item, late, limits):
    """Tell whether an open claim counts: late, and more than a small rest."""
    if item.total and item.amount * 100 < item.total * SMALL_REST:
        return False
    return late > limits.on_time_days


def _recency(due, start):
    """Return from 1 for what was due long ago up to 2 for what is due now."""
    return 1 + min(1, max(0, (due - start).days) / WINDOW_DAYS)


def _average_late(item, late):
    """Return the days late of a claim, each of its payments for its amount."""
    if item.paid is None or item.paid_days is None:
        return late
    return item.paid_days / item.amount - own_delay(item)


def _share(on_time, paid, others):
    """Return the per cent paid on time; one payment that was late is forgiven.

    :param int others: claims that are open and late, or came from long ago
    """
    forgiven = 1 if on_time < paid else 0
    return 100 * on_time // max(1, paid + others - forgiven)


def _typical(paid, heavy):
    """Return (weighted median, spread) of days late.

    What is open, or came from long ago, counts only as far as it makes the
    median worse: those later than it are added until none is left.
    """
    paid = sorted(paid)
    own = median = _weighted_median(paid)
    while True:
        worse = [entry for entry in heavy if entry[0] > median]
        found = _weighted_median(sorted(paid + worse)) if worse else median
        if found <= median:
            break
        median = found
    distances = sorted((abs(late - own), weight) for late, weight, _due in paid)
    return median, _weighted_median(distances)


def _weighted_median(entries):
    """Return the smallest value up to which half of the weight lies.

    :param entries: tuples that begin with (value, weight), by value
    """
    half = HALF * sum(entry[1] for entry in entries)
    cumulated = 0.0
    for entry in entries:
        cumulated += entry[1]
        if cumulated >= half:
            return entry[0]
    raise ValueError("no entries")


def _plain_medians(paid, heavy, today, start):
    """Return the medians of the last six months and those before, and a change."""
    split = today - timedelta(RECENT_DAYS)
    # An open claim is younger than it will be: only a late one tells something.
    entries = paid + [entry for entry in heavy if entry[2] >= start]
    recent = sorted(late for late, _weight, due in entries if due >= split)
    earlier = sorted(late for late, _weight, due in entries if due < split)
    found = {"recent_count": len(recent), "earlier_count": len(earlier)}
    if min(len(recent), len(earlier)) < ENOUGH_TO_COMPARE:
        return found
    now, then = recent[len(recent) // 2], earlier[len(earlier) // 2]
    distances = sorted(abs(late - then) for late in earlier)
    news = max(NOTABLE_DAYS, 2 * distances[len(distances) // 2])
    if now - then > news:
        found["change"] = "slower"
    elif then - now > news:
        found["change"] = "faster"
    return {**found, "recent": now, "earlier": then}
