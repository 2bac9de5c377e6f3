from odoo import api, models
from odoo.tools import format_date


class DebtorFollowupRun(models.Model):
    """What the screens of a run show beside its record."""

    _inherit = "debtor.followup.run"

    @api.depends("date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            run.display_name = format_date(self.env, run.date)
