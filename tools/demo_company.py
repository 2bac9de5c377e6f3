"""The company of `./dev demo`: its chart, bank account, people and policies.

Everything is invented; addresses are at example domains.
"""

from odoo import Command

LANGUAGES = ("en_GB", "nl_BE", "nl_NL", "fr_BE")
TIME_ZONE = "Europe/Brussels"
IBAN = "BE71096123456769"


def activate_languages(env):
    """Install the languages of the story, as Settings > Languages does.

    English as in Britain, so that dates on the screen are not month first.
    """
    languages = (
        env["res.lang"]
        .with_context(active_test=False)
        .search([("code", "in", LANGUAGES)])
    )
    env["base.language.install"].create(
        {"lang_ids": [Command.set(languages.ids)]}
    ).lang_install()


def make_company(env):
    """Turn the database's company into a Belgian one; return it."""
    company = env.company
    company.write(
        {
            "name": "Houthandel De Kempen BV",
            "street": "Steenweg op Gierle 112",
            "zip": "2300",
            "city": "Turnhout",
            "country_id": env.ref("base.be").id,
            "vat": "BE0123456749",
            "phone": "+32 14 00 01 20",
            "email": "boekhouding@houthandel.example",
            "website": "https://www.houthandel.example",
            # It sells to Dutch consumers too: their own law protects them.
            "followup_directs_activity": True,
        }
    )
    company.partner_id.lang = "nl_BE"
    company.resource_calendar_id.tz = TIME_ZONE
    env["account.chart.template"].try_loading("be_comp", company, install_demo=False)
    bank = env["res.partner.bank"].create(
        {
            "acc_number": IBAN,
            "partner_id": company.partner_id.id,
            "bank_id": env["res.bank"]
            .create({"name": "Kempense Bank", "bic": "KEMPBE22"})
            .id,
            "allow_out_payment": True,
        }
    )
    _bank_journal(env, company).bank_account_id = bank
    _add_dollars(env, company)
    return company


def _bank_journal(env, company):
    return env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )


def _add_dollars(env, company):
    currency = env["res.currency"].with_context(active_test=False)
    dollar = currency.search([("name", "=", "USD")])
    dollar.active = True
    env["res.currency.rate"].create(
        {
            "name": "2020-01-01",
            "rate": 1.09,
            "currency_id": dollar.id,
            "company_id": company.id,
        }
    )


def make_people(env, company, lang):
    """Make the users; return the administrator, who signs.

    Koen looks after some customers.

    Els sees the same in Dutch, Céline in French.
    """
    admin = env.ref("base.user_admin")
    admin.write({"lang": lang, "tz": TIME_ZONE})
    admin.partner_id.write(
        {
            "name": "An Willems",
            "email": "an.willems@houthandel.example",
            "phone": "+32 14 00 01 23",
            "function": "Debiteurenbeheer",
        }
    )
    for name, login, spoken in (
        ("Koen Smets", "koen", lang),
        ("Els Verbeeck", "els", "nl_BE"),
        ("Céline Lambert", "celine", "fr_BE"),
    ):
        admin.copy(
            {
                "name": name,
                "login": login,
                "password": login,
                "email": f"{login}@houthandel.example",
                "lang": spoken,
                "tz": TIME_ZONE,
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
            }
        )
    return admin


def make_direct_debit(env, company):
    """Add a way to collect to the bank journal."""
    journal = _bank_journal(env, company)
    manual = journal.inbound_payment_method_line_ids[:1]
    manual.copy(
        {
            "name": "Domiciliëring",
            "journal_id": journal.id,
            "followup_collects": True,
        }
    )


def publish_terms(env, company, day):
    """Publish terms with the clauses that Belgian law lets bind a consumer."""
    text = (
        "<p>Facturen zijn betaalbaar op de vervaldag. Daarna is intrest "
        "verschuldigd en, na een kosteloze herinnering en veertien dagen, een "
        "forfaitaire vergoeding zoals het Wetboek van economisch recht (boek XIX) "
        "die toelaat. Wie ons te laat betaald krijgt, geldt hetzelfde.</p>"
    )
    version = env["debtor.terms.version"].create(
        {
            "name": "Verkoopvoorwaarden",
            "company_id": company.id,
            "date_from": day,
            "body": text,
            "consumer_rate_kind": "legal_max",
            "consumer_lump_kind": "legal_max",
            "is_reciprocal": True,
        }
    )
    version.action_publish()


def make_quiet_period(env, company, first, last):
    """Close the office for some days: nobody is written to or called."""
    env["debtor.quiet.period"].create(
        {
            "name": "Inventaris",
            "company_id": company.id,
            "date_from": first,
            "date_to": last,
        }
    )


# === POLICIES === #

#: Short name -> the policy that comes with the add-on.
SHIPPED = {
    "basic": "debtor_followup_policy_basic",
    "loyal": "debtor_followup_policy_be_business_loyal",
    "late": "debtor_followup_policy_be_business_late",
    "chronic": "debtor_followup_policy_be_business_chronic",
    "nl_business": "debtor_followup_policy_nl_business",
    "be_consumer": "debtor_followup_policy_be_consumer",
    "nl_consumer": "debtor_followup_policy_nl_consumer",
    "public": "debtor_followup_policy_public",
}
#: A term of the policies made here -> the same in Dutch and French.
WORDS = {
    "Key customers: a person confirms": (
        "Grote klanten: iemand bevestigt",
        "Grands comptes : quelqu'un confirme",
    ),
    "By registered letter": ("Per aangetekende brief", "Par lettre recommandée"),
    "Reminder 1": ("Herinnering 1", "Rappel 1"),
    "Reminder 2": ("Herinnering 2", "Rappel 2"),
    "Formal notice": ("Ingebrekestelling", "Mise en demeure"),
}
FIRST = {"name": "Reminder 1", "delay_days": 5, "deadline_days": 7}
SECOND = {"name": "Reminder 2", "delay_days": 16, "deadline_days": 8, "tone": "firm"}
REGISTERED = {**SECOND, "channel": "registered_letter", "second_channel": "email"}
FORMAL = {
    "name": "Formal notice",
    "step_kind": "formal_notice",
    "delay_days": 32,
    "deadline_days": 10,
    "channel": "registered_letter",
    "tone": "formal",
    "mode": "propose",
}


def make_policies(env):
    """Activate the policies of the story; return them by a short name."""
    policies = {
        name: env.ref(f"debtor_followup.{xml_id}") for name, xml_id in SHIPPED.items()
    }
    for policy in policies.values():
        policy.mode = "automatic"
    policies["key"] = _make_policy(
        env, "Key customers: a person confirms", "propose", [FIRST, SECOND]
    )
    policies["post"] = _make_policy(
        env, "By registered letter", "automatic", [FIRST, REGISTERED, FORMAL]
    )
    second = env.ref("debtor_followup.debtor_followup_level_be_business_reminder_2")
    second.copy_to_manager = True
    for policy in policies.values():
        policy.action_activate()
    return policies


def _make_policy(env, name, mode, levels):
    policies = env["debtor.followup.policy"].with_context(lang="en_US")
    policy = policies.create(
        {
            "name": name,
            "mode": mode,
            "level_ids": [
                Command.create({"sequence": 10 * place, **level})
                for place, level in enumerate(levels, 1)
            ],
        }
    )
    for record in (policy, *policy.level_ids):
        words = WORDS[record.with_context(lang="en_US").name]
        for lang in LANGUAGES:
            place = {"nl": 0, "fr": 1}.get(lang[:2])
            if place is not None:
                record.with_context(lang=lang).name = words[place]
    return policy


def start_follow_up(env, company):
    """Start with the policy for businesses, page by page as in the wizard."""
    start = env["debtor.activation"]._for(company)
    start.policy_id = env.ref("debtor_followup.debtor_followup_policy_be_business")
    start.mode = "automatic"
    start.user_id = env.user
    while start.state != "preview":
        start.action_next()
    start.action_start()


def begin_check_ins(env, company):
    """Let good customers be called of whom nobody has heard for three months."""
    company.write(
        {
            "followup_check_in": "turnover",
            "followup_check_in_turnover": 4000,
            "followup_check_in_class_ids": [
                Command.set(env.ref("debtor_followup.debtor_relationship_loyal").ids)
            ],
        }
    )
