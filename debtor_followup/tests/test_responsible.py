from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import TODAY, FollowupCommon

SATURDAY = TODAY - timedelta(days=2)
USER = "base.group_user,debtor_followup.group_user"


@tagged("post_install", "-at_install")
class TestResponsible(FollowupCommon):
    """Who handles a customer: tasks, calls, and whose name stands below."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.els, cls.tom, cls.desk = (
            cls._user(name, USER) for name in ("els", "tom", "desk")
        )
        cls.sales = cls._user("sales", "base.group_user,debtor_followup.group_viewer")
        cls.company.followup_user_id = cls.desk
        cls.debtor = cls._debtor()
        cls._create_invoices({"days": 10})

    @classmethod
    def _user(cls, login, groups, **values):
        return new_test_user(
            cls.env,
            login=login,
            name=login.title(),
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            email=f"{login}@company.example",
            phone=f"+32 14 00 01 {login}",
            **values,
        )

    def _owner_by_search(self):
        self.env.flush_all()
        debtors = self.env["debtor.debtor"]
        users = self.els | self.tom | self.desk | self.sales
        found = users.filtered(
            lambda user: self.debtor in debtors.search([("owner_id", "=", user.id)])
        )
        if self.debtor in debtors.search([("owner_id", "=", False)]):
            self.assertFalse(found)
        return found

    def test_who_handles_a_customer(self):
        """The first who is there; the same in Python and in SQL."""
        partner, company = self.customer, self.company
        for change, owner, why in (
            (lambda: None, self.desk, "gets the company's tasks"),
            (lambda: partner.write({"user_id": self.sales.id}), self.desk, "tasks"),
            (
                lambda: company.write({"followup_by_salesperson": True}),
                self.sales,
                "salesperson of the customer",
            ),
            (
                lambda: self.debtor.write({"responsible_id": self.els.id}),
                self.els,
                "responsible for this customer",
            ),
            (lambda: self.els.write({"active": False}), self.sales, "salesperson"),
            (
                lambda: self.sales.write({"group_ids": [Command.clear()]}),
                self.desk,
                "tasks",
            ),
            (lambda: self.desk.write({"active": False}), self.desk.browse(), "nobody"),
        ):
            change()
            with self.subTest(owner=owner.login, why=why):
                self.assertEqual(self.debtor.owner_id, owner)
                self.assertIn(why, self.debtor.owner_reason)
                self.assertEqual(self._owner_by_search(), owner)
        self.assertEqual(self.debtor._get_task_user(), self.env.user)

    def test_without_the_companys_person_the_salesperson_has_it(self):
        self.company.followup_user_id = False
        self.customer.user_id = self.sales
        self.assertEqual(self.debtor.owner_id, self.sales)

    def test_who_signs(self):
        self._run()
        notice = self.debtor.notice_ids
        self.assertIn("Desk", notice.body)
        self.assertIn("ar@company.example", notice.body)
        notice.action_cancel()
        self.debtor.responsible_id = self.els
        self.debtor.write({"acted_on": False})
        notice = self.debtor._act(TODAY)
        for part in ("Els", "+32 14 00 01 els", "els@company.example"):
            self.assertIn(part, notice.body)
        self.els.active = False
        notice = notice.with_env(self.env(context={"x": 1}))
        self.assertEqual(notice._get_contact_sudo()["name"], "Desk")

    def test_my_debtors_on_the_morning_page(self):
        self.policy.mode = "propose"
        self._run()
        todos = self.env["debtor.todo"]
        row = todos.search([("debtor_id", "=", self.debtor.id)])
        self.assertEqual(row.owner_id, self.desk)
        self.debtor.responsible_id = self.els
        self.env.flush_all()
        self.assertEqual(todos.search([("owner_id", "=", self.els.id)]), row)
        self.assertFalse(todos.search([("owner_id", "=", self.desk.id)]))

    def test_whoever_left_is_replaced_and_somebody_is_asked(self):
        self.debtor.responsible_id = self.els
        self._run()
        self.els.active = False
        self.env.flush_all()
        todos = self.env["debtor.todo"].search([("kind", "=", "nobody")])
        self.assertEqual((todos.debtor_id, todos.owner_id), (self.debtor, self.desk))
        self.assertEqual(
            todos.why,
            "Els is not here any more, so Desk gets the tasks and signs: assign this "
            "customer to somebody.",
        )
        dialog = self.env["debtor.step.change"].create(
            {"mode": "assign", "debtor_ids": self.debtor.ids, "user_id": self.tom.id}
        )
        dialog.action_confirm()
        self.env.flush_all()
        self.assertFalse(todos.search([("kind", "=", "nobody")]))

    def test_who_cannot_be_responsible(self):
        portal = new_test_user(self.env, login="portal", groups="base.group_portal")
        other = self.env["res.company"].create({"name": "Another one"})
        stranger = new_test_user(
            self.env,
            login="stranger",
            groups=USER,
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for user, message in (
            (portal, "is no colleague but a portal user"),
            (stranger, "has no access to"),
        ):
            dialog = self.env["debtor.step.change"].create(
                {"mode": "assign", "debtor_ids": self.debtor.ids, "user_id": user.id}
            )
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                dialog.action_confirm()
        self.assertFalse(self.debtor.responsible_id)

    # === ON THE CUSTOMER'S FORM === #

    def test_settings_on_the_customers_form(self):
        own = self._create_policy(name="Special", mode="automatic")
        own.action_activate()
        partner = self.customer.with_user(self.els).with_company(self.company)
        self.els.group_ids += self.env.ref("base.group_partner_manager")
        with Form(partner) as form:
            self.assertEqual(form.followup_policy_text, "Ladder, the company's policy")
            form.followup_policy_id = own
            form.followup_never_automatic = True
            form.followup_key_customer = True
            form.followup_contact_budget = 2
            form.followup_responsible_id = self.tom
        self.assertRecordValues(
            self.debtor,
            [
                {
                    "policy_id": own.id,
                    "never_automatic": True,
                    "key_customer": True,
                    "contact_budget": 2,
                    "responsible_id": self.tom.id,
                    "next_action": "propose",
                }
            ],
        )
        self.assertEqual(partner.followup_policy_text, "Special, set by hand")

    def test_a_new_customer_becomes_a_debtor_when_something_is_said(self):
        partners = self.env["res.partner"].with_company(self.company)
        plain = partners.create({"name": "Plain", "followup_never_automatic": False})
        self.assertFalse(plain.debtor_ids)
        careful = partners.create({"name": "New", "followup_never_automatic": True})
        self.assertTrue(careful.debtor_ids.never_automatic)
        self.assertEqual(careful.debtor_ids.company_id, self.company)

    def test_sales_people_cannot_set_it(self):
        self.sales.group_ids += self.env.ref("base.group_partner_manager")
        partner = self.customer.with_user(self.sales).with_company(self.company)
        self.assertFalse(partner.followup_may_set)
        partner.write({"followup_never_automatic": False})  # as it was: nothing said
        with self.assertRaises(AccessError):
            partner.write({"followup_never_automatic": True})
            self.env.flush_all()

    # === A DAY WITHOUT CONTACTS === #

    def test_sending_on_a_day_off_keeps_the_proposal(self):
        self.policy.mode = "propose"
        friday = SATURDAY - timedelta(days=1)
        self._run(friday)
        proposal = self.debtor.notice_ids
        self._stop_clock(datetime(2026, 11, 21, 10))
        action = proposal.with_user(self.els).action_send()
        message = action["params"]["message"]
        self.assertIn("today is no day for contacts", message)
        self.assertIn("The proposal stays; it can go on 11/23/2026", message)
        self.assertEqual(proposal.state, "draft")
        self._stop_clock()
        proposal.with_user(self.els).action_send()
        self.assertEqual(self.debtor.notice_ids.mapped("state").count("queued"), 1)
        with self.assertRaises(UserError):
            proposal.with_user(self.els).action_send()


@tagged("post_install", "-at_install")
class TestPolicyOrder(FollowupCommon):
    """The first policy that fits, in an order that a person may change."""

    def _policy(self, name, kind=None, *classes, **values):
        links = [
            Command.link(self.env.ref(f"debtor_followup.debtor_relationship_{one}").id)
            for one in classes
        ]
        policy = self._create_policy(
            name=name, debtor_kind=kind, relationship_ids=links, **values
        )
        policy.action_activate()
        return policy

    def test_the_narrower_stands_first_until_somebody_moves_it(self):
        late = self._policy("Late", None, "late")
        business = self._policy("Business", "business")
        both = self._policy("Late businesses", "business", "late")
        debtor = self._debtor()
        debtor.sudo().relationship = "late"
        rules = self.env["debtor.followup.policy"].search([("name", "ilike", "e")])
        self.assertLess(both.sequence, business.sequence)
        self.assertLess(business.sequence, late.sequence)
        self.assertEqual(debtor.effective_policy_id, both)
        self.assertIn("(rule 1)", debtor.effective_policy_reason)
        self.assertEqual(both.rule_text, "Rule 1")
        self.assertEqual(late.rule_text, "Rule 3")
        self.assertEqual(self.policy.rule_text, "The company's policy: everybody else")
        business.sequence = 1
        (rules | both).invalidate_recordset()
        debtor.invalidate_recordset()
        self.assertEqual(debtor.effective_policy_id, business)
        self.assertEqual(
            debtor.effective_policy_reason, "because the kind is Business (rule 1)"
        )
        self.assertEqual(
            both.rule_text,
            "Rule 2, never reached: policies above it take all of them",
        )
        self.assertEqual(business.debtor_count, 1)

    def test_the_company_policy_has_its_own_place(self):
        """Where it names a kind it is a rule; what stands below never comes."""
        self.policy.write({"debtor_kind": "business", "sequence": 50})
        late = self._policy("Late", "business", "late")
        debtor = self._debtor()
        debtor.sudo().relationship = "late"
        self.assertEqual(debtor.effective_policy_id, late)
        late.sequence = 60
        debtor.invalidate_recordset()
        self.assertEqual(debtor.effective_policy_id, self.policy)
        self.assertEqual(debtor.effective_policy_reason, "the company's policy")

    def test_another_order_is_no_other_decision(self):
        self._create_invoices({"days": 10})
        late = self._policy("Regular", "business", "regular")
        self._policy("Loyal", "business", "loyal", sequence=1)
        debtor = self._debtor()
        debtor.sudo().relationship = "regular"
        debtor._plan(TODAY)
        before = debtor.decision_id
        self.assertIn("(rule 2)", debtor.explanation)
        late.sequence = 0
        debtor._plan(TODAY)
        self.assertEqual(debtor.decision_id, before)

    def test_shipped_variants_come_before_what_is_for_all(self):
        for country in ("be", "nl"):
            name = f"debtor_followup.debtor_followup_policy_{country}_business"
            usual = self.env.ref(name)
            for variant in ("loyal", "late", "chronic"):
                self.assertLess(
                    self.env.ref(f"{name}_{variant}").sequence, usual.sequence
                )

    def test_a_copy_stands_before_the_shared_one(self):
        shared = self.env.ref("debtor_followup.debtor_followup_policy_be_business_late")
        self.assertLess(shared.copy().sequence, shared.sequence)
