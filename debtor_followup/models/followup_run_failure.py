from odoo import fields, models


class DebtorFollowupRunFailure(models.Model):
    """One debtor whom a run could not handle, and why; the others went on."""

    _name = "debtor.followup.run.failure"
    _description = "Failure in a follow-up run"
    _order = "id desc"
    _rec_name = "partner_id"

    run_id = fields.Many2one(
        "debtor.followup.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    debtor_id = fields.Many2one("debtor.debtor", ondelete="cascade", index=True)
    partner_id = fields.Many2one(related="debtor_id.partner_id")
    message = fields.Text(required=True)
