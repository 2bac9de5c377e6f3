"""A direct debit that came back: seen when its payment or its match is undone."""

from odoo import models
from odoo.tools import format_date

#: A payment in these states was given to the bank or is received; in draft, it may
#: have been and is being corrected now.
UNDERWAY = ("draft", "in_process", "paid")
#: States of a payment that undo it. With an entry its match is undone too.
UNDOING = ("canceled", "rejected")
#: Invoices that are themselves undone: nothing came back.
UNDONE_INVOICES = "followup_undone_invoice_ids"


class AccountMove(models.Model):
    _inherit = "account.move"

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """An invoice that is credited is no direct debit that came back. EXTENDS."""
        moves = self.with_context(**{UNDONE_INVOICES: tuple(self.ids)})
        result = super(AccountMove, moves)._reverse_moves(default_values_list, cancel)
        return result.with_env(self.env)

    def _note_return_sudo(self):
        """Note that the direct debit came back today, once a day.

        In sudo mode because whoever follows debtors need not be allowed to
        change entries; nothing else of the entry changes.
        """
        for move in self.sudo():
            day = move.company_id._followup_now().date()
            if move.followup_returned_on == day:
                continue
            move.followup_returned_on = day
            move._message_log(
                body=self.env._(
                    "The direct debit came back on %(day)s: followed up from now on.",
                    day=format_date(self.env, day),
                )
            )

    def _note_reopened_sudo(self):
        """Note the return for those of these invoices that are open now.

        In sudo mode because whoever undoes a match need not follow debtors.
        """
        moves = self.sudo().exists()
        moves.filtered(
            lambda one: one.state == "posted" and one.amount_residual > 0
        )._note_return_sudo()

    def _was_at_the_bank(self):
        """Tell whether an entry is older than today.

        What is undone on its own day is corrected: no bank returns so fast.
        """
        self.ensure_one()
        return self.date < self.company_id._followup_now().date()


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def unlink(self):
        """What we had collected is open again: it came back. EXTENDS account.

        By this come a payment that is cancelled or deleted, a match that is taken
        away on the invoice, on the bank statement or by a module for returns, and
        an entry that is reversed.
        """
        invoices = self._get_collected_invoices_sudo()
        result = super().unlink()
        if invoices:
            invoices._note_reopened_sudo()
        return result

    def _get_collected_invoices_sudo(self):
        """Return the invoices whose collection these matches record.

        By a payment that collects, or by the bank statement itself. In sudo mode
        because whoever undoes a match need not follow debtors.
        """
        undone = self.env.context.get(UNDONE_INVOICES, ())
        found = self.env["account.move"].sudo()
        payments = self.sudo().credit_move_id.move_id.origin_payment_id
        collections = payments._filter_collections()
        for match in self.sudo():
            invoice, other = match.debit_move_id.move_id, match.credit_move_id.move_id
            if not invoice.is_sale_document(include_receipts=True):
                continue
            if invoice.id in undone or not other._was_at_the_bank():
                continue
            payment = other.origin_payment_id
            if payment & collections or (
                not payment
                and other.statement_line_id
                and invoice.followup_is_collected
            ):
                found |= invoice
        return found


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def write(self, vals):
        """A collection without an entry that is undone came back. EXTENDS account.

        One that goes to draft is being corrected: its invoices keep it, and only
        when it is then cancelled, or deleted, it came back.
        """
        if vals.get("state") not in UNDOING:
            return super().write(vals)
        invoices = self._get_undone_invoices_sudo(vals["state"] == "rejected")
        result = super().write(vals)
        invoices._note_reopened_sudo()
        return result

    def unlink(self):
        """A collection without an entry that is deleted came back. EXTENDS account."""
        invoices = self._get_undone_invoices_sudo()
        result = super().unlink()
        invoices._note_reopened_sudo()
        return result

    def _get_undone_invoices_sudo(self, rejected=False):
        """Return the invoices whose collection without an entry is undone now.

        What is undone on its own day is corrected, unless the bank rejected it. In
        sudo mode because whoever undoes a payment need not follow debtors.
        """
        undone = self.sudo().filtered(
            lambda one: (
                one.state in UNDERWAY
                and not one.move_id
                and (rejected or one.date < one.company_id._followup_now().date())
            )
        )
        collections = undone._filter_collections()
        return collections.invoice_ids | collections.reconciled_invoice_ids

    def _filter_collections(self):
        """Return those by which we collect: their method or customer says so.

        Whatever the bank journal receives from a customer of whom we collect all
        counts as collected.
        """
        inbound = self.filtered(lambda one: one.payment_type == "inbound")
        collects = inbound.filtered("payment_method_line_id.followup_collects")
        others = (inbound - collects).filtered(
            lambda one: one.journal_id.type == "bank"
        )
        if not others:
            return collects
        debtors = self.env["debtor.debtor"].search_fetch(
            [
                ("partner_id", "in", others.partner_id.commercial_partner_id.ids),
                ("company_id", "in", others.company_id.root_id.ids),
                ("direct_debit", "=", True),
            ],
            ["partner_id", "company_id"],
        )
        pairs = {(one.partner_id, one.company_id) for one in debtors}
        return collects | others.filtered(
            lambda one: (
                (one.partner_id.commercial_partner_id, one.company_id.root_id) in pairs
            )
        )
