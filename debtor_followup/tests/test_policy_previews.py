"""Duplicating and comparing policies, and who would move under one."""

import re
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import TODAY, FollowupCommon

FIRST = {"name": "First", "delay_days": 5, "deadline_days": 7}
SECOND = {"name": "Second", "delay_days": 16, "deadline_days": 8, "tone": "firm"}
CALL = {"name": "Phone", "step_kind": "call", "delay_days": 28, "channel": "phone"}


@tagged("post_install", "-at_install")
class TestPolicyPreviews(FollowupCommon):
    """Looking at a policy before it does anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            login="policy_manager",
            groups="base.group_user,debtor_followup.group_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.fresh = cls._create_customer("Fresh customer")
        cls.person = cls._create_customer("Person", kind="consumer")
        cls.own = cls._create_customer("Own policy")
        cls._debtor(cls.own).policy_id = cls.policy
        cls._create_invoices(
            {"days": 10, "amount": 300},
            {"days": 2, "partner": cls.fresh},
            {"days": 2, "partner": cls.person},
            {"days": 2, "partner": cls.own},
        )

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _text(self, html):
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(html))).strip()

    # === DUPLICATE === #

    def test_copy_of_a_shared_policy_is_an_own_draft(self):
        shipped = self.env.ref("debtor_followup.debtor_followup_policy_be_business")
        shipped.action_activate()
        copy = shipped.with_user(self.manager).copy()
        self.assertEqual(copy.name, "Businesses in Belgium (copy)")
        self.assertEqual(copy.state, "draft")
        self.assertEqual(copy.company_id, self.company)
        self.assertEqual(copy.country_ids, shipped.country_ids)
        self.assertFalse(shipped.company_id)
        self.assertFalse(any(one["differs"] for one in shipped._compare(copy)[1:]))
        self.assertEqual(len(copy.level_ids), len(shipped.level_ids))
        self.assertFalse(copy.level_ids & shipped.level_ids)
        self.assertEqual(copy.copy().company_id, self.company)

    def test_copy_has_one_name_in_every_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.policy.with_context(lang="fr_FR").name = "Relances"
        copy = self.policy.copy()
        self.assertEqual(copy.with_context(lang="fr_FR").name, copy.name)

    # === COMPARE === #

    def test_differences_are_marked_step_by_step(self):
        left = self._create_policy(levels=[FIRST, SECOND])
        right = self._create_policy(
            levels=[{**FIRST, "delay_days": 6}, CALL, SECOND], name="Other"
        )
        right.small_amount = 70
        limits, *steps = left._compare(right)
        self.assertEqual(
            [row["label"] for row in limits["rows"] if row["differs"]],
            ["Only one reminder below"],
        )
        self.assertEqual(
            [(one["left"], one["right"], one["differs"]) for one in steps],
            [
                ("First", "First", True),
                ("Second", "Second", False),
                (None, "Phone", True),
            ],
        )
        different = [row for row in steps[0]["rows"] if row["differs"]]
        self.assertEqual(
            different,
            [{"label": "Day", "left": "5", "right": "6", "differs": True}],
        )
        self.assertFalse(any(one["differs"] for one in left._compare(left)))

    def test_steps_are_matched_by_kind_and_number(self):
        early = {**CALL, "name": "Early", "delay_days": 3}
        left = self._create_policy(levels=[early, FIRST, CALL])
        right = self._create_policy(levels=[{**FIRST, "name": "Only"}])
        pairs = [(one["left"], one["right"]) for one in left._compare(right)[1:]]
        self.assertEqual(pairs, [("Early", None), ("First", "Only"), ("Phone", None)])

    def test_calls_are_matched_by_the_reminders_before_them(self):
        early = {**CALL, "name": "Early", "delay_days": 3}
        left = self._create_policy(levels=[early, FIRST, {**CALL, "name": "Late"}])
        right = self._create_policy(levels=[FIRST, CALL])
        pairs = [(one["left"], one["right"]) for one in left._compare(right)[1:]]
        self.assertEqual(
            pairs, [("Early", None), ("First", "First"), ("Late", "Phone")]
        )

    def test_what_neither_says_is_left_out(self):
        labels = [row["label"] for row in self.policy._compare(self.policy)[1]["rows"]]
        self.assertEqual(labels, ["Day", "Days to pay", "How", "Tone", "Who"])

    def test_comparison_on_the_screen(self):
        left = self._create_policy(levels=[FIRST], name="Left")
        right = self._create_policy(levels=[FIRST, SECOND], name="Right")
        action = (left | right).with_user(self.manager).action_compare()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({})
        )
        text = self._text(wizard.comparison)
        self.assertIn("Left Right", text)
        self.assertIn("no such step", text)
        wizard.other_id = False
        self.assertFalse(wizard.comparison)
        wizard.other_id = left.copy()
        self.assertIn("say the same", self._text(wizard.comparison))
        with self.assertRaisesRegex(UserError, "two policies"):
            (left | right | self.policy).action_compare()

    # === WHO WOULD MOVE === #

    def _moves(self, policy, **values):
        """Return {partner: ((old step, day), (new step, day))}."""
        found = policy._preview_moves(self.company, TODAY)
        return {
            self.env["res.partner"].browse(one.partner_id): (
                (one.before.name, one.before.day),
                (one.after.name, one.after.day),
            )
            for one in found["moves"]
        }, found

    def test_a_draft_moves_whom_it_is_for(self):
        """+5 today; the draft says +3: two days earlier, for business only."""
        draft = self._create_policy(
            levels=[{**FIRST, "delay_days": 3}, SECOND], debtor_kind="business"
        )
        moves, found = self._moves(draft)
        # 2 days over time on Monday: +5 is Thursday, +3 is Tuesday.
        self.assertEqual(
            moves,
            {
                self.fresh: (
                    ("Reminder 1", TODAY + timedelta(days=3)),
                    ("First", TODAY + timedelta(days=1)),
                )
            },
        )
        # The customer is due under both; the others are no business or have
        # their own policy.
        self.assertEqual(found["looked_at"], 2)
        self.assertEqual(found["steps"], {("Reminder 1", "First"): 1})

    def test_the_same_steps_move_nobody(self):
        moves, found = self._moves(self.policy.copy())
        self.assertEqual(moves, {})
        self.assertEqual(found["looked_at"], 3)

    def test_a_changed_policy_is_compared_with_what_was_planned(self):
        self._run_and_deliver()
        self._debtor(self.customer | self.fresh | self.own)._plan(TODAY)
        self.assertEqual(self._moves(self.policy)[0], {})
        self.policy.level_ids.sorted()[0].delay_days = 3
        moves, found = self._moves(self.policy)
        tomorrow = TODAY + timedelta(days=1)
        thursday = TODAY + timedelta(days=3)
        expected = (("Reminder 1", thursday), ("Reminder 1", tomorrow))
        self.assertEqual(
            moves, dict.fromkeys(self.fresh | self.person | self.own, expected)
        )
        self.assertEqual(found["looked_at"], 4)

    def test_under_a_draft_that_is_the_default_nobody_had_a_step(self):
        self.policy.action_deactivate()
        moves, _found = self._moves(self.policy)
        self.assertEqual(moves[self.customer], ((None, None), ("Reminder 1", TODAY)))
        self.assertIn(self.person, moves)

    def test_a_class_narrows_whom_it_is_for(self):
        loyal = self.env.ref("debtor_followup.debtor_relationship_loyal")
        draft = self._create_policy(relationship_ids=loyal.ids)
        self.assertEqual(self._moves(draft)[1]["looked_at"], 0)
        self._debtor(self.fresh).relationship = "loyal"
        self.assertEqual(self._moves(draft)[1]["looked_at"], 1)

    def test_nothing_is_written(self):
        self._run()
        draft = self._create_policy(levels=[{**FIRST, "delay_days": 1}])
        debtors = self._debtor(self.customer | self.fresh | self.person | self.own)
        evidence = ("debtor.followup.decision", "debtor.notice", "debtor.notice.line")
        counts = [self.env[model].search_count([]) for model in evidence]
        names = ["fingerprint", "next_level_id", "next_action_date", "write_date"]
        before = debtors.read(names)
        self.assertTrue(self._moves(draft)[0])
        self.env.invalidate_all()
        self.assertEqual(debtors.read(names), before)
        self.assertEqual([self.env[one].search_count([]) for one in evidence], counts)
        self.assertEqual(draft.state, "draft")

    def test_queries_do_not_grow_with_debtors(self):
        draft = self._create_policy(levels=[{**FIRST, "delay_days": 1}])

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            draft._preview_moves(self.company, TODAY)
            return self.cr.sql_log_count - before

        count()  # what is cached once
        few = count()
        partners = [self._create_customer(f"More{n}") for n in range(6)]
        self._create_invoices(*({"days": 2, "partner": one} for one in partners))
        self.assertEqual(count(), few)

    def test_screen_of_who_would_move(self):
        draft = self._create_policy(
            levels=[{**FIRST, "delay_days": 3}, SECOND], debtor_kind="business"
        )
        action = draft.with_user(self.manager).action_who_would_move()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({})
        )
        text = self._text(wizard.result)
        self.assertIn("1 of 2 would get another next step", text)
        self.assertIn("Fresh customer Reminder 1 11/26/2026 First 11/24/2026", text)
        self.assertIn(f"/odoo/debtors/{self._debtor(self.fresh).id}", wizard.result)

    def test_of_another_company_nothing_is_shown(self):
        other = self.env["res.company"].create({"name": "Other"})
        policy = self.policy.with_user(self.manager)
        with self.assertRaisesRegex(AccessError, "none of your companies"):
            policy._preview_moves(other, TODAY)

    def test_who_works_for_a_branch_sees_the_policy_of_its_root(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        user = new_test_user(
            self.env,
            login="branch_manager",
            groups="base.group_user,debtor_followup.group_manager",
            company_id=branch.id,
            company_ids=[Command.set(branch.ids)],
        )
        self.env.invalidate_all()
        policy = self.policy.with_user(user).with_context(
            allowed_company_ids=branch.ids
        )
        form = Form(policy)
        self.assertIn("Reminder 2", form.timeline)
        self.assertEqual(form.currency_id, self.company.currency_id)
        action = policy.action_who_would_move()
        wizard = policy.env[action["res_model"]].with_context(**action["context"])
        self.assertIn("would get another", self._text(wizard.create({}).result))
        self.assertEqual(policy.copy().company_id, self.company)
        self.assertFalse(policy._compare(policy)[0]["differs"])
