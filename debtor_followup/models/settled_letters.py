"""Dutch 14-day letters whose term has ended: their costs are due without an act."""

from odoo import api, models
from odoo.tools import SQL

from ..engine.legal_values import LegalError
from ..engine.notice_period import last_dutch_sending
from .debtor_charge import KINDS_OF_COSTS
from .legal_words import refuse


class DebtorFollowupRun(models.Model):
    _inherit = "debtor.followup.run"

    def _see_to_charges(self):
        """Claim the costs of letters whose term has ended. EXTENDS."""
        charges = self.env["debtor.charge"]
        for notice in charges._find_ended_letters_sudo(self.company_id, self.date):
            self._try_charges(
                lambda notice=notice: charges._claim_after_sudo(notice, self.date),
                notice.debtor_id,
            )
        return super()._see_to_charges()


class DebtorCharge(models.Model):
    _inherit = "debtor.charge"

    @api.model
    def _find_ended_letters_sudo(self, company, as_of):
        """Return the Dutch 14-day letters of which claims are open, without costs.

        Of steps that add costs. Set-based; whether the term of each is over the
        engine says. In sudo mode because the law's calendar runs for whoever works
        there.

        :param company: a legal entity
        :param date as_of: the day that counts as today
        """
        self.flush_model()
        self.env["debtor.notice"].flush_model()
        self.env["debtor.followup.level"].flush_model(["add_charges"])
        self.env["account.move.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT notice.id
                  FROM debtor_notice notice
                  JOIN debtor_followup_level level ON level.id = notice.level_id
                   AND level.add_charges
                  JOIN debtor_notice_line line ON line.notice_id = notice.id
                  JOIN account_move_line item ON item.id = line.move_line_id
                 WHERE notice.company_id = %(company)s
                   AND notice.legal_variant = 'nl_letter'
                   AND notice.state = 'sent'
                   AND notice.copy_of_id IS NULL
                   AND notice.contact_date <= %(day)s
                   AND line.role = 'demanded'
                   AND item.date_maturity = line.date_maturity
                   AND item.parent_state = 'posted'
                   AND item.reconciled IS NOT TRUE
                   AND NOT EXISTS (
                       SELECT FROM debtor_charge charge
                        WHERE charge.move_line_id = item.id
                          AND charge.date_maturity = item.date_maturity
                          AND charge.charge_kind = ANY(%(kinds)s)
                          AND charge.claim_again IS NOT TRUE)
                 ORDER BY notice.id
                """,
                company=company.root_id.id,
                day=last_dutch_sending(as_of),
                kinds=list(KINDS_OF_COSTS),
            )
        )
        return self.env["debtor.notice"].sudo().browse(row[0] for row in rows)

    @api.model
    def _claim_after_sudo(self, notice, as_of):
        """Claim the costs of a 14-day letter whose term has ended: no further act.

        HR 13 June 2014, ECLI:NL:HR:2014:1405 (rules.md 3: found). The whole letter
        is computed, so that what was paid in time lowers the costs; only what is
        still open is charged. In sudo mode because a charge is evidence.

        :param notice: the letter, as it was sent
        :param date as_of: the day that counts as today
        :return: the charges; none while the term runs
        :raises UserError: where a rate or a rule lacks; says what to do
        """
        debtor = notice.debtor_id
        named = notice.line_ids.filtered(
            lambda one: (
                one.role == "demanded"
                and one.move_line_id.parent_state == "posted"
                and one.move_line_id.date_maturity == one.date_maturity
            )
        )
        values = []
        for lines in named.move_line_id.grouped("currency_id").values():
            try:
                claimed = debtor._claim_legally(lines, as_of)
            except LegalError as error:
                raise refuse(self.env, error) from error
            values += [
                {
                    "debtor_id": debtor.id,
                    "notice_id": notice.id,
                    "level_id": notice.level_id.id,
                    **self._prepare(one.line, one.cost),
                }
                for one in claimed
                if one.cost and not one.line.reconciled
            ]
        charges = self.sudo().create(values)
        debtor._log_costs_due(charges)
        return charges


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def _log_costs_due(self, charges):
        """Note on the debtor that the term of its letter ended unpaid."""
        if charges:
            # What a job writes down is read by bookkeepers.
            debtor = self.with_context(lang=self.company_id.partner_id.lang)
            debtor._message_log(
                body=debtor.env._(
                    "The term of the 14-day letter has ended: claimed from now on "
                    "%(charges)s.",
                    charges=", ".join(
                        charges.with_env(debtor.env).mapped("display_name")
                    ),
                )
            )
