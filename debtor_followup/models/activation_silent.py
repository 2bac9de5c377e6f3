from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain


class DebtorActivationSilent(models.Model):
    """Somebody who gets no message on the first day, and why."""

    _name = "debtor.activation.silent"
    _description = "Customer without a message at the start"
    _order = "amount desc, id"
    _rec_name = "debtor_id"

    activation_id = fields.Many2one(
        "debtor.activation", required=True, index=True, ondelete="cascade"
    )
    debtor_id = fields.Many2one(
        "debtor.debtor", string="Customer", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="activation_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    reason = fields.Char(required=True)
    title = fields.Char(string="Why, in short", required=True)
    outcome = fields.Char(required=True)
    parameters = fields.Json()
    amount = fields.Monetary(string="Overdue", aggregator="sum")
    explanation = fields.Char(string="Why", compute="_compute_explanation")

    @api.depends("reason", "parameters")
    @api.depends_context("lang")
    def _compute_explanation(self):
        Decision = self.env["debtor.followup.decision"]
        texts = Decision._explain_all(
            [
                {
                    "debtor_id": one.debtor_id.id,
                    "company_id": one.company_id.id,
                    "reason": one.reason,
                    "outcome": one.outcome,
                    "parameters": one.parameters,
                }
                for one in self
            ]
        )
        for one, text in zip(self, texts, strict=True):
            one.explanation = text

    @api.model
    def _create_from(self, activation, decisions):
        """Keep who gets no message; dict debtor -> Decision.

        Those with nothing overdue and nothing to wait for are left aside.
        """
        overdue = self._read_overdue(activation, decisions)
        titles = self._get_titles()
        other = self.env._("Other reasons")
        self.create(
            [
                {
                    "activation_id": activation.id,
                    "debtor_id": debtor.id,
                    "reason": made.reason,
                    "outcome": made.outcome,
                    "title": titles.get(made.reason, other),
                    "parameters": made.parameters,
                    "amount": overdue.get(debtor.partner_id.id, 0.0),
                }
                for debtor, made in decisions.items()
            ]
        )

    @api.model
    def _read_overdue(self, activation, debtors):
        """Return commercial partner id -> what is overdue, as the ledger says.

        Also where nothing of it is to be asked: old claims, what is left out. Less
        open credits, in the company's currency.
        """
        first_day, _limit = activation._limits()
        lines = self.env["account.move.line"]
        claims = activation._get_claims_domain()
        credits = (
            lines._followup_open_domain()
            & Domain("company_id", "child_of", activation.company_id.ids)
            & Domain("amount_residual_currency", "<", 0)
            & Domain("no_followup", "=", False)
        )
        partners = Domain(
            "partner_id.commercial_partner_id",
            "in",
            [debtor.partner_id.id for debtor in debtors],
        )
        groups = lines._read_group(
            partners & ((claims & Domain("date_maturity", "<", first_day)) | credits),
            ["partner_id"],
            ["amount_residual:sum"],
        )
        overdue = defaultdict(float)
        for partner, amount in groups:
            overdue[partner.commercial_partner_id.id] += amount
        return {partner_id: max(0.0, amount) for partner_id, amount in overdue.items()}

    @api.model
    def _get_titles(self):
        """Hook: return reason code -> a short title to group by."""
        step = self.env._("A person's task, not a message")
        return {
            "step_due": step,
            "call_due": step,
            "call_slower": step,
            "call_loyal": step,
            "call_chosen": step,
            "patience": self.env._("A good payer, before the usual day"),
            "waits_for_person": step,
            "old_claims": self.env._("Old claims: to a person"),
            "before_cutoff": self.env._("Due before the cut-off date: left out"),
            "gentle_first_day": self.env._("Waits for its turn in the first week"),
            "address_shared": self.env._("The address is written to for another one"),
            "not_yet": self.env._("Nothing due yet"),
            "nothing_overdue": self.env._("Nothing overdue"),
            "nothing_open": self.env._("Nothing open"),
            "no_debtor": self.env._("Own company or employee"),
            "no_due_date": self.env._("No due date"),
            "covered_by_credits": self.env._("Covered by credits: match them"),
            "paused": self.env._("Paused"),
            "pause_needs_person": self.env._("Paused"),
            "small_amount": self.env._("Small amounts"),
            "below_minimum": self.env._("Small amounts"),
            "end_of_ladder": self.env._("All steps taken"),
            "law_reminder": self.env._("The law asks for another reminder first"),
            "law_letter": self.env._("The law asks for the 14-day letter first"),
            "collected": self.env._("Direct debit: we collect it"),
            "collected_late": self.env._("Direct debit: see whether it came back"),
            "bank_behind": self.env._("Waits for the bank to be booked"),
            "payment_suspected": self.env._("A receipt looks like theirs"),
            "open_bills": self.env._("We owe them: open bills"),
            "own_part": self.env._("Our own part first: invoices to send"),
            "quiet_period": self.env._("Waits for the end of the quiet period"),
            "not_business_day": self.env._("Waits for a business day"),
            "stops_unknown": self.env._("Kind of customer not known"),
            "no_address": self.env._("No address to write to"),
            "address_failed": self.env._("The address does not work"),
            "contact_underway": self.env._("A message is on its way"),
            "uncertain": self.env._("A message is on its way"),
            "no_policy": self.env._("No policy"),
            "policy_draft": self.env._("No policy"),
            "veto_window": self.env._("Announced to a colleague first"),
            "contact_budget": self.env._("Contacted often enough lately"),
            "gentle_start": self.env._("Waits for its turn in the first week"),
        }
