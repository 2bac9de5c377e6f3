from odoo import api, fields, models
from odoo.exceptions import UserError

DISPUTE_OUTCOMES = [
    ("granted", "They are right: make the credit note"),
    ("agreed", "They are right in part: credit that part"),
    ("rejected", "We do not agree: tell them why"),
]


class DebtorDispute(models.TransientModel):
    """How a dispute ends, recorded on one form."""

    _name = "debtor.dispute"
    _description = "Answer to a dispute"

    pause_id = fields.Many2one("debtor.pause", required=True, readonly=True)
    # Read with the rights of whoever opens the form: it may name any pause.
    debtor_id = fields.Many2one(related="pause_id.debtor_id", related_sudo=False)
    company_id = fields.Many2one(related="pause_id.company_id", related_sudo=False)
    note = fields.Text(
        related="pause_id.note", string="What they say", related_sudo=False
    )
    line_ids = fields.One2many(related="pause_id.line_ids", related_sudo=False)
    outcome = fields.Selection(DISPUTE_OUTCOMES)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(string="Part that is credited")
    text = fields.Text(string="Our answer")
    by_mail = fields.Boolean(
        string="Send it by mail",
        default=True,
        help="You read the message before it is sent. Else tell them yourself.",
    )

    @api.model
    def _open(self, pause):
        """Return the action that shows a new form about a dispute."""
        form = self.create(
            {"pause_id": pause.id, "currency_id": pause.line_ids[:1].currency_id.id}
        )
        return form._get_records_action(
            target="new", name=self.env._("Answer the dispute")
        )

    def action_record(self):
        """Record how the dispute ends, or go on to the message or credit note."""
        self.ensure_one()
        self.debtor_id._check_may_send()
        pause = self.pause_id
        if self.outcome == "granted":
            return pause._grant()
        if self.outcome == "agreed":
            return pause._grant(self.amount)
        if self.outcome != "rejected":
            raise UserError(self.env._("Choose how the dispute ends."))
        if not self.by_mail:
            pause._reject(self.text)
            return {"type": "ir.actions.act_window_close"}
        pause._check_open_dispute()
        if not (self.text or "").strip():
            raise UserError(self.env._("Write why the dispute is not agreed to."))
        message = self.env["debtor.message"]._make(
            self.debtor_id,
            "dispute_answer",
            dispute_id=pause.id,
            dispute_text=self.text.strip(),
        )
        return message._get_dialog(self.env._("Our answer"))
