"""Where the calculator is opened from."""

from odoo import models


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def action_calculate_interest(self):
        """Open the calculator with the oldest claim that is open."""
        self.ensure_one()
        lines = self.env["account.move.line"].search(
            self._get_claims_domain(), order="date_maturity, id", limit=1
        )
        return self.env["debtor.interest.calculator"]._open(
            self.company_id, self, lines
        )


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_calculate_interest(self):
        """Open the calculator with the first claim of this invoice."""
        self.ensure_one()
        lines = self.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        debtor = self.env["debtor.debtor"]._for(self.partner_id, self.company_id)
        return self.env["debtor.interest.calculator"]._open(
            self.company_id, debtor, lines.sorted("date_maturity")[:1]
        )
