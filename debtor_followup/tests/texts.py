"""What texts are measured by: word lists, and a few hundred made-up debtors."""

import random
from datetime import timedelta

from odoo import Command

from .common import TODAY
from .letter_common import ADDRESS

LANGUAGES = ("nl_BE", "nl_NL", "fr_BE", "fr_FR", "de_DE", "en_US")
#: The day on which those who are at reminder 2 today were reminded first.
BEFORE = TODAY - timedelta(days=13)
BANK_DAY = TODAY - timedelta(days=3)
#: Names as people type them.
NAMES = (
    "Bakkerij Peeters",
    'O\'Brien & Zonen "De Hoek"',
    "<b>Vet</b> & Co <script>alert(1)</script>",
    "Café Größe Ångström",
    "Bloemen 🌷 Lotte 🎉",
    "{{ 7 * 7 }} %(name)s BV",
    "A" * 60 + " Holding",
    "Société d'Éclairage de l’Ouest",
)
PERSONS = ("Els Peeters", "Jean-François d'Arc", "Zoë <i>Müller</i>", "李 雷 😀")
KINDS = ("business", "business", "business", "public", "consumer", "unknown")
#: Fragments that show that a text is in a language; none may stand in another's.
MARKS = {
    "nl": r"\b(factuur|facturen|wij|niet|dank|graag|betaling|uw|vervaldag)\b",
    "fr": r"\b(facture|factures|nous|votre|vous|merci|paiement|échéance)\b",
    "de": r"\b(Rechnung|Rechnungen|wir|nicht|Ihre|Ihnen|Zahlung|Konto|fällig)\b",
    "en": r"\b(invoice|invoices|your|you|payment|thank|account|due)\b",
}
#: Words of the neighbour that speaks the same language otherwise.
NEIGHBOURS = {
    "nl_BE": r"betalingskenmerk|termijnen|KvK|automatische incasso|aanmaning|regeling",
    "nl_NL": r"mededeling|schijven|ondernemingsnummer|domiciliëring|in bijlage",
    "fr_BE": r"relance|prélèvement|SIRET",
    "fr_FR": r"domiciliation|numéro d.entreprise",
    "de_DE": r"Erlagschein|Rückstand",
    "en_US": r"cheque|honour",
}
#: What a first reminder never says.
LEGAL = {
    "nl": r"intrest|interest|rente|\bkosten?\b|rechtbank|deurwaarder|incasso"
    r"|ingebrekestelling|sommatie|juridisch|advocaat",
    "fr": r"intérêt|\bfrais\b|tribunal|huissier|recouvrement|mise en demeure"
    r"|juridique|avocat|contentieux",
    "de": r"zinsen|\bkosten\b|gericht|vollstreck|inkasso|förmliche|anwalt|verzug",
    "en": r"interest|\bcosts?\b|\bcourt\b|bailiff|agency|formal notice|legal|lawyer",
}
CROSSING = {
    "nl": r"berichten elkaar gekruist|kruiste uw betaling|betaling dit bericht gekruist"
    r"|al betaald|Betaalde u al",
    "fr": r"se sont croisés|a croisé|déjà payé",
    "de": r"gekreuzt|bereits gezahlt",
    "en": r"have crossed|has crossed|paid already",
}
#: Ways to dispute, and to say that paying is hard.
DISPUTE = {
    "nl": r"Klopt er iets niet|Niet akkoord|niet eens met|Betwist u",
    "fr": r"pas exact|inexacte|pas d’accord|contestez",
    "de": r"Stimmt etwas|nicht einverstanden|Bestreiten Sie",
    "en": r"not right|not agree|dispute",
}
PARTS = {
    "nl": r"moeilijk|lastig|niet uit|schijven|termijnen",
    "fr": r"difficile|plusieurs fois",
    "de": r"schwierig|Raten",
    "en": r"difficult|in parts",
}
COPIES = {"nl": "bijlage", "fr": "annexe", "de": "Anhang", "en": "attached"}
#: Words that nobody outside may read.
INNER = r"chronic|loyal|chronisch|score|klasse|\bclass\b|unknown|onbekend"


def make_debtors(test):
    """Create debtors of all kinds, with invoices; the same ones each time.

    :param test: the test class, with two policies: ``policy`` (firm at reminder
        2) and ``formal`` (formal at reminder 2)
    """
    lot = random.Random(20261123)
    partners = _make_partners(test, lot)
    specs, refunds = [], []
    dollar = test.env.ref("base.USD")
    for number, partner in enumerate(partners):
        for days in _ages(number, lot):
            amount = round(lot.uniform(120, 9000), 2)
            spec = {"partner": partner, "days": days, "amount": amount}
            if number % 11 == 4:
                spec["currency"] = dollar
            elif number % 13 == 5:
                spec["payment_term"] = test.parts
            specs.append(spec)
        if number % 9 == 7:
            specs.append({**specs[-1], "currency": dollar, "payment_term": None})
        if number % 7 == 3:
            refunds.append({"partner": partner, "amount": 31.4, "days": 1})
    moves = test._create_invoices(*specs)
    test._create_invoices(*refunds, move_type="out_refund")
    _attach_files(test, moves, lot)
    _pay_in_part(test, moves, lot)


def _make_partners(test, lot):
    values = []
    for number in range(30 * len(LANGUAGES)):
        kind = KINDS[number // len(LANGUAGES) % len(KINDS)]
        company = kind in ("business", "public")
        names = NAMES if company else PERSONS
        values.append(
            {
                "name": f"{lot.choice(names)} {number}",
                "is_company": company,
                "email": f"debtor{number}@customer.example",
                **ADDRESS,
                "lang": LANGUAGES[number % len(LANGUAGES)],
                "country_id": test.env.ref("base.nl" if number % 5 else "base.be").id,
                "child_ids": [
                    Command.create(
                        {
                            "name": f"{lot.choice(PERSONS)} {number}",
                            "type": "invoice",
                            "email": f"books{number}@customer.example",
                            "lang": LANGUAGES[number % len(LANGUAGES)],
                        }
                    )
                ]
                if company and number % 4
                else [],
            }
        )
    partners = test.env["res.partner"].create(values)
    debtors = test._debtor(partners)
    for number, debtor in enumerate(debtors):
        debtor.debtor_kind = KINDS[number // len(LANGUAGES) % len(KINDS)]
        if number // len(LANGUAGES) % 2:
            debtor.policy_id = test.formal
    return partners


def _ages(number, lot):
    """Return how many days late the invoices of a debtor are."""
    turn = number // len(LANGUAGES) % 4
    if turn == 3:
        return (-7,)  # a courtesy note
    if turn == 2:
        return (lot.randint(5, 9),)
    many = number % 17 == 6
    late = tuple(lot.randint(20, 26) for _one in range(7 if many else turn + 1))
    return (*late, 2) if number % 4 == 1 else late


def _attach_files(test, moves, lot):
    """Store a PDF on two of three invoices, as Odoo does when it sends them."""
    test.env["ir.attachment"].create(
        [
            {
                "name": f"{move.name.replace('/', '_')}.pdf",
                "raw": b"%PDF-1.4 " + move.name.encode(),
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
            for move in moves
            if lot.random() < 0.66
        ]
    )


def _pay_in_part(test, moves, lot):
    """Pay a part of a few invoices, by payments that are matched."""
    # Autovacuum may have noted that these tables are empty, as they are to all
    # others: core's search for a payment's invoices would then take minutes.
    test.env.flush_all()
    test.env.cr.execute("ANALYZE account_move, account_move_line")
    for move in lot.sample(moves, 6):
        test.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"amount": 50, "payment_date": TODAY})._create_payments()
