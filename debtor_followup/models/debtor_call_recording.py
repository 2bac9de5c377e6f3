from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine import calls
from .const import REACHED_OUTCOMES


class DebtorDebtor(models.Model):
    """Recording what was said on the phone, and what follows from it."""

    _inherit = "debtor.debtor"

    def _record_call(self, outcome, **said):
        """Record one call: evidence, pause, the call that was to be made, what is next.

        Nothing is kept when anything is wrong.

        :param str outcome: one of ``CALL_OUTCOMES``
        :param said: ``note``, ``inbound``, ``contact`` (spoken with), ``day``,
            ``amount`` with ``currency``, ``claim`` (journal item), ``new_contact``
            (values), ``waiting`` (the call that the user saw as waiting)
        :return: the ``debtor.call``
        :raises UserError: says what to correct
        """
        self.ensure_one()
        self._check_may_send()
        self.check_access("write")
        today = self.company_id._followup_now().date()
        notice = self._take_waiting_call(said.get("waiting"))
        handle = self._get_call_handlers()[outcome]
        pause = handle(said, today)
        call = self._log_call_sudo(outcome, notice, pause, said, today)
        self._finish_call(call, notice, said, today)
        self._plan(today)
        return call

    def _get_call_handlers(self):
        """Hook: return outcome -> method (said, today) that returns its pause.

        Each checks first and raises before anything is written.
        """

        def nothing(_said, _today):
            return self.env["debtor.pause"]

        return {
            "promise": self._pause_for_promise,
            "announced": self._pause_for_payment,
            "dispute": self._pause_for_dispute,
            "later": self._pause_until_later,
            "wrong_person": self._note_new_contact,
            "copy": nothing,
            "not_reached": nothing,
            "refuses": self._check_refusal,
            "done": nothing,
        }

    def _take_waiting_call(self, expected=None):
        """Lock and return the call that waits to be made, empty without one.

        :param expected: the call that the user was shown; another worker or
            tonight's planning may have been faster
        """
        notice = self.call_notice_id
        if notice and not notice.try_lock_for_update():
            raise UserError(
                self.env._(
                    "Somebody else is working on this call. Try again in a moment."
                )
            )
        if expected and expected != notice:
            raise UserError(
                self.env._(
                    "This call was recorded or dropped in the meantime. Close the "
                    "sheet and look at the customer again; nothing was recorded."
                )
            )
        return notice

    def _log_call_sudo(self, outcome, notice, pause, said, today):
        """Write the evidence of a call.

        In sudo mode because nobody writes evidence by hand; who may record calls
        was checked.
        """
        claim = said.get("claim") or self.env["account.move.line"]
        currency = said.get("currency")
        return (
            self.env["debtor.call"]
            .sudo()
            .create(
                {
                    "debtor_id": self.id,
                    "notice_id": notice.id,
                    "level_id": notice.level_id.id,
                    "pause_id": pause.id,
                    "date": fields.Datetime.now(),
                    "day": today,
                    "user_id": self.env.user.id,
                    "outcome": outcome,
                    "inbound": bool(said.get("inbound")),
                    "contact_id": said["contact"].id if said.get("contact") else False,
                    "note": said.get("note"),
                    "promised_date": said.get("day"),
                    "amount": said.get("amount") or 0.0,
                    "currency_id": currency.id if currency else False,
                    "move_line_id": claim.id,
                    "claim_name": claim.move_id.name,
                }
            )
            .with_env(self.env)
        )

    # === WHAT FOLLOWS === #

    def _finish_call(self, call, notice, said, today):
        """Take the call off the list when it is done, else say when to try again."""
        if call.outcome in REACHED_OUTCOMES:
            self._close_call(call, notice or self._create_answer_sudo(call, today))
        elif call.outcome == "not_reached":
            self._count_attempt(call, notice, today)
        elif call.outcome == "later":
            self._postpone_call(call, notice, said, today)
        self._message_log(body=self._describe_call(call))

    def _close_call(self, call, notice):
        """Mark a call as made: its claims have had it."""
        notice._mark_sent(fields.Datetime.now())
        notice._write_sudo({"call_outcome": call.outcome})
        call.sudo().notice_id = notice

    def _create_answer_sudo(self, call, today):
        """Return the contact of a call that was no step; it demands nothing.

        In sudo mode because nobody writes evidence by hand.
        """
        return (
            self.env["debtor.notice"]
            .sudo()
            .with_context(tracking_disable=True, mail_create_nosubscribe=True)
            .create(
                {
                    "debtor_id": self.id,
                    "company_id": self.company_id.id,
                    "channel": "phone",
                    "purpose": "answer",
                    "state": "queued",
                    "contact_date": today,
                    "recipient_id": call.contact_id.id,
                }
            )
            .with_env(self.env)
        )

    def _count_attempt(self, call, notice, today):
        """After attempts on two days the call is done, and we write that we tried.

        It counts as no reminder, and no payment day was named.
        """
        if not notice:
            return
        attempts = self._get_attempts(notice)
        if not calls.tried_enough(attempts.mapped("day")):
            again = calls.next_attempt_day(today, self._countries())
            notice._write_sudo({"call_outcome": "not_reached", "call_again_on": again})
            notice.sudo().call_activity_id.date_deadline = again
            return
        notice._write_sudo({"deadline_date": False})
        self._close_call(call, notice)
        self._write_that_we_called(notice, today)

    def _write_that_we_called(self, notice, today):
        """Send "we tried to call you"; where that cannot be, a person gets a task.

        The attempts are recorded in any case.
        """
        try:
            with self.env.cr.savepoint():
                if self.env["debtor.message"]._send_missed_call(notice):
                    return
            why = self.env._("There is no email address to write to.")
        except UserError as error:
            why = str(error)
        task = self._prepare_task(
            lambda lang: self.with_context(lang=lang).env._(
                "Write that we tried to call"
            ),
            lambda lang: self.with_context(lang=lang).env._(
                "Nobody answered on two days, and no mail says so. %(why)s Enter an "
                "address and write, or try to reach them in another way.",
                why=why,
            ),
            today,
        )
        # A person's task: it stands on the morning page until it is done.
        self.env["mail.activity"].create({**task, "automated": False})

    def _get_attempts(self, notice):
        """Return the attempts to make a call since the last contact that arrived."""
        last = self.env["debtor.notice"].search(
            [
                ("debtor_id", "=", self.id),
                ("state", "=", "sent"),
                ("purpose", "in", ("step", "answer")),
            ],
            order="contact_date desc",
            limit=1,
        )
        domain = [
            ("debtor_id", "=", self.id),
            ("outcome", "=", "not_reached"),
            ("level_id", "=", notice.level_id.id),
        ]
        if last:
            domain.append(("day", ">", last.contact_date))
        return self.env["debtor.call"].search(domain)

    def _postpone_call(self, call, notice, said, today):
        """A planned call comes back by itself; any other is put on the list."""
        if said["day"] == today:
            return
        if notice:
            notice._set_state(
                "cancelled",
                reason=self.env._(
                    "Call back on %(day)s", day=format_date(self.env, said["day"])
                ),
            )
            return
        note = call.note or ""
        task = self._prepare_task(
            lambda lang: self.with_context(lang=lang).env._("Call back"),
            lambda _lang: note,
            said["day"],
        )
        kind = self.env.ref("mail.mail_activity_data_call")
        self.env["mail.activity"].create(
            # A person's own task, so that it stands on the morning page that day.
            {**task, "activity_type_id": kind.id, "automated": False}
        )

    def _describe_call(self, call):
        """Return one plain line about a call for the debtor's log."""
        parts = [call.display_name, call.claim_name, call.note]
        return self.env._("Phone: %s", " · ".join(part for part in parts if part))

    def _countries(self):
        """Return the country codes whose business days count for this debtor."""
        self.ensure_one()
        codes = (
            self.sudo().company_id.country_id.code,
            self.partner_id.country_id.code,
        )
        return tuple(sorted({code for code in codes if code}))
