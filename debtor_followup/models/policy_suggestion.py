from odoo import api, models
from odoo.fields import Domain

from .const import KIND_TO_SUGGEST


class DebtorFollowupPolicy(models.Model):
    """Which policy fits a company's debtors of a kind."""

    _inherit = "debtor.followup.policy"

    @api.model
    def _suggest(self, company, kind, relationship=None):
        """Return the policy that fits best, draft or active; nothing is changed.

        A policy made for another kind, country or class never fits. Of those that
        do, one that says the kind comes first, then one made for the class, then
        the company's own, then one that says the country. Without a class,
        policies made for some classes only are left aside.

        :param company: any company; a branch stands for its root
        :param str kind: business, consumer, public or unknown
        :param relationship: code of a class as in `debtor.relationship`, if any
        :return: one policy, or none
        """
        root = company.root_id
        country = root.sudo().country_id
        domain = Domain("company_id", "in", [False, root.id])
        kind = KIND_TO_SUGGEST.get(kind, kind)
        domain &= Domain("debtor_kind", "in", [False, kind])
        domain &= Domain("country_ids", "=", False) | Domain(
            "country_ids", "in", country.ids
        )
        classes = Domain("relationship_ids", "=", False)
        if relationship:
            classes |= Domain("relationship_ids.code", "=", relationship)
        fitting = self.search(domain & classes)
        # `sorted` keeps the order of the search between equals.
        return fitting.sorted(
            lambda policy: (
                not policy.debtor_kind,
                not policy.relationship_ids,
                not policy.company_id,
                not policy.country_ids,
            )
        )[:1]
