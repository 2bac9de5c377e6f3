from odoo import api, fields, models
from odoo.fields import Domain

#: Follow-up is nobody else's business.
VIEWERS = "debtor_followup.group_viewer"


class ResPartner(models.Model):
    _inherit = "res.partner"

    debtor_ids = fields.One2many(
        "debtor.debtor", "partner_id", string="Debtors", groups=VIEWERS
    )
    followup_debtor_id = fields.Many2one(
        "debtor.debtor",
        string="Debtor",
        compute="_compute_followup",
        help="The debtor of this customer in the current company.",
        groups=VIEWERS,
    )
    followup_overdue = fields.Monetary(
        string="Overdue",
        compute="_compute_followup",
        search="_search_followup_overdue",
        currency_field="followup_currency_id",
        groups=VIEWERS,
    )
    followup_currency_id = fields.Many2one(
        "res.currency", compute="_compute_followup", groups=VIEWERS
    )
    followup_level_id = fields.Many2one(
        "debtor.followup.level",
        string="Follow-up step",
        compute="_compute_followup",
        search="_search_followup_level_id",
        groups=VIEWERS,
    )
    followup_next_date = fields.Date(
        string="Next follow-up",
        compute="_compute_followup",
        groups=VIEWERS,
    )
    followup_explanation = fields.Char(compute="_compute_followup", groups=VIEWERS)
    followup_pause_id = fields.Many2one(
        "debtor.pause",
        string="Follow-up pause",
        compute="_compute_followup",
        search="_search_followup_pause_id",
        groups=VIEWERS,
    )

    @api.depends_context("company")
    def _compute_followup(self):
        root = self.env.company.root_id  # layer: the form shows the current company
        debtors = self.env["debtor.debtor"].search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", root.id),
            ]
        )
        by_partner = {debtor.partner_id: debtor for debtor in debtors}
        pauses = self.env["debtor.pause"].search(
            [("debtor_id", "in", debtors.ids), ("state", "=", "active")]
        )
        by_debtor = {pause.debtor_id: pause for pause in pauses}
        for partner in self:
            debtor = by_partner.get(partner.commercial_partner_id, debtors.browse())
            partner.followup_debtor_id = debtor
            partner.followup_overdue = debtor.overdue_amount
            partner.followup_currency_id = root.currency_id
            partner.followup_level_id = debtor.level_id
            partner.followup_next_date = debtor.next_action_date
            partner.followup_explanation = debtor.explanation
            partner.followup_pause_id = by_debtor.get(debtor)

    def _search_debtors(self, domain):
        """Return the domain of partners whose debtor here meets a domain."""
        root = self.env.company.root_id  # layer: filters show the current company
        return Domain(
            "commercial_partner_id.debtor_ids",
            "any",
            Domain("company_id", "=", root.id) & domain,
        )

    @api.model
    def _search_followup_overdue(self, operator, value):
        if operator in ("in", "not in"):
            return NotImplemented
        return self._search_debtors(Domain("overdue_amount", operator, value))

    @api.model
    def _search_followup_level_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._search_debtors(Domain("level_id", operator, value))

    @api.model
    def _search_followup_pause_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        active = Domain("pause_ids", "any", [("state", "=", "active")])
        paused = self._search_debtors(active)
        return ~paused if False in value else paused

    def action_open_debtor(self):
        """Open the follow-up file of this customer in the current company."""
        self.ensure_one()
        debtor = self.env["debtor.debtor"]._for(self, self.env.company)
        return debtor._get_records_action(name=self.env._("Follow-up"))
