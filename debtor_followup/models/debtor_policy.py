from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .const import DEBTOR_KINDS, RELATIONSHIPS
from .policy_choice import PolicyChoice


class DebtorDebtor(models.Model):
    """The policy that a debtor is under, and why."""

    _inherit = "debtor.debtor"

    policy_note = fields.Char(
        compute="_compute_policy_note", export_string_translation=False
    )

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

    def _compute_policy_note(self):
        """Compute what a change of class meant for the policy."""
        names = dict(self._fields["relationship"]._description_selection(self.env))
        choices = {one: self._get_policy_choice(one) for one in self.company_id}
        for debtor in self:
            figures = debtor.behaviour_ids
            by_class = choices[debtor.company_id].of(
                debtor.policy_id.id, debtor.debtor_kind, debtor.relationship
            )
            moved = by_class.chosen and by_class.chosen[2]
            if not moved or debtor.hand_relationship or not figures.changed_on:
                debtor.policy_note = False
                continue
            debtor.policy_note = self.env._(
                "The class was %(before)s until %(day)s. Invoices of which a message "
                "arrived stay on the policy of that message; the others follow this "
                "one.",
                before=names.get(figures.relationship_before, names["new"]),
                day=format_date(self.env, figures.changed_on),
            )

    @api.model
    def _get_policy_choice(self, company):
        self.env.flush_all()
        return PolicyChoice(self.env, company)

    @api.model
    def _describe_choice(self, choice):
        """Return in words why a policy was chosen."""
        if choice.because == "rule":
            return self._name_chosen(*choice.chosen[1:])
        return {
            "hand": self.env._("set by hand"),
            "company": self.env._("the company's policy"),
            "none": self.env._("no policy is set on the company"),
        }[choice.because]

    @api.model
    def _name_chosen(self, kind=None, relationship=None, number=None):
        """Return for which kind and class a policy was chosen, by which rule.

        :return: the end of a sentence, empty when none was chosen
        """
        if not kind and not relationship:
            return ""
        values = {"number": number}
        for name, field, code in (
            ("kind", "debtor_kind", kind),
            ("class", "relationship", relationship),
        ):
            selection = self._fields[field]._description_selection(self.env)
            values[name] = dict(selection).get(code, "")
        if not relationship:
            text = self.env._("because the kind is %(kind)s", **values)
        elif not kind:
            text = self.env._("because the class is %(class)s", **values)
        else:
            text = self.env._(
                "because the kind is %(kind)s and the class %(class)s", **values
            )
        if not number:
            return text  # decided before the rules had numbers
        return self.env._("%(why)s (rule %(number)s)", why=text, **values)

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
