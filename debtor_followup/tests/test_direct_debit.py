from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import TODAY, FollowupCommon

LAST_WEEK = TODAY - timedelta(days=7)


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

    def _pay(self, amount, account=None, day=LAST_WEEK):
        """Pay a part of the invoice; without an account there is no entry."""
        self.method.payment_account_id = account
        return (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=self.invoice.ids)
            .create(
                {
                    "amount": amount,
                    "payment_date": day,
                    "journal_id": self.bank.id,
                    "payment_method_line_id": self.method.id,
                }
            )
            ._create_payments()
        )

    def _pay_without_entry(self, amount, **values):
        """Pay as where accounting is installed; invoicing alone always has one."""
        self.patch(
            self.registry["account.move"],
            "_get_invoice_in_payment_state",
            lambda _self: "in_payment",
        )
        payment = self._pay(amount, **values)
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

    def _todo(self):
        self.env.flush_all()
        rows = self.env["debtor.todo"].search([("debtor_id", "=", self.debtor.id)])
        return {row.kind: row for row in rows}

    def test_what_should_have_come_is_shown_beside_a_proposal(self):
        self._stop_clock()
        self.policy.mode = "propose"
        late = self._create_invoices({"days": 40})
        self._collect(late)
        self._run()
        rows = self._todo()
        self.assertEqual(set(rows), {"proposal", "collected_late"})
        self.assertEqual(self.debtor.notice_ids.line_ids.move_id, self.invoice)
        row = rows["collected_late"]
        self.assertEqual(row.section, "80_tasks")
        self.assertIn(f"see whether it came back: {late.name}", row.why)
        self.assertNotEqual(row, rows["proposal"])
        row.action_handled()
        self.assertEqual(set(self._todo()), {"proposal"})
        self.debtor._plan(TODAY + timedelta(days=9))  # the next month
        self.assertIn("collected_late", self._todo())
        late.action_direct_debit_returned()
        self.assertNotIn("collected_late", self._todo())

    def test_seen_is_what_was_seen(self):
        """Done with one row of a debtor is not done with the other."""
        self._stop_clock()
        self._collect(self._create_invoices({"days": 40}))
        self.customer.email = False
        self._run()
        rows = self._todo()
        self.assertEqual(set(rows), {"no_address", "collected_late"})
        rows["no_address"].action_handled()
        self.assertEqual(set(self._todo()), {"collected_late"})

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

    def _assert_returned(self, on=TODAY):
        self.invoice.invalidate_recordset()
        self.assertEqual(self.invoice.followup_returned_on, on)
        if on:
            self.assertEqual([one.returned_on for one in self._read_claims()], [on])

    def test_a_rejected_collection_came_back(self):
        self._collect()
        self._stop_clock()
        payment = self._pay_without_entry(100, day=TODAY)
        self.assertEqual(self._read_claims(), [])
        payment.action_reject()
        self._assert_returned()

    def test_ways_in_which_a_collection_with_an_entry_is_undone(self):
        """As people undo it in Community; for each the invoice is open after it."""
        ways = {
            "cancelled": lambda payment: payment.action_cancel(),
            "draft, cancelled": lambda payment: (
                payment.action_draft() or payment.action_cancel()
            ),
            "draft, deleted": lambda payment: (
                payment.action_draft() or payment.unlink()
            ),
            "taken off the invoice": lambda payment: (
                self.invoice.js_remove_outstanding_partial(
                    self.invoice.line_ids.matched_credit_ids.id
                )
            ),
            "matches undone": lambda payment: (
                payment.move_id.line_ids.remove_move_reconcile()
            ),
            "reversed": lambda payment: payment.move_id._reverse_moves(cancel=True),
        }
        self._collect()
        self._stop_clock()
        for name, undo in ways.items():
            with self.subTest(name):
                savepoint = self.env.cr.savepoint()
                payment = self._pay(100)
                self.assertTrue(payment.move_id)
                self.assertEqual(self._read_claims(), [])
                undo(payment)
                self._assert_returned()
                notes = self.invoice.message_ids.mapped("body")
                self.assertEqual(sum("came back" in note for note in notes), 1)
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_one_without_an_entry_is_undone(self):
        self._collect()
        self._stop_clock()
        ways = {
            "cancelled": lambda payment: payment.action_cancel(),
            "draft, cancelled": lambda payment: (
                payment.action_draft() or payment.action_cancel()
            ),
            "draft, deleted": lambda payment: (
                payment.action_draft() or payment.unlink()
            ),
        }
        for name, undo in ways.items():
            with self.subTest(name):
                savepoint = self.env.cr.savepoint()
                undo(self._pay_without_entry(100))
                self._assert_returned()
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_one_without_an_entry_is_corrected(self):
        self._collect()
        self._stop_clock()
        payment = self._pay_without_entry(100)
        payment.action_draft()
        self._assert_returned(False)
        payment.action_post()
        self._assert_returned(False)

    def test_whether_payments_collect_is_asked_once(self):
        self.debtor.direct_debit = True
        self.method.followup_collects = False
        payments = self._pay(40) | self._pay(30) | self._pay(20)
        counts = []
        for some in (payments[:1], payments[:1], payments):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(some._filter_collections(), some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_a_match_with_the_bank_statement_is_undone(self):
        self._collect()
        self._stop_clock()
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": LAST_WEEK,
                "amount": 100,
                "payment_ref": "Direct debits",
                "partner_id": self.customer.id,
            }
        )
        claim = self.invoice.line_ids.filtered("date_maturity")
        received = line.line_ids.filtered(
            lambda one: one.account_id == self.bank.suspense_account_id
        )
        received.with_context(skip_readonly_check=True).account_id = claim.account_id
        (received + claim).reconcile()
        self.assertEqual(self._read_claims(), [])
        line.action_undo_reconciliation()
        self._assert_returned()

    def test_a_second_return_counts_from_its_own_day(self):
        self._collect()
        self._stop_clock()
        self.invoice.followup_returned_on = LAST_WEEK
        self._pay(100).action_cancel()
        self._assert_returned()

    def test_a_customer_of_whom_we_collect_all_has_one_back(self):
        self.method.followup_collects = False
        self.debtor.direct_debit = True
        self._stop_clock()
        self._pay(100).action_cancel()
        self._assert_returned()

    def test_a_payment_by_other_means_did_not_come_back(self):
        """A transfer that was booked by mistake, for an invoice that we collect."""
        self._collect()
        self._stop_clock()
        self.method = self.method.copy({"name": "Transfer", "followup_collects": False})
        payment = self._pay(100)
        self.assertEqual(payment.payment_method_line_id, self.method)
        payment.action_cancel()
        self._assert_returned(False)
        self._pay_without_entry(100).action_cancel()
        self._assert_returned(False)

    def test_what_is_corrected_did_not_come_back(self):
        self._collect()
        self._stop_clock()
        corrections = {
            "on its own day": lambda: self._pay(100, day=TODAY).action_cancel(),
            "posted again": lambda: self._repost(self._pay(100)),
            "the invoice is changed": self._change_invoice,
            "the invoice is credited": self._credit_invoice,
        }
        for name, correct in corrections.items():
            with self.subTest(name):
                savepoint = self.env.cr.savepoint()
                correct()
                self._assert_returned(False)
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def _repost(self, payment):
        payment.action_draft()
        payment.memo = "With another text"
        payment.action_post()

    def _change_invoice(self):
        self._pay(100)
        self.invoice.button_draft()
        self.invoice.invoice_line_ids.price_unit = 120
        self.invoice.action_post()

    def _credit_invoice(self):
        self._pay(100)
        self.invoice._reverse_moves(cancel=True)

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
