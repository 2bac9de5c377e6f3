from collections import Counter

from odoo import api, fields, models

from .const import DEBTOR_KINDS, RELATIONSHIPS
from .policy_choice import PolicyChoice


class DebtorFollowupPolicy(models.Model):
    """The order of policies: the first that fits a customer is the one."""

    _inherit = "debtor.followup.policy"

    rule_text = fields.Char(string="Applies", compute="_compute_rule_text")
    debtor_count = fields.Integer(
        string="Customers",
        compute="_compute_debtor_count",
        help="Customers who are under this policy now, those by hand among them.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A new policy stands before those that are for more customers."""
        policies = super().create(vals_list)
        for policy, vals in zip(policies, vals_list, strict=True):
            if "sequence" not in vals:
                policy.sequence = policy._get_usual_place()
        return policies

    def _get_usual_place(self):
        """Return the place of a policy that nobody has moved: the narrower the
        earlier, and a company's own before one that all companies share.
        """
        self.ensure_one()
        place = 10 + 20 * (not self.debtor_kind) + 10 * (not self.relationship_ids)
        return place - 5 * bool(self.company_id) - 2 * bool(self.country_ids)

    @api.depends_context("company", "lang")
    @api.depends("sequence", "state", "active", "debtor_kind", "relationship_ids")
    def _compute_rule_text(self):
        company = self.env.company.root_id  # layer: the list shows this company's
        self.env.flush_all()
        choice = PolicyChoice(self.env, company)
        numbers = {one.policy_id: n for n, one in enumerate(choice.rules(), 1)}
        reached = {
            choice.of(None, kind, relationship).policy_id
            for kind, _name in DEBTOR_KINDS
            for relationship, _name in RELATIONSHIPS
        }
        for policy in self:
            number = numbers.get(policy.id)
            policy.rule_text = policy._say_rule(choice, number, reached)

    def _say_rule(self, choice, number, reached):
        self.ensure_one()
        if self.id == choice.default_id:
            return self.env._("The company's policy: everybody else")
        if not number:
            if self.state != "active" or not self.active:
                return self.env._("Not active")
            if self.debtor_kind or self.relationship_ids:
                return self.env._("Not in this country, or no company's policy yet")
            return self.env._("By hand only: names neither kind nor class")
        if self.id not in reached:
            return self.env._(
                "Rule %(number)s, never reached: policies above it take all of them",
                number=number,
            )
        return self.env._("Rule %(number)s", number=number)

    @api.depends_context("company")
    @api.depends("sequence", "state", "debtor_kind", "relationship_ids")
    def _compute_debtor_count(self):
        company = self.env.company.root_id  # layer: the list shows this company's
        self.env.flush_all()
        choice = PolicyChoice(self.env, company)
        counts = Counter()
        for policy, kind, relationship, count in self.env["debtor.debtor"]._read_group(
            [("company_id", "=", company.id)],
            ["policy_id", "debtor_kind", "relationship"],
            ["__count"],
        ):
            counts[choice.of(policy.id, kind, relationship).policy_id] += count
        for policy in self:
            policy.debtor_count = counts[policy.id]
