from odoo import api, fields, models

from .const import CONTACT_PURPOSES, NOTICE_PURPOSES


class DebtorNotice(models.Model):
    """Notices that are no step: confirmations, apologies, statements, answers.

    They leave by the same queue and are kept as the same evidence; the ladder
    does not count them.
    """

    _inherit = "debtor.notice"

    purpose = fields.Selection(
        NOTICE_PURPOSES, required=True, default="step", readonly=True
    )
    about_id = fields.Many2one(
        "debtor.notice",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The contact that this message confirms or takes back.",
    )
    about_ids = fields.One2many("debtor.notice", "about_id", string="Followed by")

    @api.depends("purpose")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        labels = dict(self._fields["purpose"]._description_selection(self.env))
        for notice in self:
            if notice.purpose != "step" and not notice.level_id:
                notice.display_name = f"{labels[notice.purpose]}, {notice.display_name}"
        return result

    def _is_beside(self):
        """Tell whether this notice stands beside the ladder."""
        self.ensure_one()
        return self.purpose not in CONTACT_PURPOSES

    def _why_not_to_leave(self):
        """Return why a message beside the ladder must not be sent any more."""
        self.ensure_one()
        if self.recipient_id.email_normalized != self.recipient_email:
            return self.env._("The address of the recipient has changed.")
        claims = self.about_id.line_ids.move_line_id
        if self.purpose == "missed_call" and not any(
            not claim.reconciled and claim.parent_state == "posted" for claim in claims
        ):
            return self.env._("What the call was about is not open any more.")
        return None
