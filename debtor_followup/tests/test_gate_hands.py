from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestGateHands(FollowupCommon):
    """Nobody is reminded of what we have not done our own part for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._debtor()
        cls.unsent, cls.other = cls._create_invoices(
            {"days": 10, "amount": 100, "sent": False}, {"days": 9, "amount": 30}
        )
        cls.clerk = new_test_user(
            cls.env,
            login="clerk",
            groups="account.group_account_invoice,debtor_followup.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _plan(self, ahead=0):
        self.debtor._plan(TODAY + timedelta(days=ahead))
        return self.debtor.decision_id

    def _rows(self, kind=None):
        self.env.flush_all()
        domain = [("section", "=", "35_own_part"), ("debtor_id", "=", self.debtor.id)]
        rows = self.env["debtor.todo"].search(domain)
        self.assertFalse(kind and set(rows.mapped("kind")) - {kind})
        return rows

    def _named(self):
        """Return the invoices that a message of today would name."""
        decision = self.debtor._decide(TODAY)[self.debtor]
        ids = [one.claim.move_id for _role, one, _level in decision.roles()]
        return self.env["account.move"].browse(ids)

    def _mail(self, move, status, **values):
        """Send a mail with an attachment about an invoice, with its fate."""
        message = move.message_post(
            body="The invoice",
            message_type="comment",
            partner_ids=move.partner_id.ids,
            attachments=[("invoice.txt", b"INV")],
        )
        notifications = self.env["mail.notification"].sudo()
        notifications.search([("mail_message_id", "=", message.id)]).unlink()
        notifications.create(
            {
                "mail_message_id": message.id,
                "res_partner_id": move.partner_id.id,
                "notification_type": "email",
                "notification_status": status,
                "mail_email_address": move.partner_id.email,
                **values,
            }
        )
        return message

    # === NEVER SENT === #

    def test_what_was_never_sent_is_neither_asked_nor_named(self):
        decision = self._plan()
        self.assertEqual(self._named(), self.other)
        self.assertIn("Left out until our own part is done", decision.explanation)
        for text in (self.unsent.name, "100.00\xa0€", "11/13/2026", "never sent"):
            self.assertIn(text, decision.explanation)
        notice = self.debtor._act(TODAY)
        self.assertEqual(notice.line_ids.move_id, self.other)
        self.assertNotIn(self.unsent.name, notice.body)

    def test_alone_it_stops_and_says_what_would_change_it(self):
        self._register_payment(self.other)
        decision = self._plan()
        self.assertEqual((decision.outcome, decision.reason), ("nothing", "own_part"))
        for text in ("never sent", "a person has a task", "5 days after the sending"):
            self.assertIn(text, decision.explanation)
        self.assertFalse(self.debtor._act(TODAY))

    def test_one_task_for_an_invoice_and_it_ends_by_itself(self):
        self._plan()
        self._plan(1)
        row = self._rows("send_invoice")
        self.assertEqual(len(row), 1)
        self.assertIn("never sent", row.why)
        self.assertNotIn(self.other.name, row.why)
        action = row.with_user(self.clerk).action_open()
        self.assertEqual(action["res_model"], "account.move.send.wizard")
        self.assertEqual(action["context"]["active_ids"], self.unsent.ids)
        form = (
            self.env["account.move.send.wizard"]
            .with_context(**action["context"])
            .create({"sending_methods": ["manual"]})
        )
        form.action_send_and_print()
        self.assertTrue(self.unsent.is_move_sent)
        self.assertEqual(self.unsent.followup_sent_date, TODAY)
        self.assertFalse(self._rows())
        decision = self._plan()  # sent today: it has its days now
        self.assertEqual(self._named(), self.other)
        self.assertIn("not asked for before 11/28/2026", decision.explanation)
        self.assertFalse(self._rows())
        self._plan(5)
        decision = self.debtor._decide(TODAY + timedelta(days=7))[self.debtor]
        self.assertEqual(len(decision.demanded), 2)

    def test_the_task_of_what_was_paid_is_gone(self):
        self._plan()
        self.assertTrue(self._rows())
        self._register_payment(self.unsent + self.other)
        self._plan(1)
        self.assertFalse(self._rows())

    def test_it_is_told_before_it_is_overdue(self):
        late = self._create_invoices({"days": -20, "sent": False})
        self._plan()
        self.assertEqual(self._rows("send_invoice").move_id, self.unsent | late)
        self._register_payment(self.unsent + self.other + late)
        self._create_invoices({"days": -28, "sent": False})  # dated two days ago
        decision = self._plan()
        self.assertFalse(self._rows())
        self.assertIn("If it is still so on 11/26/2026", decision.explanation)
        self.assertEqual(self.debtor.next_action_date, TODAY + timedelta(days=3))
        self._plan(3)
        self.assertEqual(len(self._rows("send_invoice")), 1)

    def test_no_other_entries_are_held(self):
        receivable = self.customer.property_account_receivable_id
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company_data["default_journal_misc"].id,
                "date": TODAY - timedelta(days=40),
                "line_ids": [
                    Command.create(
                        {
                            "account_id": receivable.id,
                            "partner_id": self.customer.id,
                            "debit": 70,
                            "date_maturity": TODAY - timedelta(days=20),
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data[
                                "default_account_revenue"
                            ].id,
                            "credit": 70,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        entry.line_ids.no_followup = False
        receipt = self._create_invoices({"sent": False}, move_type="out_receipt")
        self._plan()
        self.assertEqual(self._named(), self.other | entry | receipt)

    def test_what_leaves_counts_as_sent(self):
        self.unsent.action_print_pdf()
        self.assertEqual(self.unsent.followup_sent_mark, "printed")
        self.assertEqual(self.unsent.followup_sent_date, TODAY)
        self.other.action_print_pdf()
        self.assertFalse(self.other.followup_sent_mark)
        self._plan(5)
        self.assertFalse(self._rows())

    # === WHAT A PERSON SAYS === #

    def test_sent_outside_odoo_with_day_and_user(self):
        self._plan()
        row = (
            self._rows()
            .with_user(self.clerk)
            .with_context(tracking_disable=False, mail_notrack=False)
        )
        self.env.cr.precommit.run()  # what is new is tracked from now on
        action = row.action_sent_outside()
        form = row.env[action["res_model"]].browse(action["res_id"])
        form.sent_on = TODAY - timedelta(days=30)
        form.action_confirm()
        self.assertRecordValues(
            self.unsent,
            [
                {
                    "followup_sent_mark": "outside",
                    "followup_marked_on": TODAY,
                    "followup_marked_by_id": self.clerk.id,
                    "followup_sent_date": TODAY - timedelta(days=30),
                }
            ],
        )
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.unsent.invalidate_recordset()
        tracked = self.unsent.sudo().message_ids.tracking_value_ids
        self.assertIn("Sent outside Odoo", tracked.mapped("new_value_char"))
        self.assertFalse(self._rows())
        self.assertEqual(self._named(), self.unsent | self.other)

    def test_said_not_to_be_sent_is_held_until_it_is(self):
        self.other.with_user(self.clerk).action_followup_not_sent()
        self.assertEqual(self._rows("send_invoice").move_id, self.unsent | self.other)
        self.assertFalse(self._named())
        wizard = self.env["account.move.send.wizard"].with_context(
            active_model="account.move", active_ids=self.other.ids
        )
        wizard.create({"sending_methods": ["manual"]}).action_send_and_print()
        self.assertFalse(self.other.followup_sent_mark)
        self.assertEqual(self.other.followup_sent_date, TODAY)
        self.assertEqual(self._rows().move_id, self.unsent)

    def test_bad_days_and_wrong_entries_are_refused(self):
        for day, words in (
            (TODAY + timedelta(days=1), "a day to come"),
            (self.unsent.invoice_date - timedelta(days=1), "dated later than"),
        ):
            with self.subTest(day=day), self.assertRaisesRegex(UserError, words):
                self.unsent._followup_mark_sent(day)
        self.assertFalse(self.unsent.followup_sent_mark)
        refund = self._create_invoices({}, move_type="out_refund")
        for action in ("action_followup_sent", "action_followup_not_sent"):
            with self.assertRaisesRegex(UserError, "posted customer invoice"):
                getattr(refund, action)()
        biller = new_test_user(
            self.env, "biller", groups="account.group_account_invoice"
        )
        for action in ("action_followup_sent", "action_followup_not_sent"):
            with self.assertRaises(AccessError):
                getattr(self.unsent.with_user(biller), action)()
        with self.assertRaises(ValidationError):
            self.company.followup_sending_days = -1

    # === MAILS THAT DID NOT ARRIVE === #

    def test_a_mail_that_came_back(self):
        mails = [self._mail(self.other, status) for status in ("bounce", "exception")]
        decision = self._plan()
        self.assertFalse(self._named())
        for text in (self.other.name, self.customer.email, "did not arrive"):
            self.assertIn(text, decision.explanation)
        row = self._rows().filtered(lambda one: one.kind == "resend_invoice")
        self.assertEqual(row.move_id, self.other)
        self.assertIn("correct the address", row.why)
        # One that arrived before does not help, one that arrives later does.
        notification = self.env["mail.notification"].sudo()
        notification.search([("mail_message_id", "=", mails[0].id)]).write(
            {"notification_status": "sent"}
        )
        self._plan()
        self.assertFalse(self._named())
        self.other.message_post(body="We call you")  # without the invoice
        self._plan()
        self.assertFalse(self._named())
        self._mail(self.other, "sent")
        self._plan()
        self.assertEqual(self._named(), self.other)
        self.assertFalse(self._rows().filtered(lambda one: one.move_id == self.other))

    def test_one_reader_of_several_is_enough(self):
        mail = self._mail(self.other, "bounce")
        second = self._create_customer("Boekhouder")
        self.env["mail.notification"].sudo().create(
            {
                "mail_message_id": mail.id,
                "res_partner_id": second.id,
                "notification_type": "email",
                "notification_status": "sent",
            }
        )
        self._plan()
        self.assertEqual(self._named(), self.other)

    def test_a_colleague_who_reads_along_is_nobody(self):
        mail = self._mail(self.other, "sent")
        self._mail(self.other, "bounce", res_partner_id=self.clerk.partner_id.id)
        self._plan()
        self.assertEqual(self._named(), self.other)
        self.assertTrue(mail)

    def test_what_is_sent_again_has_its_days_anew(self):
        self._mail(self.other, "bounce")
        self._plan()
        self.customer.email = "right@customer.example"
        wizard = self.env["account.move.send.wizard"].with_context(
            active_model="account.move", active_ids=self.other.ids
        )
        wizard.create({"sending_methods": ["email"]}).action_send_and_print()
        self.assertEqual(self.other.followup_sent_date, TODAY)
        decision = self._plan()
        self.assertFalse(self._named())
        self.assertIn("is not asked for before", decision.explanation)
        self.assertEqual(self._rows().move_id, self.unsent)

    def test_said_to_be_sent_after_its_mail_came_back(self):
        self._mail(self.other, "bounce")
        self.other._followup_mark_sent(TODAY - timedelta(days=6))
        self._plan()
        self.assertEqual(self._named(), self.other)

    # === CREDIT NOTES TO COME === #

    def test_a_draft_of_a_credit_note(self):
        note = self._create_invoices({"amount": 5}, move_type="out_refund", post=False)
        note.reversed_entry_id = self.other
        self._plan()
        self.assertFalse(self._named())
        row = self._rows().filtered(lambda one: one.kind == "post_credit")
        self.assertEqual(row.move_id, self.other)
        self.assertIn("has been a draft since", row.why)
        self.assertEqual(row.action_open()["res_id"], note.id)
        note.action_post()
        self.assertEqual(self._rows().move_id, self.unsent)  # at once
        self._plan()
        self.assertEqual(self._named(), self.other)

    def test_a_draft_of_a_credit_note_has_no_term(self):
        """Nothing is to be sent: no days after a sending are named."""
        note = self._create_invoices({"amount": 5}, move_type="out_refund", post=False)
        note.reversed_entry_id = self.other
        self.unsent.button_draft()
        self._plan()
        self.assertEqual(self.debtor.decision_id.reason, "own_part")
        self.assertIn("post it, or delete it. Follow-up", self.debtor.explanation)
        self.assertNotIn("after the sending", self.debtor.explanation)

    # === FROM BEFORE, AND ELSEWHERE === #

    def test_of_older_invoices_nobody_knows(self):
        self.company.followup_sent_from = TODAY
        self._plan()
        self.assertEqual(self._named(), self.unsent | self.other)
        self.unsent.action_followup_not_sent()
        self.assertEqual(self._named(), self.other)

    def test_without_a_day_nothing_must_be_sent(self):
        self.company.followup_sent_from = False
        self._plan()
        self.assertEqual(self._named(), self.unsent | self.other)

    def test_the_first_start_says_from_when_on(self):
        self.company._write_start_sudo({"followup_start_date": TODAY})
        self.assertEqual(self.company.followup_sent_from, TODAY)
        later = TODAY + timedelta(days=300)
        self.company._write_start_sudo({"followup_start_date": later})
        self.assertEqual(self.company.followup_sent_from, TODAY)

    def test_each_company_by_its_own_setting(self):
        self.company.followup_sending_days = 20
        self.other.followup_sent_date = TODAY - timedelta(days=15)
        self._plan()
        self.assertFalse(self._named())
        self.company.followup_sending_days = 15
        self._plan()
        self.assertEqual(self._named(), self.other)

    def test_another_add_on_says_what_was_not_delivered(self):
        """As the add-on for deliveries will, by overriding the hook."""
        moves = self.env.registry["account.move"]
        decisions = self.env.registry["debtor.followup.decision"]
        duties, texts = moves._followup_duties, decisions._get_duty_texts
        asked = []

        def with_deliveries(records, move_ids, as_of):
            asked.append((set(move_ids), as_of))
            since = TODAY - timedelta(days=3)
            found = {self.other.id: ("not_delivered", since, "WH/OUT/7")}
            return {**duties(records, move_ids, as_of), **found}

        def with_words(records):
            words = "%(claim)s waits for the delivery %(about)s since %(since)s."
            return {**texts(records), "not_delivered": words}

        self.patch(moves, "_followup_duties", with_deliveries)
        self._plan()
        self.assertEqual(asked, [({self.unsent.id, self.other.id}, TODAY)])
        row = self._rows().filtered(lambda one: one.kind == "own_part")
        self.assertEqual(row.move_id, self.other)
        self.assertIn("WH/OUT/7", row.why)  # also without words of its own
        self.patch(decisions, "_get_duty_texts", with_words)
        decision = self._plan()
        self.assertFalse(self._named())
        self.assertIn("waits for the delivery WH/OUT/7", decision.explanation)
        self.assertEqual(row.action_open()["res_id"], self.other.id)
