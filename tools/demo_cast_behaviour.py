"""Debtors of `./dev demo` who show what behaviour is, and what follows from it.

They bought all the eighteen months, the story's own weeks included. About the
ladder see ``demo_cast_ladder``.
"""

from tools.demo_past import EASY, PROMPT, VERY_LATE, Habit
from tools.demo_play import Debtor, Invoice, Payment, Said, TheyCall

#: Due days of invoices in two summers, a year apart.
SUMMERS = (*range(-521, -430, 18), *range(-156, -65, 18))

CLASSES = (
    # Pays on day 12, month after month: nobody need be told on day 5.
    Debtor(
        "Bakkerij Vandeputte BV",
        "Zonhoven",
        "patience",
        email="vandeputte@brood.example",
        pays="regular",
        bought=Habit(
            (12, 11, 13, 12, 12), 430, "Bakplanken", first=-549, last=0, every=30
        ).purchases(),
    ),
    # Paid on day four; in the last half year it takes three weeks. Somebody called,
    # heard why, and then the reminder went as written.
    Debtor(
        "Loodgieterij Aerden BV",
        "Bilzen",
        "not_yet",
        email="aerden@loodgieter.example",
        phone="+32 89 00 01 18",
        pays="regular",
        trend="slower",
        phone_calls=(Said("refuses", "Wacht op een subsidie"),),
        bought=Habit(
            (4, 3, 5, 4),
            390,
            "Latten en regels",
            first=-545,
            last=-110,
            every=29,
            since=-183,
            lately=(19, 24, 21),
        ).purchases(),
        does=(Invoice(-17, 520, "Latten en regels"),),
        meets=("call_slower",),
        shows=("step phone sent", "step email sent reminder"),
    ),
    # The same, and the call is to be made today.
    Debtor(
        "Verfhandel Coppens BV",
        "Maasmechelen",
        "call_slower",
        email="coppens@verfhandel.example",
        phone="+32 89 00 01 26",
        owner="koen",
        pays="regular",
        trend="slower",
        bought=Habit(
            (2, 4, 3, 4),
            310,
            "Steigerplanken",
            first=-546,
            last=-107,
            every=25,
            since=-183,
            lately=(18, 16, 19),
        ).purchases(),
        does=(Invoice(-5, 420, "Steigerplanken"),),
        asks=("call",),
    ),
    # Always in time, and late for once: somebody they know calls first, although
    # their own ladder begins with a letter.
    Debtor(
        "Brouwerij Het Anker BV",
        "Diest",
        "call_loyal",
        policy="post",
        email="anker@brouwerij.example",
        phone="+32 13 00 01 77",
        street="Ankerstraat 9",
        zip_code="3290",
        owner="koen",
        pays="loyal",
        bought=Habit(PROMPT, 960, "Vaten in eik", every=52).purchases(),
        does=(Invoice(-5, 1_240, "Vaten in eik"),),
        asks=("call",),
    ),
    # Always in time and never in trouble: hears from us all the same, now and then.
    Debtor(
        "Kaarsenmakerij De Zwaan BV",
        "Aarschot",
        "nothing_overdue",
        email="zwaan@kaarsen.example",
        phone="+32 16 00 01 78",
        owner="koen",
        pays="loyal",
        bought=Habit(PROMPT, 980, "Rekken", every=52).purchases(),
        does=(Invoice(12, 480, "Rekken"),),
        asks=("activity",),
    ),
    # Took six weeks, has found its feet again.
    Debtor(
        "Meubelzaak Nuyens BV",
        "Neerpelt",
        "nothing_overdue",
        email="nuyens@meubelzaak.example",
        pays="regular",
        trend="faster",
        bought=Habit(
            (41, 48, 38, 45),
            780,
            "Meubelpanelen",
            first=-545,
            last=5,
            every=25,
            since=-320,
            lately=(2, 0, 5, 1, 2, 4),
        ).purchases(),
    ),
    # Buys more each month, and pays in time.
    Debtor(
        "Bouwgroep Kempenland NV",
        "Turnhout",
        "nothing_overdue",
        email="crediteuren@kempenland.example",
        owner="koen",
        sets=(("key_customer", True),),
        pays="loyal",
        meets=("veto_window",),
        shows=("step email sent courtesy",),
        bought=Habit(
            PROMPT, 900, "Constructiehout", first=-540, last=10, every=30, growth=8
        ).purchases(),
    ),
    # Buys in summer only.
    Debtor(
        "Camping De Zandstuiver BV",
        "Lommel",
        "nothing_open",
        email="receptie@zandstuiver.example",
        pays="regular",
        bought=Habit(EASY, 640, "Vlonderplanken", dues=SUMMERS).purchases(),
    ),
    # Pays, but two months late, and is called before the second reminder.
    Debtor(
        "Aannemingen Sterckx BV",
        "Overpelt",
        "not_yet",
        email="sterckx@aannemingen.example",
        phone="+32 11 00 01 84",
        pays="chronic",
        phone_calls=(Said("refuses", "Betaalt pas na oplevering"),),
        bought=Habit(
            VERY_LATE, 1_350, "Bekistingshout", first=-545, last=-165, every=30
        ).purchases(),
        does=(
            Invoice(-25, 1_640, "Bekistingshout"),
            # Large, and due soon: one of us is told, never the customer.
            Invoice(5, 5_800, "Bekistingshout, tweede fase"),
        ),
        asks=("warning",),
        shows=("step phone sent call",),
    ),
    # Two invoices say nothing yet.
    Debtor(
        "Koffiebranderij Luna BV",
        "Hasselt",
        "nothing_overdue",
        email="luna@koffie.example",
        bought=Habit((1, 6), 290, "Toogblad", dues=(-66, -33)).purchases(),
        does=(Invoice(12, 320, "Toogblad"),),
    ),
    # A promise on the phone, and kept.
    Debtor(
        "Speelgoedwinkel Tol BV",
        "Herselt",
        "nothing_open",
        email="tol@speelgoed.example",
        phone="+32 14 00 01 93",
        pays="regular",
        bought=Habit(EASY, 350, "Rekken", every=55).purchases(),
        does=(
            Invoice(-30, 610, "Etalagekast"),
            TheyCall(-18, Said("promise", "Betaalt na het weekend", days=6)),
            Payment(-13),
        ),
        ended=("promise kept",),
        shows=("confirmation email sent",),
    ),
)
