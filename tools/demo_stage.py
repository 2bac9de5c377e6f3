"""The stage of `./dev demo`: its debtors in Odoo, and its calendar.

All is done by Odoo's normal flows, as in ``demo_acts`` and ``demo_office``. Days
count from the last day of the story: -30 is thirty days before it.
"""

from collections import defaultdict
from datetime import timedelta

from odoo.addons.debtor_followup.engine.business_days import is_business_day, quiet_at

from tools.demo_acts import ACTS
from tools.demo_ledger import Ledger
from tools.demo_play import FIRST_DAY

COUNTRIES = ("BE", "NL")
MONTH = 30


class Stage:
    """Does what happens when its day comes.

    :param env: environment of the scheduled jobs
    :param office: environment of the person who follows the debtors up
    :param dict policies: short name -> policy; empty before follow-up is started:
        then nothing but the ledger goes on
    :param today: the last day of the story
    """

    def __init__(self, env, office, company, policies, today):
        self.env, self.office = env, office
        self.company, self.policies, self.today = company, policies, today
        self.actors = []
        self.ledger = Ledger(self)
        self._events = defaultdict(list)
        self._invoices = defaultdict(list)
        self._receipts = defaultdict(list)

    def date(self, day):
        """Return the date of a day of the story."""
        return self.today + timedelta(days=day)

    def is_office_day(self, day):
        """Tell whether people work on a day, and customers are written to."""
        date = self.date(day)
        quiet = self.company._followup_calendar()[1]
        return is_business_day(date, COUNTRIES) and not quiet_at(date, quiet)

    def enter(self, role):
        """Put a debtor on the stage, and in the calendar what it does."""
        actor = Actor(self, role)
        self.actors.append(actor)
        for event in role.does:
            if event.is_of_ledger:
                self._events[event.day].append((actor, event))
            elif self.policies:
                self._events[self._at_work(event.day)].append((actor, event))
        for purchase in role.bought:
            self._invoices[purchase.date].append((actor, purchase))
            self._receipts[purchase.paid].append((actor, purchase))

    def _at_work(self, day):
        """Return the last day of work up to a day."""
        while not self.is_office_day(day):
            day -= 1
        return day

    def months(self):
        """Return the last days of the months before the story, from the first sale."""
        first = min(self._invoices, default=FIRST_DAY)
        return range(FIRST_DAY - 1, first - MONTH, -MONTH)[::-1]

    def days(self):
        """Return the days of the story, the last one included."""
        return range(FIRST_DAY, 1)

    def play(self, day):
        """Do what a day brings, and what is left of the days before it."""
        self.ledger.invoice(self._take(self._invoices, day))
        self.ledger.settle(self._take(self._receipts, day))
        for actor, event in self._events.pop(day, ()):
            ACTS[type(event)](actor, event)

    @staticmethod
    def _take(planned, day):
        """Return and forget what is planned up to a day."""
        return [
            pair for one in sorted(planned) if one <= day for pair in planned.pop(one)
        ]


def vat_number(number):
    """Return a Belgian VAT number that is well formed and nobody's."""
    base = 1200000 + number
    return f"BE0{base}{97 - base % 97:02}"


class Actor:
    """A debtor of the story in Odoo.

    :param role: its ``demo_play.Debtor``
    """

    def __init__(self, stage, role):
        self.stage, self.role = stage, role
        self.env, self.office = stage.env, stage.office
        self.number = len(stage.actors)
        self.invoices = []
        self.agrees = role.agrees
        self.said = list(role.phone_calls)
        self.post = list(role.post)
        self.posted = []
        self.is_new = True  # its first message has not left
        self.partner = self._make_partner()
        self.contact = self._make_contact() if role.contact else self.partner
        for name, email, mark in role.people:
            self._add_contact(name, email, **{mark: True})
        self.debtor = self._make_debtor() if stage.policies else None

    def _is_registered(self):
        """Tell whether the VAT number shows that it is a business: not of all."""
        role = self.role
        return (
            role.kind == "business" and role.country == "be" and "VZW" not in role.name
        )

    def _make_partner(self):
        role = self.role
        return self.env["res.partner"].create(
            {
                "name": role.name,
                "street": role.street or False,
                "zip": role.zip_code or False,
                "city": role.city,
                "country_id": self.env.ref(f"base.{role.country}").id,
                "lang": role.lang,
                "email": role.email or False,
                "phone": role.phone or False,
                "is_company": not role.is_person,
                "vat": vat_number(self.number) if self._is_registered() else False,
            }
        )

    def _make_contact(self):
        """Add the person to whom invoices go; return it."""
        name, email = self.role.contact
        return self._add_contact(name, email, type="invoice")

    def _add_contact(self, name, email, **values):
        return self.env["res.partner"].create(
            {
                "name": name,
                "email": email,
                "parent_id": self.partner.id,
                "lang": self.role.lang,
                **values,
            }
        )

    def _make_debtor(self):
        role, stage = self.role, self.stage
        debtor = self.env["debtor.debtor"]._for(self.partner, stage.company)
        if role.kind:
            debtor.debtor_kind = role.kind
        if role.policy:
            debtor.policy_id = stage.policies[role.policy]
        debtor.write(dict(role.sets))
        if role.direct_debit:
            debtor.direct_debit = True
        if role.owner:
            debtor.responsible_id = self.env["res.users"].search(
                [("login", "=", role.owner)]
            )
        return debtor

    def claim(self, number):
        """Return the receivable line of one of the invoices."""
        return self.invoices[number].line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )[:1]

    def last_notice(self, **values):
        """Return the newest message, empty without one."""
        domain = [("debtor_id", "=", self.debtor.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.office["debtor.notice"].search(domain, limit=1)

    def in_office(self):
        """Return the debtor as the person at the office sees it."""
        return self.debtor.with_env(self.office)
