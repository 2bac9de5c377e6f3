from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..engine.calls import last_promise_day, promise_ended
from .const import MANAGERS


class DebtorPauseLine(models.Model):
    """What a promise was about, so that its end can be judged by the ledger."""

    _inherit = "debtor.pause.line"

    amount_promised = fields.Monetary(string="Promised", readonly=True)
    amount_open = fields.Monetary(
        string="Open then", readonly=True, help="What was open when it was promised."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Promises made on any screen note what was promised, of how much."""
        lines = super().create(vals_list)
        lines._note_promised_sudo()
        return lines

    def _note_promised_sudo(self):
        """Note what a promise is about where nobody said so: all that is paused.

        In sudo mode because users of follow-up need not read the ledger.
        """
        for line in self.sudo():
            if line.pause_id.reason != "promise" or line.amount_promised:
                continue
            residual = line.move_line_id.amount_residual_currency
            line.write(
                {"amount_promised": line.amount or residual, "amount_open": residual}
            )

    def _get_promise_end(self):
        """Return `kept` or `broken`, by what the ledger says now."""
        self.ensure_one()
        units = 10**self.currency_id.decimal_places
        line = self.move_line_id
        open_now = 0.0
        if line and line.parent_state == "posted":
            open_now = line.amount_residual_currency
        return promise_ended(
            round(self.amount_promised * units),
            round(self.amount_open * units),
            round(open_now * units),
        )


class DebtorPause(models.Model):
    """How promises ended."""

    _inherit = "debtor.pause"

    closed_on = fields.Date(
        string="Ended on",
        readonly=True,
        copy=False,
        help="When it was kept, broken, answered or lifted.",
    )

    @api.constrains("reason", "date_start", "date_end")
    def _check_promise_day(self):
        """A promise is near, unless a manager agrees to a later day."""
        user = self.env.user  # constraints are checked in sudo mode
        if user._is_superuser() or user.has_group(MANAGERS):
            return
        for pause in self.filtered(lambda one: one.reason == "promise"):
            last = last_promise_day(pause.date_start)
            if pause.date_end > last:
                raise ValidationError(
                    self.env._(
                        "The promised day lies too far ahead: %(last)s is the last "
                        "one. A manager may agree to a later day.",
                        last=format_date(self.env, last),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """A promise to pay everything names the claims, to be judged by them."""
        pauses = super().create(vals_list)
        for pause in pauses:
            if pause.reason == "promise" and not pause.line_ids:
                pause._name_promised_sudo()
        return pauses

    def _name_promised_sudo(self):
        """Add the claims that are due by the promised day.

        In sudo mode because users of follow-up need not read the ledger.
        """
        pause = self.sudo()
        claims = pause.debtor_id._get_call_claims().filtered(
            lambda one: one.date_maturity and one.date_maturity <= pause.date_end
        )
        pause.line_ids = [
            Command.create({"move_line_id": claim.id}) for claim in claims
        ]

    def _set_state(self, target):
        """EXTENDS: note the day of the end."""
        moved = super()._set_state(target)
        for company, pauses in moved.grouped("company_id").items():
            pauses.closed_on = company._followup_now().date()
        return moved

    @api.model
    def _expire(self, company, as_of):
        """A promise whose days are over was kept or broken. EXTENDS."""
        over = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "active"),
                ("reason", "=", "promise"),
                ("date_end", "<", as_of),
                ("line_ids.amount_promised", ">", 0),
            ]
        )
        judged = self.browse()
        for pause in over.filtered(lambda one: one._last_day() < as_of):
            lines = pause.line_ids.filtered("amount_promised")
            ends = {line._get_promise_end() for line in lines}
            judged |= pause._set_state("broken" if "broken" in ends else "kept")
        return judged | super()._expire(company, as_of)
