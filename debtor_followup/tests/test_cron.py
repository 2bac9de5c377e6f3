from datetime import datetime, timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.debtor_followup.models import followup_run

from .common import NOW, TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestCron(FollowupCommon):
    """The nightly job decides, the morning's job acts, both in committed pieces."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Europe/Brussels"
        # Other companies of the database are not this test's business.
        others = cls.env["res.company"].sudo().search([("id", "!=", cls.company.id)])
        others.followup_policy_id = False
        cls.plan = cls.env.ref("debtor_followup.ir_cron_plan").sudo()
        cls.act = cls.env.ref("debtor_followup.ir_cron_act").sudo()

    def setUp(self):
        super().setUp()
        self._stop_clock()  # 11:00 in Brussels

    def _call(self, cron):
        """Let a job run as the scheduler does; return its progress records."""
        before = self.env["ir.cron.progress"].sudo().search([])
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
        return self.env["ir.cron.progress"].sudo().search([]) - before

    def _run_of(self, day=TODAY, company=None):
        return self.env["debtor.followup.run"].search(
            [("company_id", "=", (company or self.company).id), ("date", "=", day)]
        )

    def _customers(self, count, domain="customer.example", **spec):
        customers = self.env["res.partner"].create(
            [
                {
                    "name": f"Customer {n}",
                    "is_company": True,
                    "email": f"c{n}@{domain}",
                }
                for n in range(count)
            ]
        )
        self._debtor(customers).debtor_kind = "business"
        self._create_invoices(
            *({"days": 10, "partner": one, **spec} for one in customers)
        )
        return customers

    # === THE TWO JOBS === #

    def test_night_decides_and_morning_acts(self):
        self._customers(3)
        progress = self._call(self.plan)
        run = self._run_of()
        self.assertEqual((run.planned_count, run.send_count), (3, 3))
        self.assertEqual(run.state, "running")
        self.assertFalse(run.notice_ids)
        self.assertEqual((progress.done, progress.remaining), (3, 0))
        progress = self._call(self.act)
        self.assertEqual(len(run.notice_ids), 3)
        self.assertEqual(run.state, "done")
        self.assertEqual((progress.done, progress.remaining), (3, 0))
        self.assertTrue(all(run.notice_ids.mapped("automatic")))

    def test_jobs_called_again_do_nothing_twice(self):
        self._customers(3)
        for cron in (self.plan, self.act, self.plan, self.act, self.act):
            self._call(cron)
        run = self._run_of()
        self.assertEqual(len(run.notice_ids), 3)
        self.assertEqual(run.planned_count, 3)
        self.assertEqual(len(self.env["debtor.followup.run"].search([])), 1)

    def test_nothing_leaves_before_the_acting_hour(self):
        self._customers(1)
        self.company.followup_hour = 11.25
        self._call(self.plan)
        self._call(self.act)
        self.assertFalse(self._run_of().notice_ids)
        self._stop_clock(NOW + timedelta(minutes=15))
        self._call(self.act)
        self.assertEqual(len(self._run_of().notice_ids), 1)

    def test_weekend(self):
        """Deciding goes on over the weekend, acting waits for Monday."""
        self._customers(1)
        sunday = NOW - timedelta(days=1)
        self._stop_clock(sunday)
        self._call(self.plan)
        self._call(self.act)
        run = self._run_of(sunday.date())
        self.assertEqual((run.state, run.nothing_count), ("done", 1))
        self.assertFalse(run.notice_ids)
        self._stop_clock(NOW)
        self._call(self.plan)
        self._call(self.act)
        self.assertEqual(len(self._run_of().notice_ids), 1)

    def test_day_is_the_companys_own(self):
        """At 23:30 in London it is the next day in Brussels already."""
        self._stop_clock(datetime(2026, 11, 23, 23, 30))
        self._call(self.plan)
        self.assertTrue(self._run_of(TODAY + timedelta(days=1)))
        self.assertFalse(self._run_of())

    def test_acting_without_a_plan_asks_for_one(self):
        self._customers(1)
        before = self._triggers(self.plan)
        self._call(self.act)
        self.assertFalse(self._run_of().notice_ids)
        self.assertEqual(len(self._triggers(self.plan) - before), 1)

    def test_paid_between_night_and_morning(self):
        customers = self._customers(2)
        self._call(self.plan)
        claims = self._debtor(customers[0]).claim_ids
        self._register_payment(claims.move_id, payment_date=TODAY)
        self._call(self.act)
        self.assertEqual(self._run_of().notice_ids.partner_id, customers[1])

    def _triggers(self, cron):
        return self.env["ir.cron.trigger"].sudo().search([("cron_id", "=", cron.id)])

    # === PIECES === #

    def test_planning_goes_on_where_it_stopped(self):
        """Debtors that were planned today are not planned again."""
        customers = self._customers(5)
        self.patch(followup_run, "PLAN_CHUNK", 2)
        self._debtor(customers[:2]).with_context(lang=None)._plan(TODAY)
        progress = self._call(self.plan)
        self.assertEqual((progress.done, progress.remaining), (3, 0))
        self.assertEqual(set(self._debtor(customers).mapped("planned_on")), {TODAY})

    def test_acting_in_batches(self):
        self._customers(5)
        self.patch(followup_run, "ACT_BATCH", 2)
        self._call(self.plan)
        progress = self._call(self.act)
        self.assertEqual((progress.done, progress.remaining), (5, 0))
        self.assertEqual(len(self._run_of().notice_ids), 5)

    @mute_logger(
        "odoo.addons.debtor_followup.models.followup_run_planning",
        "odoo.addons.mail.models.mail_render_mixin",
    )
    def test_one_failing_debtor_of_a_batch(self):
        customers = self._customers(4)
        customers[1].name = "Bad"
        self.policy.level_ids[0].mail_template_id = self.env["mail.template"].create(
            {
                "name": "Breaks",
                "model_id": self.env["ir.model"]._get_id("debtor.notice"),
                "subject": "Invoices",
                "body_html": "<p t-out=\"1 / (object.partner_id.name != 'Bad')\"/>",
            }
        )
        self._call(self.plan)
        progress = self._call(self.act)
        run = self._run_of()
        self.assertEqual((progress.done, progress.remaining), (4, 0))
        self.assertEqual(len(run.notice_ids), 3)
        self.assertEqual(run.failure_ids.partner_id, customers[1])
        self.assertEqual(run.state, "partial")
        # It is not tried again today.
        self._call(self.act)
        self.assertEqual(len(run.failure_ids), 1)

    # === COMPANIES === #

    def test_every_company_with_an_active_policy(self):
        second = self.setup_other_company(name="Second BV")["company"]
        second.resource_calendar_id.tz = "Europe/Brussels"
        second.country_id = self.company.country_id
        second.followup_policy_id = self._activate(second)
        third = self.env["res.company"].create({"name": "Only a draft policy"})
        third.followup_policy_id = self._create_policy(company_id=third.id)
        self._create_invoices({"days": 10}, {"days": 10, "company": second})
        self._call(self.plan)
        progress = self._call(self.act)
        self.assertEqual(sum(progress.mapped("done")), 2)
        for company in (self.company, second):
            self.assertEqual(len(self._run_of(company=company).notice_ids), 1)
        self.assertFalse(self._run_of(company=third))

    def test_company_with_only_a_policy_of_one_debtor(self):
        self.company.followup_policy_id = False
        customers = self._customers(2)
        self._debtor(customers[0]).policy_id = self.policy
        self._call(self.plan)
        self._call(self.act)
        self.assertEqual(self._run_of().notice_ids.partner_id, customers[0])

    def test_company_without_chart_stops_no_other(self):
        bare = self.env["res.company"].create({"name": "Bare"})
        bare.followup_policy_id = self._activate(bare)
        self._customers(1)
        self._call(self.plan)
        before = self._triggers(self.plan)
        self._call(self.act)
        self.assertEqual(self._run_of(company=bare).state, "failed")
        self.assertEqual(self._run_of().state, "done")
        # The two jobs do not call each other for ever.
        self.assertEqual(self._triggers(self.plan), before)

    def _activate(self, company):
        policy = self._create_policy(company_id=company.id, mode="automatic")
        policy.action_activate()
        return policy

    # === BY HAND === #

    def test_run_now_plans_again_and_acts(self):
        self._customers(1)
        self._call(self.plan)
        self._call(self.act)
        run = self._run_of()
        self._customers(1, domain="other.example")
        run.action_run_now()
        self.assertEqual(run.state, "running")
        self._call(self.plan)
        self._call(self.act)
        self.assertEqual((run.state, run.planned_count), ("done", 2))
        self.assertEqual(len(run.notice_ids), 2)

    def test_opening_today_starts_the_run(self):
        before = self._triggers(self.plan)
        action = self.env["debtor.followup.run"].action_open_today()
        run = self._run_of()
        self.assertEqual(action["res_id"], run.id)
        self.assertEqual(len(self._triggers(self.plan) - before), 1)
        self._call(self.plan)
        self.env["debtor.followup.run"].action_open_today()
        self.assertEqual(self._run_of(), run)

    def test_installing_sends_nothing(self):
        """The ladder that comes with the add-on is a draft that proposes."""
        basic = self.env.ref("debtor_followup.debtor_followup_policy_basic")
        self.assertEqual((basic.state, basic.mode), ("draft", "propose"))
        self.assertFalse(basic._get_problems())
