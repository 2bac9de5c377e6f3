from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.debtor_followup.models.ledger_reader import LedgerReader

from .common import TODAY, FollowupCommon
from .letter_common import ADDRESS


@tagged("post_install", "-at_install")
class TestOpenBills(FollowupCommon):
    """What we owe a customer is shown, and stops legal steps until agreed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        levels = [
            {"name": "Reminder 1", "delay_days": 5, "deadline_days": 5},
            {"name": "Reminder 2", "delay_days": 16, "deadline_days": 5},
            {
                "name": "Formal notice",
                "step_kind": "formal_notice",
                "delay_days": 32,
                "deadline_days": 10,
                "channel": "registered_letter",
            },
        ]
        cls.policy = cls._create_policy(levels, mode="automatic")
        cls.policy.action_activate()
        cls.company.followup_policy_id = cls.policy
        cls.customer.write(ADDRESS)
        cls.debtor = cls._debtor()
        cls._create_invoices({"days": 10, "amount": 500})
        cls.later = TODAY + timedelta(days=42)
        for days in (0, 16):
            day = TODAY + timedelta(days=days)
            notice = cls.debtor._act(day)
            notice._mark_sent(datetime(day.year, day.month, day.day, 10))

    @classmethod
    def _create_bill(cls, amount=200.0, partner=None, move_type="in_invoice", **values):
        bill = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (partner or cls.customer).id,
                "invoice_date": TODAY,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Flour",
                            "price_unit": amount,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
                **values,
            }
        )
        bill.action_post()
        return bill

    def _decide(self):
        self.debtor._plan(self.later)
        return self.debtor.decision_id

    def test_without_bills_the_formal_notice_is_due(self):
        self.assertEqual(self._decide().outcome, "formal_notice")
        self.assertFalse(self.debtor.open_bills_amount)

    def test_open_bills_stop_the_formal_notice_until_a_person_agrees(self):
        self._create_bill()
        decision = self._decide()
        self.assertEqual(decision.reason, "open_bills")
        self.assertEqual(self.debtor.open_bills_amount, "200.00\xa0€")
        self.assertIn("200.00\xa0€", decision.explanation)
        self.assertIn("Formal notice", decision.explanation)
        self._stop_clock(self.later)
        self.debtor.action_agree_bills()
        decision = self.debtor.decision_id
        self.assertEqual(decision.outcome, "formal_notice")
        self.assertIn("200.00\xa0€", decision.explanation)
        self.assertIn("agreed", self.debtor.message_ids[0].body)

    def test_more_bills_must_be_agreed_to_again(self):
        self._create_bill()
        self._stop_clock(self.later)
        self.debtor.action_agree_bills()
        self._create_bill(1)
        decision = self._decide()
        self.assertEqual(decision.reason, "open_bills")
        self.assertIn("201.00", decision.explanation)
        self._create_bill(1, move_type="in_refund")
        self.assertEqual(self._decide().outcome, "formal_notice")

    def test_a_growing_sum_is_told_with_its_present_amount(self):
        self._create_bill()
        self._decide()
        self._create_bill(50)
        self.assertIn("250.00", self._decide().explanation)

    def test_a_task_is_made_once(self):
        self._create_bill()
        for days in (42, 43):
            self.debtor._act(TODAY + timedelta(days=days))
        self.assertEqual(len(self.debtor.activity_ids), 1)
        self.assertIn("200.00", self.debtor.activity_ids.note)
        row = self.env["debtor.todo"].search([("debtor_id", "=", self.debtor.id)])
        self.assertIn("open_bills", row.mapped("kind"))

    def test_reminders_go_on(self):
        other = self._create_customer("Both ways")
        self._create_invoices({"days": 10, "partner": other})
        self._create_bill(partner=other)
        debtor = self._debtor(other)
        self.assertEqual(debtor._act(TODAY).state, "queued")
        self.assertIn("200.00", debtor.notice_ids.open_bills_amount)

    def test_bills_of_contacts_currencies_and_states(self):
        contact = self.env["res.partner"].create(
            {"name": "Depot", "parent_id": self.customer.id, "type": "delivery"}
        )
        dollar = self.env.ref("base.USD")
        self._create_bill(partner=contact)
        self._create_bill(30, currency_id=dollar.id)
        self._create_bill(700).button_draft()
        self._create_bill(12, partner=self._create_customer("Stranger"))
        text = self.debtor.open_bills_amount
        self.assertIn("200.00\xa0€", text)
        self.assertIn("30.00", text)
        self.assertNotIn("900.00", text)
        snapshot = self.debtor._read_snapshots(self.company, self.customer, self.later)[
            self.customer.id
        ]
        self.assertEqual(
            dict(snapshot.bills),
            {self.company.currency_id.id: 200_00, dollar.id: 30_00},
        )

    def test_a_paid_bill_counts_no_more(self):
        bill = self._create_bill()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({})._create_payments()
        self.assertFalse(self.debtor.open_bills_amount)
        self.assertEqual(self._decide().outcome, "formal_notice")

    def test_nothing_to_agree_to(self):
        with self.assertRaisesRegex(UserError, "No bill is open"):
            self.debtor.action_agree_bills()

    def test_the_call_sheet_shows_them(self):
        self._create_bill()
        values = self.debtor._get_call_sheet_values(self.env["debtor.notice"])
        html = self.env["ir.qweb"]._render("debtor_followup.call_sheet_open", values)
        self.assertIn("200.00", html)

    def test_one_query_a_chunk_and_only_with_bills(self):
        partners = self.customer.ids
        self.env.flush_all()

        def count():
            reader = LedgerReader(self.env, self.company, TODAY)
            reader.snapshots(partners)
            before = self.env.cr.sql_log_count
            reader.snapshots(partners)
            return self.env.cr.sql_log_count - before

        without = count()
        self._create_bill()
        self.env.flush_all()
        self.assertEqual(count(), without + 1)
