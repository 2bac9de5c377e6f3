from odoo import api, fields, models
from odoo.tools import format_amount


class DebtorNotice(models.Model):
    """What the screens of a notice show beside its record."""

    _inherit = "debtor.notice"

    amount_text = fields.Char(
        string="Asked",
        compute="_compute_amount_text",
        help="What the message asks for, per currency.",
    )

    shown_line_ids = fields.One2many(
        "debtor.notice.line", string="Claims shown", compute="_compute_shown_line_ids"
    )

    @api.depends("line_ids", "copy_of_id.line_ids")
    def _compute_shown_line_ids(self):
        """A copy by a second channel has the claims of its original."""
        for notice in self:
            notice.shown_line_ids = (notice.copy_of_id or notice).line_ids

    @api.depends("line_ids", "copy_of_id.line_ids")
    def _compute_amount_text(self):
        for notice in self:
            notice.amount_text = " + ".join(
                format_amount(self.env, table["total"], table["currency"])
                for table in (notice.copy_of_id or notice)._get_tables()
            )

    def action_send(self):
        """Agree, and show what is next now."""
        result = super().action_send()
        self.debtor_id.action_plan()
        return result

    def action_cancel(self):
        """Cancel, and show what is next now."""
        result = super().action_cancel()
        self.debtor_id.action_plan()
        return result

    def action_arrived(self):
        """Confirm, and show what is next now."""
        result = super().action_arrived()
        self.debtor_id.action_plan()
        return result

    def action_retry(self):
        """Try again, and show what is next now."""
        result = super().action_retry()
        self.debtor_id.action_plan()
        return result
