"""What the ledger and our own evidence say about one debtor on one day.

All amounts are integer minor units. ``residual`` is in the claim's currency;
amounts for thresholds are in the company's currency at today's rate and are
never shown to the debtor.
"""

from datetime import date
from operator import itemgetter
from typing import NamedTuple

from .moment import NO_MOMENT
from .start import NO_START

COURTESY = "courtesy"
REMINDER = "reminder"
CALL = "call"
FORMAL_NOTICE = "formal_notice"
HANDOFF = "handoff"
STEP_KINDS = (COURTESY, REMINDER, CALL, FORMAL_NOTICE, HANDOFF)
#: The channel of calls.
PHONE = "phone"

#: Ranks of steps: courtesy < reminder 1 < reminder 2 < ... < formal notice < handoff.
RANK_NONE = -1
RANK_COURTESY = 0
RANK_FIRST_REMINDER = 1
RANK_FORMAL_NOTICE = 1000
RANK_HANDOFF = 2000

EMAIL = "email"
LETTER = "letter"
REGISTERED_LETTER = "registered_letter"
PHONE = "phone"
#: Channels that go by post.
POSTAL_CHANNELS = (LETTER, REGISTERED_LETTER)

#: Kinds of debtors whom the law protects; one of unknown kind may be a consumer.
NATURAL_PERSONS = ("consumer", "unknown")


def step_rank(step_kind, reminder_no=0):
    """Return the place of a step in the order of steps.

    :param str step_kind: one of :data:`STEP_KINDS`, but not a call: a call
        reaches no step
    :param int reminder_no: which reminder, from 1 on
    """
    if step_kind == REMINDER:
        return reminder_no
    return {
        COURTESY: RANK_COURTESY,
        FORMAL_NOTICE: RANK_FORMAL_NOTICE,
        HANDOFF: RANK_HANDOFF,
    }[step_kind]


class Claim(NamedTuple):
    """One open receivable line: an invoice, or one instalment of it."""

    line_id: int
    move_id: int
    name: str
    currency_id: int
    residual: int  # minor units of currency_id, above zero
    company_residual: int  # the ledger's amount, minor units of the company's currency
    due_date: date | None
    invoice_date: date | None
    contact_id: int | None  # the partner on the invoice
    collected: bool = False  # we collect it ourselves, and it did not come back
    returned_on: date | None = None  # its direct debit came back

    @property
    def sort_key(self):
        """Oldest first; the ids only make the order independent of the input's."""
        return (self.due_date or date.max, self.invoice_date or date.max, self.line_id)


class Credit(NamedTuple):
    """An open amount in the debtor's favour: credit note, unmatched payment."""

    line_id: int
    move_id: int
    name: str
    currency_id: int
    amount: int  # minor units, above zero
    company_amount: int
    entry_date: date | None


class Skip(NamedTuple):
    """A step that a person passed over for a claim at its present due date."""

    step_kind: str
    number: int  # which reminder; of a call the id of its level
    notice_id: int  # the evidence: who did it, and why


def skip_key(step_kind, reminder_no, level_id):
    """Return by what a passed-over step is known, also on another ladder.

    :return: (kind, number): reminders count by number; of calls a ladder may have
        several, so that each is known by its level
    """
    return step_kind, level_id if step_kind == CALL else reminder_no


class History(NamedTuple):
    """What reached the debtor about one claim at its present due date."""

    rank: int = RANK_NONE  # highest step that arrived
    rank_level_id: int | None = None  # the level at which it arrived
    level_id: int | None = None  # level of the last arrived notice demanding it
    last_contact: date | None = None
    last_deadline: date | None = None  # as printed in its last notice
    reminders: int = 0  # arrived reminders that demanded it
    calls: frozenset = frozenset()  # call levels that were done
    tasks: frozenset = frozenset()  # levels for which a person has a task
    skipped: tuple = ()  # of Skip; never counts as a contact or a reminder
    last_call: date | None = None  # made, whether anybody answered or not
    # Of what is something in law only (law_of_claims.VARIANTS), as its Written:
    first_written: tuple | None = None  # the first such message
    free_reminder: tuple | None = None  # the first one that Book XIX asks for
    letters: tuple = ()  # how the 14-day letter went out, of notice_period.Delivery


NO_HISTORY = History()


class Pause(NamedTuple):
    """A stop on contacts that is in force on the snapshot's day.

    ``amounts`` is None when the whole debtor is paused; else it maps line ids
    to the paused amount in minor units, None meaning the whole claim.
    """

    pause_id: int
    reason: str
    date_end: date | None
    amounts: dict | None = None
    needs_person: bool = False  # its date has passed and it never simply expires


class Contact(NamedTuple):
    """Somebody who can be written to."""

    contact_id: int
    email: str | None  # normalized, None when there is none or it is invalid
    active: bool = True
    postal: str | None = None  # its postal address in one text, None if incomplete
    reminders: bool = False  # a person marked it for payment reminders
    management: bool = False  # a person marked it as the debtor's management
    place: int = 0  # of several with a mark the lowest comes first


class Underway(NamedTuple):
    """A notice that has not yet reached its end."""

    notice_id: int
    state: str  # draft, queued, sending, uncertain
    contact_date: date | None = None
    channel: str | None = None
    chosen_contact_id: int | None = None  # whom a person chose to write to


class Level(NamedTuple):
    """One step of a ladder; see ``debtor.followup.level`` for the meaning."""

    level_id: int
    name: str
    step_kind: str
    reminder_no: int
    delay_days: int
    order: float  # see Policy.build
    wait_days: int = 0
    deadline_days: int = 0
    channel: str = "email"
    second_channel: str | None = None
    minimum_claim: int = 0  # minor units of the company's currency
    minimum_term_days: int = 0
    relationships: frozenset = frozenset()  # empty: any
    any_amount_for: frozenset = frozenset()  # classes that minimum_claim spares
    mode: str | None = None
    registered_from: int = 0  # below it a plain letter; as minimum_claim
    copy_to_manager: bool = False  # the debtor's management gets a copy


class Policy(NamedTuple):
    """A ladder: its levels in order, and the numbers around them."""

    policy_id: int
    name: str
    active: bool
    mode: str  # automatic, propose
    levels: tuple
    minimum_amount: int = 0  # minor units of the company's currency
    small_amount: int = 0
    min_gap_days: int = 0
    debtor_kind: str | None = None
    patience: bool = False  # good payers have until their usual day
    personal_first: bool = False  # a loyal customer is called first

    @classmethod
    def build(cls, levels, **values):
        """Build a policy, giving each level its number and its place.

        :param levels: :class:`Level` in the order of the ladder; their
            ``reminder_no`` and ``order`` are set here. A call stands half a
            place behind the step before it; a reminder by phone is a call, so
            that nothing legal rests on what was only said.
        """
        ordered, reminders, place = [], 0, float(RANK_NONE)
        for level in levels:
            if level.step_kind == REMINDER and level.channel == PHONE:
                level = level._replace(step_kind=CALL)
            if level.step_kind == CALL:
                ordered.append(level._replace(order=place + 0.5))
                continue
            reminders += level.step_kind == REMINDER
            number = reminders if level.step_kind == REMINDER else 0
            place = float(step_rank(level.step_kind, number))
            ordered.append(level._replace(reminder_no=number, order=place))
        return cls(levels=tuple(ordered), **values)


#: The same order as `Claim.sort_key`, where no day is missing.
_DAYS_AND_LINE = itemgetter(
    *map(Claim._fields.index, ("due_date", "invoice_date", "line_id"))
)


def _oldest_first(claims):
    """Return claims in the order of `Claim.sort_key`; most have all their days."""
    try:
        return sorted(claims, key=_DAYS_AND_LINE)
    except TypeError:  # a day that is missing is no less and no more than another
        return sorted(claims, key=Claim.sort_key.fget)


class DebtorSnapshot:
    """One debtor on one day: claims, credits, pauses, contacts, history.

    :param dict rates: currency id -> minor units of the company's currency for
        one minor unit of it, at today's rate; used for thresholds only
    :param bool is_own: one of our own companies, or an employee: no debtor
    :param start: how follow-up began in the company, a :class:`Start`
    :param old_claims: what a person said about claims from before it
    :param last_attempt: the day of the last automatic contact, arrived or not
    :param chosen_contact_id: whom a person chose for the message that waits
    :param tuple quiet: the company's quiet periods, see ``business_days.Quiet``
    :param tuple bills: pairs (currency id, minor units) of what we owe the debtor
    :param dict bills_agreed: currency id -> minor units of such bills with which a
        person agreed to go on
    :param tuple chosen: (policy id, kind, class, number of the rule) of the policy
        that was chosen for the kind or the class that it names, None: by hand or
        the company's
    :param tuple receipts: each a :class:`~.receipts.Receipt` that looks like theirs
    :param tuple bank_behind: pairs (bank journal, day) of journals that are booked up
        to that day only, too long ago for messages to leave by themselves
    :param taken_addresses: addresses at which another debtor was written to today
    :param moment: when something may leave by itself, a :class:`~.moment.Moment`
    :param habit: how the debtor pays, a :class:`~.habits.Habit`, None if nothing of
        it bears on the decision
    :param dict duties: line id -> :class:`~.duties.Duty` of claims for which our own
        part is not done, perhaps also of other debtors'; None without any
    :param law: of a natural person, a :class:`~.law_of_claims.ConsumerLaw`; None: the
        law sets no day
    :param dict ladders: level id -> the :class:`Policy` it belongs to, for
        claims that are on another ladder than the debtor's
    """

    __slots__ = (
        "bank_behind",
        "bills",
        "bills_agreed",
        "chosen",
        "chosen_contact_id",
        "claims",
        "contacts",
        "countries",
        "credits",
        "duties",
        "failed_addresses",
        "habit",
        "history",
        "invoice_contact_id",
        "is_own",
        "keeps_ladder",
        "kind",
        "ladders",
        "last_attempt",
        "last_contact",
        "law",
        "moment",
        "old_claims",
        "partner_id",
        "pauses",
        "quiet",
        "rates",
        "receipts",
        "relationship",
        "start",
        "taken_addresses",
        "underway",
    )

    def __init__(
        self,
        partner_id,
        claims=(),
        credits=(),
        *,
        kind="unknown",
        relationship="new",
        history=None,
        pauses=(),
        last_contact=None,
        underway=None,
        contacts=None,
        invoice_contact_id=None,
        countries=(),
        failed_addresses=frozenset(),
        rates=None,
        ladders=None,
        keeps_ladder=True,
        is_own=False,
        last_attempt=None,
        quiet=(),
        start=None,
        old_claims=None,
        taken_addresses=frozenset(),
        bank_behind=(),
        receipts=(),
        bills=(),
        bills_agreed=None,
        chosen=None,
        moment=NO_MOMENT,
        habit=None,
        duties=None,
        chosen_contact_id=None,
        law=None,
    ):
        self.partner_id = partner_id
        self.claims = _oldest_first(claims)
        self.credits = sorted(credits)
        self.kind = kind
        self.relationship = relationship
        self.history = history or {}
        self.pauses = pauses
        self.last_contact = last_contact
        self.underway = underway
        self.contacts = contacts or {}
        self.invoice_contact_id = invoice_contact_id
        self.countries = countries
        self.failed_addresses = failed_addresses
        self.rates = rates or {}
        self.ladders = ladders or {}
        self.keeps_ladder = keeps_ladder
        self.is_own = is_own
        self.last_attempt = last_attempt
        self.quiet = quiet
        self.start = start or NO_START
        self.old_claims = old_claims
        self.taken_addresses = taken_addresses
        self.bank_behind = bank_behind
        self.receipts = receipts
        self.bills = tuple(sorted(bills))
        self.bills_agreed = bills_agreed or {}
        self.chosen = chosen
        self.moment = moment
        self.habit = habit
        self.duties = duties
        self.chosen_contact_id = chosen_contact_id
        self.law = law

    def in_company_currency(self, currency_id, amount):
        """Convert minor units for a threshold, at today's rate.

        A currency without a rate counts as the company's own.
        """
        rate = self.rates.get(currency_id, 1)
        return amount if rate == 1 else round(amount * rate)
