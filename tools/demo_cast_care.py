"""Debtors of `./dev demo` with whom care is taken: when, how often, by whom.

About the ladder see ``demo_cast_ladder``.
"""

from tools.demo_past import PROMPT, Habit
from tools.demo_play import (
    AddressFound,
    Debtor,
    Invoice,
    KindSaid,
    Known,
    Protected,
)

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

PROTECTED = (
    # Bankrupt: nothing is asked any more, the claim is filed in time.
    Debtor(
        "Confectie Rens BV",
        "Sint-Truiden",
        "paused",
        email="rens@confectie.example",
        owner="koen",
        does=(
            Invoice(-34, 1_820, "Snijtafels"),
            Protected(-12, "insolvency", -14, 160, "Vonnis rechtbank Tongeren"),
        ),
        asks=("file_claim",),
        shows=("step email sent reminder",),
    ),
    Debtor(
        "Georges Lenaerts",
        "Malle",
        "paused",
        kind="consumer",
        policy="basic",
        is_person=True,
        email="georges.lenaerts@post.example",
        does=(
            Invoice(-18, 240, "Tuinbank"),
            Protected(-8, "deceased", -11, 80, "Zijn dochter belde ons"),
        ),
        asks=("file_claim",),
    ),
    Debtor(
        "Kim Daems",
        "Tienen",
        "paused",
        kind="consumer",
        policy="basic",
        is_person=True,
        email="kim.daems@post.example",
        does=(
            Invoice(-26, 315, "Kinderbed"),
            Protected(-15, "debt_settlement", -19, 340, "Brief van de bemiddelaar"),
        ),
        asks=("file_claim",),
    ),
    Debtor(
        "Joris Pauwels",
        "Landen",
        "paused",
        kind="consumer",
        policy="basic",
        is_person=True,
        email="joris.pauwels@post.example",
        does=(
            Invoice(-22, 185, "Boekenrek"),
            Protected(-9, "debt_help", -10, 110, "OCMW maakt een plan op"),
        ),
        asks=("file_claim",),
    ),
)

PEOPLE = (
    # One contact gets the reminders, a colleague a copy; from the second reminder on
    # the management does too.
    Debtor(
        "Drukwerk Moons BV",
        "Westerlo",
        "not_yet",
        email="info@moons.example",
        people=(
            ("Ine Moons", "ine@moons.example", "followup_reminders"),
            ("Bart Huys", "bart@moons.example", "followup_reminders"),
            ("Greet Moons", "greet@moons.example", "followup_management"),
        ),
        does=(Invoice(-29, 640, "Snijplanken met logo"),),
        shows=("step email sent reminder copy",),
    ),
    # Nobody knew whether it is a business: one reminder, then somebody said so.
    Debtor(
        "Galerie Meurisse",
        "Brugge",
        "not_yet",
        kind=None,
        email="meurisse@galerie.example",
        does=(Invoice(-29, 640, "Lijsten in linde"), KindSaid(-13, "business")),
        meets=("stops_unknown",),
        shows=("step email sent reminder",),
    ),
    # Its mailbox did not exist; the right address was found, and it went there.
    Debtor(
        "Juwelier Thoelen BV",
        "Tongeren",
        "not_yet",
        email="info@thoelen-oud.example",
        bounces=True,
        does=(
            Invoice(-22, 480, "Vitrinekast"),
            AddressFound(-10, "thoelen@juwelier.example"),
        ),
        meets=("address_failed",),
        shows=("step email bounced reminder", "step email sent reminder"),
    ),
)

LOOKED_AT = (
    # A careful look at its balance sheet; the day to look again has come.
    Debtor(
        "Projectbouw Van Hees NV",
        "Aarschot",
        "nothing_overdue",
        email="vanhees@projectbouw.example",
        owner="koen",
        does=(
            Invoice(14, 2_700, "Dakspanten"),
            Known(-40, "balance_sheet", "weak", "Eigen vermogen negatief", again=-1),
        ),
        asks=("activity",),
    ),
    # Always in time, so nobody ever speaks with them: a call to hear how things are.
    Debtor(
        "Theehuis De Vlier BV",
        "Bonheiden",
        "nothing_overdue",
        email="vlier@theehuis.example",
        owner="koen",
        pays="loyal",
        bought=Habit(
            PROMPT, 330, "Tafelbladen", first=-536, last=4, every=30
        ).purchases(),
        asks=("activity",),
    ),
)
