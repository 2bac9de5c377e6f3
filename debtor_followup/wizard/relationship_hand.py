from odoo import fields, models
from odoo.exceptions import UserError

from ..models.const import RELATIONSHIPS


class DebtorRelationshipHand(models.TransientModel):
    """Asks for a class by hand, its reason and its end."""

    _name = "debtor.relationship.hand"
    _description = "Set the class of customers by hand"

    debtor_ids = fields.Many2many("debtor.debtor", required=True, readonly=True)
    relationship = fields.Selection(RELATIONSHIPS, string="Class", required=True)
    reason = fields.Char(string="Why", required=True)
    until = fields.Date(
        required=True,
        help="The last day; from the next on the figures say the class again.",
    )

    def action_confirm(self):
        """Set the class of the customers of the dialog.

        :raises UserError: when something is missing
        """
        self.ensure_one()
        self.debtor_ids.check_access("write")
        self.debtor_ids._check_may_send()
        if not self.debtor_ids:
            raise UserError(self.env._("Choose the customers first."))
        for company, debtors in self.debtor_ids.grouped("company_id").items():
            today = company._followup_now().date()
            debtors._set_by_hand(
                self.relationship, self.reason.strip(), self.until, today
            )
        return True
