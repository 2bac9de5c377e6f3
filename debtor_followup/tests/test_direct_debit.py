from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestDirectDebit(FollowupCommon):
    """What we collect, or what a payment underway covers, is not asked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.company_data["default_journal_bank"]
        cls.method = cls.bank.inbound_payment_method_line_ids[0]
        cls.method.followup_collects = True
        cls.debtor = cls._debtor()
        cls.invoice = cls._create_invoices({"days": 10})

    def _collect(self, move=None):
        (move or self.invoice).preferred_payment_method_line_id = self.method

    def _pay(self, amount, account=None):
        """Pay a part of the invoice; without an account there is no entry."""
        self.method.payment_account_id = account
        return (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=self.invoice.ids)
            .create(
                {
                    "amount": amount,
                    "journal_id": self.bank.id,
                    "payment_method_line_id": self.method.id,
                }
            )
            ._create_payments()
        )

    def _pay_without_entry(self, amount):
        """Pay as where accounting is installed; invoicing alone always has one."""
        self.patch(
            self.registry["account.move"],
            "_get_invoice_in_payment_state",
            lambda _self: "in_payment",
        )
        payment = self._pay(amount)
        self.assertFalse(payment.move_id)
        self.assertEqual(payment.state, "in_process")
        return payment

    def _read_claims(self, day=TODAY):
        self.env.flush_all()
        return self.debtor._read_snapshots(self.company, self.customer, day)[
            self.customer.id
        ].claims

    # === PAYMENTS IN PROCESS === #

    def test_a_part_with_an_entry_lowers_what_is_asked(self):
        account = self.company_data["default_account_receivable"].copy(
            {"account_type": "asset_current", "reconcile": True}
        )
        payment = self._pay(40, account)
        self.assertEqual(payment.state, "in_process")
        self.assertEqual([one.residual for one in self._read_claims()], [60_00])
        payment.action_cancel()
        self.assertEqual([one.residual for one in self._read_claims()], [100_00])

    def test_one_without_an_entry_stops_its_invoice(self):
        payment = self._pay_without_entry(40)
        self.assertEqual(self.invoice.payment_state, "in_payment")
        self.assertEqual(self._read_claims(), [])
        payment.action_reject()
        self.assertEqual([one.residual for one in self._read_claims()], [100_00])
        self.assertFalse(self.invoice.followup_returned_on)

    # === COLLECTED BY US === #

    def test_an_invoice_that_we_collect_is_not_overdue(self):
        self._collect()
        notices = self.debtor._act(TODAY)
        self.debtor._plan(TODAY)
        self.assertFalse(notices)
        self.assertEqual(self.debtor.decision_id.reason, "collected")
        self.assertIn(self.invoice.name, self.debtor.explanation)
        self.assertEqual((self.debtor.overdue_amount, self.debtor.due_amount), (0, 100))
        self.assertFalse(self.debtor.oldest_due_date)
        self.assertEqual(self.debtor._read_askable(self.company.currency_id, TODAY), [])

    def test_the_method_of_the_customer_serves_new_invoices(self):
        self.customer.with_company(
            self.company
        ).property_inbound_payment_method_line_id = self.method
        move = self._create_invoices({"days": 10, "amount": 70})
        self.assertTrue(move.followup_is_collected)
        self.assertEqual([one.collected for one in self._read_claims()], [False, True])
        notice = self.debtor._act(TODAY)
        self.assertEqual(notice.line_ids.move_id, self.invoice)

    def test_a_customer_of_whom_we_collect_all(self):
        self.debtor.web_save({"direct_debit": True}, {})
        self.assertTrue(self.invoice.followup_is_collected)
        self.assertEqual(self.debtor.decision_id.reason, "collected")
        self.debtor.web_save({"direct_debit": False}, {})
        self.assertEqual(self.debtor.next_action, "send")

    def test_no_courtesy_note(self):
        policy = self._create_policy(
            [{"name": "Courtesy", "step_kind": "courtesy", "delay_days": -7}],
            mode="automatic",
        )
        policy.action_activate()
        customer = self._create_customer("Early")
        debtor = self._debtor(customer)
        debtor.policy_id = policy
        move = self._create_invoices({"days": -5, "partner": customer})
        self._collect(move)
        self.assertFalse(debtor._act(TODAY))
        move.preferred_payment_method_line_id = False
        self.assertTrue(debtor._act(TODAY))

    def test_another_module_knows_of_a_payment_batch(self):
        lines = self.invoice.line_ids
        self.patch(
            self.registry["account.move.line"],
            "_followup_collected_ids",
            lambda _self, ids: set(ids) & set(lines.ids),
        )
        self.assertEqual([one.collected for one in self._read_claims()], [True])
        self.invoice.invalidate_recordset()
        self.assertTrue(self.invoice.followup_is_collected)

    def test_the_call_sheet_does_not_ask_for_it(self):
        self._collect()
        values = self.debtor._get_call_sheet_values(self.env["debtor.notice"])
        self.assertFalse(values["asked"])

    # === RETURNED === #

    def test_returned_by_a_person(self):
        self._collect()
        self._stop_clock()
        self.invoice.action_direct_debit_returned()
        self.assertEqual(self.invoice.followup_returned_on, TODAY)
        self.assertIn("came back", self.invoice.message_ids[0].body)
        self.assertEqual(self.debtor.next_action_date, TODAY + timedelta(days=7))
        self.assertIn("came back", self.debtor.explanation)
        self.assertEqual(self.debtor.overdue_amount, 100)
        self.assertFalse(self.debtor._act(TODAY + timedelta(days=4)))
        notice = self.debtor._act(TODAY + timedelta(days=7))
        self.assertEqual(notice.line_ids.date_maturity, self.invoice.invoice_date_due)
        notice._mark_sent(datetime(2026, 11, 30, 10))
        self.assertEqual(self.invoice.followup_level_id.name, "Reminder 1")
        self.invoice.action_direct_debit_again()
        self.assertFalse(self.invoice.followup_returned_on)
        self.assertEqual(self.debtor.decision_id.reason, "collected")

    def test_a_rejected_collection_came_back(self):
        self._collect()
        payment = self._pay_without_entry(100)
        self.assertEqual(self._read_claims(), [])
        self._stop_clock()
        payment.action_reject()
        self.assertEqual(self.invoice.followup_returned_on, TODAY)
        self.assertEqual([one.returned_on for one in self._read_claims()], [TODAY])

    def test_a_collection_with_an_entry_is_cancelled(self):
        self._collect()
        payment = self._pay(100)
        self.assertTrue(payment.move_id)
        self.assertEqual(self._read_claims(), [])
        self._stop_clock()
        payment.action_cancel()
        self.assertEqual([one.returned_on for one in self._read_claims()], [TODAY])

    def test_a_draft_that_is_cancelled_did_not_come_back(self):
        self._collect()
        payment = self._pay(100)
        payment.action_draft()
        payment.action_cancel()
        self.assertFalse(self.invoice.followup_returned_on)

    def test_nothing_that_could_come_back(self):
        with self.assertRaisesRegex(UserError, "We collect none"):
            self.invoice.action_direct_debit_returned()
        with self.assertRaisesRegex(UserError, "No direct debit"):
            self.invoice.action_direct_debit_again()

    def test_only_users_say_that_it_came_back(self):
        self._collect()
        viewer = new_test_user(
            self.env,
            "debit_viewer",
            "base.group_user,debtor_followup.group_viewer",
            company_id=self.company.id,
        )
        for name in ("action_direct_debit_returned", "action_direct_debit_again"):
            with self.assertRaises(AccessError):
                getattr(self.invoice.with_user(viewer), name)()

    def test_a_copy_did_not_come_back(self):
        self._collect()
        self.invoice.action_direct_debit_returned()
        self.assertFalse(self.invoice.copy().followup_returned_on)

    def test_folding_keeps_that_we_collect(self):
        other = self._create_customer("Twin")
        self._debtor(other).direct_debit = True
        self._debtor(other)._fold_into_sudo(self.customer)
        self.assertTrue(self.debtor.direct_debit)
