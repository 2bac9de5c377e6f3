from odoo import fields, models

from .const import CALL_OUTCOMES


class DebtorNotice(models.Model):
    """A call as a notice: queued means to be called, sent means that it was made."""

    _inherit = "debtor.notice"

    call_ids = fields.One2many("debtor.call", "notice_id", string="Calls")
    call_outcome = fields.Selection(
        CALL_OUTCOMES, string="Outcome of the call", readonly=True, copy=False
    )
    call_user_id = fields.Many2one("res.users", string="To be called by", readonly=True)
    call_again_on = fields.Date(
        string="Try again on", readonly=True, copy=False, help="Nobody answered."
    )
    call_activity_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def _is_waiting_call(self):
        """Tell whether this is a call that somebody is to make."""
        self.ensure_one()
        return self.channel == "phone" and self.state == "queued"

    def _set_state(self, target, reason=None, **values):
        """A call that is done or dropped is nobody's task any more. EXTENDS."""
        moved = super()._set_state(target, reason, **values)
        calls = moved.filtered(lambda notice: notice.channel == "phone")
        if target != "queued":
            calls._close_call_activities_sudo()
        return moved

    def _mark_sent(self, when):
        """That a call was made is known from whoever made it. EXTENDS."""
        moved = super()._mark_sent(when)
        calls = moved.filtered(lambda notice: notice.channel == "phone")
        calls._write_sudo({"proof_kind": "person"})
        return moved

    def _create_call_activities_sudo(self, day):
        """Put these calls on the list of whoever is responsible.

        In sudo mode because nobody writes on notices by hand.
        """
        kind = self.env["ir.model.data"]._xmlid_to_res_id(
            "mail.mail_activity_data_call"
        )
        values = []
        for notice in self:
            record = notice.decision_id
            task = notice.debtor_id._prepare_task(
                lambda lang, one=notice: one.with_context(lang=lang)._get_step_name(),
                lambda lang, one=record: one.with_context(lang=lang).explanation,
                day,
            )
            values.append({**task, "activity_type_id": kind})
        activities = (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(values)
        )
        for notice, activity in zip(self.sudo(), activities, strict=True):
            notice.write(
                {
                    "call_activity_id": activity.id,
                    "call_user_id": activity.user_id.id,
                }
            )

    def _close_call_activities_sudo(self):
        """Take these calls off everybody's list.

        In sudo mode because the activity may be somebody else's.
        """
        self.sudo().call_activity_id.unlink()

    def action_open_call(self):
        """Open the call sheet."""
        self.ensure_one()
        return self.debtor_id.action_open_call()
