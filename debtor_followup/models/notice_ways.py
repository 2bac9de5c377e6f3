from odoo import api, fields, models
from odoo.exceptions import UserError

#: What reached the debtor, or may have: there is something to take back.
LEFT = ("sent", "uncertain")


class DebtorNotice(models.Model):
    """One contact by several channels: an original and its copies, a family.

    What is decided about the contact holds for the whole family, also for a
    member that was on its way at that moment.
    """

    _inherit = "debtor.notice"

    copy_ids = fields.One2many("debtor.notice", "copy_of_id", readonly=True)
    can_withdraw = fields.Boolean(
        compute="_compute_can_withdraw", export_string_translation=False
    )

    @api.depends("purpose", "channel", "state", "copy_ids.state", "copy_of_id.state")
    def _compute_can_withdraw(self):
        self._get_family().fetch(["state"])  # at once for all
        for notice in self:
            notice.can_withdraw = bool(notice._get_to_withdraw())

    def _get_family(self):
        """Return the contacts that these belong to: originals with their copies."""
        originals = self.copy_of_id | self.filtered(lambda one: not one.copy_of_id)
        return originals | originals.copy_ids

    def _get_to_withdraw(self):
        """Return by what this step arrived: the original, else a copy, else empty."""
        self.ensure_one()
        if self.purpose != "step" or self.channel == "phone":
            return self.browse()
        family = self._get_family().sorted(lambda one: (bool(one.copy_of_id), one.id))
        return family.filtered(lambda one: one.state == "sent")[:1]

    # === STATE === #

    def _set_state(self, target, reason=None, **values):
        """Cancelling or withdrawing a contact carries its copies with it. EXTENDS.

        Withdrawing a copy withdraws the contact: the message was wrong by every
        channel.
        """
        if target == "withdrawn":
            left, waiting = self._stop_family(values)
            super(DebtorNotice, waiting)._set_state("cancelled", reason=reason)
            waiting._stop_mails_sudo()
            return super(DebtorNotice, left)._set_state(target, reason, **values)
        moved = super()._set_state(target, reason, **values)
        if target == "cancelled":
            copies = moved.copy_ids.filtered(lambda one: one.state == "queued")
            if copies:
                moved |= super(DebtorNotice, copies)._set_state(target, reason)
        late = moved.filtered("withdrawn_date")
        if late and target in LEFT:  # it turns out to have left after all
            super(DebtorNotice, late)._set_state("withdrawn")
        elif late and target == "queued":
            env = late._in_house_language().env
            taken_back = env._("This message was taken back.")
            super(DebtorNotice, late)._set_state("cancelled", reason=taken_back)
            late._stop_mails_sudo()
        return moved

    def _stop_family(self, values):
        """Say on every member of these contacts that it was taken back.

        A copy that failed or came back stays what it is, for its address; nobody
        has to mend it any more. One on its way follows when it is known how it
        ended.

        :return: what can be withdrawn now, and what has not left yet
        :raises UserError: when one of them is being sent at this moment
        """
        family = self._get_family().filtered(lambda one: one.state in LEFT)
        family = family._get_family()
        self._check_not_leaving(family)
        left = family.filtered(lambda one: one.state in LEFT)
        waiting = family.filtered(lambda one: one.state == "queued")
        rest = (family - left - waiting).filtered(lambda one: one.state != "cancelled")
        rest._write_sudo({**values, "handled": True})
        return left | (self - family), waiting

    def _check_not_leaving(self, family):
        """Check that no worker hands one of these to the mail server just now."""
        leaving = family.filtered(lambda one: one.state == "sending")
        if leaving and leaving.try_lock_for_update() != leaving:
            raise UserError(
                self.env._(
                    "A copy of this message is being sent at this moment. Nothing "
                    "was taken back: try again in a minute."
                )
            )

    def _make_failure_task(self, summary):
        """Of what was taken back nobody has to mend anything. EXTENDS."""
        if self.withdrawn_date:
            return None
        return super()._make_failure_task(summary)

    # === ACTIONS === #

    def action_retry(self):
        """Send again what is still to be said. EXTENDS.

        :raises UserError: when the contact of all of them was taken back or dropped
        """
        over = self.filtered(
            lambda one: (
                one.withdrawn_date or one.copy_of_id.state in ("withdrawn", "cancelled")
            )
        )
        if over and over == self:
            self.debtor_id._check_may_send()
            raise UserError(
                self.env._(
                    "The message of which this is a copy was taken back or "
                    "cancelled: it is not sent again."
                )
            )
        return super(DebtorNotice, self - over).action_retry()
