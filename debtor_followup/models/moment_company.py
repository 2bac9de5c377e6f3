from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.moment import BUDGET_DAYS, LONGEST_VETO


class ResCompany(models.Model):
    """How long a colleague has for a veto, and how often a customer is contacted."""

    _inherit = "res.company"

    followup_veto_days = fields.Integer(
        string="Business days for a veto",
        default=1,
        help="So many business days before a message goes to a key customer by "
        "itself it is announced on the morning page. 0: it is not announced.",
    )
    followup_key_turnover = fields.Monetary(
        string="Key customer from",
        help="Customers who were invoiced this much in the last twelve months, with "
        "tax, are key customers. 0: only those that are marked so.",
    )
    followup_contact_budget = fields.Integer(
        string="Contacts with a customer in 30 days",
        default=4,
        help="At most, messages and calls together. Answers to a plan, a dispute or "
        "a payment do not count. 0: any number.",
    )

    @api.constrains("followup_veto_days")
    def _check_followup_veto_days(self):
        for company in self:
            if not 0 <= company.followup_veto_days <= LONGEST_VETO:
                raise ValidationError(
                    self.env._(
                        "The time for a veto lies between 0 and %(most)s business "
                        "days, not %(days)s.",
                        most=LONGEST_VETO,
                        days=company.followup_veto_days,
                    )
                )

    @api.constrains("followup_key_turnover", "followup_contact_budget")
    def _check_followup_not_negative(self):
        for company in self:
            if company.followup_contact_budget < 0:
                raise ValidationError(
                    self.env._(
                        "The number of contacts in %(days)s days cannot be below "
                        "zero. Enter 0 for any number.",
                        days=BUDGET_DAYS,
                    )
                )
            if company.followup_key_turnover < 0:
                raise ValidationError(
                    self.env._(
                        "The amount from which on customers are key customers cannot "
                        "be below zero. Enter 0 for none."
                    )
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_veto_days = fields.Integer(
        related="company_id.root_id.followup_veto_days", readonly=False
    )
    followup_key_turnover = fields.Monetary(
        related="company_id.root_id.followup_key_turnover",
        readonly=False,
        currency_field="currency_id",
    )
    followup_contact_budget = fields.Integer(
        related="company_id.root_id.followup_contact_budget", readonly=False
    )
