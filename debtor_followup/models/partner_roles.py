from odoo import api, fields, models
from odoo.exceptions import UserError

from .res_partner import VIEWERS

#: Fields that mark a contact.
MARKS = ("followup_reminders", "followup_management")


class ResPartner(models.Model):
    """Who of a customer gets payment reminders, and who is its management."""

    _inherit = "res.partner"

    followup_reminders = fields.Boolean(
        string="Payment reminders",
        copy=False,
        groups=VIEWERS,
        help="Payment reminders go to this contact instead of to the contact on the "
        "invoice. Of several the first is written to; the others get a copy.",
    )
    followup_management = fields.Boolean(
        string="Management",
        copy=False,
        groups=VIEWERS,
        help="Gets a copy of the steps that say so. Never of a consumer.",
    )
    followup_place = fields.Integer(
        string="Order of payment reminders",
        copy=False,
        groups=VIEWERS,
        help="Of several marked contacts the lowest comes first.",
    )
    followup_role_text = fields.Char(
        string="Gets",
        compute="_compute_followup_role_text",
        groups=VIEWERS,
    )
    followup_failed_on = fields.Date(
        string="Came back on",
        compute="_compute_followup_failed_on",
        groups=VIEWERS,
        help="A message to this email address came back: it is not used again until "
        "it is changed, or until somebody says that it works.",
    )

    @api.depends("followup_reminders", "followup_management", "followup_place")
    @api.depends_context("lang")
    def _compute_followup_role_text(self):
        marked = self.commercial_partner_id._get_marked("followup_reminders")
        of_customer = marked.grouped("commercial_partner_id")
        for contact in self:
            own = of_customer.get(contact.commercial_partner_id, self.browse())
            contact.followup_role_text = contact._describe_roles(own)

    def _describe_roles(self, marked):
        """Return in words what a contact gets.

        :param marked: the contacts marked for payment reminders, the first first
        """
        self.ensure_one()
        parts = []
        if self in marked:
            parts.append(
                self.env._("Payment reminders")
                if self == marked[:1]
                else self.env._("Copy of payment reminders")
            )
        if self.followup_management:
            parts.append(self.env._("Management"))
        return ", ".join(parts)

    def _get_marked(self, mark):
        """Return these customers' active contacts with a mark, in their order.

        :param str mark: one of :data:`MARKS`
        """
        return self.search(
            [("commercial_partner_id", "in", self.ids), (mark, "=", True)]
        ).sorted(lambda one: (one.followup_place, one.id))

    @api.depends("email_normalized")
    @api.depends_context("company")
    def _compute_followup_failed_on(self):
        """Compute when a message to the address came back, in this company."""
        root = self.env.company.root_id  # layer: the form shows the current company
        found = self.env["debtor.notice"]._get_failed_notices(
            root, [one.email_normalized for one in self if one.email_normalized]
        )
        days = {}
        for notice in found:
            days[notice.recipient_email] = notice.contact_date
        for partner in self:
            partner.followup_failed_on = days.get(partner.email_normalized)

    # === ACTIONS === #

    def action_followup_reminders(self):
        """Mark this contact for payment reminders, or take the mark away."""
        return self._toggle_mark("followup_reminders")

    def action_followup_management(self):
        """Mark this contact as the customer's management, or take it away."""
        return self._toggle_mark("followup_management")

    def action_followup_first(self):
        """Let payment reminders go to this contact first of all."""
        self._check_may_mark()
        for contact in self:
            marked = contact.commercial_partner_id._get_marked("followup_reminders")
            first = min((marked - contact).mapped("followup_place"), default=1)
            contact._mark_sudo(
                {"followup_reminders": True, "followup_place": first - 1}
            )

    def action_followup_address_works(self):
        """Say that the email address of this contact works again.

        :raises UserError: when nothing came back from it
        """
        self._check_may_mark()
        notices = self.env["debtor.notice"]._get_failed_notices(
            # layer: the form shows the current company
            self.env.company.root_id,
            self.mapped("email_normalized"),
        )
        if not notices:
            raise UserError(
                self.env._("Nothing came back from this address: it is in use.")
            )
        return notices.action_address_works()

    def _toggle_mark(self, mark):
        """Set a mark on contacts that have it not, and remove it from the others."""
        self._check_may_mark()
        for contact in self:
            values = {mark: not contact[mark]}
            if values[mark] and not any(contact[one] for one in MARKS):
                marked = contact.commercial_partner_id._get_marked(mark)
                places = marked.mapped("followup_place")
                values["followup_place"] = max(places, default=0) + 1
            contact._mark_sudo(values)

    def _check_may_mark(self):
        """Whoever sends messages says to whom they go.

        :raises AccessError: for whoever is not a user of follow-up
        """
        self.check_access("read")
        self.env["debtor.debtor"]._check_may_send()

    def _mark_sudo(self, values):
        """Write the marks of contacts, and note it on their customers' debtors.

        In sudo mode because whoever follows up need not be allowed to change
        contacts; only the marks are written.
        """
        self.sudo().write(values)
        debtors = self.env["debtor.debtor"].search(
            [("partner_id", "in", self.commercial_partner_id.ids)]
        )
        for contact in self:
            text = contact.followup_role_text or self.env._("nothing of its own")
            for debtor in debtors:
                if debtor.partner_id == contact.commercial_partner_id:
                    debtor._message_log(
                        body=self.env._(
                            "%(name)s gets: %(what)s.",
                            name=contact.display_name,
                            what=text,
                        )
                    )
