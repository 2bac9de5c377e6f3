"""The words in which the story of `./dev demo` is told: debtors, and what they do.

Plain data, without Odoo. Days count from the last day of the story: -30 is thirty
days before it. What people do at the office (agree, call, print, take back) has no
day: it is done on the first business day on which it can be.
"""

from dataclasses import dataclass

TERM = 30
#: From this day on the story goes day by day; before it, month by month.
FIRST_DAY = -120
#: Follow-up is started on the first office day from this one on.
START = -84
#: Nobody books the bank, or says that it is complete, from and to these days.
BANK_FORGOTTEN = (-76, -68)
#: From this day on good customers of whom nobody hears are called now and then.
CHECK_INS = -3


@dataclass(frozen=True)
class Event:
    """Something that happens on a day; of the ledger when accounting knows it."""

    is_of_ledger = False


@dataclass(frozen=True)
class OfLedger(Event):
    """Something that accounting knows without follow-up."""

    is_of_ledger = True


@dataclass(frozen=True)
class Invoice(OfLedger):
    """An invoice over a net amount, due on a day, made thirty days before it.

    :param bool halves: half is due after 15 days and half after 45, whatever the
        due day; the invoice is then made twenty days before the end
    :param bool debit: we collect it by direct debit
    :param entered: the day on which it is entered in Odoo, if that is another one
    :param bool printed: its PDF is made, so that reminders can bring a copy
    :param bool sent: it was sent on its own day; else nobody has sent it yet
    """

    due: int
    net: float
    what: str
    currency: str = "EUR"
    halves: bool = False
    debit: bool = False
    entered: int | None = None
    printed: bool = False
    sent: bool = True

    @property
    def date(self):
        """Return the day that stands on it."""
        return -20 if self.halves else self.due - TERM

    @property
    def day(self):
        """Return the day on which it is entered."""
        return self.date if self.entered is None else self.entered


@dataclass(frozen=True)
class Purchase:
    """An invoice of every day, and the bank line that pays it so many days late.

    Many are made at once. It stays open while its payment lies in the days to come.
    """

    due: int
    net: float
    what: str
    late: int

    @property
    def date(self):
        """Return the day of the invoice."""
        return self.due - TERM

    @property
    def paid(self):
        """Return the day of the payment."""
        return self.due + self.late


@dataclass(frozen=True)
class Credit(OfLedger):
    """A credit note over a net amount, matched to nothing."""

    day: int
    net: float
    what: str


@dataclass(frozen=True)
class Sent(Event):
    """Somebody says on the morning page that the invoice was sent that day."""

    day: int


@dataclass(frozen=True)
class CreditDrafted(OfLedger):
    """A credit note of an invoice is made, but nobody posts it."""

    day: int
    invoice: int = 0


@dataclass(frozen=True)
class Bill(OfLedger):
    """A bill of the customer to us, which we have not paid."""

    day: int
    net: float
    what: str


@dataclass(frozen=True)
class Payment(OfLedger):
    """A payment on one of the debtor's invoices, short by an amount."""

    day: int
    invoice: int = 0
    less: float = 0.0


@dataclass(frozen=True)
class Pause(Event):
    """A pause of all claims, or of an amount of one invoice."""

    day: int
    reason: str
    end: int
    note: str
    invoice: int | None = None
    amount: float = 0.0


@dataclass(frozen=True)
class Protected(Event):
    """The customer is bankrupt, has died, or others look after what it owes.

    :param int happened: the day of the judgment, the death, the letter
    """

    day: int
    reason: str
    happened: int
    end: int
    note: str


@dataclass(frozen=True)
class KindSaid(Event):
    """Somebody says which kind of customer it is."""

    day: int
    kind: str


@dataclass(frozen=True)
class Accepted(Event):
    """The customer signs the company's terms."""

    day: int


@dataclass(frozen=True)
class AddressFound(Event):
    """Somebody enters another email address."""

    day: int
    email: str


@dataclass(frozen=True)
class Known(Event):
    """Somebody reads elsewhere how the customer stands.

    :param int again: the day to look again
    """

    day: int
    source: str
    result: str
    note: str
    again: int


@dataclass(frozen=True)
class Block(OfLedger):
    """An invoice is blocked, on its form."""

    day: int
    invoice: int = 0


@dataclass(frozen=True)
class Balance(OfLedger):
    """An old balance, taken over by an entry in the general journal."""

    day: int
    amount: float


@dataclass(frozen=True)
class DebitReturned(Event):
    """The bank says that a direct debit came back."""

    day: int
    invoice: int = 0


@dataclass(frozen=True)
class Receipt(OfLedger):
    """Money on the bank that nobody matches yet.

    :param str says: what the bank says of it; the number of the invoice when empty
    :param part: of what is open
    :param dated: its day at the bank, if it was entered later
    """

    day: int
    invoice: int = 0
    says: str = ""
    part: float = 1.0
    dated: int | None = None


@dataclass(frozen=True)
class Matched(OfLedger):
    """Accounting matches the money on the bank."""

    day: int


@dataclass(frozen=True)
class NotTheirs(Event):
    """Somebody says on the morning page that the money is somebody else's."""

    day: int


@dataclass(frozen=True)
class DisputeAnswered(Event):
    """Somebody answers the dispute: by a credit note, or by why not."""

    day: int
    why_not: str = ""


@dataclass(frozen=True)
class Statement(Event):
    """Somebody sends a statement of account."""

    day: int


@dataclass(frozen=True)
class StepPassedOver(Event):
    """Somebody passes the next step over, with a reason."""

    day: int
    why: str


@dataclass(frozen=True)
class Said:
    """What is said on the phone, and what is recorded of it.

    :param str outcome: as on the call sheet
    :param int days: in so many days (a promise, to call back)
    :param amount: the part of the sum that is meant; None for all
    :param bool confirm: a mail confirms it
    """

    outcome: str
    note: str = ""
    days: int | None = None
    amount: float | None = None
    invoice: int | None = None
    confirm: bool = True


@dataclass(frozen=True)
class TheyCall(Event):
    """The customer calls us."""

    day: int
    said: Said


@dataclass(frozen=True)
class Debtor:
    """One customer: who it is, what happens, how its story ends.

    :param str ends: code of the reason of the last decision; several where the
        day of the week decides, as one text
    :param str pays: the class that payments give at the end
    :param str trend: slower or faster, where payments changed
    :param tuple bought: each :class:`Purchase`, beside what happens
    :param tuple meets: reasons that must have been decided on some day
    :param tuple ended: pauses that must be found, as words each: reason and state
    :param tuple asks: what the morning page asks about it on the last day
    :param tuple shows: what must be found among its messages, as words each:
        purpose, channel, state and what the post said
    :param kind: kind of debtor; None while nobody has said it
    :param str policy: short name of a policy of its own, as in ``demo_company``
    :param tuple contact: name and address of whoever gets the invoices
    :param tuple people: name, address and field that is ticked, of further contacts
    :param tuple sets: pairs of a field and its value, ticked on the debtor's form
    :param str owner: login of whoever is responsible
    :param int agrees: to so many proposals a person agrees; one more waits
    :param bool cut_off: the worker is killed while it sends to this one
    :param bool bounces: its mailbox does not exist
    :param str replies: what it answers to its first message
    :param tuple takes_back: reason and note with which its first message is taken
        back, with an apology
    :param tuple phone_calls: what is said in the calls that we make, one by one;
        one more stays to be made
    :param tuple post: what becomes of its letters, one by one: printed, posted,
        delivered, refused, unclaimed or returned; one more stays to be printed
    """

    name: str
    city: str
    ends: str
    does: tuple = ()
    asks: tuple = ()
    shows: tuple = ()
    ended: tuple = ()
    meets: tuple = ()
    pays: str = "new"
    trend: str = ""
    bought: tuple = ()
    kind: str | None = "business"
    policy: str = ""
    country: str = "be"
    lang: str = "nl_BE"
    email: str = ""
    phone: str = ""
    street: str = ""
    zip_code: str = ""
    is_person: bool = False
    contact: tuple = ()
    people: tuple = ()
    sets: tuple = ()
    owner: str = ""
    direct_debit: bool = False
    agrees: int = 0
    cut_off: bool = False
    bounces: bool = False
    replies: str = ""
    takes_back: tuple = ()
    phone_calls: tuple = ()
    post: tuple = ()
