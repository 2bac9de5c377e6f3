"""Dutch 14-day letters whose term has ended: their costs are due without an act."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.legal_values import LegalError
from ..engine.notice_period import dutch_last_day, last_dutch_sending
from ..engine.pauses import ENDS_COSTS, leaves_room
from .debtor_charge import KINDS_OF_COSTS
from .legal_account import CORRECTIONS
from .legal_words import legal_words


class DebtorFollowupRun(models.Model):
    _inherit = "debtor.followup.run"

    def _see_to_charges(self):
        """See to the costs of letters whose term has ended. EXTENDS."""
        charges = self.env["debtor.charge"]
        bank_date = self.company_id._followup_bank_date()
        ended = charges._find_ended_letters_sudo(self.company_id, self.date)
        jobs = [
            (letter, lambda one: charges._lower_costs_sudo(one, self.date))
            for letter in charges._find_paid_in_time_sudo(self.company_id)
        ] + [
            (letter, lambda one: charges._claim_after_sudo(one, self.date, bank_date))
            for letter in ended
        ]
        for letter, act in jobs:
            self._try_charges(
                lambda letter=letter, act=act: self._try_costs(letter, act),
                letter.debtor_id,
            )
        return super()._see_to_charges()

    def _try_costs(self, letter, act):
        """See to the costs of one letter; what the law refuses is said once."""
        try:
            act(letter)
        except LegalError as error:
            problem = legal_words(self.env, error)
            if problem != letter.costs_problem:
                letter._write_sudo({"costs_problem": problem})
                self._note_failure(letter.debtor_id, problem)


class DebtorNotice(models.Model):
    """What becomes of a 14-day letter when its term is over."""

    _inherit = "debtor.notice"

    costs_done = fields.Boolean(
        readonly=True, copy=False, export_string_translation=False
    )
    costs_problem = fields.Text(
        readonly=True, copy=False, export_string_translation=False
    )

    def _get_last_free_day(self):
        """Return until when paying costs nothing, None if this brings no costs."""
        self.ensure_one()
        copies = self.copy_ids.filtered(lambda one: one.state == "sent")
        return dutch_last_day(
            self._to_legal_reminder(True, copies),
            self.sudo().company_id.followup_waiting_mode,
        )

    def _brings_no_costs(self, last_day):
        """Tell whether no costs can ever follow this letter.

        Because it did not name them, or because the law ended them meanwhile.
        """
        if not last_day or not self._names_costs():
            return True
        return bool(
            self.env["debtor.pause"].search_count(
                Domain("debtor_id", "=", self.debtor_id.id)
                & Domain("reason", "in", ENDS_COSTS)
                & (
                    Domain("state", "=", "active")
                    | Domain("closed_on", "=", False)
                    | Domain("closed_on", ">=", self.contact_date)
                ),
                limit=1,
            )
        )

    def _get_claims_of_letter(self):
        """Return the demanded claims that are what they were: posted, same due date."""
        return self.line_ids.filtered(
            lambda one: (
                one.role == "demanded"
                and one.move_line_id.parent_state == "posted"
                and one.move_line_id.date_maturity == one.date_maturity
            )
        )

    def _find_held(self, as_of):
        """Return the claims of which a pause holds more than the letter left out.

        :param date as_of: the day that counts as today
        :return: journal items
        """
        pauses = self.env["debtor.pause"]
        pauses.flush_model()
        self.env["debtor.pause.line"].flush_model()
        in_force = pauses._read_in_force(self.debtor_id.ids, as_of)
        held = self.env["account.move.line"]
        for line in self._get_claims_of_letter():
            units = 10**line.currency_id.decimal_places
            spared = round(line.amount_paused * units)
            item = line.move_line_id
            if not leaves_room(in_force, item.id, item.move_id.id, spared):
                held |= item
        return held

    def _get_spared(self):
        """Return line id -> what the letter did not ask and was not credited since.

        What was covered by a credit when it was written, and is set against that
        credit now, is no longer part of the claim.
        """
        spared = {}
        for line in self._get_claims_of_letter():
            credited = sum(
                partial.debit_amount_currency
                for partial in line.move_line_id.matched_credit_ids
                if partial.create_date > line.create_date
                and partial.credit_move_id.move_id.move_type in CORRECTIONS
            )
            left_out = line.amount_residual - line.amount_rest - credited
            spared[line.move_line_id.id] = max(0.0, left_out)
        return spared


class DebtorCharge(models.Model):
    _inherit = "debtor.charge"

    @api.model
    def _find_ended_letters_sudo(self, company, as_of):
        """Return the Dutch 14-day letters of which claims are open, without costs.

        Of steps that add costs, and not those that were seen to. Set-based; whether
        the term of each is over the engine says. In sudo mode because the law's
        calendar runs for whoever works there.

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
                   AND notice.costs_done IS NOT TRUE
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
    def _claim_after_sudo(self, notice, as_of, bank_date):
        """Claim the costs of a 14-day letter whose term has ended: no further act.

        HR 13 June 2014, ECLI:NL:HR:2014:1405 (rules.md 3: found). The whole letter
        is computed, so that what was paid in time lowers the costs; only what is
        still open, and what no pause holds, is charged. It waits until all that came
        in within the term is booked. In sudo mode because a charge is evidence.

        :param notice: the letter, as it was sent
        :param date as_of: the day that counts as today
        :param bank_date: up to when the bank is booked, None where nobody knows
        :return: the charges; none while the term runs
        :raises LegalError: where a rate or a rule lacks
        """
        last_day = notice._get_last_free_day()
        if notice._brings_no_costs(last_day):
            notice._write_sudo({"costs_done": True})
            return self.browse()
        if last_day >= as_of or not bank_date or bank_date < last_day:
            return self.browse()
        held = notice._find_held(as_of)
        items = notice._get_claims_of_letter().move_line_id
        items = items.filtered(lambda item: not item.reconciled) - held
        if not items:
            return self.browse()
        found = self._compute_costs_after(notice, as_of)
        charges = self._charge_after_sudo(
            notice, {item: found[item] for item in items if item in found}
        )
        notice._write_sudo({"costs_done": not held, "costs_problem": False})
        return charges

    @api.model
    def _compute_costs_after(self, notice, as_of):
        """Return claim -> its cost, never above what the letter named for it.

        :raises LegalError: where a rate or a rule lacks
        """
        announced = notice._get_announced_costs()
        items = notice._get_claims_of_letter().move_line_id
        items = items.with_context(followup_spared=notice._get_spared())
        costs = {}
        for lines in items.grouped("currency_id").values():
            for one in notice.debtor_id._claim_legally(lines, as_of):
                named = announced.get(one.line.id)
                if one.cost and named:
                    amount = min(one.cost.amount, named)
                    costs[one.line] = one.cost._replace(amount=amount)
        return costs

    @api.model
    def _charge_after_sudo(self, notice, costs):
        """Claim costs of a letter, and note it on the debtor.

        In sudo mode because a charge is evidence.

        :param dict costs: claim -> the engine's ``Item``
        """
        charges = self.sudo().create(
            [
                {
                    "debtor_id": notice.debtor_id.id,
                    "notice_id": notice.id,
                    "level_id": notice.level_id.id,
                    **self._prepare(line, cost),
                }
                for line, cost in costs.items()
            ]
        )
        notice.debtor_id._log_costs_due(charges)
        return charges

    # === PAID IN TIME, BOOKED LATER === #

    @api.model
    def _find_paid_in_time_sudo(self, company):
        """Return the letters with costs on claims of which a payment, booked after
        them, is of a day on which paying was free.

        In sudo mode because it follows the ledger, whoever works there.
        """
        self.flush_model()
        self.env["account.move.line"].flush_model()
        self.env["account.partial.reconcile"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT notice.id
                  FROM debtor_charge charge
                  JOIN debtor_notice notice ON notice.id = charge.notice_id
                   AND notice.legal_variant = 'nl_letter'
                  JOIN account_partial_reconcile partial
                    ON partial.debit_move_id = charge.move_line_id
                   AND partial.create_date >= charge.create_date
                  JOIN account_move_line paid ON paid.id = partial.credit_move_id
                   AND paid.date < charge.date_from
                 WHERE charge.company_id = %s
                   AND charge.state = 'claimed'
                   AND charge.charge_kind = ANY(%s)
                 ORDER BY notice.id
                """,
                company.root_id.id,
                list(KINDS_OF_COSTS),
            )
        )
        return self.env["debtor.notice"].sudo().browse(row[0] for row in rows)

    @api.model
    def _lower_costs_sudo(self, notice, as_of):
        """Take back the costs of a letter that was paid in time, as far as it was.

        In sudo mode because a charge is evidence.

        :raises LegalError: where a rate or a rule lacks
        """
        charges = notice.charge_ids.filtered(
            lambda one: one.state == "claimed" and one.charge_kind in KINDS_OF_COSTS
        )
        fresh = notice.with_context(followup_apart_from=tuple(charges.ids))
        found = self._compute_costs_after(fresh, as_of)
        words = notice._in_house_language().env
        lower = {}
        for charge in charges:
            item = charge.move_line_id
            asked = item._to_decimal(charge.amount)
            cost = found.get(item)
            if cost and cost.amount >= asked:
                continue
            charge._drop_sudo(
                words._(
                    "Paid within the term of the letter, and booked after it: less "
                    "was owed."
                )
            )
            if cost:
                lower[item] = cost
        # what was dropped is out of the way of what stands for it
        self.flush_model(["state"])
        return self._charge_after_sudo(notice, lower)


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def _get_asked(self):
        """Without those that are computed anew. EXTENDS."""
        asked = super()._get_asked()
        apart = self.env.context.get("followup_apart_from", ())
        if not apart:
            return asked
        return {
            key: charges.filtered(lambda one: one.id not in apart)
            for key, charges in asked.items()
        }

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
