"""What one letter claims of a debtor beside the principal."""

from collections import namedtuple
from decimal import Decimal

from odoo import models
from odoo.tools import float_repr

from ..engine.charges import clause_cost, cost_items, daily_interest, interest_item
from ..engine.legal_claim import assess_letter
from ..engine.legal_facts import LEGAL_ORDER, PRINCIPAL_FIRST
from ..engine.regimes import DUTCH_SCALE
from .debtor_charge import KINDS_OF_COSTS

#: A claim of a letter: the journal item, the engine's claim, its items or None, what
#: a further day adds (``Decimal``), and the last day of interest.
Claimed = namedtuple("Claimed", "line claim interest cost daily until")
#: What one law grants, by line: the engine's claim, its cost or None, and the last
#: day of interest, which a procedure or a plan may bring forward.
_Answer = namedtuple("_Answer", "claims costs ends")


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def _claim_legally(self, lines, as_of):
        """Return what a letter of a day claims on some claims of this debtor.

        Each claim by the terms that were accepted when it was invoiced. Writes
        nothing. What was claimed before, or given up, is not claimed again.

        :param lines: journal items of one currency
        :param date as_of: the day of the letter, the last one of its interest
        :return: list of :data:`Claimed`, in the order of the lines
        :raises LegalError: where a figure or a rule lacks, never a guess
        """
        self.ensure_one()
        # s. 289 BGB and its like: what compensates a delay bears no interest
        noted = self.charge_ids.booked_move_id
        lines = lines.filtered(lambda line: line.move_id not in noted)
        answers = self._answer_legally(lines, as_of)
        asked = self._get_asked()
        return [self._to_claimed(line, answers[line], asked, as_of) for line in lines]

    def _answer_legally(self, lines, as_of):
        """Return line -> :data:`_Answer`: what the law grants, whatever was claimed.

        :raises LegalError: see `_claim_legally`
        """
        pauses = self._get_interest_stops_sudo(as_of)
        versions = {line: self._get_version_of(line) for line in lines}
        answers = {}
        for choice, group in lines.grouped(
            lambda line: self._get_law(versions[line])
        ).items():
            answer = self._answer_for_consumer(choice, group, versions, as_of, pauses)
            answers |= dict.fromkeys(group, answer)
        return answers

    def _get_version_of(self, line):
        """Return the terms that were accepted when a claim was invoiced."""
        day = line.invoice_date or line.date
        return self._get_terms_accepted_by(day).version_id

    def _to_claimed(self, line, answer, asked, as_of):
        claim = answer.claims[line]
        charges = asked.get(line, self.charge_ids.browse())
        was_charged = any(one.charge_kind in KINDS_OF_COSTS for one in charges)
        until = answer.ends[line]
        cost, daily = None, Decimal(0)
        if until == as_of:
            # What a procedure or a plan stopped costs nothing more.
            cost = None if was_charged else answer.costs[line]
            daily = daily_interest(claim, line.currency_id.decimal_places)
        interest = self._interest_since(line, claim, charges, until)
        return Claimed(line, claim, interest, cost, daily, until)

    # === UNDER WHICH LAW === #

    def _answer_for_consumer(self, choice, lines, versions, as_of, pauses):
        """Return what may be claimed under a choice of law.

        Where a consumer keeps the protection of a second law, item by item what
        favours the consumer: Rome I, art. 6 par. 2 (rules.md 6: found).

        :param choice: the engine's ``LawChoice``
        :return: :data:`_Answer`
        """
        answers = [
            self._answer_under(law, lines, versions, as_of, pauses)
            for law in (choice.law, choice.overlay)
            if law
        ]
        by_interest = min(
            answers,
            key=lambda one: sum(each.interest.amount for each in one.claims.values()),
        )
        by_costs = min(
            answers,
            key=lambda one: sum(each.amount for each in one.costs.values() if each),
        )
        return _Answer(by_interest.claims, by_costs.costs, by_interest.ends)

    def _answer_under(self, law, lines, versions, as_of, pauses):
        """Return what may be claimed under one law, letter by letter."""
        book = self.env["debtor.interest.rate"]._book()
        ends = {line: line._get_interest_end(pauses, law, as_of) for line in lines}
        answer = _Answer({}, {}, ends)
        evidence = lines._read_written()
        for day, in_force in self._group_by_regime(law, lines, as_of).items():
            regimes = self.env["debtor.legal.regime"]._in_force(day)
            regime = regimes.get(law)
            for letter_lines in self._split_letter(regime, in_force, versions):
                facts = [
                    line._get_legal_facts(
                        self, versions[line], law, ends[line], evidence
                    )
                    for line in letter_lines
                ]
                if self._has_one_sum(regime, lines):
                    facts = [one._replace(allocation=PRINCIPAL_FIRST) for one in facts]
                letter = assess_letter(law, facts, book, regimes)
                costs = self._get_costs(letter, letter_lines, versions, regime, as_of)
                answer.claims.update(zip(letter_lines, letter.claims, strict=True))
                answer.costs.update(zip(letter_lines, costs, strict=True))
        return answer

    def _group_by_regime(self, law, lines, as_of):
        """Return day -> claims to which the law as of that day applies.

        A claim keeps the rules that held when it fell due.
        """
        regimes = self.env["debtor.legal.regime"].search([("law", "=", law)])
        changes = regimes.mapped("date_from")

        def since(line):
            due = line.date_maturity or as_of
            return max((day for day in changes if day <= due), default=due)

        return lines.grouped(since)

    def _split_letter(self, regime, lines, versions):
        """Return the claims whose costs are one sum, in groups.

        Apart are claims on a Belgian consumer under other clauses, and, where
        payments go to costs first, claims with a sum of their own each.
        """
        by_law = self.company_id.sudo().followup_allocation == LEGAL_ORDER
        if not regime or regime.business_costs == DUTCH_SCALE:
            return [lines]
        if self._is_consumer():
            return list(
                lines.grouped(
                    lambda line: versions[line] and versions[line]._get_clause(True)
                ).values()
            )
        return list(lines) if by_law else [lines]

    def _has_one_sum(self, regime, lines):
        """Tell whether the costs of several claims are one sum.

        What was paid on it then goes to the principal first, whatever the company
        chose: it cannot be spread by law, and less is claimed so.
        """
        by_scale = regime and regime.business_costs == DUTCH_SCALE
        return len(lines) > 1 and (by_scale or self._is_consumer())

    def _get_costs(self, letter, lines, versions, regime, as_of):
        """Return the cost of each claim of a letter, None where there is none.

        A lump sum that a business accepted stands instead of the law's, never
        beside it; what the law gives the others is computed without it.
        """
        digits = lines.currency_id.decimal_places
        cap = Decimal(float_repr(self.company_id.sudo().followup_costs_cap, 2))
        kind = regime.business_costs if regime else None
        clauses = [self._get_lump_sum(versions[line]) for line in lines]
        if not any(clauses):
            return cost_items(
                letter.claims, letter.recovery_fee, as_of, kind, cap, digits
            )
        by_clause = [
            claim._replace(recovery_fee=clause_cost(claim.balance, clause, digits))
            for claim, clause in zip(letter.claims, clauses, strict=True)
        ]
        agreed = cost_items(
            by_clause,
            sum(one.recovery_fee for one in by_clause),
            as_of,
            None,
            cap,
            digits,
        )
        by_law = cost_items(
            letter.claims, letter.recovery_fee, as_of, kind, cap, digits
        )
        return [
            mine if clause else theirs
            for clause, mine, theirs in zip(clauses, agreed, by_law, strict=True)
        ]

    def _get_lump_sum(self, version):
        """Return the lump sum that a business accepted, None if there is none."""
        if not version or self._is_consumer():
            return None
        return version._get_clause(False).lump_sum

    # === WHAT WAS ASKED BEFORE === #

    def _get_asked(self):
        """Return claim -> the charges on it that count as asked.

        Whatever its due date was then. Waived ones too: what a person gave up is not
        asked again. What was taken back because its letter never arrived is.
        """
        counting = self.charge_ids.filtered(lambda one: not one.claim_again)
        return counting.grouped("move_line_id")

    def _interest_since(self, line, claim, charges, as_of):
        """Return the interest item of a claim since what was claimed before."""
        interest = charges.filtered(lambda one: one.charge_kind == "interest")
        until = max(interest.mapped("date_to"), default=None)
        return interest_item(claim, as_of, line._sum_interest(interest), until)
