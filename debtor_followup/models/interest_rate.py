from decimal import Decimal

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..engine.legal_rates import first_days_of, last_days, rate_book

#: The laws whose rules the engine knows, by the names that the rates use.
LAWS = [
    ("BE", "Belgium"),
    ("NL", "Netherlands"),
    ("FR", "France"),
    ("DE", "Germany"),
    ("LU", "Luxembourg"),
    ("UK", "United Kingdom"),
]
RATE_KINDS = [
    ("b2b", "Businesses"),
    ("b2g", "Public bodies"),
    ("b2c", "Consumers"),
]
CONFIDENCE = [
    ("high", "Published"),
    ("medium", "To be compared"),
    ("low", "Uncertain"),
]


class DebtorInterestRate(models.Model):
    """A statutory interest rate, from the first day on which it holds.

    A rate is never carried beyond the time for which it was published: a day
    without a rate is refused, and somebody gets a task to enter the next one.
    The rates are the same for all companies.
    """

    _name = "debtor.interest.rate"
    _description = "Statutory interest rate"
    _order = "law, kind, date_from desc"
    _rec_name = "date_from"

    law = fields.Selection(LAWS, required=True)
    kind = fields.Selection(
        RATE_KINDS,
        string="Towards",
        required=True,
        help="In Belgium the rate for consumers is the civil one, which holds where "
        "the terms agree on no interest; with a clause the rate for businesses is "
        "the limit.",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(
        string="Until",
        compute="_compute_date_to",
        help="The last day for which it is published.",
    )
    percent = fields.Float(string="Percent a year", digits=(7, 4), required=True)
    source = fields.Char(
        required=True, help="Where the rate was published or how it was computed."
    )
    confidence = fields.Selection(CONFIDENCE, required=True, default="high")

    _rate_unique = models.UniqueIndex(
        "(law, kind, date_from)", "This rate is entered already: change that one."
    )

    @api.depends("law", "kind", "date_from")
    def _compute_date_to(self):
        ends = last_days(self._read_rows())
        for rate in self:
            rate.date_to = ends.get((rate.law, rate.kind, rate.date_from))

    @api.depends("law", "kind", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        laws = dict(self._fields["law"]._description_selection(self.env))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for rate in self:
            day = tools.format_date(self.env, rate.date_from)
            rate.display_name = f"{laws.get(rate.law)}, {kinds.get(rate.kind)}, {day}"

    @api.constrains("percent")
    def _check_percent(self):
        for rate in self:
            if not 0 <= rate.percent <= 100:
                raise ValidationError(
                    self.env._(
                        "An interest rate lies between 0 and 100 percent a year: "
                        "%(percent)s is none.",
                        percent=rate.percent,
                    )
                )

    @api.constrains("law", "kind", "date_from")
    def _check_date_from(self):
        for rate in self:
            first_days = first_days_of(rate.law, rate.kind)
            day = (rate.date_from.month, rate.date_from.day)
            if not first_days or day in first_days:
                continue
            if len(first_days) > 1:
                text = self.env._(
                    "This rate is published for a half-year, so it does not begin on "
                    "%(day)s: enter 1 January or 1 July."
                )
            else:
                text = self.env._(
                    "This rate is published for a year, so it does not begin on "
                    "%(day)s: enter 1 January."
                )
            named = tools.format_date(self.env, rate.date_from)
            raise ValidationError(text % {"day": named})

    @api.model_create_multi
    def create(self, vals_list):
        rates = super().create(vals_list)
        self._changed()
        return rates

    def write(self, vals):
        result = super().write(vals)
        self._changed()
        return result

    def unlink(self):
        result = super().unlink()
        self._changed()
        return result

    @api.model
    def _changed(self):
        """Forget the book of rates, and settle the tasks about missing ones."""
        self.env.registry.clear_cache()
        self.env["debtor.legal.regime"]._settle_rate_tasks_sudo()

    @api.model
    def _read_rows(self):
        """Return all rates: (law, kind, first day, percent), exact decimals."""
        self.flush_model()
        # as text: Odoo's cursor turns what is exact into a float
        rows = self.env.execute_query(
            SQL("SELECT law, kind, date_from, percent::text FROM debtor_interest_rate")
        )
        return [(*row, Decimal(percent)) for *row, percent in rows]

    @api.model
    @tools.ormcache()
    def _book(self):
        """Return the engine's book of all rates; kept until one changes."""
        return rate_book(self._read_rows())

    @api.model
    def _keep_edits(self):
        """Let an update of the add-on add rates, and never change one.

        Whoever corrected a rate has read the publication.
        """
        self.env["ir.model.data"].search(
            [("model", "=", self._name), ("module", "=", "debtor_followup")]
        ).noupdate = True
