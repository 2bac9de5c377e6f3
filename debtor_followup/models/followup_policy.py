from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.claims import Policy
from .const import DEBTOR_KINDS, MODES


class DebtorFollowupPolicy(models.Model):
    """A ladder: the steps that an overdue claim goes through, and their limits.

    Amounts are in the currency of the debtor's company.
    """

    _name = "debtor.followup.policy"
    _description = "Follow-up policy"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company.root_id,
        help="Empty: every company may use this policy.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Active")],
        required=True,
        default="draft",
        copy=False,
        tracking=True,
        help="Nothing is sent under a draft policy.",
    )
    level_ids = fields.One2many(
        "debtor.followup.level", "policy_id", string="Steps", copy=True
    )
    relationship_ids = fields.Many2many(
        "debtor.relationship",
        string="Relationships",
        help="Empty: any relationship.",
    )
    debtor_kind = fields.Selection(
        [kind for kind in DEBTOR_KINDS if kind[0] != "unknown"],
        string="Kind of debtor",
        help="Empty: any kind.",
    )
    country_ids = fields.Many2many(
        "res.country",
        string="Countries",
        help="Of the company. The policy is suggested there; empty: anywhere.",
    )
    note = fields.Text(
        string="Remarks",
        translate=True,
        help="What whoever chooses this policy should know. For colleagues only.",
    )
    mode = fields.Selection(
        MODES,
        required=True,
        default="propose",
        tracking=True,
        help="Whether messages leave by themselves or wait for a person.",
    )
    # In sudo mode: who works for a branch only may not read its main company.
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", compute_sudo=True
    )
    minimum_amount = fields.Monetary(
        default=5.0,
        help="Below this total per debtor nothing is sent. Company currency.",
    )
    small_amount = fields.Monetary(
        default=50.0,
        help="Below this total per debtor there is one reminder and no more. "
        "Company currency.",
    )
    min_gap_days = fields.Integer(
        string="Days between contacts",
        default=7,
        help="The least number of days between two contacts with a debtor.",
    )

    patience = fields.Boolean(
        string="Patience with good payers",
        default=True,
        help="Loyal and regular customers who usually pay some days late get their "
        "first reminder after that day, at most a week later than here. Never for a "
        "claim above three times what they usually owe.",
    )
    personal_first = fields.Boolean(
        string="Loyal customers are called first",
        default=True,
        help="A loyal business is called before its first reminder, unless the steps "
        "have a call there already. If nobody is reached twice, or nobody calls "
        "within five business days, the reminder goes as written.",
    )

    _amounts_positive = models.Constraint(
        "CHECK (minimum_amount >= 0 AND small_amount >= 0 AND min_gap_days >= 0)",
        "Amounts and days of a policy cannot be negative.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for policy in self:
            company = policy.company_id or self.env.company  # layer: display only
            policy.currency_id = company.currency_id

    def action_activate(self):
        """Check the policy and switch it on.

        It becomes the default of its company when that has none.

        :raises ValidationError: names what is wrong, policy by policy
        """
        self.check_access("write")
        self.write({"state": "active"})  # checked by `_check_active`
        for policy in self:
            company = (policy.company_id or self.env.company).root_id
            company._set_default_policy_sudo(policy)

    def action_deactivate(self):
        """Switch the policy off: nothing is sent under it any more."""
        self.check_access("write")
        self.write({"state": "draft"})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """A policy under which something was sent is part of the evidence."""
        used = self.env["debtor.notice.line"].search_count(
            [("level_id", "in", self.level_ids.ids)], limit=1
        )
        if used:
            raise UserError(
                self.env._(
                    "Notices were sent under this policy. Archive it instead of "
                    "deleting it."
                )
            )

    def _to_engine(self, company):
        """Return these policies as the engine knows them.

        :param company: the company whose currency the amounts are in
        :return: dict policy id -> :class:`~..engine.claims.Policy`
        """
        factor = 10**company.currency_id.decimal_places
        levels = self.env["debtor.followup.level"]
        ladders = levels.search_fetch([("policy_id", "in", self.ids)]).grouped(
            "policy_id"
        )
        return {
            policy.id: policy._to_engine_one(factor, ladders.get(policy, levels))
            for policy in self
        }

    def _to_engine_one(self, factor, levels):
        """Return this policy as the engine knows it.

        :param int factor: minor units in one unit of the company's currency
        :param levels: its steps, in their order
        """
        self.ensure_one()
        return Policy.build(
            [level._to_engine(factor) for level in levels],
            policy_id=self.id,
            name=self.name,
            active=self.state == "active" and self.active,
            mode=self.mode,
            minimum_amount=round(self.minimum_amount * factor),
            small_amount=round(self.small_amount * factor),
            min_gap_days=self.min_gap_days,
            debtor_kind=self.debtor_kind or None,
            patience=self.patience,
            personal_first=self.personal_first,
        )
