from odoo import models

from .debtor import SENDERS


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """A call that is marked as done on the activity was made.

        EXTENDS mail. Only by whoever may record calls; the call of anybody else
        stays on the list of the bookkeepers.
        """
        if self.env.su or self.env.user.has_group(SENDERS):
            notices = self.env["debtor.notice"].search(
                [("call_activity_id", "in", self.ids), ("state", "=", "queued")]
            )
            for notice in notices:
                # It is archived below, not deleted with its call.
                notice._write_sudo({"call_activity_id": False})
                notice.debtor_id._record_call("done", note=feedback or False)
        return super()._action_done(feedback, attachment_ids)
