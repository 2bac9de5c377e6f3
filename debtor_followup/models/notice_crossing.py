"""Reminders of what was paid already: taken back, and counted."""

from odoo import api, fields, models
from odoo.tools import format_date

from ..engine.crossing import BOOKED_LATE, MATCHED_LATE, SAME_DAY
from .const import NOTICE_STATES
from .crossing_reader import CrossingReader
from .notice_withdraw import CROSSED

CROSSING_CAUSES = [
    (SAME_DAY, "Paid on the day it left"),
    (BOOKED_LATE, "Receipt booked after it left"),
    (MATCHED_LATE, "Receipt matched after it left"),
]


class DebtorNoticeLine(models.Model):
    """A claim that had been paid when the message left: it was not demanded then.

    The message goes on for its other claims; of this one the step goes back.
    """

    _inherit = "debtor.notice.line"

    crossed_on = fields.Date(
        string="Paid before it left",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The value date of the payment that crossed the message. The step that "
        "the message took for this invoice does not count any more.",
    )
    crossed_days = fields.Integer(
        string="Days between payment and sending", readonly=True, copy=False
    )
    crossed_cause = fields.Selection(
        CROSSING_CAUSES, string="Why nobody knew", readonly=True, copy=False
    )
    crossed_journal_id = fields.Many2one(
        "account.journal",
        string="Booked in",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    state = fields.Selection(
        NOTICE_STATES, related=None, compute="_compute_state", store=True
    )

    @api.depends("notice_id.state", "crossed_on")
    def _compute_state(self):
        """A claim that was paid already is withdrawn, also when the rest stands."""
        for line in self:
            line.state = "withdrawn" if line.crossed_on else line.notice_id.state


class DebtorNotice(models.Model):
    _inherit = "debtor.notice"

    has_crossed = fields.Boolean(
        compute="_compute_has_crossed", export_string_translation=False
    )

    @api.depends("line_ids.crossed_on", "copy_of_id.line_ids.crossed_on")
    def _compute_has_crossed(self):
        for notice in self:
            lines = (notice.copy_of_id or notice).line_ids
            notice.has_crossed = any(line.crossed_on for line in lines)

    @api.model
    def _note_crossed(self, found, today):
        """Take back what demanded claims that were paid; thank for the payment.

        :param found: each a ``Found`` of the reader; others may be at it, so that it
            is looked at again under lock
        :param date today: the day of the company
        :return: the notices that were wrong, wholly or in part
        """
        notices = self.browse(one.notice_id for one in found).try_lock_for_update()
        # What another worker has seen to meanwhile is not found again.
        found = CrossingReader(self.env).of(notices)
        by_id = {one.notice_id: one for one in found}
        wrong = self.browse(by_id)
        wrong._write_crossings_sudo(found)
        void = wrong.filtered(lambda notice: by_id[notice.id].void)
        arrived = self.browse().concat(*(notice._get_to_withdraw() for notice in void))
        arrived._set_state("withdrawn", withdrawn_date=today, withdraw_reason=CROSSED)
        thanked = void.filtered(lambda notice: by_id[notice.id].thanks)._thank(today)
        for notice in wrong:
            remark = thanked.get(notice.id)
            notice._in_house_language()._log_crossings(by_id[notice.id], remark)
        return wrong

    def _write_crossings_sudo(self, found):
        """Keep on the lines which payment each of them crossed.

        In sudo mode because nobody writes on evidence by hand.

        :param found: each a ``Found`` of the reader
        """
        lines = self.env["debtor.notice.line"].sudo()
        for one in found:
            for line_id, crossing in one.crossings.items():
                lines.browse(line_id).write(
                    {
                        "crossed_on": crossing.payment.value_date,
                        "crossed_days": crossing.days,
                        "crossed_cause": crossing.cause,
                        "crossed_journal_id": crossing.payment.journal_id,
                    }
                )

    def _log_crossings(self, found, remark):
        """Say on the message what was found, and what came of it.

        :param found: the reader's ``Found`` about it
        :param remark: what became of the thank-you, None when there is none
        """
        self.ensure_one()
        lines = self.env["debtor.notice.line"].browse(found.crossings)
        names = self._join_names(list(dict.fromkeys(lines.mapped("move_name"))))
        values = {
            "claims": names,
            "paid": format_date(self.env, max(lines.mapped("crossed_on"))),
            "sent": format_date(self.env, found.sent_on),
        }
        if found.void:
            text = self.env._(
                "Paid on %(paid)s: %(claims)s. This message left on %(sent)s. It is "
                "withdrawn: its step does not count.",
                **values,
            )
        else:
            text = self.env._(
                "Paid on %(paid)s: %(claims)s. This message left on %(sent)s. Its step "
                "does not count for what was paid, and stands for the rest.",
                **values,
            )
        if found.void:
            self._write_sudo({"withdraw_note": text})
        self._message_log(body=" ".join(part for part in (text, remark) if part))

    def action_arrived(self):
        """What turns out to have arrived may have crossed its payment. EXTENDS."""
        result = super().action_arrived()
        self.filtered(lambda one: one.state == "sent")._look_for_crossings()
        return result

    def _look_for_crossings(self):
        """Look at messages that became known as sent after their claims were paid."""
        for company, notices in self.grouped("company_id").items():
            found = CrossingReader(self.env).of(notices)
            if found:
                today = company._followup_now().date()
                wrong = self._note_crossed(found, today)
                wrong.debtor_id._plan(today)


class DebtorLetterBatch(models.Model):
    """A letter may be paid between printing and the word that it was posted."""

    _inherit = "debtor.letter.batch"

    def _post(self, letters):
        """EXTENDS debtor.letter.batch."""
        result = super()._post(letters)
        posted = letters.notice_id.filtered(lambda one: one.state == "sent")
        posted._look_for_crossings()
        return result
