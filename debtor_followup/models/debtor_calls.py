from odoo import api, fields, models

from .call_composer import CallComposer
from .debtor_acting import RESTING_REASONS
from .followup_decision import decision_key


class DebtorDebtor(models.Model):
    """The calls of a debtor: made when due, decided anew each night."""

    _inherit = "debtor.debtor"

    call_ids = fields.One2many("debtor.call", "debtor_id", string="Calls")
    call_notice_id = fields.Many2one(
        "debtor.notice", string="Call to make", compute="_compute_call_notice_id"
    )

    @api.depends("notice_ids.state", "notice_ids.channel")
    def _compute_call_notice_id(self):
        for debtor in self:
            waiting = debtor.notice_ids.filtered(lambda one: one._is_waiting_call())
            debtor.call_notice_id = waiting[:1]

    def _renew_calls(self, decisions, as_of, run=None):
        """Make the calls that are due and drop those that are not any more.

        A waiting call that is still due stays the same, with its claims brought
        up to the day, also over a weekend.

        :return: the new calls
        """
        waiting = self.env["debtor.notice"].search(
            [
                ("debtor_id", "in", self.ids),
                ("channel", "=", "phone"),
                ("state", "=", "queued"),
            ]
        )
        kept, renewed = self.browse(), {}
        for notice in waiting:
            decision = decisions[notice.debtor_id]
            if decision.reason in RESTING_REASONS:
                kept |= notice.debtor_id
            elif (
                decision.outcome == "call"
                and decision.level.level_id == notice.level_id.id
                and notice.debtor_id not in kept
            ):
                kept |= notice.debtor_id
                if (
                    notice.fingerprint != decision_key(decision)
                    or notice.deadline_date != decision.deadline
                ):
                    renewed[notice] = decision
            else:
                notice._drop_call(decision)
        # Written before a successor of the same day is.
        waiting.flush_recordset(["state"])
        self.env["debtor.notice.line"].flush_model(["state"])
        CallComposer(self.env, as_of).renew(renewed)
        return CallComposer(self.env, as_of, run).compose(
            {
                debtor: decision
                for debtor, decision in decisions.items()
                if decision.outcome == "call" and debtor not in kept
            }
        )
