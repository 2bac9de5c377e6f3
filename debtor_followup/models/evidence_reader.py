"""Reads from our own evidence what reached debtors, and what is on its way."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from ..engine.claims import RANK_NONE, History, Underway, step_rank
from .const import UNDERWAY_STATES


class Arrived(NamedTuple):
    """A claim as a notice that arrived had named it."""

    line_id: int | None
    move_id: int | None
    date_maturity: date
    role: str
    level_id: int | None
    step_kind: str | None
    reminder_no: int
    contact_date: date
    deadline_date: date | None


class EvidenceReader:
    """Reads notices and tasks of many debtors at once; writes nothing."""

    def __init__(self, env):
        self.env = env

    def notices(self, debtor_ids):
        """Return (underway, last contact, failed addresses) by debtor id."""
        underway, last_contact = {}, {}
        failed = defaultdict(set)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT debtor_id, id, state, contact_date, recipient_email,
                       state = 'bounced' OR state = 'failed' AND refused
                  FROM debtor_notice
                 WHERE debtor_id = ANY(%s) AND state NOT IN ('withdrawn', 'cancelled')
                 ORDER BY id
                """,
                debtor_ids,
            )
        )
        for debtor_id, notice_id, state, day, email, refused in rows:
            if state in UNDERWAY_STATES:
                underway[debtor_id] = Underway(notice_id, state, day)
            elif state == "draft":
                underway.setdefault(debtor_id, Underway(notice_id, state, day))
            elif refused:
                failed[debtor_id].add(email)
            elif state == "sent":
                failed[debtor_id].discard(email)
                if day > last_contact.get(debtor_id, day.min):
                    last_contact[debtor_id] = day
        return underway, last_contact, {k: frozenset(v) for k, v in failed.items()}

    def history(self, claims, debtor_ids):
        """Return line id -> History for claims that were ever named.

        A line that was deleted and made anew when its invoice was posted again
        is known by its invoice and due date.
        """
        if not debtor_ids:
            return {}
        arrived, tasks = self._read_arrived(debtor_ids), self._read_tasks(debtor_ids)
        if not arrived and not tasks:
            return {}
        all_claims = [one for group in claims.values() for one in group]
        by_line = {claim.line_id: claim for claim in all_claims}
        by_move = {}
        if any(row.line_id is None for row in arrived):
            by_move = {(claim.move_id, claim.due_date): claim for claim in all_claims}
        found = defaultdict(list)
        for row in arrived:
            claim = by_line.get(row.line_id)
            if claim is None and row.line_id is None:
                claim = by_move.get((row.move_id, row.date_maturity))
            if claim and claim.due_date == row.date_maturity:
                found[claim.line_id].append(row)
        return {
            line_id: _history(found.get(line_id, ()), tasks.get(line_id, ()))
            for line_id in {*found, *tasks}
            if line_id in by_line
        }

    def _read_arrived(self, debtor_ids):
        """Return what arrived, oldest first; copies show the lines of the other."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.move_line_id, line.move_id,
                       line.date_maturity, line.role, line.level_id,
                       line.step_kind, line.reminder_no,
                       notice.contact_date, notice.deadline_date
                  FROM debtor_notice_line line
                  JOIN debtor_notice notice ON notice.id = line.notice_id
                 WHERE notice.debtor_id = ANY(%s)
                   AND notice.state = 'sent'
                   AND line.role IN ('demanded', 'listed')
                   AND (line.move_line_id IS NOT NULL OR line.move_id IS NOT NULL)
                 ORDER BY notice.contact_date, notice.id, line.id
                """,
                debtor_ids,
            )
        )
        return [Arrived._make(row) for row in rows]

    def _read_tasks(self, debtor_ids):
        """Return line id -> levels for which a person was given a task."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT level_id, task_line_ids FROM debtor_followup_decision
                 WHERE debtor_id = ANY(%s) AND task_date IS NOT NULL
                   AND level_id IS NOT NULL
                """,
                debtor_ids,
            )
        )
        tasks = defaultdict(set)
        for level_id, line_ids in rows:
            for line_id in line_ids or ():
                tasks[line_id].add(level_id)
        return tasks


def _history(rows, tasks):
    """Fold the arrived lines of one claim, oldest first, into its History."""
    rank, rank_level, level_id, contact, deadline = RANK_NONE, None, None, None, None
    reminders, calls = 0, set()
    for row in rows:
        if row.deadline_date:
            deadline = max(deadline or row.deadline_date, row.deadline_date)
        if row.role != "demanded":
            continue
        contact, level_id = row.contact_date, row.level_id or level_id
        if row.step_kind == "call":
            calls.add(row.level_id)
            continue
        step = step_rank(row.step_kind, row.reminder_no)
        if step >= rank:
            rank, rank_level = step, row.level_id
        reminders += row.step_kind == "reminder"
    return History(
        rank=rank,
        rank_level_id=rank_level,
        level_id=level_id,
        last_contact=contact,
        last_deadline=deadline,
        reminders=reminders,
        calls=frozenset(calls),
        tasks=frozenset(tasks),
    )
