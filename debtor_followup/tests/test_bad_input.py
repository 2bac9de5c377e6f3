from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import TODAY, FollowupCommon

RUN_LOGGER = "odoo.addons.debtor_followup.models.followup_run_planning"
REMINDER = {"name": "Reminder", "delay_days": 5}
SECOND = {"name": "Second reminder", "delay_days": 16}
FORMAL = {"name": "Formal notice", "step_kind": "formal_notice", "delay_days": 32}


@tagged("post_install", "-at_install")
class TestBadPolicies(FollowupCommon):
    """A policy that cannot work is not activated, and says what to do."""

    def test_each_problem_has_its_message(self):
        for levels, values, message in (
            ([], {}, "add at least one step"),
            (
                [REMINDER, {**SECOND, "delay_days": 5}],
                {},
                '"Reminder" and "Second reminder" fall on the same day',
            ),
            (
                [SECOND, REMINDER],
                {},
                '"Reminder" comes after "Second reminder" but falls on an earlier day',
            ),
            (
                [REMINDER, FORMAL],
                {},
                '"Formal notice" needs at least two reminders before it',
            ),
            (
                [REMINDER, SECOND, {**FORMAL, "step_kind": "handoff"}],
                {},
                None,
            ),
            (
                [{**REMINDER, "delay_days": 0}],
                {},
                '"Reminder" would reach somebody who is not overdue',
            ),
            (
                [{**REMINDER, "step_kind": "courtesy"}],
                {},
                '"Reminder" is a courtesy note',
            ),
            ([REMINDER], {"debtor_kind": "consumer"}, "a consumer in Belgium"),
            ([REMINDER], {"debtor_kind": "public"}, None),
        ):
            policy = self._create_policy(levels=levels, name="New", **values)
            with self.subTest(message=message):
                if message is None:
                    policy.action_activate()
                    self.assertEqual(policy.state, "active")
                    continue
                with self.assertRaises(ValidationError) as caught:
                    policy.action_activate()
                self.assertIn(message, str(caught.exception))
                self.assertTrue(str(caught.exception).startswith("New: "))

    def test_all_problems_are_told_at_once(self):
        policy = self._create_policy(
            levels=[{**FORMAL, "delay_days": 5}, REMINDER], debtor_kind="consumer"
        )
        with self.assertRaises(ValidationError) as caught:
            policy.action_activate()
        self.assertEqual(len(str(caught.exception).splitlines()), 3)

    def test_active_policy_cannot_be_broken_later(self):
        first, second, _formal = self.policy.level_ids
        for break_it in (
            lambda: second.write({"delay_days": first.delay_days}),
            lambda: self.policy.write({"debtor_kind": "consumer"}),
            lambda: self.policy.write({"level_ids": [Command.unlink(first.id)]}),
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                break_it()

    def test_negative_numbers_are_refused(self):
        for record, values in (
            (self.policy, {"minimum_amount": -1}),
            (self.policy, {"min_gap_days": -1}),
            (self.policy.level_ids[0], {"deadline_days": -1}),
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(Exception) as caught,
                self.env.cr.savepoint(),
            ):
                record.write(values)
                record.flush_recordset()
            self.assertIn("check constraint", str(caught.exception))

    def test_more_than_two_reminders_are_warned_about(self):
        third = {"name": "Third", "delay_days": 40}
        policy = self._create_policy(levels=[REMINDER, SECOND, third])
        self.assertIn("3 reminders", policy.warning)
        self.assertNotIn("reminders", self.policy.warning)

    def test_used_step_and_policy_cannot_be_deleted(self):
        self._create_invoices({"days": 10})
        self._run()
        self.company.followup_policy_id = False
        with self.assertRaisesRegex(UserError, '"Reminder 1" was already taken'):
            self.policy.level_ids[0].unlink()
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.policy.unlink()
        self.assertTrue(self._create_policy().unlink())


@tagged("post_install", "-at_install")
class TestBadInput(FollowupCommon):
    """What cannot be done is said, and everything else is done."""

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _customers_with_invoices(self, *names):
        customers = self.env["res.partner"].union(
            *(self._create_customer(name) for name in names)
        )
        self._create_invoices(*({"days": 10, "partner": one} for one in customers))
        return customers

    # === WHO CANNOT BE REACHED === #

    @mute_logger(RUN_LOGGER, "odoo.addons.mail.models.mail_render_mixin")
    def test_template_that_fails_for_one_debtor(self):
        self.policy.level_ids[0].mail_template_id = self.env["mail.template"].create(
            {
                "name": "Breaks",
                "model_id": self.env["ir.model"]._get_id("debtor.notice"),
                "subject": "Invoices",
                "body_html": "<p t-out=\"1 / (object.partner_id.name != 'Bad')\"/>",
            }
        )
        good, bad, fine = self._customers_with_invoices("Good", "Bad", "Fine")
        run = self._run()
        self.assertEqual(run.notice_ids.partner_id, good | fine)
        self.assertEqual(run.state, "partial")
        self.assertEqual(run.failure_ids.partner_id, bad)
        self.assertIn("division by zero", run.failure_ids.message)
        self.assertEqual(run.failure_count, 1)
        self.assertFalse(self._debtor(bad).notice_ids)
        # It is not forgotten: with a good text it comes the next day.
        self.policy.level_ids[0].mail_template_id = False
        self._run(TODAY + timedelta(days=1))
        self.assertEqual(self._debtor(bad).notice_ids.state, "queued")

    def test_no_address(self):
        good, nobody, wrong = self._customers_with_invoices("Good", "Nobody", "Wrong")
        nobody.email = False
        wrong.email = "somewhere at home"
        run = self._run()
        self.assertEqual((run.state, run.notice_ids.partner_id), ("done", good))
        for customer in (nobody, wrong):
            debtor = self._debtor(customer)
            self.assertIn("there is nobody to write to", debtor.explanation)
            self.assertIn(debtor.claim_ids.move_name, debtor.explanation)
            self.assertEqual(len(debtor.activity_ids), 1)
            with self.assertRaisesRegex(UserError, "nobody to write to"):
                debtor.action_send_now()
        nobody.email = "somebody@customer.example"
        self._run(TODAY + timedelta(days=1))
        self.assertEqual(self._debtor(nobody).notice_ids.state, "queued")

    def test_task_about_an_address_comes_once_a_month(self):
        self.customer.email = False
        self._create_invoices({"days": 10})
        debtor = self._debtor()
        for day, count in ((0, 1), (1, 1), (29, 1), (30, 2)):
            self._run(TODAY + timedelta(days=day))
            self.assertEqual(len(debtor.activity_ids), count)

    def test_language_that_is_not_installed(self):
        self.env.cr.execute(
            SQL("UPDATE res_partner SET lang = 'fr_BE' WHERE id = %s", self.customer.id)
        )
        self.customer.invalidate_recordset()
        self._create_invoices({"days": 10})
        notice = self._run().notice_ids
        self.assertEqual((notice.state, notice.lang), ("queued", "en_US"))
        self.assertIn("(fr_BE) is not installed", notice.remark)

    # === THE LEDGER === #

    def test_invoice_without_due_date(self):
        dated, undated = self._create_invoices({"days": 10}, {"days": 10})
        self._forget_due_date(undated)
        self.assertEqual(self._run().notice_ids.line_ids.move_id, dated)
        self.assertIn(
            f"not followed: {undated.name}. Set their due date.",
            self._debtor().explanation,
        )

    def test_debtor_without_any_due_date_is_a_task(self):
        self._forget_due_date(self._create_invoices({"days": 10}))
        self._run()
        debtor = self._debtor()
        self.assertIn("No open claim has a due date", debtor.explanation)
        self.assertEqual(len(debtor.activity_ids), 1)
        self.assertEqual((debtor.due_amount, debtor.overdue_amount), (100, 0))

    def _forget_due_date(self, invoice):
        """Take the due date away, as imports and older versions left it."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE account_move_line SET date_maturity = NULL WHERE move_id = %s",
                invoice.id,
            )
        )
        self.env.invalidate_all()

    def test_inactive_currency(self):
        franc = self.setup_other_currency("CHF", rates=[("2020-01-01", 2.0)])
        self._create_invoices({"days": 10, "currency": franc})
        franc.active = False
        notice = self._run().notice_ids
        self.assertEqual(notice.line_ids.amount_residual, 100)
        self.assertEqual(notice.line_ids.currency_id, franc)
        self.assertEqual(self._debtor().overdue_amount, 50)

    def test_currency_without_a_rate(self):
        franc = self.setup_other_currency("CHF", rates=[("2020-01-01", 2.0)])
        self._create_invoices({"days": 10, "currency": franc})
        franc.rate_ids.unlink()
        self.assertEqual(self._run().notice_ids.state, "queued")

    def test_company_without_chart_of_accounts(self):
        bare = self.env["res.company"].create({"name": "Bare"})
        self.env.user.company_ids += bare
        policy = self._create_policy(company_id=bare.id, mode="automatic")
        policy.action_activate()
        self._create_invoices({"days": 10})
        run = self._run(company=bare)
        self.assertEqual(run.state, "failed")
        self.assertEqual(
            run.failure_ids.message,
            "Bare has no receivable account: choose a chart of accounts for it in "
            "the settings of Invoicing.",
        )
        # Said once, and the other company is not held up.
        self._run(company=bare)
        self.assertEqual(len(run.failure_ids), 1)
        self.assertEqual(self._run().state, "done")

    def test_company_without_policy(self):
        self.company.followup_policy_id = False
        self._create_invoices({"days": 10})
        self.assertFalse(self._run().notice_ids)
        self.assertIn("choose one on the company", self._debtor().explanation)
        self.assertIn("no policy is set", self._debtor().effective_policy_reason)

    # === RUNS === #

    def test_run_button_is_for_today_only(self):
        yesterday = self._run(TODAY - timedelta(days=3))
        with self.assertRaisesRegex(
            UserError, "A run can only be started for today, 2026-11-23"
        ):
            yesterday.action_run_now()
        self.assertEqual(yesterday.state, "done")

    def test_acting_hour_outside_the_day(self):
        for hour in (-0.5, 24):
            with self.assertRaisesRegex(ValidationError, "between 0:00 and 23:59"):
                self.company.followup_hour = hour

    # === PAUSES === #

    def _pause(self, claim, amount=0.0, **values):
        return self.env["debtor.pause"].create(
            {
                "debtor_id": self._debtor().id,
                "scope": "claims",
                "date_start": TODAY,
                "date_end": TODAY + timedelta(days=7),
                "line_ids": [
                    Command.create({"move_line_id": claim.id, "amount": amount})
                ],
                **values,
            }
        )

    def test_impossible_pauses(self):
        invoice = self._create_invoices({"days": 10})
        others = self._create_invoices(
            {"days": 10, "partner": self._create_customer("Other")}
        )
        claim, strange = (
            move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
            for move in (invoice, others)
        )
        for message, arguments in (
            ("cannot end before it starts", {"date_end": TODAY - timedelta(days=1)}),
            ("between zero and what is open", {"amount": 100.01}),
            ("between zero and what is open", {"amount": -0.01}),
            ("is not a claim on Bakkerij Peeters", {"claim": strange}),
        ):
            with (
                self.subTest(message=message),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                self._pause(**{"claim": claim, **arguments})
        self.assertTrue(self._pause(claim, 100))
        self.assertFalse(self._run().notice_ids.filtered("line_ids.amount_paused"))
