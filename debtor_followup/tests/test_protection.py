"""Deaths, insolvencies, debt settlements, debt help: what the law asks is a task."""

from datetime import date, datetime, timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import TODAY, FollowupCommon

OPENED = date(2026, 11, 16)


@tagged("post_install", "-at_install")
class TestProtection(FollowupCommon):
    """A customer with an old and a new invoice, whose reminder waits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.mode = "propose"
        cls.user = new_test_user(
            cls.env,
            "protector",
            groups="base.group_user,debtor_followup.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.invoices = cls._create_invoices(
            {"days": 20, "amount": 450}, {"days": -27, "amount": 80}
        )
        cls.debtor = cls._debtor()
        cls.trustee = cls.env["res.partner"].create(
            {"name": "Mr. Curator", "email": "curator@law.example"}
        )

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _protect(self, reason="insolvency", country="be", **values):
        place = country and self.env.ref(f"base.{country}").id
        return (
            self.env["debtor.pause"]
            .with_user(self.user)
            .create(
                {
                    "debtor_id": self.debtor.id,
                    "reason": reason,
                    "date_start": TODAY,
                    "date_end": TODAY + timedelta(days=180),
                    "event_date": OPENED,
                    "event_country_id": place,
                    **values,
                }
            )
        )

    # === WHAT IS FILED, WHERE AND BY WHEN === #

    def test_what_is_filed_by_reason_and_country(self):
        for reason, country, place, day, last in (
            # 30 days are a Wednesday; the law's year ends it.
            ("insolvency", "be", "regsol", "2026-12-16", "2027-11-16"),
            ("insolvency", "fr", "representative", "2026-12-16", "2027-01-16"),
            ("insolvency", "nl", "trustee", "2026-11-30", None),
            ("insolvency", "de", "administrator", "2026-11-30", None),
            ("debt_settlement", "be", "mediator", "2026-11-30", "2026-12-16"),
            ("debt_settlement", "nl", "settlement_trustee", "2026-11-30", None),
            ("deceased", "be", "heirs", "2026-11-30", None),
            ("guardianship", "nl", "guardian", "2026-11-30", None),
            ("debt_help", "nl", "helper", "2026-11-30", None),
            # Not known: somebody finds out within five business days.
            ("insolvency", "lu", "unknown", "2026-11-30", None),
            ("debt_settlement", "fr", "unknown", "2026-11-30", None),
            ("insolvency", "us", "unknown", "2026-11-30", None),
            ("deceased", None, "unknown", "2026-11-30", None),
        ):
            with self.subTest(reason=reason, country=country):
                pause = self._protect(reason, country)
                self.assertEqual(pause.filing_place, place)
                self.assertEqual(str(pause.filing_day), day)
                found = pause.filing_last_day
                self.assertEqual(str(found) if found else None, last)
                task = pause.filing_activity_id
                self.assertEqual(task.date_deadline, pause.filing_day)
                self.assertEqual(task.user_id, self.user)
                self.assertNotIn("%(", pause.law_text)
                pause.action_lift()
                self.assertFalse(pause.filing_activity_id.active)

    def test_the_task_says_what_where_and_how_much(self):
        pause = self._protect(legal_contact_id=self.trustee.id)
        note = pause.filing_activity_id.note
        for text in (
            "Regsol",
            "The law's last day is 11/16/2027",
            "Interest counts until 11/15/2026",
            "We do it by 12/16/2026",
            "450.00",
            "Write to Mr. Curator only.",
        ):
            self.assertIn(text, note)
        self.assertNotIn("530", note)  # the second invoice is younger

    def test_unknown_law_is_never_guessed(self):
        for values, text in (
            ({"country": "us"}, "in United States: the rules there are not known"),
            ({"country": None}, "Enter the country of the event"),
            ({"event_date": False}, "Enter the date of the event"),
        ):
            with self.subTest(values=values):
                pause = self._protect(**values)
                self.assertEqual(pause.filing_place, "unknown")
                self.assertEqual(
                    pause.filing_activity_id.summary, "Find out what the law asks"
                )
                self.assertIn(text, pause.law_text)
                self.assertNotIn("Interest", pause.law_text)
                pause.action_lift()

    def test_a_late_message_is_a_task_of_today(self):
        pause = self._protect(country="fr", event_date=date(2026, 8, 3))
        self.assertEqual(pause.filing_day, TODAY)
        self.assertIn("10/03/2026, has passed", pause.law_text)

    def test_a_day_that_the_court_names(self):
        pause = self._protect(country="nl")
        self.assertIn("The court names the last day", pause.law_text)
        pause.filing_day = date(2026, 12, 9)
        self.assertEqual(pause.filing_activity_id.date_deadline, date(2026, 12, 9))
        pause.event_date = date(2026, 11, 20)  # computed anew
        self.assertEqual(pause.filing_activity_id.date_deadline, date(2026, 12, 4))

    def test_filed(self):
        pause = self._protect()
        task = pause.filing_activity_id
        self.env.flush_all()
        row = self.env["debtor.todo"].search([("pause_id", "=", pause.id)])
        self.assertRecordValues(row, [{"section": "15_pauses", "kind": "file_claim"}])
        self.assertIn("Regsol", row.why)
        row.with_user(self.user).action_filed()
        self.assertEqual(pause.filed_on, TODAY)
        self.assertFalse(task.active)
        self.assertEqual(pause.state, "active")
        self.assertFalse(row.search([("pause_id", "=", pause.id)]))
        with self.assertRaisesRegex(UserError, "Nothing waits to be filed"):
            pause.action_filed()

    # === NOBODY WRITES TO THEM === #

    def test_what_waits_is_cancelled_at_once(self):
        self._run()
        proposal = self.debtor.notice_ids
        self.assertEqual(proposal.state, "draft")
        self._protect("deceased")
        self.assertEqual(proposal.state, "cancelled")
        self.assertIn("Deceased", proposal.cancel_reason)
        for days in range(1, 15):
            self._run(TODAY + timedelta(days=days))
        self.assertEqual(self.debtor.notice_ids, proposal)
        self.assertEqual(self.debtor.decision_id.reason, "paused")
        self.assertIn("Deceased: nothing is asked", self.debtor.explanation)

    def test_a_mail_in_the_queue_is_cancelled(self):
        queued = self.debtor._act(TODAY, agreed=True)
        self.assertEqual(queued.state, "queued")
        self._protect()
        self.assertEqual(queued.state, "cancelled")
        self.assertEqual(queued.mail_mail_id.state, "cancel")

    def test_nobody_is_asked_to_call_before_a_claim_is_due(self):
        self.company.followup_warning_amount = 50
        self.debtor.sudo().relationship = "late"
        self.invoices[1].invoice_date_due = TODAY + timedelta(days=2)
        warnings = self.env["debtor.own.warning"]
        warning = warnings._warn(self.company, TODAY)
        self.assertEqual(warning.move_id, self.invoices[1])
        self._protect("deceased")
        self.assertEqual(warning.ended_on, TODAY)
        self.assertFalse(warning.activity_id)
        warning.sudo().unlink()
        self.assertFalse(warnings._warn(self.company, TODAY))

    def test_whoever_writes_or_calls_is_warned(self):
        self._protect(legal_contact_id=self.trustee.id)
        debtor = self.debtor.with_user(self.user)
        self.assertIn("Only Mr. Curator may be written to", debtor.protection_text)
        action = debtor.action_statement()
        statement = self.env["debtor.statement"].browse(action["res_id"])
        sheet = self.env["debtor.call.sheet"].with_user(self.user)._open(debtor)
        message = (
            self.env["debtor.message"].with_user(self.user)._make(debtor, "statement")
        )
        for record in (statement, sheet, message):
            self.assertEqual(record.protection_text, debtor.protection_text)
        # The trustee is proposed, and may be written to.
        self.assertEqual(statement.recipient_id, self.trustee)
        self.assertEqual(message.recipient_id, self.trustee)
        self.assertIn("Curator", message.body)
        notice = message._send()
        self.assertEqual(notice.recipient_email, "curator@law.example")

    def test_without_a_person_nobody_is_proposed(self):
        self._protect()
        self.assertFalse(self.debtor._get_message_recipient())
        self.assertIn("Enter on the pause", self.debtor.protection_text)

    def test_send_now_says_why_not(self):
        self._protect()
        with self.assertRaisesRegex(UserError, "nothing is asked of this customer"):
            self.debtor.with_user(self.user).action_send_now()

    # === ONLY A PERSON ENDS THEM === #

    def test_none_ends_by_itself(self):
        reasons = (
            *("deceased", "insolvency", "debt_settlement"),
            *("debt_help", "guardianship"),
        )
        pauses = self.env["debtor.pause"]
        for reason in reasons:
            pauses |= self._protect(reason, date_end=TODAY + timedelta(days=3))
        pauses.action_filed()
        for days in (3, 4, 5, 60):
            self._run(TODAY + timedelta(days=days))
        self.assertEqual(set(pauses.mapped("state")), {"active"})
        rows = self.env["debtor.todo"].search([("pause_id", "in", pauses.ids)])
        self.assertEqual(set(rows.mapped("kind")), {"pause_over"})
        self.assertEqual(rows.pause_id, pauses)
        self.assertIn("the date has passed", rows[0].why)
        tasks = self.debtor.activity_ids.filtered(
            lambda one: one.summary == "How did this pause end?"
        )
        self.assertEqual(len(tasks), len(pauses))  # once each
        self.assertFalse(self.debtor.notice_ids)
        self.assertIn("has passed", self.debtor.explanation)

    def test_lifted_the_ladder_goes_on_where_it_stood(self):
        first = self.debtor._act(TODAY - timedelta(days=14), agreed=True)
        first._mark_sent(datetime(2026, 11, 9, 10))
        pause = self._protect("debt_help")
        pause.action_lift()
        decision = self.debtor._decide(TODAY)[self.debtor]
        self.assertEqual(decision.level.name, "Reminder 2")

    # === REORGANISATION === #

    def test_a_reorganisation_stops_old_claims_only(self):
        pause = self._protect(
            procedure="reorganisation", event_date=TODAY - timedelta(days=30)
        )
        self.assertEqual(pause.scope, "claims")
        self.assertEqual(pause.line_ids.move_id, self.invoices[0])
        self.assertFalse(self.debtor.protection_text)
        day = TODAY + timedelta(days=43)
        decision = self.debtor._decide(day)[self.debtor]
        self.assertEqual(decision.outcome, "propose")
        named = [one.claim.move_id for one, _level in decision.demanded]
        self.assertEqual(named, self.invoices[1].ids)

    def test_a_reorganisation_without_old_claims(self):
        with self.assertRaisesRegex(ValidationError, "No open invoice is older"):
            self._protect(procedure="reorganisation", event_date=date(2020, 1, 2))

    # === BAD INPUT === #

    def test_bad_input_saves_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.trustee.copy({"company_id": other.id})
        for message, values in (
            ("lies ahead", {"event_date": TODAY + timedelta(days=1)}),
            ("before the event", {"filing_day": date(2026, 11, 15)}),
            ("another company", {"legal_contact_id": stranger.id}),
            ("is the debtor", {"legal_contact_id": self.customer.id}),
            ("end before it starts", {"date_end": TODAY - timedelta(days=1)}),
        ):
            with (
                self.subTest(message),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                self._protect(**values)
        self.assertFalse(self.debtor.pause_ids)
        self.assertFalse(self.debtor.activity_ids)

    def test_the_form_proposes_country_and_next_look(self):
        form = Form(
            self.env["debtor.pause"]
            .with_user(self.user)
            .with_context(default_debtor_id=self.debtor.id)
        )
        form.reason = "debt_help"
        self.assertEqual(form.event_country_id.code, "BE")
        self.assertEqual(form.date_end, date(2027, 3, 23))
        form.event_date = OPENED
        self.assertEqual(form.filing_day, date(2026, 11, 30))
        self.assertEqual(form.save().filing_place, "helper")
