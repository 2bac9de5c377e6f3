"""What a person says about the sending of an invoice, beside what Odoo knows."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from .duties_reader import NOT_SENT, OUTSIDE, PRINTED, DutiesReader
from .res_partner import VIEWERS

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

    # A draft of a credit note holds its invoice: few rows among all entries.
    _followup_draft_credits = models.Index(
        "(reversed_entry_id) WHERE state = 'draft' AND reversed_entry_id IS NOT NULL"
    )

    @api.model
    def _followup_duties(self, move_ids, as_of):
        """Hook: return for which invoices something else of our own is not done.

        A claim of such an invoice is neither asked for nor named, and a person is
        told once it is overdue; when the invoice is left out of the answer it goes
        on. Asked for thousands of invoices at once: answer with one query. An add-on
        for deliveries says here what was not delivered, and gives its cause words in
        ``debtor.followup.decision._get_duty_texts``.

        :param list move_ids: ids of invoices with open claims
        :param date as_of: which day counts as today
        :return: dict move id -> (cause, day since when it is so or None, what a
            person must know, as plain text); the cause is a code
        """
        return {}

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
        if mark != NOT_SENT:
            self._followup_duties_done_sudo()

    # === WHAT A PERSON SAYS === #

    def action_followup_sent(self):
        """Ask on which day these invoices were sent outside Odoo."""
        invoices = self._get_sendable()
        form = self.env["debtor.invoice.sent"]._open(invoices)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sent outside Odoo"),
            "res_model": form._name,
            "res_id": form.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_followup_not_sent(self):
        """Say that these invoices were not sent: nobody is reminded of them."""
        invoices = self._get_sendable()
        invoices._write_followup_mark_sudo(NOT_SENT)
        invoices._plan_debtors()

    def _get_sendable(self):
        """Return those of these entries of which it can be said how they were sent.

        :raises AccessError: for whoever is not a user of follow-up
        :raises UserError: when there is none
        """
        self.env["debtor.debtor"]._check_may_send()
        self.check_access("read")
        invoices = self.filtered(
            lambda one: one.move_type == "out_invoice" and one.state == "posted"
        )
        if not invoices:
            raise UserError(
                self.env._("None of these is a posted customer invoice: choose others.")
            )
        return invoices

    # === SENDING === #

    def action_print_pdf(self):
        """Note that an invoice which was never sent is printed now.

        EXTENDS account: whoever prints it sends it by post or hands it over.
        """
        action = super().action_print_pdf()
        self._note_printed_sudo()
        return action

    def _note_printed_sudo(self):
        """As `_write_followup_mark_sudo`; whoever prints need not see follow-up."""
        printed = self.sudo().filtered(
            lambda one: (
                one.move_type == "out_invoice"
                and one.state == "posted"
                and not one.is_move_sent
                and not one.followup_sent_mark
            )
        )
        for company, moves in printed.grouped("company_id").items():
            today = company._followup_now().date()
            moves._write_followup_mark_sudo(PRINTED, today)

    def _note_sent_again_sudo(self):
        """Start the days of invoices anew that did not reach the customer before.

        Called when they leave once more. In sudo mode because whoever sends
        invoices need not see follow-up.
        """
        for company, moves in self.sudo().grouped("company_id").items():
            moves.write(
                {
                    "followup_sent_mark": False,
                    "followup_marked_on": False,
                    "followup_marked_by_id": False,
                    "followup_sent_date": company._followup_now().date(),
                }
            )

    def _get_unreached_sudo(self):
        """Return those of these invoices that were sent and did not arrive.

        Because a person said so, or because their mail failed. As
        `_note_sent_again_sudo`.
        """
        invoices = self.sudo().filtered(lambda one: one.move_type == "out_invoice")
        found = invoices.filtered(lambda one: one.followup_sent_mark == NOT_SENT)
        if invoices:
            self.env.flush_all()
        for company, moves in invoices.grouped("company_id").items():
            today = company._followup_now().date()
            reader = DutiesReader(self.env, company, company.ids, today)
            rows = self.env.execute_query(
                SQL("SELECT move_id FROM (%s) AS one", reader.failed_mails(moves.ids))
            )
            found |= moves.browse(row[0] for row in rows)
        return found


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    @api.model
    def _hook_if_success(self, moves_data, from_cron=False):
        """What is sent again after it did not arrive has its days anew.

        EXTENDS account.
        """
        moves = self.env["account.move"].union(*moves_data)
        again = moves._get_unreached_sudo()
        result = super()._hook_if_success(moves_data, from_cron=from_cron)
        again._note_sent_again_sudo()
        moves._followup_duties_done_sudo()
        return result
