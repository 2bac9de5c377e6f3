from odoo import fields, models

#: Where envelopes have their window on the left; elsewhere it is on the right.
LEFT_WINDOW_COUNTRIES = ("NL", "DE", "AT")


class ResCompany(models.Model):
    """How letters of follow-up are printed."""

    _inherit = "res.company"

    followup_letter_window = fields.Selection(
        [("left", "On the left"), ("right", "On the right")],
        string="Window of envelopes",
        help="Where the address stands on letters. Empty: as usual in the country.",
    )

    def _followup_window(self):
        """Return on which side the window of the envelopes is: left or right."""
        self.ensure_one()
        usual = "left" if self.country_id.code in LEFT_WINDOW_COUNTRIES else "right"
        return self.root_id.followup_letter_window or usual


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_letter_window = fields.Selection(
        related="company_id.root_id.followup_letter_window", readonly=False
    )
