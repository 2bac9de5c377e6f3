from odoo import fields, models
from odoo.exceptions import UserError

from .evidence_reader import EvidenceReader


class DebtorDebtor(models.Model):
    """Whom to phone and whom to write to, for a person to choose from."""

    _inherit = "debtor.debtor"

    people_ids = fields.Many2many(
        "res.partner",
        compute="_compute_people_ids",
        help="The customer and its contacts, whoever fits best to write to first.",
    )

    def _compute_people_ids(self):
        for debtor in self:
            debtor.people_ids = debtor._get_people()

    def _get_people(self):
        """Return the contacts of this debtor, the most fitting first.

        Those marked for payment reminders, those on open invoices, the address
        of type invoice, the customer itself, then the others. Whoever moved to
        another customer since is not concerned any more.
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
        marked = customer._get_marked("followup_reminders")
        people = marked | on_invoices | invoice | customer | others
        return people.filtered("active")

    def _get_message_recipient(self):
        """Return the contact to write to, empty when nobody has an address.

        An address that failed is not proposed.
        """
        failed = self._read_failed_addresses()
        usable = self._get_people().filtered(
            lambda one: one.email_normalized and one.email_normalized not in failed
        )
        return usable[:1]

    def _read_failed_addresses(self):
        """Return the addresses from which something came back: never used again.

        Of this debtor, and by mail of any debtor of the company.
        """
        self.ensure_one()
        self.env.flush_all()
        reader = EvidenceReader(self.env)
        failed = reader.failed_addresses(self.ids)
        everybody = reader.failed_emails(self.sudo().company_id.root_id)
        return everybody | failed.get(self.id, frozenset())

    def _check_recipient(self, recipient):
        """Check that a message of this debtor may go to a contact.

        :raises UserError: says what to choose or to enter
        """
        self._check_belongs(recipient)
        if not recipient.email_normalized:
            raise UserError(
                self.env._(
                    "%(name)s has no valid email address: enter one, or choose "
                    "somebody else.",
                    name=recipient.display_name,
                )
            )

    def _check_belongs(self, recipient):
        """Check that a contact is one of this debtor's customer.

        :raises UserError: says what to choose
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
