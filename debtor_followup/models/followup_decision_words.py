from odoo import api, models


class DebtorFollowupDecision(models.Model):
    """Words for decisions that are not kept."""

    _inherit = "debtor.followup.decision"

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
