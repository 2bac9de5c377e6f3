"""What a formal notice says beside a reminder: amounts apart, law, dates."""

from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ..engine.charges import INTEREST_CHARGE
from ..engine.legal_values import CONSUMER, LegalError, treated_as
from .legal_basis import cost_basis, interest_basis
from .notice_text import DISCREET_KINDS, HELPER


class DebtorNotice(models.Model):
    """Words of formal notices, for their templates.

    Amounts come from ``_get_charge_tables``, which holds what the letter claims;
    nothing is computed here.
    """

    _inherit = "debtor.notice"

    cited_text = fields.Char(compute="_compute_legal_texts", **HELPER)
    called_text = fields.Char(compute="_compute_legal_texts", **HELPER)
    demanded_text = fields.Char(compute="_compute_legal_texts", **HELPER)
    has_charges = fields.Boolean(compute="_compute_legal_texts", **HELPER)
    interest_text = fields.Char(compute="_compute_legal_texts", **HELPER)
    interest_law_text = fields.Char(compute="_compute_legal_texts", **HELPER)
    daily_text = fields.Char(compute="_compute_legal_texts", **HELPER)
    charges_until_text = fields.Char(compute="_compute_legal_texts", **HELPER)

    @api.depends_context("lang")
    @api.depends("line_ids", "charge_items", "charges_until")
    def _compute_legal_texts(self):
        """Compute what formal notices say in words."""
        names = ("cited_text", "called_text", "demanded_text", "has_charges")
        names += ("interest_text", "daily_text", "interest_law_text")
        for notice in self._without_legal_words((*names, "charges_until_text")):
            reminders, calls = notice._get_cited_contacts()
            notice.cited_text = notice._join([notice._day(day) for day in reminders])
            notice.called_text = notice._join([notice._day(day) for day in calls])
            notice.demanded_text = notice._get_demanded_text()
            tables = notice._get_charge_tables()
            notice.has_charges = any(table["rows"] for table in tables)
            notice.interest_text = notice._amounts(tables, "interest")
            notice.daily_text = notice._amounts(tables, "daily")
            notice.interest_law_text = notice._get_bases()[0]
            notice.charges_until_text = notice._day(notice.charges_until)

    def _amounts(self, tables, name):
        """Return the amounts of a name, currency by currency; False for nothing."""
        return self._join(
            [
                format_amount(self.env, float(table[name]), table["currency"])
                for table in tables
                if table[name]
            ]
        )

    def _get_demanded_text(self):
        """Return what is asked of the demanded claims alone."""
        return self._join(
            [
                format_amount(self.env, sum(lines.mapped("amount_rest")), currency)
                for currency, lines in self._get_demanded()
                .grouped("currency_id")
                .items()
            ]
        )

    # === THE LAW === #

    def _get_bases(self):
        """Return (rule on interest, rule on costs), each None where none is named.

        All rules that the claims rest on, each by the terms that held for it; where
        one of them cannot be named none is.
        """
        self.ensure_one()
        items = (self.copy_of_id or self).charge_items or ()
        charged = (
            {one["line_id"] for one in items if one["kind"] == INTEREST_CHARGE},
            {one["line_id"] for one in items if one["kind"] != INTEREST_CHARGE},
        )
        lines = self._get_demanded_lines()
        entries = self.debtor_id.terms_acceptance_ids
        return tuple(
            self._join_bases(
                self._get_bases_under(line._get_accepted(entries))[place]
                for line in lines.filtered(
                    lambda one, ids=ids: not ids or one.move_line_id.id in ids
                )
            )
            for place, ids in enumerate(charged)
        )

    def _join_bases(self, bases):
        """Return rules as one text, None where one of them has no name."""
        names = list(dict.fromkeys(bases))
        return None if None in names else self._join(names) or None

    def _get_bases_under(self, version):
        """Return (rule on interest, rule on costs) of claims under some terms.

        Terms that were accepted come before the law; where a consumer keeps the
        protection of a second law none is named.

        :param version: the terms that held, empty if none
        """
        debtor = self.debtor_id
        try:
            choice = debtor._get_law(version)
        except LegalError:
            return None, None
        kind = treated_as(debtor.debtor_kind)
        terms = self.env._("by the terms that you accepted")
        if kind == CONSUMER and (choice.overlay or choice.law == "BE"):
            return (terms, terms) if choice.law == "BE" else (None, None)
        clause = version and version._get_clause(kind == CONSUMER)
        interest = interest_basis(self.env, choice.law, kind)
        costs = cost_basis(self.env, choice.law)
        if clause and kind != CONSUMER:
            interest = terms if clause.rate is not None else interest
            costs = terms if clause.lump_sum else costs
        return interest, costs

    # === SUBJECT === #

    def _get_subject(self, names, demanded):
        """EXTENDS: a business sees that this is a formal notice, nobody else does."""
        discreet = self.debtor_id.debtor_kind in DISCREET_KINDS
        if self.level_id.step_kind != "formal_notice" or discreet:
            return super()._get_subject(names, demanded)
        values = {"names": self._join_names(names)}
        if len(names) > 1:
            return self.env._("Formal notice: invoices %(names)s", **values)
        return self.env._("Formal notice: invoice %(names)s", **values)

    # === CHARGES AS ROWS === #

    def _get_charge_rows(self, table):
        """Return (label, amount) of what a table claims beside the principal."""
        self.ensure_one()
        bases = self._get_bases()
        kinds = {}
        for row in table["rows"]:
            kinds.setdefault(row["kind"], []).append(row)
        labels = {
            "interest": lambda rows: self._label_interest(rows, bases[0]),
            "fixed_sum": lambda rows: self._label_fixed(rows, table, bases[1]),
            "recovery_cost": lambda _rows: self._label_costs(bases[1]),
        }
        return [
            (
                labels[kind](kinds[kind])
                if kind in labels
                else self.env._("Reminder costs"),
                sum(row["amount"] for row in kinds[kind]),
            )
            for kind in ("interest", "fixed_sum", "recovery_cost", "reminder_cost")
            if kind in kinds
        ]

    def _label_interest(self, rows, basis):
        """Return "Interest (law) at 10.5 % a year from ... up to and including ..."."""
        rates = {segment["rate"] for row in rows for segment in row["segments"]}
        values = {
            "basis": basis,
            "rates": self._join([self._format_rate(rate) for rate in sorted(rates)]),
            "first": format_date(self.env, min(row["date_from"] for row in rows)),
            "last": format_date(self.env, max(row["date_to"] for row in rows)),
        }
        if not basis:
            return self.env._(
                "Interest at %(rates)s %% a year, from %(first)s up to and including "
                "%(last)s",
                **values,
            )
        return self.env._(
            "Interest (%(basis)s) at %(rates)s %% a year, from %(first)s up to and "
            "including %(last)s",
            **values,
        )

    def _label_fixed(self, rows, table, basis):
        """Return "Fixed compensation (law): 2 x € 40.00"; one sum stands alone."""
        amounts = {row["amount"] for row in rows}
        label = self.env._("Fixed compensation")
        if basis:
            label = self.env._("Fixed compensation (%(basis)s)", basis=basis)
        if len(rows) < 2 or len(amounts) > 1:
            return label
        return self.env._(
            "%(label)s: %(count)s x %(amount)s",
            label=label,
            count=len(rows),
            amount=format_amount(self.env, float(*amounts), table["currency"]),
        )

    def _label_costs(self, basis):
        if not basis:
            return self.env._("Collection costs")
        return self.env._("Collection costs (%(basis)s)", basis=basis)
