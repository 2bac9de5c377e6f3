from odoo import models
from odoo.exceptions import UserError

#: Copies that go with a message: so many files, and so many bytes together.
MAX_COPIES = 5
MAX_COPY_BYTES = 5 * 1024 * 1024


class DebtorCall(models.Model):
    """The mail that confirms a call; a person reads it before it is sent."""

    _inherit = "debtor.call"

    def _propose_confirmation(self):
        """Return the dialog with the mail that confirms this call.

        :raises UserError: when there is nobody to write to
        """
        self.ensure_one()
        debtor = self.debtor_id
        contact = self.contact_id if self.contact_id.email_normalized else None
        if not contact and not debtor._get_message_recipient():
            raise UserError(
                self.env._(
                    "Nobody has a valid email address, so nothing can be confirmed "
                    "by mail. Enter one on the customer first."
                )
            )
        message = self.env["debtor.message"]._make(
            debtor,
            "confirmation",
            recipient=contact,
            call_id=self.id,
            notice_id=self.notice_id.id,
        )
        if self.outcome == "copy":
            message._attach_copies()
        return message._get_dialog(self.env._("Confirm by mail"))
