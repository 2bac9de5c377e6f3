"""What each law says in numbers and words; values, to be handed in.

Belgium and the Netherlands are complete. For France, Germany, Luxembourg and the
United Kingdom there is the arithmetic only. The sources and how sure they are
stand in the rules of law on which this is built (Belgium: law of 2 August 2002 and
Code of Economic Law book XIX; Netherlands: art. 6:96, 6:119 and 6:119a BW; France:
L441-10 and D441-5 C.com., R2192-31 CCP; Germany: s. 286 to 288 BGB; Luxembourg: law
of 18 April 2004; United Kingdom: Late Payment Act 1998).
"""

from decimal import Decimal
from typing import NamedTuple

from .interest import ACT_365, ACT_ACT, COSTS, INTEREST, PRINCIPAL, Terms
from .legal_rates import B2B, B2C, B2G
from .legal_values import BUSINESS, CONSUMER, PUBLIC, LegalError, treated_as

#: Kinds of recovery costs of a business: a sum for each late invoice, the Dutch
#: scale on the principal, or the British sum that grows with the debt.
FIXED_SUM, DUTCH_SCALE, BRITISH_SUM = "fixed_sum", "dutch_scale", "british_sum"

_RATE_KINDS = {BUSINESS: B2B, PUBLIC: B2G, CONSUMER: B2C}
INTEREST_FIRST = (INTEREST, PRINCIPAL, COSTS)
COSTS_FIRST = (COSTS, INTEREST, PRINCIPAL)
#: The United Kingdom goes by two letters that ISO does not use for it.
_OTHER_NAMES = {"GB": "UK"}


class Regime(NamedTuple):
    """The law of one country on late payment."""

    law: str
    country: str  # ISO 3166 alpha-2 code, for holidays
    currency: str = "EUR"  # of sums and scales
    day_count: str = ACT_365
    compounding: bool = False
    legal_order: tuple = ()  # in which the law sets off a payment
    locked_kinds: frozenset = frozenset()  # whose rate is that of the first day
    business_costs: str = FIXED_SUM
    fixed_sum: Decimal = Decimal(40)
    moves_due_date: bool = False  # from a day of rest to the next working day

    def rate_kind(self, debtor_kind):
        """Return the kind of rate that a debtor owes by law."""
        return _RATE_KINDS[treated_as(debtor_kind)]

    def terms(self, digits=2, day_count=None, by_law=False):
        """Return how interest is computed.

        :param day_count: a setting that differs from the law's usual one
        :param bool by_law: payments are set off in the law's order, not on the
            principal first
        :raise LegalError: ``no_legal_order``
        """
        terms = Terms(day_count or self.day_count, self.compounding, digits=digits)
        if not by_law:
            return terms
        if not self.legal_order:
            raise LegalError(
                "no_legal_order",
                f"No order of the law of {self.law} is known in which a payment is "
                "set off. Choose principal first.",
                law=self.law,
            )
        return terms._replace(order=self.legal_order)


#: By the law's name. Order of payments: NL art. 6:44 BW and DE s. 367 BGB found;
#: BE art. 5.210 BW, FR art. 1343-1 C.civ., LU high (rules.md 0).
#: One rate for the whole delay: FR public found (R2192-31), UK found (rules.md 5).
REGIMES = {
    one.law: one
    for one in (
        Regime("BE", "BE", legal_order=INTEREST_FIRST),
        Regime(
            "NL",
            "NL",
            compounding=True,
            legal_order=COSTS_FIRST,
            business_costs=DUTCH_SCALE,
        ),
        Regime(
            "FR", "FR", legal_order=INTEREST_FIRST, locked_kinds=frozenset({PUBLIC})
        ),
        Regime(
            "DE",
            "DE",
            day_count=ACT_ACT,
            legal_order=COSTS_FIRST,
            moves_due_date=True,  # s. 193 BGB (rules.md 0: high)
        ),
        Regime("LU", "LU", legal_order=INTEREST_FIRST),
        Regime(
            "UK",
            "GB",
            currency="GBP",
            locked_kinds=frozenset({BUSINESS, PUBLIC}),
            business_costs=BRITISH_SUM,
        ),
    )
}


def law_of(country):
    """Return the name of a country's law.

    :param country: an ISO 3166 alpha-2 code, or none
    """
    return _OTHER_NAMES.get(country, country)


def regime_of(law, regimes=None):
    """Return the law of a country.

    :param str law: a two-letter code
    :param dict regimes: other values than :data:`REGIMES`
    :raise LegalError: ``unknown_country``
    """
    regimes = REGIMES if regimes is None else regimes
    known = regimes.get(law_of(law))
    if not known:
        raise LegalError(
            "unknown_country",
            f"No rules of law are known for {law or 'a debtor without a country'}. "
            "Claim the principal only, or enter the law that the contract chooses; "
            f"known are {', '.join(sorted(regimes))}.",
            law=law,
        )
    return known
