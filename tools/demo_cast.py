"""The debtors of `./dev demo`: one for each thing that follow-up can decide.

Days count from the last day of the story. The basic ladder: reminder 1 five
days after the due date, reminder 2 after sixteen, formal notice after
thirty-two.
"""

from odoo import Command


def cast(stage):
    """Put everybody on the stage."""
    _write_today(stage)
    _wait_for_a_person(stage)
    _are_paused(stage)
    _stop_by_themselves(stage)
    _need_nothing(stage)


def _write_today(stage):
    """Those who get a message on the last day."""
    garage = stage.debtor("Garage Claes BV", "Mechelen", "not_yet")
    garage.invoice_contact("Els Claes", "els.claes@garageclaes.example")
    garage.invoice(-5, 1_480, "Eiken planken, gekantrecht")
    garage.invoice(-1, 365, "Levering met kraan")

    horeca = stage.debtor(
        "Horeca Mertens BV", "Leuven", "not_yet", email="info@mertens.example"
    )
    horeca.invoice(-28, 2_150, "Terrasplanken padoek")
    horeca.pause(-15, "manual", -1, "Wegens verbouwing gesloten")

    apotheek = stage.debtor(
        "Apotheek Desmet BV", "Lier", "not_yet", email="desmet@apotheek.example"
    )
    disputed = apotheek.invoice(-5, 1_000, "Wandkast op maat")
    apotheek.pause(-3, "dispute", 9, "Eén deur klemt", disputed, amount=302.5)

    atelier = stage.debtor(
        "Meubelatelier Hendrickx BV",
        "Herentals",
        "not_yet",
        email="atelier@hendrickx.example",
    )
    atelier.invoice(None, 3_200, "Notelaar, eerste keus", terms=_two_terms(stage))

    importer = stage.debtor(
        "Van der Berg Import BV",
        "Rotterdam",
        "not_yet",
        country="nl",
        lang="nl_NL",
        email="crediteuren@vanderberg.example",
    )
    importer.invoice(-5, 940, "Lariks, geschaafd")
    importer.invoice(-5, 1_200, "Teak boards", currency="USD")


def _two_terms(stage):
    return stage.env["account.payment.term"].create(
        {
            "name": "Half after 15 days, half after 45 days",
            "line_ids": [
                Command.create(
                    {"value": "percent", "value_amount": 50, "nb_days": days}
                )
                for days in (15, 45)
            ],
        }
    )


def _wait_for_a_person(stage):
    """Those for whom a person has something to do."""
    studio = stage.debtor(
        "Studio Noorderlicht BV",
        "Utrecht",
        "step_due",
        policy="key",
        country="nl",
        lang="nl_NL",
        email="administratie@noorderlicht.example",
    )
    studio.invoice(-5, 780, "Berken multiplex")

    maes = stage.debtor(
        "Bouwwerken Maes NV", "Geel", "waits_for_person", email="maes@bouw.example"
    )
    maes.invoice(-60, 4_300, "Balken en kepers")

    hotel = stage.debtor(
        "Hôtel Belle Rive SA",
        "Dinant",
        "call_due",
        policy="loyal",
        lang="fr_BE",
        email="direction@bellerive.example",
    )
    hotel.invoice(-3, 1_120, "Bardage en mélèze")

    keukens = stage.debtor(
        "Keukens Delvaux BV", "Hasselt", "pause_needs_person", email="delvaux@k.example"
    )
    keukens.invoice(-20, 2_640, "Werkbladen beuk")
    keukens.pause(-16, "dispute", -2, "Twee werkbladen gescheurd")

    transport = stage.debtor(
        "Transport Van Acker NV", "Beveren", "no_address", email=False
    )
    transport.invoice(-9, 690, "Paletten")

    slager = stage.debtor(
        "Slagerij Rombouts BV", "Mol", "address_failed", email="oud@rombouts.example"
    )
    slager.invoice(-14, 310, "Hakblok")
    slager.bounces(-4)

    elektro = stage.debtor(
        "Elektro Baert BV",
        "Ninove",
        "uncertain",
        is_cut_off=True,
        email="info@baert.example",
    )
    elektro.invoice(-12, 540, "Kabelgoten in eik")

    club = stage.debtor(
        "Sportclub De Heide VZW",
        "Kasterlee",
        "end_of_ladder",
        policy="key",
        agrees=True,
        email="penningmeester@deheide.example",
    )
    club.invoice(-50, 610, "Tribunebanken")


def _are_paused(stage):
    """Those whose follow-up stands still for a while."""
    tuin = stage.debtor(
        "Tuincentrum Wouters BV", "Tessenderlo", "paused", email="wouters@tuin.example"
    )
    tuin.invoice(-16, 890, "Tuinschermen")
    tuin.pause(-6, "promise", 6, "Betaalt na de ontvangst van een subsidie")

    opvang = stage.debtor(
        "Kinderopvang Zonnebloem VZW",
        "Retie",
        "paused",
        email="zonnebloem@opvang.example",
    )
    opvang.invoice(-10, 450, "Zandbak met deksel")
    opvang.pause(-9, "manual", 12, "Nieuwe boekhouder, belt ons terug")


def _stop_by_themselves(stage):
    """Those for whom the ladder ends early."""
    kapper = stage.debtor(
        "Kapsalon Lotte BV", "Olen", "small_amount", email="lotte@kapsalon.example"
    )
    kapper.invoice(-25, 30, "Plankje voor de spiegel")

    krant = stage.debtor(
        "Krantenwinkel Het Hoekje BV",
        "Vorselaar",
        "below_minimum",
        email="hoekje@kranten.example",
    )
    short = krant.invoice(-20, 100, "Rek voor tijdschriften")
    krant.pays(-18, short, less=3.0)

    brasserie = stage.debtor(
        "Brasserie du Canal SRL",
        "Tubize",
        "stops_unknown",
        kind=None,
        lang="fr_BE",
        email="canal@brasserie.example",
    )
    brasserie.invoice(-26, 1_340, "Comptoir en chêne")

    consumer = stage.debtor(
        "Sofie De Backer",
        "Kalmthout",
        "stops_consumer",
        kind="consumer",
        is_company=False,
        email="sofie.debacker@post.example",
    )
    consumer.invoice(-24, 275, "Boekenplanken")


def _need_nothing(stage):
    """Those whom nothing is asked for now."""
    interieur = stage.debtor(
        "Interieur Janssens BV", "Brasschaat", "not_yet", email="janssens@huis.example"
    )
    interieur.invoice(-30, 1_760, "Parket visgraat")

    drukker = stage.debtor(
        "Drukkerij Vermeulen NV", "Aalst", "not_yet", email="vermeulen@druk.example"
    )
    drukker.invoice(-2, 520, "Werktafel")

    lambert = stage.debtor(
        "Ateliers Lambert SRL",
        "Namur",
        "nothing_overdue",
        lang="fr_BE",
        email="compta@lambert.example",
    )
    paid = lambert.invoice(-40, 980, "Frêne, séché")
    lambert.pays(-38, paid)
    lambert.invoice(18, 1_050, "Frêne, séché")

    fietsen = stage.debtor(
        "Fietsen Peeters BV",
        "Turnhout",
        "covered_by_credits",
        email="peeters@fiets.example",
    )
    fietsen.invoice(-8, 500, "Rekken")
    fietsen.credit(-9, 600, "Retour: rekken van vorig jaar")

    bakker = stage.debtor(
        "Bakkerij De Gouden Aar BV", "Gent", "nothing_open", email="aar@bakker.example"
    )
    late = bakker.invoice(-24, 830, "Toonbank")
    bakker.pays(-12, late)

    segers = stage.debtor(
        "Houtbewerking Segers BV",
        "Balen",
        "nothing_open",
        email="segers@hout.example",
    )
    segers.opening_balance(-80, 725.5)

    linde = stage.debtor(
        "Feestzaal De Linde BV", "Arendonk", "nothing_overdue", email="linde@f.example"
    )
    blocked = linde.invoice(-15, 1_900, "Podium")
    linde.block(-14, blocked)
    linde.invoice(9, 240, "Trapje voor het podium")
