"""A notice leaves: look again, commit `sending`, SMTP, commit the result.

Exactly once over SMTP is impossible: a worker that is killed after the
server's OK would send the mail again. So `sending` is committed before, and a
notice that is found in that state without its worker becomes `uncertain`.
"""

import logging
import smtplib

from odoo import fields

from .followup_decision import decision_key

_logger = logging.getLogger(__name__)

#: A mail that could not be handed over is tried again after so many minutes.
BACK_OFF_MINUTES = (5, 15, 60, 240, 720)


class SessionWatch:
    """Notes how far an SMTP session got with one message, and what went wrong.

    Once the message's data were on their way and the connection broke before
    the server's answer, nobody knows whether it was taken.
    """

    def __init__(self, session):
        self.session = session
        self.error = None
        self.data_under_way = False
        self._send_message = session.send_message
        self._data = session.data
        session.send_message = self._watch_message
        session.data = self._watch_data

    def _watch_message(self, *args, **kwargs):
        try:
            return self._send_message(*args, **kwargs)
        except Exception as error:
            self.error = error
            raise

    def _watch_data(self, *args, **kwargs):
        self.data_under_way = True
        answer = self._data(*args, **kwargs)
        self.data_under_way = False
        return answer

    def release(self):
        """Give the session its own methods back."""
        del self.session.send_message, self.session.data

    def code(self):
        """Return the SMTP code of the refusal, None when there was none."""
        error = self.error
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            return max(
                (code for code, _text in error.recipients.values()), default=None
            )
        if isinstance(error, smtplib.SMTPResponseException):
            return error.smtp_code
        return None

    def result(self):
        """Return ``sent``, ``uncertain``, ``later`` or ``refused``."""
        if self.error is None:
            return "sent"
        code = self.code()
        if code is not None:
            return "refused" if code >= 500 else "later"
        return "uncertain" if self.data_under_way else "later"


class NoticeDeparture:
    """Sends the mail of one notice through an open SMTP session.

    :param mail: the ``mail.mail``, in state outgoing
    :param notice: its ``debtor.notice``
    """

    def __init__(self, mail, notice):
        self.env = mail.env
        self.mail = mail
        self.notice = notice

    def leave(self, send, session):
        """Check, send and record; commits before and after the mail server.

        :param send: sends this one mail, as core does
        :param session: the open SMTP session
        """
        if not self._take() or not self._still_right():
            self.env.cr.commit()  # pylint: disable=invalid-commit
            return
        # Committed before the mail server hears of it: see the module's docstring.
        self.notice._set_state("sending")
        self.env.cr.commit()  # pylint: disable=invalid-commit
        # Holding the row's lock tells others that its worker lives.
        if not self.notice.try_lock_for_update() or self.notice.state != "sending":
            return
        watch = SessionWatch(session)
        try:
            send()
        except (smtplib.SMTPException, OSError) as error:
            watch.error = watch.error or error
        finally:
            watch.release()
        self._record(watch)
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def _take(self):
        """Lock the notice; tell whether it is still to be sent."""
        notice = self.notice.try_lock_for_update()
        if not notice:
            return False  # another worker has it
        notice.invalidate_recordset()
        if notice.state == "sending":
            notice._mark_uncertain()
            return False
        if notice.state == "failed":
            notice._set_state("queued")
        if notice.state != "queued":
            self.mail.sudo().write({"state": "cancel"})
            return False
        return True

    def _still_right(self):
        """Tell whether the notice still says the truth; cancel it if not."""
        notice = self.notice
        reason = self._why_not_to_leave()
        if not reason:
            return True
        notice._set_state("cancelled", reason=reason)
        notice._stop_mails_sudo()
        notice.debtor_id._decide_again(self._today())
        return False

    def _today(self):
        return self.notice.sudo().company_id._followup_now().date()

    def _why_not_to_leave(self):
        """Return why the notice must not be sent any more, None when it may."""
        notice, today = self.notice, self._today()
        decision = notice.debtor_id._decide(today, without=notice)[notice.debtor_id]
        if decision_key(decision) != notice.fingerprint:
            return self.env._(
                "The situation changed before it was sent: amounts, due dates, "
                "pauses or steps are different now."
            )
        if decision.recipient_id != notice.recipient_id.id:
            return self.env._("The person to write to has changed.")
        if notice.recipient_id.email_normalized != notice.recipient_email:
            return self.env._("The address of the recipient has changed.")
        if decision.shortest_deadline > notice.deadline_date:
            return self.env._("The deadline in the message has come too near.")
        return None

    def _record(self, watch):
        """Write what the mail server said."""
        notice, mail = self.notice, self.mail.sudo()
        result = watch.result()
        if result == "sent" and mail.state != "sent":
            # Core found no address to send to, or could not build the message.
            result = "refused"
        if result == "sent":
            notice._mark_sent(fields.Datetime.now())
        elif result == "uncertain":
            notice._mark_uncertain()
            mail.write({"state": "exception", "failure_reason": str(watch.error)})
        elif result == "refused":
            notice._fail(str(watch.error or mail.failure_reason or ""))
            mail.write({"state": "exception"})
        else:
            put_off(notice, str(watch.error))


def put_off(notices, reason):
    """Keep notices queued after a temporary failure, and try again later.

    After the last attempt they fail, with a task for a person.
    """
    now = fields.Datetime.now()
    moments = []
    for notice in notices:
        mail = notice.sudo().mail_mail_id
        attempts = notice.attempts + 1
        notice.write({"attempts": attempts, "failure_reason": reason})
        if attempts > len(BACK_OFF_MINUTES):
            notice._fail(reason)
            mail.write({"state": "exception", "failure_reason": reason})
            continue
        moment = fields.Datetime.add(now, minutes=BACK_OFF_MINUTES[attempts - 1])
        if notice.state == "sending":
            notice._set_state("queued")
        mail.write(
            {"state": "outgoing", "scheduled_date": moment, "failure_reason": reason}
        )
        moments.append(moment)
    if moments:
        cron = notices.env.ref("mail.ir_cron_mail_scheduler_action").sudo()
        cron._trigger(sorted(set(moments)))
