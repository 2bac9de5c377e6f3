from odoo import api, fields, models
from odoo.exceptions import UserError


class DebtorTermsAccept(models.TransientModel):
    """Record by hand that a customer accepted the terms, with the document."""

    _name = "debtor.terms.accept"
    _description = "Record accepted terms"

    debtor_id = fields.Many2one(
        "debtor.debtor", string="Customer", required=True, readonly=True
    )
    company_id = fields.Many2one(related="debtor_id.company_id")
    version_id = fields.Many2one(
        "debtor.terms.version",
        string="Terms",
        required=True,
        compute="_compute_version_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('company_id', '=', company_id), ('state', '=', 'published')]",
    )
    date = fields.Date(
        string="Accepted on",
        required=True,
        compute="_compute_date",
        store=True,
        readonly=False,
        precompute=True,
    )
    accepted_by = fields.Char(string="Accepted by", help="Who signed for the customer.")
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Document",
        help="What shows it: the signed terms, a contract, a mail.",
    )
    note = fields.Char(string="Remark")

    @api.depends("debtor_id")
    def _compute_version_id(self):
        for entry in self:
            company = entry.debtor_id.company_id
            day = company and company._followup_now().date()
            versions = entry.version_id
            entry.version_id = company and versions._get_in_force_sudo(company, day)

    @api.depends("debtor_id")
    def _compute_date(self):
        for entry in self:
            company = entry.debtor_id.company_id
            entry.date = company and company._followup_now().date()

    def _check(self):
        """Check what was filled in.

        :raises UserError: says what to correct
        """
        self.ensure_one()
        if not self.attachment_ids:
            raise UserError(
                self.env._("Add the document that shows it, such as the signed terms.")
            )
        if self.date > self.company_id._followup_now().date():
            raise UserError(
                self.env._("The customer cannot have accepted it in the future.")
            )

    def action_record(self):
        """Record the acceptance, with copies of the files."""
        self.debtor_id._check_may_send()
        self.debtor_id.check_access("write")
        self._check()
        self.attachment_ids.check_access("read")
        entry = self.env["debtor.terms.acceptance"]._record_sudo(
            self.debtor_id.partner_id,
            self.company_id,
            self.version_id,
            date=self.date,
            way="document",
            accepted_by=self.accepted_by,
            user_id=self.env.uid,
            note=self.note,
        )
        entry._take_files_sudo(self.attachment_ids)
        self.attachment_ids.filtered(lambda one: one.res_model == self._name).unlink()
        return {"type": "ir.actions.act_window_close"}
