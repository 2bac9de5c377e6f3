from odoo import api, models
from odoo.exceptions import AccessError

from .company_classes import LIMIT_FIELDS, MANAGERS


class DebtorBehaviour(models.Model):
    """Changing the limits of classes: looked at first, then saved."""

    _inherit = "debtor.behaviour"

    @api.model
    def _check_may_set_limits(self):
        """Only managers look at, and change, the limits of classes.

        :raises AccessError: for anybody else
        """
        if not self.env.su and not self.env.user.has_group(MANAGERS):
            raise AccessError(
                self.env._("Only managers of Follow-up change the limits of classes.")
            )

    @api.model
    def _make_limits(self, company, values):
        """Return a company's limits with other values, checked.

        :param dict values: field of the company -> number
        :raises ValidationError: when they are out of order
        """
        self._check_may_set_limits()
        names = {field: limit for limit, field in LIMIT_FIELDS.items()}
        limits = company._followup_limits()._replace(
            **{names[field]: value for field, value in values.items()}
        )
        company._check_limits_in_order(limits)
        return limits

    @api.model
    def _preview_limits(self, company, as_of, values):
        """Return who would be in another class; writes nothing.

        :return: list of (debtor, class now, class then), by customer
        """
        limits = self._make_limits(company, values)
        moves = self._preview(company, as_of, limits)
        debtors = self.env["debtor.debtor"].browse([one[0] for one in moves])
        found = [(debtor, *one[1:]) for debtor, one in zip(debtors, moves, strict=True)]
        return sorted(
            found, key=lambda one: (one[0].partner_id.display_name or "", one[0].id)
        )

    @api.model
    def _save_limits(self, company, as_of, values):
        """Save limits and set the classes by them, at once."""
        limits = self._make_limits(company, values)
        company._set_followup_limits_sudo(limits)
        self._refresh(company, as_of)
