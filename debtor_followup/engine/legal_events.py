"""What stops or suspends a claim: insolvency, debt settlement, dispute, plan.

Rules.md 7. A claim that arose before the event is *old*; one that arose on its
day or later is *new*.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .business_days import ONE_DAY
from .legal_values import ZERO, LegalError
from .regimes import regime_of

INSOLVENCY = "insolvency_opening"
REORGANISATION = "judicial_reorganisation"
DEBT_SETTLEMENT = "collective_debt_settlement"
DUTCH_DEBT_SETTLEMENT = "wsnp"
DEBT_HELP = "debt_help"
DISPUTE = "disputed"
PLAN = "payment_plan"
DECEASED = "deceased"
GUARDIANSHIP = "guardianship"
WRONG_ADDRESS = "wrong_address"
NEAR_PRESCRIPTION = "near_prescription"

DEBTOR, TRUSTEE, MEDIATOR = "debtor", "trustee", "mediator"

#: event -> to whom old claims go. Interest on them ends on the day before, and no cost
#: may be added. Insolvency: DE found, FR found, NL art. 128 Fw and BE Book XX high;
#: collective debt settlement: art. 1675/7 Ger.W. high; WSNP: art. 303 Fw found.
_ENDS_INTEREST = {
    INSOLVENCY: TRUSTEE,
    DEBT_SETTLEMENT: MEDIATOR,
    DUTCH_DEBT_SETTLEMENT: TRUSTEE,
}
#: What pauses the steps and nothing else: interest runs on, unseen. Dispute: found in
#: part; Dutch municipal debt help: medium; the rest is good practice.
_PAUSES = {
    DEBT_HELP,
    DISPUTE,
    PLAN,
    DECEASED,
    GUARDIANSHIP,
    WRONG_ADDRESS,
    NEAR_PRESCRIPTION,
}


class Effect(NamedTuple):
    """What an event does to one claim."""

    dunning_allowed: bool
    interest_until: date | None = None  # None: it runs on
    fee_after: Decimal | None = None  # None: as without the event
    address: str = DEBTOR


def effect_of(law, event, event_date, arose_on=None):
    """Return what an event does to a claim.

    :param str law: the law that governs
    :param date event_date: of the opening, the order or the message
    :param arose_on: when the claim arose; None: before the event
    :raise LegalError: ``unknown_country``, ``unknown_event``
    """
    regime_of(law)
    is_new = arose_on is not None and arose_on >= event_date
    if event in _ENDS_INTEREST:
        address = _ENDS_INTEREST[event]
        if is_new:  # a debt of the estate: to who runs it, without pressure
            return Effect(False, address=address)
        return Effect(False, event_date - ONE_DAY, ZERO, address)
    if event == REORGANISATION:
        # BE: old claims are suspended, new ones payable (high)
        return Effect(is_new)
    if event in _PAUSES:
        return Effect(False)
    raise LegalError(
        "unknown_event",
        f"What {event!r} does to a claim is not known. Pause the debtor and ask "
        "somebody who knows the law.",
        event=event,
    )
