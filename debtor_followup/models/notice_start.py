from odoo import fields, models


class DebtorNotice(models.Model):
    """Notices of a start: previewed first, or taken over from before."""

    _inherit = "debtor.notice"

    activation_id = fields.Many2one(
        "debtor.activation", readonly=True, index="btree_not_null", ondelete="set null"
    )
    activation_why = fields.Char(string="Why this message", readonly=True, copy=False)
    excluded_reason = fields.Char(string="Left out because", readonly=True, copy=False)
    proof_kind = fields.Selection(
        selection_add=[("taken_over", "Taken over from before the start")]
    )

    def _after_change(self, reason, today):
        """What was previewed is what is sent, or that debtor stops.

        EXTENDS debtor_followup. Who owes nothing any more need not be stopped.
        """
        previewed = self.filtered("activation_id")
        super(DebtorNotice, self - previewed)._after_change(reason, today)
        if not previewed:
            return
        decisions = previewed.debtor_id._decide(today)
        owing = [debtor for debtor, made in decisions.items() if made.standings]
        debtors = previewed.debtor_id.browse(debtor.id for debtor in owing)
        debtors._stop_after_preview_sudo(today, reason)
        previewed.debtor_id._plan(today)
