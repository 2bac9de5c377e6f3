"""Makes the database that the system tests copy. Runs inside `odoo shell`.

A Belgian company on Odoo's own chart, an automatic ladder, and debtors with
overdue invoices; every third has two of them.
"""

import os
from datetime import date, timedelta

from odoo import Command

DEBTORS = int(os.environ["TEST_DEBTORS"])
TODAY = date.fromisoformat(os.environ["TEST_DAY"])


def invoice(partner, place, days):
    """Return the values of an invoice that is so many days overdue."""
    due = TODAY - timedelta(days=days)
    return {
        "move_type": "out_invoice",
        "partner_id": partner.id,
        "invoice_date": due - timedelta(days=30),
        "invoice_date_due": due,
        "invoice_payment_term_id": False,
        "invoice_line_ids": [
            Command.create(
                {
                    "name": "Goods",
                    "price_unit": 100 + place,
                    "tax_ids": [Command.clear()],
                }
            )
        ],
    }


def make(env):
    """Fill the database."""
    belgium = env.ref("base.be")
    company = env.company
    company.write(
        {
            "name": "Verhulst Papier",
            "country_id": belgium.id,
            "email": "boekhouding@verhulst.example",
            "phone": "+32 9 123 45 67",
        }
    )
    env["account.chart.template"].try_loading(
        "be_comp", company=company, install_demo=False
    )
    company.resource_calendar_id.tz = "Europe/Brussels"
    policy = env.ref("debtor_followup.debtor_followup_policy_basic")
    policy.mode = "automatic"
    policy.action_activate()
    company.followup_policy_id = policy
    partners = env["res.partner"].create(
        [
            {
                "name": f"Klant {place:02}",
                "is_company": True,
                "email": f"klant{place:02}@debtor.example",
                "country_id": belgium.id,
            }
            for place in range(DEBTORS)
        ]
    )
    moves = env["account.move"].create(
        [
            invoice(partner, place, days)
            for place, partner in enumerate(partners)
            for days in ((10, 14) if place % 3 == 0 else (10,))
        ]
    )
    moves.action_post()
    moves._followup_mark_sent()  # of one that was never sent nobody is reminded
    for partner in partners:
        env["debtor.debtor"]._for(partner, company).debtor_kind = "business"
    env["ir.mail_server"].create(
        {
            "name": "Test",
            "smtp_host": "127.0.0.1",
            "smtp_port": int(os.environ["TEST_SMTP_PORT"]),
            "smtp_encryption": "none",
            "smtp_authentication": "login",
        }
    )
    # The tests say when a job runs; no other one shall.
    env["ir.cron"].search([]).nextcall = date(2100, 1, 1)
    env.cr.commit()
