from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_policy_id = fields.Many2one(
        related="company_id.root_id.followup_policy_id", readonly=False
    )
    followup_user_id = fields.Many2one(
        related="company_id.root_id.followup_user_id", readonly=False
    )
    followup_bank_marked_date = fields.Date(
        related="company_id.root_id.followup_bank_marked_date", readonly=False
    )
    followup_hour = fields.Float(
        related="company_id.root_id.followup_hour", readonly=False
    )
