"""Gives notices their mails in the queue."""


class NoticeMailer:
    """Queues the mails of notices, one recipient each; the composer builds on it."""

    def __init__(self, env):
        self.env = env

    def queue(self, notices):
        """Give notices their mail in the queue, one recipient each.

        In sudo mode because outgoing mails and notifications belong to the
        system; whoever gets here may create notices.
        """
        notices = notices.sudo().filtered(lambda notice: notice.channel == "email")
        if not notices:
            return notices
        mails = self.env["mail.mail"].sudo().create(self._prepare_mails(notices))
        for notice, mail in zip(notices, mails, strict=True):
            notice.mail_mail_id = mail
        self.env["mail.notification"].sudo().create(
            [
                {
                    "author_id": mail.author_id.id,
                    "mail_message_id": mail.mail_message_id.id,
                    "mail_mail_id": mail.id,
                    "res_partner_id": notice.recipient_id.id,
                    "notification_type": "email",
                    "notification_status": "ready",
                    "is_read": True,
                }
                for notice, mail in zip(notices, mails, strict=True)
            ]
        )
        self._trigger_queue_sudo()
        return notices

    def _trigger_queue_sudo(self):
        """Let the mail queue run at once.

        In sudo mode because jobs belong to the system. Not by `ref`, which asks
        whether the job is there.
        """
        data = self.env["ir.model.data"]
        job_id = data._xmlid_to_res_id("mail.ir_cron_mail_scheduler_action")
        self.env["ir.cron"].sudo().browse(job_id)._trigger()

    def _prepare_mails(self, notices):
        """Return the values of the mails, in the order of the notices."""
        senders, reply_to = {}, {}
        for company, group in notices.grouped("company_id").items():
            sender = company.email_formatted or self.env.user.email_formatted
            senders[company] = sender
            reply_to.update(
                group._notify_get_reply_to(
                    default=sender, author_id=company.partner_id.id
                )
            )
        return [
            self._prepare_mail(notice, senders[notice.company_id], reply_to[notice.id])
            for notice in notices
        ]

    def _prepare_mail(self, notice, sender, reply_to):
        """Hook: return the values of a notice's mail.

        It belongs to the notice, so that replies and bounces find it; it keeps
        its notification, which core updates because of `is_notification`.
        """
        return {
            "subject": notice.subject,
            "body": notice._body_without_pictures(),
            "body_html": notice.body,
            "email_from": sender,
            "author_id": notice.company_id.partner_id.id,
            "reply_to": reply_to,
            "recipient_ids": [(4, notice.recipient_id.id)],
            "model": notice._name,
            "res_id": notice.id,
            # Else a bounce goes to whatever company the mail queue works in.
            "record_company_id": notice.company_id.id,
            "record_alias_domain_id": notice.company_id.alias_domain_id.id,
            "auto_delete": False,
            "is_notification": True,
            "message_type": "email_outgoing",
            "attachment_ids": [(6, 0, notice.attachment_ids.ids)],
        }
