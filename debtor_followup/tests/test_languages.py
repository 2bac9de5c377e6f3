import re
from datetime import timedelta

import polib
from lxml import html

from odoo.tests import tagged
from odoo.tools import file_path, format_amount, format_date

from .common import TODAY, FollowupCommon

LANGUAGES = ("nl_BE", "nl_NL", "fr_BE")
#: Words that would show that a text was left in English.
ENGLISH = r"\b(dear|invoice|due|days|pay|payment|reference|account|reply|you)\b"
#: What a first reminder never says, in any language.
LEGAL_WORDS = (
    r"interest|intrest|rente|intérêt|\bcosts?\b|kosten|\bfrais\b|court\b|rechtbank"
    r"|tribunal|bailiff|deurwaarder|huissier|agency|incasso|recouvrement"
    r"|formal notice|ingebrekestelling|mise en demeure"
)
#: Dutch words that are written as in English; their translation stays empty.
SAME_WORDS = {
    "%(label)s: %(count)s x %(amount)s",
    "%(name)s (%(why)s)",
    "%(policy)s, %(why)s",
    "(BIC",
    '<span invisible="not effective_policy_id">, </span>',
    ", in",
    "Bank",
    "Code",
    "Contact",
    "Document",
    "ID",
    "In",
    "Parameters",
    "Procedure",
    "Qweb",
    "Spreadsheet",
    "spreadsheet",
}
PLACEHOLDERS = r"%\(\w+\)s|%s|\{\{.*?\}\}|t-\w+=\"[^\"]*\""


@tagged("post_install", "-at_install")
class TestLanguages(FollowupCommon):
    """What a debtor reads is in one language, and says what it must."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in LANGUAGES:
            cls.env["res.lang"]._activate_lang(code)
        module = cls.env.ref("base.module_debtor_followup")
        module._update_translations(LANGUAGES)
        cls.env["res.partner.bank"].create(
            {
                "acc_number": "BE71096123456769",
                "partner_id": cls.company.partner_id.id,
            }
        )
        person = cls.env["res.users"].create(
            {"name": "An Willems", "login": "an", "phone": "+32 14 00 01 23"}
        )
        cls.company.followup_user_id = person
        cls.debtors = {}
        for code in ("en_US", *LANGUAGES):
            partner = cls._create_customer(f"Atelier {code}", lang=code)
            cls.debtors[code] = cls._debtor(partner)
            cls._create_invoices(
                {"days": 6, "amount": 1210.5, "partner": partner},
                {"days": 1, "amount": 7, "partner": partner},
            )

    def _reminders(self):
        """Return (language, number, notice) for the reminders of all debtors."""
        found = []
        for day in range(20):
            notices = self._run_and_deliver(TODAY + timedelta(days=day))
            for notice in notices:
                number = max(notice.line_ids.mapped("reminder_no"))
                found.append((notice.lang, number, notice))
        steps = {(lang, number) for lang, number, _notice in found}
        self.assertEqual(
            steps, {(code, number) for code in self.debtors for number in (1, 2)}
        )
        return found

    def _read(self, notice):
        """Return the body's text, without the styles."""
        return " ".join(html.fromstring(notice.body).text_content().split())

    def test_texts_are_wholly_in_the_language_of_the_reader(self):
        greetings = {
            "en_US": "For the attention of",
            "nl_BE": "Ter attentie van",
            "nl_NL": "Ter attentie van",
            "fr_BE": "À l’attention de",
        }
        for code, _number, notice in self._reminders():
            text = f"{notice.subject} {self._read(notice)}".replace(
                self.company.name, ""
            )
            found = re.findall(ENGLISH, text, re.IGNORECASE)
            self.assertIn(f"{greetings[code]} Atelier {code}", text)
            if code == "en_US":
                self.assertTrue(found)
                continue
            self.assertEqual(found, [], text)

    def test_every_reminder_says_what_it_must_and_no_more(self):
        for code, number, notice in self._reminders():
            with self.subTest(language=code, reminder=number):
                self._assert_properties(code, number, notice)

    def _assert_properties(self, code, number, notice):
        env = self.env(context={**self.env.context, "lang": code})
        text = self._read(notice).replace("\xa0", " ")
        deadline = format_date(env, notice.deadline_date, date_format="full")
        self.assertEqual(text.count(deadline), 1)
        currency = self.company.currency_id
        for line in notice.line_ids:
            self.assertIn(line.move_name, text)
            self.assertIn(line.payment_reference, text)
            self.assertIn(format_date(env, line.date_maturity), text)
            amount = format_amount(env, line.amount_residual, currency)
            self.assertIn(amount.replace("\xa0", " "), text)
        total = format_amount(
            env, sum(notice.line_ids.mapped("amount_residual")), currency
        ).replace("\xa0", " ")
        self.assertIn(total, text)
        self.assertIn("BE71 0961 2345 6769", text)
        self.assertIn("An Willems", text)
        self.assertIn("+32 14 00 01 23", text)
        self.assertNotRegex(notice.subject, r"1.?210")
        for sign in ("!", "{{", "%(", "False", "None"):
            self.assertNotIn(sign, f"{notice.subject} {text}")
        if number == 1:
            self.assertNotRegex(text.lower(), LEGAL_WORDS)

    def test_both_dutch_languages_share_what_does_not_differ(self):
        explanations = {
            self.env["debtor.followup.decision"]
            .with_context(lang=code)
            ._get_explanations()["collected"]
            for code in ("nl_BE", "nl_NL")
        }
        self.assertEqual(len(explanations), 1)
        self.assertIn("wordt niets gevraagd", explanations.pop())

    def test_dutch_is_complete_and_its_placeholders_are_those_of_the_source(self):
        folder = file_path("debtor_followup/i18n")
        source = polib.pofile(f"{folder}/debtor_followup.pot")
        dutch = {
            entry.msgid: entry.msgstr
            for entry in polib.pofile(f"{folder}/nl.po")
            if not entry.obsolete
        }
        terms = {entry.msgid for entry in source}
        self.assertEqual(set(dutch), terms)
        empty = {term for term, text in dutch.items() if not text}
        same = {term for term in empty if "·" not in term and "{{" not in term}
        self.assertEqual(same, SAME_WORDS)
        for term, text in dutch.items():
            if text:
                self.assertCountEqual(
                    re.findall(PLACEHOLDERS, text),
                    re.findall(PLACEHOLDERS, term),
                    term,
                )
