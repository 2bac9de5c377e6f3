from odoo import api, fields, models
from odoo.tools import format_datetime

from .const import CALL_OUTCOMES


class DebtorCall(models.Model):
    """One phone call, or one attempt: who called when, and what was said.

    Evidence: it is written by recording a call and never edited.
    """

    _name = "debtor.call"
    _description = "Phone call with a debtor"
    _order = "date desc, id desc"

    debtor_id = fields.Many2one(
        "debtor.debtor", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="debtor_id.company_id", store=True)
    partner_id = fields.Many2one(related="debtor_id.partner_id")
    notice_id = fields.Many2one(
        "debtor.notice", readonly=True, index="btree_not_null", ondelete="set null"
    )
    level_id = fields.Many2one(
        "debtor.followup.level", string="Step", readonly=True, ondelete="set null"
    )
    pause_id = fields.Many2one("debtor.pause", readonly=True, ondelete="set null")
    date = fields.Datetime(required=True, readonly=True)
    day = fields.Date(required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Called by", readonly=True)
    outcome = fields.Selection(CALL_OUTCOMES, required=True, readonly=True)
    inbound = fields.Boolean(string="They called", readonly=True)
    contact_id = fields.Many2one(
        "res.partner", string="Spoken with", readonly=True, ondelete="set null"
    )
    note = fields.Text(readonly=True)
    promised_date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    move_line_id = fields.Many2one(
        "account.move.line", string="Claim", readonly=True, ondelete="set null"
    )
    claim_name = fields.Char(readonly=True)

    @api.depends("outcome", "date")
    def _compute_display_name(self):
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        for call in self:
            moment = call.date and format_datetime(
                self.env, call.date, dt_format="short"
            )
            parts = (labels.get(call.outcome), moment)
            call.display_name = ", ".join(part for part in parts if part)
