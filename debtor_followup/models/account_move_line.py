from odoo import api, models
from odoo.fields import Domain


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model
    def _followup_open_domain(self):
        """Return the domain of open receivable lines."""
        return Domain(
            [
                ("reconciled", "=", False),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )
