from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_terms_version_sudo(self):
        """Return what the customer saw with the order of this invoice, if it is one.

        In sudo mode because whoever prints an invoice need not read orders. EXTENDS
        debtor_followup.
        """
        orders = self.sudo().invoice_line_ids.sale_line_ids.order_id
        version = orders.terms_version_id
        if len(version) == 1 and all(order.terms_version_id for order in orders):
            return version.with_env(self.env)
        return super()._get_terms_version_sudo()
