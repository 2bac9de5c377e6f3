from odoo import models
from odoo.tools import format_date

from .const import POSTAL_CHANNELS

#: So many QR codes stand beside the account number; more stand below it.
FEW_CODES = 3
#: Millimetres of the paper's margins; pixels of the style in one millimetre.
MARGIN_LEFT, MARGIN_TOP, PIXELS = 20, 12, 5


class DebtorNotice(models.Model):
    """What stands on paper around the text of a notice."""

    _inherit = "debtor.notice"

    def _render_letter(self, day):
        """Return a letter as HTML, in its own language.

        :param date day: the date in its head
        """
        self.ensure_one()
        letter = self.with_context(lang=self.lang or self.env.lang)
        values = letter._get_letter_values(day)
        return letter.env["ir.qweb"]._render("debtor_followup.letter", values)

    def _get_letter_values(self, day):
        """Hook: return what the letter shows."""
        company = self.sudo().company_id
        return {
            "notice": self,
            "company": company,
            "sender_lines": self._get_sender_lines_sudo(),
            "address_lines": self._get_postal_lines_sudo(),
            "window": company._followup_window(),
            "address_style": self._get_address_style_sudo(),
            "body": self._get_letter_body(),
            "few_codes": len((self.copy_of_id or self).qr_payloads or {}) <= FEW_CODES,
            "date": format_date(self.env, day, date_format="long"),
            "reference": self._get_letter_reference(),
            "registered": self.channel == "registered_letter",
            "mail_copy": self._goes_by_mail_too(),
            "env": self.env,
        }

    def _get_address_style_sudo(self):
        """Return where the address stands, in the pixels of the style: 5 a millimetre.

        In sudo mode because companies are not readable to every user.
        """
        left, top, width = self.sudo().company_id._followup_address_place()
        return (
            f"left: {(left - MARGIN_LEFT) * PIXELS}px; "
            f"top: {(top - MARGIN_TOP) * PIXELS}px; width: {width * PIXELS}px;"
        )

    def _get_letter_reference(self):
        """Return what the debtor quotes; it also tells where a letter begins."""
        original = self.copy_of_id or self
        return f"F-{original.id:06d}"

    def _get_letter_file_name(self):
        self.ensure_one()
        return f"{self._get_letter_reference()}.pdf"

    def _goes_by_mail_too(self):
        family = (self.copy_of_id or self) | (self.copy_of_id or self).copy_ids
        return any(
            one.channel == "email" and one.state in ("queued", "sending", "sent")
            for one in family
        )

    def _get_letter_body(self):
        """Return the text with its pictures; a copy says what its original says."""
        return (self.copy_of_id or self)._body_for_print()

    def _get_postal_lines_sudo(self):
        """Return the lines of the address as the post wants them.

        The country only abroad. In sudo mode because the address of a customer is
        printed also by those who see no contacts.
        """
        partner = self.sudo().recipient_id
        names = [partner.commercial_partner_id.name or "", partner.name or ""]
        country = partner.country_id
        at_home = not country or country == self.sudo().company_id.country_id
        lines = [
            *dict.fromkeys(names),
            partner.street,
            partner.street2,
            "  ".join(part for part in (partner.zip, partner.city) if part),
            "" if at_home else country.with_context(lang=self.env.lang).name.upper(),
        ]
        return [line.strip() for line in lines if line and line.strip()]

    def _get_sender_lines_sudo(self):
        """Return who writes: address, numbers, how to reach us.

        In sudo mode because companies are not readable to every user.
        """
        company = self.sudo().company_id
        town = " ".join(part for part in (company.zip, company.city) if part)
        lines = [
            company.street,
            company.street2,
            town,
            company.vat or company.company_registry,
            company.phone,
            company.email,
        ]
        return [line for line in lines if line]

    def _sorted_for_post(self):
        """Return letters in the order of the pile: registered first, then by town."""
        order = {channel: place for place, channel in enumerate(POSTAL_CHANNELS)}
        return self.sorted(
            lambda one: (
                -order[one.channel],
                one.recipient_id.zip or "",
                one.recipient_id.display_name or "",
                one.id,
            )
        )
