from odoo import api, models


class DebtorFollowupDecision(models.Model):
    """What is said of letters in the explanation of a decision."""

    _inherit = "debtor.followup.decision"

    @api.model
    def _get_explanations(self):
        """EXTENDS debtor.followup.decision."""
        return {
            **super()._get_explanations(),
            "no_address_letter": self.env._(
                "%(level)s goes by post and is due for %(claims)s, but there is no "
                "complete postal address. Enter street, postcode and town on the "
                "invoice contact or on the customer."
            ),
            "no_address_returned": self.env._(
                "%(level)s is due for %(claims)s, but there is no email address, and "
                "the last letter to %(addresses)s came back. Correct the postal "
                "address or enter an email address, on the invoice contact or on the "
                "customer."
            ),
            "contact_underway_letter": self.env._(
                "A letter is printed and waits to be posted: nothing else happens "
                "until it is marked as posted."
            ),
        }

    def _get_readable_parameters(self, level_names):
        """EXTENDS debtor.followup.decision."""
        values = super()._get_readable_parameters(level_names)
        raw = self.parameters or {}
        return {
            **values,
            "channel": raw.get("channel") or "",
            "instead": raw.get("instead") or "",
        }

    @api.model
    def _get_parts(self, text, values):
        """Say by which channel it goes, where that is no matter of course.

        EXTENDS debtor.followup.decision.
        """
        parts = super()._get_parts(text, values)
        if values["instead"] == "email":
            parts.append(
                self.env._("There is no complete postal address, so it goes by email.")
            )
        elif values["instead"]:
            parts.append(
                self.env._(
                    "There is no email address to use, so it goes by letter: it is "
                    "printed from Letters to print."
                )
            )
        elif values["channel"] == "registered_letter":
            parts.append(self.env._("It goes by registered letter."))
        elif values["channel"]:
            parts.append(self.env._("It goes by letter."))
        return parts
