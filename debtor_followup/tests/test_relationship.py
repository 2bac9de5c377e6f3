import json
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import TODAY
from .test_behaviour import BehaviourCommon


@tagged("post_install", "-at_install")
class TestRelationship(BehaviourCommon):
    """What classes are for: policies, words, screens, limits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            login="classes",
            groups="base.group_user,debtor_followup.group_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _policy_for(self, *classes, kind="business", **values):
        """Return an active policy for classes; its one reminder is on day 20."""
        policy = self._create_policy(
            levels=[{"name": "Calm reminder", "delay_days": 20, "deadline_days": 7}],
            name=f"For {', '.join(classes) or kind}",
            mode="automatic",
            debtor_kind=kind,
            relationship_ids=[
                Command.link(
                    self.env.ref(f"debtor_followup.debtor_relationship_{one}").id
                )
                for one in classes
            ],
            **values,
        )
        policy.action_activate()
        return policy

    # === POLICIES === #

    def _effective(self, debtor):
        self.env.invalidate_all()
        return debtor.effective_policy_id

    def test_the_class_chooses_the_policy(self):
        calm = self._policy_for("loyal", "regular")
        debtor, other = self._debtor(self.good), self._debtor(self.slow)
        self.assertEqual(debtor.effective_policy_id, calm)
        self.assertEqual(
            debtor.effective_policy_reason,
            "because the kind is Business and the class Loyal (rule 1)",
        )
        self.assertEqual(other.effective_policy_id, self.policy)
        self.assertEqual(other.effective_policy_reason, "the company's policy")
        found = self.env["debtor.debtor"].search(
            [("effective_policy_id", "in", calm.ids)]
        )
        self.assertEqual(found, debtor)

    def test_planning_goes_by_it_and_says_why(self):
        calm = self._policy_for("loyal")
        self._create_invoices(
            {"days": 10, "partner": self.good}, {"days": 10, "partner": self.slow}
        )
        self._run()
        debtor = self._debtor(self.good)
        self.assertEqual(debtor.next_level_id, calm.level_ids)
        self.assertFalse(debtor.notice_ids)
        self.assertIn(
            'The policy "For loyal" applies, because the kind is Business and the '
            "class Loyal (rule 1).",
            debtor.explanation,
        )
        self.assertEqual(
            self._debtor(self.slow).notice_ids.level_id, self.policy.level_ids[0]
        )
        self.assertNotIn("chosen", self._debtor(self.slow).explanation)

    def test_a_decision_is_the_same_in_every_language(self):
        """Jobs have no language, people do; a policy may be renamed meanwhile."""
        self.env["res.lang"]._activate_lang("nl_NL")
        calm = self._policy_for("loyal")
        self._create_invoices({"days": 10, "partner": self.good})
        debtor = self._debtor(self.good)
        debtor._plan(TODAY)
        before = debtor.decision_id
        calm.with_context(lang="nl_NL").name = "Voor trouwe klanten"
        self.env.flush_all()
        self.env.invalidate_all()
        dutch = debtor.with_context(lang="nl_NL")
        dutch._plan(TODAY)
        self.assertEqual(dutch.decision_id, before)
        self.assertIn("Voor trouwe klanten", dutch.explanation)
        self.assertIn("For loyal", debtor.explanation)

    def test_a_new_class_is_a_new_decision(self):
        self._policy_for("loyal")
        self._policy_for("regular")
        self._create_invoices({"days": 10, "partner": self.good})
        debtor = self._debtor(self.good)
        debtor._plan(TODAY)
        before = debtor.decision_id
        debtor._plan(TODAY)
        self.assertEqual(debtor.decision_id, before)
        until = TODAY + timedelta(days=9)
        debtor._set_by_hand("regular", "On leave", until, TODAY)
        self.assertNotEqual(debtor.decision_id, before)
        self.assertIn("Business and the class Regular", debtor.explanation)

    def test_claims_keep_the_policy_of_what_arrived(self):
        self._policy_for("regular")
        self.policy.personal_first = False
        self._create_invoices({"days": 10, "partner": self.good})
        self._run_and_deliver()
        debtor = self._debtor(self.good)
        debtor._set_by_hand("regular", "On leave", TODAY + timedelta(days=90), TODAY)
        self.assertEqual(debtor.effective_policy_id.name, "For regular")
        self.assertEqual(debtor.next_level_id, self.policy.level_ids[1])

    def test_kind_comes_before_class_and_country_must_fit(self):
        any_kind = self._policy_for("loyal", kind=False)
        dutch = self._policy_for(
            "loyal", country_ids=[Command.link(self.env.ref("base.nl").id)]
        )
        debtor = self._debtor(self.good)
        self.assertEqual(self._effective(debtor), any_kind)
        business = self._policy_for()
        self.assertEqual(self._effective(debtor), business)
        own = self._policy_for("loyal")
        self.assertEqual(self._effective(debtor), own)
        self.company.country_id = self.env.ref("base.nl")
        self.assertEqual(self._effective(debtor), dutch)
        debtor.policy_id = self.policy
        self.assertEqual(debtor.effective_policy_reason, "set by hand")

    def test_unknown_kinds_are_treated_as_consumers(self):
        first = {"name": "First", "delay_days": 5, "deadline_days": 14}
        consumer = self._create_policy([first], debtor_kind="consumer")
        consumer.action_activate()
        debtor = self._debtor(self.good)
        self.assertEqual(self._effective(debtor), self.policy)
        debtor.debtor_kind = "unknown"
        self.assertEqual(self._effective(debtor), consumer)

    def test_without_a_policy_in_force_nobody_is_chosen_for(self):
        self._policy_for("loyal")
        debtor = self._debtor(self.good)
        self.policy.action_deactivate()
        self.assertEqual(self._effective(debtor), self.policy)
        self.company.followup_policy_id = False
        self.assertFalse(self._effective(debtor))
        nobody = self.env["debtor.debtor"].search([("effective_policy_id", "=", False)])
        self.assertIn(debtor, nobody)

    # === ALERT === #

    def test_paying_slower_opens_an_alert(self):
        """From the payments themselves: always in time, lately a month late."""
        lately = self._create_invoices(
            *({"days": days, "partner": self.good} for days in (110, 90, 70))
        )
        self._pay(lately, 30)
        self._refresh()
        figures = self._figures(self.good)
        self.assertEqual((figures.trend, figures.alert_state), ("slower", "open"))
        self.assertEqual(figures.alert_on, TODAY)
        self.assertIn("Pays 30 days later than before", figures.alert_words)
        self.assertFalse(self._figures(self.slow).alert_state)

    # === WORDS === #

    def _say(self, **values):
        figures = self._figures(self.good).sudo()
        figures.write({"trend": False, **values})
        return figures

    def test_words_are_kind(self):
        for days, spread, text in (
            (-3, 1, "Usually pays before the due date."),
            (0, 0, "Usually pays on the due date."),
            (12, 1, "Usually pays on day 12 after the due date."),
            (12, 3, "on day 12 after the due date, give or take 3 days."),
        ):
            figures = self._say(median_days=days, spread_days=spread)
            self.assertIn(text, figures.words)
            self.assertIn("Paid on time: 6 of 6 in 18 months.", figures.words)
            self.assertNotRegex(figures.words.lower(), "chronic|late|bad|loyal")
        self.assertIn("Open and late: 2.", self._say(open_count=2).words)
        self.assertEqual(self._say(paid_count=0).words[:22], "No payments are known ")

    def test_a_change_is_told(self):
        figures = self._say(trend="slower", recent_days=18, earlier_days=7)
        self.assertEqual(
            figures.trend_words,
            "Slower lately: on day 18 in the last six months, on day 7 in the twelve "
            "months before.",
        )
        self.assertIn("Faster", self._say(trend="faster").trend_words)

    def test_every_class_says_why(self):
        codes = self.env["debtor.behaviour"]._get_reasons()
        for reason in codes:
            text = self._say(reason=reason).why
            with self.subTest(reason=reason, text=text):
                self.assertTrue(text.endswith("."))
                self.assertNotRegex(text, r"%\(|None|False|%%")
        debtor = self._debtor(self.good)
        debtor._set_by_hand("late", "Heard things", TODAY, TODAY)
        self.assertEqual(
            debtor.relationship_why, "By hand until 11/23/2026: Heard things"
        )

    # === SCREENS === #

    def test_history_agrees_with_the_figures(self):
        self._create_invoices({"days": 40, "partner": self.slow})
        self._refresh()
        history = self.env["debtor.payment.history"]
        rows = history.search([("partner_id", "=", self.slow.id)])
        self.assertEqual(sorted(rows.mapped("days_late")), [20] * 6 + [40])
        self.assertEqual(len(rows.filtered(lambda one: one.state == "open")), 1)
        self.assertEqual(set(rows.mapped("relationship")), {"late"})
        ((total, count),) = history._read_group(
            [("partner_id", "=", self.slow.id), ("state", "=", "paid")],
            [],
            ["days_late:avg", "__count"],
        )
        figures = self._figures(self.slow)
        self.assertEqual((total, count), (figures.median_days, figures.paid_count))

    def test_history_is_for_who_reads_the_ledger_of_his_companies(self):
        sales = new_test_user(
            self.env,
            login="sales",
            groups="base.group_user,debtor_followup.group_viewer",
        )
        history = self.env["debtor.payment.history"]
        with self.assertRaises(AccessError):
            history.with_user(sales).search([])
        self.assertEqual(len(history.with_user(self.manager).search([])), 12)
        other = self.env["res.company"].create({"name": "Another one"})
        self.manager.write({"company_ids": other, "company_id": other.id})
        self.assertFalse(history.with_user(self.manager).search([]))

    def test_chart(self):
        chart = self._debtor(self.slow).behaviour_chart
        self.assertEqual(chart.count('"value": 20'), 6)
        self.assertNotIn("future", chart)
        # The months between without anything due are on the axis as well.
        self._create_invoices({"days": 40, "partner": self.good})
        (series,) = json.loads(self._debtor(self.good).behaviour_chart)
        names = [one["label"][1] for one in series["values"]]
        self.assertEqual(names[-4:], ["Jul 26", "Aug 26", "Sep 26", "Oct 26"])
        self._create_invoices({"days": 40, "partner": self.slow})
        self.env.invalidate_all()
        self.assertIn("future", self._debtor(self.slow).behaviour_chart)
        self.assertFalse(self._debtor(self.customer).behaviour_chart)

    def test_customer_form_says_how_he_pays(self):
        self.assertIn("on the due date", self.good.followup_behaviour)
        self.assertFalse(self.customer.followup_behaviour)
        self.assertIn("day 20", Form(self.slow).followup_behaviour)

    def test_dialog_by_hand(self):
        debtor = self._debtor(self.slow)
        action = debtor.with_user(self.manager).action_set_by_hand()
        dialog = Form(
            self.env[action["res_model"]]
            .with_user(self.manager)
            .with_context(**action["context"])
        )
        dialog.relationship = "regular"
        dialog.reason = "Their new system"
        dialog.until = TODAY + timedelta(days=30)
        dialog.save().action_confirm()
        self.assertEqual(debtor.relationship, "regular")
        debtor.with_user(self.manager).action_follow_figures()
        self.assertEqual(debtor.relationship, "late")

    def test_merged_customers_have_one_set_of_figures(self):
        kept, source = self._debtor(self.good), self._debtor(self.slow)
        source._fold_into_sudo(self.good)
        self.assertFalse(source.exists())
        self.assertEqual(len(kept.behaviour_ids), 1)
        self.slow.write({"parent_id": self.good.id, "is_company": False})
        self.assertEqual(self.slow.commercial_partner_id, self.good)
        self._refresh()
        self.assertEqual(kept.behaviour_ids.paid_count, 12)
        self.assertEqual(kept.relationship, "regular")

    # === LIMITS === #

    def _limits(self, **values):
        dialog = Form(self.env["debtor.relationship.limits"].with_user(self.manager))
        for name, value in values.items():
            dialog[f"followup_class_{name}"] = value
        return dialog.save()

    def test_preview_and_save(self):
        dialog = self._limits(regular=20)
        self.assertFalse(dialog.is_previewed)
        dialog.action_save()  # not looked at yet: shown first
        self.assertEqual(self.company.followup_class_regular, 15)
        self.assertTrue(dialog.is_previewed)
        # 20 days: still within the margin of "often late", which he leaves at 17.
        self.assertIn("Nobody would be", dialog.result)
        dialog = self._limits(regular=25)
        dialog.action_preview()
        self.assertIn("One customer would be", dialog.result)
        self.assertIn("Meestal Later", dialog.result)
        self.assertIn("<td>Often late</td>", dialog.result)
        self.assertIn("<td>Regular</td>", dialog.result)
        self.assertEqual(self._debtor(self.slow).relationship, "late")
        dialog.action_save()
        self.assertEqual(self.company.followup_class_regular, 25)
        self.assertEqual(self._debtor(self.slow).relationship, "regular")

    def test_what_was_changed_after_the_preview_is_shown_again(self):
        dialog = self._limits(regular=25)
        dialog.action_preview()
        form = Form(dialog)
        form.followup_class_late = 60
        self.assertFalse(form.is_previewed)

    def test_limits_out_of_order(self):
        for values, message in (
            ({"regular": 3}, '"Regular up to" \\(3 days\\) must be more'),
            ({"late": 15}, '"Often late up to" \\(15 days\\) must be more'),
            ({"loyal_share": 0}, "between 1 and 100"),
            ({"loyal_share": 101}, "between 1 and 100"),
            ({"on_time": -1}, "below zero"),
            ({"minimum": 0}, "At least one"),
        ):
            dialog = self._limits(**values)
            for method in ("action_preview", "action_save"):
                with (
                    self.subTest(values=values, method=method),
                    self.assertRaisesRegex(ValidationError, message),
                    self.env.cr.savepoint(),
                ):
                    getattr(dialog, method)()
        with self.assertRaisesRegex(ValidationError, "out of order"):
            self.company.followup_class_late = 2
        self.assertEqual(self._debtor(self.slow).relationship, "late")

    def test_limits_are_for_managers(self):
        user = new_test_user(
            self.env, login="clerk", groups="base.group_user,debtor_followup.group_user"
        )
        behaviour = self.env["debtor.behaviour"].with_user(user)
        with self.assertRaises(AccessError):
            behaviour._preview_limits(self.company, TODAY, {})
        with self.assertRaises(AccessError):
            behaviour._save_limits(self.company, TODAY, {})
        with self.assertRaises(AccessError):
            self.env["debtor.relationship.limits"].with_user(user).create({})
