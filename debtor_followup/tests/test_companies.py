from datetime import timedelta
from itertools import permutations

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged

from .common import TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestCompanies(FollowupCommon):
    """Legal entities are followed apart, each the same under any active company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usd = cls.setup_other_currency("USD", rates=[("2020-01-01", 1.25)])
        cls.second = cls.setup_other_company(name="Second BV")["company"]
        cls.third = cls.setup_other_company(name="Third Inc", currency_id=cls.usd.id)[
            "company"
        ]
        cls.third.country_id = cls.env.ref("base.us")
        for company in (cls.second, cls.third):
            company.followup_policy_id = cls._activate(company)
        cls.companies = cls.company | cls.second | cls.third

    @classmethod
    def _activate(cls, company):
        policy = cls._create_policy(
            company_id=company.id, mode="automatic", name=f"Ladder of {company.name}"
        )
        policy.action_activate()
        return policy

    def _of(self, company, **spec):
        """Create an invoice of a company to the customer."""
        return self._create_invoices({"company": company, **spec})

    # === THE SAME RESULT === #

    def test_run_is_the_same_under_any_active_company(self):
        for company, amount in zip(self.companies, (100, 250, 75), strict=True):
            self._debtor(company=company).debtor_kind = "business"
            self._of(company, amount=amount)
            self._of(company, amount=30, currency=self.usd, days=20)
        results = {
            str(self._undone_results(active)) for active in permutations(self.companies)
        }
        results |= {str(self._undone_results([one])) for one in self.companies}
        self.assertEqual(len(results), 1, results)
        self.assertEqual(results.pop().count("queued"), 3)

    def _undone_results(self, active):
        """Run all companies while some are active; undo it and return the outcome."""
        env = self.env(
            user=self.env.ref("base.user_root"),
            context={"allowed_company_ids": [company.id for company in active]},
        )
        savepoint = self.env.cr.savepoint()
        try:
            runs = [
                env["debtor.followup.run"]._run(one.with_env(env), TODAY)
                for one in self.companies
            ]
            return [self._describe(run) for run in runs]
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def _describe(self, run):
        notices = run.notice_ids
        debtors = notices.debtor_id
        return (
            run.state,
            run.planned_count,
            [(one.state, one.deadline_date, one.lang, one.subject) for one in notices],
            [
                (line.role, line.move_name, line.amount_residual, line.currency_id.name)
                for line in notices.line_ids
            ],
            [(one.overdue_amount, one.due_amount, one.explanation) for one in debtors],
            notices.mapped("body"),
            notices.mail_mail_id.mapped("email_from"),
        )

    def test_one_partner_is_a_debtor_of_each_company(self):
        for company in self.companies:
            self._debtor(company=company).debtor_kind = "business"
            self._of(company)
        debtors = [self._debtor(company=company) for company in self.companies]
        self.assertEqual(len(set(debtors)), 3)
        for company, debtor in zip(self.companies, debtors, strict=True):
            self._run(company=company)
            self.assertEqual(debtor.notice_ids.line_ids.move_id.company_id, company)
            self.assertEqual(debtor.notice_ids.company_id, company)
        self.assertEqual(len(self.env["debtor.followup.run"].search([])), 3)

    def test_contact_of_one_company_leaves_no_gap_in_another(self):
        for company in self.companies:
            self._of(company)
            self._run_and_deliver(company=company)
        self.assertEqual(
            [self._debtor(company=one).notice_count for one in self.companies], [1] * 3
        )

    # === CURRENCIES === #

    def test_amounts_are_in_the_currency_of_the_company(self):
        self._of(self.third, amount=100)
        self._of(self.third, amount=100, currency=self.company.currency_id)
        self._run(company=self.third)
        debtor = self._debtor(company=self.third)
        self.assertEqual(debtor.currency_id, self.usd)
        # 100 dollars, and 100 euros booked as 125 dollars or as rates had it
        booked = sum(
            self.env["account.move.line"]
            .search(
                [
                    ("company_id", "=", self.third.id),
                    ("account_type", "=", "asset_receivable"),
                ]
            )
            .mapped("amount_residual")
        )
        self.assertAlmostEqual(debtor.overdue_amount, booked)
        lines = debtor.notice_ids.line_ids
        self.assertEqual(
            sorted(
                lines.mapped(lambda one: (one.amount_residual, one.currency_id.name))
            ),
            [(100.0, "EUR"), (100.0, "USD")],
        )

    def test_limits_are_in_the_currency_of_the_company(self):
        """5 dollars are the minimum of the American company, 4 euros are 5 dollars."""
        self.third.followup_policy_id.minimum_amount = 5
        self.setup_other_currency("USD", rates=[])
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.company.currency_id.id,
                "company_id": self.third.id,
                "name": "2020-01-01",
                "rate": 0.8,
            }
        )
        euro = self.company.currency_id
        for amount, reason in ((3.99, "below_minimum"), (0.02, "step_due")):
            self._of(self.third, amount=amount, currency=euro)
            decision = self._decide(self.third)
            self.assertEqual(decision.reason, reason)

    def _decide(self, company):
        debtor = self._debtor(company=company)
        return debtor._decide(TODAY)[debtor]

    # === WHOSE POLICY === #

    def test_policy_of_another_company_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "belongs to Second BV"):
            self.company.followup_policy_id = self.second.followup_policy_id

    def test_shared_policy_serves_all(self):
        shared = self._create_policy(company_id=False, mode="automatic")
        shared.action_activate()
        for company in self.companies:
            company.followup_policy_id = shared
            self._of(company)
            self.assertEqual(len(self._run(company=company).notice_ids), 1)

    def test_claim_of_another_company_cannot_be_paused(self):
        self._of(self.second)
        claim = self._claim(self.second)
        with self.assertRaisesRegex(ValidationError, "is not a claim on"):
            self.env["debtor.pause"].create(
                {
                    "debtor_id": self._debtor().id,
                    "date_start": TODAY,
                    "date_end": TODAY,
                    "scope": "claims",
                    "line_ids": [Command.create({"move_line_id": claim.id})],
                }
            )

    # === WHO SEES WHAT === #

    def test_users_see_their_companies(self):
        for company in self.companies:
            self._of(company)
            self._run(company=company)
            self.env["debtor.pause"].create(
                {
                    "debtor_id": self._debtor(company=company).id,
                    "date_start": TODAY,
                    "date_end": TODAY + timedelta(days=5),
                    "scope": "claims",
                    "line_ids": [
                        Command.create(
                            {"move_line_id": self._claim(company).id, "amount": 0}
                        )
                    ],
                }
            )
            run = self._run(TODAY + timedelta(days=1), company)
            run.failure_ids.create({"run_id": run.id, "message": "Tried"})
        user = new_test_user(
            self.env,
            login="second",
            groups="debtor_followup.group_manager",
            company_id=self.second.id,
            company_ids=[Command.set(self.second.ids)],
        )
        for model in (
            "debtor.debtor",
            "debtor.notice",
            "debtor.notice.line",
            "debtor.pause",
            "debtor.pause.line",
            "debtor.followup.run",
            "debtor.followup.run.failure",
            "debtor.followup.decision",
            "debtor.followup.level",
            "debtor.followup.policy",
        ):
            with self.subTest(model=model):
                seen = self.env[model].with_user(user).search([])
                own = seen.filtered("company_id")
                self.assertEqual(own.company_id, self.second)
                self.assertTrue(own)
        others = self._debtor(company=self.third).with_user(user)
        self.assertFalse(others.has_access("read"))

    def _claim(self, company):
        return self.env["account.move.line"].search(
            [
                ("company_id", "=", company.id),
                ("account_type", "=", "asset_receivable"),
            ],
            limit=1,
        )


@tagged("post_install", "-at_install")
class TestBranches(FollowupCommon):
    """A root company and its branches are one legal entity."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create(
            {"name": "Branch Gent", "parent_id": cls.company.id}
        )
        cls.env.cr.precommit.run()  # the branch takes over the chart of accounts
        cls.env.user.company_ids += cls.branch

    def test_claims_of_root_and_branch_are_one_message(self):
        moves = self._create_invoices(
            {"amount": 100}, {"amount": 60, "company": self.branch}
        )
        self.assertEqual(moves.company_id, self.company | self.branch)
        run = self._run()
        self.assertEqual(run.notice_ids.line_ids.move_id, moves)
        self.assertEqual(self._debtor().overdue_amount, 160)

    def test_branch_stands_for_its_root(self):
        self._create_invoices({"amount": 60, "company": self.branch})
        debtor = self._debtor(company=self.branch)
        self.assertEqual(debtor.company_id, self.company)
        run = self._run(company=self.branch)
        self.assertEqual(run.company_id, self.company)
        self.assertEqual(run.notice_ids.debtor_id, debtor)
        self.assertEqual(run.notice_ids.company_id, self.company)

    def test_debtor_made_by_hand_for_a_branch_belongs_to_the_root(self):
        partner = self.env["res.partner"].create({"name": "New one"})
        contact = self.env["res.partner"].create(
            {"name": "Els", "parent_id": partner.id}
        )
        debtor = self.env["debtor.debtor"].create(
            {"partner_id": contact.id, "company_id": self.branch.id}
        )
        self.assertEqual(
            (debtor.company_id, debtor.partner_id), (self.company, partner)
        )

    def test_branch_follows_the_policy_of_its_root(self):
        debtor = self._debtor(company=self.branch)
        self.assertEqual(debtor.effective_policy_id, self.policy)
        self.assertFalse(self.branch.followup_policy_id)

    def test_policy_of_the_branch_belongs_to_the_legal_entity(self):
        self.policy.action_deactivate()
        self.company.followup_policy_id = False
        policy = self._create_policy(company_id=self.branch.id)
        policy.action_activate()
        self.assertEqual(self.company.followup_policy_id, policy)
        self.assertFalse(self.branch.followup_policy_id)

    def test_archived_branch_still_owes_its_claims(self):
        self._create_invoices({"amount": 60, "company": self.branch})
        self.branch.active = False
        self.assertEqual(self._run().notice_ids.line_ids.amount_residual, 60)

    def test_own_companies_are_no_debtors(self):
        own = self.branch.partner_id
        self._create_invoices({"amount": 60, "partner": own})
        run = self._run()
        self.assertEqual((run.planned_count, len(run.notice_ids)), (0, 0))

    def test_user_of_a_branch_sees_the_debtors_of_the_entity(self):
        self._create_invoices({"amount": 100})
        self._run()
        user = new_test_user(
            self.env,
            login="branch",
            groups="debtor_followup.group_user",
            company_id=self.branch.id,
            company_ids=[Command.set(self.branch.ids)],
        )
        debtor = self._debtor().with_user(user)
        self.assertEqual(debtor.notice_ids.line_ids.amount_residual, 100)
