"""What the law asks of a policy: refused for consumers, said where it is for any."""

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import FollowupCommon

FIRST = {"name": "First", "delay_days": 5, "deadline_days": 14}
SECOND = {"name": "Second", "delay_days": 24, "deadline_days": 8}
LETTER = {
    "name": "Letter",
    "step_kind": "formal_notice",
    "delay_days": 43,
    "deadline_days": 14,
    "channel": "letter",
    "second_channel": "email",
    "add_charges": True,
}
HANDOFF = {"name": "Agency", "step_kind": "handoff", "delay_days": 64}
CALL = {"name": "Phone", "step_kind": "call", "delay_days": 36, "channel": "phone"}
NOTE = {"name": "Note", "step_kind": "courtesy", "delay_days": -5}
GOOD = (FIRST, SECOND, LETTER)


@tagged("post_install", "-at_install")
class TestPolicyLaw(FollowupCommon):
    """A Belgian company; its law is written where another one is meant."""

    def _policy(self, *levels, kind="consumer", law="BE", **values):
        self.company.followup_law = law
        return self._create_policy(
            levels=list(levels or GOOD), debtor_kind=kind, **values
        )

    def _assert_refused(self, policy, text):
        """The policy is not activated, and says why in one sentence."""
        self.assertRegex(policy.problem, text)
        self.assertEqual(len(policy.problem.splitlines()), 1)
        with self.assertRaisesRegex(ValidationError, text), self.cr.savepoint():
            policy.action_activate()
        self.assertEqual(policy.state, "draft")

    def test_a_good_ladder_is_activated_for_whomever(self):
        for law in ("BE", "NL", "FR", "DE", "LU", False):
            for kind in ("consumer", "business", "public", False):
                with self.subTest(law=law, kind=kind):
                    policy = self._policy(*GOOD, kind=kind, law=law)
                    self.assertFalse(policy.problem)
                    self.assertFalse(policy.warning)
                    policy.action_activate()
                    self.assertEqual(policy.state, "active")

    def test_charges_before_the_formal_notice_are_refused_for_everybody(self):
        for kind in ("consumer", "business", "public", False):
            for levels, name in (
                (({**FIRST, "add_charges": True}, SECOND), "First"),
                ((FIRST, {**SECOND, "add_charges": True}, LETTER), "Second"),
                (({**NOTE, "add_charges": True}, FIRST, SECOND), "Note"),
            ):
                with self.subTest(kind=kind, step=name):
                    self._assert_refused(
                        self._policy(*levels, kind=kind),
                        f'"{name}" adds interest and costs. Nothing is charged before',
                    )

    def test_belgian_consumers(self):
        spoken = {**FIRST, "name": "Ring", "delay_days": 2, "channel": "phone"}
        soon, early = {**SECOND, "delay_days": 14}, {**LETTER, "delay_days": 19}
        for levels, expected in (
            (({**FIRST, "deadline_days": 13}, SECOND), '"First" gives 13 days.* 14'),
            ((spoken, FIRST, SECOND), '"Ring" is a reminder by phone'),
            ((FIRST, soon, early), "on day 19.* on day 20 or later"),
            (
                ({**FIRST, "channel": "letter"}, soon, {**early, "delay_days": 23}),
                "on day 23.* on day 24 or later",
            ),
        ):
            with self.subTest(expected=expected):
                self._assert_refused(self._policy(*levels), expected)
                dutch = self._policy(*levels, law="NL")
                self.assertFalse(dutch.problem)
                business = self._policy(*levels, kind="business")
                self.assertFalse(business.problem)

    def test_charges_from_the_first_day_that_the_law_allows(self):
        for channel, day in (("email", 20), ("letter", 24)):
            letter = {**LETTER, "delay_days": day}
            second = {**SECOND, "delay_days": 14}
            policy = self._policy({**FIRST, "channel": channel}, second, letter)
            with self.subTest(channel=channel):
                self.assertFalse(policy.problem)

    def test_the_dutch_letter(self):
        for change, expected in (
            ({"second_channel": False}, '"Letter" is the 14-day letter.* by mail'),
            ({"channel": "email"}, '"Letter" is the 14-day letter.* by letter'),
            ({"deadline_days": 13}, '"Letter" gives 13 days to pay.* 14 days'),
        ):
            levels = (FIRST, SECOND, {**LETTER, **change})
            with self.subTest(change=change):
                self._assert_refused(self._policy(*levels, law="NL"), expected)
                self.assertFalse(self._policy(*levels).problem)
        registered = {
            **LETTER,
            "channel": "email",
            "second_channel": "registered_letter",
        }
        self.assertFalse(self._policy(FIRST, SECOND, registered, law="NL").problem)

    def test_a_policy_for_anybody_says_what_consumers_get(self):
        short = {**FIRST, "deadline_days": 7}
        spoken = {**FIRST, "name": "Ring", "delay_days": 2, "channel": "phone"}
        soon, early = {**SECOND, "delay_days": 14}, {**LETTER, "delay_days": 19}
        for law, levels, expected in (
            ("BE", (short, SECOND), 'get 14 days after "First", not 7'),
            ("BE", (spoken, FIRST, SECOND), '"Ring" is a reminder by phone: for'),
            (
                "BE",
                (FIRST, soon, early),
                'get "Letter" on day 20 or later, not on day 19',
            ),
            (
                "NL",
                (FIRST, SECOND, {**LETTER, "second_channel": False}),
                '"Letter" cannot go to consumers under Dutch law',
            ),
            (
                "NL",
                (FIRST, SECOND, {**LETTER, "deadline_days": 10}),
                'get 14 days after "Letter" has arrived, not 10',
            ),
        ):
            with self.subTest(expected=expected):
                policy = self._policy(*levels, kind=False, law=law)
                self.assertIn(expected, policy.warning)
                policy.action_activate()
                self.assertEqual(policy.state, "active")
                for kind in ("business", "public"):
                    policy = self._policy(*levels, kind=kind, law=law)
                    self.assertNotIn(expected, policy.warning or "")

    def test_a_law_that_consumers_abroad_bring_along_is_only_said(self):
        short = {**FIRST, "deadline_days": 7}
        levels = (short, {**SECOND, "delay_days": 20}, LETTER)
        self.assertFalse(self._policy(*levels, law="NL").warning)
        self.company.followup_directs_activity = True
        policy = self._policy(*levels, law="NL")
        self.assertFalse(policy.problem)
        self.assertIn('get 14 days after "First"', policy.warning)

    def test_shared_policies_go_by_their_countries(self):
        levels = ({**FIRST, "deadline_days": 7}, SECOND, LETTER)
        policy = self._policy(*levels, company_id=False)
        self.assertFalse(policy.problem)
        self.assertIn('get 14 days after "First"', policy.warning)
        policy.country_ids = self.env.ref("base.nl")
        self.assertFalse(policy.warning)
        policy.action_activate()
        with self.assertRaisesRegex(ValidationError, '"First" gives 7 days'):
            policy.country_ids = self.env.ref("base.be")

    def test_nobody_hands_over_a_public_body(self):
        policy = self._policy(FIRST, SECOND, LETTER, HANDOFF, kind="public")
        self.assertIn('"Agency" hands a public body over', policy.warning)
        self.assertFalse(policy.problem)
        for kind in ("business", "consumer", False):
            policy = self._policy(FIRST, SECOND, LETTER, HANDOFF, kind=kind)
            self.assertFalse(policy.warning)

    def test_charges_on_what_prints_none(self):
        call = {**CALL, "add_charges": True}
        policy = self._policy(FIRST, SECOND, call, kind="business")
        self.assertIn('"Phone" is set to add interest and costs', policy.warning)
        self.assertFalse(policy.problem)

    def test_automatic_stops_before_natural_persons(self):
        for kind, said in (("consumer", 1), (False, 1), ("business", 0)):
            with self.subTest(kind=kind):
                policy = self._policy(*GOOD, kind=kind, mode="automatic")
                self.assertEqual(
                    (policy.warning or "").count("a person confirms each one"), said
                )
                policy.level_ids.sorted()[-1].mode = "propose"
                self.assertFalse(policy.warning)

    def test_an_active_policy_is_never_saved_wrong(self):
        policy = self._policy(*GOOD, law="NL")
        policy.action_activate()
        first, _second, letter = policy.level_ids.sorted()
        for level, values, expected in (
            (first, {"add_charges": True}, "Nothing is charged before"),
            (letter, {"second_channel": False}, "by mail"),
            (letter, {"deadline_days": 13}, "at least 14 days"),
        ):
            with self.subTest(values=values):
                before = level.read(list(values))
                with (
                    self.assertRaisesRegex(ValidationError, expected),
                    self.cr.savepoint(),
                ):
                    level.write(values)
                self.assertEqual(level.read(list(values)), before)
        with (
            self.assertRaisesRegex(ValidationError, "at least 14 days"),
            self.cr.savepoint(),
        ):
            policy.level_ids = [Command.create({**LETTER, "deadline_days": 9})]
        draft = self._policy({**FIRST, "add_charges": True, "deadline_days": 1})
        self.assertEqual(draft.state, "draft")  # a draft may hold anything
