"""What the Dutch 14-day letter names: the exact costs that can still be avoided."""

import re
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import float_repr, format_amount
from odoo.tools.mail import html_to_inner_content

from ..engine.announced import dutch_announced
from ..engine.law_of_claims import NL_LETTER
from .notice_text import HELPER, WITH_WEEKDAY


class DebtorNotice(models.Model):
    """Art. 6:96 par. 6 BW: the letter names the costs that follow (found).

    They are those that are claimed when nothing is paid: see ``engine/announced``.
    """

    _inherit = "debtor.notice"

    collection_costs_text = fields.Char(compute="_compute_collection", **HELPER)
    costs_principal_text = fields.Char(compute="_compute_collection", **HELPER)
    vat_text = fields.Char(compute="_compute_collection", **HELPER)
    # Claim -> its part of the costs that the letter names, as decimal text.
    announced_costs = fields.Json(
        readonly=True, copy=False, export_string_translation=False
    )

    @api.depends_context("lang")
    @api.depends("line_ids")
    def _compute_collection(self):
        """Compute the costs by the Dutch scale; only claims in euro have some."""
        names = ("collection_costs_text", "costs_principal_text", "vat_text")
        for notice in self._without_legal_words(names):
            euro = notice._get_euro()
            lines = notice._get_lines_in_euro()
            principals = [line._to_decimal(line.amount_rest) for line in lines]
            costs = sum(notice._get_dutch_costs(principals))
            without = sum(notice._get_dutch_costs(principals, with_vat=False))
            texts = {
                "collection_costs_text": costs,
                "costs_principal_text": costs and sum(principals),
                "vat_text": costs - without,
            }
            for name, amount in texts.items():
                # Not the zero itself: as a text it would be a sum.
                text = format_amount(self.env, float(amount), euro)
                notice[name] = bool(amount) and text

    def _get_lines_in_euro(self):
        """Return the demanded claims on which the Dutch scale gives costs."""
        euro = self._get_euro()
        return self._get_demanded().filtered(lambda line: line.currency_id == euro)

    def _get_dutch_costs(self, principals, with_vat=True):
        """Return the costs on each of some principals, of one letter.

        :param bool with_vat: add the VAT that the company cannot deduct
        """
        company = self.sudo().company_id
        vat = Decimal(0)
        if with_vat and not company.followup_deducts_vat:
            vat = Decimal(float_repr(company.followup_vat_percent, 2))
        cap = Decimal(float_repr(company.followup_costs_cap, 2))
        return dutch_announced(principals, vat, cap)

    # === WHAT WAS NAMED === #

    def _set_charges(self, as_of):
        """Keep what a 14-day letter names: never more is claimed. EXTENDS."""
        result = super()._set_charges(as_of)
        self.filtered(lambda one: one.legal_variant == NL_LETTER)._keep_announced()
        return result

    def _keep_announced(self):
        """Keep on 14-day letters which costs they name, claim by claim."""
        for notice in self:
            lines = notice._get_lines_in_euro()
            principals = [line._to_decimal(line.amount_rest) for line in lines]
            costs = notice._get_dutch_costs(principals)
            named = {
                # JSON has no numbers as keys.
                str(line.move_line_id.id): str(cost)
                for line, cost in zip(lines, costs, strict=True)
            }
            notice._write_sudo({"announced_costs": named})

    def _get_announced_costs(self):
        """Return line id -> the costs that this letter named, ``Decimal``."""
        self.ensure_one()
        found = self.announced_costs or {}
        return {int(key): Decimal(one) for key, one in found.items()}

    def _names_costs(self):
        """Tell whether the text as it was sent names the sum and the last day.

        Without them the letter brings no costs: art. 6:96 par. 6 BW (rules.md 3:
        found).
        """
        self.ensure_one()
        notice = self.with_context(lang=self.lang or self.env.lang)
        costs = sum(self._get_announced_costs().values())
        amount = format_amount(notice.env, float(costs), self._get_euro())
        text = _read_plain(self.body)
        # not the end of a longer number
        sums = re.search(rf"(?<![\d.,])(?<!\d ){re.escape(_read_plain(amount))}", text)
        last_day = _read_plain(notice._day(self.deadline_date, WITH_WEEKDAY))
        return bool(costs and sums and last_day and last_day in text)


def _read_plain(text):
    """Return a text without marks, with usual spaces."""
    return re.sub(r"\s+", " ", html_to_inner_content(text or "")).strip()
