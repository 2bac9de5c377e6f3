"""Debtors of `./dev demo` with whom care is taken: when, how often, by whom.

About the ladder see ``demo_cast_ladder``.
"""

from tools.demo_play import Debtor, Invoice

MOMENT = (
    # Nothing to this one leaves by itself, whatever the policy says.
    Debtor(
        "Orgelbouw Schyven BV",
        "Peer",
        "step_due",
        email="schyven@orgel.example",
        owner="koen",
        sets=(("never_automatic", True),),
        does=(Invoice(-5, 1_320, "Eiken orgelkast"),),
        asks=("proposal",),
    ),
    # A key customer: announced today, sent tomorrow unless somebody stops it.
    Debtor(
        "Kantoorinrichting Adriaens NV",
        "Mechelen",
        "veto_window",
        email="adriaens@kantoor.example",
        owner="koen",
        sets=(("key_customer", True),),
        does=(Invoice(-5, 4_150, "Bureaubladen in noten"),),
        asks=("announced",),
        shows=("step email sent courtesy",),
    ),
    # Two contacts in thirty days are enough for this one: the next must wait.
    Debtor(
        "Yogastudio Lotus BV",
        "Leuven",
        "contact_budget",
        email="lotus@yoga.example",
        sets=(("contact_budget", 2),),
        does=(
            Invoice(-28, 380, "Vloer in bamboe"),
            Invoice(-5, 290, "Spiegelkaders"),
        ),
        shows=("step email sent reminder",),
    ),
)
