from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DebtorPauseLine(models.Model):
    """A claim that a pause takes out of follow-up, wholly or by an amount."""

    _name = "debtor.pause.line"
    _description = "Paused claim"

    pause_id = fields.Many2one(
        "debtor.pause", required=True, index=True, ondelete="cascade"
    )
    debtor_id = fields.Many2one(related="pause_id.debtor_id")
    partner_id = fields.Many2one(related="pause_id.partner_id")
    company_id = fields.Many2one(related="pause_id.company_id", store=True)
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Claim",
        index="btree_not_null",
        ondelete="set null",
    )
    # Stays when the journal item is made anew with its invoice.
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        compute="_compute_from_line",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_from_line",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    amount = fields.Monetary(help="Paused amount; zero: the whole claim.")
    amount_residual = fields.Monetary(
        string="Open",
        related="move_line_id.amount_residual_currency",
        currency_field="currency_id",
    )

    @api.depends("move_line_id")
    def _compute_from_line(self):
        for line in self:
            if line.move_line_id:
                line.move_id = line.move_line_id.move_id
                line.currency_id = line.move_line_id.currency_id
            else:
                line.move_id = line.move_id
                line.currency_id = (
                    line.currency_id or line.pause_id.company_id.currency_id
                )

    @api.constrains("amount", "move_line_id")
    def _check_amount(self):
        for line in self:
            open_amount = line.move_line_id.amount_residual_currency
            if line.amount < 0 or (
                line.move_line_id
                and line.currency_id.compare_amounts(line.amount, open_amount) > 0
            ):
                raise ValidationError(
                    self.env._(
                        "%(claim)s: the paused amount lies between zero and what is "
                        "open.",
                        claim=line.move_id.name,
                    )
                )

    @api.constrains("move_line_id")
    def _check_debtor(self):
        for line in self.filtered("move_line_id"):
            claim, debtor = line.move_line_id.sudo(), line.pause_id.debtor_id
            if (
                claim.partner_id.commercial_partner_id != debtor.partner_id
                or claim.company_id.root_id != debtor.company_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(claim)s is not a claim on %(debtor)s: choose one of its "
                        "own.",
                        claim=claim.move_id.name,
                        debtor=debtor.partner_id.display_name,
                    )
                )
