from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .const import NO_DAY_REASONS, POSTAL_CHANNELS


class DebtorNotice(models.Model):
    """What people do with notices: agree, drop, say what became of them, retry."""

    _inherit = "debtor.notice"

    def action_send(self):
        """Agree to proposals: decide again, and send what still holds.

        A proposal whose situation changed is renewed instead, to be looked at
        again; on a day without contacts it stays as it is; the others are sent.
        """
        self.debtor_id._check_may_send()
        drafts = self.filtered(lambda notice: notice.state == "draft")
        if not drafts:
            raise UserError(self.env._("Only proposals can be agreed to."))
        made, remarks = drafts._agree()
        return made._notify_queued(remarks)

    def _agree(self):
        """Hook: send proposals to which a person agrees, each as it is now.

        :return: (the messages on their way, a text for each that is not)
        """
        made, changed, remarks = self.browse(), self.env["debtor.debtor"], []
        for company, notices in self.grouped("company_id").items():
            today = company._followup_now().date()
            decisions = notices.debtor_id._decide(today)
            remarks += notices._say_no_day(decisions)
            notices = notices.filtered(
                lambda notice, decisions=decisions: (
                    decisions[notice.debtor_id].reason not in NO_DAY_REASONS
                )
            )
            same = notices.filtered(
                lambda notice, decisions=decisions: notice._still_says(
                    decisions[notice.debtor_id]
                )
            ).debtor_id
            made |= same._act(today, agreed=True)
            (notices.debtor_id - same)._act(today)
            changed |= notices.debtor_id - same
        remarks += [debtor._say_changed() for debtor in changed]
        return made, remarks

    def _say_no_day(self, decisions):
        """Return texts for those proposals that cannot go today because of the day.

        :param dict decisions: debtor -> Decision of today
        """
        return [
            self.env._(
                "Not sent to %(name)s: today is no day for contacts. The proposal "
                "stays; it can go on %(day)s.",
                name=notice.partner_id.display_name,
                day=format_date(self.env, decisions[notice.debtor_id].next_date),
            )
            for notice in self
            if decisions[notice.debtor_id].reason in NO_DAY_REASONS
        ]

    def action_cancel(self):
        """Drop proposals or queued notices; the next run decides anew."""
        self.debtor_id._check_may_send()
        stopped = self._set_state("cancelled", reason=self.env._("Cancelled by hand"))
        stopped._stop_mails_sudo()

    def action_arrived(self):
        """A person knows that an uncertain or bounced notice did arrive."""
        self.debtor_id._check_may_send()
        for notice in self.filtered(lambda one: one.state in ("uncertain", "bounced")):
            when = notice.date_sent or notice.write_date
            notice._set_state(
                "sent",
                date_sent=when,
                date_proven=fields.Datetime.now(),
                proof_kind="person",
                failure_reason=False,
            )

    def action_handled(self):
        """A person has seen to it that these did not arrive."""
        self.debtor_id._check_may_send()
        undelivered = self.filtered(lambda one: one.state in ("failed", "bounced"))
        undelivered._write_sudo({"handled": True})

    def action_retry(self):
        """Send failed or uncertain notices once more, after looking again.

        :raises UserError: when there is none; the others stay as they are
        """
        self.debtor_id._check_may_send()
        again = self.filtered(lambda notice: notice.state in ("failed", "uncertain"))
        if not again:
            raise UserError(
                self.env._("Only failed or uncertain messages can be sent again.")
            )
        again._set_state("queued", attempts=0, failure_reason=False, refused=False)
        again.filtered(lambda notice: not notice.mail_mail_id)._queue()
        again._retry_mails_sudo()
        return again._notify_queued()

    def _retry_mails_sudo(self):
        """Put the mails of these notices back into the queue.

        In sudo mode because outgoing mails belong to the system.
        """
        self.sudo().mail_mail_id.write(
            {"state": "outgoing", "scheduled_date": False, "failure_reason": False}
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _notify_queued(self, remarks=()):
        """Return a client action that tells what was queued, and what was not.

        :param remarks: texts, one for each debtor to whom nothing was sent
        """
        parts = []
        letters = self.filtered(lambda one: one.channel in POSTAL_CHANNELS)
        if mails := self - letters:
            names = ", ".join(mails.recipient_id.mapped("display_name"))
            parts.append(self.env._("Queued for sending to %(names)s.", names=names))
        if letters:
            names = ", ".join(letters.recipient_id.mapped("display_name"))
            parts.append(
                self.env._(
                    "Ready to be printed, under Letters to print: %(names)s.",
                    names=names,
                )
            )
        parts += remarks
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if remarks else "success",
                "sticky": bool(remarks),
                "message": " ".join(parts),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def _say_changed(self):
        """Return why the proposal to this debtor was not sent as it was."""
        self.ensure_one()
        return self.env._(
            "Not sent to %(name)s: the situation changed, look again. %(why)s",
            name=self.partner_id.display_name,
            why=self.decision_id.explanation or "",
        )
