"""A tiny ledger that does what the engine decides, day after day."""

from datetime import timedelta
from typing import NamedTuple

from builders import snapshot
from engine.claims import CALL, NO_HISTORY, REMINDER, step_rank
from engine.decision import decide
from engine.law_of_claims import with_written
from engine.moment import NO_MOMENT

ONE_DAY = timedelta(days=1)


class Line(NamedTuple):
    """One demand that arrived."""

    line_id: int
    due_date: object
    level: object
    before: int  # the rank reached before


class Contact(NamedTuple):
    """One contact that arrived."""

    day: object
    kind: str
    by_hand: bool
    lines: tuple
    deadline: object
    agreed: bool = False


class World:
    """One debtor, his open claims, and what reached him.

    :param int slow: days that a person takes for a task
    :param failing: days on which no message arrives
    """

    def __init__(self, policy, today, *, slow=2, failing=(), **values):
        self.policy = policy
        self.today = today
        self.slow = slow
        self.failing = failing
        self.values = values
        self.ladders = {}
        self.keeps_ladder = True
        self.claims = {}
        self.history = {}
        self.last_contact = None
        self.contacts = []
        self.tasks = []
        self.calls_since = {}
        self.moment = values.pop("moment", NO_MOMENT)
        self.announced = []  # the last one holds
        self.use(policy)

    def use(self, policy, *, by_hand=False):
        """Put the debtor on another ladder."""
        self.policy = policy
        self.ladders.update({one.level_id: policy for one in policy.levels})
        self.keeps_ladder = not by_hand

    def open(self, *claims):
        for one in claims:
            self.claims[one.line_id] = one

    def settle(self, line_id):
        self.claims.pop(line_id, None)
        self.history.pop(line_id, None)

    def extend(self, line_id, due_date):
        """Give a claim a later due date: it starts again."""
        if line_id in self.claims:
            self.claims[line_id] = self.claims[line_id]._replace(due_date=due_date)
            self.history.pop(line_id, None)

    def sleep(self, days):
        """Let days pass on which nothing runs at all."""
        self.today += timedelta(days=days)

    def decide(self):
        given = snapshot(
            *self.claims.values(),
            history=dict(self.history),
            last_contact=self.last_contact,
            ladders=dict(self.ladders),
            keeps_ladder=self.keeps_ladder,
            moment=self.moment._replace(
                contacts=tuple(one.day for one in self.contacts),
                announced=self.announced[-1] if self.announced else None,
            ),
            **self.values,
        )
        return decide(given, self.policy, self.today)

    def live(self, days=1):
        """Let days pass; each morning the decision is carried out."""
        for _day in range(days):
            decision = self.decide()
            if decision.announcement and decision.announcement not in self.announced:
                self.announced.append(decision.announcement)
            if decision.outcome == CALL or decision.agree:
                self._wait_for_somebody(decision)
            elif decision.task and decision.demanded:
                self._give_task(decision)
            elif decision.demanded and self.today not in self.failing:
                self._arrive(decision, by_hand=False)
            self._do_tasks()
            self.today += ONE_DAY

    def _wait_for_somebody(self, decision):
        """Somebody calls or agrees some days after it came up, if it is still due."""
        level_id = decision.level.level_id
        since = self.calls_since.setdefault(level_id, self.today)
        if self.today >= since + timedelta(days=self.slow):
            self._arrive(decision, by_hand=False, agreed=True)
            del self.calls_since[level_id]

    def _give_task(self, decision):
        self.tasks.append((self.today + timedelta(days=self.slow), decision))
        for standing, level in decision.demanded:
            history = self.history_of(standing.claim)
            self.history[standing.claim.line_id] = history._replace(
                tasks=history.tasks | {level.level_id}
            )

    def _do_tasks(self):
        if self.today.weekday() > 4:
            return
        due = [one for one in self.tasks if one[0] <= self.today]
        self.tasks = [one for one in self.tasks if one[0] > self.today]
        for _day, decision in due:
            self._arrive(decision, by_hand=True)

    def history_of(self, claim):
        return self.history.get(claim.line_id, NO_HISTORY)

    def _arrive(self, decision, *, by_hand, agreed=False):
        lines = []
        for standing, level in decision.demanded:
            claim = self.claims.get(standing.claim.line_id)
            if claim is None or claim.due_date != standing.claim.due_date:
                continue  # settled or extended while the task was waiting
            history = self.history_of(claim)
            if by_hand and level.level_id not in history.tasks:
                continue  # another step was taken in the meantime
            lines.append(Line(claim.line_id, claim.due_date, level, history.rank))
            self.history[claim.line_id] = self._moved(history, level, decision)
        if lines:
            self.last_contact = self.today
            self.contacts.append(
                Contact(
                    self.today,
                    decision.level.step_kind,
                    by_hand,
                    tuple(lines),
                    decision.deadline,
                    agreed,
                )
            )

    def _moved(self, history, level, decision):
        if level.step_kind == CALL:
            calls = history.calls | {level.level_id}
            return history._replace(
                calls=calls, tasks=frozenset(), last_call=self.today
            )
        ways = decision.case.deliveries()
        history = with_written(history, decision.variant, ways, decision.deadline)
        rank = max(history.rank, step_rank(level.step_kind, level.reminder_no))
        return history._replace(
            rank=rank,
            level_id=level.level_id,
            last_contact=self.today,
            last_deadline=decision.deadline,
            reminders=history.reminders + (level.step_kind == REMINDER),
            tasks=frozenset(),
        )

    def diary(self):
        """Return the contacts as (ISO day, kind, {line id: level id})."""
        return [
            (
                one.day.isoformat(),
                one.kind,
                {line.line_id: line.level.level_id for line in one.lines},
            )
            for one in self.contacts
        ]
