"""What comes back by mail, read by ourselves before core takes it for a bounce."""

from odoo import api, models

from ..engine.incoming_mail import AUTO_REPLY, BOUNCED, REPORTS, read_mail

#: Key of the context in which a mail is posted: what kind of mail it is.
MAIL_KIND = "followup_mail_kind"
#: Key of the context in which a bounce is handled: what the mail server said.
DETAIL = "followup_report_detail"


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _followup_notice_of_sudo(self, reading):
        """Return the notice that a mail is about, empty for any other mail.

        In sudo mode like core's own gateway: who fetches mail need not follow
        debtors.
        """
        notices = self.env["debtor.notice"].sudo()
        if not reading.message_ids:
            return notices
        message = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("message_id", "in", list(reading.message_ids)),
                    ("model", "=", notices._name),
                ],
                order="id desc",
                limit=1,
            )
        )
        return notices.browse(message.res_id).exists() if message else notices

    @api.model
    def _detect_is_bounce(self, message, message_dict):
        """Mails about notices are what they say, wherever they were sent to.

        EXTENDS mail. Core takes all for a bounce that comes to the bounce
        address, where out-of-office answers go, and misses reports that a mail
        gateway wrapped.
        """
        is_bounce = super()._detect_is_bounce(message, message_dict)
        reading = read_mail(message)
        is_report = reading.kind in REPORTS
        if is_bounce != is_report and self._followup_notice_of_sudo(reading):
            return is_report
        return is_bounce

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Only a failure is a bounce; other reports about notices are noted.

        EXTENDS mail. Core would count a delay or a read receipt as a bounce of
        the contact and mark the message as not delivered.
        """
        reading = read_mail(email_message)
        notice = self._followup_notice_of_sudo(reading)
        if not notice:
            return super()._routing_handle_bounce(email_message, message_dict)
        if reading.kind == BOUNCED:
            thread = self.with_context(**{DETAIL: reading.detail})
            super(MailThread, thread)._routing_handle_bounce(
                email_message, message_dict
            )
        return notice._receive_report(reading)

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Let notices and debtors know what kind of mail is posted on them.

        EXTENDS mail.
        """
        thread = self
        if any(
            route[0] in ("debtor.notice", "debtor.debtor") for route in routes or ()
        ):
            thread = self.with_context(**{MAIL_KIND: read_mail(message).kind})
        return super(MailThread, thread)._message_route_process(
            message, message_dict, routes
        )

    def _followup_is_automatic_mail(self):
        """Tell whether the mail that is being posted was written by a program."""
        return self.env.context.get(MAIL_KIND) == AUTO_REPLY
