"""What a person has already looked at in the morning, and need not see again."""

from odoo import fields, models


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    looked_on = fields.Date(readonly=True, copy=False)
    looked_reason = fields.Char(
        readonly=True, copy=False, export_string_translation=False
    )

    def _note_looked(self, day):
        """Note that a person has looked at the reasons of these debtors.

        They come back next month, or when the reason changes.

        :param date day: the day of looking
        """
        for debtor in self:
            debtor.write(
                {"looked_on": day, "looked_reason": debtor.decision_id.sudo().reason}
            )


class DebtorPause(models.Model):
    _inherit = "debtor.pause"

    handled = fields.Boolean(
        readonly=True,
        copy=False,
        help="Somebody has seen that the promise was not kept.",
    )


class DebtorNotice(models.Model):
    _inherit = "debtor.notice"

    # What the morning page asks for; few rows among all that was ever sent.
    _undelivered = models.Index(
        "(debtor_id) WHERE state IN ('failed', 'bounced') AND handled IS NOT TRUE"
    )
