from odoo import models


class AccountMove(models.Model):
    """What the mail of a new invoice says beside Odoo's own fields."""

    _inherit = "account.move"

    def get_followup_payment_link(self):
        """Return Odoo's own link to pay this invoice online, for mail templates.

        Each call makes a record of Odoo's payment link wizard, so a template
        asks once.

        :return: the address, False when there is nothing to pay or the company
            takes no payment online
        """
        self.ensure_one()
        if not self._has_to_be_paid() or not self._has_payment_provider_sudo():
            return False
        # Odoo joins two slashes, which some mail programs take for an error.
        return self._get_portal_payment_link().replace("//my/", "/my/")

    def _has_payment_provider_sudo(self):
        """Tell whether any payment provider takes money for this company.

        In sudo mode because providers are not readable to who sends invoices.
        """
        return bool(
            self.env["payment.provider"]
            .sudo()
            .search_count(
                [
                    ("state", "in", ("enabled", "test")),
                    ("company_id", "parent_of", self.company_id.id),
                ],
                limit=1,
            )
        )
