from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.notice_text import HELPER
from ..models.reply_outcome import LIKE_CALLS, REPLY_OUTCOMES


class DebtorReply(models.TransientModel):
    """What a debtor answered, read and recorded on one form."""

    _name = "debtor.reply"
    _description = "Answer of a debtor"

    pause_id = fields.Many2one("debtor.pause", required=True, readonly=True)
    # Read with the rights of whoever opens the form: it may name any pause.
    debtor_id = fields.Many2one(related="pause_id.debtor_id", related_sudo=False)
    company_id = fields.Many2one(related="pause_id.company_id", related_sudo=False)
    notice_id = fields.Many2one(related="pause_id.notice_id", related_sudo=False)
    answer = fields.Text(
        related="pause_id.note", string="What they wrote", related_sudo=False
    )
    outcome = fields.Selection(REPLY_OUTCOMES)
    day = fields.Date(
        compute="_compute_details", store=True, readonly=False, compute_sudo=False
    )
    amount = fields.Monetary(
        compute="_compute_details", store=True, readonly=False, compute_sudo=False
    )
    currency_id = fields.Many2one(
        "res.currency", domain="[('id', 'in', currency_ids)]", required=True
    )
    currency_ids = fields.Many2many(
        "res.currency", string="Open currencies", readonly=True
    )
    has_currencies = fields.Boolean(compute="_compute_has_currencies", **HELPER)
    claim_id = fields.Many2one(
        "account.move.line", string="Invoice", domain="[('id', 'in', claim_ids)]"
    )
    claim_ids = fields.Many2many(
        "account.move.line",
        "debtor_reply_claim_rel",
        string="Open invoices",
        readonly=True,
    )
    note = fields.Text()

    @api.depends("outcome", "currency_id")
    def _compute_details(self):
        """Propose a day and an amount that fit what was answered."""
        for reply in self:
            reply.day, reply.amount = reply.debtor_id._propose_call_details(
                LIKE_CALLS.get(reply.outcome), reply.currency_id
            )

    @api.depends("currency_ids")
    def _compute_has_currencies(self):
        for reply in self:
            reply.has_currencies = len(reply.currency_ids) > 1

    @api.model
    def _open(self, pause):
        """Return a new form about the reply of a debtor."""
        debtor = pause.debtor_id
        claims = debtor._get_call_claims()
        currencies = claims.currency_id or debtor.company_id.currency_id
        return self.create(
            {
                "pause_id": pause.id,
                "currency_id": currencies[:1].id,
                "currency_ids": [(6, 0, currencies.ids)],
                "claim_ids": [(6, 0, claims.ids)],
                "claim_id": claims.id if len(claims) == 1 else False,
            }
        )

    def action_record(self):
        """Record what was answered; follow-up goes on as that asks for."""
        self.ensure_one()
        self.debtor_id._check_may_send()
        if not self.outcome:
            raise UserError(self.env._("Choose what they answered."))
        currency = self.currency_id
        if self.outcome == "dispute":
            currency = self.claim_id.currency_id
        # What an outcome asks for is shown; the rest was only proposed.
        said = {
            "note": (self.note or "").strip() or False,
            "day": self.day,
            "amount": self.amount,
            "currency": currency,
            "claim": self.claim_id,
        }
        self.pause_id._record_reply(self.outcome, **said)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.debtor_id.explanation or self.env._("Recorded."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
