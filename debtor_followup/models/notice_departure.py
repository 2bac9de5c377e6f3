"""A notice leaves: look again, commit `sending`, SMTP, commit the result.

Exactly once over SMTP is impossible: a worker that is killed after the
server's OK would send the mail again. So `sending` is committed before, and a
notice that is found in that state without its worker becomes `uncertain`.
"""

import logging
import smtplib
import time

from odoo import fields

from .const import CONTENTION
from .ledger_reader import LedgerReader
from .smtp_watch import SessionWatch

_logger = logging.getLogger(__name__)

#: A mail that could not be handed over is tried again after so many minutes. All
#: within a day: the next morning its text would be out of date and made anew.
BACK_OFF_MINUTES = (5, 15, 60, 120, 240)
#: So long, in seconds, policies and rates that were read may serve for the last
#: look. What the debtor owes is read for each mail.
READER_SECONDS = 10
#: So often a notice is locked and written when others are in the way.
ATTEMPTS = 5


class Departures:
    """What the mails of one turn of the queue share: connection and readers.

    :param session: the open SMTP session
    :param mail_server: the ``ir.mail_server``, empty for the configured one
    """

    def __init__(self, env, session, mail_server):
        self.env = env
        self.session = session
        self.mail_server = mail_server
        self._own_session = None
        self._readers = {}

    def connect(self):
        """Return the SMTP session, made anew when it broke; None without success.

        Servers close a connection after an error or after so many mails: that
        is no reason to keep the other mails back.
        """
        if self.session is not None and getattr(self.session, "sock", True):
            return self.session
        try:
            self.session = self._own_session = self.env["ir.mail_server"]._connect__(
                mail_server_id=self.mail_server.id,
                smtp_from=getattr(self.session, "smtp_from", None),
            )
        except Exception as error:  # noqa: BLE001 - a server that is down, in any way
            _logger.info("Follow-up: the mail server is gone: %s", error)
            return None
        return self.session

    def close(self):
        """End the session that was made here, if any."""
        if self._own_session is not None:
            try:
                self._own_session.quit()
            except (smtplib.SMTPException, OSError):
                _logger.info("Follow-up: the mail server had hung up")

    def reader(self, company, today):
        """Return a reader of the ledger that is fresh enough."""
        key = (company.id, today)
        read_at, reader = self._readers.get(key, (None, None))
        now = time.monotonic()
        if reader is None or now - read_at > READER_SECONDS:
            reader = LedgerReader(self.env, company, today)
            self._readers[key] = (now, reader)
        return reader


class NoticeDeparture:
    """Sends the mail of one notice and commits around it.

    :param mail: the ``mail.mail``, in state outgoing
    :param notice: its ``debtor.notice``
    :param Departures departures: what it shares with others
    """

    def __init__(self, mail, notice, departures):
        self.env = mail.env
        self.mail = mail
        self.notice = notice
        self.departures = departures
        self.retried = False  # it had failed, and somebody put it back

    def leave(self, send, session):
        """Check, send and record; commits before and after the mail server.

        :param send: sends this one mail, as core does
        :param session: the open SMTP session
        """
        if not self._set_off() or not self._hold():
            return
        watch = SessionWatch(session)
        try:
            send()
        except Exception as error:  # noqa: BLE001 - it must not stay in `sending`
            self.env.cr.rollback()
            watch.note(error)
        finally:
            watch.release()
        self._record_in_any_case(watch)

    # -- before -----------------------------------------------------------

    def _set_off(self):
        """Commit that it is being sent; False when it is not to be sent now."""
        try:
            leaves = self._take() and self._still_right()
            if leaves:
                # Committed before the mail server hears of it: see the docstring.
                self.notice._set_state("sending")
            self.env.cr.commit()  # pylint: disable=invalid-commit
            return leaves
        except CONTENTION:
            self.env.cr.rollback()
            _logger.info("Follow-up: %s is in use, coming again", self.notice)
            # layer: when the queue wakes, in minutes
            moment = fields.Datetime.add(
                fields.Datetime.now(), minutes=BACK_OFF_MINUTES[0]
            )
            come_again(self.env, moment)
        except Exception as error:
            self.env.cr.rollback()
            _logger.exception("Follow-up: %s cannot be sent", self.notice)
            self._give_up(str(error) or type(error).__name__)
        return False

    def _take(self):
        """Lock the notice; tell whether it is still to be sent."""
        notice = self.notice.try_lock_for_update()
        if not notice:
            return False  # another worker has it
        notice.invalidate_recordset()
        if notice.state == "sending":
            notice._sweep_orphans()
            return False
        if notice.state == "failed":
            notice._set_state("queued")
            self.retried = True
        if notice.state != "queued":
            # Somebody put the mail back into the queue; it has its place already.
            self.mail.sudo().write({"state": "sent" if notice.date_sent else "cancel"})
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
        notice._after_change(reason, self._today())
        return False

    def _today(self):
        return self.notice.sudo().company_id._followup_now().date()

    def _why_not_to_leave(self):
        """Return why the notice must not be sent any more, None when it may."""
        notice, today = self.notice, self._today()
        if notice._is_beside():
            return notice._why_not_to_leave()
        reader = self.departures.reader(notice.sudo().company_id, today)
        if self.retried:
            # Read for a whole batch, perhaps before a person said: try it again.
            reader.failed -= {notice.recipient_email}
        self.env.flush_all()
        return notice._why_changed(today, reader)

    def _hold(self):
        """Lock the notice again: that tells others that its worker lives.

        False when it was taken for an orphan meanwhile. Who only looked at it is
        waited for.
        """
        for _attempt in range(ATTEMPTS):
            try:
                self._wait_for_lock()
            except CONTENTION:
                self.env.cr.rollback()
                continue
            if self.notice.state == "sending":
                return True
            break
        self.env.cr.rollback()
        return False

    def _give_up(self, reason):
        """Take a notice that cannot be prepared out of the queue, with a task."""
        try:
            if self.notice.try_lock_for_update():
                self.notice._fail(reason)
                self.mail.sudo().write({"state": "exception", "failure_reason": reason})
            self.env.cr.commit()  # pylint: disable=invalid-commit
        except Exception:
            self.env.cr.rollback()
            _logger.exception("Follow-up: %s stays in the queue", self.notice)

    # -- after ------------------------------------------------------------

    def _record_in_any_case(self, watch):
        """Write down what became of the mail, also when others are in the way.

        What is not written down after all stays in `sending`: a person will look.
        """
        for _attempt in range(ATTEMPTS):
            if self._record_committed(watch):
                return
        _logger.error("Follow-up: the result of %s is not recorded", self.notice)

    def _record_committed(self, watch):
        """Write down what became of the mail; False when somebody was faster."""
        try:
            if watch.rolled_back:
                self._wait_for_lock()
            self._record(watch)
            self.env.cr.commit()  # pylint: disable=invalid-commit
        except CONTENTION as error:
            self.env.cr.rollback()
            watch.note(error)
            return False
        except Exception:
            # It stays in `sending`, and the other mails go on.
            self.env.cr.rollback()
            _logger.exception("Follow-up: cannot record what became of %s", self.notice)
        return True

    def _wait_for_lock(self):
        """Lock the notice, waiting for whoever has it now."""
        self.env.cr.execute(
            "SELECT id FROM debtor_notice WHERE id = %s FOR UPDATE", [self.notice.id]
        )

    def _record(self, watch):
        """Write what the mail server said."""
        notice, mail = self.notice, self.mail.sudo()
        result = watch.result()
        if result == "refused" and not watch.error and mail.state == "sent":
            result = "sent"  # another way of sending than the watched session
        reason = watch.reason() or mail.failure_reason or ""
        if result == "sent":
            if watch.rolled_back:
                self._repeat_what_core_wrote(mail)
            notice._mark_sent(fields.Datetime.now())
        elif result == "uncertain":
            notice._mark_uncertain()
            mail.write({"state": "exception", "failure_reason": reason})
        elif result == "refused":
            notice._fail(reason, refused=True)
            mail.write({"state": "exception", "failure_reason": reason})
        else:
            put_off(notice, reason)

    def _repeat_what_core_wrote(self, mail):
        """Mark the mail as sent, as core had done before it was rolled back."""
        mail.write({"state": "sent", "failure_type": False, "failure_reason": False})
        mail._postprocess_sent_message(
            success_pids=self.notice.recipient_id, success_emails=[]
        )


def why_changed(notice, decision):
    """Return why a notice does not say the truth any more, None when it does.

    :param decision: what is decided about its debtor now
    """
    return notice._why_decision_changed(decision) or notice._why_too_late(
        decision.shortest_deadline
    )


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
        # layer: when the queue wakes, in minutes
        moment = fields.Datetime.add(now, minutes=BACK_OFF_MINUTES[attempts - 1])
        if notice.state == "sending":
            notice._set_state("queued")
        mail.write(
            {"state": "outgoing", "scheduled_date": moment, "failure_reason": reason}
        )
        moments.append(moment)
    if moments:
        come_again(notices.env, sorted(set(moments)))


def come_again(env, moments=None):
    """Have the mail queue worked off at one or some moments in UTC; None: at once."""
    env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger(moments)
