"""What is tested of the outcomes of calls; part of `TestCalls`."""

from datetime import timedelta

from odoo.exceptions import UserError

from .call_common import fields_datetime
from .common import TODAY

TOMORROW = TODAY + timedelta(days=1)


class CallOutcomes:
    """What was said on the phone, and what follows from it."""

    # === OUTCOMES === #

    def test_a_promise(self):
        self._run()
        call = self._waiting()
        day = TODAY + timedelta(days=8)
        action = self._record("promise", day=day, amount=1600, note="After payday")
        self.assertRecordValues(
            call,
            [{"state": "sent", "contact_date": TODAY, "call_outcome": "promise"}],
        )
        self.assertFalse(self.debtor.activity_ids)
        pause = self.debtor.pause_ids
        self.assertRecordValues(
            pause,
            [
                {
                    "reason": "promise",
                    "scope": "claims",
                    "date_end": day,
                    "state": "active",
                    "note": "After payday",
                }
            ],
        )
        self.assertRecordValues(
            pause.line_ids.sorted("amount_promised"),
            [
                {"move_line_id": self.second.id, "amount": 100, "amount_open": 500},
                {"move_line_id": self.first.id, "amount": 0, "amount_open": 1500},
            ],
        )
        message = self.env["debtor.message"].browse(action["res_id"])
        self.assertIn("1,600.00", message.body)
        self.assertIn("Tuesday, December 1, 2026", message.body)
        message.with_user(self.user).action_send()
        mail = self.debtor.notice_ids.filtered(lambda one: one.channel == "email")[:1]
        self.assertRecordValues(
            mail,
            [{"state": "queued", "purpose": "confirmation", "about_id": call.id}],
        )
        # It moves nothing: the call was the contact.
        mail._mark_sent(fields_datetime(TOMORROW))
        self.debtor._plan(TOMORROW)
        self.assertEqual(self.debtor.last_contact_date, TODAY)
        self.assertEqual(self.debtor.level_id.name, "Reminder 1")

    def test_promises_are_judged_by_the_ledger(self):
        for amount, end in ((1000, "broken"), (1500, "kept")):
            with self.subTest(end):
                savepoint = self.env.cr.savepoint()
                self._run()
                self._record("promise", day=TOMORROW, amount=1500)
                payment = self.env["account.payment.register"].with_context(
                    active_model="account.move", active_ids=self.invoices[0].ids
                )
                payment.create({"amount": amount})._create_payments()
                self._run(TODAY + timedelta(days=10))
                self.assertEqual(self.debtor.pause_ids.state, end)
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_a_third_promise_is_refused(self):
        self._run()
        self._record("promise", day=TOMORROW)
        self._record("promise", day=TODAY + timedelta(days=3))
        states = self.debtor.pause_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["lifted", "active"])
        with self.assertRaisesRegex(UserError, "promised twice"):
            self._record("promise", day=TODAY + timedelta(days=5))

    def test_what_cannot_be_recorded(self):
        """Each with what to do; nothing is kept."""
        self._run()
        call = self._waiting()
        far = TODAY + timedelta(days=15)
        for outcome, values, text in (
            ("promise", {"day": TODAY - timedelta(days=1)}, "lies ahead"),
            ("promise", {"day": far}, "too far"),
            ("promise", {"day": False}, "Enter the day"),
            ("promise", {"amount": 2000.01}, "more than what is open"),
            ("promise", {"amount": 0}, "more than zero"),
            ("promise", {"amount": -5}, "more than zero"),
            ("announced", {"day": far}, "too far"),
            ("announced", {"amount": 5000}, "more than what is open"),
            ("dispute", {"note": "Damaged"}, "Choose the invoice"),
            ("dispute", {"claim_id": self.first}, "what is wrong"),
            (
                "dispute",
                {"claim_id": self.first, "note": "x", "amount": 1500.01},
                "between zero",
            ),
            ("later", {"day": far}, "too far"),
            ("later", {"day": TODAY - timedelta(days=1)}, "lies ahead"),
            ("refuses", {}, "why they refuse"),
            ("wrong_person", {"new_name": "Jan"}, "phone number or an email"),
        ):
            with (
                self.subTest(outcome, **values),
                self.assertRaisesRegex(UserError, text),
            ):
                self._record(outcome, **values)
        self.assertEqual(call.state, "queued")
        self.assertFalse(self.debtor.pause_ids)
        self.assertFalse(self.debtor.call_ids)

    def test_payment_announced(self):
        self._run()
        self._record("announced", day=TODAY - timedelta(days=2), confirm=False)
        pause = self.debtor.pause_ids
        self.assertEqual((pause.reason, pause.date_end), ("payment_announced", TODAY))
        self.assertEqual(len(pause.line_ids), 2)

    def test_a_dispute_takes_only_its_part(self):
        self._run()
        self._record(
            "dispute", claim_id=self.first, amount=300, note="Two boxes <b>broken</b>"
        )
        pause = self.debtor.pause_ids
        self.assertEqual(pause.reason, "dispute")
        self.assertEqual(pause.line_ids.amount, 300)
        self.assertEqual(pause.date_end, TODAY + timedelta(days=7))
        sheet = self._sheet("refuses")
        self.assertIn("Two boxes &lt;b&gt;broken", sheet.history_html)

    def test_a_refusal_goes_on_with_the_ladder(self):
        self._run()
        self._record("refuses", note="Says it was never ordered", confirm=False)
        self.assertFalse(self.debtor.pause_ids)
        self.assertEqual(self.debtor.next_level_id.name, "Reminder 2")

    def test_call_back_later(self):
        self._run()
        call = self._waiting()
        day = TODAY + timedelta(days=3)
        self._record("later", day=day, confirm=False)
        self.assertEqual(call.state, "cancelled")
        self._run(TOMORROW)
        self.assertFalse(self._waiting())
        self._run(day)
        self.assertEqual(self._waiting().level_id, call.level_id)
        self.assertTrue(self.debtor.activity_ids)

    def test_the_wrong_person(self):
        self._run()
        call = self._waiting()
        self._record("wrong_person", new_name="Els Maes", new_phone="+32 9 1")
        self.assertEqual(self._waiting(), call, "still to be called, somebody else")
        self.assertEqual(self.customer.child_ids.name, "Els Maes")
        sheet = self._sheet("promise")
        self.assertIn("tel:+3291", sheet.phones_html)

    def test_who_the_right_person_is_nobody_knows_yet(self):
        self._run()
        call = self._waiting()
        self._record("wrong_person", note="Left in May")
        self.assertEqual(self._waiting(), call)
        task = self.debtor.activity_ids
        self.assertIn("Ask for the right contact", task.mapped("summary"))
        self.assertIn("Left in May", "".join(task.mapped("note")))

    def test_copies_are_sent(self):
        self._run()
        action = self._sheet("copy").action_record()
        message = self.env["debtor.message"].browse(action["res_id"])
        self.assertIn("Statement of account", message.attachment_ids[:1].name)
        message.with_user(self.user).action_send()
        mail = self.debtor.notice_ids.filtered(lambda one: one.channel == "email")[:1]
        self.assertEqual(mail.mail_mail_id.attachment_ids, mail.attachment_ids)
        self.assertTrue(mail.attachment_ids)
