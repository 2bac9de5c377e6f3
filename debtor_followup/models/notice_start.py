from odoo import api, fields, models


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

    copies_text = fields.Char(string="Also goes as", compute="_compute_copies_text")

    @api.depends("copy_ids.channel", "copy_ids.recipient_id", "copy_ids.state")
    @api.depends_context("lang")
    def _compute_copies_text(self):
        """Say by which other channel a contact goes, to whom and where."""
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for notice in self:
            notice.copies_text = "; ".join(
                ", ".join(
                    part
                    for part in (
                        channels[copy.channel],
                        copy.recipient_id.display_name,
                        copy._get_address(),
                    )
                    if part
                )
                for copy in notice.copy_ids
            )

    def _set_state(self, target, reason=None, **values):
        """The copies of a previewed contact go where it goes. EXTENDS."""
        previewed = self.filtered(lambda one: one.state == "preview")
        copies = previewed.copy_ids.filtered(lambda one: one.state == "preview")
        moved = super()._set_state(target, reason, **values)
        if copies and target in ("queued", "cancelled"):
            moved |= super(DebtorNotice, copies)._set_state(target, reason, **values)
        return moved

    def _why_copies_changed(self, decision):
        """Return why the copies of a previewed contact differ from it now, or None."""
        self.ensure_one()
        before = {
            (one.channel, one.recipient_id.id, one._get_address())
            for one in self.copy_ids
        }
        now = {(one.channel, one.contact_id, one.address) for one in decision.copies}
        if before != now:
            return self.env._("The copy by a second channel would go elsewhere now.")
        return None

    def _drop_outdated(self, decisions, as_of):
        """What was previewed and changed is not made anew: its debtor stops.

        EXTENDS debtor_followup.
        """
        previewed = self.filtered("activation_id")
        result = super(DebtorNotice, self - previewed)._drop_outdated(decisions, as_of)
        for notice in previewed:
            reason = notice._why_decision_changed(decisions[notice.debtor_id])
            reason = reason or notice._say_situation_changed()
            notice._set_state("cancelled", reason=reason)
            notice._after_change(reason, as_of)
        if previewed:
            decisions.update(previewed.debtor_id._decide(as_of))
        return result

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
