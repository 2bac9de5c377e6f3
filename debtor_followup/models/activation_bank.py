from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date


class DebtorActivation(models.Model):
    """The fourth step: is the bank booked, and are its receipts matched."""

    _inherit = "debtor.activation"

    bank_text = fields.Char(compute="_compute_bank")
    receipt_count = fields.Integer(compute="_compute_bank")
    receipt_text = fields.Char(compute="_compute_bank")

    def _compute_bank(self):
        for activation in self:
            day = activation.company_id._followup_bank_date()
            activation.bank_text = (
                self.env._(
                    "The bank is booked up to %(day)s.", day=format_date(self.env, day)
                )
                if day
                else self.env._(
                    "No bank statement is booked yet: customers who paid would be "
                    "reminded."
                )
            )
            groups = self.env["account.bank.statement.line"]._read_group(
                activation._get_receipts_domain(),
                ["currency_id"],
                ["__count", "amount:sum"],
            )
            activation.receipt_count = sum(count for _one, count, _sum in groups)
            activation.receipt_text = ", ".join(
                format_amount(self.env, amount, currency)
                for currency, _count, amount in groups
            )

    def _get_receipts_domain(self):
        """Return the domain of receipts that are not matched with an invoice."""
        return (
            Domain("company_id", "child_of", self.company_id.ids)
            & Domain("is_reconciled", "=", False)
            & Domain("amount", ">", 0)
            & Domain("move_id.state", "=", "posted")
        )

    def action_open_receipts(self):
        """Show the receipts to match first."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Receipts to match"),
            "res_model": "account.bank.statement.line",
            "view_mode": "list",
            "views": [
                (
                    self.env.ref("debtor_followup.activation_receipt_view_list").id,
                    "list",
                )
            ],
            "domain": list(self._get_receipts_domain()),
        }

    def action_bank_complete(self):
        """Say that all payments up to yesterday are booked.

        For companies that book their bank elsewhere, or had no receipts since.
        """
        self.ensure_one()
        today = self.company_id._followup_now().date()
        # layer: today's payments are still coming in
        self.company_id._mark_bank_complete(fields.Date.subtract(today, days=1))
