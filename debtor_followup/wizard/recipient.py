from odoo import fields, models


class DebtorRecipient(models.TransientModel):
    """To whom a proposal goes, chosen by a person."""

    _name = "debtor.recipient"
    _description = "Recipient of a proposal"

    notice_id = fields.Many2one("debtor.notice", required=True, readonly=True)
    # Read with the rights of whoever opens the form: it may name any message.
    partner_id = fields.Many2one(related="notice_id.partner_id", related_sudo=False)
    channel = fields.Selection(related="notice_id.channel", related_sudo=False)
    contact_id = fields.Many2one(
        "res.partner",
        string="Send to",
        domain="[('commercial_partner_id', '=', partner_id)]",
    )

    def action_confirm(self):
        """Write the proposal anew for the chosen contact."""
        self.ensure_one()
        self.notice_id._choose_recipient(self.contact_id)
        return {"type": "ir.actions.act_window_close"}


class DebtorNotice(models.Model):
    _inherit = "debtor.notice"

    def action_choose_recipient(self):
        """Ask to whom this proposal goes, in a dialog."""
        self.ensure_one()
        self.debtor_id._check_may_send()
        form = self.env["debtor.recipient"].create({"notice_id": self.id})
        return form._get_records_action(
            name=self.env._("To whom does it go?"), target="new"
        )
