from odoo import models
from odoo.exceptions import UserError


class DebtorDebtor(models.Model):
    """Whom to phone and whom to write to, for a person to choose from."""

    _inherit = "debtor.debtor"

    def _get_people(self):
        """Return the contacts of this debtor, the most fitting first.

        Those on open invoices, the address of type invoice, the customer
        itself, then the others. Whoever moved to another customer since is not
        concerned any more.
        """
        self.ensure_one()
        customer = self.partner_id
        lines = self.env["account.move.line"].sudo().search(self._get_claims_domain())
        on_invoices = lines.move_id.partner_id.with_env(self.env) - customer
        on_invoices = on_invoices.filtered(
            lambda one: one.commercial_partner_id == customer
        )
        others = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "=", customer.id),
                ("id", "!=", customer.id),
            ]
        )
        invoice = others.filtered(lambda one: one.type == "invoice")
        return (on_invoices | invoice | customer | others).filtered("active")

    def _get_message_recipient(self):
        """Return the contact to write to, empty when nobody has an address.

        An address that failed is not proposed.
        """
        failed = (
            self.env["debtor.notice"]
            .search([("debtor_id", "=", self.id), ("refused", "=", True)])
            .mapped("recipient_email")
        )
        usable = self._get_people().filtered(
            lambda one: one.email_normalized and one.email_normalized not in failed
        )
        return usable[:1]

    def _check_recipient(self, recipient):
        """Check that a message of this debtor may go to a contact.

        :raises UserError: says what to choose or to enter
        """
        if not recipient:
            raise UserError(self.env._("Choose to whom the message goes."))
        if recipient.commercial_partner_id != self.partner_id:
            raise UserError(
                self.env._(
                    "%(name)s does not belong to %(customer)s: choose one of its own "
                    "contacts.",
                    name=recipient.display_name,
                    customer=self.partner_id.display_name,
                )
            )
        if not recipient.email_normalized:
            raise UserError(
                self.env._(
                    "%(name)s has no valid email address: enter one, or choose "
                    "somebody else.",
                    name=recipient.display_name,
                )
            )
