"""What the law wants in the first reminder to a Belgian consumer."""

from decimal import Decimal
from textwrap import shorten

from odoo import api, fields, models
from odoo.tools import float_repr, format_amount, formatLang

from ..engine.announced import NOTHING, belgian_announcement
from ..engine.legal_values import LegalError
from .notice_text import HELPER

#: So long is the description of one thing that was sold.
MAX_DESCRIPTION = 60


class DebtorNotice(models.Model):
    """The four items of art. XIX.2 of the Code of economic law (found).

    The balance and what will be claimed if it stays unpaid; who the creditor is, with
    the company number; what was sold and when it was due; the term in which payment
    costs nothing. Balance, due date and term stand in every reminder.
    """

    _inherit = "debtor.notice"

    creditor_name = fields.Char(compute="_compute_creditor_sudo", **HELPER)
    creditor_number = fields.Char(compute="_compute_creditor_sudo", **HELPER)
    announced_lump_text = fields.Char(compute="_compute_announced", **HELPER)
    announced_rate_text = fields.Char(compute="_compute_announced", **HELPER)
    announces_interest = fields.Boolean(compute="_compute_announced", **HELPER)
    accepted_terms_text = fields.Char(compute="_compute_announced", **HELPER)

    def _compute_creditor_sudo(self):
        """Compute who claims.

        In sudo mode because companies are not readable to every user, and these
        stand on every invoice.
        """
        for notice in self:
            company = notice.sudo().company_id
            notice.creditor_name = company.name
            notice.creditor_number = company.company_registry or company.vat

    @api.depends_context("lang")
    @api.depends("line_ids", "contact_date")
    def _compute_announced(self):
        """Compute what will be claimed on top if the balance stays unpaid.

        Only what a later step of the same policy does claim, by terms that the debtor
        accepted; without both nothing is announced, and nothing will be added.
        """
        for notice in self:
            found = notice._get_announcements(notice.debtor_id.terms_acceptance_ids)
            lump_sum = sum(one.lump_sum for one in found.values())
            rates = [one.rate for one in found.values() if one.interest]
            names = dict.fromkeys(version.display_name for version in found)
            notice.accepted_terms_text = notice._join(list(names))
            # Not the zero itself: as a text it would be a sum that is announced.
            notice.announced_lump_text = bool(lump_sum) and format_amount(
                self.env, float(lump_sum), notice._get_euro()
            )
            notice.announces_interest = bool(rates)
            notice.announced_rate_text = None not in rates and notice._join(
                [notice._format_rate(one) for one in sorted(set(rates))]
            )

    def _get_accepted_version(self):
        """Return the terms that held for the oldest demanded claim, empty if none."""
        entries = self.debtor_id.terms_acceptance_ids
        line = self._get_demanded()[:1]
        if not entries or not line:
            return self.env["debtor.terms.version"]
        return line._get_accepted(entries)

    def _get_announcements(self, entries):
        """Return what the engine says must be announced, by the terms it rests on.

        Each claim by the terms that held when it was invoiced, as it is claimed
        later.

        :param entries: the debtor's acceptances
        :return: version -> :class:`~..engine.announced.Announced`
        """
        self.ensure_one()
        if not entries or not self._may_claim_later():
            return {}
        lines = self._get_demanded()
        found = {}
        for version, group in lines.grouped(
            lambda line: line._get_accepted(entries)
        ).items():
            announced = self._get_announcement(version, group) if version else NOTHING
            if announced:
                found[version] = announced
        return found

    def _get_announcement(self, version, lines):
        """Return what the engine says must be announced of claims under some terms."""
        euro = self._get_euro()
        cap = self.sudo().company_id.followup_costs_cap
        try:
            return belgian_announcement(
                [
                    line._to_decimal(line.amount_rest)
                    for line in lines
                    if line.currency_id == euro
                ],
                version._get_clause(True),
                self.env["debtor.interest.rate"]._book(),
                self.contact_date,
                Decimal(float_repr(cap, 2)),
            )
        except LegalError:
            return NOTHING  # the terms do not hold: nothing will be claimed

    def _may_claim_later(self):
        """Tell whether a later step claims interest and costs, or hands over."""
        levels = list(self.level_id.policy_id.level_ids.sorted())
        place = levels.index(self.level_id) if self.level_id in levels else len(levels)
        return any(
            one._claims_charges() or one.step_kind == "handoff"
            for one in levels[place + 1 :]
        )

    def _get_demanded(self):
        return self.line_ids.filtered(lambda line: line.role == "demanded")

    def _get_euro(self):
        # Not by `ref`, which asks each time whether the record is there.
        euro_id = self.env["ir.model.data"]._xmlid_to_res_id("base.EUR")
        return self.env["res.currency"].browse(euro_id)

    def _format_rate(self, rate):
        """Return a percentage as it is read."""
        digits = max(2, -rate.normalize().as_tuple().exponent)
        return formatLang(self.env, float(rate), digits=digits)

    def _get_block_values(self):
        """EXTENDS: what was sold, where the law wants it described."""
        values = super()._get_block_values()
        is_first = self._get_text_variant() == "be_first"
        values["descriptions"] = self._describe_claims_sudo() if is_first else {}
        return values

    def _describe_claims_sudo(self):
        """Return line id -> what was sold, shortened.

        In sudo mode because a user of follow-up need not read invoices.
        """
        found = {}
        for line in self.sudo().line_ids:  # unfiltered: read for all notices at once
            items = line.move_id.invoice_line_ids
            names = [
                shorten(one.name.split("\n")[0], MAX_DESCRIPTION, placeholder="\u2026")
                for one in items
                if one.display_type == "product" and (one.name or "").strip()
            ]
            names = list(dict.fromkeys(names))
            found[line.id] = self._join_names(names) or self.env._("as on the invoice")
        return found


class DebtorNoticeLine(models.Model):
    _inherit = "debtor.notice.line"

    def _get_accepted(self, entries):
        """Return the terms that held when this claim was invoiced, empty if none."""
        day = self.invoice_date or self.sudo().move_line_id.date
        entries = entries.filtered(lambda one: day and one.date <= day)
        return entries._get_current().version_id

    def _to_decimal(self, amount):
        """Return an amount of this line's currency, exact to its smallest unit."""
        digits = self.currency_id.decimal_places
        return Decimal(f"{self.currency_id.round(amount):.{digits}f}")
