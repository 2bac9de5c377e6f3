from odoo import api, models
from odoo.tools import format_date

from ..engine.law_of_claims import BE_FIRST, NL_DEFAULT, NL_LETTER


class DebtorFollowupDecision(models.Model):
    """In words which period of the law a step waits for, and until when."""

    _inherit = "debtor.followup.decision"

    @api.model
    def _get_because(self):
        """EXTENDS debtor.followup.decision."""
        return {
            **super()._get_because(),
            "law": self.env._("after the waiting period of the law"),
        }

    @api.model
    def _get_explanations(self):
        """EXTENDS debtor.followup.decision."""
        return {
            **super()._get_explanations(),
            "law_reminder": self.env._(
                "%(level)s is what the policy has next for %(claims)s, but the law "
                "first asks for a reminder that tells a consumer how long to pay "
                "without costs: none of this kind arrived, and the policy has no "
                "reminder left. Choose a policy with one more reminder for this "
                "customer, after you withdrew a formal notice that went out; or a "
                "person decides what follows."
            ),
            "law_letter": self.env._(
                "%(level)s is what the policy has next for %(claims)s, but Dutch law "
                "first asks for the 14-day letter to a consumer, and none arrived. "
                "It is the policy's formal notice: give the policy one before this "
                "step, or withdraw one that went out in another form, so that it "
                "comes again; or a person decides what follows."
            ),
        }

    @api.model
    def _get_because_of_law(self):
        """Hook: return (whose term, is its day of delivery proven) -> words."""
        default = self.env._(
            "by Dutch law only after %(law_until)s, the last day that was given: a "
            "consumer is not in default before"
        )
        return {
            (BE_FIRST, False): self.env._(
                "by Belgian law: after the first reminder, sent on %(law_since)s, a "
                "consumer has until %(law_until)s to pay without costs"
            ),
            (BE_FIRST, True): self.env._(
                "by Belgian law: after the first reminder, proven to have arrived on "
                "%(law_since)s, a consumer has until %(law_until)s to pay without costs"
            ),
            (NL_DEFAULT, False): default,
            (NL_DEFAULT, True): default,
            (NL_LETTER, False): self.env._(
                "by Dutch law: the 14-day letter is presumed to have arrived on "
                "%(law_since)s, and gives until %(law_until)s to pay without costs"
            ),
            (NL_LETTER, True): self.env._(
                "by Dutch law: the 14-day letter is proven to have arrived on "
                "%(law_since)s, and gives until %(law_until)s to pay without costs"
            ),
        }

    @api.model
    def _say_because(self, raw, values):
        """EXTENDS debtor.followup.decision."""
        if raw.get("because") != "law" or "law" not in raw:
            return super()._say_because(raw, values)
        text = self._get_because_of_law()[raw["law"], bool(raw["law_proven"])]
        return text % {
            name: format_date(self.env, raw[name])
            for name in ("law_since", "law_until")
        }

    def _get_readable_parameters(self, level_names):
        """EXTENDS debtor.followup.decision."""
        values = super()._get_readable_parameters(level_names)
        values["law_deadline"] = (self.parameters or {}).get("law_deadline")
        return values

    @api.model
    def _get_parts(self, text, values):
        """EXTENDS debtor.followup.decision: say it when the law gives more time."""
        parts = super()._get_parts(text, values)
        if values["law_deadline"]:
            parts.insert(1, self._get_deadline_texts()[values["law_deadline"]])
        return parts

    @api.model
    def _get_deadline_texts(self):
        """Hook: return what a message is in law -> why it gives more days to pay."""
        return {
            BE_FIRST: self.env._(
                "The day is that of Belgian law, which gives a consumer 14 days after "
                "a first reminder."
            ),
            NL_DEFAULT: self.env._(
                "The day gives a consumer the reasonable time that Dutch law asks for "
                "before default."
            ),
            NL_LETTER: self.env._(
                "The day is that of Dutch law, which gives a consumer 14 days after "
                "this letter arrives."
            ),
        }
