"""What a policy is checked for, and the picture of its days."""

import re
from datetime import datetime

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import FollowupCommon

FIRST = {"name": "First", "delay_days": 5, "deadline_days": 7}
SECOND = {"name": "Second", "delay_days": 16, "deadline_days": 8}
FORMAL = {
    "name": "Formal",
    "step_kind": "formal_notice",
    "delay_days": 32,
    "deadline_days": 10,
    "channel": "registered_letter",
}
HANDOFF = {"name": "Agency", "step_kind": "handoff", "delay_days": 47}
CALL = {"name": "Phone", "step_kind": "call", "delay_days": 28, "channel": "phone"}
ANNOUNCES = "<p>We send it on <t t-out=\"object.formal_date_text or ''\"/>.</p>"


@tagged("post_install", "-at_install")
class TestPolicyChecks(FollowupCommon):
    """Errors keep a policy from being active; warnings are only shown."""

    def _template(self, body, subject="Invoice"):
        return self.env["mail.template"].create(
            {
                "name": "Own text",
                "model_id": self.env["ir.model"]._get_id("debtor.notice"),
                "subject": subject,
                "body_html": body,
            }
        )

    # === WARNINGS === #

    def test_each_warning_says_what_happens(self):
        for levels, expected in (
            ([FIRST, SECOND, CALL, FORMAL, HANDOFF], None),
            ([{**FIRST, "deadline_days": 2}], "moved to 3 business days"),
            ([{**FIRST, "deadline_days": 20}], "a payment term of 30 days"),
            (
                [FIRST, {**SECOND, "delay_days": 12}],
                r'"Second" never comes on day 12: it waits for the deadline of "First"'
                ".* until day 15",
            ),
            ([FIRST, SECOND, HANDOFF], '"Agency" comes without a formal notice'),
            ([FIRST, {**CALL, "channel": "email"}], '"Phone" is a call: choose Phone'),
            ([{**FIRST, "channel": "phone"}], '"First" goes by phone'),
            (
                [FIRST, SECOND, {**FORMAL, "channel": "email"}],
                '"Formal" goes without a letter',
            ),
            (
                [FIRST, SECOND, {**FORMAL, "channel": "letter"}],
                None,
            ),
            (
                [{**FIRST, "second_channel": "email"}],
                '"First" names the same channel twice',
            ),
            ([{**FIRST, "registered_from": 250}], "but goes by none"),
        ):
            policy = self._create_policy(levels=levels, debtor_kind="business")
            with self.subTest(expected=expected):
                if expected is None:
                    self.assertFalse(policy.warning)
                else:
                    self.assertRegex(policy.warning, expected)
                    self.assertEqual(len(policy.warning.splitlines()), 1)
                self.assertEqual(bool(policy.problem), False)

    def test_a_step_for_nobody_of_the_policy(self):
        late = self.env.ref("debtor_followup.debtor_relationship_late")
        loyal = self.env.ref("debtor_followup.debtor_relationship_loyal")
        only_late = {**SECOND, "relationship_ids": [Command.link(late.id)]}
        policy = self._create_policy(levels=[FIRST, only_late], debtor_kind="business")
        self.assertFalse(policy.warning)
        policy.relationship_ids = loyal
        self.assertIn('"Second" is for customers who are not', policy.warning)
        policy.relationship_ids = loyal | late
        self.assertFalse(policy.warning)

    def test_warnings_do_not_stop_activation(self):
        policy = self._create_policy(levels=[{**FIRST, "deadline_days": 2}])
        policy.action_activate()
        self.assertEqual(policy.state, "active")
        self.assertTrue(policy.warning)

    # === ERRORS === #

    def test_a_short_formal_notice_is_refused(self):
        policy = self._create_policy(
            levels=[FIRST, SECOND, {**FORMAL, "deadline_days": 6}]
        )
        self.assertIn('"Formal" gives 6 days', policy.problem)
        with self.assertRaisesRegex(ValidationError, "at least 7"):
            policy.action_activate()
        formal = policy.level_ids.sorted()[-1]
        formal.deadline_days = 7
        self.assertFalse(policy.problem)
        policy.action_activate()
        with self.assertRaisesRegex(ValidationError, "at least 7"):
            formal.deadline_days = 6

    def test_a_text_announces_only_a_step_that_comes(self):
        own = self._template(ANNOUNCES)
        without = self._create_policy(
            levels=[FIRST, {**SECOND, "mail_template_id": own.id}]
        )
        self.assertIn('The text of "Second" announces', without.problem)
        self.assertIn("Formal notice", without.problem)
        with self.assertRaisesRegex(ValidationError, "add the step"):
            without.action_activate()
        with_step = self._create_policy(
            levels=[FIRST, {**SECOND, "mail_template_id": own.id}, FORMAL]
        )
        self.assertFalse(with_step.problem)
        with_step.action_activate()
        self.assertEqual(with_step.state, "active")

    def test_the_announced_step_must_come_after_the_text(self):
        own = self._template(ANNOUNCES)
        policy = self._create_policy(
            levels=[FIRST, SECOND, {**FORMAL, "mail_template_id": own.id}]
        )
        self.assertIn('The text of "Formal" announces', policy.problem)

    def test_where_an_announcement_is_found(self):
        french = self.env["res.lang"]._activate_lang("fr_FR")
        field = "object.formal_date_text"
        for body, subject, expected in (
            (ANNOUNCES, "Invoice", True),
            ("<p>Pay.</p>", "Invoice", False),
            ("<p>Pay.</p>", "Before {{ object.formal_date_text }}", True),
            (f'<p t-if="{field}">On <t t-out="{field}"/></p>', "", False),
            (f'<div t-if="{field}"><b><t t-out="{field}"/></b></div>', "", False),
            (f'<div t-if="object.name"><t t-out="{field}"/></div>', "", True),
            (f'<p t-if="{field}">On</p><t t-out="{field}"/>', "", True),
            (f'<a t-attf-title="{{{{ {field} }}}}">Pay</a>', "", True),
            ('<t t-out="object.formal_date_text_of_mine"/>', "", False),
        ):
            with self.subTest(body=body, subject=subject):
                found = self._template(body, subject)._find_announcements()
                self.assertEqual(found, {"formal_date_text"} if expected else set())
        in_french = self._template("<p>Pay.</p>")
        in_french.with_context(lang=french.code).body_html = ANNOUNCES
        self.assertEqual(in_french._find_announcements(), {"formal_date_text"})

    def test_a_text_of_an_active_policy_cannot_start_to_announce(self):
        own = self._template("<p>Please pay.</p>")
        policy = self._create_policy(
            levels=[FIRST, {**SECOND, "mail_template_id": own.id}]
        )
        policy.action_activate()
        with self.assertRaisesRegex(ValidationError, "announces a step"):
            own.body_html = ANNOUNCES
        own.body_html = "<p>Please pay today.</p>"
        self.assertIn("today", own.body_html)

    # === TIMELINE === #

    def _lines(self, policy):
        """Return the timeline as lines of text, without its icons."""
        text = re.sub(r"<[^>]+>", "\n", str(policy.timeline))
        return [line.strip() for line in text.splitlines() if line.strip()]

    def test_timeline_shows_steps_and_real_days(self):
        self._stop_clock(datetime(2026, 6, 10, 10))  # a Wednesday, the due day
        policy = self.env.ref("debtor_followup.debtor_followup_policy_be_business")
        lines = self._lines(policy)
        days = [line for line in lines if re.fullmatch(r"[+-]\d+|Due|End", line)]
        self.assertEqual(days, ["-7", "Due", "+5", "+16", "+28", "+32", "+47", "End"])
        dates = [line for line in lines if re.fullmatch(r"\w{3} \d+ \w{3} 2026", line)]
        # By hand, as in tests/engine/test_lookahead.py.
        expected = ["Wed 3 Jun", "Wed 10 Jun", "Mon 15 Jun", "Fri 26 Jun"]
        expected += ["Thu 9 Jul", "Thu 16 Jul", "Thu 30 Jul"]
        self.assertEqual(dates, [f"{one} 2026" for one in expected])
        text = " ".join(lines)
        for part in (
            "here by Mon 22 Jun 2026",
            "here by Mon 6 Jul 2026",
            "here by Mon 27 Jul 2026",
            "claims from",
            "or any claim of: Loyal",
            "payment terms from 21 days",
            "Registered letter",
            "registered from",
            "offers to pay in instalments",
            "adds interest and costs",
            "a person calls",
            "a person confirms",
            "after the deadline in the last message",
            "by the least time between two contacts",
            "A person decides what follows.",
        ):
            self.assertIn(part, text)

    def test_every_shipped_ladder_takes_all_its_steps(self):
        """No condition, class or gap leaves a step out of the example."""
        self._stop_clock()
        basic = self.env.ref("debtor_followup.debtor_followup_policy_basic")
        for policy in self.env["debtor.followup.policy"].search(
            [("company_id", "=", False)]
        ):
            with self.subTest(policy=policy.name):
                self.assertNotIn("not for this example", policy.timeline)
                self.assertFalse(policy.problem)
                if policy != basic:
                    self.assertFalse(policy.warning)
        # For anybody: it says what consumers get instead, and nothing else.
        self.assertEqual(len(basic.warning.splitlines()), 1)
        self.assertIn('get 14 days after "Reminder 1", not 7', basic.warning)

    def test_timeline_says_what_leaves_by_itself(self):
        policy = self._create_policy(levels=[FIRST], mode="automatic")
        self.assertIn("leaves by itself", policy.timeline)
        policy.level_ids.mode = "propose"
        self.assertIn("a person confirms", policy.timeline)

    def test_names_of_steps_are_escaped(self):
        policy = self._create_policy(levels=[{**FIRST, "name": "<b>Bold</b>"}])
        self.assertIn("&lt;b&gt;Bold", policy.timeline)

    def test_timeline_follows_the_form_before_it_is_saved(self):
        with Form(self.env["debtor.followup.policy"]) as form:
            form.name = "New ladder"
            form.debtor_kind = "business"
            self.assertFalse(form.timeline)
            for name, day in (("One", 5), ("Two", 18)):
                with form.level_ids.new() as level:
                    level.name = name
                    level.delay_days = day
                    level.deadline_days = 7
            self.assertIn("+18", form.timeline)
            self.assertFalse(form.warning)
            with form.level_ids.edit(1) as level:
                level.delay_days = 14
            self.assertIn("+14", form.timeline)
            self.assertIn('"Two" never comes on day 14', form.warning)
