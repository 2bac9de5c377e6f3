from odoo import fields, models

from .res_partner import VIEWERS


class AccountMove(models.Model):
    """The day on which an invoice first left us: from then on its term runs."""

    _inherit = "account.move"

    followup_sent_date = fields.Date(
        string="First sent on",
        copy=False,
        groups=VIEWERS,
        help="The days between the date of an invoice and its sending are not held "
        "against the customer. Empty: not known.",
    )

    def write(self, vals):
        """Note the day on which an invoice is first marked as sent.

        EXTENDS account.
        """
        first = self.browse()
        if vals.get("is_move_sent"):
            first = self.filtered(lambda move: not move.is_move_sent)
        result = super().write(vals)
        if first:
            first._note_first_sent_sudo()
        return result

    def _note_first_sent_sudo(self):
        """Write today as the day of the first sending where there is none.

        In sudo mode because whoever sends invoices need not see follow-up.
        """
        for company, moves in self.sudo().grouped("company_id").items():
            unknown = moves.filtered(
                lambda move: move.is_sale_document() and not move.followup_sent_date
            )
            if unknown:
                unknown.followup_sent_date = company._followup_now().date()
