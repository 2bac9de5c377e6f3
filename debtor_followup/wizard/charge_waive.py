from odoo import fields, models


class DebtorChargeWaive(models.TransientModel):
    """Why interest and costs are given up."""

    _name = "debtor.charge.waive"
    _description = "Waive interest and costs"

    charge_ids = fields.Many2many("debtor.charge", required=True, readonly=True)
    reason = fields.Char(help="Kept on the customer's file.")

    def action_waive(self):
        """Give the charges up.

        :raises UserError: without a reason, or for what is booked or paid
        """
        self.ensure_one()
        self.charge_ids._waive(self.reason)
