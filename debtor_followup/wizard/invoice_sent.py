from odoo import api, fields, models


class DebtorInvoiceSent(models.TransientModel):
    """On which day invoices were sent outside Odoo."""

    _name = "debtor.invoice.sent"
    _description = "Invoices sent outside Odoo"

    move_ids = fields.Many2many("account.move", string="Invoices", readonly=True)
    count = fields.Integer(compute="_compute_count")
    sent_on = fields.Date(string="Sent on", help="Empty: it is not known.")

    @api.depends("move_ids")
    def _compute_count(self):
        for form in self:
            form.count = len(form.move_ids)

    @api.model
    def _open(self, invoices):
        """Return a new form for invoices."""
        return self.create({"move_ids": [(6, 0, invoices.ids)]})

    def action_confirm(self):
        """Note that the invoices were sent, and decide anew about their customers."""
        self.ensure_one()
        invoices = self.move_ids._get_sendable()
        invoices._followup_mark_sent(self.sent_on)
        invoices._plan_debtors()
        return {"type": "ir.actions.act_window_close"}
