from odoo import api, models

#: Key of the context in which decisions are explained: contact id -> name.
NAMES = "followup_people_names"


class DebtorFollowupDecision(models.Model):
    """Words for to whom a message goes, which rule chose, and who gets a copy."""

    _inherit = "debtor.followup.decision"

    @api.depends("reason", "parameters", "outcome")
    @api.depends_context("lang")
    def _compute_explanation(self):
        """Read the names of all the people at once. EXTENDS."""
        named = self.with_context(**{NAMES: self._read_people_sudo()})
        return super(DebtorFollowupDecision, named)._compute_explanation()

    def _read_people_sudo(self):
        """Return contact id -> name of the people that these decisions name.

        In sudo mode because whoever reads a decision may not see every contact,
        and whom we write to is part of the decision.
        """
        ids = set()
        for one in self:
            parameters = one.parameters or {}
            ids.update(people[0] for people in self._list_people(parameters))
        if not ids:
            return {}
        partners = self.env["res.partner"].sudo().browse(sorted(ids)).exists()
        return {one.id: one.name or one.display_name for one in partners}

    @api.model
    def _get_recipient_rules(self):
        """Return which rule chose a recipient, in words within a sentence."""
        return {
            "by_hand": self.env._("chosen by hand"),
            "reminders": self.env._("marked for payment reminders"),
            "management": self.env._("the customer's management"),
            "invoice_contact": self.env._("the contact on the invoices"),
            "invoice_address": self.env._("the customer's invoice address"),
            "company": self.env._("the customer itself"),
        }

    @api.model
    def _list_people(self, parameters):
        """Return pairs (contact id, why): the recipient, then the copies."""
        to = parameters.get("to")
        return [to, *parameters.get("copies", ())] if to else []

    def _get_readable_parameters(self, level_names):
        values = super()._get_readable_parameters(level_names)
        names = self.env.context.get(NAMES, {})
        people, rules = [], self._get_recipient_rules()
        if self.reason == "step_due":
            people = self._list_people(self.parameters or {})
        known = [
            self.env._("%(name)s (%(why)s)", name=names[one], why=rules[why])
            for one, why in people
            if one in names
        ]
        values["to"] = known[0] if known else ""
        values["copies_to"] = ", ".join(known[1:])
        values["no_manager"] = (self.parameters or {}).get("no_manager", False)
        return values

    @api.model
    def _get_parts(self, text, values):
        parts = super()._get_parts(text, values)
        if values.get("copies_to"):
            parts.append(self.env._("It goes to %(to)s, with a copy to %(copies_to)s."))
        elif values.get("to"):
            parts.append(self.env._("It goes to %(to)s."))
        if values.get("no_manager"):
            parts.append(
                self.env._(
                    "The step asks for a copy to the customer's management, but no "
                    "contact with a working address is marked as such: it goes "
                    "without. Mark one under People."
                )
            )
        return parts
