from odoo import api, fields, models


class DebtorFollowupPolicyCompare(models.TransientModel):
    """Two policies side by side, step by step."""

    _name = "debtor.followup.policy.compare"
    _description = "Compare follow-up policies"

    policy_id = fields.Many2one("debtor.followup.policy", required=True)
    other_id = fields.Many2one(
        "debtor.followup.policy",
        string="With",
        domain="[('id', '!=', policy_id)]",
    )
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    @api.depends("policy_id", "other_id")
    @api.depends_context("lang")
    def _compute_comparison(self):
        self.comparison = False
        for wizard in self.filtered(lambda one: one.policy_id and one.other_id):
            wizard.comparison = self.env["ir.qweb"]._render(
                "debtor_followup.policy_comparison",
                {"sections": wizard.policy_id._compare(wizard.other_id)},
            )
