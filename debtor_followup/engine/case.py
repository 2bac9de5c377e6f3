"""The workbench of one decision: what earlier rules found out for later ones."""

from .business_days import ONE_DAY, next_contact_day
from .claims import CALL, FORMAL_NOTICE, HANDOFF, NATURAL_PERSONS, POSTAL_CHANNELS
from .law_of_claims import deliveries_of
from .sentence import facts


class Standing:
    """A claim as it stands in this decision.

    ``covered`` is what open credits take off it, ``paused`` what a pause takes
    off, ``rest`` what remains to be asked; all in minor units of its currency.
    """

    __slots__ = ("aside", "claim", "covered", "overdue", "pause", "paused", "rest")

    def __init__(self, claim, overdue):
        self.claim = claim
        self.overdue = overdue
        self.covered = 0
        self.paused = 0
        self.pause = None
        self.aside = False  # for a person: no message names it
        self.rest = claim.residual

    def take(self, covered=0, paused=0):
        """Take an amount off what remains to be asked."""
        self.covered += covered
        self.paused += paused
        self.rest = max(0, self.claim.residual - self.covered - self.paused)

    def set_aside(self):
        """Leave it to a person: nothing is asked, and nothing is said of it."""
        self.aside = True
        self.rest = 0


class Step:
    """The next step of a claim, its earliest day, and what set that day."""

    __slots__ = ("because", "day", "level", "standing")

    def __init__(self, standing, level, day, because):
        self.standing = standing
        self.level = level
        self.day = day
        self.because = because


class Case:
    """Snapshot, policy, day, and the findings of the rules asked so far."""

    __slots__ = (
        "_total",
        "aside",
        "channel",
        "copies",
        "countries",
        "credits",
        "deadline",
        "demanded",
        "gap_over",
        "law",
        "law_days",
        "level",
        "listed",
        "parameters",
        "patience",
        "policy",
        "recipient",
        "shortest",
        "snapshot",
        "standings",
        "steps",
        "today",
        "variant",
        "variants",
    )

    def __init__(self, snapshot, policy, today, law_days=0):
        self.snapshot = snapshot
        self.policy = policy
        self.today = today
        self.law_days = law_days
        self.law = snapshot.law  # that protects a natural person; None: none does
        if self.law is not None and snapshot.kind not in NATURAL_PERSONS:
            self.law = None
        self.variant = None  # what the message is in law, see `law_of_claims`
        self.variants = ()  # the same about each of its claims
        self.countries = snapshot.countries
        # A claim whose due day is unknown is never overdue: see `coverage`.
        self.standings = [
            Standing(claim, claim.due_date is not None and claim.due_date < today)
            for claim in snapshot.claims
        ]
        self.credits = snapshot.credits
        self.gap_over = None  # when the gap after the last contact is over
        self.patience = None  # with a good payer's first reminder
        self.steps = []
        self.aside = ()  # claims of which a person must be told
        self.demanded = ()
        self.listed = ()
        self.level = None
        self.recipient = None  # (contact id, why, address)
        self.channel = None  # by which the contact goes
        self.copies = ()  # the same by other channels: (channel, contact id, ...)
        self.deadline = None
        self.shortest = None  # the first day that may be the deadline
        self.parameters = {}
        self._total = None

    @property
    def overdue(self):
        """Standings of overdue claims of which something remains to be asked."""
        return [one for one in self.standings if one.overdue and one.rest]

    @property
    def contact_date(self):
        """The day on which the debtor is contacted: a letter is posted later.

        It is printed today and is at the post on the next business day; a mail
        that goes along names the same deadline.
        """
        if self.channel in POSTAL_CHANNELS or any(
            way.channel in POSTAL_CHANNELS for way in self.copies
        ):
            return self.business_day(self.today + ONE_DAY)
        return self.today

    def deliveries(self):
        """Return by which ways the message goes out, and on which day."""
        own = self.channel or self.level.channel
        return deliveries_of(
            self.contact_date, (own, *(way.channel for way in self.copies))
        )

    def total(self):
        """Return what remains to be asked of all overdue claims.

        In minor units of the company's currency at today's rate: for
        thresholds, never for the debtor.
        """
        if self._total is None:
            convert = self.snapshot.in_company_currency
            self._total = sum(
                [convert(one.claim.currency_id, one.rest) for one in self.overdue]
            )
        return self._total

    def business_day(self, day):
        """Return the first contact day on or after a day: no quiet period."""
        return next_contact_day(day, self.countries, self.snapshot.quiet)

    def next_step(self):
        """Return the step that comes first, None without any.

        Of the steps that are due already the highest will be the message.
        """
        if not self.steps:
            return None
        first = max(min([step.day for step in self.steps]), self.today)
        return min(
            [step for step in self.steps if step.day <= first],
            key=lambda step: (-step.level.order, step.standing.claim.line_id),
        )

    def found(self, answer):
        """Return what any Decision about this case has in common.

        :param dict answer: what the last rule said; it goes before this
        """
        parameters = {**facts(self, answer), **self.parameters}
        # By its id: a name is in somebody's language, and may be changed.
        chosen = self.snapshot.chosen
        if chosen and self.policy and chosen[0] == self.policy.policy_id:
            parameters["chosen"] = chosen
        found = {
            "parameters": parameters,
            "standings": tuple(self.standings),
            "aside": self.aside,
        }
        step = None if "next_level" in answer else self.next_step()
        if step:
            found.update(
                next_level=step.level,
                next_date=step.day,
                next_outcome=self.outcome_of(step.level),
            )
        return found

    def outcome_of(self, level):
        """Return what taking a level means: its own kind, else send or propose."""
        if level.step_kind in (CALL, FORMAL_NOTICE, HANDOFF):
            return level.step_kind
        return "propose" if self.must_agree(level) else "send"

    def must_agree(self, level):
        """Tell whether a person must agree before the message of a level may leave.

        Of a debtor to whom nothing may go by itself to everything; of a natural
        person, or who may be one, to anything legal. A call and a handoff are no
        messages: people take them.
        """
        if level.step_kind in (CALL, HANDOFF):
            return False
        if level.step_kind == FORMAL_NOTICE and self.snapshot.kind in NATURAL_PERSONS:
            return True
        return self.snapshot.moment.never_automatic or self.is_proposed(level)

    def leaves_by_itself(self, level):
        """Tell whether the message of a level would leave without anybody's hand."""
        message = level.step_kind not in (CALL, HANDOFF)
        return message and not self.must_agree(level)

    def is_proposed(self, level):
        """Tell whether the ladder has it that a person confirms a level.

        A level without a mode has its policy's; on an older ladder a person also
        confirms when the debtor's policy of today says so.
        """
        own = self.snapshot.ladders.get(level.level_id, self.policy)
        modes = (level.mode,) if level.mode else (own.mode, self.policy.mode)
        return "propose" in modes

    def nothing(self, reason, **values):
        """Return the answer "do nothing", with parameters for its sentence."""
        parameters = values.pop("parameters", {})
        self.parameters.update(parameters)
        return {"outcome": "nothing", "reason": reason, **values}
