from odoo import api, fields, models

from ..models.notice_text import DISCREET_KINDS, HELPER


class DebtorMessage(models.TransientModel):
    """The thank-you for a payment that crossed our message.

    Nobody looks at it before it leaves: it asks for nothing.
    """

    _inherit = "debtor.message"

    thanked_line_ids = fields.Many2many(
        "debtor.notice.line", readonly=True, export_string_translation=False
    )
    thanks_subject = fields.Char(compute="_compute_thanks_subject", **HELPER)

    @api.depends_context("lang")
    @api.depends("thanked_line_ids", "debtor_id")
    def _compute_thanks_subject(self):
        """Compute the subject; for consumers it says no more than that of a notice."""
        for message in self:
            if message.debtor_id.debtor_kind in DISCREET_KINDS:
                names, nothing = message._get_thanked_names(), message.thanked_line_ids
                subject = message._get_letter()._get_subject(names, nothing.browse())
            else:
                subject = self.env._("Thank you for your payment")
            message.thanks_subject = subject

    @api.model
    def _make_thanks(self, wanted):
        """Return messages with their texts, each in its recipient's language.

        In sudo mode because they belong to the nightly job, like the evidence.

        :param wanted: pairs (the message that is answered, all that were wrong)
        """
        messages = self.sudo().create(
            [
                {
                    "debtor_id": about.debtor_id.id,
                    "purpose": "thank_you",
                    "recipient_id": about.recipient_id.id,
                    "notice_id": about.id,
                    "thanked_line_ids": [
                        (6, 0, wrong.line_ids.filtered("crossed_on").ids)
                    ],
                }
                for about, wrong in wanted
            ]
        )
        messages._write_text()
        return messages

    def _get_thanked_names(self):
        return list(dict.fromkeys(self.thanked_line_ids.mapped("move_name")))

    def _get_claim_names(self):
        """EXTENDS: the claims for which we thank."""
        if not self.thanked_line_ids:
            return super()._get_claim_names()
        return self._get_letter()._join_names(self._get_thanked_names())
