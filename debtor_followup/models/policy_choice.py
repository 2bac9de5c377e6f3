"""Which policy a debtor is under: by hand, by the first rule that fits, else the
company's.
"""

from typing import NamedTuple

from odoo.tools import SQL

from .const import KIND_TO_SUGGEST


class Candidate(NamedTuple):
    """An active policy that says for whom it is: a rule."""

    policy_id: int
    kind: str | None
    classes: tuple  # empty: any

    def fits(self, kind, relationship):
        """Tell whether it is for debtors of a kind and a class."""
        if self.kind not in (None, KIND_TO_SUGGEST.get(kind, kind)):
            return False
        return not self.classes or relationship in self.classes


class Choice(NamedTuple):
    """The policy of a debtor and what chose it."""

    policy_id: int | None
    because: str  # hand, rule, company, none
    # by rule: (policy id, the kind, the class named, the number of the rule)
    chosen: tuple | None = None


class PolicyChoice:
    """Chooses the policies of a legal entity's debtors; reads once for all.

    A policy by hand always holds. Else the first in the order of policies that fits,
    of those in force that name a kind or classes; else the company's own. Without
    one of these in force nobody is chosen for: there, nobody is followed.

    :param company: any company of the legal entity
    """

    def __init__(self, env, company):
        self.env = env
        self.company = company.root_id
        self._default_id = None
        self._candidates = None
        self._found = {}

    def of(self, policy_id, kind, relationship):
        """Return the :class:`Choice` for a debtor.

        :param int policy_id: the one set by hand, if any
        :param str kind: of the debtor
        :param str relationship: its class
        """
        if policy_id:
            return Choice(policy_id, "hand")
        key = kind, relationship
        if key not in self._found:
            self._found[key] = self._choose(kind, relationship)
        return self._found[key]

    def of_debtor(self, debtor):
        """Return the policy id for a debtor's record."""
        choice = self.of(debtor.policy_id.id, debtor.debtor_kind, debtor.relationship)
        return choice.policy_id

    def _choose(self, kind, relationship):
        if self._candidates is None:
            self._read()
        if not self._default_id:
            return Choice(None, "none")
        for number, one in enumerate(self._candidates, 1):
            if one.policy_id == self._default_id and one.fits(kind, relationship):
                break  # a rule of its own, at its own place
            if one.fits(kind, relationship):
                named = relationship if one.classes else None
                chosen = (one.policy_id, one.kind, named, number)
                return Choice(one.policy_id, "rule", chosen)
        return Choice(self._default_id, "company")

    def rules(self):
        """Return the rules in force as :class:`Candidate`, in their order."""
        if self._candidates is None:
            self._read()
        return self._candidates

    @property
    def default_id(self):
        """The id of the company's policy, perhaps not in force; None without one."""
        self.rules()
        return self._default_id

    def _read(self):
        """Read the company's policy and, where it is in force, the candidates.

        One query, which always has a row. By SQL also because whoever works for a
        branch only may not read its main company.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT company.followup_policy_id,
                       policy.id, policy.debtor_kind,
                       array_remove(array_agg(DISTINCT class.code), NULL)
                  FROM res_company company
                  LEFT JOIN res_partner address ON address.id = company.partner_id
                  LEFT JOIN debtor_followup_policy own
                    ON own.id = company.followup_policy_id
                   AND own.active AND own.state = 'active'
                  LEFT JOIN debtor_followup_policy policy
                    ON own.id IS NOT NULL
                   AND policy.active AND policy.state = 'active'
                   AND (policy.company_id IS NULL OR policy.company_id = company.id)
                  LEFT JOIN debtor_followup_policy_debtor_relationship_rel named
                    ON named.debtor_followup_policy_id = policy.id
                  LEFT JOIN debtor_relationship class
                    ON class.id = named.debtor_relationship_id
                  LEFT JOIN debtor_followup_policy_res_country_rel country
                    ON country.debtor_followup_policy_id = policy.id
                 WHERE company.id = %(company)s
                 GROUP BY company.id, own.id, policy.id
                HAVING policy.id IS NULL OR policy.id = own.id
                    OR (count(class.id) > 0 OR policy.debtor_kind IS NOT NULL)
                       AND (count(country.res_country_id) = 0
                            OR bool_or(country.res_country_id = address.country_id))
                 ORDER BY policy.sequence, policy.id
                """,
                company=self.company.id,
            )
        )
        self._default_id = rows[0][0]
        self._candidates = [
            Candidate(policy_id, kind, tuple(classes))
            for _default, policy_id, kind, classes in rows
            if policy_id and (kind or classes)
        ]
