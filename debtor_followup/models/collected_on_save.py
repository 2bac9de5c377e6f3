"""Who says on a screen that we collect something sees at once what follows from it."""

from odoo import models
from odoo.fields import Domain


class AccountMove(models.Model):
    _inherit = "account.move"

    def web_save(self, vals, specification, next_id=None):
        """Another payment method on a posted invoice: its customer is planned anew.

        EXTENDS web. Written first, so that the screen shows what is next now.
        """
        if self and "preferred_payment_method_line_id" in vals:
            self.write(vals)
            self.filtered(lambda one: one.state == "posted")._plan_collected_sudo()
            vals = {}
        return super().web_save(vals, specification, next_id)

    def _plan_collected_sudo(self):
        """Decide anew about the customers of these invoices.

        In sudo mode because whoever changes how an invoice is paid need not follow
        debtors; only what is shown of these changes.
        """
        known = self.env["debtor.debtor"].sudo()
        sales = self.sudo().filtered(lambda one: one.is_sale_document(True))
        # Where nobody is followed yet, nobody becomes a debtor by this.
        for debtor in sales._get_debtors().values():
            known |= debtor
        known.action_plan()


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def web_save(self, vals, specification, next_id=None):
        """Plan whose invoices are collected, or are not any more. EXTENDS web."""
        if "inbound_payment_method_line_ids" not in vals:
            return super().web_save(vals, specification, next_id)
        before = self._get_collecting_methods()
        result = super().web_save(vals, specification, next_id)
        now = self._get_collecting_methods()
        changed = ((before | now) - (before & now)).exists()
        if changed:
            changed._get_open_invoices_sudo()._plan_collected_sudo()
        return result

    def _get_collecting_methods(self):
        return self.inbound_payment_method_line_ids.filtered("followup_collects")


class AccountPaymentMethodLine(models.Model):
    _inherit = "account.payment.method.line"

    def _get_open_invoices_sudo(self):
        """Return the open invoices that are paid in these ways.

        In sudo mode because whoever sets up journals need not see all invoices.
        """
        lines = self.env["account.move.line"].sudo()
        domain = lines._followup_open_domain()
        domain &= Domain("move_id.preferred_payment_method_line_id", "in", self.ids)
        return lines.search(domain).move_id
