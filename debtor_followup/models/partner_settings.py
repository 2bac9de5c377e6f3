from odoo import api, fields, models

from .debtor import SENDERS
from .res_partner import VIEWERS

#: Field of the customer's form -> field of the debtor that it shows and sets.
SHOWN_FIELDS = {
    "followup_policy_id": "policy_id",
    "followup_responsible_id": "responsible_id",
    "followup_never_automatic": "never_automatic",
    "followup_key_customer": "key_customer",
    "followup_contact_budget": "contact_budget",
}


class ResPartner(models.Model):
    """How this customer is followed up, on the customer's own form.

    The debtor of the current company keeps it; what is entered here is entered
    there.
    """

    _inherit = "res.partner"

    followup_policy_id = fields.Many2one(
        "debtor.followup.policy",
        string="Own policy",
        compute="_compute_followup_settings",
        inverse="_inverse_followup_settings",
        groups=VIEWERS,
        help="Set by hand; moves all open claims. Empty: the first policy that fits "
        "the kind and the class of this customer, else the company's.",
    )
    followup_policy_text = fields.Char(
        string="Policy", compute="_compute_followup_settings", groups=VIEWERS
    )
    followup_responsible_id = fields.Many2one(
        "res.users",
        string="Responsible for follow-up",
        compute="_compute_followup_settings",
        inverse="_inverse_followup_settings",
        domain="[('share', '=', False)]",
        groups=VIEWERS,
    )
    followup_never_automatic = fields.Boolean(
        string="Never automatically",
        compute="_compute_followup_settings",
        inverse="_inverse_followup_settings",
        groups=VIEWERS,
        help="A person confirms each message to this customer.",
    )
    followup_key_customer = fields.Boolean(
        string="Key customer for follow-up",
        compute="_compute_followup_settings",
        inverse="_inverse_followup_settings",
        groups=VIEWERS,
        help="What would go by itself is announced first, so that a colleague can "
        "stop it.",
    )
    followup_contact_budget = fields.Integer(
        string="Contacts in 30 days",
        compute="_compute_followup_settings",
        inverse="_inverse_followup_settings",
        groups=VIEWERS,
        help="At most, messages and calls together. 0: as in the settings.",
    )
    followup_may_set = fields.Boolean(
        compute="_compute_followup_may_set",
        groups=VIEWERS,
        export_string_translation=False,
    )

    @api.depends_context("company", "lang")
    def _compute_followup_settings(self):
        root = self.env.company.root_id  # layer: the form shows the current company
        debtors = self.env["debtor.debtor"].search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", root.id),
            ]
        )
        by_partner = {debtor.partner_id: debtor for debtor in debtors}
        for partner in self:
            debtor = by_partner.get(partner.commercial_partner_id, debtors.browse())
            for name, source in SHOWN_FIELDS.items():
                partner[name] = debtor[source]
            partner.followup_policy_text = debtor and self.env._(
                "%(policy)s, %(why)s",
                policy=debtor.effective_policy_id.sudo().name or self.env._("None"),
                why=debtor.effective_policy_reason,
            )

    @api.depends_context("uid")
    def _compute_followup_may_set(self):
        self.followup_may_set = self.env.user.has_group(SENDERS)

    def _inverse_followup_settings(self):
        """Enter on the debtors what was entered here, and decide anew about them.

        A customer who is no debtor yet becomes one. The rights on debtors decide
        who may.
        """
        wanted = {
            partner: {source: partner[name] for name, source in SHOWN_FIELDS.items()}
            for partner in self
        }
        company = self.env.company.root_id  # layer: the form shows this company's
        debtors = self.env["debtor.debtor"].search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", company.id),
            ]
        )
        # A new customer about whom nothing was said is no debtor yet.
        told = self.filtered(lambda partner: any(wanted[partner].values()))
        debtors |= self.env["debtor.debtor"]._for(told, company)
        by_partner = {debtor.partner_id: debtor for debtor in debtors}
        changed = debtors.browse()
        for partner, values in wanted.items():
            debtor = by_partner.get(partner.commercial_partner_id)
            if not debtor:
                continue
            values = {
                name: value.id if isinstance(value, models.BaseModel) else value
                for name, value in values.items()
                if debtor[name] != value
            }
            if values:
                debtor.write(values)
                changed |= debtor
        if changed:
            changed.action_plan()
