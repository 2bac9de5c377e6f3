"""Which text a notice has."""

from odoo import models

from ..engine.legal_values import LegalError

#: The standard text of what the law distinguishes.
VARIANT_TEXTS = {
    "be_first": "first_reminder_be",
    "nl_default": "first_reminder_nl",
    "nl_letter": "dutch_letter",
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
        variant = self._get_text_variant()
        if variant in VARIANT_TEXTS:
            return VARIANT_TEXTS[variant]
        if self.level_id.step_kind != "formal_notice":
            return None
        if self._is_to_belgian_consumer():
            return "formal_notice_consumer"
        return "formal_notice"

    def _get_text_variant(self):
        """Return which legal variant this is, False for none."""
        return self.legal_variant

    def _is_to_belgian_consumer(self):
        """Tell whether book XIX of Belgium's Code of economic law protects whom this
        is for; where no law can be told the careful text is right as well."""
        debtor = self.debtor_id
        if not debtor._is_consumer():
            return False
        try:
            choice = debtor._get_law(self._get_accepted_version())
        except LegalError:
            return True
        return "BE" in choice


class DebtorFollowupLevel(models.Model):
    _inherit = "debtor.followup.level"

    def _get_template(self):
        """EXTENDS: a formal notice has a text of its own, whatever its tone."""
        if self.step_kind == "formal_notice" and not self.mail_template_id:
            return self._get_standard("formal_notice")
        return super()._get_template()

    def _get_standard(self, name):
        """Return a standard text.

        Not by `ref`, which asks each time whether the record is there.
        """
        template_id = self.env["ir.model.data"]._xmlid_to_res_id(
            f"debtor_followup.mail_template_{name}", raise_if_not_found=True
        )
        return self.env["mail.template"].browse(template_id)
