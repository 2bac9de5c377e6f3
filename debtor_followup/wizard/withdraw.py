from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from ..models.notice_withdraw import WITHDRAW_REASONS


class DebtorNoticeWithdraw(models.TransientModel):
    """Taking a message back that should not have been sent, with an apology."""

    _name = "debtor.notice.withdraw"
    _description = "Take a message back"

    notice_id = fields.Many2one("debtor.notice", required=True, readonly=True)
    # Read with the rights of whoever opens the form: it may name any message.
    debtor_id = fields.Many2one(related="notice_id.debtor_id", related_sudo=False)
    reason = fields.Selection(WITHDRAW_REASONS)
    note = fields.Char()
    apologise = fields.Boolean(default=True, string="Send an apology")
    message_id = fields.Many2one("debtor.message", readonly=True)
    recipient_id = fields.Many2one(
        related="message_id.recipient_id", related_sudo=False
    )
    subject = fields.Char()
    body = fields.Html(sanitize="email_outgoing")

    @api.model
    def _open(self, notice):
        """Return a new form for a notice, with the apology to its recipient."""
        recipient = notice.recipient_id or notice.debtor_id._get_message_recipient()
        message = self.env["debtor.message"]._make(
            notice.debtor_id, "apology", recipient=recipient, notice_id=notice.id
        )
        return self.create(
            {
                "notice_id": notice.id,
                "message_id": message.id,
                "apologise": bool(recipient.email_normalized),
                "subject": message.subject,
                "body": message.body,
            }
        )

    def action_withdraw(self):
        """Take the message back, and send the apology as it stands here."""
        self.ensure_one()
        notice = self.notice_id
        notice.debtor_id._check_may_send()
        if not self.reason:
            raise UserError(self.env._("Choose why the message is taken back."))
        if self.apologise and (not self.subject or is_html_empty(self.body)):
            raise UserError(self.env._("Write a subject and a text first."))
        notice._take_back(self.reason, (self.note or "").strip() or False)
        if not self.apologise:
            return {"type": "ir.actions.act_window_close"}
        self.message_id.write({"subject": self.subject, "body": self.body})
        return self.message_id.action_send()
