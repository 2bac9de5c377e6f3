from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_date

from ..engine.interest import ACT_365, ACT_ACT, THIRTY_360
from ..engine.legal_values import BUSINESS, PUBLIC
from ..engine.regimes import (
    BRITISH_SUM,
    COSTS_FIRST,
    DUTCH_SCALE,
    FIXED_SUM,
    INTEREST_FIRST,
    Regime,
)
from .interest_rate import CONFIDENCE, LAWS

DAY_COUNTS = [
    (ACT_365, "Days as they are, the year always 365"),
    (ACT_ACT, "Days as they are, a leap year 366"),
    (THIRTY_360, "Months of 30 days, the year 360"),
]
ORDERS = [
    ("interest", "Interest, then principal, then costs"),
    ("costs", "Costs, then interest, then principal"),
]
COSTS = [
    (FIXED_SUM, "A fixed sum for each late invoice"),
    (DUTCH_SCALE, "The Dutch scale on the principal"),
    (BRITISH_SUM, "The British sum by the size of the debt"),
]
_ORDERS = {"interest": INTEREST_FIRST, "costs": COSTS_FIRST, False: (), None: ()}


class DebtorLegalRegime(models.Model):
    """What a country's law says about late payment, from a day on.

    The figures of the law stand here, with their source, so that a change of the
    law is entered and not waited for. How they work together is the engine's.
    """

    _name = "debtor.legal.regime"
    _description = "Law on late payment"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "law, date_from desc"
    _rec_name = "law"

    law = fields.Selection(LAWS, required=True)
    date_from = fields.Date(
        string="From",
        required=True,
        tracking=True,
        help="It holds for claims that fell due on this day or later, until the next.",
    )
    country_id = fields.Many2one(
        "res.country", required=True, help="Whose days of rest count."
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, help="Of the sums that the law names."
    )
    day_count = fields.Selection(DAY_COUNTS, required=True, tracking=True)
    compounding = fields.Boolean(
        string="Interest on interest",
        tracking=True,
        help="The interest of each whole year bears interest.",
    )
    legal_order = fields.Selection(
        ORDERS,
        string="Order of a payment",
        tracking=True,
        help="In which the law sets a payment off. The company's settings say "
        "whether it is followed; as Odoo reconciles, the principal comes first.",
    )
    lock_business = fields.Boolean(
        string="One rate for businesses",
        tracking=True,
        help="The rate of the first day holds for the whole delay.",
    )
    lock_public = fields.Boolean(
        string="One rate for public bodies",
        tracking=True,
        help="The rate of the first day holds for the whole delay.",
    )
    business_costs = fields.Selection(
        COSTS, string="Costs of a business", required=True, tracking=True
    )
    fixed_sum = fields.Monetary(
        tracking=True, help="For each late invoice to a business or a public body."
    )
    moves_due_date = fields.Boolean(
        string="Days of rest move the due date",
        tracking=True,
        help="A due date on a Saturday, Sunday or holiday becomes the next working "
        "day.",
    )
    source = fields.Char(required=True, tracking=True)
    confidence = fields.Selection(
        CONFIDENCE, required=True, default="high", tracking=True
    )

    _law_unique = models.UniqueIndex(
        "(law, date_from)", "This law has rules from that day already: change those."
    )

    @api.depends("law", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        laws = dict(self._fields["law"]._description_selection(self.env))
        for regime in self:
            regime.display_name = self.env._(
                "%(law)s, from %(day)s",
                law=laws.get(regime.law),
                day=format_date(self.env, regime.date_from),
            )

    @api.constrains("fixed_sum")
    def _check_fixed_sum(self):
        for regime in self:
            if regime.fixed_sum < 0:
                raise ValidationError(
                    self.env._("The fixed sum is below zero: enter zero or more.")
                )

    @api.model
    def _in_force(self, day):
        """Return the regimes of all laws that hold on a day, for the engine.

        :param date day: when the claim fell due
        :return: dict law -> :class:`~..engine.regimes.Regime`
        """
        self.flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT DISTINCT ON (regime.law) regime.*, country.code AS country,
                       currency.name AS currency, regime.fixed_sum::text AS fixed_sum
                  FROM debtor_legal_regime regime
                  JOIN res_country country ON country.id = regime.country_id
                  JOIN res_currency currency ON currency.id = regime.currency_id
                 WHERE regime.date_from <= %s
                 ORDER BY regime.law, regime.date_from DESC
                """,
                day,
            )
        )
        return {row["law"]: self._to_engine(row) for row in rows}

    @api.model
    def _to_engine(self, row):
        """Return the engine's regime of a row of this model."""
        locked = {BUSINESS: row["lock_business"], PUBLIC: row["lock_public"]}
        return Regime(
            law=row["law"],
            country=row["country"],
            currency=row["currency"],
            day_count=row["day_count"],
            compounding=bool(row["compounding"]),
            legal_order=_ORDERS[row["legal_order"]],
            locked_kinds=frozenset(kind for kind, yes in locked.items() if yes),
            business_costs=row["business_costs"],
            fixed_sum=Decimal(row["fixed_sum"] or 0),
            moves_due_date=bool(row["moves_due_date"]),
        )
