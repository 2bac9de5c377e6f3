"""A call before a reminder: with whom somebody speaks before he is written to."""

from odoo import api, models
from odoo.tools import format_date

from ..engine.rules.alert import DAYS_TO_CALL
from .const import HELD_REASONS

#: The call comes back when the pause is over.
PAUSED_REASONS = ("paused", "pause_needs_person")


class DebtorNotice(models.Model):
    """A call that has the level of the reminder that it comes before."""

    _inherit = "debtor.notice"

    def _is_call_before_reminder(self):
        """Tell whether this is a call made of a reminder, not a ladder's own."""
        self.ensure_one()
        level = self.level_id
        is_reminder = level.step_kind == "reminder" and level.channel != "phone"
        return self.channel == "phone" and is_reminder

    def _get_step_name(self):
        """Return the name of this contact's step."""
        self.ensure_one()
        if self._is_call_before_reminder():
            return self.env._("Call before %(step)s", step=self.level_id.name)
        return self.level_id.name

    def _drop_call(self, decision):
        """Take a call off the list that is not due any more.

        One that nobody made in time is passed over for good: what comes after it
        goes now, and the call does not come back if that has to wait.

        :param decision: what was decided about its debtor instead
        """
        self.ensure_one()
        if decision.reason not in PAUSED_REASONS:
            self.debtor_id._forget_chosen_call_sudo()
        gives_up = "not_called" in decision.parameters
        if not gives_up or not (decision.is_message or decision.reason in HELD_REASONS):
            self._cancel_decided_anew()
            return
        reason = self.env._(
            "nobody called within %(count)s business days", count=DAYS_TO_CALL
        )
        self._set_state("cancelled", reason=reason)
        self._write_sudo({"skipped": True})
        self.debtor_id._end_alert("not_called", self.decision_id.date)


class DebtorFollowupDecision(models.Model):
    _inherit = "debtor.followup.decision"

    def _get_readable_parameters(self, level_names):
        values = super()._get_readable_parameters(level_names)
        raw = self.parameters or {}
        values["days_slower"] = raw.get("days_slower", 0)
        for name in ("call_by", "not_called"):
            day = raw.get(name)
            values[name] = format_date(self.env, day) if day else ""
        return values

    @api.model
    def _get_parts(self, text, values):
        parts = super()._get_parts(text, values)
        if values["not_called"]:
            parts.append(
                self.env._(
                    "The call on the list since %(not_called)s was not made in time."
                )
            )
        return parts

    @api.model
    def _get_explanations(self):
        return {
            **super()._get_explanations(),
            "call_slower": self.env._(
                "This customer pays %(days_slower)s days later than before, so "
                "somebody calls before %(level)s about %(claims)s, asks whether "
                "something is the matter, and for payment by %(deadline)s. If "
                "nobody is reached on two days, or nobody has called by %(call_by)s, "
                "the reminder goes as written; a payment, a promise or a pause takes "
                "the call off the list."
            ),
            "call_loyal": self.env._(
                "This loyal customer has not heard of it yet, so somebody calls before "
                "%(level)s about %(claims)s and asks for payment by %(deadline)s. If "
                "nobody is reached on two days, or nobody has called by %(call_by)s, "
                "the reminder goes as written; a payment, a promise or a pause takes "
                "the call off the list."
            ),
        }
