import logging
import time

from odoo import api, fields, models

from .const import CONTENTION
from .notice_departure import (
    BACK_OFF_MINUTES,
    Departures,
    NoticeDeparture,
    come_again,
    put_off,
)
from .notice_mail import LEAVING_NOTICE

_logger = logging.getLogger(__name__)

#: So long, in seconds, one turn of the queue sends notices: a worker must not be
#: stopped for its time limit while the mail server has a mail.
TURN_SECONDS = 60


class MailMail(models.Model):
    _inherit = "mail.mail"

    @api.ondelete(at_uninstall=False)
    def _unlink_cancel_notices(self):
        """A notice whose mail is deleted from the queue is cancelled."""
        self._cancel_notices_sudo()

    def cancel(self):
        """A notice whose mail is cancelled is cancelled too.

        EXTENDS mail.
        """
        result = super().cancel()  # checks the rights
        self._cancel_notices_sudo()
        return result

    def _cancel_notices_sudo(self):
        """Cancel the queued notices of these mails: else they would wait forever.

        In sudo mode because whoever tends the mail queue need not follow debtors.
        """
        for notice in self._followup_notices_sudo().values():
            if notice.state == "queued":
                env = notice._in_house_language().env
                notice._set_state(
                    "cancelled",
                    reason=env._("Its mail was taken out of the mail queue."),
                )

    def _followup_notices_sudo(self):
        """Return mail -> notice for those mails that carry a notice, in order.

        In sudo mode because the mail queue may run as any user who retries.
        """
        notices = (
            self.env["debtor.notice"].sudo().search([("mail_mail_id", "in", self.ids)])
        )
        found = {notice.mail_mail_id.id: notice for notice in notices}
        return {mail: found[mail.id] for mail in self if mail.id in found}

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
            come_again(self.env)
            return True
        return self._send_notices(
            {mail.id: notice.id for mail, notice in notices.items()},
            {**options, "raise_exception": False},
            post_send_callback,
        )

    def _send_notices(self, notice_ids, options, post_send_callback):
        """Send the mails of notices one by one, over a new connection if need be.

        :param dict notice_ids: mail id -> notice id
        :param dict options: core's, for each mail
        """
        server = options["mail_server"] or self.env["ir.mail_server"]
        departures = Departures(self.env, options["smtp_session"], server)
        moment, done = None, []
        until = time.monotonic() + TURN_SECONDS
        try:
            for mail_id, notice_id in notice_ids.items():
                if time.monotonic() > until:
                    break
                session = departures.connect()
                if session is None:
                    now = fields.Datetime.now()
                    # layer: when the queue wakes, in minutes
                    moment = fields.Datetime.add(now, minutes=BACK_OFF_MINUTES[0])
                    break
                # Browsed one by one: each commit empties the cache, and one
                # mail would read those of all the others again.
                leaving = {LEAVING_NOTICE: notice_id}
                mail = self.browse(mail_id).with_context(**leaving)
                notice = self.env["debtor.notice"].sudo().browse(notice_id)
                mail._send_notice(
                    notice, {**options, "smtp_session": session}, departures
                )
                done.append(mail_id)
                if post_send_callback:
                    post_send_callback([mail_id])
        finally:
            departures.close()
        self._plan_after_departure_sudo(notice_ids.values())
        if moment or self._has_more_notices_sudo(done):
            come_again(self.env, moment)
        return True

    @api.model
    def _plan_after_departure_sudo(self, notice_ids):
        """Show at once what is next for those who were written to.

        Only what is shown: when somebody is in the way, tonight's planning does
        it. In sudo mode like the queue itself.
        """
        debtors = self.env["debtor.notice"].sudo().browse(notice_ids).exists().debtor_id
        try:
            for company, group in debtors.grouped("company_id").items():
                group._plan(company._followup_now().date())
            self.env.cr.commit()  # pylint: disable=invalid-commit
        except CONTENTION:
            self.env.cr.rollback()
        except Exception:
            self.env.cr.rollback()
            _logger.exception("Follow-up: what is next is shown tomorrow")

    def _send_notice(self, notice, options, departures):
        """Send the mail of one notice."""
        self.ensure_one()
        if self.state != "outgoing":
            return

        def send():
            super(MailMail, self)._send(auto_commit=False, **options)

        NoticeDeparture(self, notice, departures).leave(send, options["smtp_session"])

    @api.model
    def _has_more_notices_sudo(self, done_ids):
        """Tell whether mails of notices wait that this turn of the queue left out.

        The queue takes a thousand mails and then rests for an hour. In sudo mode
        like the queue itself.
        """
        waiting = [
            ("state", "=", "queued"),
            ("mail_mail_id", "not in", list(done_ids)),
            ("mail_mail_id.state", "=", "outgoing"),
            ("mail_mail_id.scheduled_date", "=", False),
        ]
        return bool(self.env["debtor.notice"].sudo().search_count(waiting, limit=1))

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
            waiting = self.env["debtor.notice"].sudo()
            for mail, notice in self._followup_notices_sudo().items():
                if notice.state == "queued":
                    waiting |= notice
                elif notice.date_sent:
                    mail.sudo().write({"state": "sent", "failure_reason": False})
            env = waiting._in_house_language().env
            put_off(waiting, env._("The mail server cannot be reached."))
        return result
