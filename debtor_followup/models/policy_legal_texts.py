"""Texts of one's own at steps where the law wants something said."""

import re

from odoo import api, models

#: What a text must print, by the fields of a notice; of a group one is enough.
DEADLINE = {"deadline_text"}
CLAIMS = {"claims_html", "formal_claims_html"}
#: The first reminder to a Belgian consumer: art. XIX.2 WER (found).
FIRST_IN_BELGIUM = (
    CLAIMS,
    DEADLINE,
    {"creditor_number"},
    {"announced_lump_text"},
    {"announces_interest", "announced_rate_text"},
)
#: The 14-day letter: art. 6:96 par. 6 BW (found).
DUTCH_LETTER = (CLAIMS, DEADLINE, {"collection_costs_text"})
FORMAL_NOTICE = (CLAIMS, DEADLINE)
#: Where interest and costs are claimed: amounts apart, and their calculation.
CHARGED = ({"charges_html"}, {"annex_html"})


class DebtorFollowupPolicy(models.Model):
    """A text of one's own wins, but it is said what it lacks."""

    _inherit = "debtor.followup.policy"

    @api.depends("level_ids.mail_template_id.body_html", "level_ids.add_charges")
    def _compute_problem(self):
        """EXTENDS: what texts say."""
        return super()._compute_problem()

    def _get_warnings(self):
        """EXTENDS: texts that lack what the law asks for."""
        texts = super()._get_warnings()
        words = self._get_words_of_law()
        for level in self.level_ids.sorted():
            lacking = level.mail_template_id._find_lacking(level._get_legal_needs())
            if lacking:
                texts.append(
                    self.env._(
                        'The text of "%(name)s" lacks what the law asks for: '
                        "%(fields)s. Add it, or leave the text of the step empty: the "
                        "standard text has it.",
                        name=level.name or "",
                        fields=", ".join(
                            f"{words[name]} (object.{name})" for name in lacking
                        ),
                    )
                )
        return texts

    @api.model
    def _get_words_of_law(self):
        """Return field of a notice -> what a text lacks without it."""
        return {
            "claims_html": self.env._("the invoices"),
            "deadline_text": self.env._("the last day to pay"),
            "creditor_number": self.env._("your company number"),
            "announced_lump_text": self.env._("the lump sum that may follow"),
            "announced_rate_text": self.env._("the interest that may follow"),
            "collection_costs_text": self.env._("the collection costs that may follow"),
            "charges_html": self.env._("principal, interest and costs apart"),
            "annex_html": self.env._("the annex with the calculation"),
        }


class DebtorFollowupLevel(models.Model):
    _inherit = "debtor.followup.level"

    def _get_legal_needs(self):
        """Return what the text of this step must print, by its law."""
        self.ensure_one()
        policy, laws = self.policy_id, set()
        if policy._reaches_natural_persons():
            laws = set().union(*policy._get_laws())
        if self.step_kind == "formal_notice":
            needs = FORMAL_NOTICE + (CHARGED if self.add_charges else ())
            return needs + (DUTCH_LETTER if "NL" in laws else ())
        if self.step_kind == "reminder" and self.reminder_no == 1 and "BE" in laws:
            return FIRST_IN_BELGIUM
        return ()


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _find_lacking(self, needs):
        """Return the fields that a text lacks in one of its languages.

        :param needs: sets of fields of which each text prints one
        :return: for each set of which it prints none, its first name
        """
        if not self or not needs:
            return []
        lacking = {}
        for code, _name in self.env["res.lang"].get_installed():
            body = self.with_context(lang=code).body_html or ""
            printed = set(re.findall(r"\bobject\.(\w+)", body))
            lacking |= {min(group): True for group in needs if not group & printed}
        return sorted(lacking)
