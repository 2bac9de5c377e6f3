"""Blocks of formal notices: who claims of whom, what, and how it was computed."""

from odoo import api, fields, models
from odoo.tools import format_amount, formatLang

from ..engine.legal_facts import PRINCIPAL_FIRST
from .notice_text import HELPER

BLOCKS = ("parties", "formal_claims", "charges", "annex")


class DebtorNotice(models.Model):
    """Parties, claims with what was paid of them, charges, and the annex."""

    _inherit = "debtor.notice"

    parties_html = fields.Html(
        compute="_compute_legal_blocks", sanitize=False, **HELPER
    )
    formal_claims_html = fields.Html(
        compute="_compute_legal_blocks", sanitize=False, **HELPER
    )
    charges_html = fields.Html(
        compute="_compute_legal_blocks", sanitize=False, **HELPER
    )
    annex_html = fields.Html(compute="_compute_legal_blocks", sanitize=False, **HELPER)

    def _compute_blocks(self):
        """EXTENDS: a formal notice lists its claims one way, whatever its text."""
        result = super()._compute_blocks()
        for notice in self.filtered(lambda one: one._is_formal()):
            notice.claims_html = notice.formal_claims_html
        return result

    @api.depends_context("lang")
    @api.depends("line_ids", "charge_items", "recipient_id")
    def _compute_legal_blocks(self):
        qweb = self.env["ir.qweb"]
        names = [f"{name}_html" for name in BLOCKS]
        for notice in self._without_legal_words(names):
            values = notice._get_legal_values_sudo()
            for name in BLOCKS:
                notice[f"{name}_html"] = qweb._render(
                    f"debtor_followup.notice_{name}", values
                )

    def _get_legal_values_sudo(self):
        """Hook: return what the blocks of a formal notice show.

        In sudo mode because companies are not readable to every user.
        """
        self.ensure_one()
        company = self.sudo().company_id
        tables = self._get_charge_tables()
        rows = [row for table in tables for row in table["rows"]]
        costs = [row["amount"] for row in rows if not row["segments"]]
        return {
            **self._get_block_values(),
            "creditor": self._get_party_sudo(company.partner_id),
            "debtor": self._get_party_sudo(self.partner_id),
            "originals": self._get_originals_sudo(),
            "others": self.line_ids.filtered(lambda line: line.role == "listed"),
            "charge_tables": [
                {**table, "sums": self._get_charge_rows(table)} for table in tables
            ],
            "bases": self._get_bases(),
            "kinds": self._get_charge_names(),
            "has_segments": any(row["segments"] for row in rows),
            "has_costs": bool(costs),
            "is_spread": len(set(costs)) > 1,
            "has_scale": any(row["kind"] == "recovery_cost" for row in rows),
            "principal_first": company.followup_allocation == PRINCIPAL_FIRST
            or self._is_one_sum(),
            "reference": self._get_letter_reference(),
            "amount": lambda value, currency: format_amount(
                self.env, float(value), currency
            ),
            "number": self._format_rate,
            "raw": self._format_raw,
        }

    def _get_tables(self):
        """EXTENDS: a formal notice asks for its demanded claims, and nothing else.

        What credits take off other claims is shown, so that the sum can be followed.
        """
        tables = super()._get_tables()
        if not self._is_formal():
            return tables
        result = []
        for table in tables:
            demanded, round_ = table["demanded"], table["currency"].round
            if not demanded:
                continue
            asked = sum(demanded.mapped("amount_asked"))
            rest = sum(demanded.mapped("amount_rest"))
            credit = sum(table["credits"].mapped("amount_residual"))
            result.append(
                {
                    **table,
                    "total": round_(rest),
                    "paused": round_(sum(demanded.mapped("amount_paused"))),
                    "elsewhere": round_(credit - (asked - rest)),
                }
            )
        return result

    def _get_owed_lines(self):
        """EXTENDS: a formal notice says how to pay what it asks."""
        lines = super()._get_owed_lines()
        if not self._is_formal():
            return lines
        return lines.filtered(lambda line: line.role == "demanded")

    def _is_one_sum(self):
        """Tell whether costs are one sum: payments then go to the principal first."""
        claims = self._get_demanded_lines()
        scale = any(one["kind"] == "recovery_cost" for one in self.charge_items or ())
        return len(claims) > 1 and (scale or self.debtor_id._is_consumer())

    def _get_charge_names(self):
        """Return what a debtor reads for each kind of charge."""
        return {
            "interest": self.env._("Interest"),
            "fixed_sum": self.env._("Fixed compensation"),
            "recovery_cost": self.env._("Collection costs"),
            "reminder_cost": self.env._("Reminder costs"),
        }

    def _get_party_sudo(self, partner):
        """Return a party in one line: name, address, number.

        In sudo mode because what stands on every invoice is not readable to all.
        """
        partner = partner.sudo()
        is_company = partner.is_company or partner == self.sudo().company_id.partner_id
        number = is_company and (partner.company_registry or partner.vat)
        town = " ".join(part for part in (partner.zip, partner.city) if part)
        parts = (partner.name, partner.street, partner.street2, town, number)
        return ", ".join(part.strip() for part in parts if part and part.strip())

    def _get_originals_sudo(self):
        """Return line id -> (original amount, what was paid or credited, delivery).

        In sudo mode because a user of follow-up need not read invoices.
        """
        found = {}
        for line in self.sudo().line_ids:  # unfiltered: read for all notices at once
            item, move = line.move_line_id, line.move_id
            currency = line.currency_id
            original = abs(item.amount_currency) if item else line.amount_residual
            paid = currency.round(original - line.amount_residual)
            delivered = move.delivery_date
            if delivered == line.invoice_date:
                delivered = False
            found[line.id] = (original, max(0.0, paid), delivered)
        return found

    def _format_raw(self, value):
        """Return the interest of a segment, not rounded to the cent."""
        return formatLang(self.env, float(value), digits=4)

    def _get_block_values(self):
        """EXTENDS: a formal notice is formal, whatever the tone of its step."""
        values = super()._get_block_values()
        level = self.level_id
        is_formal = level.step_kind == "formal_notice" or level.tone == "formal"
        return {**values, "is_formal": is_formal}
