"""What other ways of answering call: the portal's messages, and plans."""

from odoo import Command, models
from odoo.exceptions import UserError

from ..engine.pauses import reply_day

#: So much of an answer stands on its pause; the whole of it is in the message.
NOTE_LENGTH = 2000


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def _receive_answer_sudo(self, words, sender=None, subject=None, notice=None):
        """Pause everything that goes by itself until a person records an outcome.

        For whatever brings an answer: mails call it, and so does the portal for
        each message that a customer writes there. A second answer joins the first.
        In sudo mode because whoever answers has no rights here; check before that
        the answer is theirs.

        :param str words: what was written, as plain text
        :param sender: the name of whoever wrote it
        :param subject: in a few words, for the task
        :param notice: the ``debtor.notice`` that it answers, if any
        :return: the ``debtor.pause``; a person ends it by ``_record_reply``
        :raises UserError: for an empty answer
        """
        self.ensure_one()
        if not (words or "").strip() and not subject:
            raise UserError(self.env._("Write a message first."))
        debtor = self.sudo()
        words = (words or "")[:NOTE_LENGTH]
        today = debtor.company_id._followup_now().date()
        text = f"{sender}: {words}" if sender else words
        pause = debtor._get_reply_pause()
        if pause:
            # The first answer has waited longest: its day stays.
            pause.note = "\n\n".join(part for part in (pause.note, text) if part)
            pause.notice_id = notice or pause.notice_id
        else:
            pause = (
                self.env["debtor.pause"]
                .sudo()
                .create(
                    {
                        "debtor_id": debtor.id,
                        "reason": "reply",
                        "date_start": today,
                        "date_end": reply_day(today, debtor._countries()),
                        "user_id": debtor._get_task_user().id,
                        "note": text,
                        "notice_id": notice.id if notice else False,
                    }
                )
            )
        debtor._make_reply_task(subject, words, today)
        debtor._plan_after_reply(today)
        return pause

    def _pause_for_plan_sudo(self, claims, until, note=None):
        """Stop what is asked of claims while a plan about them is kept.

        For plans in instalments. The plan ends it by ``_set_state``: ``kept``,
        ``broken``, or ``lifted`` when it is cancelled; kept and broken ones count in
        how the customer pays. In sudo mode because a customer may accept a plan by
        himself; check before that it is his.

        :param claims: ``account.move.line`` of this debtor
        :param date until: the last day of the plan
        :return: the ``debtor.pause``
        :raises ValidationError: for a claim of somebody else
        """
        self.ensure_one()
        debtor = self.sudo()
        return (
            self.env["debtor.pause"]
            .sudo()
            .create(
                {
                    "debtor_id": debtor.id,
                    "reason": "plan",
                    "scope": "claims",
                    "date_start": debtor.company_id._followup_now().date(),
                    "date_end": until,
                    "user_id": debtor._get_task_user().id,
                    "note": note,
                    "line_ids": [
                        Command.create({"move_line_id": claim.id}) for claim in claims
                    ],
                }
            )
        )
