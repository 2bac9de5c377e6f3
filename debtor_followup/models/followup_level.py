from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.claims import Level
from .const import CHANNELS, MODES, STEP_KINDS, TONES


class DebtorFollowupLevel(models.Model):
    """One step of a policy: when it comes, by which channel, in which tone."""

    _name = "debtor.followup.level"
    _description = "Follow-up step"
    _order = "policy_id, sequence, delay_days, id"

    policy_id = fields.Many2one(
        "debtor.followup.policy", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="policy_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    step_kind = fields.Selection(STEP_KINDS, required=True, default="reminder")
    reminder_no = fields.Integer(
        string="Reminder number", compute="_compute_reminder_no"
    )
    delay_days = fields.Integer(
        string="Days after due date",
        help="Earliest day, counted from the due date; negative: before it.",
    )
    wait_days = fields.Integer(
        string="Days after last contact",
        help="Earliest day, counted from the last notice that arrived.",
    )
    deadline_days = fields.Integer(
        string="Days to pay",
        default=7,
        help="Days from sending until the date by which payment is asked.",
    )
    channel = fields.Selection(CHANNELS, required=True, default="email")
    second_channel = fields.Selection(CHANNELS)
    tone = fields.Selection(TONES, required=True, default="friendly")
    mail_template_id = fields.Many2one(
        "mail.template",
        string="Text",
        domain=[("model", "=", "debtor.notice")],
        ondelete="restrict",
        help="Empty: the standard text of the step and its tone.",
    )
    currency_id = fields.Many2one(related="policy_id.currency_id")
    minimum_claim = fields.Monetary(
        help="The step is passed over for smaller claims. Company currency.",
    )
    minimum_term_days = fields.Integer(
        string="Minimum payment term",
        help="The step is passed over for claims with a shorter payment term.",
    )
    relationship_ids = fields.Many2many(
        "debtor.relationship",
        string="Relationships",
        help="Empty: any relationship. Others pass this step over.",
    )
    any_amount_relationship_ids = fields.Many2many(
        "debtor.relationship",
        "debtor_followup_level_any_amount_rel",
        "level_id",
        "relationship_id",
        string="Smaller claims too for",
        help="Customers of these classes get the step whatever the claim's amount.",
    )
    registered_from = fields.Monetary(
        help="Below this amount a plain letter replaces the registered one.",
    )
    copy_to_manager = fields.Boolean(
        string="Copy to the customer's management",
        help="A contact of the customer that is marked as management gets a copy by "
        "mail. Never for consumers; without such a contact the step goes on without.",
    )
    offer_installments = fields.Boolean(string="Offer instalments")
    hold_deliveries = fields.Boolean()
    add_charges = fields.Boolean(
        string="Add interest and costs",
        help="Nothing is charged before the formal notice. It adds what the law or "
        "accepted terms allow, and prints how that was computed.",
    )
    mode = fields.Selection(MODES, help="Empty: as the policy says.")

    _days_positive = models.Constraint(
        "CHECK (wait_days >= 0 AND deadline_days >= 0 AND minimum_term_days >= 0)",
        "Days to wait, days to pay and payment terms cannot be negative.",
    )

    def _claims_charges(self):
        """Tell whether this step claims interest and costs: a formal notice may.

        No other text prints them, and what is not printed is not claimed.
        """
        return self.add_charges and self.step_kind == "formal_notice"

    @api.depends(
        "sequence",
        "step_kind",
        "delay_days",
        "policy_id.level_ids.sequence",
        "policy_id.level_ids.step_kind",
        "policy_id.level_ids.channel",
    )
    def _compute_reminder_no(self):
        for level in self:
            level.reminder_no = 0
        for policy in self.policy_id:
            number = 0
            for level in policy.level_ids.sorted():
                if level.step_kind == "reminder" and level.channel != "phone":
                    number += 1
                    level.reminder_no = number

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """A step that was taken is part of the evidence."""
        used = self.env["debtor.notice.line"].search(
            [("level_id", "in", self.ids)], limit=1
        )
        if used:
            raise UserError(
                self.env._(
                    'The step "%(name)s" was already taken for some claims and '
                    "cannot be deleted. Archive the policy and make a new one.",
                    name=used.level_id.name,
                )
            )

    def _get_template(self):
        """Return the mail template of this step: its own, else the standard text."""
        self.ensure_one()
        if self.mail_template_id:
            return self.mail_template_id
        name = "courtesy" if self.step_kind == "courtesy" else self.tone
        # Not by `ref`, which asks each time whether the record is there.
        template_id = self.env["ir.model.data"]._xmlid_to_res_id(
            f"debtor_followup.mail_template_{name}", raise_if_not_found=True
        )
        return self.env["mail.template"].browse(template_id)

    def _to_engine(self, factor):
        """Return this step as the engine knows it.

        :param int factor: minor units in one unit of the company's currency
        """
        self.ensure_one()
        return Level(
            level_id=self.id,
            name=self.name,
            step_kind=self.step_kind,
            reminder_no=0,
            delay_days=self.delay_days,
            order=0,
            wait_days=self.wait_days,
            deadline_days=self.deadline_days,
            channel=self.channel,
            second_channel=self.second_channel or None,
            minimum_claim=round(self.minimum_claim * factor),
            minimum_term_days=self.minimum_term_days,
            relationships=frozenset(self.relationship_ids.mapped("code")),
            any_amount_for=frozenset(self.any_amount_relationship_ids.mapped("code")),
            mode=self.mode or None,
            registered_from=round(self.registered_from * factor),
            copy_to_manager=self.copy_to_manager,
        )
