"""Under which law a company claims, and how it does so."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.legal_facts import LEGAL_ORDER, PRINCIPAL_FIRST
from ..engine.notice_period import SAFE, STRICT
from ..engine.recovery_cost import FORTY_EACH, ON_SUM
from ..engine.regimes import law_of
from .interest_rate import LAWS


class ResCompany(models.Model):
    _inherit = "res.company"

    followup_law = fields.Selection(
        LAWS,
        string="Law on late payment",
        compute="_compute_followup_law",
        store=True,
        readonly=False,
        help="The law of your country, unless your terms choose another. It says "
        "which interest and costs may be claimed. Empty: the principal only.",
    )
    followup_is_sme = fields.Boolean(
        string="Small or medium-sized company",
        help="In Belgium such a company may count interest from the day after its "
        "first reminder to a consumer (WVV art. 1:24 says who is one).",
    )
    followup_directs_activity = fields.Boolean(
        string="We address consumers in their own country",
        help="As by a web shop in their language. Their country's law then protects "
        "them (Rome I, art. 6).",
    )
    followup_costs_cap = fields.Float(
        string="Costs at most",
        digits=(5, 2),
        default=100.0,
        help="Costs above this share of the open amount are not printed: a claim of "
        "40 euro on an invoice of 15 costs a customer. Zero: no limit of our own.",
    )
    followup_deducts_vat = fields.Boolean(
        string="VAT on costs can be deducted",
        default=True,
        help="Only a company that cannot deduct it adds VAT to Dutch costs.",
    )
    followup_vat_percent = fields.Float(
        string="VAT on costs", digits=(5, 2), default=21.0
    )
    followup_allocation = fields.Selection(
        [
            (PRINCIPAL_FIRST, "Principal first, as Odoo reconciles"),
            (LEGAL_ORDER, "In the order of the law"),
        ],
        string="Payments are set off",
        required=True,
        default=PRINCIPAL_FIRST,
        help="Printed on the calculation. Principal first favours the debtor.",
    )
    followup_waiting_mode = fields.Selection(
        [
            (SAFE, "To the next working day"),
            (STRICT, "By calendar days only"),
        ],
        string="A period that ends on a day of rest runs",
        required=True,
        default=SAFE,
    )
    followup_dutch_costs = fields.Selection(
        [
            (ON_SUM, "The scale on the sum of all invoices"),
            (FORTY_EACH, "The scale, and at least 40 euro for each invoice"),
        ],
        string="Dutch costs of several invoices",
        required=True,
        default=ON_SUM,
    )

    @api.depends("country_id")
    def _compute_followup_law(self):
        known = dict(LAWS)
        for company in self:
            law = law_of(company.country_id.code)
            if not company.followup_law:
                company.followup_law = law if law in known else False

    @api.constrains("followup_costs_cap")
    def _check_followup_costs_cap(self):
        for company in self:
            if company.followup_costs_cap < 0:
                raise ValidationError(
                    self.env._("The limit of costs is below zero: enter zero or more.")
                )

    @api.constrains("followup_vat_percent")
    def _check_followup_vat_percent(self):
        for company in self:
            if not 0 <= company.followup_vat_percent <= 100:
                raise ValidationError(
                    self.env._("VAT on costs lies between 0 and 100 percent.")
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_law = fields.Selection(
        related="company_id.root_id.followup_law", readonly=False
    )
    followup_is_sme = fields.Boolean(
        related="company_id.root_id.followup_is_sme", readonly=False
    )
    followup_directs_activity = fields.Boolean(
        related="company_id.root_id.followup_directs_activity", readonly=False
    )
    followup_costs_cap = fields.Float(
        related="company_id.root_id.followup_costs_cap", readonly=False
    )
    followup_deducts_vat = fields.Boolean(
        related="company_id.root_id.followup_deducts_vat", readonly=False
    )
    followup_vat_percent = fields.Float(
        related="company_id.root_id.followup_vat_percent", readonly=False
    )
    followup_allocation = fields.Selection(
        related="company_id.root_id.followup_allocation", readonly=False
    )
    followup_waiting_mode = fields.Selection(
        related="company_id.root_id.followup_waiting_mode", readonly=False
    )
    followup_dutch_costs = fields.Selection(
        related="company_id.root_id.followup_dutch_costs", readonly=False
    )
