"""Who would get another next step under a policy: looked at, nothing written."""

from collections import Counter
from typing import NamedTuple

from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import split_every

from ..engine.decision import decide
from .ledger_reader import STRANGER, LedgerReader

#: Debtors that are read at once.
CHUNK = 2000
#: Of those who would move, so many are listed.
LISTED = 300
#: An unknown debtor is treated as carefully as a consumer.
KINDS = {"consumer": ("consumer", "unknown")}


class Place(NamedTuple):
    """Where a debtor stands: his next step and its day."""

    kind: str | None = None
    reminder_no: int = 0
    name: str | None = None
    day: object = None

    def same(self, other):
        """Tell whether two places are the same step on the same day."""
        return (self.kind, self.reminder_no, self.day) == (
            other.kind,
            other.reminder_no,
            other.day,
        )


class Move(NamedTuple):
    """A debtor who would move."""

    partner_id: int
    debtor_id: int | None
    before: Place
    after: Place


class DebtorFollowupPolicy(models.Model):
    """Looking at what a policy would change before it does."""

    _inherit = "debtor.followup.policy"

    def action_who_would_move(self):
        """Show which debtors would get another next step or date."""
        self.ensure_one()
        company = (self.company_id or self.env.company).root_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who would move"),
            "res_model": "debtor.followup.policy.moves",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_policy_id": self.id,
                "default_company_id": company.id,
                "dialog_size": "extra-large",
            },
        }

    def _preview_moves(self, company, as_of):
        """Return who would stand elsewhere if this policy were theirs today.

        Of all debtors whom the policy is for, those with another policy set by
        hand left aside. A debtor who is under this policy already is compared
        with what was planned last, so that a change of its steps shows.

        :param company: any company of the legal entity
        :param date as_of: which day counts as today
        :return: dict with ``looked_at`` (how many), ``moves`` (all, by the new
            day), ``steps`` (counts by (old step, new step))
        :raises AccessError: for a company that is not the user's
        """
        self.ensure_one()
        root = company.root_id
        if root not in self.env.companies.root_id:
            raise AccessError(
                self.env._("%(name)s is none of your companies.", name=root.sudo().name)
            )
        looker = _Looker(self, root, as_of)
        moves, looked_at = [], 0
        for partner_ids in split_every(CHUNK, looker.now.partner_ids(), list):
            count, found = looker.look(partner_ids)
            looked_at += count
            moves += found
        far = as_of.max
        moves.sort(key=lambda one: (one.after.day or far, one.before.day or far))
        steps = Counter((one.before.name, one.after.name) for one in moves)
        return {"looked_at": looked_at, "moves": moves, "steps": steps}


class _Looker:
    """Decides about debtors twice: as things are, and with a policy assumed."""

    def __init__(self, policy, company, as_of):
        self.policy = policy
        self.as_of = as_of
        self.now = LedgerReader(policy.env, company, as_of)
        self.then = LedgerReader(policy.env, company, as_of)
        self.then.assume(policy)
        self.kinds = KINDS.get(policy.debtor_kind, (policy.debtor_kind,))
        self.classes = set(policy.relationship_ids.mapped("code"))

    def look(self, partner_ids):
        """Return (how many the policy is for, those who would move)."""
        debtors = self.now.debtors(partner_ids)
        chosen = [
            one for one in partner_ids if self._is_for(debtors.get(one, STRANGER))
        ]
        debtors = {one: debtors[one] for one in chosen if one in debtors}
        planned = self._read_planned(debtors)
        moves = []
        for partner_id, snapshot in self.now.snapshots(chosen, debtors).items():
            debtor = debtors.get(partner_id, STRANGER)
            before = planned.get(debtor.debtor_id) or self._decide(
                snapshot, self.now, self._policy_id_of(debtor)
            )
            snapshot.ladders = self.then.ladders
            after = self._decide(snapshot, self.then, self.policy.id)
            if not before.same(after):
                moves.append(Move(partner_id, debtor.debtor_id, before, after))
        return len(chosen), moves

    def _is_for(self, debtor):
        """Tell whether the policy would be this debtor's."""
        if debtor.policy_id and debtor.policy_id != self.policy.id:
            return False
        if self.policy.debtor_kind and debtor.kind not in self.kinds:
            return False
        return not self.classes or debtor.relationship in self.classes

    def _policy_id_of(self, debtor):
        """Return the id of the policy that a debtor is under now."""
        return self.now.choice.of(
            debtor.policy_id, debtor.kind, debtor.relationship
        ).policy_id

    def _decide(self, snapshot, reader, policy_id):
        """Return the :class:`Place` that the engine gives a debtor."""
        decision = decide(snapshot, reader.policies.get(policy_id), self.as_of)
        level = decision.next_level
        if level is None:
            return Place()
        return Place(level.step_kind, level.reminder_no, level.name, decision.next_date)

    def _read_planned(self, debtors):
        """Return debtor id -> place of those who are under this policy already."""
        if self.policy.state != "active":
            return {}
        ids = [
            one.debtor_id
            for one in debtors.values()
            if self._policy_id_of(one) == self.policy.id
        ]
        records = self.policy.env["debtor.debtor"].browse(ids)
        return {
            debtor.id: self._planned_place(debtor)
            for debtor in records
            if debtor.planned_on
        }

    def _planned_place(self, debtor):
        level, day = debtor.next_level_id, debtor.next_action_date
        if not level:
            return Place()
        # A step that was due on the day of the plan is due today.
        day = max(day, self.as_of) if day else None
        return Place(level.step_kind, level.reminder_no, level.name, day)
