"""When and to whom a contact may go."""

from collections import Counter

from ..business_days import ONE_DAY, is_business_day, quiet_at
from ..claims import CALL
from .person import takes_a_person


def contact_day(case):
    """Contacts go on business days of the company's and the debtor's country.

    And never within a quiet period of the company.
    """
    quiet = quiet_at(case.today, case.snapshot.quiet)
    if not quiet and is_business_day(case.today, case.countries):
        return None
    day = case.business_day(case.today)
    if quiet:
        return case.nothing(
            "quiet_period",
            parameters={"quiet": quiet.name, "next": day.isoformat()},
            next_date=day,
        )
    return case.nothing(
        "not_business_day", parameters={"next": day.isoformat()}, next_date=day
    )


def somebody_to_write_to(case):
    """Choose the recipient; without one a person must find an address.

    The invoice contact of the demanded invoices, else an address of type
    invoice, else the company itself; the first that has a usable address. An
    address that failed is not used again until it has changed.
    """
    if case.level.step_kind == CALL or takes_a_person(case.level):
        return None
    candidates = list(_candidates(case))
    contacts = case.snapshot.contacts
    failed = frozenset(case.snapshot.failed_addresses)
    for contact_id, why in candidates:
        contact = contacts.get(contact_id)
        if contact and contact.active and contact.email:
            if contact.email in failed:
                continue
            case.recipient = (contact_id, why)
            return None
    known = {contacts[one].email for one, _why in candidates if one in contacts}
    bounced = sorted(known & failed)
    if any(one in contacts and not contacts[one].active for one, _why in candidates):
        case.parameters["archived"] = True
    # Nothing happens by itself until somebody has found an address.
    if bounced:
        return case.nothing(
            "address_failed",
            task=True,
            parameters={"addresses": bounced},
            next_date=None,
        )
    return case.nothing("no_address", task=True, next_date=None)


def one_mail_a_day_for_an_address(case):
    """An address that serves several debtors gets one message a day.

    Whoever was first today has it; the others come on the next contact day.
    """
    if not case.recipient or not case.snapshot.taken_addresses:
        return None
    email = case.snapshot.contacts[case.recipient[0]].email
    if email not in case.snapshot.taken_addresses:
        return None
    day = case.business_day(case.today + ONE_DAY)
    return case.nothing(
        "address_shared",
        parameters={"addresses": [email], "next": day.isoformat()},
        next_level=case.level,
        next_outcome=case.outcome_of(case.level),
        next_date=day,
    )


def _candidates(case):
    """Yield (contact id, why) in the order of preference.

    Of several invoice contacts the one with the most demanded invoices comes
    first, the oldest claim deciding between equals.
    """
    contacts = [standing.claim.contact_id for standing, _level in case.demanded]
    for contact_id, _count in Counter(contacts).most_common():
        if contact_id and contact_id != case.snapshot.partner_id:
            yield contact_id, "invoice_contact"
    if case.snapshot.invoice_contact_id:
        yield case.snapshot.invoice_contact_id, "invoice_address"
    yield case.snapshot.partner_id, "company"
