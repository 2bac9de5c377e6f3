from odoo import models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date

#: Payments without an entry leave the line of their invoice open.
PAID_STATES = ("in_payment", "paid")


class DebtorDebtor(models.Model):
    """The statement of account: what is open, as the ledger says, to the cent."""

    _inherit = "debtor.debtor"

    def _get_statement(self, today, since=None):
        """Return the statement of this debtor, currency by currency.

        Everything that is open is on it, also what is not followed up; nothing
        is converted. Amounts are floats in their currency, credits negative. What we
        collect, or a payment underway covers, is neither past due nor to be paid.

        :param date today: what is due by this day is past due
        :param since: also the movements from this day on
        :return: list of dicts with ``currency due not_due collected credits``
            (journal items), ``due_total not_due_total collected_total credit_total
            total``,
            ``movements`` (dicts ``line amount balance``) and ``opening``
        """
        self.ensure_one()
        lines = self.env["account.move.line"].search(
            self._get_claims_domain() & Domain("amount_residual_currency", "!=", 0),
            order="date_maturity, id",
        )
        moved = self._get_movements(since) if since else lines.browse()
        currencies = (lines | moved).currency_id
        collected = self._get_collected_sudo(lines)
        return [
            self._get_statement_part(currency, lines, collected, moved, today, since)
            for currency in currencies
        ]

    def _get_collected_sudo(self, lines):
        """Return those of open items that we collect, or that a payment covers.

        In sudo mode because not every user of follow-up reads payment methods.
        """
        elsewhere = lines._followup_collected_ids(lines.ids)
        whole = self.direct_debit

        def is_collected(line):
            move = line.sudo().move_id
            if move.payment_state in PAID_STATES:
                return True
            method = move.preferred_payment_method_line_id
            return not move.followup_returned_on and (
                whole or method.followup_collects or line.id in elsewhere
            )

        owed = lines.filtered(lambda one: one.amount_residual_currency > 0)
        return owed.filtered(is_collected)

    def _get_statement_part(self, currency, lines, collected, moved, today, since):
        own = lines.filtered(lambda one: one.currency_id == currency)
        credits = own.filtered(lambda one: one.amount_residual_currency < 0)
        collected &= own
        owed = own - credits - collected
        due = owed.filtered(lambda one: one.date_maturity and one.date_maturity < today)
        parts = {
            "due": due,
            "not_due": owed - due,
            "collected": collected,
            "credits": credits,
        }
        totals = {
            f"{name.removesuffix('s')}_total": currency.round(
                sum(group.mapped("amount_residual_currency"))
            )
            for name, group in parts.items()
        }
        movements = moved.filtered(lambda one: one.currency_id == currency)
        opening = self._get_opening_balance(currency, since) if since else 0.0
        rows, balance = [], opening
        for line in movements:
            balance = currency.round(balance + line.amount_currency)
            rows.append(
                {"line": line, "amount": line.amount_currency, "balance": balance}
            )
        return {
            "currency": currency,
            **parts,
            **totals,
            "total": currency.round(sum(own.mapped("amount_residual_currency"))),
            "opening": opening,
            "movements": rows,
            "closing": balance,
        }

    def _get_ledger_domain(self):
        """Return the domain of all posted receivable lines of this debtor."""
        return (
            Domain("account_type", "=", "asset_receivable")
            & Domain("parent_state", "=", "posted")
            & Domain("partner_id.commercial_partner_id", "=", self.partner_id.id)
            & Domain("company_id", "child_of", self.company_id.ids)
        )

    def _get_movements(self, since):
        return self.env["account.move.line"].search(
            self._get_ledger_domain() & Domain("date", ">=", since),
            order="date, id",
        )

    def _get_opening_balance(self, currency, since):
        """Return the balance of a currency before a day."""
        domain = self._get_ledger_domain()
        domain &= Domain("date", "<", since) & Domain("currency_id", "=", currency.id)
        (row,) = self.env["account.move.line"]._read_group(
            domain, [], ["amount_currency:sum"]
        )
        return currency.round(row[0] or 0.0)

    def _get_statement_values(self, today, since=None):
        """Hook: return what the printed statement shows."""
        self.ensure_one()
        company = self.sudo().company_id
        return {
            "debtor": self,
            "customer": self.partner_id,
            "company": company,
            "sender": company.partner_id,
            "today": today,
            "since": since,
            "parts": self._get_statement(today, since),
            "bank": company.partner_id.bank_ids[:1],
            "late": lambda line: max(0, (today - line.date_maturity).days),
            "amount": lambda value, currency: format_amount(self.env, value, currency),
            "date": lambda value: value and format_date(self.env, value) or "",
        }
