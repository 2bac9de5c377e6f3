from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    followup_terms_on_quotation = fields.Boolean(
        string="Terms on quotations",
        help="Print on quotations, and show in the portal, until when and how to pay, "
        "what follows, and the terms in force. Who signs or pays accepts them.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_terms_on_quotation = fields.Boolean(
        related="company_id.root_id.followup_terms_on_quotation", readonly=False
    )
