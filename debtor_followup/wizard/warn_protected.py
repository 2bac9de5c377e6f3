from odoo import fields, models


class DebtorMessage(models.TransientModel):
    """A message to a protected customer warns whoever writes it."""

    _inherit = "debtor.message"

    protection_text = fields.Char(
        related="debtor_id.protection_text",
        related_sudo=False,
        export_string_translation=False,
    )
    legal_contact_ids = fields.Many2many(
        related="debtor_id.legal_contact_ids",
        related_sudo=False,
        export_string_translation=False,
    )
    recipient_id = fields.Many2one(
        domain="['&', ('email_normalized', '!=', False), '|', "
        "('id', 'in', legal_contact_ids), "
        "('commercial_partner_id', '=', partner_id)]"
    )


class DebtorStatement(models.TransientModel):
    """So does a statement of account."""

    _inherit = "debtor.statement"

    protection_text = fields.Char(
        related="debtor_id.protection_text",
        related_sudo=False,
        export_string_translation=False,
    )
    legal_contact_ids = fields.Many2many(
        related="debtor_id.legal_contact_ids",
        related_sudo=False,
        export_string_translation=False,
    )
    recipient_id = fields.Many2one(
        domain="['|', ('id', 'in', legal_contact_ids), "
        "('commercial_partner_id', '=', partner_id)]"
    )


class DebtorCallSheet(models.TransientModel):
    """And a call."""

    _inherit = "debtor.call.sheet"

    protection_text = fields.Char(
        related="debtor_id.protection_text",
        related_sudo=False,
        export_string_translation=False,
    )
