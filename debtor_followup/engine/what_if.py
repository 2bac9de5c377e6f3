"""What if: what would happen to one debtor, morning after morning.

Nothing is computed here beside the rules: :func:`~.decision.decide` is asked for
each day of a clock that runs ahead, each message arrives on its day, each task is
done on its day, and nobody reacts. So the law, pauses, days without messages, the
gap and whatever else the rules know count as they would.
"""

import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from .business_days import ONE_DAY
from .claims import (
    CALL,
    NO_HISTORY,
    REMINDER,
    Pause,
    step_rank,
)
from .decision import Decision, decide
from .law_of_claims import with_written
from .pauses import PERSISTENT
from .sentence import per_currency

#: No debtor is followed further ahead.
LONGEST = 540
#: The pause of a claim that is taken for disputed; no real one has this id.
ASSUMED_PAUSE = 0

STEP = "step"
ANNOUNCED = "announced"
PAUSE_ENDS = "pause_ends"
PAUSE_WAITS = "pause_waits"
PAID = "paid"


class Payment(NamedTuple):
    """A payment that is assumed: the oldest claims are settled first."""

    day: date
    currency_id: int
    amount: int  # minor units


class Sent(NamedTuple):
    """A contact that is on its way already."""

    day: date
    deadline: date | None
    demanded: tuple  # pairs (line id, level)
    listed: tuple  # line ids
    deliveries: tuple = ()  # how it goes out, of notice_period.Delivery
    variant: str | None = None  # what it is in law, as in ``Decision.variant``


@dataclass
class Assumed:
    """What is taken for granted, other than that nobody reacts.

    :ivar payment: a :class:`Payment`, None: nothing is paid
    :ivar tuple disputed: line ids of claims that are disputed from the first day on
    :ivar answer_day: until when we answer that dispute
    :ivar sent: a :class:`Sent`, which arrives
    """

    payment: Payment | None = None
    disputed: tuple = ()
    answer_day: date | None = None
    sent: Sent | None = None


class Coming(NamedTuple):
    """Something that would happen on a day.

    ``kind`` is ``step`` (with its decision), ``announced`` (the same: it may be
    stopped before it goes out), ``pause_ends`` or ``pause_waits`` (with
    the pause; the second until a person acts), or ``paid`` (with the payment).
    """

    day: date
    kind: str
    decision: Decision | None = None
    pause: Pause | None = None
    payment: Payment | None = None


@dataclass
class Future:
    """What would come.

    :ivar list coming: of :class:`Coming`, in order of time
    :ivar Decision last: the decision after which nothing comes any more
    :ivar date day: the day of that decision
    """

    coming: list = field(default_factory=list)
    last: Decision | None = None
    day: date | None = None


class _World:
    """The debtor on the day of the clock; the given snapshot is not changed."""

    def __init__(self, snapshot, today, assumed):
        self.assumed = assumed
        self.payment = assumed.payment
        self.snapshot = world = copy.copy(snapshot)
        own = {claim.line_id for claim in snapshot.claims}
        # What is somebody's task is done on the first day, like later ones on theirs.
        world.history = {
            line_id: history._replace(tasks=frozenset())
            for line_id, history in snapshot.history.items()
            if line_id in own
        }
        world.underway = None
        # The bank gets booked, and others are written to at another hour.
        world.bank_behind, world.taken_addresses = (), frozenset()
        world.receipts = tuple(
            one if one.since else one._replace(since=today) for one in snapshot.receipts
        )
        world.pauses = tuple(snapshot.pauses)
        if assumed.disputed:
            amounts = dict.fromkeys(assumed.disputed)
            world.pauses += (
                Pause(ASSUMED_PAUSE, "dispute", assumed.answer_day, amounts),
            )
        if assumed.sent:
            self._arrive(assumed.sent)

    def wake(self, day):
        """Let a day begin; yield what happens without a message."""
        yield from self._end_pauses(day)
        payment = self.payment
        if payment and payment.day <= day:
            self.payment = None
            self._pay(payment)
            yield Coming(day, PAID, payment=payment)

    def _end_pauses(self, day):
        kept = []
        for pause in self.snapshot.pauses:
            over = pause.date_end is not None and pause.date_end < day
            if not over or pause.needs_person:
                kept.append(pause)
            elif pause.reason in PERSISTENT:
                waiting = pause._replace(needs_person=True)
                kept.append(waiting)
                yield Coming(day, PAUSE_WAITS, pause=waiting)
            else:
                yield Coming(day, PAUSE_ENDS, pause=pause)
        self.snapshot.pauses = tuple(kept)

    def _pay(self, payment):
        left, claims = payment.amount, []
        for claim in self.snapshot.claims:  # the oldest first
            paid = 0
            if claim.currency_id == payment.currency_id:
                paid = min(left, claim.residual)
            left -= paid
            rest = claim.residual - paid
            if rest:
                own = claim.company_residual * rest // claim.residual
                claims.append(claim._replace(residual=rest, company_residual=own))
        self.snapshot.claims = claims

    def take(self, decision):
        """Let the step of a decision be taken, and arrive."""
        self._arrive(
            Sent(
                decision.case.contact_date,
                None if decision.level.step_kind == CALL else decision.deadline,
                tuple((one.claim.line_id, level) for one, level in decision.demanded),
                tuple(one.claim.line_id for one in decision.listed),
                decision.case.deliveries(),
                decision.variant,
            )
        )

    def announce(self, announcement):
        """Let colleagues be told of a step; return whether that is news."""
        moment = self.snapshot.moment
        self.snapshot.moment = moment._replace(announced=announcement)
        return announcement != moment.announced

    def rest(self):
        """Let a day end: the next one begins with its morning."""
        self.snapshot.moment = self.snapshot.moment._replace(late=False)

    def _arrive(self, sent):
        histories = self.snapshot.history
        for line_id, level in sent.demanded:
            history = histories.get(line_id, NO_HISTORY)
            histories[line_id] = _moved(history, level, sent)
        for line_id in sent.listed:
            history = histories.get(line_id, NO_HISTORY)
            histories[line_id] = _named(history, sent)
        moment = self.snapshot.moment
        contacts = (*moment.contacts, sent.day)
        self.snapshot.moment = moment._replace(contacts=contacts)
        days = (self.snapshot.last_contact, sent.day)
        self.snapshot.last_contact = max(day for day in days if day)
        self.snapshot.last_attempt = self.snapshot.last_contact

    def changes_after(self, day):
        """Tell whether anything may still change by itself after a day."""
        return (
            self.payment is not None
            or any(one.due_date and one.due_date >= day for one in self.snapshot.claims)
            or any(
                not one.needs_person and one.date_end and one.date_end >= day
                for one in self.snapshot.pauses
            )
        )


def _named(history, sent):
    days = [day for day in (history.last_deadline, sent.deadline) if day]
    return history._replace(last_deadline=max(days, default=None))


def _moved(history, level, sent):
    history = _named(history, sent)
    if level.step_kind == CALL:
        calls = history.calls | {level.level_id}
        return history._replace(
            calls=calls,
            last_call=sent.day,
            level_id=level.level_id,
            last_contact=sent.day,
        )
    rank = step_rank(level.step_kind, level.reminder_no)
    reached = rank >= history.rank
    history = with_written(history, sent.variant, sent.deliveries, sent.deadline)
    return history._replace(
        rank=max(history.rank, rank),
        rank_level_id=level.level_id if reached else history.rank_level_id,
        level_id=level.level_id,
        last_contact=sent.day,
        reminders=history.reminders + (level.step_kind == REMINDER),
    )


def foresee(snapshot, policy, first_day, assumed):
    """Return what would happen from a day on: a :class:`Future`.

    :param DebtorSnapshot snapshot: as read for that day; it is left as it is
    :param policy: the :class:`~.claims.Policy`, None: nobody is followed
    :param Assumed assumed: what is taken for granted
    """
    world = _World(snapshot, first_day, assumed)
    future = Future()
    day, end = first_day, first_day + timedelta(LONGEST)
    while day <= end:
        future.coming.extend(world.wake(day))
        decision = decide(world.snapshot, policy, day)
        future.last, future.day = decision, day
        if decision.demanded:
            future.coming.append(Coming(day, STEP, decision=decision))
            world.take(decision)
        elif decision.announcement:
            if world.announce(decision.announcement):
                future.coming.append(Coming(day, ANNOUNCED, decision=decision))
        elif decision.next_date is None and not world.changes_after(day):
            break
        world.rest()
        day += ONE_DAY
    return future


def check_payment(claims, payment, today):
    """Return why a payment cannot be assumed: ``past``, ``amount``, or None.

    :param claims: the debtor's open claims
    """
    if payment.day < today:
        return "past"
    owed = open_amount(claims, payment.currency_id)
    return None if 0 < payment.amount <= owed else "amount"


def open_amount(claims, currency_id):
    """Return what is open in a currency, in minor units."""
    return sum([one.residual for one in claims if one.currency_id == currency_id])


def asked(decision):
    """Return what a step asks, as pairs (currency id, minor units)."""
    return per_currency(
        [(one.claim.currency_id, one.rest) for one, _level in decision.demanded]
    )
