"""Reads from our own evidence what reached debtors, and what is on its way."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from ..engine.claims import (
    FORMAL_NOTICE,
    RANK_NONE,
    REMINDER,
    History,
    Skip,
    Underway,
    skip_key,
    step_rank,
)
from ..engine.law_of_claims import WRITTEN_CHANNELS, with_written
from ..engine.notice_period import Delivery
from ..engine.rules.ladder import REMINDERS_BEFORE_LEGAL
from .bulk import array
from .const import UNDERWAY_STATES

#: Agreed to, but nothing has left yet: a letter to print, a call to make, a copy
#: that follows its original. Decided anew each night, like a proposal.
WAITS = SQL(
    """
    notice.state = 'queued' AND notice.mail_mail_id IS NULL
    AND notice.letter_batch_id IS NULL
    AND (notice.channel <> 'email' OR notice.copy_of_id IS NOT NULL)
    """
)

#: A copy by mail of a contact that arrived: whatever becomes of it stops nothing.
FOLLOWS = SQL(
    """
    original.state = 'sent' AND notice.channel = 'email'
    AND notice.state IN ('queued', 'sending', 'uncertain')
    """
)

#: The day of a proven delivery, where the company is. Asked of few letters only.
DELIVERED_ON = SQL(
    """
    (SELECT (notice.date_proven AT TIME ZONE 'UTC'
             AT TIME ZONE COALESCE(calendar.tz, 'UTC'))::date
       FROM res_company company
       LEFT JOIN resource_calendar calendar
         ON calendar.id = company.resource_calendar_id
      WHERE company.id = notice.company_id)
    """
)


class Arrived(NamedTuple):
    """A claim as a notice that arrived, or that was passed over, had named it."""

    debtor_id: int
    line_id: int | None
    move_id: int | None
    date_maturity: date
    role: str
    level_id: int | None
    step_kind: str | None
    reminder_no: int
    contact_date: date
    deadline_date: date | None
    skipped: int | None  # the notice by which a person passed the step over
    legal_variant: str | None  # what it is in law
    taken_over: bool  # entered at the start as the last step taken until then
    ways: list  # (day, channel, proven day) of each way by which it went out


class Contacts:
    """What is gathered of the contacts with debtors, each by debtor id."""

    def __init__(self, since=date.min):
        self.underway, self.last_contact, self.attempts = {}, {}, {}
        self.failed = defaultdict(set)
        self.since = since
        self.recent = defaultdict(dict)  # each contact once, also by two channels

    def add(self, debtor_id, contact, address, refused, attempted, counts, same):
        """Take one notice in; they come in the order in which they were made.

        :param contact: an :class:`~..engine.claims.Underway`, whatever its state
        :param same: what its copies by other channels share with it; None for what
            the debtor told us: it spares him no contact of ours
        """
        state, day = contact.state, contact.contact_date
        if refused:
            self.failed[debtor_id].add(address)
        elif state == "sent":
            self.failed[debtor_id].discard(address)
        if not counts:
            return
        if attempted:
            self.attempts[debtor_id] = max(day, self.attempts.get(debtor_id, day))
        if state in UNDERWAY_STATES:
            self.underway[debtor_id] = contact
        elif state == "draft":
            self.underway.setdefault(debtor_id, contact)
        elif state in ("sent", "withdrawn"):
            last = self.last_contact.get(debtor_id, day)
            self.last_contact[debtor_id] = max(day, last)
            if day > self.since and same:
                known = self.recent[debtor_id]
                known[same] = max(day, known.get(same, day))
        # None: a copy that waits, the contact itself arrived already.


class EvidenceReader:
    """Reads notices and tasks of many debtors at once; writes nothing."""

    def __init__(self, env):
        self.env = env

    def notices(self, debtor_ids, heirs=None, since=date.min):
        """Return (underway, last contact, last attempt, failed addresses, recent).

        Each by debtor id. A contact arrived; an attempt may have come back. A call
        to be made is no contact yet, like a proposal. What was taken back counts
        as a contact of the day on which we apologised, but not what a payment
        crossed: we only thanked for it. What stands beside the
        ladder only tells which addresses fail.

        :param dict heirs: debtor id -> pairs (debtor id, day) of who was part of it
            until that day: what it got until then, but for proposals, theirs is too
        :param date since: recent are the days of contacts after this one
        """
        heirs = heirs or {}
        found = Contacts(since)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT notice.debtor_id, notice.id,
                       CASE WHEN %(follows)s THEN NULL
                            WHEN NOT (%(waits)s) THEN notice.state
                            WHEN original.state = 'sent' THEN NULL
                            ELSE 'draft' END,
                       CASE WHEN notice.withdraw_reason = 'crossed'
                            THEN notice.contact_date
                            ELSE GREATEST(notice.contact_date,
                                          notice.withdrawn_date) END,
                       notice.channel,
                       CASE WHEN notice.recipient_reason = 'by_hand'
                            THEN notice.recipient_id END,
                       COALESCE(notice.recipient_address, notice.recipient_email),
                       (notice.state = 'bounced'
                        OR notice.state = 'failed' AND notice.refused)
                       AND notice.address_works_on IS NULL,
                       notice.automatic AND notice.state = 'bounced',
                       notice.purpose IN ('step', 'answer'),
                       CASE WHEN notice.purpose = 'step'
                            THEN COALESCE(notice.copy_of_id, notice.id) END
                  FROM debtor_notice notice
                  LEFT JOIN debtor_notice original ON original.id = notice.copy_of_id
                 WHERE notice.debtor_id = ANY(%(debtors)s::int[])
                   AND notice.state <> 'cancelled'
                 ORDER BY notice.id
                """,
                debtors=array({*debtor_ids, *heirs}),
                follows=FOLLOWS,
                waits=WAITS,
            )
        )
        for debtor_id, notice_id, state, day, channel, chosen_id, *row in rows:
            contact = Underway(notice_id, state, day, channel, chosen_id)
            found.add(debtor_id, contact, *row)
            for heir_id, until in heirs.get(debtor_id, ()):
                if state != "draft" and day <= until:
                    found.add(heir_id, contact, *row)
        failed = {one: frozenset(emails) for one, emails in found.failed.items()}
        recent = {one: tuple(days.values()) for one, days in found.recent.items()}
        return found.underway, found.last_contact, found.attempts, failed, recent

    def failed_addresses(self, debtor_ids):
        """Return debtor id -> addresses that are not used until they are changed."""
        return self.notices(debtor_ids)[3]

    def failed_emails(self, company):
        """Return the email addresses at which something came back, company-wide.

        An address that failed for one debtor fails for all whom it serves. One is
        used again when a person says that it works, or something arrived since.

        :param company: the root of the legal entity
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT failed.recipient_email
                  FROM debtor_notice failed
                 WHERE failed.company_id = %s
                   AND (failed.state = 'bounced'
                        OR failed.state = 'failed' AND failed.refused)
                   AND failed.address_works_on IS NULL
                   AND failed.recipient_email IS NOT NULL
                   AND NOT EXISTS (
                       SELECT FROM debtor_notice later
                        WHERE later.recipient_email = failed.recipient_email
                          AND later.company_id = failed.company_id
                          AND later.state = 'sent' AND later.id > failed.id)
                """,
                company.id,
            )
        )
        return frozenset(email for (email,) in rows)

    def history(self, claims, debtor_of, former_of=None):
        """Return line id -> History for claims that were ever named.

        Only what was said to the same debtor about the same due date counts. A
        line that was deleted and made anew when its invoice was posted again is
        known by its invoice.

        :param dict claims: partner id -> claims
        :param dict debtor_of: partner id -> debtor id
        :param dict former_of: partner id -> the debtor that it was part of before:
            what that one was told about the same claims counts too
        """
        former_of = former_of or {}
        debtor_ids = [*debtor_of.values(), *former_of.values()]
        if not debtor_ids:
            return {}
        arrived, tasks = self._read_arrived(debtor_ids), self._read_tasks(debtor_ids)
        if not arrived and not tasks:
            return {}
        # The debtor is part of each key: an invoice may have changed hands.
        lines = {row.line_id for row in arrived} | {key[1] for key in tasks}
        moves = {row.move_id for row in arrived if row.line_id is None}
        by_line, by_move = {}, {}
        for partner_id, group in claims.items():
            owners = [debtor_of.get(partner_id)]
            if partner_id in former_of:
                owners.append(former_of[partner_id])
            named = [one for one in group if one.line_id in lines]
            anew = [one for one in group if one.move_id in moves] if moves else ()
            for debtor_id in owners:
                for claim in named:
                    by_line[debtor_id, claim.line_id, claim.due_date] = claim
                for claim in anew:
                    by_move[debtor_id, claim.move_id, claim.due_date] = claim
        found = defaultdict(list)
        for row in arrived:
            known, key = by_line, row.line_id
            if key is None:
                known, key = by_move, row.move_id
            claim = known.get((row.debtor_id, key, row.date_maturity))
            if claim:
                found[claim.line_id].append(row)
        told = defaultdict(set)
        for key, levels in tasks.items():
            if key in by_line:
                told[by_line[key].line_id] |= levels
        return {
            line_id: _history(found.get(line_id, ()), told.get(line_id, ()))
            for line_id in {*found, *told}
        }

    def _read_arrived(self, debtor_ids):
        """Return what arrived, oldest first.

        A copy by a second channel has the lines of its original: a claim is
        reached if either arrived, once, on the day of the later. For the law each
        is a way of its own.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id, notice.debtor_id, line.move_line_id, line.move_id,
                       line.date_maturity, line.role, line.level_id,
                       line.step_kind, line.reminder_no,
                       notice.contact_date, notice.deadline_date,
                       CASE WHEN notice.skipped THEN notice.id END,
                       notice.legal_variant,
                       notice.proof_kind IS NOT DISTINCT FROM 'taken_over',
                       notice.channel,
                       CASE WHEN notice.delivery_status = 'delivered'
                            THEN %s END
                  FROM debtor_notice notice
                  JOIN debtor_notice_line line
                    ON line.notice_id = COALESCE(notice.copy_of_id, notice.id)
                 WHERE notice.debtor_id = ANY(%s::int[])
                   AND (notice.state = 'sent' OR notice.skipped)
                   AND line.role IN ('demanded', 'listed')
                   AND line.crossed_on IS NULL
                   AND (line.move_line_id IS NOT NULL OR line.move_id IS NOT NULL)
                 ORDER BY notice.contact_date, notice.id, line.id
                """,
                DELIVERED_ON,
                array(debtor_ids),
            )
        )
        latest, ways = {}, {}
        for row in rows:
            line_id, day, channel, delivered = row[0], row[9], *row[14:]
            ways.setdefault(line_id, []).append((day, channel, delivered))
            latest.pop(line_id, None)  # the later takes its own place in the order
            latest[line_id] = row
        return [Arrived(*row[1:14], ways[line_id]) for line_id, row in latest.items()]

    def _read_tasks(self, debtor_ids):
        """Return (debtor id, line id, due date) -> levels given to a person."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT debtor_id, level_id, task_claims
                  FROM debtor_followup_decision
                 WHERE debtor_id = ANY(%s::int[]) AND task_date IS NOT NULL
                   AND level_id IS NOT NULL
                """,
                array(debtor_ids),
            )
        )
        tasks = defaultdict(set)
        for debtor_id, level_id, claims in rows:
            for line_id, due_date in claims or ():
                tasks[debtor_id, line_id, date.fromisoformat(due_date)].add(level_id)
        return tasks


def _history(rows, tasks):
    """Fold the arrived lines of one claim, oldest first, into its History."""
    rank, rank_level, level_id, contact, deadline = RANK_NONE, None, None, None, None
    reminders, calls, skipped, last_call = 0, set(), [], None
    in_law = History()
    for row in rows:
        if row.skipped:
            key = skip_key(row.step_kind, row.reminder_no, row.level_id)
            skipped.append(Skip(*key, row.skipped))
            continue
        if row.deadline_date:
            deadline = max(deadline or row.deadline_date, row.deadline_date)
        if row.role != "demanded":
            continue
        contact, level_id = row.contact_date, row.level_id or level_id
        if row.step_kind == "call":
            calls.add(row.level_id)
            last_call = row.contact_date
            continue
        step = step_rank(row.step_kind, row.reminder_no)
        if step >= rank:
            rank, rank_level = step, row.level_id
        reminders += row.step_kind == REMINDER
        if row.taken_over:
            reminders = max(reminders, _reminders_until(row))
        in_law = with_written(
            in_law, row.legal_variant, _deliveries(row), row.deadline_date
        )
    return History(
        rank,
        rank_level,
        level_id,
        contact,
        deadline,
        reminders,
        frozenset(calls),
        frozenset(tasks),
        tuple(skipped),
        last_call,
        in_law.first_written,
        in_law.free_reminder,
        in_law.letters,
    )


def _reminders_until(row):
    """Return how many reminders came with a step that was entered as the last one."""
    if row.step_kind == FORMAL_NOTICE:
        return REMINDERS_BEFORE_LEGAL
    return row.reminder_no


def _deliveries(row):
    """Return how a message went out, as the law's arithmetic takes it."""
    return tuple(
        Delivery(day, channel, delivered)
        for day, channel, delivered in row.ways
        if channel in WRITTEN_CHANNELS
    )


def heirs_of(debtors):
    """Return former debtor id -> pairs (debtor id, day) of who parted from it.

    :param dict debtors: partner id -> what is known of the debtor
    """
    heirs = defaultdict(list)
    for row in debtors.values():
        if row.former_id and row.parted_on:
            heirs[row.former_id].append((row.debtor_id, row.parted_on))
    return heirs
