from datetime import date, datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import TODAY
from .test_relationship_alert import HabitsCommon


@tagged("post_install", "-at_install")
class TestTogether(HabitsCommon):
    """Protections, calls and announcements where two of them meet."""

    def _pause(self, **values):
        return (
            self.env["debtor.pause"]
            .with_user(self.user)
            .create(
                {
                    "debtor_id": self.debtor.id,
                    "reason": "deceased",
                    "date_start": TODAY,
                    "date_end": TODAY + timedelta(180),
                    "event_date": date(2026, 11, 10),
                    "event_country_id": self.env.ref("base.be").id,
                    **values,
                }
            )
        )

    def _night(self, day):
        """Run in the night and let what leaves in the morning arrive."""
        self._stop_clock(datetime(day.year, day.month, day.day, 2))
        mails = self._run(day).notice_ids.filtered(
            lambda one: one.state == "queued" and one.channel == "email"
        )
        mails._mark_sent(datetime(day.year, day.month, day.day, 10))

    def test_a_key_customer_whom_nobody_calls_is_written_to(self):
        self._figures("loyal", median_days=0)
        self.debtor.key_customer = True
        for days in range(14):
            day = TODAY + timedelta(days)
            if day.weekday() < 5:
                self._night(day)
        sent = self.debtor.notice_ids.filtered(lambda one: one.state == "sent")
        self.assertEqual(sent.mapped("channel"), ["email"])
        self.assertTrue(self.debtor.notice_ids.filtered("skipped"))

    def test_a_chosen_call_is_for_one_reminder(self):
        self._figures("regular", median_days=0)
        self.policy.personal_first = False
        self.debtor.key_customer = True
        self._stop_clock(datetime(2026, 11, 23, 2))
        self._run()
        self.debtor.with_user(self.user).action_call_instead()
        self.assertEqual(self.debtor.decision_id.reason, "call_chosen")
        self._record("done")
        self.assertFalse(self.debtor.call_since)
        self.invoice._reverse_moves([{"date": TODAY}], cancel=True)
        self._create_invoices({"days": -50, "amount": 1500})
        self._run(TODAY + timedelta(60))
        self.assertEqual(self.debtor.decision_id.reason, "veto_window")

    def test_a_reorganisation_that_becomes_a_bankruptcy_stops_all(self):
        self._figures("regular", median_days=0)
        self.policy.personal_first = False
        self._create_invoices({"days": 8, "amount": 80, "term": 3})
        pause = self._pause(reason="insolvency", procedure="reorganisation")
        self.assertEqual(pause.scope, "claims")
        pause.action_filed()
        with Form(pause) as form:
            form.procedure = "bankruptcy"
            form.event_date = date(2026, 11, 20)
        self.assertEqual((pause.scope, pause.filing_place), ("debtor", "regsol"))
        self.assertFalse(pause.filed_on)
        decision = self.debtor._decide(TODAY, automatic=True)[self.debtor]
        self.assertEqual(decision.outcome, "nothing")

    def test_a_day_that_is_known_later_narrows_a_reorganisation(self):
        pause = self._pause(
            reason="insolvency", procedure="reorganisation", event_date=False
        )
        self.assertEqual(pause.scope, "debtor")
        pause.event_date = date(2026, 11, 10)
        self.assertEqual(pause.scope, "claims")

    def test_a_protection_is_of_all_claims(self):
        line = self.invoice.line_ids.filtered("date_maturity")
        claims = {
            "scope": "claims",
            "line_ids": [Command.create({"move_line_id": line.id})],
        }
        with self.assertRaisesRegex(ValidationError, "stops all claims"):
            self._pause(**claims)
        dispute = self._pause(reason="dispute", event_date=False, **claims)
        with self.assertRaisesRegex(ValidationError, "stops all claims"):
            dispute.reason = "deceased"

    def test_nobody_sends_invoices_to_the_dead(self):
        self._create_invoices({"days": 3, "sent": False})
        self._pause()
        self._run()
        self.assertEqual(self.debtor.decision_id.reason, "paused")

    def test_a_death_is_no_news_for_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        spy = new_test_user(
            self.env,
            "spy",
            groups="base.group_user,debtor_followup.group_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self._pause()
        for model, values in (
            ("debtor.statement", {"date": TODAY}),
            ("debtor.call.sheet", {"currency_id": self.company.currency_id.id}),
        ):
            with self.subTest(model), self.assertRaises(AccessError):
                form = self.env[model].with_user(spy)
                form = form.create({"debtor_id": self.debtor.id, **values})
                self.env.invalidate_all()
                form.read(["protection_text", "partner_id"])
