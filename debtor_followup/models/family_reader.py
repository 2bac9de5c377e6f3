"""Reads who belongs to a customer: contacts, their addresses, their country."""

from typing import NamedTuple

from odoo.tools import SQL

from ..engine.claims import Contact
from .bulk import array


class Family(NamedTuple):
    """Commercial partners with all their contacts, by partner id."""

    commercial: dict  # -> id of the commercial partner
    contacts: dict  # -> Contact
    invoice_contact: dict  # commercial partner -> its address of type invoice
    marked: dict  # commercial partner -> ids of contacts with a mark
    countries: dict  # commercial partner -> country code
    own: set  # own companies and employees

    def contact_countries(self, company):
        """Return country of a debtor -> the countries whose business days count."""
        own = company.country_id.code
        return {
            code: tuple(sorted({one for one in (own, code) if one}))
            for code in {None, *self.countries.values()}
        }

    def contacts_of(self, partner_id, claims, chosen_id=None):
        """Return the contacts of a customer who may be written to, by id.

        Whoever is on an invoice but moved to another customer since is not one.

        :param claims: the customer's open claims
        :param chosen_id: the contact that a person chose, if any
        """
        ids = {one.contact_id for one in claims}
        ids |= {partner_id, chosen_id, self.invoice_contact.get(partner_id)}
        ids.update(self.marked.get(partner_id, ()))
        return {
            one: self.contacts[one]
            for one in ids
            if self.commercial.get(one) == partner_id
        }


def read_family(env, company, partner_ids):
    """Return the :class:`Family` of commercial partners: all their contacts.

    :param company: whose country is meant where an address names none
    """
    family = Family({}, {}, {}, {}, {}, set())
    rows = env.execute_query(
        SQL(
            """
            SELECT partner.id, partner.commercial_partner_id,
                   partner.email_normalized, partner.active, partner.type,
                   country.code,
                   partner.employee IS TRUE
                   OR EXISTS (SELECT FROM res_company company
                               WHERE company.partner_id = partner.id),
                   -- A letter needs a street and a town; the country may be ours.
                   CASE WHEN partner.street <> ''
                         AND (partner.zip <> '' OR partner.city <> '')
                         AND COALESCE(country.code, %(country)s) IS NOT NULL
                        THEN concat_ws(', ', partner.street,
                             NULLIF(partner.street2, ''),
                             concat_ws(' ', NULLIF(partner.zip, ''),
                                       NULLIF(partner.city, '')),
                             COALESCE(country.code, %(country)s))
                   END,
                   partner.followup_reminders IS TRUE,
                   partner.followup_management IS TRUE,
                   COALESCE(partner.followup_place, 0)
              FROM res_partner partner
              LEFT JOIN res_country country ON country.id = partner.country_id
             WHERE partner.commercial_partner_id = ANY(%(partners)s::int[])
             ORDER BY partner.id
            """,
            partners=array(partner_ids),
            country=company.country_id.code or None,
        )
    )
    for row in rows:
        contact_id, commercial_id, email, active, kind, country, is_own = row[:7]
        family.commercial[contact_id] = commercial_id
        family.contacts[contact_id] = Contact(
            contact_id, email or None, active, *row[7:]
        )
        if row[8] or row[9]:
            family.marked.setdefault(commercial_id, []).append(contact_id)
        if contact_id == commercial_id:
            family.countries[contact_id] = country
            if is_own:
                family.own.add(contact_id)
        elif kind == "invoice" and active:
            chosen = family.contacts.get(family.invoice_contact.get(commercial_id))
            if chosen is None or (email and not chosen.email):
                family.invoice_contact[commercial_id] = contact_id
    return family
