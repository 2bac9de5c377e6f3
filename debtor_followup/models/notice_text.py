from odoo import api, fields, models
from odoo.tools import format_amount, format_date

#: So many invoice numbers stand in a subject; the others are counted.
MAX_NAMES = 3


class DebtorNotice(models.Model):
    """What the texts of a notice say: numbers, days, tables, how to pay."""

    _inherit = "debtor.notice"

    claim_names = fields.Char(compute="_compute_texts")
    deadline_text = fields.Char(compute="_compute_texts")
    contact_name = fields.Char(compute="_compute_texts")
    contact_text = fields.Char(compute="_compute_texts")
    claims_html = fields.Html(compute="_compute_blocks", sanitize=False)
    payment_html = fields.Html(compute="_compute_blocks", sanitize=False)

    @api.depends_context("lang")
    @api.depends("line_ids", "deadline_date")
    def _compute_texts(self):
        """Compute what texts say in words: numbers, the day to pay, whom to call.

        The contact is one named human: the responsible person, else whoever
        gets the tasks of the company; without both, the company itself.
        """
        for notice in self:
            names = notice.line_ids.filtered(
                lambda line: line.role == "demanded"
            ).mapped("move_name")
            names = list(dict.fromkeys(names))
            more = len(names) - MAX_NAMES
            text = ", ".join(names[:MAX_NAMES])
            notice.claim_names = f"{text} (+{more})" if more > 0 else text
            notice.deadline_text = notice.deadline_date and format_date(
                self.env, notice.deadline_date, date_format="EEEE d MMMM y"
            )
            company = notice.sudo().company_id
            user = notice.sudo().debtor_id.responsible_id or company.followup_user_id
            phone = user.phone or company.phone
            notice.contact_name = user.name or company.name
            parts = (notice.contact_name, phone)
            notice.contact_text = ", ".join(part for part in parts if part)

    @api.depends_context("lang")
    @api.depends("line_ids", "deadline_date")
    def _compute_blocks(self):
        qweb = self.env["ir.qweb"]
        for notice in self:
            values = notice._get_block_values()
            notice.claims_html = qweb._render("debtor_followup.notice_claims", values)
            notice.payment_html = qweb._render("debtor_followup.notice_payment", values)

    def _get_tables(self):
        """Return what is claimed, currency by currency; nothing is converted."""
        self.ensure_one()
        tables = []
        for currency, lines in self.line_ids.grouped("currency_id").items():
            demanded = lines.filtered(lambda line: line.role == "demanded")
            listed = lines.filtered(lambda line: line.role == "listed")
            credits = lines.filtered(lambda line: line.role == "credit")
            owed = demanded | listed
            if not owed:
                continue
            total = sum(owed.mapped("amount_asked")) - sum(
                credits.mapped("amount_residual")
            )
            tables.append(
                {
                    "currency": currency,
                    "demanded": demanded,
                    "listed": listed,
                    "credits": credits,
                    "total": max(0.0, currency.round(total)),
                }
            )
        return tables

    def _get_block_values(self):
        """Hook: return what the table of claims and the ways to pay show."""
        self.ensure_one()
        return {
            "notice": self,
            "tables": self._get_tables(),
            "bank": self._get_bank_account_sudo(),
            "amount": lambda value, currency: format_amount(self.env, value, currency),
            "date": lambda value: format_date(self.env, value),
            "env": self.env,
        }

    def _get_bank_account_sudo(self):
        """Return the company's account to pay to.

        In sudo mode because bank accounts are not readable to every user of
        follow-up, and the number stands on every invoice anyway. The account of
        the demanded invoices comes first, then the company's own.
        """
        self.ensure_one()
        company = self.sudo().company_id
        moves = self.sudo().line_ids.move_id
        own = company.partner_id.bank_ids
        return (moves.partner_bank_id & own)[:1] or own[:1]
