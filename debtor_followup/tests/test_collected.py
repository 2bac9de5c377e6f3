from odoo import Command
from odoo.tests import new_test_user, tagged

from .common import TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestCollected(FollowupCommon):
    """Who says that we collect sees at once what follows; so does the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.company_data["default_journal_bank"]
        cls.method = cls.bank.inbound_payment_method_line_ids[0]
        cls.debtor = cls._debtor()
        cls.invoice, cls.other = cls._create_invoices(
            {"days": 10}, {"days": 20, "amount": 30}
        )

    def setUp(self):
        super().setUp()
        self._stop_clock()

    # === ON THE SCREEN === #

    def _set_collects(self, value):
        command = Command.update(self.method.id, {"followup_collects": value})
        self.bank.web_save({"inbound_payment_method_line_ids": [command]}, {})

    def test_a_payment_method_that_we_collect(self):
        (self.invoice | self.other).preferred_payment_method_line_id = self.method
        self.debtor._plan(TODAY)
        self.assertEqual(self.debtor.next_action, "send")
        self._set_collects(True)
        self.assertEqual(self.debtor.decision_id.reason, "collected")
        self._set_collects(False)
        self.assertEqual(self.debtor.next_action, "send")

    def test_another_payment_method_on_an_invoice(self):
        self.method.followup_collects = True
        self.debtor._plan(TODAY)
        self.assertEqual(self.debtor.overdue_amount, 130)
        clerk = new_test_user(
            self.env,
            "invoice_clerk",
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        field = "preferred_payment_method_line_id"
        self.invoice.with_user(clerk).web_save({field: self.method.id}, {})
        self.assertEqual(self.debtor.overdue_amount, 30)
        (values,) = self.invoice.web_save({field: False}, {"followup_explanation": {}})
        self.assertEqual(self.debtor.overdue_amount, 130)
        self.assertIn("130.00", values["followup_explanation"])

    def test_who_is_not_followed_becomes_no_debtor(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        move = self._create_invoices({"partner": stranger})
        move.web_save({"preferred_payment_method_line_id": self.method.id}, {})
        self.assertFalse(
            self.env["debtor.debtor"].search([("partner_id", "=", stranger.id)])
        )

    # === ON THE STATEMENT === #

    def _parts(self):
        self.env.flush_all()
        (part,) = self.debtor._get_statement(TODAY)
        return {
            name: part[f"{name.removesuffix('s')}_total"]
            for name in ("due", "not_due", "collected")
        }

    def _expect(self, due, collected):
        self.assertEqual(
            self._parts(), {"due": due, "not_due": 0, "collected": collected}
        )

    def test_an_invoice_that_we_collect(self):
        self.method.followup_collects = True
        self.invoice.preferred_payment_method_line_id = self.method
        self._expect(30, 100)
        (part,) = self.debtor._get_statement(TODAY)
        self.assertEqual(
            (part["collected"].move_id, part["total"]), (self.invoice, 130)
        )
        self.invoice._note_return_sudo()
        self._expect(130, 0)

    def test_a_customer_of_whom_we_collect_all(self):
        self.debtor.direct_debit = True
        self._expect(0, 130)

    def test_one_in_a_payment_batch(self):
        lines = self.other.line_ids
        self.patch(
            self.registry["account.move.line"],
            "_followup_collected_ids",
            lambda _self, ids: set(ids) & set(lines.ids),
        )
        self._expect(100, 30)

    def test_a_payment_without_an_entry_covers_it(self):
        self.patch(
            self.registry["account.move"],
            "_get_invoice_in_payment_state",
            lambda _self: "in_payment",
        )
        self.method.payment_account_id = False
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        ).create(
            {"journal_id": self.bank.id, "payment_method_line_id": self.method.id}
        )._create_payments()
        self.assertEqual(self.invoice.payment_state, "in_payment")
        self._expect(30, 100)

    def test_the_paper_says_so(self):
        self.method.followup_collects = True
        self.invoice.preferred_payment_method_line_id = self.method
        action = self.debtor.action_statement()
        statement = self.env["debtor.statement"].browse(action["res_id"])
        html = statement._render_html_sudo()
        past, collected = html.index("Past due"), html.index("Being collected")
        self.assertLess(html.index(self.other.name, past), collected)
        self.assertGreater(html.index(self.invoice.name, past), collected)
