from odoo import api, models
from odoo.fields import Domain

from .const import DEBTOR_KINDS, RELATIONSHIPS
from .policy_choice import PolicyChoice


class DebtorDebtor(models.Model):
    """The policy that a debtor is under, and why."""

    _inherit = "debtor.debtor"

    @api.depends(
        "policy_id", "debtor_kind", "relationship", "company_id.followup_policy_id"
    )
    def _compute_effective_policy_id(self):
        for company, debtors in self.grouped("company_id").items():
            choice = self._get_policy_choice(company)
            for debtor in debtors:
                found = choice.of(
                    debtor.policy_id.id, debtor.debtor_kind, debtor.relationship
                )
                debtor.effective_policy_id = found.policy_id
                debtor.effective_policy_reason = self._describe_choice(found)

    @api.model
    def _get_policy_choice(self, company):
        self.env.flush_all()
        return PolicyChoice(self.env, company)

    @api.model
    def _describe_choice(self, choice):
        """Return in words why a policy was chosen."""
        if choice.because == "rule":
            who = self._name_chosen(*choice.chosen[1:])
            return self.env._("chosen for: %(who)s", who=who)
        return {
            "hand": self.env._("set by hand"),
            "company": self.env._("the company's policy"),
            "none": self.env._("no policy is set on the company"),
        }[choice.because]

    @api.model
    def _name_chosen(self, kind, relationship):
        """Return the kind and the class for which a policy was chosen."""
        names = []
        for field, code in (("debtor_kind", kind), ("relationship", relationship)):
            if code:
                selection = self._fields[field]._description_selection(self.env)
                names.append(dict(selection)[code])
        return ", ".join(names)

    @api.model
    def _search_effective_policy_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        values = set(value)
        found = Domain("policy_id", "in", list(values - {False}))
        roots = [("parent_id", "=", False)]
        if False not in values:
            roots.append(("followup_policy_id", "!=", False))
        companies = self.env["res.company"].sudo().search(roots)
        for company in companies:
            found |= self._chosen_domain(company, values)
        return found

    @api.model
    def _chosen_domain(self, company, values):
        """Return the domain of a company's debtors whose chosen policy is a value."""
        choice = self._get_policy_choice(company)
        classes = [code for code, _name in RELATIONSHIPS]
        fits = Domain.FALSE
        for kind, _name in DEBTOR_KINDS:
            chosen = [
                one
                for one in classes
                if (choice.of(None, kind, one).policy_id or False) in values
            ]
            if chosen:
                fits |= Domain("debtor_kind", "=", kind) & Domain(
                    "relationship", "in", chosen
                )
        by_choice = Domain("policy_id", "=", False)
        return by_choice & Domain("company_id", "=", company.id) & fits
