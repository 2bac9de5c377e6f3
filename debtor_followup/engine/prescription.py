"""Until when a claim can be enforced, counted cautiously from the due date.

A claim that nears its end is shown to a person; nothing is sent by itself. What
interrupts or suspends prescription is for counsel: in Belgium an ordinary reminder
does not (rules.md 7: high).
"""

from datetime import date, timedelta
from typing import NamedTuple

from .legal_values import BUSINESS, CONSUMER, PUBLIC, LegalError, add_months, treated_as
from .regimes import regime_of

#: What a claim is about, where it matters; any other contract is ``ANY``.
ANY = "any"
GOODS = "sale_of_goods"
SERVICES = "services"
ENERGY_TELECOM = "energy_telecom"  # energy, water, telecom
PERIODIC = "periodic"  # rent and other debts by the year or shorter terms
HOTEL = "hotel"
MEDICAL = "medical"  # doctors and hospitals
CONTRACTS = (ANY, GOODS, SERVICES, ENERGY_TELECOM, PERIODIC, HOTEL, MEDICAL)

WARNING_MONTHS = 6
#: Months differ in length: a look at due dates reaches so many days further.
_MARGIN = timedelta(days=5)
_ALL = (BUSINESS, PUBLIC, CONSUMER)

#: (law, kinds of debtor, contract or ANY for all, months, from the year's end); the
#: first that fits counts. BE general 10 years, goods without written proof 1 year
#: (old art. 2272), hotels 6 months, medical 2 years (found), energy, water and telecom
#: 5 years (found), periodic debts 5 years (art. 2277: found); a reform may have changed
#: this (low). NL 5 years (found), consumer purchase 2 years (7:28 BW: high).
#: FR 5 years, consumer 2; DE 3 years from the year's end; LU 10; UK 6 (high).
_PERIODS = (
    ("BE", (CONSUMER,), GOODS, 12, False),
    ("BE", _ALL, HOTEL, 6, False),
    ("BE", _ALL, MEDICAL, 24, False),
    ("BE", _ALL, ENERGY_TELECOM, 60, False),
    ("BE", _ALL, PERIODIC, 60, False),
    ("BE", _ALL, ANY, 120, False),
    ("NL", (CONSUMER,), GOODS, 24, False),
    ("NL", _ALL, ANY, 60, False),
    ("FR", (CONSUMER,), ANY, 24, False),
    ("FR", _ALL, ANY, 60, False),
    ("DE", _ALL, ANY, 36, True),
    ("LU", _ALL, ANY, 120, False),
    ("UK", _ALL, ANY, 72, False),
)


class Prescription(NamedTuple):
    """The last day of a claim, and the day on which to warn of it."""

    last_day: date
    warn_on: date


def prescription(law, debtor_kind, due_date, contract=ANY, *, written_proof=False):
    """Return when a claim is prescribed, read cautiously.

    :param str contract: one of :data:`CONTRACTS`
    :param bool written_proof: of a sale to a Belgian consumer: then ten years
    :raise LegalError: ``unknown_country``, ``unknown_contract``
    """
    months, from_year_end = _period(law, debtor_kind, contract, written_proof)
    start = date(due_date.year, 12, 31) if from_year_end else due_date
    last_day = add_months(start, months)
    return Prescription(last_day, add_months(last_day, -WARNING_MONTHS))


def _period(law, debtor_kind, contract, written_proof):
    """Return how many months a claim lives, and whether from the year's end."""
    law = regime_of(law).law
    kind = treated_as(debtor_kind)
    if contract not in CONTRACTS:
        raise LegalError(
            "unknown_contract",
            f"{contract!r} is no known kind of contract. Choose one of "
            f"{', '.join(CONTRACTS)}.",
            contract=contract,
        )
    if law == "BE" and contract == GOODS and written_proof:
        contract = ANY
    return next(
        (months, from_year_end)
        for of_law, kinds, of_contract, months, from_year_end in _PERIODS
        if of_law == law and kind in kinds and of_contract in (contract, ANY)
    )


def earliest(laws, debtor_kind, due_date, contract=ANY, *, written_proof=False):
    """Return the prescription of a claim under the law that ends it first.

    A consumer who keeps the protection of a second law (Rome I, art. 6: found) may
    rely on either: the careful reading is the earlier day.

    :param laws: names of laws; None among them is left out
    :return: a :class:`Prescription`, None without a law
    :raise LegalError: as :func:`prescription`
    """
    return min(
        (
            prescription(
                law, debtor_kind, due_date, contract, written_proof=written_proof
            )
            for law in laws
            if law
        ),
        default=None,
    )


def last_due_date(today, laws, debtor_kind, contract=ANY, *, written_proof=False):
    """Return up to which due date a claim may be near its end on a day, or past it.

    For a first look only: what is due later is not near it under any of these laws.

    :return: a date, None without a law
    :raise LegalError: as :func:`prescription`
    """
    months = [
        _period(law, debtor_kind, contract, written_proof)[0] for law in laws if law
    ]
    if not months:
        return None
    return add_months(today, WARNING_MONTHS - min(months)) + _MARGIN
