import re

from odoo.tests import tagged
from odoo.tools import format_date

from .common import TODAY
from .explanation_cases import ExplanationCases
from .explanation_codes import EXEMPT, SAID, VARIANTS, reason_codes

#: What a sentence must not show: a hole where a parameter was missing.
HOLE = re.compile(r"%\(|None|False|\(\)|: ?\.|  | -[ ,.)]|:,")
AMOUNT = re.compile(r"\d\.\d\d\xa0€")
DAY = re.compile(r"\d\d/\d\d/\d{4}")
#: Parameters that are days to come.
COMING = ("next", "until", "deadline", "next_due")


@tagged("post_install", "-at_install")
class TestExplanations(ExplanationCases):
    """Every decision has a sentence that a person can read."""

    # === ONE SENTENCE FOR EACH REASON === #

    def test_every_reason_has_its_sentence(self):
        codes = reason_codes()
        self.assertGreater(len(codes), 20)
        expected = set().union(*(VARIANTS.get(code, {code}) for code in codes))
        sentences = set(self.env["debtor.followup.decision"]._get_explanations())
        self.assertEqual(sentences - {"other"}, expected)
        self.assertEqual(set(SAID), expected, "name its rule and what changes it")
        self.assertLessEqual(set(EXEMPT), expected)

    def test_every_reason_has_a_short_title_at_the_start(self):
        titles = self.env["debtor.activation.silent"]._get_titles()
        self.assertFalse(reason_codes() - set(titles))

    def test_unknown_reason_is_told_too(self):
        self._create_invoices({"days": 10})
        self._run()
        decision = self._debtor().decision_id
        decision.sudo().reason = "a_rule_of_another_module"
        self.assertEqual(
            decision.explanation,
            "Decided by the rule a_rule_of_another_module. Overdue: 100.00\xa0€, the "
            "oldest claim due on 11/13/2026.",
        )

    # === EVERY REASON IN REAL LIFE === #

    def test_all_sentences_for_reasons_that_came_about(self):
        """They say amount, day, rule, what changes it and what comes next."""
        self._stop_clock()  # letters are printed
        told = self._all_cases()
        sentences = set(self.env["debtor.followup.decision"]._get_explanations())
        self.assertEqual(set(told), sentences - {"other"})
        for key, decision in told.items():
            self.assertIn(decision.reason, key)
            text = decision.explanation
            with self.subTest(reason=key, text=text):
                self.assertNotRegex(text, HOLE)
                self.assertTrue(text.endswith("."))
                self.assertLessEqual(len(re.findall(r"[a-z)]\. [A-Z]", text)), 3)
                self._check_said(key, decision, text)

    def _check_said(self, key, decision, text):
        exempt = EXEMPT.get(key, {})
        rule, change = SAID[key]
        self.assertIn(rule, text)
        self.assertIn(change, text)
        for part, pattern in (("amount", AMOUNT), ("date", DAY)):
            if part not in exempt:
                self.assertRegex(text, pattern, part)
        days = [decision.parameters.get(one) for one in COMING]
        days = [format_date(self.env, day) for day in days if day]
        if "next" not in exempt:
            self.assertTrue(any(day in text for day in days), "the next day")

    # === THE SAME FOR ALL === #

    def test_amounts_are_the_debtors_own(self):
        """Each currency apart, never converted, and as the reader writes numbers."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self._create_invoices(
            {"amount": 1234.5}, {"amount": 80, "currency": dollar, "days": 20}
        )
        self._run()
        text = self._debtor().explanation
        self.assertIn("Overdue: $\xa080.00 + 1,234.50\xa0€, the oldest", text)
        self.assertIn("11/03/2026", text)
        self.env["res.lang"]._activate_lang("nl_BE")
        text = self._debtor().with_context(lang="nl_BE").explanation
        self.assertIn("1.234,50", text)
        self.assertIn("03-11-2026", text.replace("/", "-"))

    def test_what_is_not_asked_is_named_as_open(self):
        self._create_invoices({"days": -30, "amount": 70}, {"days": -40, "amount": 5})
        self._run()
        text = self._debtor().explanation
        self.assertIn("Nothing is overdue of what is open, 75.00\xa0€.", text)

    def test_a_courtesy_note_speaks_of_what_is_open(self):
        level = {"name": "Note", "step_kind": "courtesy", "delay_days": -7}
        policy = self._create_policy(levels=[level], mode="automatic")
        policy.action_activate()
        debtor = self._plan("Courtesy", days=-5, policy=policy)
        self.assertNotRegex(debtor.explanation, HOLE)
        self.assertIn("Open: 100.00\xa0€, the first claim due on", debtor.explanation)

    def test_the_next_due_day_is_named_where_no_step_comes(self):
        customer = self._create_customer("Grows")
        self._create_invoices({"partner": customer, "days": -3, "amount": 50})
        self._create_invoices({"partner": customer, "amount": 3})
        debtor = self._debtor(customer)
        debtor._plan(TODAY)
        self.assertIn("below the minimum", debtor.explanation)
        self.assertIn("falls due on 11/26/2026", debtor.explanation)

    def test_the_sentence_follows_what_falls_due(self):
        """A claim that falls due later is told of, also when the step stays."""
        self._create_invoices({"days": 2}, {"days": -1, "amount": 40})
        self._run()
        before = self._debtor().decision_id
        self.assertIn("100.00\xa0€ is overdue", before.explanation)
        self._debtor()._plan(TODAY.replace(day=25))
        self.assertIn("140.00\xa0€ is overdue", self._debtor().explanation)

    def test_a_sentence_is_no_list(self):
        self._create_invoices(*({"days": 60 + n} for n in range(9)))
        self._debtor()._plan(TODAY)
        names = self._debtor().decision_id.parameters["claims"]
        self.assertEqual(len(names), 9)
        text = self.env["debtor.followup.decision"]._list_some(names)
        self.assertEqual(text, f"{', '.join(names[:3])} and 6 more")
