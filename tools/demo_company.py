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
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    journal.bank_account_id = bank
    _add_dollars(env, company)
    return company


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


def make_people(env, company):
    """Give the administrator a name to sign with; the tasks are hers."""
    admin = env.ref("base.user_admin")
    admin.write({"lang": "en_GB", "tz": TIME_ZONE})
    admin.partner_id.write(
        {
            "name": "An Willems",
            "email": "an.willems@houthandel.example",
            "phone": "+32 14 00 01 23",
            "function": "Debiteurenbeheer",
        }
    )
    company.followup_user_id = admin
    return admin


def make_policies(env):
    """Activate the basic ladder and two others; return them by a short name."""
    basic = env.ref("debtor_followup.debtor_followup_policy_basic")
    basic.mode = "automatic"
    reminders = [
        {"name": "Reminder 1", "delay_days": 5, "deadline_days": 7},
        {
            "name": "Reminder 2",
            "delay_days": 16,
            "deadline_days": 8,
            "tone": "firm",
        },
    ]
    key = _make_policy(env, "Key customers: a person confirms", "propose", reminders)
    call = {
        "name": "Call",
        "step_kind": "call",
        "delay_days": 3,
        "channel": "phone",
    }
    loyal = _make_policy(
        env, "Loyal customers: a call first", "automatic", [call, *reminders]
    )
    policies = {"basic": basic, "key": key, "loyal": loyal}
    for policy in policies.values():
        policy.action_activate()
    return policies


def _make_policy(env, name, mode, levels):
    return env["debtor.followup.policy"].create(
        {
            "name": name,
            "mode": mode,
            "level_ids": [
                Command.create({"sequence": 10 * place, **level})
                for place, level in enumerate(levels, 1)
            ],
        }
    )
