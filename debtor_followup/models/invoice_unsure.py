"""Invoices from before follow-up started: were they sent? Asked once, for all."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, format_date

from .duties_reader import OUTSIDE, PEPPOL_FIELD, PEPPOL_SENT


class ResCompany(models.Model):
    _inherit = "res.company"

    followup_unsure_answered_on = fields.Date(
        readonly=True, copy=False, export_string_translation=False
    )

    def _followup_unsure_domain(self, before=None):
        """Return the domain of open invoices of which nobody knows how they left.

        :param date before: dated before this day; None: before the company's own
        """
        root = self.sudo().root_id
        before = before or root.followup_sent_from
        if not before:
            return Domain.FALSE
        domain = (
            Domain("company_id", "child_of", root.ids)
            & Domain("move_type", "=", "out_invoice")
            & Domain("state", "=", "posted")
            & Domain("payment_state", "in", ("not_paid", "partial"))
            & Domain("is_move_sent", "=", False)
            & Domain("followup_sent_mark", "=", False)
            & Domain("invoice_date", "<", before)
        )
        if PEPPOL_FIELD in self.env["account.move"]._fields:
            domain &= Domain(PEPPOL_FIELD, "not in", PEPPOL_SENT)
        return domain

    def _followup_read_unsure_sudo(self, before=None):
        """Return (how many invoices, open amount as a text) of that domain.

        In sudo mode because sums are shown to whoever follows debtors.
        """
        self.ensure_one()
        company = self.sudo().root_id
        ((count, amount),) = (
            self.env["account.move"]
            .sudo()
            ._read_group(
                self._followup_unsure_domain(before),
                aggregates=["__count", "amount_residual_signed:sum"],
            )
        )
        return count, format_amount(self.env, amount or 0.0, company.currency_id)

    def _followup_ask_unsure(self):
        """Return the question about old invoices, empty when there is none."""
        root = self.sudo().root_id
        if root.followup_unsure_answered_on or not root.followup_policy_id:
            return ""
        count, amount = self._followup_read_unsure_sudo()
        if not count:
            return ""
        return self.env._(
            "%(count)s open invoices dated before %(day)s (%(amount)s) are not marked "
            "as sent in Odoo. Were they sent? Until you say so they are followed up "
            "like the others.",
            count=count,
            day=format_date(self.env, root.followup_sent_from),
            amount=amount,
        )

    def _followup_all_sent_sudo(self, before=None):
        """Say of all these invoices at once that they were sent.

        One statement: there may be tens of thousands. Each keeps who said it, and
        when. In sudo mode because whoever follows debtors need not be allowed to
        change entries.

        :return: how many they were
        """
        self.ensure_one()
        company = self.sudo().root_id
        moves = self.env["account.move"].sudo()
        query = moves._search(self._followup_unsure_domain(before))
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE account_move SET followup_sent_mark = %(mark)s,
                       followup_marked_on = %(day)s, followup_marked_by_id = %(user)s
                 WHERE id IN %(moves)s RETURNING id
                """,
                mark=OUTSIDE,
                day=company._followup_now().date(),
                user=self.env.uid,
                moves=query.subselect(),
            )
        )
        moves.invalidate_model(
            ["followup_sent_mark", "followup_marked_on", "followup_marked_by_id"],
            flush=False,
        )
        self._followup_close_unsure_sudo()
        return len(rows)

    def _followup_close_unsure_sudo(self):
        """Ask no more when nothing is left to ask.

        In sudo mode because a bookkeeper has no rights on companies.
        """
        for company in self.sudo().root_id:
            left = self.env["account.move"].sudo()
            left = left.search_count(company._followup_unsure_domain(), limit=1)
            day = False if left else company._followup_now().date()
            if bool(company.followup_unsure_answered_on) != bool(day):
                company.followup_unsure_answered_on = day

    def _followup_open_unsure(self, before=None):
        """Return the action that lists these invoices."""
        view = self.env.ref("debtor_followup.account_move_view_list_unsure")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Were these sent?"),
            "res_model": "account.move",
            "view_mode": "list",
            "views": [(view.id, "list")],
            "domain": list(self._followup_unsure_domain(before)),
        }

    def _write_start_sudo(self, values):
        """What is left of the question is asked on the morning page. EXTENDS."""
        result = super()._write_start_sudo(values)
        self._followup_close_unsure_sudo()
        return result


class DebtorTodo(models.Model):
    _inherit = "debtor.todo"

    @api.model
    def action_read_header(self):
        """Add ``unsure``: the question about old invoices, or empty."""
        header = super().action_read_header()
        company = self.env.company.root_id
        header["unsure"] = company._followup_ask_unsure() if header["may_act"] else ""
        return header

    def action_unsure_sent(self):
        """Say that all old invoices were sent; from the header, for this company."""
        self.env["debtor.debtor"]._check_may_send()
        self.env.company.root_id._followup_all_sent_sudo()

    @api.model
    def action_unsure_open(self):
        """List the old invoices of which nobody knows whether they were sent."""
        return self.env.company.root_id._followup_open_unsure()


class DebtorActivation(models.Model):
    _inherit = "debtor.activation"

    unsure_count = fields.Integer(compute="_compute_unsure")
    unsure_amount = fields.Char(compute="_compute_unsure")

    def _get_unsure_before(self):
        """Return the day before which nobody knows what was sent."""
        first_day, _limit = self._limits()
        company = self.company_id.sudo()
        started = company.followup_start_date
        return (started and company.followup_sent_from) or first_day

    def _compute_unsure(self):
        for activation in self:
            company = activation.company_id
            count, amount = company._followup_read_unsure_sudo(
                activation._get_unsure_before()
            )
            activation.unsure_count = count
            activation.unsure_amount = amount

    def action_unsure_sent(self):
        """Say that all invoices of before the start were sent."""
        self._check_open()
        self.company_id._followup_all_sent_sudo(self._get_unsure_before())

    def action_open_unsure(self):
        """List the invoices that are not marked as sent."""
        self.ensure_one()
        return self.company_id._followup_open_unsure(self._get_unsure_before())
