"""Debtors of `./dev demo` whom something held for a while, and how that ended.

About the ladder see ``demo_cast_ladder``.
"""

from tools.demo_play import (
    CreditDrafted,
    Debtor,
    DisputeAnswered,
    Invoice,
    Matched,
    NotTheirs,
    Pause,
    Payment,
    Receipt,
    Said,
    Sent,
    StepPassedOver,
)

HELD = (
    # Due while nobody booked the bank: the reminder waited for it.
    Debtor(
        "Glashandel Vos BV",
        "Maaseik",
        "nothing_open",
        email="vos@glas.example",
        does=(Invoice(-76, 445, "Kozijnhout"), Payment(-58)),
        meets=("bank_behind",),
        shows=("step email sent reminder",),
    ),
    # Money came in with the invoice's number: it was matched, nobody was reminded.
    Debtor(
        "Metaalwerken Raes BV",
        "Genk",
        "nothing_open",
        email="raes@metaal.example",
        does=(Invoice(-30, 1_180, "Werkbanken"), Receipt(-26), Matched(-22)),
        meets=("payment_suspected",),
    ),
    # The same amount, but somebody else's: the reminder went out after that.
    Debtor(
        "Tuinaanleg Verbist BV",
        "Dessel",
        "not_yet",
        email="verbist@tuinaanleg.example",
        does=(
            Invoice(-13, 437, "Kastanjepalen"),
            Receipt(-9, says="Storting loket"),
            NotTheirs(-6),
        ),
        meets=("payment_suspected",),
        shows=("step email sent reminder",),
    ),
    Debtor(
        "Lasbedrijf Jacobs BV",
        "Beerse",
        "payment_suspected",
        email="jacobs@las.example",
        does=(Invoice(-8, 905, "Lasbanken"), Receipt(-4, part=0.5)),
        asks=("receipt",),
    ),
    # Paid before our reminder left, booked after it: taken back, and thanked for.
    Debtor(
        "Dakgoten Smets BV",
        "Peer",
        "nothing_open",
        email="smets@dakgoten.example",
        does=(
            Invoice(-24, 540, "Goten in ceder"),
            Receipt(-15, dated=-20),
            Matched(-15),
        ),
        shows=("step email withdrawn reminder", "thank_you email sent"),
    ),
    # Our own part first: this invoice was never sent, so nobody may be reminded.
    Debtor(
        "Poortenbouw Claeskens BV",
        "Hechtel",
        "own_part",
        email="claeskens@poorten.example",
        does=(Invoice(-6, 1_150, "Poort in padoek", sent=False),),
        asks=("send_invoice",),
    ),
    # A credit note for it waits to be posted.
    Debtor(
        "Vloerwerken Op de Beeck BV",
        "Balen",
        "own_part",
        email="opdebeeck@vloeren.example",
        does=(Invoice(-12, 395, "Plankenvloer"), CreditDrafted(-10)),
        asks=("post_credit",),
    ),
    # Found out in time and sent; the reminder came some days after that.
    Debtor(
        "Trappen Wellens BV",
        "Overijse",
        "not_yet",
        email="wellens@trappen.example",
        does=(Invoice(-24, 410, "Traptreden in es", sent=False), Sent(-14)),
        meets=("own_part",),
        shows=("step email sent reminder",),
    ),
    # They were right: a credit note ended the dispute.
    Debtor(
        "Keukenhuis Ceulemans BV",
        "Heusden",
        "nothing_open",
        email="ceulemans@keukenhuis.example",
        does=(
            Invoice(-40, 1_450, "Kastfronten"),
            Pause(-30, "dispute", -23, "Verkeerde houtsoort geleverd", 0),
            DisputeAnswered(-26),
        ),
        ended=("dispute granted",),
        shows=("step email sent reminder",),
    ),
    # They were not: they were told why, and the ladder went on where it stood.
    Debtor(
        "Stoffeerderij Lemmens BV",
        "Houthalen",
        "not_yet",
        email="lemmens@stof.example",
        does=(
            Invoice(-27, 690, "Zetelframes"),
            Pause(-20, "dispute", -13, "Zegt dat de frames te licht zijn", 0),
            DisputeAnswered(
                -15,
                "De frames zijn uitgevoerd zoals in de offerte van 3 maart, "
                "beuk van 32 mm.",
            ),
        ),
        ended=("dispute rejected",),
        shows=("dispute_answer email sent", "step email sent reminder"),
    ),
    # A lawyer wrote in our place: that step was passed over, what comes is a dossier.
    Debtor(
        "Interieurbouw Deckers BV",
        "Bree",
        "waits_for_person",
        email="deckers@interieurbouw.example",
        phone="+32 89 00 01 57",
        phone_calls=(Said("refuses", "Zegt niets meer te betalen"),),
        does=(
            Invoice(-68, 2_050, "Winkelinrichting"),
            StepPassedOver(-29, "Onze advocaat stelde al in gebreke"),
        ),
        asks=("handoff",),
        shows=("step phone sent call", "step registered_letter cancelled"),
    ),
)
