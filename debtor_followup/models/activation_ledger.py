from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..engine.start import start_limits
from .ledger_reader import NOT_CHASED

#: What the ledger's open claims become: fields of their counts and amounts.
FATES = ("left_out", "old", "usual", "not_due")


class DebtorActivation(models.Model):
    """The third step: what happens with claims from before the start."""

    _inherit = "debtor.activation"

    currency_id = fields.Many2one(related="company_id.currency_id")
    cutoff_date = fields.Date(
        string="Leave out claims due before",
        help="They are never followed up: neither counted nor named in a message. "
        "Empty: nothing is left out.",
    )
    person_days = fields.Integer(
        string="To a person when later than",
        default=90,
        help="In days. These claims take no step by themselves; each customer "
        "concerned becomes one task.",
    )
    left_out_count = fields.Integer(compute="_compute_fates")
    left_out_amount = fields.Monetary(compute="_compute_fates")
    old_count = fields.Integer(compute="_compute_fates")
    old_amount = fields.Monetary(compute="_compute_fates")
    old_partner_count = fields.Integer(compute="_compute_fates")
    usual_count = fields.Integer(compute="_compute_fates")
    usual_amount = fields.Monetary(compute="_compute_fates")
    not_due_count = fields.Integer(compute="_compute_fates")
    not_due_amount = fields.Monetary(compute="_compute_fates")
    step_ids = fields.One2many(
        "debtor.activation.step", "activation_id", string="Steps taken before"
    )

    @api.constrains("person_days")
    def _check_person_days(self):
        for activation in self:
            if activation.person_days < 1:
                raise ValidationError(
                    self.env._(
                        "Claims go to a person after at least one day: enter a "
                        "number above zero."
                    )
                )

    # === WHAT BECOMES OF THE LEDGER === #

    def _limits(self):
        """Return (first day, day before which claims go to a person)."""
        self.ensure_one()
        company = self.company_id
        today = company._followup_now().date()
        return start_limits(
            today, max(1, self.person_days), *company._followup_calendar()
        )

    @api.depends("cutoff_date", "person_days", "company_id")
    def _compute_fates(self):
        for activation in self:
            domains = activation._get_fate_domains()
            for fate in FATES:
                ((count, amount, partners),) = self.env[
                    "account.move.line"
                ]._read_group(
                    domains[fate],
                    aggregates=[
                        "__count",
                        "amount_residual:sum",
                        "partner_id:count_distinct",
                    ],
                )
                activation[f"{fate}_count"] = count
                activation[f"{fate}_amount"] = amount or 0.0
                if fate == "old":
                    activation.old_partner_count = partners

    def _get_fate_domains(self):
        """Return what becomes of open claims -> domain of journal items."""
        first_day, limit = self._limits()
        cutoff = self.cutoff_date
        claims = self._get_claims_domain()
        kept = Domain("date_maturity", ">=", cutoff) if cutoff else Domain.TRUE
        taken_over = Domain("id", "not in", self.step_ids._get_claims().ids)
        return {
            "left_out": claims & Domain("date_maturity", "<", cutoff)
            if cutoff
            else Domain.FALSE,
            "old": claims & kept & taken_over & Domain("date_maturity", "<", limit),
            "usual": claims
            & kept
            & Domain("date_maturity", "<", first_day)
            & (Domain("date_maturity", ">=", limit) | ~taken_over),
            "not_due": claims & Domain("date_maturity", ">=", first_day),
        }

    def _get_claims_domain(self):
        """Return the domain of the claims that follow-up looks at."""
        return (
            self.env["account.move.line"]._followup_open_domain()
            & Domain("company_id", "child_of", self.company_id.ids)
            & Domain("amount_residual_currency", ">", 0)
            & Domain("no_followup", "=", False)
            & Domain("move_id.payment_state", "not in", NOT_CHASED)
            & Domain("date_maturity", "!=", False)
        )

    def action_open_claims(self):
        """Show the claims that share a fate."""
        self.ensure_one()
        fate = self.env.context.get("fate")
        if fate not in FATES:
            raise UserError(self.env._("Choose which claims to show."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debtor_followup.account_move_line_claim_action"
        )
        action["domain"] = list(self._get_fate_domains()[fate])
        return action

    def _leave(self, step):
        if step == "ledger":
            self.step_ids._check_claims()
        return super()._leave(step)
