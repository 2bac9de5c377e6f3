"""Reads which law protects natural persons, for deciding when a step may come."""

from collections import defaultdict

from odoo.tools import SQL

from ..engine.claims import NATURAL_PERSONS
from ..engine.law_of_claims import Accepted
from ..engine.regimes import law_of
from .bulk import array


class LawReader:
    """Reads it for the debtors of one legal entity.

    :param company: the root company
    """

    def __init__(self, env, company):
        self.env = env
        company = company.sudo()
        self.usual = company._get_consumer_law(None)
        self.by_country = {}

    def of(self, debtors, countries):
        """Return partner id -> :class:`~..engine.law_of_claims.ConsumerLaw`.

        Of natural persons only: for others the law sets no day.

        :param dict debtors: partner id -> what `ledger_reader` knows of it
        :param dict countries: partner id -> country code
        """
        natural = {
            partner_id: debtor.debtor_id
            for partner_id, debtor in debtors.items()
            if debtor.kind in NATURAL_PERSONS
        }
        if not natural:
            return {}
        accepted = self._read_accepted([one for one in natural.values() if one])
        found = {}
        for partner_id, debtor_id in natural.items():
            law = self._of_country(countries.get(partner_id))
            if debtor_id in accepted:
                law = law._replace(accepted=tuple(accepted[debtor_id]))
            found[partner_id] = law
        return found

    def _of_country(self, code):
        if code not in self.by_country:
            self.by_country[code] = self.usual._replace(debtor=law_of(code))
        return self.by_country[code]

    def _read_accepted(self, debtor_ids):
        """Return debtor id -> the terms that it accepted, the oldest first.

        What counts is what `debtor.terms.acceptance` calls the current one: the
        version that was accepted last.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT acceptance.debtor_id, acceptance.date, version.law,
                       version.due_date_is_fatal IS TRUE
                  FROM debtor_terms_acceptance acceptance
                  JOIN debtor_terms_version version
                    ON version.id = acceptance.version_id
                 WHERE acceptance.debtor_id = ANY(%s::int[])
                   AND acceptance.mistaken IS NOT TRUE
                 ORDER BY acceptance.date, acceptance.id
                """,
                array(debtor_ids),
            )
        )
        found = defaultdict(list)
        for debtor_id, *values in rows:
            found[debtor_id].append(Accepted(*values))
        return found
