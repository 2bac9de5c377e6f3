from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.debtor_followup.models.ledger_reader import LedgerReader
from odoo.addons.debtor_followup.models.receipts_reader import references

from .common import TODAY, FollowupCommon

IBAN = "BE71 0961 2345 6769"


@tagged("post_install", "-at_install")
class TestGateReceipts(FollowupCommon):
    """Who seems to have paid is left alone until a person has looked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._debtor()
        cls.invoice = cls._create_invoices({"days": 10, "amount": 123.45})

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _book(self, amount=50.0, ref="Transfer", **values):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": TODAY - timedelta(days=1),
                "payment_ref": ref,
                "amount": amount,
                **values,
            }
        )

    def _plan(self, ahead=0):
        self.debtor._plan(TODAY + timedelta(days=ahead))
        return self.debtor.decision_id

    def _rows(self):
        return self.env["debtor.todo"].search([("kind", "=", "receipt")])

    def _match(self, line):
        """Put a line on its customer's account, as the bank's screen does."""
        line.partner_id = self.customer
        _liquidity, suspense, _other = line._seek_for_lines()
        suspense.account_id = self.customer.property_account_receivable_id

    # === WHAT LOOKS LIKE THEIRS === #

    def test_a_receipt_of_nobody_holds_nobody(self):
        self._book()
        self.assertEqual(self._plan().outcome, "send")
        self.assertFalse(self.debtor.receipts)

    def test_the_same_partner_also_by_a_contact(self):
        contact = self.env["res.partner"].create(
            {"name": "Jan", "parent_id": self.customer.id}
        )
        self._book(ref="Deposit", partner_id=contact.id)
        decision = self._plan()
        self.assertEqual(decision.reason, "payment_suspected")
        for text in ("50.00\xa0€", "11/22/2026", "Deposit", "names the customer"):
            self.assertIn(text, decision.explanation)
        self.assertEqual(self._rows().debtor_id, self.debtor)
        self.assertIn("Deposit", self._rows().why)

    def test_the_same_bank_account(self):
        line = self._book()
        line.account_number = IBAN
        self.env["res.partner.bank"].create(
            {"acc_number": IBAN, "partner_id": self.customer.id}
        )
        decision = self._plan()
        self.assertEqual(decision.reason, "payment_suspected")
        self.assertIn("bank account", decision.explanation)

    def test_the_reference_of_the_invoice_or_its_number(self):
        self.invoice.payment_reference = "+++090/9337/55493+++"
        for ref in ("090/9337/55493", f"Payment {self.invoice.name}, thanks"):
            with self.subTest(ref=ref):
                line = self._book(ref=ref)
                decision = self._plan()
                self.assertEqual(decision.reason, "payment_suspected")
                self.assertIn("reference", decision.explanation)
                line.move_id.button_draft()
                self.assertEqual(self._plan().outcome, "send")

    def test_what_may_be_a_reference(self):
        self.assertEqual(
            references("pay +++090/9337/55493+++ RF18 5390 0754 7034 inv/2026/7"),
            {
                *("090933755493", "RF18539007547034", "INV20267"),
                *("RF18", "RF185390", "RF1853900754", "RF18539007547034INV"),
                *("5390", "0754", "7034"),
            },
        )
        self.assertFalse(references("thanks a lot 12"))

    def test_the_amount_only_where_nobody_else_owes_it(self):
        self._book(123.45)
        self.assertIn("exactly this amount", self._plan().explanation)
        other = self._create_customer("Other")
        self._create_invoices({"days": -20, "amount": 123.45, "partner": other})
        self.assertEqual(self._plan().outcome, "send")

    def test_the_amount_of_all_that_is_owed(self):
        self._create_invoices({"days": 3, "amount": 76.55})
        self._book(200)
        self.assertEqual(self._plan().reason, "payment_suspected")

    def test_a_payment_on_no_invoice_is_a_credit_already(self):
        self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": 123.45,
                "date": TODAY,
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        ).action_post()
        self.assertEqual(self._plan().reason, "covered_by_credits")

    def test_money_that_left_and_old_lines_hold_nobody(self):
        self._book(-50, partner_id=self.customer.id)
        self._book(
            partner_id=self.customer.id, date=TODAY - timedelta(days=200), ref="Old"
        )
        self.company._mark_bank_complete(TODAY)
        self.assertEqual(self._plan().outcome, "send")

    # === HOW IT ENDS === #

    def test_five_business_days_and_one_task(self):
        self._book(partner_id=self.customer.id)
        for ahead in (0, 1, 7):
            self.company.followup_bank_marked_date = TODAY
            self._run(TODAY + timedelta(days=ahead))
            self.assertEqual(self.debtor.decision_id.reason, "payment_suspected")
        self.assertEqual(len(self.debtor.activity_ids), 1)
        self.assertIn("50.00", self.debtor.activity_ids.note)
        self.assertEqual(self._plan(8).reason, "bank_behind")
        self.debtor._plan(TODAY + timedelta(days=8))
        self.assertTrue(self._rows())

    def test_not_theirs_for_good(self):
        self._book(partner_id=self.customer.id)
        self._plan()
        self._rows().action_not_theirs()
        self.assertEqual(self.debtor.decision_id.outcome, "send")
        self.assertFalse(self._rows())
        self.assertIn("50.00", self.debtor.message_ids[0].body)
        self.assertEqual(self._plan(1).outcome, "send")
        with self.assertRaisesRegex(UserError, "No receipt waits"):
            self.debtor.action_receipts_not_theirs()
        self._book(60, partner_id=self.customer.id)
        self.assertEqual(self._plan(1).reason, "payment_suspected")

    def test_matched_it_goes_on_with_what_is_left(self):
        line = self._book(partner_id=self.customer.id)
        self._plan()
        self._match(line)
        decision = self._plan()
        self.assertEqual(decision.outcome, "send")
        self.assertFalse(self._rows())
        self.assertFalse(self.debtor.receipts_text)

    def test_its_task_ends_when_it_is_matched(self):
        line = self._book(partner_id=self.customer.id)
        self._run()
        task = self.debtor.activity_ids
        self._run(TODAY + timedelta(days=1))
        self.assertTrue(task.active)
        self._match(line)
        self._run(TODAY + timedelta(days=2))
        self.assertFalse(task.active)

    def test_its_task_ends_when_it_is_not_theirs(self):
        self._book(partner_id=self.customer.id)
        self._run()
        task = self.debtor.activity_ids
        self.assertTrue(task)
        self._rows().action_not_theirs()
        self.assertFalse(task.active)

    def test_a_message_on_its_way_is_stopped(self):
        notice = self.debtor._act(TODAY)
        self.assertFalse(notice._why_changed(TODAY))
        self._book(partner_id=self.customer.id)
        self.assertIn("situation changed", notice._why_changed(TODAY))

    def test_receipts_are_read_once_and_debtors_only_with_them(self):
        partners = self.customer.ids
        self.env.flush_all()

        def count():
            reader = LedgerReader(self.env, self.company, TODAY)
            reader.snapshots(partners)
            before = self.env.cr.sql_log_count
            reader.snapshots(partners)
            return self.env.cr.sql_log_count - before

        without = count()
        self._book(ref="INV123")
        self.env.flush_all()
        self.assertEqual(count(), without + 1)
