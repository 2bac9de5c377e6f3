from odoo import api, models
from odoo.exceptions import ValidationError

from ..engine.calls import PROMISES_A_CLAIM
from ..engine.pauses import PAYMENT_REASONS
from .const import MANAGERS

#: Key of the context in which a pause goes along with a customer that parts.
CARRIED = "followup_pause_carried"


class DebtorPause(models.Model):
    """What a promise cannot be, on whatever screen it is entered."""

    _inherit = "debtor.pause"

    @api.constrains("reason", "date_end")
    def _check_payment_ahead(self):
        """Nobody promises a payment for a day that has passed."""
        if self.env.user._is_superuser() or self.env.context.get(CARRIED):
            return
        for pause in self:
            if pause.reason not in PAYMENT_REASONS or pause.state != "active":
                continue
            if pause.date_end < pause.company_id._followup_now().date():
                raise ValidationError(
                    self.env._(
                        "The day by which they pay has passed: choose today or a "
                        "later day."
                    )
                )

    @api.constrains("reason", "line_ids")
    def _check_promise_count(self):
        """Nobody promises the same payment for ever: a person of rank decides."""
        user = self.env.user  # constraints are checked in sudo mode
        if user._is_superuser() or user.has_group(MANAGERS):
            return
        if self.env.context.get(CARRIED):
            return
        lines = self.filtered(lambda one: one.reason == "promise").line_ids
        counts = self.env["debtor.pause.line"]._read_group(
            [
                ("move_line_id", "in", lines.move_line_id.ids),
                ("pause_id.reason", "=", "promise"),
            ],
            ["move_line_id"],
            ["pause_id:count_distinct"],
        )
        names = [
            line.move_id.name for line, count in counts if count > PROMISES_A_CLAIM
        ]
        if names:
            raise ValidationError(
                self.env._(
                    "Payment of %(claims)s was promised twice before; only a manager "
                    "accepts a third promise.",
                    claims=", ".join(names),
                )
            )
