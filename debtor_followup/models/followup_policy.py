from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

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
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
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
    warning = fields.Text(compute="_compute_warning")

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

    @api.depends("level_ids.step_kind")
    def _compute_warning(self):
        for policy in self:
            reminders = policy.level_ids.filtered(
                lambda level: level.step_kind == "reminder"
            )
            policy.warning = (
                self.env._(
                    "This policy has %(count)s reminders. Customers learn to wait "
                    "for the last one: two are enough.",
                    count=len(reminders),
                )
                if len(reminders) > 2
                else False
            )

    @api.constrains("state", "level_ids", "debtor_kind")
    def _check_active(self):
        """An active policy stays as sound as it had to be to be activated."""
        for policy in self.filtered(lambda one: one.state == "active"):
            problems = policy._get_problems()
            if problems:
                raise ValidationError(
                    "\n".join(f"{policy.name}: {problem}" for problem in problems)
                )

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

    def _get_problems(self):
        """Hook: list what keeps this policy from being activated.

        :return: texts that say what to do; empty when all is well
        """
        self.ensure_one()
        levels = self.level_ids.sorted()
        if not levels:
            return [self.env._("add at least one step before activating it.")]
        problems = []
        if self.debtor_kind in ("consumer", "public"):
            problems.append(
                self.env._(
                    "policies for consumers and public bodies cannot be activated "
                    "yet: the rules that the law sets for them are not built in."
                )
            )
        return (
            problems
            + self._get_order_problems(levels)
            + self._get_legal_problems(levels)
        )

    def _get_order_problems(self, levels):
        """List steps that fall on the same day or in the wrong order."""
        problems = []
        for before, after in zip(levels, levels[1:], strict=False):
            names = {"first": before.name, "second": after.name}
            if before.delay_days == after.delay_days:
                problems.append(
                    self.env._(
                        '"%(first)s" and "%(second)s" fall on the same day: '
                        "change the days of one of them.",
                        **names,
                    )
                )
            elif before.delay_days > after.delay_days:
                problems.append(
                    self.env._(
                        '"%(second)s" comes after "%(first)s" but falls on an '
                        "earlier day: change the order or the days.",
                        **names,
                    )
                )
        for level in levels:
            if level.step_kind != "courtesy" and level.delay_days < 1:
                problems.append(
                    self.env._(
                        '"%(name)s" would reach somebody who is not overdue: '
                        "let it come at least one day after the due date.",
                        name=level.name,
                    )
                )
            elif level.step_kind == "courtesy" and level.delay_days > -1:
                problems.append(
                    self.env._(
                        '"%(name)s" is a courtesy note: let it come before the '
                        "due date (negative days).",
                        name=level.name,
                    )
                )
        return problems

    def _get_legal_problems(self, levels):
        """List legal steps that come without two reminders before them."""
        problems, reminders = [], 0
        for level in levels:
            reminders += level.step_kind == "reminder"
            if level.step_kind in ("formal_notice", "handoff") and reminders < 2:
                problems.append(
                    self.env._(
                        '"%(name)s" needs at least two reminders before it: '
                        "add them, or leave the step out.",
                        name=level.name,
                    )
                )
        return problems

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
        currency = company.currency_id
        factor = 10**currency.decimal_places
        return {
            policy.id: Policy.build(
                [level._to_engine(factor) for level in policy.level_ids.sorted()],
                policy_id=policy.id,
                name=policy.name,
                active=policy.state == "active" and policy.active,
                mode=policy.mode,
                minimum_amount=round(policy.minimum_amount * factor),
                small_amount=round(policy.small_amount * factor),
                min_gap_days=policy.min_gap_days,
                debtor_kind=policy.debtor_kind or None,
            )
            for policy in self
        }
