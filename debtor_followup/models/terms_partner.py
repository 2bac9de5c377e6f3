"""What a customer accepted, on its debtor and on the customer itself."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .terms_acceptance import WAYS

#: Follow-up is nobody else's business.
VIEWERS = "debtor_followup.group_viewer"


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    terms_acceptance_ids = fields.One2many(
        "debtor.terms.acceptance", "debtor_id", string="Accepted terms"
    )
    terms_acceptance_id = fields.Many2one(
        "debtor.terms.acceptance",
        string="Terms accepted",
        compute="_compute_terms_acceptance_id",
    )
    terms_accepted_on = fields.Date(
        string="Accepted on", compute="_compute_terms_acceptance_id"
    )
    terms_way = fields.Selection(
        WAYS, string="How", compute="_compute_terms_acceptance_id"
    )

    @api.depends("terms_acceptance_ids.mistaken", "terms_acceptance_ids.date")
    def _compute_terms_acceptance_id(self):
        for debtor in self:
            current = debtor.terms_acceptance_ids._get_current()
            debtor.terms_acceptance_id = current
            debtor.terms_accepted_on = current.date
            debtor.terms_way = current.way

    def action_accept_terms(self):
        """Open the dialog in which an acceptance is recorded by hand."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record accepted terms"),
            "res_model": "debtor.terms.accept",
            "view_mode": "form",
            "target": "new",
            "context": {"default_debtor_id": self.id},
        }


class ResPartner(models.Model):
    _inherit = "res.partner"

    followup_terms_id = fields.Many2one(
        "debtor.terms.acceptance",
        string="Terms accepted",
        compute="_compute_followup_terms_id",
        groups=VIEWERS,
    )
    followup_terms_date = fields.Date(
        string="Terms accepted on",
        compute="_compute_followup_terms_id",
        groups=VIEWERS,
    )
    followup_terms_way = fields.Selection(
        WAYS,
        string="Terms accepted how",
        compute="_compute_followup_terms_id",
        groups=VIEWERS,
    )

    @api.depends("followup_debtor_id")
    @api.depends_context("company")
    def _compute_followup_terms_id(self):
        for partner in self:
            debtor = partner.followup_debtor_id
            partner.followup_terms_id = debtor.terms_acceptance_id
            partner.followup_terms_date = debtor.terms_accepted_on
            partner.followup_terms_way = debtor.terms_way

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_accepted_terms(self):
        """What a customer accepted is kept: it can only be archived."""
        found = (
            self.env["debtor.terms.acceptance"]
            .sudo()
            .search([("debtor_id.partner_id", "in", self.ids)], limit=1)
        )
        if found:
            raise UserError(
                self.env._(
                    "%(name)s accepted our terms, and that is kept as evidence. "
                    "Archive this customer instead.",
                    name=found.partner_id.display_name,
                )
            )
