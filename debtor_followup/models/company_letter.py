from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Where envelopes have their window on the left; elsewhere it is on the right.
LEFT_WINDOW_COUNTRIES = ("NL", "DE", "AT")
#: Millimetres from the left edge of the paper: (least, usual, most, end of the
#: address). They fit windows as they are sold, the paper folded at 105 mm: DIN 680
#: on the left, 35 x 100 and 40 x 110 mm on the right, in DL and C5/6.
ADDRESS_LEFT = {"left": (20, 25, 40, 100), "right": (90, 112, 125, 190)}
#: Millimetres from the top edge of the paper: (least, usual, most).
ADDRESS_TOP = (42, 56, 62)


class ResCompany(models.Model):
    """How letters of follow-up are printed."""

    _inherit = "res.company"

    followup_letter_window = fields.Selection(
        [("left", "On the left"), ("right", "On the right")],
        string="Window of envelopes",
        help="Where the address stands on letters. Empty: as usual in the country.",
    )
    followup_letter_left = fields.Integer(
        string="Address from the left (mm)",
        help="Where the address begins, from the left edge of the paper. 0: as usual.",
    )
    followup_letter_top = fields.Integer(
        string="Address from the top (mm)",
        help="Where the address begins, from the top edge of the paper. 0: as usual.",
    )

    @api.constrains(
        "country_id",
        "followup_letter_window",
        "followup_letter_left",
        "followup_letter_top",
    )
    def _check_followup_letter(self):
        """Refuse an address that would meet the sender, the text or the edge."""
        for company in self:
            least, usual, most, _end = ADDRESS_LEFT[company._followup_window()]
            left, top = company.followup_letter_left, company.followup_letter_top
            if left and not least <= left <= most:
                raise ValidationError(
                    self.env._(
                        "On this side the address on letters can begin between "
                        "%(least)s and %(most)s mm from the left edge of the paper, "
                        "not at %(value)s mm. Enter 0 for %(usual)s mm, as usual.",
                        least=least,
                        most=most,
                        value=left,
                        usual=usual,
                    )
                )
            least, usual, most = ADDRESS_TOP
            if top and not least <= top <= most:
                raise ValidationError(
                    self.env._(
                        "The address on letters can begin between %(least)s and "
                        "%(most)s mm from the top edge of the paper, not at "
                        "%(value)s mm. Enter 0 for %(usual)s mm, as usual.",
                        least=least,
                        most=most,
                        value=top,
                        usual=usual,
                    )
                )

    def _followup_window(self):
        """Return on which side the window of the envelopes is: left or right."""
        self.ensure_one()
        usual = "left" if self.country_id.code in LEFT_WINDOW_COUNTRIES else "right"
        return self.root_id.followup_letter_window or usual

    def _followup_address_place(self):
        """Return (left, top, width) of the address on paper, in millimetres."""
        _least, usual, _most, end = ADDRESS_LEFT[self._followup_window()]
        root = self.root_id
        left = root.followup_letter_left or usual
        return left, root.followup_letter_top or ADDRESS_TOP[1], min(80, end - left)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_letter_window = fields.Selection(
        related="company_id.root_id.followup_letter_window", readonly=False
    )
    followup_letter_left = fields.Integer(
        related="company_id.root_id.followup_letter_left", readonly=False
    )
    followup_letter_top = fields.Integer(
        related="company_id.root_id.followup_letter_top", readonly=False
    )
