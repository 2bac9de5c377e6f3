"""What the law makes of a step, said in the picture of a policy's days."""

from odoo import models

from ..engine.regimes import law_of


class DebtorFollowupPolicy(models.Model):
    _inherit = "debtor.followup.policy"

    def _prepare_example(self, company):
        """EXTENDS: a ladder for other countries is shown under their law."""
        example = super()._prepare_example(company)
        country = self._get_example_country(company)
        if not self.country_ids or country == company.sudo().country_id:
            return example
        law = law_of(country.code)
        return example._replace(law=example.law._replace(seller=law, debtor=law))

    def _get_timeline_values(self):
        """EXTENDS: who decides after the last step."""
        values = super()._get_timeline_values()
        if self.debtor_kind == "public":
            values["end"] = self.env._(
                "Nothing is handed over: your management decides what follows."
            )
        return values

    def _get_real_day(self, taken):
        """EXTENDS: what the step is in law, for the customer of the example."""
        values = super()._get_real_day(taken)
        if taken is None:
            return values
        texts = {
            "be_first": self.env._(
                "In law: the first reminder of Book XIX. It is free and gives 14 days; "
                "nothing else follows before they have passed."
            ),
            "nl_default": self.env._(
                "In law: it puts in default where the terms agree on no last day."
            ),
            "nl_letter": self.env._(
                "In law: the 14-day letter. Its days run from its arrival; costs are "
                "due once they have passed."
            ),
        }
        text = texts.get(taken.variant)
        if not text and self._claims_by_clause(taken.level):
            text = self.env._(
                "In law: interest and costs only by a clause in accepted terms, at or "
                "below the caps of Book XIX."
            )
        return {**values, "law": text}

    def _claims_by_clause(self, level):
        """Tell whether a step of the example claims what Belgian terms must grant."""
        step = self.level_ids.sorted()[level.level_id]
        certain, _possible = self._get_laws()
        charges = step._claims_charges()
        return self.debtor_kind == "consumer" and charges and "BE" in certain


class DebtorFollowupLevel(models.Model):
    _inherit = "debtor.followup.level"

    def _get_who(self):
        """EXTENDS: a formal notice to a natural person is always confirmed."""
        if self.step_kind != "formal_notice":
            return super()._get_who()
        kind = self.policy_id.debtor_kind
        automatic = (self.mode or self.policy_id.mode) == "automatic"
        if not automatic or kind == "consumer":
            return self.env._("a person confirms")
        if kind:
            return self.env._("is ready to print by itself")
        return self.env._(
            "is ready to print by itself; for consumers a person confirms"
        )
