"""What one letter claims of a debtor beside the principal."""

from collections import namedtuple
from decimal import Decimal

from odoo import models
from odoo.tools import float_repr

from ..engine.charges import clause_cost, cost_items, daily_interest, interest_item
from ..engine.legal_claim import assess_letter

#: A claim of a letter: the journal item, the engine's claim, its items or None,
#: and what a further day adds (``Decimal``).
Claimed = namedtuple("Claimed", "line claim interest cost daily")


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def _claim_legally(self, lines, as_of):
        """Return what a letter of a day claims on some claims of this debtor.

        Writes nothing. Interest that was claimed before is not claimed again.

        :param lines: journal items of one currency
        :param date as_of: the day of the letter, the last one of its interest
        :return: list of :data:`Claimed`, in the order of the lines
        :raises LegalError: where a figure or a rule lacks, never a guess
        """
        self.ensure_one()
        # s. 289 BGB and its like: what compensates a delay bears no interest
        noted = self.charge_ids.booked_move_id
        lines = lines.filtered(lambda line: line.move_id not in noted)
        if not lines:
            return []
        day = min(line.invoice_date or line.date for line in lines)
        version = self._get_terms_accepted_by(day).version_id
        choice = self._get_law(version)
        letters = [
            self._assess_letter(lines, version, law, as_of)
            for law in (choice.law, choice.overlay)
            if law
        ]
        # Rome I, art. 6: what favours the consumer, item by item
        by_interest = min(letters, key=lambda letter: letter[0].interest)[0]
        by_costs, costs = min(
            letters, key=lambda letter: sum(one.amount for one in letter[1] if one)
        )
        return [
            Claimed(
                line,
                by_interest.claims[place],
                self._interest_since(line, by_interest.claims[place], as_of),
                None if self._was_charged(line) else costs[place],
                daily_interest(
                    by_interest.claims[place], line.currency_id.decimal_places
                ),
            )
            for place, line in enumerate(lines)
        ]

    def _assess_letter(self, lines, version, law, as_of):
        """Return the engine's letter under one law, and the cost of each claim."""
        regimes = self.env["debtor.legal.regime"]._in_force(
            min(line.date_maturity or as_of for line in lines)
        )
        book = self.env["debtor.interest.rate"]._book()
        facts = [line._get_legal_facts(self, version, law, as_of) for line in lines]
        letter = assess_letter(law, facts, book, regimes)
        return letter, self._get_costs(letter, version, regimes.get(law), lines, as_of)

    def _get_costs(self, letter, version, regime, lines, as_of):
        """Return the cost of each claim of a letter, None where there is none.

        A lump sum that a business accepted stands instead of the law's, never
        beside it.
        """
        company = self.company_id.sudo()
        digits = lines.currency_id.decimal_places
        claims, total = letter.claims, letter.recovery_fee
        kind = regime.business_costs if regime else None
        clause = version._get_clause(False) if version else None
        if clause and clause.lump_sum and not self._is_consumer():
            claims = [
                claim._replace(
                    recovery_fee=clause_cost(claim.balance, clause.lump_sum, digits)
                )
                for claim in claims
            ]
            total, kind = sum(claim.recovery_fee for claim in claims), None
        cap = Decimal(float_repr(company.followup_costs_cap, 2))
        return cost_items(claims, total, as_of, kind, cap, digits)

    def _interest_since(self, line, claim, as_of):
        """Return the interest item of a claim since what was claimed before."""
        charges = self._get_charges(line, "interest")
        before = sum((line._to_decimal(one.amount) for one in charges), Decimal(0))
        until = max(charges.mapped("date_to"), default=None)
        return interest_item(claim, as_of, before, until)

    def _was_charged(self, line):
        """Tell whether a cost was claimed on a claim already, at its due date."""
        return bool(
            self._get_charges(line, "fixed_sum")
            | self._get_charges(line, "recovery_cost")
        )

    def _get_charges(self, line, kind):
        """Return the charges of a kind on a claim at its due date, waived ones too:
        what was given up is not asked again."""
        return self.env["debtor.charge"].search(
            [
                ("debtor_id", "=", self.id),
                ("move_line_id", "=", line.id),
                ("date_maturity", "=", line.date_maturity),
                ("charge_kind", "=", kind),
            ]
        )
