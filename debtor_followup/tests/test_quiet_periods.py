from datetime import date, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import TODAY, FollowupCommon

TOMORROW = TODAY + timedelta(days=1)


@tagged("post_install", "-at_install")
class TestQuietPeriods(FollowupCommon):
    """Days on which nobody is contacted: at night, in the morning, on leaving."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_invoices({"days": 10})
        cls.debtor = cls._debtor()

    def _create_period(self, first=TODAY, last=TOMORROW, **values):
        return self.env["debtor.quiet.period"].create(
            {"name": "Stocktaking", "date_from": first, "date_to": last, **values}
        )

    def test_planning_names_the_first_day_after_it(self):
        self._create_period()
        run = self._run()
        self.assertFalse(run.notice_ids)
        self.assertEqual(self.debtor.decision_id.reason, "quiet_period")
        self.assertIn("Stocktaking", self.debtor.explanation)
        self.assertEqual(self.debtor.next_action_date, date(2026, 11, 25))
        self.assertEqual(self._run(date(2026, 11, 25)).notice_ids.state, "queued")

    def test_a_step_within_it_says_which_period_it_waits_for(self):
        self._create_period(TODAY - timedelta(days=6), TOMORROW)
        self.debtor._plan(TODAY - timedelta(days=7))
        self.assertEqual(self.debtor.decision_id.reason, "not_yet")
        self.assertIn("after the quiet period Stocktaking", self.debtor.explanation)

    def test_sending_by_hand_says_why_not(self):
        self._create_period()
        self.assertFalse(self.debtor._act(TODAY, agreed=True))
        self.assertIn("Stocktaking", self.debtor.explanation)

    def test_a_proposal_waits_as_it_is(self):
        self.policy.mode = "propose"
        proposal = self._run().notice_ids
        self._create_period(TOMORROW, TOMORROW)
        self._run(TOMORROW)
        self.assertEqual(proposal.state, "draft")

    def test_a_mail_that_is_about_to_leave_is_stopped(self):
        """The last look at a mail asks the engine, as planning does."""
        self._stop_clock()
        notice = self._run().notice_ids
        self._create_period()
        decision = self.debtor._decide(TODAY, without=notice)[self.debtor]
        self.assertEqual(decision.reason, "quiet_period")

    def test_no_deadline_falls_into_it(self):
        self._create_period(TODAY + timedelta(days=2), date(2026, 12, 11))
        notice = self._run().notice_ids
        self.assertEqual(notice.deadline_date, date(2026, 12, 14))

    def test_periods_of_others_and_unused_ones_do_not_count(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._create_period(company_id=other.id)
        self._create_period(active=False)
        self.assertEqual(self._run().notice_ids.state, "queued")

    def test_a_company_has_its_own(self):
        self._create_period(company_id=self.company.id)
        self.assertFalse(self._run().notice_ids)

    def test_it_cannot_end_before_it_begins(self):
        with self.assertRaisesRegex(ValidationError, "ends before it begins"):
            self._create_period(TOMORROW, TODAY)

    def test_the_example_that_is_shipped_is_not_in_use(self):
        example = self.env.ref("debtor_followup.debtor_quiet_period_new_year")
        self.assertFalse(example.active)
        self.assertLess(example.date_from, example.date_to)
