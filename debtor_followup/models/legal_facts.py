"""One claim as the law sees it: which law, which facts."""

from decimal import Decimal

from odoo import models
from odoo.tools import float_repr

from ..engine.applicable_law import applicable_law
from ..engine.law_of_claims import (
    BE_FIRST,
    NL_LETTER,
    VARIANTS,
    WRITTEN_CHANNELS,
    Written,
    default_by,
)
from ..engine.legal_facts import Facts, Reminder
from ..engine.legal_values import CONSUMER, treated_as
from ..engine.notice_period import Delivery
from ..engine.penalty_clause import NO_CLAUSE
from ..engine.regimes import law_of

#: Steps that are a reminder in the law's sense; a courtesy note and a call are none.
WRITTEN_STEPS = ("reminder", "formal_notice")
#: What a message to a consumer must have been, so that costs may follow it.
LEGAL_VARIANTS = {"BE": BE_FIRST, "NL": NL_LETTER}


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def _is_consumer(self):
        """Tell whether the law protects this debtor as a consumer; unknown: yes."""
        self.ensure_one()
        return treated_as(self.debtor_kind) == CONSUMER

    def _get_law(self, version):
        """Return which law governs claims on this debtor: Rome I.

        :param version: the terms that it accepted, empty if none
        :return: the engine's ``LawChoice``; with an overlay the lower interest and
            the lower costs are claimed
        :raises LegalError: ``unknown_country``
        """
        self.ensure_one()
        company = self.company_id.sudo()
        return applicable_law(
            company.followup_law,
            law_of(self.partner_id.country_id.code),
            self.debtor_kind,
            directs_activity=company.followup_directs_activity,
            chosen_law=version.law or None,
        )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_legal_facts(self, debtor, version, law, as_of, written=None):
        """Return the facts of this claim for the engine.

        :param debtor: whose claim it is
        :param version: the terms that it accepted, empty if none
        :param str law: under which law
        :param date as_of: the last day of interest
        :param Written written: the notices about several claims, read before
        """
        self.ensure_one()
        written = written or self._read_written()
        company = debtor.company_id.sudo()
        principal, payments = self._get_legal_account()
        is_consumer = debtor._is_consumer()
        clause = version._get_clause(is_consumer) if version else NO_CLAUSE
        # One that said less than the law asks brings nothing (rules.md 2.2, 3).
        protected = is_consumer and law in LEGAL_VARIANTS
        first = self._get_first_written(
            WRITTEN_STEPS, written, VARIANTS if protected else None
        )
        is_fatal = bool(version.due_date_is_fatal)
        is_dutch = law == "NL"
        letter = self._get_first_written(
            ("formal_notice",) if is_dutch else WRITTEN_STEPS,
            written,
            (LEGAL_VARIANTS[law],) if protected else None,
        )
        copies = written.copies.get(letter, letter.browse())
        first_copies = written.copies.get(first, first.browse())
        return Facts(
            debtor_kind=debtor.debtor_kind,
            principal=principal,
            due_date=self.date_maturity or None,
            end_date=as_of,
            currency=self.currency_id.name,
            digits=self.currency_id.decimal_places,
            payments=payments,
            allocation=company.followup_allocation,
            mode=company.followup_waiting_mode,
            reminder=letter._to_legal_reminder(is_dutch, copies) if letter else None,
            clause=clause if is_consumer else NO_CLAUSE,
            contract_rate=None if is_consumer else clause.rate,
            fee_rule=company.followup_dutch_costs,
            creditor_is_sme=company.followup_is_sme,
            deducts_vat=company.followup_deducts_vat,
            vat_percent=Decimal(float_repr(company.followup_vat_percent, 2)),
            due_date_is_fatal=is_fatal,
            default_from=(
                first._get_default_day(first_copies) if first and not is_fatal else None
            ),
            reminder_received=(first and first._get_received_day()) or None,
        )


class DebtorNotice(models.Model):
    _inherit = "debtor.notice"

    def _get_received_day(self):
        """Return the day on which this reached the debtor, as far as is proven.

        A letter that only was posted has none: the law presumes one.
        """
        self.ensure_one()
        if self.delivery_status == "delivered" and self.date_proven:
            return self._day_of(self.date_proven)
        return self.contact_date if self.channel == "email" else None

    def _get_default_day(self, copies):
        """Return from when this notice, by its term, puts in default, if it does.

        :param copies: those of it that arrived
        """
        self.ensure_one()
        deliveries = self._to_deliveries(copies)
        if not self.deadline_date or not deliveries:
            return None
        return default_by(Written(deliveries, self.deadline_date)).day

    def _to_deliveries(self, copies):
        """Return by which ways this and its copies left something in writing."""
        return tuple(
            Delivery(one.contact_date, one.channel, one._get_received_day())
            for one in self | copies
            if one.channel in WRITTEN_CHANNELS
        )

    def _to_legal_reminder(self, is_dutch_letter, copies):
        """Return this notice with its copies as the reminder that the law asks for.

        :param copies: those of it that arrived
        :return: None if it left nothing in writing
        """
        self.ensure_one()
        deliveries = self._to_deliveries(copies)
        if not deliveries:
            return None
        return Reminder(
            deliveries,
            is_dutch_letter=is_dutch_letter,
            until=self.deadline_date or None,
        )
