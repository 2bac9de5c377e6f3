"""What somebody asks of the calculator, for the engine of law."""

from decimal import Decimal

from odoo import api, models
from odoo.tools import float_repr

from ..engine.interest import Payment
from ..engine.legal_claim import assess_claim
from ..engine.legal_facts import LEGAL_ORDER, Facts, Reminder
from ..engine.legal_values import LegalError
from ..engine.notice_period import Delivery
from ..engine.penalty_clause import LEGAL_MAXIMUM, NO_CLAUSE, Clause
from .legal_words import legal_words


class DebtorLegalRegime(models.Model):
    _inherit = "debtor.legal.regime"

    @api.model
    def _answer(self, question):
        """Return (claim, None), or (None, why it cannot be computed).

        :param question: a record of the calculator, ``debtor.interest.calculator``
        :return: a :class:`~..engine.legal_claim.LegalClaim`, and words
        """
        try:
            return self._assess_question(question), None
        except LegalError as error:
            return None, legal_words(self.env, error)

    @api.model
    def _assess_question(self, question):
        """Return the engine's claim for what was entered.

        :raises LegalError: what is missing or contradicts itself
        """
        regimes = self._in_force(question.due_date or question.end_date)
        book = self.env["debtor.interest.rate"]._book()
        return assess_claim(question.law or "", _facts_of(question), book, regimes)

    @api.model
    def _get_order(self, question):
        """Return in which order payments are set off in a calculation.

        :return: tuple of ``principal``, ``interest`` and ``costs``; None where the
            law is not known
        """
        regimes = self._in_force(question.due_date or question.end_date)
        regime = regimes.get(question.law)
        if not regime:
            return None
        by_law = question.company_id.sudo().followup_allocation == LEGAL_ORDER
        return regime.terms(by_law=by_law and bool(regime.legal_order)).order


def _facts_of(question):
    """Return the facts as they were entered."""
    company = question.company_id.sudo()
    digits = question.currency_id.decimal_places
    contract_rate = None
    if question.has_contract_rate:
        contract_rate = _exact(question.contract_rate, 4)
    return Facts(
        debtor_kind=question.debtor_kind,
        principal=_exact(question.principal, digits),
        due_date=question.due_date or None,
        end_date=question.end_date,
        currency=question.currency_id.name,
        digits=digits,
        payments=tuple(
            Payment(one.day, _exact(one.amount, digits))
            for one in question.payment_ids
            if one.day
        ),
        allocation=company.followup_allocation,
        mode=company.followup_waiting_mode,
        reminder=_reminder_of(question),
        clause=_clause_of(question),
        contract_rate=contract_rate,
        fee_rule=company.followup_dutch_costs,
        creditor_is_sme=company.followup_is_sme,
        deducts_vat=company.followup_deducts_vat,
        vat_percent=_exact(company.followup_vat_percent, 2),
        due_date_is_fatal=question.due_date_is_fatal,
        reminder_received=question.reminder_received or question.reminder_date or None,
    )


def _reminder_of(question):
    if not question.reminder_date:
        return None
    delivery = Delivery(
        question.reminder_date,
        question.reminder_channel,
        question.reminder_received or None,
    )
    return Reminder(
        (delivery,), is_dutch_letter=question.law == "NL", days=question.reminder_days
    )


def _clause_of(question):
    rate = None if question.clause_rate == "none" else question.clause_rate
    if rate == "own":
        rate = _exact(question.contract_rate, 4)
    lump_sum = None if question.clause_lump_sum == "none" else LEGAL_MAXIMUM
    return NO_CLAUSE if rate is None and lump_sum is None else Clause(rate, lump_sum)


def _exact(amount, digits):
    """Return what was entered as an exact number."""
    return Decimal(float_repr(amount or 0.0, digits))
