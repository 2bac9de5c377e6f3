"""What the company's terms say about late payment, as customers accept it."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_repr

from ..engine.legal_rates import B2B
from ..engine.legal_values import LegalError, not_negative
from ..engine.penalty_clause import (
    CIVIL_RATE,
    LEGAL_MAXIMUM,
    NO_CLAUSE,
    Clause,
    LumpSum,
    check_interest,
    check_lump_sum,
)
from .interest_rate import LAWS
from .legal_words import legal_words

RATES = [
    ("none", "No interest"),
    (LEGAL_MAXIMUM, "The highest that the law allows"),
    (CIVIL_RATE, "The legal interest in civil matters"),
    ("own", "A rate of our own"),
]
LUMP_SUMS = [
    ("none", "None"),
    (LEGAL_MAXIMUM, "The highest that the law allows"),
    ("own", "Our own"),
]
_PARTS = ("fixed", "percent", "minimum", "maximum")
CLAUSE_FIELDS = {
    "due_date_is_fatal",
    "law",
    "business_rate_agreed",
    "business_rate",
    *(f"business_lump_{part}" for part in ("sum", *_PARTS)),
    "consumer_rate_kind",
    "consumer_rate",
    "consumer_lump_kind",
    *(f"consumer_lump_{part}" for part in _PARTS),
    "is_reciprocal",
}


class DebtorTermsVersion(models.Model):
    """The clauses stand beside the text: the text says them, these compute them."""

    _inherit = "debtor.terms.version"

    currency_id = fields.Many2one(related="company_id.currency_id")
    law = fields.Selection(
        LAWS,
        string="Law chosen",
        help="Where the text chooses a law. Empty: none is chosen. A consumer keeps "
        "the protection of the own country in any case.",
    )
    due_date_is_fatal = fields.Boolean(
        string="The due date is the agreed last day",
        help="In the Netherlands a consumer is then in default by itself the day "
        "after. Without it a reminder with a term puts in default first.",
    )
    business_rate_agreed = fields.Boolean(
        string="Businesses: a rate of our own",
        help="Instead of the rate of the law. A court may lower what is excessive.",
    )
    business_rate = fields.Float(string="Percent a year", digits=(7, 4))
    business_lump_sum = fields.Boolean(
        string="Businesses: a lump sum of our own",
        help="Instead of the fixed sum of the law, never beside it. A court may lower "
        "what is excessive.",
    )
    business_lump_fixed = fields.Monetary(string="Fixed sum")
    business_lump_percent = fields.Float(string="Percent of the amount", digits=(7, 4))
    business_lump_minimum = fields.Monetary(string="At least")
    business_lump_maximum = fields.Monetary(
        string="At most", help="Zero: without a highest sum."
    )
    consumer_rate_kind = fields.Selection(
        RATES, string="Consumers: interest", required=True, default="none"
    )
    consumer_rate = fields.Float(string="Consumers: percent a year", digits=(7, 4))
    consumer_lump_kind = fields.Selection(
        LUMP_SUMS, string="Consumers: lump sum", required=True, default="none"
    )
    consumer_lump_fixed = fields.Monetary(string="Consumers: fixed sum")
    consumer_lump_percent = fields.Float(
        string="Consumers: percent of the amount", digits=(7, 4)
    )
    consumer_lump_minimum = fields.Monetary(string="Consumers: at least")
    consumer_lump_maximum = fields.Monetary(
        string="Consumers: at most", help="Zero: without a highest sum."
    )
    is_reciprocal = fields.Boolean(
        string="We owe as much when we are late",
        help="A clause against consumers holds only if it binds you in the same way "
        "(Code of Economic Law, art. VI.83, 17).",
    )

    @api.constrains(
        *sorted(CLAUSE_FIELDS - {"law", "due_date_is_fatal", "is_reciprocal"})
    )
    def _check_clauses(self):
        for version in self:
            try:
                version._check_clause()
            except LegalError as error:
                raise ValidationError(legal_words(self.env, error)) from error

    @api.model
    def _frozen_fields(self):
        """EXTENDS: the clauses are part of what was accepted."""
        return super()._frozen_fields() | CLAUSE_FIELDS

    def _check_clause(self):
        """Refuse a clause that the law makes void, before anybody relies on it.

        :raises LegalError: the clause is above a cap, or a figure is below zero
        """
        self.ensure_one()
        figures = [self._number(f"{who}_rate") for who in ("business", "consumer")]
        for who in ("business", "consumer"):
            figures += self._lump_sum(who)
        for figure in figures:
            not_negative(figure or Decimal(0), "clause", "negative_clause")
        if self.consumer_lump_kind == "own":
            check_lump_sum(self._lump_sum("consumer"))
        if self.consumer_rate_kind == "own":
            self._check_consumer_rate()

    def _check_consumer_rate(self):
        """Compare the agreed rate with the cap of each half-year that is known."""
        table = self.env["debtor.interest.rate"]._book().table("BE", B2B)
        since = self.date_from or self.company_id._followup_now().date()
        for period in table.periods:
            if period.last_day >= since:
                day = max(period.first_day, since)
                check_interest(self._number("consumer_rate"), period.percent, day)

    def _get_clause(self, is_consumer):
        """Return what these terms grant, for the engine.

        :param bool is_consumer: towards whom; an unknown debtor is a consumer
        :return: :class:`~..engine.penalty_clause.Clause`
        """
        self.ensure_one()
        if not is_consumer:
            rate = self._number("business_rate") if self.business_rate_agreed else None
            lump = self._lump_sum("business") if self.business_lump_sum else None
            return Clause(rate, lump)
        rate = {"none": None, "own": self._number("consumer_rate")}.get(
            self.consumer_rate_kind, self.consumer_rate_kind
        )
        lump = {"none": None, "own": self._lump_sum("consumer")}.get(
            self.consumer_lump_kind, self.consumer_lump_kind
        )
        if rate is None and lump is None:
            return NO_CLAUSE
        return Clause(rate, lump, valid=self.is_reciprocal)

    def _lump_sum(self, who):
        fixed, percent, minimum, maximum = (
            self._number(f"{who}_lump_{part}") for part in _PARTS
        )
        return LumpSum(fixed, percent, minimum, maximum or None)

    def _number(self, name):
        """Return a figure of the clause, exact as it was entered."""
        return Decimal(float_repr(self[name], 4)).normalize()


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def _get_terms_accepted_by(self, day):
        """Return the acceptance that held for a document of a day, if any.

        The last one of that day or before; an entry that was a mistake is none.
        """
        self.ensure_one()
        return self.terms_acceptance_ids.filtered(
            lambda one: one.date <= day
        )._get_current()
