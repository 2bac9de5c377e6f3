from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: Follow-up is nobody else's business.
VIEWERS = "debtor_followup.group_viewer"
#: Documents that somebody keeps out of follow-up by their payment state.
LEFT_OUT_STATES = ("blocked", "invoicing_legacy")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    followup_days_late = fields.Integer(
        string="Days late", compute="_compute_followup_days_late", groups=VIEWERS
    )
    followup_level_id = fields.Many2one(
        "debtor.followup.level",
        string="Step reached",
        compute="_compute_followup_level_id",
        groups=VIEWERS,
    )
    followup_left_out = fields.Char(
        string="Why",
        compute="_compute_followup_left_out",
        search="_search_followup_left_out",
        help="Why follow-up does not look at this open item, and what to do.",
        groups=VIEWERS,
    )

    @api.depends("date_maturity")
    def _compute_followup_days_late(self):
        today = {company: company._followup_now().date() for company in self.company_id}
        for line in self:
            due = line.date_maturity
            late = (today[line.company_id] - due).days if due else 0
            line.followup_days_late = max(0, late)

    @api.depends("partner_id", "no_followup", "date_maturity", "move_id.payment_state")
    def _compute_followup_left_out(self):
        for line in self:
            line.followup_left_out = line._get_left_out_reason()

    def _get_left_out_reason(self):
        """Return why follow-up leaves this open item out, False when it does not."""
        self.ensure_one()
        if not self.partner_id:
            return self.env._("It names no customer: set one on the entry.")
        if self.move_id.payment_state == "blocked":
            return self.env._("The invoice is blocked: unblock it first.")
        if self.move_id.payment_state == "invoicing_legacy":
            return self.env._("From before the switch to accounting: not followed.")
        if self.no_followup and self.move_id.is_invoice(include_receipts=True):
            return self.env._("Somebody left this invoice out.")
        if self.no_followup:
            return self.env._("A general entry, as opening balances are.")
        if not self.date_maturity and self.amount_residual > 0:
            return self.env._("It has no due date: set one on the entry.")
        return False

    @api.model
    def _search_followup_left_out(self, operator, value):
        """Find what :meth:`_get_left_out_reason` has an answer for, open or not."""
        if operator != "in" or set(value) - {False}:
            return NotImplemented
        undated = Domain("date_maturity", "=", False)
        return ~(
            Domain("no_followup", "=", True)
            | Domain("partner_id", "=", False)
            | Domain("move_id.payment_state", "in", LEFT_OUT_STATES)
            | undated & Domain("amount_residual", ">", 0)
        )

    @api.model
    def _followup_open_domain(self):
        """Return the domain of open receivable lines."""
        return Domain(
            [
                ("reconciled", "=", False),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )

    def action_follow(self):
        """Take these open items into follow-up from now on.

        In sudo mode because whoever follows debtors need not be allowed to
        change entries; nothing else of the entry changes.

        :raises UserError: names what must be put right on the entry first
        """
        self.env["debtor.debtor"]._check_may_send()
        self.check_access("read")
        excluded = self.filtered("no_followup")
        excluded.sudo().no_followup = False
        left = self.filtered("followup_left_out")
        if left:
            raise UserError(
                "\n".join(
                    f"{line.move_id.name}: {line.followup_left_out}" for line in left
                )
            )
        for company, lines in self.grouped(lambda one: one.company_id.root_id).items():
            debtors = self.env["debtor.debtor"]._for(lines.partner_id, company)
            debtors.action_plan()
