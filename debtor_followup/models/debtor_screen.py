from odoo import api, fields, models
from odoo.fields import Domain

#: Whoever may read the ledger itself.
READERS = "account.group_account_readonly,account.group_account_invoice"
#: What a person says about a debtor and what changes its decision.
DECIDING_FIELDS = {"debtor_kind", "direct_debit", "policy_id"}


class DebtorDebtor(models.Model):
    """What the screens of a debtor show beside its record; nothing decides by it."""

    _name = "debtor.debtor"
    _inherit = ["debtor.debtor", "debtor.plan.on.save"]

    days_late = fields.Integer(
        string="Days late",
        compute="_compute_days_late",
        help="Of the oldest overdue claim.",
    )
    is_paused = fields.Boolean(compute="_compute_is_paused")
    has_due_step = fields.Boolean(compute="_compute_has_due_step")
    proposal_id = fields.Many2one("debtor.notice", compute="_compute_proposal_id")
    claim_ids = fields.Many2many(
        "account.move.line",
        string="Open claims",
        compute="_compute_claim_ids",
        groups=READERS,
    )
    claim_count = fields.Integer(compute="_compute_claim_ids", groups=READERS)

    @api.depends("oldest_due_date")
    def _compute_days_late(self):
        today = self._get_today()
        for debtor in self:
            oldest = debtor.oldest_due_date
            late = (today[debtor.company_id] - oldest).days if oldest else 0
            debtor.days_late = max(0, late)

    @api.depends("pause_ids.state", "pause_ids.date_start", "pause_ids.scope")
    def _compute_is_paused(self):
        """Tell who is paused as a whole; some claims alone do not stop the rest."""
        today = self._get_today()
        for debtor in self:
            debtor.is_paused = any(
                pause.state == "active"
                and pause.scope == "debtor"
                and pause.date_start <= today[debtor.company_id]
                for pause in debtor.pause_ids
            )

    @api.depends("next_action", "next_action_date")
    def _compute_has_due_step(self):
        """Tell whether there is a message that a person could send now."""
        today = self._get_today()
        for debtor in self:
            day = debtor.next_action_date
            debtor.has_due_step = (
                debtor.next_action in ("propose", "send")
                and bool(day)
                and day <= today[debtor.company_id]
            )

    @api.depends("notice_ids.state")
    def _compute_proposal_id(self):
        for debtor in self:
            drafts = debtor.notice_ids.filtered(lambda one: one.state == "draft")
            debtor.proposal_id = drafts[:1]

    def _compute_claim_ids(self):
        for debtor in self:
            lines = self.env["account.move.line"].search(
                debtor._get_claims_domain(), order="date_maturity, id"
            )
            debtor.claim_ids = lines
            debtor.claim_count = len(lines)

    def _get_today(self):
        """Return company -> its day of today."""
        return {company: company._followup_now().date() for company in self.company_id}

    def _get_claims_domain(self):
        """Return the domain of the open receivable lines of this debtor."""
        self.ensure_one()
        return (
            self.env["account.move.line"]._followup_open_domain()
            & Domain("partner_id.commercial_partner_id", "=", self.partner_id.id)
            & Domain("company_id", "child_of", self.company_id.ids)
        )

    def _get_debtors_to_plan(self, fnames):
        return self if DECIDING_FIELDS & set(fnames) else self.browse()

    def action_send_now(self):
        """Send, and say at once that a message is on its way."""
        result = super().action_send_now()
        self.action_plan()
        return result

    def action_pause(self):
        """Ask for a pause of this debtor, in a dialog."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debtor_followup.debtor_pause_new_action"
        )
        action["context"] = {"default_debtor_id": self.id}
        return action

    def action_open_proposal(self):
        """Open the message that waits for a person's agreement."""
        self.ensure_one()
        return self.proposal_id._get_records_action()

    def action_open_partner(self):
        """Open the customer."""
        self.ensure_one()
        return self.partner_id._get_records_action()
