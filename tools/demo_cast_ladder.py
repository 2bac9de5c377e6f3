"""Debtors of `./dev demo` who are written to, or of whom nothing is asked.

Unless a debtor has another policy, the ladder is that of businesses in Belgium: a
courtesy note seven days before the due date of large claims, reminder 1 five days
after it, reminder 2 after sixteen, a call about large claims after twenty-eight, a
formal notice after thirty-two.
"""

from tools.demo_play import (
    Balance,
    Block,
    Credit,
    DebitReturned,
    Debtor,
    Invoice,
    Pause,
    Payment,
    Statement,
    StepPassedOver,
)

WRITTEN = (
    Debtor(
        "Garage Claes BV",
        "Mechelen",
        "not_yet",
        contact=("Els Claes", "els.claes@garageclaes.example"),
        phone="+32 15 00 01 11",
        street="Battelsesteenweg 40",
        zip_code="2800",
        does=(
            Invoice(-5, 1_480, "Eiken planken, gekantrecht", printed=True),
            Invoice(-1, 365, "Levering met kraan", printed=True),
        ),
        shows=("step email sent courtesy",),
    ),
    Debtor(
        "Horeca Mertens BV",
        "Leuven",
        "not_yet",
        email="info@mertens.example",
        does=(
            Invoice(-22, 780, "Terrasplanken padoek", printed=True),
            Pause(-15, "manual", -1, "Wegens verbouwing gesloten"),
        ),
    ),
    Debtor(
        "Apotheek Desmet BV",
        "Lier",
        "not_yet",
        email="desmet@apotheek.example",
        does=(
            Invoice(-5, 1_000, "Wandkast op maat"),
            Pause(-3, "dispute", 9, "Eén deur klemt", 0, 302.5),
        ),
        asks=("dispute",),
    ),
    Debtor(
        "Meubelatelier Hendrickx BV",
        "Herentals",
        "not_yet",
        email="atelier@hendrickx.example",
        does=(Invoice(0, 3_200, "Notelaar, eerste keus", halves=True),),
    ),
    Debtor(
        "Van der Berg Import BV",
        "Rotterdam",
        "not_yet",
        policy="nl_business",
        country="nl",
        lang="nl_NL",
        email="crediteuren@vanderberg.example",
        does=(
            Invoice(-5, 940, "Lariks, geschaafd"),
            Invoice(-5, 1_200, "Teak boards", currency="USD"),
        ),
    ),
    Debtor(
        "Jeroen de Wit",
        "Utrecht",
        "not_yet",
        kind="consumer",
        policy="basic",
        is_person=True,
        country="nl",
        lang="nl_NL",
        email="jeroen.dewit@post.example",
        street="Biltstraat 88",
        zip_code="3572 BH",
        does=(Invoice(-5, 198, "Steigerplanken"),),
        shows=("step email sent reminder",),
    ),
    Debtor(
        "Gemeente Olen",
        "Olen",
        "not_yet",
        kind="public",
        policy="basic",
        email="financien@olen.example",
        street="Dorp 1",
        zip_code="2250",
        does=(Invoice(-10, 2_860, "Banken voor het plein, bestelbon 2231"),),
    ),
    Debtor(
        "Schrijnwerkerij Thys BV",
        "Hoogstraten",
        "not_yet",
        email="dossiers@kantoorlemmens.example",
        does=(Invoice(-5, 1_240, "Deurkaders in beuk"),),
    ),
    # The same accountant's office receives the mail of both.
    Debtor(
        "Isolatie Dierckx BV",
        "Rijkevorsel",
        "address_shared",
        email="dossiers@kantoorlemmens.example",
        does=(Invoice(-5, 410, "Regelwerk"),),
    ),
    Debtor(
        "Advieskantoor Thielemans BV",
        "Lille",
        "nothing_overdue",
        email="thielemans@advies.example",
        does=(Invoice(7, 1_130, "Archiefkasten"),),
        shows=("step email sent courtesy",),
    ),
)

STOP = (
    Debtor(
        "Kapsalon Lotte BV",
        "Olen",
        "small_amount",
        email="lotte@kapsalon.example",
        does=(Invoice(-25, 30, "Plankje voor de spiegel"),),
        asks=("small_amount",),
    ),
    Debtor(
        "Krantenwinkel Het Hoekje BV",
        "Vorselaar",
        "below_minimum",
        email="hoekje@kranten.example",
        does=(
            Invoice(-20, 100, "Rek voor tijdschriften"),
            Payment(-18, less=3.0),
        ),
    ),
    Debtor(
        "Brasserie du Canal SRL",
        "Tubize",
        "stops_unknown",
        kind=None,
        lang="fr_BE",
        email="canal@brasserie.example",
        does=(Invoice(-26, 1_340, "Comptoir en chêne"),),
        asks=("kind_unknown",),
    ),
    Debtor(
        "Sofie De Backer",
        "Kalmthout",
        "not_yet",
        kind="consumer",
        policy="basic",
        is_person=True,
        email="sofie.debacker@post.example",
        does=(Invoice(-24, 275, "Boekenplanken"),),
    ),
    Debtor(
        "Meubelen Van Gestel BV",
        "Merksplas",
        "old_claims",
        email="vangestel@meubelen.example",
        does=(Invoice(-190, 1_480, "Eettafels", entered=-88),),
        asks=("activity",),
    ),
)

NEED_NOTHING = (
    Debtor(
        "Interieur Janssens BV",
        "Brasschaat",
        "not_yet",
        email="janssens@huis.example",
        does=(Invoice(-30, 640, "Parket visgraat"),),
    ),
    Debtor(
        "Drukkerij Vermeulen NV",
        "Aalst",
        "not_yet",
        email="vermeulen@druk.example",
        does=(Invoice(-2, 520, "Werktafel"),),
    ),
    Debtor(
        "Dakwerken Lauwers BV",
        "Geel",
        "not_yet",
        email="lauwers@dakwerken.example",
        does=(
            Invoice(-18, 890, "Panlatten"),
            StepPassedOver(-3, "Zaakvoerder ligt in het ziekenhuis"),
        ),
        shows=("step email sent reminder", "step email cancelled reminder"),
    ),
    Debtor(
        "Ateliers Lambert SRL",
        "Namur",
        "nothing_overdue",
        lang="fr_BE",
        email="compta@lambert.example",
        does=(
            Invoice(-40, 980, "Frêne, séché"),
            Payment(-38),
            Invoice(18, 1_050, "Frêne, séché"),
        ),
    ),
    Debtor(
        "Kaasboerderij Van Looy BV",
        "Gierle",
        "not_yet",
        email="vanlooy@kaas.example",
        does=(
            Invoice(-16, 560, "Rijpplanken", debit=True),
            Invoice(-4, 610, "Rijpplanken", debit=True),
            DebitReturned(-8),
        ),
        shows=("step email sent reminder",),
    ),
    Debtor(
        "Wijnhuis Bosmans BV",
        "Essen",
        "collected",
        direct_debit=True,
        email="bosmans@wijn.example",
        does=(Invoice(-9, 1_310, "Wijnrekken"),),
    ),
    Debtor(
        "Fietsen Peeters BV",
        "Turnhout",
        "covered_by_credits",
        email="peeters@fiets.example",
        street="Gasthuisstraat 19",
        zip_code="2300",
        does=(
            Invoice(-8, 500, "Rekken"),
            Invoice(19, 245, "Ophangbeugels"),
            Credit(-9, 600, "Retour: rekken van vorig jaar"),
            Statement(-2),
        ),
        asks=("unmatched",),
        shows=("statement email sent",),
    ),
    Debtor(
        "Notariskantoor Aerts BV",
        "Kasterlee",
        "nothing_open",
        email="boekhouding@aerts.example",
        does=(
            Invoice(-21, 1_750, "Boekenkast in kersenhout"),
            Payment(-12),
        ),
        takes_back=("paid", "Betaald op onze oude rekening"),
        shows=("step email withdrawn reminder", "apology email sent"),
    ),
    Debtor(
        "Bakkerij De Gouden Aar BV",
        "Gent",
        "nothing_open",
        email="aar@bakker.example",
        does=(Invoice(-24, 830, "Toonbank"), Payment(-12)),
    ),
    Debtor(
        "Houtbewerking Segers BV",
        "Balen",
        "nothing_open",
        email="segers@hout.example",
        does=(Balance(-80, 725.5),),
    ),
    Debtor(
        "Feestzaal De Linde BV",
        "Arendonk",
        "nothing_overdue",
        email="linde@f.example",
        does=(
            Invoice(-15, 1_900, "Podium"),
            Block(-14),
            Invoice(9, 240, "Trapje voor het podium"),
        ),
    ),
)
