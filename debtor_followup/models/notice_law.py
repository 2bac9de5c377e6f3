"""What a message is in law: it decides its text and how near its deadline may be."""

from odoo import fields, models

from ..engine.law_of_claims import (
    BE_FIRST,
    NL_DEFAULT,
    NL_LETTER,
    ConsumerLaw,
    deliveries_of,
    last_day,
)
from ..engine.regimes import law_of
from ..engine.rules.message import first_deadline


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_consumer_law(self, country):
        """Return what says which law protects a natural person of a country.

        :param country: a ``res.country``, None or empty where it is not known
        :return: :class:`~..engine.law_of_claims.ConsumerLaw`, without accepted terms
        """
        self.ensure_one()
        return ConsumerLaw(
            self.followup_law or None,
            law_of(country.code) if country else None,
            self.followup_directs_activity,
            self.followup_waiting_mode,
        )


class DebtorNotice(models.Model):
    _inherit = "debtor.notice"

    legal_variant = fields.Selection(
        [
            (BE_FIRST, "First reminder to a consumer (Belgium, Book XIX)"),
            (NL_DEFAULT, "Notice of default to a consumer (Netherlands)"),
            (NL_LETTER, "14-day letter to a consumer (Netherlands)"),
        ],
        string="In law",
        readonly=True,
        help="What the law asks of this message beside what the policy says: it "
        "decides the text and the shortest deadline.",
    )

    def _get_first_deadline(self, day, countries):
        """Return the first day by which this may ask payment if it goes on a day.

        :param date day: the day on which it leaves, or is handed to the post
        :param tuple countries: the company's and the debtor's
        """
        self.ensure_one()
        term = None
        if self.legal_variant:
            mode = self.sudo().company_id.root_id.followup_waiting_mode
            ways = deliveries_of(day, (self.channel,))
            term = last_day(self.legal_variant, ways, mode)
        kind = self.level_id.step_kind
        return first_deadline(day, kind, countries, last_day=term)
