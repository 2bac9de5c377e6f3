from odoo import api, fields, models

from ..engine.calls import promise_ended


class DebtorPauseLine(models.Model):
    """What a promise was about, so that its end can be judged by the ledger."""

    _inherit = "debtor.pause.line"

    amount_promised = fields.Monetary(string="Promised", readonly=True)
    amount_open = fields.Monetary(
        string="Open then", readonly=True, help="What was open when it was promised."
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
