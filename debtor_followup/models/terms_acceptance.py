from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

#: How a customer accepted terms, the strongest proof first.
WAYS = [
    ("signed", "Quotation signed"),
    ("paid", "Quotation paid online"),
    ("document", "By hand, with a document"),
    ("confirmed", "Order confirmed by us"),
]
#: The place of each way: the lower, the stronger.
STRENGTH = {code: place for place, (code, _name) in enumerate(WAYS)}
#: Who may say that an entry was a mistake.
MANAGERS = "debtor_followup.group_manager"


class DebtorTermsAcceptance(models.Model):
    """Which version of the terms a customer accepted, when and how.

    Evidence: rows are never changed nor deleted. What somebody entered by mistake
    is marked as such and counts no more.
    """

    _name = "debtor.terms.acceptance"
    _description = "Acceptance of terms"
    _order = "date desc, id desc"
    _rec_name = "version_id"

    debtor_id = fields.Many2one(
        "debtor.debtor", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="debtor_id.partner_id")
    company_id = fields.Many2one(related="debtor_id.company_id", store=True)
    version_id = fields.Many2one(
        "debtor.terms.version",
        string="Terms",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    date = fields.Date(string="Accepted on", required=True, readonly=True)
    way = fields.Selection(
        WAYS,
        string="How",
        required=True,
        readonly=True,
        help="A quotation that the customer signed, or paid online, or a signed "
        "document, is proof. An order that we confirmed ourselves only shows that "
        "the terms stood on the quotation that we sent: it is weaker.",
    )
    accepted_by = fields.Char(
        string="Accepted by",
        readonly=True,
        help="Who accepted for the customer, as far as is known.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Recorded by",
        readonly=True,
        help="The colleague who recorded it; empty when the customer did it online.",
    )
    lang = fields.Char(string="Language", readonly=True)
    reference = fields.Char(
        string="Document", readonly=True, help="Such as the number of the quotation."
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Files", readonly=True)
    note = fields.Char(string="Remark", readonly=True)
    mistaken = fields.Boolean(
        string="Entered by mistake",
        readonly=True,
        help="It is kept and shown, but no longer counts.",
    )

    @api.constrains("debtor_id", "version_id")
    def _check_version(self):
        for one in self:
            if one.version_id.company_id != one.debtor_id.company_id:
                raise ValidationError(
                    self.env._("These terms are another company's: choose others.")
                )
            if one.version_id.state != "published":
                raise ValidationError(
                    self.env._("A draft cannot be accepted: publish the terms first.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        raise UserError(
            self.env._(
                "What a customer accepted is kept as evidence. If it was entered by "
                "mistake, mark it so: it no longer counts then."
            )
        )

    def action_mark_mistaken(self):
        """Say that these were entered by mistake; what came online stays.

        :raises AccessError: for whoever is not a manager of follow-up
        :raises UserError: when the customer did it online
        """
        self.check_access("read")
        if not self.env.user.has_group(MANAGERS):
            raise AccessError(
                self.env._("Only managers of Follow-up mark an entry as a mistake.")
            )
        for one in self:
            if one.way in ("signed", "paid") and not one.user_id:
                raise UserError(
                    self.env._("The customer did this online: it cannot be a mistake.")
                )
            one._mark_mistaken_sudo()

    def _mark_mistaken_sudo(self):
        """Mark an entry as a mistake and say so on the debtor.

        In sudo mode because nobody may write on evidence otherwise.
        """
        self.ensure_one()
        one = self.sudo()
        one.mistaken = True
        one.debtor_id._message_log(
            body=self.env._(
                "Entered by mistake, and does not count: %(terms)s, accepted on "
                "%(day)s.",
                terms=one.version_id.display_name,
                day=format_date(self.env, one.date),
            ),
            author_id=self.env.user.partner_id.id,
        )

    @api.model
    def _record_sudo(self, partner, company, version, **values):
        """Record that a customer accepted a version; return the entry.

        In sudo mode because evidence is written by nobody by hand, and sales
        people who confirm an order need not follow debtors.

        :param partner: the customer or a contact of it
        :param company: any company; a branch stands for its root
        :param values: ``date way`` and, if known, ``accepted_by user_id lang
            reference note``
        """
        debtor = self.env["debtor.debtor"].sudo()._for(partner, company)
        return self.sudo().create(
            {"debtor_id": debtor.id, "version_id": version.id, **values}
        )

    def _take_files_sudo(self, files):
        """Keep copies of files beside this entry.

        In sudo mode because nobody may write on evidence otherwise.

        :param files: attachments that the user may read
        """
        self.ensure_one()
        values = {"res_model": self._name, "res_id": self.id}
        copies = [one.sudo().copy({"name": one.name, **values}).id for one in files]
        self.sudo().attachment_ids = [Command.set(copies)]

    def _get_current(self):
        """Return of these entries the one that counts: the last version accepted.

        Of several about that version the best proof, then the latest.
        """
        valid = self.filtered(lambda one: not one.mistaken)
        last = max(valid, key=lambda one: (one.date, one.id), default=self.browse())
        same = valid.filtered(lambda one: one.version_id == last.version_id)
        return min(
            same,
            key=lambda one: (STRENGTH[one.way], -one.date.toordinal(), -one.id),
            default=self.browse(),
        )
