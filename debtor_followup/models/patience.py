"""Patience with good payers, in words."""

from odoo import api, models
from odoo.tools import format_amount


class DebtorFollowupDecision(models.Model):
    _inherit = "debtor.followup.decision"

    def _get_readable_parameters(self, level_names):
        values = super()._get_readable_parameters(level_names)
        raw = self.parameters or {}
        values["usual_days"] = raw.get("usual_days", 0)
        own = self.sudo().company_id.currency_id
        currency = self.env["res.currency"].browse(raw.get("claim_currency")) or own
        for name, money in (("claim_amount", currency), ("patience_limit", own)):
            amount = (raw.get(name) or 0) / 10**money.decimal_places
            values[name] = format_amount(self.env, amount, money)
        return values

    @api.model
    def _get_because(self):
        return {
            **super()._get_because(),
            "patience": self.env._("after the day on which this customer usually pays"),
        }

    @api.model
    def _get_explanations(self):
        return {
            **super()._get_explanations(),
            "patience": self.env._(
                "Nothing today: %(claim)s of %(claim_amount)s, due on %(due)s, is left "
                "in peace until %(until)s, because this customer usually pays by day "
                "%(usual_days)s after the due date. %(level)s comes on %(next)s if it "
                "is still open then. A payment changes it, a broken promise or an "
                "alert ends it, and a claim above %(patience_limit)s would not wait."
            ),
        }
