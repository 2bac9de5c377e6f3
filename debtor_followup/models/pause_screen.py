from odoo import api, fields, models
from odoo.tools import format_date


class DebtorPause(models.Model):
    """What the screens of a pause need beside its record."""

    _name = "debtor.pause"
    _inherit = ["debtor.pause", "debtor.plan.on.save"]

    needs_person = fields.Boolean(
        compute="_compute_needs_person",
        help="Its date has passed and it never simply expires.",
    )

    @api.depends("state", "date_end", "reason")
    def _compute_needs_person(self):
        for pause in self:
            today = pause.company_id and pause.company_id._followup_now().date()
            pause.needs_person = (
                pause.state == "active"
                and bool(today and pause.date_end)
                and pause._last_day() < today
            )

    @api.depends("reason", "date_end")
    def _compute_display_name(self):
        """Say what a pause is for and how long, as smart buttons and boxes show it."""
        labels = dict(self._fields["reason"]._description_selection(self.env))
        for pause in self:
            end = pause.date_end and format_date(self.env, pause.date_end)
            pause.display_name = (
                self.env._(
                    "%(reason)s, until %(end)s", reason=labels[pause.reason], end=end
                )
                if end
                else labels.get(pause.reason, "")
            )

    def _get_debtors_to_plan(self, fnames):
        return self.debtor_id

    def action_lift(self):
        """Lift, and show what is next now. EXTENDS debtor_followup's own action."""
        result = super().action_lift()
        self.debtor_id.action_plan()
        return result
