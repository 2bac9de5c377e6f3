"""Which law governs interest, costs and prescription: Rome I, regulation 593/2008.

The order is that of rules.md 6: a chosen law; between businesses and towards public
bodies the seller's country (art. 4: high); a consumer's country where the seller
directs its activity there (art. 6: found). Interest, costs and prescription follow
that law (art. 12: high).
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .legal_values import CONSUMER, LegalError, treated_as


class LawChoice(NamedTuple):
    """The law that governs, and the one whose protection a consumer keeps."""

    law: str
    overlay: str | None = None


class ItemsOfClaim(NamedTuple):
    """What two laws are compared on; None: nothing may be claimed, ever."""

    charge_from: date | None
    fee: Decimal
    rate: Decimal


def applicable_law(
    seller, debtor, debtor_kind, *, directs_activity=False, chosen_law=None
):
    """Return which law governs a claim.

    :param seller: the country of the company that sold
    :param debtor: the country of the debtor's habitual residence, None if unknown
    :param str debtor_kind: business, public, consumer or unknown (as a consumer)
    :param bool directs_activity: the seller addresses consumers of that country
    :param chosen_law: the law that the contract or the accepted terms choose
    :return: :class:`LawChoice`; with an overlay each item is the one that is best
        for the consumer, see :func:`best_for_consumer`
    :raise LegalError: ``unknown_country``: without it only the principal is claimed
    """
    if not seller:
        raise _no_country("company")
    if treated_as(debtor_kind) != CONSUMER:
        return LawChoice(chosen_law or seller)
    if not debtor:
        raise _no_country("consumer")
    if not directs_activity:
        return LawChoice(chosen_law or seller)
    if not chosen_law or chosen_law == debtor:
        return LawChoice(debtor)
    return LawChoice(chosen_law, overlay=debtor)


def best_for_consumer(first, second):
    """Return item by item what favours the consumer: latest date, lowest amounts.

    Rome I art. 6 par. 2 (rules.md 6: found). A law that never lets anything be
    claimed wins over every date.

    :param ItemsOfClaim first: under the chosen law
    :param ItemsOfClaim second: under the law of the consumer's country
    """
    days = (first.charge_from, second.charge_from)
    return ItemsOfClaim(
        None if None in days else max(days),
        min(first.fee, second.fee),
        min(first.rate, second.rate),
    )


def _no_country(whose):
    return LegalError(
        "unknown_country",
        f"The country of the {whose} is not known, so no law can be applied. Enter it, "
        "or claim the principal only.",
        whose=whose,
    )
