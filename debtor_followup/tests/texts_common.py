"""A few hundred debtors who are all written to on one day."""

from datetime import datetime

from lxml import html

from odoo import Command
from odoo.tests import tagged
from odoo.tools import format_amount, format_date

from . import texts
from .common import TODAY, FollowupCommon

IBAN = "BE71096123456769"


@tagged("post_install", "-at_install")
class TextsCommon(FollowupCommon):
    """A few hundred debtors who are all written to today, in six languages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in texts.LANGUAGES:
            cls.env["res.lang"]._activate_lang(code)
        module = cls.env.ref("base.module_debtor_followup")
        module._update_translations(list(texts.LANGUAGES))
        cls.env.ref("base.USD").active = True
        cls.company.name = "Verhulst & Zonen"
        # What the law words for consumers has tests of its own.
        cls.company.followup_law = False
        cls._make_payees()
        cls.policy = cls._make_policy("firm")
        cls.formal = cls._make_policy("formal")
        cls.company.followup_policy_id = cls.policy
        cls.parts = cls.env["account.payment.term"].create(
            {
                "name": "Two parts",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": days}
                    )
                    for days in (20, 30)
                ],
            }
        )
        texts.make_debtors(cls)
        runs = cls.env["debtor.followup.run"]
        first = runs._run(cls.company, texts.BEFORE).notice_ids
        first._mark_sent(datetime(2026, 11, 10, 10))
        cls.notices = runs._run(cls.company, TODAY).notice_ids.sorted("id")
        cls.pages = {one: html.fromstring(one.body) for one in cls.notices}
        cls.read = {
            one: cls._words(" ".join(page.itertext()))
            for one, page in cls.pages.items()
        }

    @classmethod
    def _make_payees(cls):
        cls.env["res.partner.bank"].create(
            {"acc_number": IBAN, "partner_id": cls.company.partner_id.id}
        )
        cls.person = cls.env["res.users"].create(
            {"name": "An Willems", "login": "an", "phone": "+32 14 00 01 23"}
        )
        cls.person.partner_id.function = "Credit control"
        cls.company.followup_user_id = cls.person
        cls.env["account.bank.statement.line"].create(
            {
                "journal_id": cls.company_data["default_journal_bank"].id,
                "date": texts.BANK_DAY,
                "payment_ref": "Something else",
                "amount": 1,
            }
        )

    @classmethod
    def _make_policy(cls, tone):
        formal = {"step_kind": "formal_notice", "channel": "registered_letter"}
        courtesy = {"step_kind": "courtesy", "delay_days": -7, "deadline_days": 7}
        policy = cls._create_policy(
            [
                {"name": "Note", **courtesy},
                {"name": "Reminder 1", "delay_days": 5, "deadline_days": 7},
                {"name": "Reminder 2", "delay_days": 16, "tone": tone},
                {"name": "Formal", "delay_days": 32, "deadline_days": 10, **formal},
            ],
            mode="automatic",
        )
        policy.action_activate()
        return policy

    @staticmethod
    def _words(text):
        return " ".join(text.replace("\xa0", " ").replace("\u202f", " ").split())

    def _each(self, *kinds):
        """Return (notice, its language, what one reads) of all, or of some texts."""
        return [
            (notice, notice.lang[:2], read)
            for notice, read in self.read.items()
            if not kinds or self._text_of(notice) in kinds
        ]

    def _text_of(self, notice):
        level = notice.level_id
        return "courtesy" if level.step_kind == "courtesy" else level.tone

    def _in(self, notice):
        return self.env(context={**self.env.context, "lang": notice.lang})

    def _day(self, notice, day, form=False):
        return self._words(format_date(self._in(notice), day, date_format=form))

    def _amount(self, notice, amount, currency):
        return self._words(format_amount(self._in(notice), amount, currency))

    def _demanded(self, notice):
        return notice.line_ids.filtered(lambda line: line.role == "demanded")

    def _without_names(self, notice, text):
        """Return a text without what people or systems typed."""
        partners = notice.partner_id | notice.recipient_id
        typed = [*partners.mapped("name"), self.company.name, "Credit control"]
        for name in typed:
            text = text.replace(self._words(name), "")
        return text
