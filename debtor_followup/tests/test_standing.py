"""What is known from outside, and the calls to good customers."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import TODAY, FollowupCommon


class StandingCommon(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "outside",
            groups="base.group_user,debtor_followup.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.debtor = cls._debtor()

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _tasks(self, debtor=None):
        return (debtor or self.debtor).activity_ids


@tagged("post_install", "-at_install")
class TestStanding(StandingCommon):
    """A customer about whom somebody reads in registers."""

    def _read(self, **values):
        return (
            self.env["debtor.standing"]
            .with_user(self.user)
            .create(
                {
                    "debtor_id": self.debtor.id,
                    "source": "balance_sheet",
                    "date": TODAY,
                    "result": "weak",
                    **values,
                }
            )
        )

    def test_it_is_shown_on_the_debtor(self):
        self._read(date=TODAY - timedelta(days=200), result="sound")
        newest = self._read()
        self._read(date=TODAY - timedelta(days=9), result="insolvent")
        self.assertEqual(self.debtor.standing_id, newest)
        self.assertEqual(
            newest.display_name, "Balance sheet: Careful with credit, 11/23/2026"
        )

    def test_the_day_to_look_again_is_a_task_once(self):
        self._read(next_check_date=TODAY + timedelta(days=2))
        self._run()
        self.assertFalse(self._tasks())
        for days in (2, 3, 4):
            self._run(TODAY + timedelta(days=days))
        task = self._tasks()
        self.assertEqual(task.summary, "Look again: Balance sheet")
        self.assertEqual(task.date_deadline, TODAY + timedelta(days=2))
        self.assertFalse(task.automated)  # the morning page shows it

    def test_a_new_day_is_a_new_task(self):
        one = self._read(next_check_date=TODAY)
        self._run()
        one.next_check_date = TODAY + timedelta(days=30)
        self._run(TODAY + timedelta(days=30))
        self.assertEqual(len(self._tasks()), 2)

    def test_what_was_read_again_needs_no_task(self):
        self._read(date=TODAY - timedelta(days=30), next_check_date=TODAY)
        self._read()
        self._read(source="credit_report", next_check_date=TODAY)
        self._run()
        self.assertEqual(self._tasks().summary, "Look again: Credit report")

    def test_insolvent_proposes_a_pause_and_makes_none(self):
        one = self._read(result="insolvent", source="insolvency_register")
        self.assertTrue(self.debtor.asks_for_insolvency)
        action = self.debtor.with_user(self.user).action_propose_insolvency()
        self.assertEqual(action["res_model"], "debtor.pause")
        self.assertEqual(action["context"]["default_reason"], "insolvency")
        self.assertIn("Insolvency register", action["context"]["default_note"])
        self.assertFalse(self.debtor.pause_ids)
        self.env["debtor.pause"].with_context(**action["context"]).create(
            {"date_end": TODAY + timedelta(days=180)}
        )
        self.assertEqual(self.debtor.pause_ids.reason, "insolvency")
        self.assertFalse(self.debtor.asks_for_insolvency)
        one.result = "sound"
        self.assertFalse(self.debtor.asks_for_insolvency)

    def test_bad_input_saves_nothing(self):
        for message, values in (
            ("has passed", {"next_check_date": TODAY - timedelta(days=1)}),
            ("lies ahead", {"date": TODAY + timedelta(days=1)}),
        ):
            with (
                self.subTest(message),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                self._read(**values)
        self.assertFalse(self.debtor.standing_ids)

    def test_of_another_company(self):
        one = self._read()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="base.group_user,debtor_followup.group_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaises(AccessError):
            one.with_user(stranger).read(["result"])

    def test_it_goes_along_when_customers_merge(self):
        one = self._read()
        target = self._debtor(self._create_customer("Kept"))
        self.debtor._fold_into_sudo(target.partner_id)
        self.assertEqual(one.debtor_id, target)


@tagged("post_install", "-at_install")
class TestCheckIn(StandingCommon):
    """Four customers, from large to small."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtors = cls.debtor
        for name in ("Anna", "Bert", "Cor"):
            cls.debtors |= cls._debtor(cls._create_customer(name))
        cls.env["debtor.behaviour"].sudo().create(
            [
                {
                    "debtor_id": one.id,
                    "company_id": cls.company.id,
                    "relationship": "loyal",
                    "turnover": turnover,
                }
                for one, turnover in zip(
                    cls.debtors, (90000, 60000, 30000, 10000), strict=True
                )
            ]
        )
        cls.debtors.sudo().write({"relationship": "loyal"})
        cls.company.write({"followup_check_in": "top", "followup_check_in_top": 3})

    def _called(self, day=TODAY):
        return self.env["debtor.debtor"]._check_in(self.company, day)

    def test_the_largest_once_a_quarter(self):
        self._run()
        tasks = self.debtors.activity_ids
        self.assertEqual(set(tasks.mapped("res_id")), set(self.debtors[:3].ids))
        self.assertEqual(
            tasks.activity_type_id, self.env.ref("mail.mail_activity_data_call")
        )
        self.assertIn("90,000.00", self.debtors[0].activity_ids.note)
        self.assertFalse(self.debtors.notice_ids)  # never a mail
        self.assertFalse(self._called(TODAY + timedelta(days=60)))
        self.assertEqual(self._called(TODAY + timedelta(days=92)), self.debtors[:3])

    def test_off_by_default(self):
        self.company.followup_check_in = False
        self.assertFalse(self._called())
        self.assertFalse(
            self.env["res.company"].create({"name": "N"}).followup_check_in
        )

    def test_by_turnover_and_class(self):
        self.company.write(
            {
                "followup_check_in": "turnover",
                "followup_check_in_turnover": 30000,
                "followup_check_in_class_ids": self.env.ref(
                    "debtor_followup.debtor_relationship_loyal"
                ),
            }
        )
        self.debtors[1].sudo().relationship = "late"
        self.assertEqual(self._called(), self.debtors[0] | self.debtors[2])

    def test_whom_we_leave_alone(self):
        self._create_invoices({"days": 10, "partner": self.debtors[0].partner_id})
        self.debtors[0]._act(TODAY)._mark_sent(self.env.cr.now())
        self.env["debtor.pause"].create(
            {"debtor_id": self.debtors[1].id, "date_end": TODAY}
        )
        self.env["debtor.call"].sudo().create(
            {
                "debtor_id": self.debtors[2].id,
                "date": self.env.cr.now(),
                "day": TODAY - timedelta(days=80),
                "outcome": "later",
            }
        )
        self.assertFalse(self._called())
        # Of the call it is three months later; of the others it is not.
        self.assertEqual(self._called(TODAY + timedelta(days=12)), self.debtors[2])

    def test_nobody_who_is_overdue_or_paused(self):
        self._create_invoices({"days": 1, "partner": self.debtors[0].partner_id})
        self.env["debtor.pause"].create(
            {"debtor_id": self.debtors[1].id, "date_end": TODAY + timedelta(days=9)}
        )
        self._run()
        self.assertFalse(self.debtors[0].notice_ids)  # no step is due yet
        self.assertEqual(self.debtors.filtered("checked_in_on"), self.debtors[2])

    def test_another_contact_takes_it_off_the_list(self):
        self._called()
        sent, called, answered = self.debtors[:3]
        tasks = [one.activity_ids for one in (sent, called, answered)]
        self.assertEqual([len(one) for one in tasks], [1, 1, 1])
        self._create_invoices({"days": 60, "partner": sent.partner_id})
        sent.sudo().relationship = "late"  # a loyal one is called first
        notice = sent._act(TODAY, agreed=True)
        notice._mark_sent(self.env.cr.now())
        self.assertEqual(notice.mapped("state"), ["sent"])
        self.assertEqual([one.active for one in tasks], [False, True, True])
        called.with_user(self.user)._record_call("not_reached")
        self.assertTrue(tasks[1].active)
        called.with_user(self.user)._record_call("done")
        self.assertEqual([one.active for one in tasks], [False, False, True])
        answered._receive_answer_sudo("Hello", sender="Els", subject="Hello")
        self.assertFalse(tasks[2].active)

    def test_one_that_nobody_made_is_replaced(self):
        self._called()
        self._called(TODAY + timedelta(days=92))
        self.assertEqual([len(one.activity_ids) for one in self.debtors], [1, 1, 1, 0])

    def test_some_a_day(self):
        self.company.followup_check_in_top = 100
        extra = self.env["debtor.debtor"]
        for number in range(4):
            extra |= self._debtor(self._create_customer(f"Extra{number}"))
        self.env["debtor.behaviour"].sudo().create(
            [
                {
                    "debtor_id": one.id,
                    "company_id": self.company.id,
                    "relationship": "new",
                    "turnover": 500,
                }
                for one in extra
            ]
        )
        self.assertEqual(len(self._called()), 5)
        self.assertEqual(len(self._called(TODAY + timedelta(days=1))), 3)

    def test_settings_that_make_no_sense(self):
        for message, values in (
            ("every 1 to 24 months", {"followup_check_in_months": 0}),
            ("more than zero", {"followup_check_in_top": 0}),
            (
                "more than zero",
                {"followup_check_in": "turnover", "followup_check_in_turnover": -1},
            ),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                self.company.write(values)
