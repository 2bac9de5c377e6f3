from odoo import api, fields, models

from .const import STEP_KINDS


class DebtorNoticeLine(models.Model):
    """A claim or credit as a notice named it: a snapshot beside its link.

    The link goes when the journal item is deleted; the snapshot stays.
    Amounts are in ``currency_id``, credits positive.
    """

    _name = "debtor.notice.line"
    _description = "Claim on a follow-up notice"
    _order = "notice_id, date_maturity, id"
    _rec_name = "move_name"

    notice_id = fields.Many2one(
        "debtor.notice", required=True, index=True, ondelete="cascade"
    )
    debtor_id = fields.Many2one(related="notice_id.debtor_id", store=True, index=True)
    company_id = fields.Many2one(related="notice_id.company_id", store=True)
    contact_date = fields.Date(related="notice_id.contact_date")
    role = fields.Selection(
        [("demanded", "Demanded"), ("listed", "Listed"), ("credit", "Credit")],
        required=True,
    )
    level_id = fields.Many2one(
        "debtor.followup.level", string="Step", index=True, ondelete="restrict"
    )
    step_kind = fields.Selection(STEP_KINDS)
    reminder_no = fields.Integer(string="Reminder number")
    move_line_id = fields.Many2one(
        "account.move.line", index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one(
        "account.move", index="btree_not_null", ondelete="set null"
    )
    move_name = fields.Char(string="Number", required=True)
    invoice_date = fields.Date()
    date_maturity = fields.Date(string="Due date")
    payment_reference = fields.Char()
    currency_id = fields.Many2one("res.currency", required=True)
    amount_residual = fields.Monetary(string="Open")
    amount_paused = fields.Monetary(
        string="Not asked", help="Disputed, promised or otherwise paused."
    )
    amount_asked = fields.Monetary(string="Asked", compute="_compute_amount_asked")
    days_overdue = fields.Integer()
    state = fields.Selection(related="notice_id.state", store=True)

    # Never the same step twice for a claim at its due date. A call before a
    # reminder has that reminder's level, and is no reminder.
    _never_twice = models.UniqueIndex(
        "(debtor_id, move_line_id, date_maturity, level_id, "
        "(step_kind IS NOT DISTINCT FROM 'call')) WHERE role = 'demanded' "
        "AND state IN ('queued', 'sending', 'uncertain', 'sent')",
        "This step was already taken for this claim.",
    )

    @api.depends("amount_residual", "amount_paused")
    def _compute_amount_asked(self):
        for line in self:
            line.amount_asked = max(0.0, line.amount_residual - line.amount_paused)
