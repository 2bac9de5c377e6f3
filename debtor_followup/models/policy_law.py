"""What the law asks of a policy: what it refuses, and what it changes by itself."""

from itertools import chain

from odoo import api, models

from ..engine.ladder_law import Ladder, check_charges, check_consumers, check_public
from ..engine.regimes import law_of

#: Countries whose law on consumers sets the days and channels of a ladder.
LAWS_ON_LADDERS = ("BE", "NL")
#: Steps that rest on the law.
LEGAL_STEPS = ("formal_notice", "handoff")


class DebtorFollowupPolicy(models.Model):
    """A policy is checked for whom it can reach, under the laws that it can meet.

    One for consumers only is refused where the law would have to mend it. One for
    any kind of debtor is not: its businesses do well by it, its consumers get what
    the law gives them when the step is due, and the policy says so.
    """

    _inherit = "debtor.followup.policy"

    @api.depends(
        "company_id.followup_law",
        "company_id.followup_directs_activity",
        "country_ids",
        "mode",
        "level_ids.mode",
        "level_ids.add_charges",
    )
    def _compute_problem(self):
        """EXTENDS: what the law asks hangs on more."""
        return super()._compute_problem()

    @api.constrains("company_id", "country_ids")
    def _check_active_law(self):
        """A policy that moves to another country meets that country's law."""
        self._check_active()

    def _get_problems(self):
        """EXTENDS: what the law does not allow."""
        problems = super()._get_problems()
        if not self.level_ids:
            return problems
        return problems + self._say_law_findings(refused=True)

    def _get_warnings(self):
        """EXTENDS: what the law changes by itself."""
        texts = super()._get_warnings() + self._say_law_findings(refused=False)
        if self._reaches_natural_persons() and any(
            level.step_kind in LEGAL_STEPS and (level.mode or self.mode) == "automatic"
            for level in self.level_ids
        ):
            texts.append(
                self.env._(
                    "A formal notice or a handoff of a consumer never goes by itself: "
                    "a person confirms each one, also under an automatic policy."
                )
            )
        return texts

    def _reaches_natural_persons(self):
        """Tell whether consumers can come under this policy."""
        self.ensure_one()
        return self.debtor_kind in (False, "consumer")

    def _get_laws(self):
        """Return under which laws consumers come to this policy.

        In sudo mode because a company's law is read from a branch too.

        :return: (names of those that certainly do, names of those that may)
        """
        self.ensure_one()
        company = self.sudo().company_id.root_id
        if company:
            may = LAWS_ON_LADDERS if company.followup_directs_activity else ()
            own = company.followup_law or law_of(company.country_id.code)
            return {own}, {*may} - {own}
        laws = {law_of(country.code) for country in self.country_ids}
        return (laws, set()) if laws else (set(), set(LAWS_ON_LADDERS))

    def _to_engine_ladder(self):
        """Return this policy with what the engine's check of the law asks."""
        self.ensure_one()
        places = list(enumerate(self.level_ids.sorted()))
        return Ladder(
            self._to_engine_numbered(),
            charging=frozenset(place for place, one in places if one.add_charges),
            spoken=frozenset(
                place
                for place, one in places
                if one.step_kind == "reminder" and one.channel == "phone"
            ),
        )

    def _find_law(self):
        """Return the engine's findings about this ladder and the law."""
        self.ensure_one()
        ladder = self._to_engine_ladder()
        findings = list(check_charges(ladder))
        if self.debtor_kind == "public":
            findings += check_public(ladder)
        if self._reaches_natural_persons():
            certain, possible = self._get_laws()
            only_consumers = bool(self.debtor_kind)
            findings += chain(
                *(check_consumers(ladder, law, only_consumers) for law in certain),
                *(check_consumers(ladder, law, False) for law in possible),
            )
        return findings

    def _say_law_findings(self, refused):
        """Say what was found; as :meth:`_get_ladder_texts`."""
        texts = self._get_law_texts()
        if not refused:
            texts.update(self._get_mended_texts())
        found = [one for one in self._find_law() if one.refused == refused]
        return self._say_findings(found, texts)

    @api.model
    def _get_law_texts(self):
        """Return code of a finding -> what it means and what to do."""
        return {
            "charges_too_early": self.env._(
                '"%(name)s" adds interest and costs. Nothing is charged before the '
                "formal notice: take it off this step, and let the formal notice add "
                "them."
            ),
            "charges_nowhere": self.env._(
                '"%(name)s" is set to add interest and costs. A call and a handoff '
                "add none: it makes no difference."
            ),
            "public_handoff": self.env._(
                '"%(name)s" hands a public body over to an agency. That is never '
                "done: leave the step out, and let your management speak to theirs "
                "after the letter."
            ),
            "be_first_by_phone": self.env._(
                '"%(name)s" is a reminder by phone. The first reminder to a consumer '
                "in Belgium is in writing: choose Email or Letter, or make it a Call."
            ),
            "be_first_short": self.env._(
                '"%(name)s" gives %(deadline)s days to pay. After a first reminder a '
                "consumer in Belgium has at least %(days)s: give %(days)s days."
            ),
            "be_charges_early": self.env._(
                '"%(name)s" adds interest and costs on day %(own)s. Consumers in '
                'Belgium owe none before the days after "%(before)s" have passed: let '
                "it come on day %(days)s or later."
            ),
            "nl_letter_and_mail": self.env._(
                '"%(name)s" is the 14-day letter of Dutch law. It goes by letter and '
                "by mail, and the later one counts: choose both as its channels."
            ),
            "nl_letter_short": self.env._(
                '"%(name)s" gives %(deadline)s days to pay. It is the 14-day letter of '
                "Dutch law: give at least %(days)s days, counted from its arrival."
            ),
        }

    @api.model
    def _get_mended_texts(self):
        """Return code -> what the law changes where a policy is for any debtor."""
        return {
            "be_first_by_phone": self.env._(
                '"%(name)s" is a reminder by phone: for consumers in Belgium it '
                "counts as a call. They need a first reminder in writing."
            ),
            "be_first_short": self.env._(
                'Consumers in Belgium get %(days)s days after "%(name)s", not '
                "%(deadline)s: the law gives them so many. A policy of their own "
                "shows their days."
            ),
            "be_charges_early": self.env._(
                'Consumers in Belgium get "%(name)s" on day %(days)s or later, not on '
                "day %(own)s: before, they owe no interest and no costs."
            ),
            "nl_letter_and_mail": self.env._(
                '"%(name)s" cannot go to consumers under Dutch law: their 14-day '
                "letter goes by letter and by mail. Choose both as its channels, or "
                "give consumers a policy of their own."
            ),
            "nl_letter_short": self.env._(
                'Consumers under Dutch law get %(days)s days after "%(name)s" has '
                "arrived, not %(deadline)s: it is their 14-day letter."
            ),
        }


class DebtorFollowupLevel(models.Model):
    _inherit = "debtor.followup.level"

    @api.constrains("add_charges", "step_kind", "channel", "second_channel")
    def _check_active_law(self):
        """A change of a step is checked like the activation of its policy."""
        self.policy_id._check_active()
