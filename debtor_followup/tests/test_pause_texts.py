"""What a debtor reads after a broken promise or a rejected dispute, in his language."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import tagged
from odoo.tools import format_amount, html2plaintext

from .common import TODAY, FollowupCommon

LANGUAGES = ("nl_BE", "nl_NL", "fr_BE", "de_DE", "en_US")
#: Words of the sentence, by the first two letters of the language.
PROMISED = {
    "nl": "betalen",
    "fr": "paiement|payer",
    "de": "Zahlung|zahlen",
    "en": "you told us that you would pay",
}
ANSWERED = {
    "nl": "geantwoord|beantwoord",
    "fr": "répondu",
    "de": "geantwortet|beantwortet",
    "en": "we answered what you told us",
}
#: Nobody threatens over a promise or a dispute.
HARSH = r"!|interest|intérêt|Zinsen|rechtbank|court|tribunal|Gericht|incasso"


@tagged("post_install", "-at_install")
class TestPauseTexts(FollowupCommon):
    """Customers of five languages who got reminder 1 on Wednesday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in LANGUAGES:
            cls.env["res.lang"]._activate_lang(code)
        module = cls.env.ref("base.module_debtor_followup")
        module._update_translations(list(LANGUAGES))
        cls.debtors = {
            code: cls._debtor(cls._create_customer(f"Atelier{code}", lang=code))
            for code in LANGUAGES
        }
        cls._create_invoices(
            *(
                {"days": 20, "amount": 450, "partner": debtor.partner_id}
                for debtor in cls.debtors.values()
            )
        )
        everybody = cls.env["debtor.debtor"].union(*cls.debtors.values())
        first = everybody._act(TODAY - timedelta(days=5))
        first._mark_sent(datetime(2026, 11, 18, 10))

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _pause(self, debtor, reason, **values):
        return self.env["debtor.pause"].create(
            {
                "debtor_id": debtor.id,
                "reason": reason,
                "date_start": TODAY,
                "date_end": TODAY + timedelta(days=3),
                "scope": "claims",
                "line_ids": [Command.create({"move_line_id": debtor.claim_ids.id})],
                **values,
            }
        )

    def _check_text(self, notice, words):
        """The body says it once, in one language, with day and amount of it."""
        text = html2plaintext(notice.body)
        self.assertIn(notice.ended_text[:40], " ".join(text.split()))
        self.assertRegex(notice.ended_text, words[notice.lang[:2]])
        self.assertNotRegex(notice.ended_text, HARSH)
        self.assertNotRegex(notice.ended_text, r"%\(|False|None")
        if notice.lang != "en_US":
            english = notice.with_context(lang="en_US")
            self.assertNotEqual(notice.ended_text, english.ended_text)
            self.assertNotRegex(notice.ended_text, r"\b(you|the|payment)\b")

    def test_a_broken_promise_is_named_by_the_next_step(self):
        for debtor in self.debtors.values():
            self._pause(debtor, "promise")
        self._run(TODAY + timedelta(days=7))  # the second bank day
        self.assertEqual(
            {one.pause_ids.state for one in self.debtors.values()}, {"active"}
        )
        run = self._run(TODAY + timedelta(days=8))
        self.assertEqual(
            {one.pause_ids.state for one in self.debtors.values()}, {"broken"}
        )
        made = {one.lang: one for one in run.notice_ids}
        self.assertEqual(set(made), set(LANGUAGES))
        for code, one in made.items():
            notice = one.with_context(lang=code)
            with self.subTest(lang=code, text=notice.ended_text):
                self.assertEqual(notice.level_id.sequence, 1)  # the next step
                self._check_text(notice, PROMISED)
                for part in (
                    format_amount(notice.env, 450, self.company.currency_id),
                    notice._day(TODAY),
                    notice._day(TODAY + timedelta(days=3)),
                ):
                    self.assertIn(part, notice.ended_text)

    def test_a_rejected_dispute_is_named_by_the_next_step(self):
        for debtor in self.debtors.values():
            dispute = self._pause(debtor, "dispute", note="Wet")
            dispute._reject("They were dry.")
        run = self._run(TODAY + timedelta(days=7))
        made = {one.lang: one for one in run.notice_ids}
        self.assertEqual(set(made), set(LANGUAGES))
        for code, one in made.items():
            notice = one.with_context(lang=code)
            with self.subTest(lang=code, text=notice.ended_text):
                self.assertEqual(notice.level_id.sequence, 1)
                self._check_text(notice, ANSWERED)
                self.assertIn(notice._day(TODAY), notice.ended_text)
                self.assertIn(notice.line_ids.move_name, notice.ended_text)
