"""When the law lets a step towards a consumer come, claim by claim.

Belgium: nothing follows the first, free reminder before its period has ended (art.
XIX.2 WER: found). Netherlands: the 14-day letter is sent after default began, and
its term must have passed before anything is handed on (art. 6:81 to 6:83 and 6:96
par. 6 BW: found). Other laws have no period of this kind that is built here.
Figures come from :mod:`.notice_period`; nothing here raises for what the ledger or
the evidence may hold, because a plan of thousands of debtors must go on.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from .applicable_law import applicable_law
from .business_days import ONE_DAY
from .claims import EMAIL, FORMAL_NOTICE, HANDOFF, POSTAL_CHANNELS, REMINDER
from .legal_values import CONSUMER, LegalError
from .notice_period import (
    DUTCH_TERMS,
    RECEIPT,
    SAFE,
    Delivery,
    belgian_waiting,
    default_after,
    dutch_receipt,
    dutch_waiting,
)

BELGIUM, NETHERLANDS = "BE", "NL"
#: What a message is in law, beside being a step: the first, free reminder of Book
#: XIX; the reminder that puts in default where no last day was agreed; the 14-day
#: letter. Of several in one message the first of these.
BE_FIRST, NL_DEFAULT, NL_LETTER = "be_first", "nl_default", "nl_letter"
VARIANTS = (BE_FIRST, NL_DEFAULT, NL_LETTER)
#: A reminder that puts in default gives so many days at least. Art. 6:82 BW asks for
#: a reasonable term (found); how long that is no law says: our own choice.
REASONABLE_DAYS = 7
#: Ways that leave something in writing.
WRITTEN_CHANNELS = (EMAIL, *POSTAL_CHANNELS)


class Accepted(NamedTuple):
    """Terms that the debtor accepted, and what they say of law and due date."""

    since: date
    law: str | None = None
    is_fatal: bool = False


class Written(NamedTuple):
    """A message that arrived: how it went out, and the deadline in it."""

    deliveries: tuple  # of notice_period.Delivery
    deadline: date | None = None


class Gate(NamedTuple):
    """The first day for a step, by law.

    :ivar str kind: whose term it is, one of :data:`VARIANTS`
    :ivar date since: when the message went out or arrived
    :ivar date until: the last day of its term
    :ivar bool is_proven: ``since`` is the day of a proven delivery
    """

    day: date
    kind: str
    since: date
    until: date
    is_proven: bool = False


class ConsumerLaw(NamedTuple):
    """What says which law protects a natural person.

    :ivar seller: the law of the company, None if it has none
    :ivar debtor: the law of the debtor's country, None if that is unknown
    :ivar bool directs_activity: the company addresses consumers abroad
    :ivar str mode: how a period ends that ends on a day of rest
    :ivar tuple accepted: of :class:`Accepted`, the oldest first
    """

    seller: str | None = None
    debtor: str | None = None
    directs_activity: bool = False
    mode: str = SAFE
    accepted: tuple = ()

    def terms_of(self, claim):
        """Return the terms that held when a claim was invoiced, None without any."""
        day = claim.invoice_date or claim.due_date
        found = None
        for one in self.accepted:
            if one.since <= day:
                found = one
        return found

    def laws_of(self, claim):
        """Return the laws whose periods protect the debtor of a claim.

        More than one where a chosen law leaves that of the consumer's country in
        force (Rome I art. 6: found).
        """
        terms = self.terms_of(claim) if self.accepted else None
        chosen = terms.law if terms else None
        return _laws(self.seller, self.debtor, self.directs_activity, chosen)

    def is_fatal(self, claim):
        """Tell whether the due date is the agreed last day (art. 6:83 BW: found)."""
        terms = self.terms_of(claim) if self.accepted else None
        return bool(terms and terms.is_fatal)


@lru_cache(maxsize=256)
def _laws(seller, debtor, directs_activity, chosen):
    """Return the laws that apply; where one lacks, those that could.

    A country that is not known is no reason to wait less.
    """
    try:
        found = applicable_law(
            seller,
            debtor,
            CONSUMER,
            directs_activity=directs_activity,
            chosen_law=chosen,
        )
    except LegalError:
        found = (chosen or seller, debtor if directs_activity else None)
    return frozenset(found) - {None}


def variant_of(law, claim, history, level):
    """Return what a message at a level is in law about a claim, None: nothing special.

    :param ConsumerLaw law: the law of a natural person
    :param History history: what reached the debtor about the claim
    """
    if level.step_kind == FORMAL_NOTICE:
        return NL_LETTER if NETHERLANDS in law.laws_of(claim) else None
    if level.step_kind != REMINDER:
        return None
    return _missing_reminder(law, claim, history)


def _missing_reminder(law, claim, history):
    """Return which reminder the law asks for and did not arrive yet, None: none.

    A reminder without what the law asks of it is none in law, whatever its number:
    it went to a business that turned out to be a consumer, or before the start here.
    """
    laws = law.laws_of(claim)
    if BELGIUM in laws and history.free_reminder is None:
        return BE_FIRST
    in_default = history.first_written or law.is_fatal(claim)
    return NL_DEFAULT if NETHERLANDS in laws and not in_default else None


def missing_before(law, claim, history, level):
    """Return what must arrive before a legal step, one of VARIANTS; None: nothing.

    Nothing legal before the first, free reminder (art. XIX.2 WER: found), nor before
    default; no handoff before the 14-day letter (art. 6:96 par. 6 BW: found).
    """
    if level.step_kind not in (FORMAL_NOTICE, HANDOFF):
        return None
    missing = _missing_reminder(law, claim, history)
    if missing or level.step_kind == FORMAL_NOTICE or history.letters:
        return missing
    return NL_LETTER if NETHERLANDS in law.laws_of(claim) else None


def first_of(variants):
    """Return what a message is in law of what it is about each of its claims."""
    return next((one for one in VARIANTS if one in variants), None)


def last_day(variant, deliveries, mode):
    """Return the day before which a message of this kind may not ask payment.

    :param deliveries: how it goes out, at least one way; arrival is presumed
    :return: the last day of the law's term
    """
    if variant == BE_FIRST:
        return _belgian_gate(deliveries, mode).until
    if variant == NL_LETTER:
        return _dutch_gate(deliveries, mode).until
    return max(one.sent for one in deliveries) + timedelta(days=REASONABLE_DAYS)


def gate_of(law, claim, history, level):
    """Return the :class:`Gate` before a level of a claim, None where there is none.

    Of several the last to open. Belgium: every step after the first reminder.
    Netherlands: a formal notice and a handoff wait for default, a handoff also for
    the term of the 14-day letter.
    """
    laws = law.laws_of(claim)
    first, gates = history.free_reminder, []
    if BELGIUM in laws and first:
        gates.append(_belgian_gate(first.deliveries, law.mode))
    if NETHERLANDS in laws and level.step_kind in (FORMAL_NOTICE, HANDOFF):
        gates.append(_default_gate(law, claim, history))
        if level.step_kind == HANDOFF and history.letters:
            gates.append(_dutch_gate(history.letters, law.mode))
    return max(gates, key=lambda one: one.day, default=None)


def with_written(history, variant, deliveries, deadline):
    """Return a history after a message arrived; what is nothing in law adds nothing.

    :param variant: what it is in law, one of :data:`VARIANTS` or None
    :param deliveries: how it went out; empty if it left nothing in writing
    """
    if not variant or not deliveries:
        return history
    written = Written(deliveries, deadline)
    if history.first_written is None:
        history = history._replace(first_written=written)
    if variant == BE_FIRST and history.free_reminder is None:
        history = history._replace(free_reminder=written)
    if variant == NL_LETTER and not history.letters:
        history = history._replace(letters=deliveries)
    return history


def _belgian_gate(deliveries, mode):
    """The period of the later way counts."""
    found = []
    for one in map(_sound, deliveries):
        waiting = belgian_waiting(
            one.sent, one.channel, one.sent - ONE_DAY, mode=mode, received=one.received
        )
        proven = _is_proven(one)
        since = one.received if proven else one.sent
        found.append(
            Gate(waiting.charge_from, BE_FIRST, since, waiting.last_day, proven)
        )
    return max(found)


def _dutch_gate(deliveries, mode):
    """The later receipt counts, proven or presumed."""
    ways = [_sound(one) for one in deliveries]
    later = max(ways, key=lambda one: (dutch_receipt(one), _is_proven(one)))
    waiting = dutch_waiting(
        ways, min(one.sent for one in ways), DUTCH_TERMS[RECEIPT], RECEIPT, mode
    )
    return Gate(
        waiting.charge_from,
        NL_LETTER,
        waiting.receipt,
        waiting.last_day,
        _is_proven(later),
    )


def _default_gate(law, claim, history):
    """The first day of default: after the agreed last day, or a reminder's term."""
    if law.is_fatal(claim):
        due = claim.due_date
        return Gate(due + ONE_DAY, NL_DEFAULT, due, due)
    written = history.first_written
    if written is None or written.deadline is None:
        last = max(
            day
            for day in (history.last_deadline, history.last_contact, claim.due_date)
            if day
        )
        return Gate(default_after(last), NL_DEFAULT, last, last)
    return default_by(written)


def default_by(written):
    """Return the :class:`Gate` of a notice that puts in default by its deadline.

    For the ladder and for the claim of interest. One that came after its own
    deadline puts in default when it came (art. 6:82 BW: found).
    """
    ways = [_sound(one) for one in written.deliveries]
    first = min(ways, key=lambda one: (dutch_receipt(one), not _is_proven(one)))
    receipt = dutch_receipt(first)
    until = max(written.deadline, receipt)
    return Gate(default_after(until), NL_DEFAULT, receipt, until, _is_proven(first))


def _sound(delivery):
    """Return a delivery that the law's arithmetic takes."""
    if delivery.received and delivery.received < delivery.sent:
        return delivery._replace(received=None)
    return delivery


def _is_proven(delivery):
    """Tell whether a letter's day of delivery is known; a mail is there at once."""
    return delivery.received is not None and delivery.channel in POSTAL_CHANNELS


def deliveries_of(day, channels):
    """Return how a message of a day goes out, as :class:`.notice_period.Delivery`.

    :param channels: by which it goes; what is only said leaves nothing
    """
    written = sorted({one for one in channels if one in WRITTEN_CHANNELS})
    return tuple(Delivery(day, one) for one in written or (EMAIL,))
