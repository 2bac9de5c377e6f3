from odoo import api, models


class DebtorFollowupDecision(models.Model):
    """Words for decisions that are not kept."""

    _inherit = "debtor.followup.decision"

    def _get_task_summary(self, lang):
        """Return what a task about this decision is called, in a language."""
        self.ensure_one()
        decision = self.with_context(lang=lang)
        return decision.level_id.name or decision.env._("Follow-up")

    @api.model
    def _explain(self, debtor, decision):
        """Return in words why something would happen, without keeping it."""
        return self._explain_all(
            [
                {
                    "debtor_id": debtor.id,
                    "company_id": debtor.company_id.id,
                    "reason": decision.reason,
                    "outcome": decision.outcome,
                    "parameters": decision.parameters,
                }
            ]
        )[0]

    @api.model
    def _explain_all(self, values):
        """Return the explanations of decisions that are given by their values."""
        decisions = self.browse()
        for one in values:
            decisions |= self.new(one)
        decisions._compute_explanation()
        return decisions.mapped("explanation")
