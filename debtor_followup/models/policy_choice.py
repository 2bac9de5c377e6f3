"""Which policy a debtor is under: by hand, by kind and class, else the company's."""

from typing import NamedTuple

from odoo.tools import SQL

from .const import KIND_TO_SUGGEST


class Candidate(NamedTuple):
    """An active policy that says for whom it is."""

    policy_id: int
    kind: str | None
    classes: tuple  # empty: any
    is_own: bool  # of the company itself
    names_country: bool


class Choice(NamedTuple):
    """The policy of a debtor and what chose it."""

    policy_id: int | None
    because: str  # hand, rule, company, none
    chosen: tuple | None = None  # by rule: (policy id, the kind, the class named)


class PolicyChoice:
    """Chooses the policies of a legal entity's debtors; reads once for all.

    A policy by hand always holds. Else that of the active policies that fits
    best: one that names the debtor's kind before one that does not, then one
    that names his class, then the company's default, then the company's own.
    One that names neither is nobody's but as the default. Without a default in
    force nobody is chosen for: there, nobody is followed.

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
        wanted = (None, KIND_TO_SUGGEST.get(kind, kind))
        fitting = [
            one
            for one in self._candidates
            if one.kind in wanted and (not one.classes or relationship in one.classes)
        ]
        # `min` keeps the order of policies between equals.
        best = min(
            fitting,
            key=lambda one: (
                not one.kind,
                not one.classes,
                one.policy_id != self._default_id,
                not one.is_own,
                not one.names_country,
            ),
            default=None,
        )
        if best is None or best.policy_id == self._default_id:
            return Choice(self._default_id, "company")
        named = relationship if best.classes else None
        return Choice(best.policy_id, "rule", (best.policy_id, best.kind, named))

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
                       array_remove(array_agg(DISTINCT class.code), NULL),
                       policy.company_id IS NOT NULL,
                       bool_or(country.res_country_id IS NOT NULL)
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
            Candidate(*row[1:3], tuple(row[3]), *row[4:]) for row in rows if row[1]
        ]
