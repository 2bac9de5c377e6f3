from odoo import api, fields, models
from odoo.exceptions import UserError


class DebtorWhatIf(models.TransientModel):
    """Questions about what would happen to a debtor; never saved."""

    _name = "debtor.what.if"
    _description = "What if"

    debtor_id = fields.Many2one("debtor.debtor", required=True, readonly=True)
    # Read with the rights of whoever asks: a form may name any debtor.
    company_id = fields.Many2one(related="debtor_id.company_id", related_sudo=False)
    claim_ids = fields.Many2many(related="debtor_id.claim_ids", related_sudo=False)
    currency_ids = fields.Many2many(
        "res.currency",
        string="Their currencies",
        compute="_compute_currency_ids",
        export_string_translation=False,
    )
    start_date = fields.Date(
        string="From another date",
        help="As if nobody is contacted before that day.",
    )
    amount = fields.Monetary(string="If they pay")
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', currency_ids)]",
    )
    pay_date = fields.Date(string="Paid on")
    policy_id = fields.Many2one(
        "debtor.followup.policy",
        string="With another policy",
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]",
    )
    disputed_id = fields.Many2one(
        "account.move.line",
        string="If they dispute",
        domain="[('id', 'in', claim_ids)]",
    )
    forecast = fields.Html(compute="_compute_forecast", sanitize=False)

    @api.depends("debtor_id")
    def _compute_currency_ids(self):
        for one in self:
            own = one.debtor_id.company_id.currency_id
            one.currency_ids = one.claim_ids.currency_id or own

    @api.depends("currency_ids")
    def _compute_currency_id(self):
        for one in self:
            own = one.debtor_id.company_id.currency_id
            choices = one.currency_ids._origin
            one.currency_id = own if own in choices else choices[:1]

    @api.depends(
        "debtor_id",
        "start_date",
        "amount",
        "currency_id",
        "pay_date",
        "policy_id",
        "disputed_id",
    )
    @api.depends_context("lang", "uid")
    def _compute_forecast(self):
        self.forecast = False
        for one in self.filtered("debtor_id"):
            try:
                values = {"error": False, **one._ask()}
            except UserError as error:
                values = {"error": error.args[0]}
            one.forecast = self.env["ir.qweb"]._render(
                "debtor_followup.what_if_forecast", values
            )

    def _ask(self):
        """Return what would happen, with the choices that were made."""
        self.ensure_one()
        debtor = self.debtor_id._origin or self.debtor_id
        today = debtor.company_id._followup_now().date()
        payment = None
        if self.amount:
            currency = self.currency_id._origin or debtor.company_id.currency_id
            payment = self.pay_date or today, currency, self.amount
        return debtor._what_if(
            today,
            start=self.start_date or None,
            payment=payment,
            policy=self.policy_id._origin,
            disputed=self.disputed_id._origin,
        )
