"""Our own part: what we owe a debtor before we may ask him to pay."""

from datetime import date
from typing import NamedTuple

from .business_days import span

NEVER_SENT = "never_sent"
BOUNCED = "bounced"  # the mail with the invoice came back, or did not leave
REFUSED = "refused"  # the network for electronic invoices did not take it
DRAFT_CREDIT = "draft_credit"  # a credit note for it is being prepared
FRESH = "fresh"  # sent, but only just
#: Causes of which one, where several hold, tells the most; others come between.
FIRST = (DRAFT_CREDIT, BOUNCED, REFUSED, NEVER_SENT)


class Sending(NamedTuple):
    """What is known of how an invoice left us.

    :ivar bool sent: it left, by whatever way
    :ivar bool refused: the network for electronic invoices refused it
    :ivar sent_on: the day on which it left, None when it is not known
    """

    move_id: int
    dated: date | None
    sent: bool
    refused: bool
    sent_on: date | None


class Duty(NamedTuple):
    """Why a claim is not asked for yet: our own part is not done.

    :ivar str cause: one of the codes above, or one of another module
    :ivar since: the day since when it is so, None when it is not known
    :ivar until: the day from which it may be asked; None: not before it is done
    :ivar tell_from: from this day a person is told, if not overdue before; None:
        when it is overdue
    :ivar str about: what a person must know: an address, a delivery
    :ivar int days: so many days a claim has after its sending
    """

    cause: str
    move_id: int
    since: date | None = None
    until: date | None = None
    tell_from: date | None = None
    about: str = ""
    days: int = 0


def still_fresh(today, days):
    """Return the day after which what was sent is too fresh to be asked for."""
    return today - span(days)


def sending_duty(sending, days):
    """Return what is still to be done about the sending of an invoice.

    :param Sending sending: what is known of it
    :param int days: so many days after its sending a claim is not asked for
    :return: a :class:`Duty`, None when nothing is
    """
    if not sending.sent:
        tell = sending.dated and sending.dated + span(days)
        return Duty(
            NEVER_SENT, sending.move_id, sending.dated, tell_from=tell, days=days
        )
    if sending.refused:
        tell = sending.sent_on or sending.dated
        return Duty(
            REFUSED, sending.move_id, sending.sent_on, tell_from=tell, days=days
        )
    if sending.sent_on:
        until = sending.sent_on + span(days)
        return Duty(FRESH, sending.move_id, sending.sent_on, until, days=days)
    return None


def first_of(one, other):
    """Return which of two duties about one claim a person is told; None: no duty."""
    if one is None or other is None:
        return one or other
    return min(one, other, key=_weight)


def told_duties(decision):
    """Yield what a person is told by a decision: (invoice id, cause, since, about)."""
    for cause, move_id, *_claim, since, _until, about, is_told in decision.parameters[
        "duties"
    ]:
        if is_told:
            yield move_id, cause, since, about


def _weight(duty):
    if duty.cause in FIRST:
        return FIRST.index(duty.cause)
    return len(FIRST) + (duty.until is not None)
