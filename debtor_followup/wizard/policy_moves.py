from odoo import api, fields, models
from odoo.tools import format_date

from ..models.policy_moves import LISTED


class DebtorFollowupPolicyMoves(models.TransientModel):
    """Who would get another next step under a policy. Nothing is changed."""

    _name = "debtor.followup.policy.moves"
    _description = "Who would move under a follow-up policy"

    policy_id = fields.Many2one("debtor.followup.policy", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company.root_id,
        domain="[('parent_id', '=', False), ('id', 'in', allowed_company_ids)]",
    )
    owner_id = fields.Many2one(related="policy_id.company_id", string="Policy of")
    result = fields.Html(compute="_compute_result", sanitize=False)

    @api.depends("policy_id", "company_id")
    @api.depends_context("lang", "allowed_company_ids")
    def _compute_result(self):
        self.result = False
        for wizard in self.filtered(lambda one: one.policy_id and one.company_id):
            company = wizard.company_id
            as_of = company._followup_now().date()
            found = wizard.policy_id._preview_moves(company, as_of)
            wizard.result = self.env["ir.qweb"]._render(
                "debtor_followup.policy_moves", self._prepare_values(found)
            )

    def _prepare_values(self, found):
        """Return what the template shows of what would move."""
        listed = found["moves"][:LISTED]
        # One read for the names of all.
        partners = self.env["res.partner"].browse([one.partner_id for one in listed])
        names = {partner.id: partner.display_name for partner in partners}
        return {
            "looked_at": found["looked_at"],
            "count": len(found["moves"]),
            "steps": found["steps"].most_common(),
            "more": len(found["moves"]) - len(listed),
            "rows": [
                {
                    "name": names[one.partner_id],
                    "debtor_id": one.debtor_id,
                    "before": one.before.name,
                    "before_day": format_date(self.env, one.before.day),
                    "after": one.after.name,
                    "after_day": format_date(self.env, one.after.day),
                }
                for one in listed
            ],
        }
