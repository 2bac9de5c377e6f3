"""Debtors of `./dev demo` to whom the law is spoken: notices, charges, waiting.

About the ladder see ``demo_cast_ladder``; consumers and public bodies have ladders
of their own.
"""

from tools.demo_play import Accepted, Debtor, Invoice, Payment, Said

BY_LAW = (
    # A formal notice by registered letter; he then paid the invoice and no more.
    Debtor(
        "Zwembaden Aqua Kempen BV",
        "Hoogstraten",
        "nothing_open",
        email="boekhouding@aquakempen.example",
        phone="+32 3 00 01 77",
        street="Vrijheid 61",
        zip_code="2320",
        agrees=1,
        post=("delivered",),
        does=(Invoice(-70, 1_640, "Terrasplanken in ipé"), Payment(-9)),
        phone_calls=(Said("refuses", "Zegt dat het druk is"),),
        asks=("paid_charges",),
        shows=(
            "step registered_letter sent formal_notice delivered",
            "step email sent formal_notice copy",
        ),
    ),
    # The notice is with him: interest runs on, the handoff is announced.
    Debtor(
        "Interieurbouw Wend BV",
        "Oud-Turnhout",
        "not_yet",
        email="info@wend.example",
        street="Dorp 14",
        zip_code="2360",
        agrees=1,
        post=("posted",),
        does=(Invoice(-42, 620, "Kastdeuren in fineer"),),
        shows=("step registered_letter sent formal_notice",),
    ),
    # A consumer who accepted our terms: first the free reminder with its fourteen
    # days, then a second one, a call, and a notice that a person must agree to.
    Debtor(
        "Nele Verbruggen",
        "Lier",
        "step_due",
        kind="consumer",
        policy="be_consumer",
        is_person=True,
        email="nele.verbruggen@post.example",
        phone="+32 3 00 01 88",
        street="Eikelstraat 9",
        zip_code="2500",
        phone_calls=(Said("refuses", "Weet nog niet wanneer"),),
        does=(Accepted(-85), Invoice(-54, 420, "Tuinhuis in lork")),
        asks=("formal_notice",),
        shows=("step email sent reminder", "step phone sent call"),
    ),
    # The Dutch letter was delivered and its fifteen days have passed: the costs that
    # it named are due now.
    Debtor(
        "Wouter Hoekstra",
        "Breda",
        "waits_for_person",
        kind="consumer",
        policy="nl_consumer",
        country="nl",
        lang="nl_NL",
        is_person=True,
        email="wouter.hoekstra@post.example",
        phone="+31 76 000 01 88",
        street="Ginnekenweg 120",
        zip_code="4818 JE",
        agrees=1,
        post=("delivered",),
        phone_calls=(Said("refuses", "Betaalt later"),),
        does=(Invoice(-76, 560, "Houten vlonder"),),
        asks=("handoff",),
        shows=("step letter sent formal_notice delivered", "step email sent copy"),
    ),
    # A public body: slower, by letter, and never to an agency.
    Debtor(
        "Gemeentebestuur Ravels",
        "Ravels",
        "step_due",
        kind="public",
        policy="public",
        email="facturen@ravels.example",
        phone="+32 14 00 01 90",
        street="Gemeentelaan 60",
        zip_code="2381",
        phone_calls=(Said("refuses", "Bestelbon wordt gezocht"),),
        does=(Invoice(-72, 2_180, "Speeltuig in robinia"),),
        asks=("formal_notice",),
        shows=("step email sent reminder", "step phone sent call"),
    ),
)
