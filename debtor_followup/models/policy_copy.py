from odoo import models


class DebtorFollowupPolicy(models.Model):
    """Duplicating a policy: the start of one's own."""

    _inherit = "debtor.followup.policy"

    def copy_data(self, default=None):
        """A copy is a draft of its own name; that of a shared one gets a company."""
        default = dict(default or {})
        values_list = super().copy_data(default)
        for policy, values in zip(self, values_list, strict=True):
            if "name" not in default:
                values["name"] = self.env._("%(name)s (copy)", name=policy.name)
            if "sequence" not in default:
                values.pop("sequence", None)  # has its own place in the order
            if "company_id" not in default and not policy.company_id:
                # layer: whoever copies a shared policy wants one for his company
                values["company_id"] = self.env.company.root_id.id
        return values_list

    def copy_translations(self, new, excluded=()):
        """The name of a copy is the user's own: no translation of the old one."""
        return super().copy_translations(new, excluded=(*excluded, "name"))
