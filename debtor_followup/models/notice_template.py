"""Which text a notice has."""

from odoo import models

#: The standard text of what the law distinguishes.
VARIANT_TEXTS = {
    "be_first": "first_reminder_be",
    "nl_default": "first_reminder_nl",
}


class DebtorNotice(models.Model):
    """The text of its step, of the law's variant, of the kind of debtor."""

    _inherit = "debtor.notice"

    def _get_template(self):
        """Return the mail template of this notice.

        A step's own text wins over every standard text.
        """
        self.ensure_one()
        level = self.level_id
        name = None if level.mail_template_id else self._get_standard_text()
        return level._get_standard(name) if name else level._get_template()

    def _get_standard_text(self):
        """Hook: return the name of the law's standard text, None for the tone's."""
        return VARIANT_TEXTS.get(self._get_text_variant())

    def _get_text_variant(self):
        """Return which legal variant this is, False for none."""
        return "legal_variant" in self._fields and self.legal_variant


class DebtorFollowupLevel(models.Model):
    _inherit = "debtor.followup.level"

    def _get_standard(self, name):
        """Return a standard text.

        Not by `ref`, which asks each time whether the record is there.
        """
        template_id = self.env["ir.model.data"]._xmlid_to_res_id(
            f"debtor_followup.mail_template_{name}", raise_if_not_found=True
        )
        return self.env["mail.template"].browse(template_id)
