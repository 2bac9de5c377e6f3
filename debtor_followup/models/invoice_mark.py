"""What a person says about the sending of an invoice, beside what Odoo knows."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .res_partner import VIEWERS

#: Sent without Odoo's own sending.
OUTSIDE, PRINTED, NOT_SENT = "outside", "printed", "not_sent"
MARKS = [
    (OUTSIDE, "Sent outside Odoo"),
    (PRINTED, "Printed"),
    (NOT_SENT, "Not sent"),
]


class AccountMove(models.Model):
    _inherit = "account.move"

    followup_sent_mark = fields.Selection(
        MARKS,
        string="Sending",
        readonly=True,
        copy=False,
        tracking=True,
        groups=VIEWERS,
        help="What a person said of how this invoice was sent. Empty: what Odoo itself "
        "sent counts.",
    )
    followup_marked_on = fields.Date(
        string="Said on", readonly=True, copy=False, groups=VIEWERS
    )
    followup_marked_by_id = fields.Many2one(
        "res.users", string="Said by", readonly=True, copy=False, groups=VIEWERS
    )

    def _followup_mark_sent(self, day=None):
        """Say that these invoices were sent outside Odoo.

        The way for whoever brings invoices in from elsewhere, and for data made by
        programs: of invoices that were never sent nobody is reminded.

        :param date day: when they were sent; None: not known
        :raises UserError: when the day lies ahead, or before an invoice's own day
        """
        self._check_followup_sent_day(day)
        self._write_followup_mark_sudo(OUTSIDE, day)

    def _check_followup_sent_day(self, day):
        if not day:
            return
        for company in self.company_id:
            today = company._followup_now().date()
            if day > today:
                raise UserError(
                    self.env._(
                        "An invoice cannot have been sent on %(day)s, a day to come: "
                        "choose today, %(today)s, or earlier.",
                        day=format_date(self.env, day),
                        today=format_date(self.env, today),
                    )
                )
        early = self.filtered(lambda one: one.invoice_date and day < one.invoice_date)
        if early:
            raise UserError(
                self.env._(
                    "These invoices are dated later than %(day)s, so they were not "
                    "sent then: %(names)s. Choose a later day, or leave it empty when "
                    "it is not known.",
                    day=format_date(self.env, day),
                    names=", ".join(early.mapped("display_name")),
                )
            )

    def _write_followup_mark_sudo(self, mark, day=None):
        """Write what was said of the sending, by whom, and on which day.

        In sudo mode because whoever follows debtors need not be allowed to change
        entries; nothing else of the entry changes.

        :param str mark: one of :data:`MARKS`, or False to take it back
        :param date day: when it was sent, None when it is not known
        """
        for company, moves in self.sudo().grouped("company_id").items():
            moves.write(
                {
                    "followup_sent_mark": mark,
                    "followup_marked_on": mark and company._followup_now().date(),
                    "followup_marked_by_id": mark and self.env.uid,
                    "followup_sent_date": day or False,
                }
            )
