from odoo import models

from .notice_departure import NoticeDeparture, put_off


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _followup_notices_sudo(self):
        """Return mail -> notice for those mails that carry a notice.

        In sudo mode because the mail queue may run as any user who retries.
        """
        notices = (
            self.env["debtor.notice"].sudo().search([("mail_mail_id", "in", self.ids)])
        )
        return {notice.mail_mail_id.with_env(self.env): notice for notice in notices}

    def _send(
        self,
        auto_commit=False,
        raise_exception=False,
        smtp_session=None,
        alias_domain_id=False,
        mail_server=False,
        post_send_callback=None,
    ):
        """A notice leaves alone, after a last look, and is committed around SMTP.

        EXTENDS mail. Notices leave through the queue only: elsewhere nothing
        may be committed, so that sending is left to the queue's next turn.
        """
        options = {
            "raise_exception": raise_exception,
            "smtp_session": smtp_session,
            "alias_domain_id": alias_domain_id,
            "mail_server": mail_server,
        }
        notices = self._followup_notices_sudo()
        if not notices or self.env["ir.mail_server"]._disable_send():
            return super()._send(
                auto_commit=auto_commit,
                post_send_callback=post_send_callback,
                **options,
            )
        others = self.browse(mail.id for mail in self if mail not in notices)
        if others:
            super(MailMail, others)._send(
                auto_commit=auto_commit,
                post_send_callback=post_send_callback,
                **options,
            )
        if not auto_commit:
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
            return True
        for mail, notice in notices.items():
            mail._send_notice(notice, {**options, "raise_exception": False})
            if post_send_callback:
                post_send_callback([mail.id])
        return True

    def _send_notice(self, notice, options):
        """Send the mail of one notice through the open session."""
        self.ensure_one()
        if self.state != "outgoing":
            return

        def send():
            super(MailMail, self)._send(auto_commit=False, **options)

        NoticeDeparture(self, notice).leave(send, options["smtp_session"])

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Without a connection to the mail server notices stay queued.

        EXTENDS mail.
        """
        result = super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason, failure_type
        )
        if failure_type == "mail_smtp":
            notices = self.env["debtor.notice"].sudo()
            for notice in self._followup_notices_sudo().values():
                if notice.state == "queued":
                    notices |= notice
            put_off(notices, self.env._("The mail server cannot be reached."))
        return result
