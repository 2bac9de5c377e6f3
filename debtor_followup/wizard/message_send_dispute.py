from odoo import fields, models


class DebtorMessage(models.TransientModel):
    """The message by which a dispute is answered; sending it ends the dispute."""

    _inherit = "debtor.message"

    dispute_id = fields.Many2one("debtor.pause", readonly=True)
    dispute_text = fields.Text(readonly=True)

    def _get_claim_names(self):
        """EXTENDS: the invoices of the dispute."""
        names = self.dispute_id.line_ids.mapped("move_id.name")
        names = [name for name in dict.fromkeys(names) if name]
        if not names:
            return super()._get_claim_names()
        return self._get_letter()._join_names(names)

    def _send(self):
        """EXTENDS: with the answer on its way the dispute is over."""
        if self.dispute_id:
            self.dispute_id._check_open_dispute()
        notice = super()._send()
        if self.dispute_id:
            self.dispute_id._reject(self.dispute_text, notice)
        return notice
