"""When, by which channels and to whom a contact may go."""

from ..business_days import ONE_DAY, is_business_day, quiet_at
from ..claims import (
    CALL,
    EMAIL,
    LETTER,
    POSTAL_CHANNELS,
    REGISTERED_LETTER,
    REMINDER,
)
from .people import Way, address_of, candidates, copies_for_people, is_usable
from .person import takes_a_person


def contact_day(case):
    """Contacts go on business days of the company's and the debtor's country.

    And never within a quiet period of the company. What a person must do first
    comes before: a weekend does not take it off anybody's list.
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
    """Choose channel and recipient; without one a person must find an address.

    The first of :func:`~.people.candidates` who has a usable address. An
    address that failed is not used again until it has changed. The step's second
    channel carries a copy, or the contact alone when the first finds nobody; a
    reminder by email to somebody without one goes by letter. Other people of the
    debtor get copies. Known on a day without contacts too, but then it is
    nobody's task yet.
    """
    if case.level.step_kind == CALL or takes_a_person(case.level):
        return None
    case.channel = _channel(case, case.level.channel)
    people = list(candidates(case))
    ways = [
        way
        for channel in _wished_channels(case)
        if (way := _way(case, channel, people))
    ]
    failed = [] if ways else _failed_addresses(case, people, case.channel)
    if not ways and not failed and _may_go_by_letter(case):
        way = _way(case, LETTER, people)
        ways = [way] if way else []
    if ways:
        first, *copies = ways
        if first.channel != case.channel:
            case.parameters["instead"] = first.channel
        case.channel = first.channel
        case.recipient = (first.contact_id, first.why, first.address)
        case.copies = (*copies, *copies_for_people(case, ways))
        return None
    contacts = case.snapshot.contacts
    if any(one in contacts and not contacts[one].active for one, _why in people):
        case.parameters["archived"] = True
    # Nothing happens by itself until somebody has found an address.
    if failed:
        return case.nothing(
            "address_failed",
            task=case.business_day(case.today) == case.today,
            parameters={"addresses": failed},
            next_date=None,
        )
    return case.nothing(
        "no_address",
        task=case.business_day(case.today) == case.today,
        parameters=_what_is_missing(case, people),
        next_date=None,
    )


def _what_is_missing(case, people):
    """Return which address a person must enter, or correct, as parameters."""
    if case.channel in POSTAL_CHANNELS:
        return {"by": "letter"}
    came_back = _failed_addresses(case, people, LETTER)
    return {"by": "returned", "addresses": came_back} if came_back else {}


def _wished_channels(case):
    """Return the channels of the step that a message can take, the first first."""
    second = case.level.second_channel
    channels = [case.channel]
    # A phone call is no copy: it is somebody's task, not built into a message.
    if second == EMAIL or second in POSTAL_CHANNELS:
        channels.append(_channel(case, second))
    # Twice by post would be twice the same.
    return channels if len({_medium(one) for one in channels}) > 1 else channels[:1]


def _medium(channel):
    return "post" if channel in POSTAL_CHANNELS else channel


def _channel(case, channel):
    """Return the channel; below the step's limit a plain letter will do."""
    if channel != REGISTERED_LETTER or not case.level.registered_from:
        return channel
    convert = case.snapshot.in_company_currency
    total = sum(
        convert(one.claim.currency_id, one.rest) for one, _level in case.demanded
    )
    return LETTER if total < case.level.registered_from else channel


def _may_go_by_letter(case):
    """Only a reminder is worth a letter that nobody asked for."""
    return case.channel == EMAIL and case.level.step_kind == REMINDER


def _way(case, channel, people):
    """Return the way to the first of some people with a usable address, or None."""
    for contact_id, why in people:
        contact = case.snapshot.contacts.get(contact_id)
        if is_usable(case, contact, channel):
            return Way(channel, contact_id, why, address_of(contact, channel))
    return None


def _failed_addresses(case, people, channel):
    """Return the addresses of a channel that something came back from."""
    contacts = case.snapshot.contacts
    known = {
        address_of(contacts[one], channel) for one, _why in people if one in contacts
    }
    return sorted(known & frozenset(case.snapshot.failed_addresses))


def one_mail_a_day_for_an_address(case):
    """An address that serves several debtors gets one message a day.

    Whoever was first today has it; the others come on the next contact day.
    """
    if not case.recipient or not case.snapshot.taken_addresses:
        return None
    email = case.recipient[2]
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
