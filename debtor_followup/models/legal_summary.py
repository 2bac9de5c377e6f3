"""What is claimed of a debtor beside its invoices, and what that is today."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ..engine.legal_values import LegalError
from .debtor_charge import KINDS_OF_COSTS
from .legal_words import legal_words

TEMPLATE = "debtor_followup.charge_summary"
CALCULATION = "debtor_followup.charge_calculation"


class DebtorCharge(models.Model):
    _inherit = "debtor.charge"

    calculation = fields.Html(compute="_compute_calculation", sanitize=False)

    @api.depends("computation", "currency_id")
    @api.depends_context("lang")
    def _compute_calculation(self):
        """Show the calculation as it was kept, whatever became of rates since."""
        regimes = self.env["debtor.legal.regime"]
        for charge in self:
            charge.calculation = False
            if charge.computation:
                tools = regimes._get_page_tools(charge.currency_id)
                charge.calculation = self.env["ir.qweb"]._render(
                    CALCULATION,
                    {
                        "segments": charge.computation,
                        "amount": tools["amount"],
                        "date": tools["date"],
                        "number": lambda text, of=tools["number"]: of(Decimal(text)),
                    },
                )


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    charge_summary = fields.Html(
        string="Claimed, and today",
        compute="_compute_charge_summary",
        sanitize=False,
        help="Interest is frozen in a letter and runs on until the payment.",
    )

    @api.depends("charge_ids.state", "charge_ids.kept_on")
    @api.depends_context("lang")
    def _compute_charge_summary(self):
        for debtor in self:
            debtor.charge_summary = False
            charges = debtor.charge_ids.filtered(lambda one: one.state == "claimed")
            if charges:
                today = debtor.company_id._followup_now().date()
                debtor.charge_summary = self.env["ir.qweb"]._render(
                    TEMPLATE,
                    {
                        "tables": debtor._get_claimed_tables_sudo(charges, today),
                        "amount": lambda value, currency: format_amount(
                            self.env, float(value), currency
                        ),
                        "date": lambda day: format_date(self.env, day),
                    },
                )

    def _get_claimed_tables_sudo(self, charges, today):
        """Return what is claimed and what it is on a day, currency by currency.

        Each claim is read and computed once. In sudo mode because sales people see
        charges, but not the ledger.

        :param charges: of this debtor, in state claimed
        :param date today: the last day of interest of what is still open
        :return: list of dicts with ``currency rows refused`` and the sums ``open
            claimed today costs total``; rows are dicts with ``name paid_on until
            open claimed today costs total``, amounts ``Decimal``
        """
        self.ensure_one()
        tables = []
        for currency, group in charges.sudo().grouped("currency_id").items():
            interest, refused = self.sudo()._get_interest_since(group, today)
            claims = group.sorted(lambda one: (one.date_maturity, one.id)).grouped(
                lambda one: (one.move_line_id, one.move_name)
            )
            rows = [
                self._get_claimed_row(line, name, some, interest)
                for (line, name), some in claims.items()
            ]
            sums = {
                key: sum((row[key] for row in rows), Decimal(0))
                for key in ("open", "claimed", "today", "costs", "total")
            }
            tables.append(
                {"currency": currency, "rows": rows, "refused": refused, **sums}
            )
        return tables

    def _get_interest_since(self, charges, today):
        """Return claim -> interest since it was claimed, and what keeps it unknown.

        Of open claims until today, of paid ones until the payment unless somebody
        decided about them.

        :return: (dict line -> ``Decimal``, words or None)
        """
        found = {}
        undecided = charges.filtered(lambda one: not one.kept_on and one.is_settled)
        refused = None
        for one in self._read_settled(undecided):
            found[one.line] = one.more.amount if one.more else -one.excess
            refused = refused or one.refused
        lines = charges.filtered(lambda one: not one.is_settled).move_line_id
        try:
            claimed = self._claim_legally(lines, today)
        except LegalError as error:
            return found, legal_words(self.env, error)
        for one in claimed:
            found[one.line] = one.interest.amount if one.interest else Decimal(0)
        return found, refused

    def _get_claimed_row(self, line, name, charges, interest):
        """Return what is claimed on one claim, see `_get_claimed_tables_sudo`."""
        currency = charges.currency_id
        interests = charges.filtered(lambda one: one.charge_kind == "interest")
        costs = charges.filtered(lambda one: one.charge_kind in KINDS_OF_COSTS)
        settled = charges[:1].is_settled
        claimed = currency._to_exact(sum(interests.mapped("amount")))
        is_open = Decimal(0)
        if not settled:
            is_open = currency._to_exact(line.amount_residual_currency)
        row = {
            "name": name,
            "paid_on": line._get_paid_on() if line and line.reconciled else None,
            "settled": settled,
            "until": max(interests.mapped("date_to"), default=None),
            "open": is_open,
            "claimed": claimed,
            "today": claimed + interest.get(line, Decimal(0)),
            "costs": currency._to_exact(sum(costs.mapped("amount"))),
        }
        return {**row, "total": row["open"] + row["today"] + row["costs"]}
