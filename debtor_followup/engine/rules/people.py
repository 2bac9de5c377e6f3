"""Who is written to: the order of choice, and who gets a copy of it."""

from typing import NamedTuple

from ..claims import EMAIL, NATURAL_PERSONS, POSTAL_CHANNELS


class Way(NamedTuple):
    """A channel by which somebody can be reached."""

    channel: str
    contact_id: int
    why: str  # which rule chose: see `candidates` and `copies_for_people`
    address: str


def candidates(case):
    """Yield (contact id, why) in the order of preference.

    Whom a person chose for the message that waits; who is marked for payment
    reminders, by their order; the contact of the demanded invoices; the address
    of type invoice; the customer itself. Of several invoice contacts the one
    with the most demanded invoices comes first, the oldest claim deciding
    between equals.
    """
    snapshot = case.snapshot
    if snapshot.chosen_contact_id:
        yield snapshot.chosen_contact_id, "by_hand"
    for contact in _marked(case, "reminders"):
        yield contact.contact_id, "reminders"
    contacts = [standing.claim.contact_id for standing, _level in case.demanded]
    for contact_id in sorted(dict.fromkeys(contacts), key=contacts.count, reverse=True):
        if contact_id and contact_id != snapshot.partner_id:
            yield contact_id, "invoice_contact"
    if snapshot.invoice_contact_id:
        yield snapshot.invoice_contact_id, "invoice_address"
    yield snapshot.partner_id, "company"


def _marked(case, mark):
    """Return the contacts with a mark, the first by their order first."""
    contacts = case.snapshot.contacts.values()
    return sorted(
        [one for one in contacts if getattr(one, mark)],
        key=lambda one: (one.place, one.contact_id),
    )


def address_of(contact, channel):
    """Return where a contact gets what goes by a channel, None when nowhere."""
    return contact.postal if channel in POSTAL_CHANNELS else contact.email


def is_usable(case, contact, channel):
    """Tell whether a contact can be written to: an address that did not fail."""
    if not contact or not contact.active:
        return False
    address = address_of(contact, channel)
    return bool(address) and address not in case.snapshot.failed_addresses


def copies_for_people(case, ways):
    """Return the ways of the copies that other people of the debtor get.

    All others who are marked for payment reminders, unless a person chose who is
    written to; where the step says so one of the management, which a consumer has
    none of. By mail only, each address once; whoever has none that works is passed
    over, and stops nothing.

    :param ways: by which the message itself goes, with its second channel
    """
    taken = {way.address for way in ways}
    written = {way.contact_id for way in ways}
    copies = []
    wished = []
    if ways[0].why != "by_hand":
        wished = [(one, "reminders") for one in _marked(case, "reminders")]
    managers = _managers(case)
    # Who is the recipient already needs no copy, and nobody else does then.
    if managers and not any(one.contact_id in written for one in managers):
        wished.append((managers[0], "management"))
    for contact, why in wished:
        if contact.contact_id in written or not is_usable(case, contact, EMAIL):
            continue
        if contact.email not in taken:
            copies.append(Way(EMAIL, contact.contact_id, why, contact.email))
            taken.add(contact.email)
            written.add(contact.contact_id)
    return copies


def _managers(case):
    """Return the management that gets a copy, who can be reached; note its absence.

    Nobody writes behind the back of a person: a consumer has no management.
    """
    if not case.level.copy_to_manager or case.snapshot.kind in NATURAL_PERSONS:
        return []
    managers = _marked(case, "management")
    reached = [one for one in managers if is_usable(case, one, EMAIL)]
    if not reached:
        case.parameters["no_manager"] = True
    return reached
