"""Deciding about one debtor: ``decide(snapshot, policy, today) -> Decision``.

The rules stand in :data:`RULES`, in the order in which they are asked. Each is
a function of the :class:`Case`: it either answers with a Decision, and then
nobody else is asked, or notes on the case what later rules need and returns
None. A new rule (law, behaviour, bank, plans) is one function and one entry.
"""

from dataclasses import dataclass, field
from datetime import date

from .case import Case
from .claims import CALL, FORMAL_NOTICE, HANDOFF
from .rules import (
    bank,
    bills,
    call_answer,
    contact,
    coverage,
    hands,
    held,
    ladder,
    law,
    message,
    minimum,
    moment,
    patience,
    person,
    protected,
    receipts,
    small,
    start,
)

NOTHING = "nothing"
PROPOSE = "propose"
SEND = "send"
OUTCOMES = (NOTHING, PROPOSE, SEND, CALL, FORMAL_NOTICE, HANDOFF)

#: Outcomes that make a message, which leaves or is proposed.
MESSAGES = (PROPOSE, SEND, FORMAL_NOTICE)

DEMANDED = "demanded"
LISTED = "listed"
CREDIT = "credit"


@dataclass(slots=True)
class Decision:
    """What to do about a debtor today, and why.

    :ivar str outcome: one of :data:`OUTCOMES`
    :ivar str reason: code of the rule that answered
    :ivar dict parameters: plain values for the sentence: minor units beside a
        currency id, ISO dates, ids, names
    :ivar standings: every open claim as it stood in this decision
    :ivar demanded: pairs (standing, level), each claim at its own level
    :ivar listed: standings of other overdue claims, shown without a demand
    :ivar credits: credits to show beside them
    :ivar deadline: the one date by which payment is asked
    :ivar shortest_deadline: the first day that a message of today may ask it by
    :ivar channel: by which the contact goes; it may differ from the level's
    :ivar address: where it goes: an email address or a postal one in one text
    :ivar copies: the same contact by other channels: :class:`~.rules.contact.Way`
    :ivar next_date: when something happens next, None when it needs an event
    :ivar bool task: a person must be told, once
    :ivar bool agree: a person must agree before the message may leave
    :ivar case: the workbench of a decision to write, for :mod:`.foresight`
    :ivar bills: open bills that a person must agree to, as in the snapshot
    :ivar announcement: what a colleague may stop before it goes out, an
        :class:`~.moment.Announcement`
    :ivar aside: old claims of which a person must be told beside this
    :ivar variant: what the message is in law, one of ``law_of_claims.VARIANTS``
    """

    outcome: str = NOTHING
    reason: str = ""
    parameters: dict = field(default_factory=dict)
    level: object = None
    standings: tuple = ()
    demanded: tuple = ()
    listed: tuple = ()
    credits: tuple = ()
    deadline: date | None = None
    shortest_deadline: date | None = None
    recipient_id: int | None = None
    recipient_reason: str | None = None
    address: str | None = None
    channel: str | None = None
    copies: tuple = ()
    next_outcome: str = NOTHING
    next_level: object = None
    next_date: date | None = None
    task: bool = False
    agree: bool = False
    case: object = field(default=None, compare=False, repr=False)
    aside: tuple = ()
    bills: tuple = ()
    announcement: object = None
    variant: str | None = None

    @property
    def is_message(self):
        """Tell whether this makes a message now, or the proposal of one."""
        return self.outcome in MESSAGES and not self.task

    def fingerprint(self):
        """Return what must change for a decision to be worth a new row.

        Outcome, reason, level, the open claims with role, due date, residual and
        what is taken off it, credits, bills, what we collect, what is said of the
        way by which it goes, and, when nothing is done, the day of the next step and
        how many claims are overdue. Plain numbers and codes only: days are counted.
        """
        roles = {one.claim.line_id: level_id for _role, one, level_id in self.roles()}
        claims = tuple(
            [
                (
                    one.claim.line_id,
                    one.claim.due_date and one.claim.due_date.toordinal(),
                    one.claim.residual,
                    one.rest,
                    roles.get(one.claim.line_id),
                )
                for one in self.standings
            ]
        )
        credits = tuple((credit.line_id, credit.amount) for credit in self.credits)
        level_id = self.level.level_id if self.level else None
        key = (self.outcome, self.reason, level_id, claims, credits)
        if self.outcome == NOTHING:
            day = self.next_date and self.next_date.toordinal()
            # The sentence says how much is overdue, also on the day that it grows.
            key += (day, sum([one.overdue for one in self.standings]))
        collected = self.parameters.get("collected", ())
        if self.bills or collected:
            key += (self.bills, collected)
        late = self.parameters.get("collected_late")
        # Without the number of the rule: another order is no other decision.
        chosen = self.parameters.get("chosen", ())[:3]
        by = self.parameters.get("by")
        own = self.parameters.get("duties"), self.parameters.get("fresh")
        people = (
            tuple(self.parameters.get("to", ())),
            tuple(map(tuple, self.parameters.get("copies", ()))),
        )
        parts = (*people, late, chosen, by, *own, self.variant)
        return key + tuple(part for part in parts if part)

    def roles(self):
        """Yield (role, standing, level id) for each claim that is named."""
        for standing, level in self.demanded:
            yield DEMANDED, standing, level.level_id
        for standing in self.listed:
            yield LISTED, standing, 0


#: Asked in this order; the first that answers wins (design, section 5).
RULES = (
    coverage.no_debtor,
    coverage.nothing_open,
    start.leave_out_old_claims,
    coverage.collected_by_us,
    hands.own_part_first,
    coverage.undated_claims,
    held.claims_paused,
    coverage.set_credits_against_oldest,
    held.debtor_paused,
    coverage.everything_covered,
    ladder.no_policy,
    held.contact_underway,
    ladder.find_next_steps,
    start.old_claims_go_to_a_person,
    small.one_reminder_for_small_amounts,
    protected.natural_persons_wait_for_the_law,
    person.claims_with_a_task_wait,
    held.everything_paused,
    patience.wait_with_patience,
    ladder.nothing_due_yet,
    minimum.below_minimum,
    bills.open_bills_stop_legal_steps,
    message.compose,
    moment.keep_to_what_was_announced,
    receipts.suspected_payment,
    moment.contact_budget,
    contact.somebody_to_write_to,
    contact.contact_day,
    bank.bank_up_to_date,
    contact.one_mail_a_day_for_an_address,
    moment.veto_window,
    law.note_what_it_is_in_law,
    message.set_deadline,
    moment.note_who_confirms,
    call_answer.call_before_a_reminder,
    message.answer,
)


def decide(snapshot, policy, today, law_days=0):
    """Decide what happens to one debtor today.

    :param DebtorSnapshot snapshot: what the ledger and the evidence say
    :param policy: the debtor's effective :class:`~.claims.Policy`, or None
    :param date today: the day to decide for
    :param int law_days: the shortest deadline that the law allows, in days
    :return: a :class:`Decision`; the same inputs always give the same one
    """
    case = Case(snapshot, policy, today, law_days)
    for rule in RULES:
        answer = rule(case)
        if answer is not None:
            return Decision(**{**case.found(answer), **answer})
    raise AssertionError("the last rule must answer")
