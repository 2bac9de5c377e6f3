"""What the Dutch 14-day letter names: the exact costs that can still be avoided."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import float_repr, format_amount

from ..engine.announced import dutch_announcement
from .notice_text import HELPER


class DebtorNotice(models.Model):
    """Art. 6:96 par. 6 BW: the letter names the costs that follow (found).

    They are those that are claimed when nothing is paid: see ``engine/announced``.
    """

    _inherit = "debtor.notice"

    collection_costs_text = fields.Char(compute="_compute_collection", **HELPER)
    costs_principal_text = fields.Char(compute="_compute_collection", **HELPER)
    vat_text = fields.Char(compute="_compute_collection", **HELPER)

    @api.depends_context("lang")
    @api.depends("line_ids")
    def _compute_collection(self):
        """Compute the costs by the Dutch scale; only claims in euro have some."""
        names = ("collection_costs_text", "costs_principal_text", "vat_text")
        for notice in self._without_legal_words(names):
            euro = notice._get_euro()
            lines = notice._get_demanded().filtered(
                lambda line, euro=euro: line.currency_id == euro
            )
            principals = [line._to_decimal(line.amount_rest) for line in lines]
            costs = notice._get_dutch_costs(principals)
            texts = {
                "collection_costs_text": costs,
                "costs_principal_text": costs and sum(principals),
                "vat_text": costs - notice._get_dutch_costs(principals, with_vat=False),
            }
            for name, amount in texts.items():
                # Not the zero itself: as a text it would be a sum.
                text = format_amount(self.env, float(amount), euro)
                notice[name] = bool(amount) and text

    def _get_dutch_costs(self, principals, with_vat=True):
        """Return the costs on some principals.

        :param bool with_vat: add the VAT that the company cannot deduct
        """
        company = self.sudo().company_id
        vat = Decimal(0)
        if with_vat and not company.followup_deducts_vat:
            vat = Decimal(float_repr(company.followup_vat_percent, 2))
        cap = Decimal(float_repr(company.followup_costs_cap, 2))
        return dutch_announcement(principals, vat, cap)
