from odoo import api, models
from odoo.tools import format_date

from ..engine.moment import BUDGET_DAYS


class DebtorFollowupDecision(models.Model):
    """What is said of it in the explanation of a decision."""

    _inherit = "debtor.followup.decision"

    def _get_readable_parameters(self, level_names):
        """EXTENDS debtor.followup.decision."""
        values = super()._get_readable_parameters(level_names)
        raw = self.parameters or {}
        for name in ("contacts", "budget", "days"):
            values[name] = raw.get(name) or 0
        for name in ("first_contact", "chosen_on"):
            values[name] = self._say_day(raw.get(name))
        values["announced"] = self._say_announced(raw.get("announced"))
        values["hour"] = self._say_hour_sudo()
        values["window"] = BUDGET_DAYS
        values["never_automatic"] = raw.get("never_automatic") or ""
        return values

    @api.model
    def _say_day(self, value):
        return format_date(self.env, value) if value else "-"

    def _say_announced(self, day):
        """Return when it was announced; after the acting hour that is tomorrow.

        :param str day: the day from which the announcement counts
        """
        text = self._say_day(day)
        if day and self.date and day > self.date.isoformat():
            return self.env._("its announcement counts from %s on", text)
        return self.env._("it was announced on %s", text)

    def _say_hour_sudo(self):
        """Return from when on messages leave, as 9:30.

        In sudo mode because who works for a branch may not read its main company.
        """
        minutes = round(self.sudo().company_id.followup_hour * 60)
        return f"{minutes // 60}:{minutes % 60:02d}"

    @api.model
    def _get_parts(self, text, values):
        """EXTENDS debtor.followup.decision."""
        parts = super()._get_parts(text, values)
        if values["never_automatic"]:
            parts.append(
                self.env._(
                    'Nothing goes to this customer by itself: "Never automatically" '
                    "is set. Clear it, and the policy says again what leaves."
                )
            )
        return parts

    @api.model
    def _get_explanations(self):
        """EXTENDS debtor.followup.decision."""
        return {
            **super()._get_explanations(),
            "veto_window": self.env._(
                "%(level)s about %(claims)s goes to this key customer by itself on "
                "%(next)s from %(hour)s, unless you stop it: %(announced)s (business "
                "days for a veto: %(days)s). Send it now, postpone it or call; "
                "another step starts this time again."
            ),
            "call_chosen": self.env._(
                "Before %(level)s somebody calls about %(claims)s and asks for payment "
                "by %(deadline)s: a colleague chose to call on %(chosen_on)s, in place "
                "of what was announced. If nobody is reached on two days, or nobody "
                "has called by %(call_by)s, the reminder goes as written; a payment, a "
                "promise or a pause takes the call off the list."
            ),
            "contact_budget": self.env._(
                "%(level)s is due for %(claims)s and waits until %(next)s: contacts in "
                "the last %(window)s days: %(contacts)s, at most %(budget)s, and until "
                "then the contact of %(first_contact)s counts. A person may write or "
                "call before; a higher number changes it."
            ),
        }
