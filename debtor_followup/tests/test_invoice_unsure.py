from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestInvoiceUnsure(FollowupCommon):
    """Of invoices from before the start it is asked once whether they were sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.followup_sent_from = TODAY
        cls.old = cls._create_invoices(
            {"days": 10, "amount": 1000, "sent": False},
            {"days": -5, "amount": 200, "sent": False},
        )
        cls.sent = cls._create_invoices({"days": 12})
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
        self.todos = self.env["debtor.todo"].with_user(self.clerk)
        self.todos = self.todos.with_context(allowed_company_ids=self.company.ids)

    def _ask(self):
        return self.todos.action_read_header()["unsure"]

    def test_it_is_asked_until_it_is_answered(self):
        text = self._ask()
        for part in ("2 open invoices dated before 11/23/2026", "1,200.00"):
            self.assertIn(part, text)
        self._debtor()._plan(TODAY)
        self.assertEqual(self._debtor().decision_id.outcome, "send")
        self.todos.action_unsure_sent()
        self.assertFalse(self._ask())
        self.assertEqual(self.company.followup_unsure_answered_on, TODAY)
        self.assertEqual(set(self.old.mapped("followup_sent_mark")), {"outside"})
        self.assertEqual(self.old.followup_marked_by_id, self.clerk)
        self.assertEqual(set(self.old.mapped("followup_sent_date")), {False})
        self.assertFalse(self.sent.followup_sent_mark)
        self._debtor()._plan(TODAY)
        self.assertEqual(self._debtor().decision_id.outcome, "send")

    def test_one_by_one_from_the_list(self):
        action = self.todos.action_unsure_open()
        listed = self.env["account.move"].search(action["domain"])
        self.assertEqual(listed, self.old)
        listed[0].with_user(self.clerk).action_followup_not_sent()
        self.assertIn("1 open invoices", self._ask())
        row = self.env["debtor.todo"].search([("kind", "=", "send_invoice")])
        self.assertEqual(row.move_id, listed[0])
        listed[1]._followup_mark_sent()
        self.assertFalse(self._ask())

    def test_who_may_not_answer_is_not_asked(self):
        viewer = new_test_user(
            self.env, login="sales", groups="debtor_followup.group_viewer"
        )
        todos = self.todos.with_user(viewer)
        self.assertFalse(todos.action_read_header()["unsure"])
        with self.assertRaises(AccessError):
            todos.action_unsure_sent()

    def test_where_nobody_is_followed_nothing_is_asked(self):
        self.company.followup_policy_id = False
        self.assertFalse(self._ask())

    def test_paid_and_later_invoices_are_no_question(self):
        self._register_payment(self.old[1])
        self._create_invoices({"days": -40, "term": 30, "sent": False})
        self.assertIn("1 open invoices", self._ask())

    def test_the_start_asks_first_and_hands_over_what_is_left(self):
        self.company.write({"followup_sent_from": TODAY - timedelta(days=99)})
        start = self.env["debtor.activation"]._for(self.company)
        self.assertEqual(start.unsure_count, 2)
        self.assertIn("1,200.00", start.unsure_amount)
        self.assertEqual(
            self.env["account.move"].search(start.action_open_unsure()["domain"]),
            self.old,
        )
        self.company._write_start_sudo({"followup_start_date": TODAY})
        self.assertIn("2 open invoices", self._ask())
        start.invalidate_recordset()
        start.action_unsure_sent()
        start.invalidate_recordset()
        self.assertEqual(start.unsure_count, 0)
        self.assertFalse(self._ask())

    def test_who_gets_no_message_is_shown_with_what_is_overdue(self):
        """Also where nothing of it is to be asked, less what we owe them."""
        held = self._create_customer("Never sent")
        old = self._create_customer("Very late")
        self._create_invoices(
            {"days": 9, "amount": 60, "partner": held, "sent": False},
            {"days": 200, "amount": 500, "partner": old},
        )
        self._create_invoices({"amount": 80, "partner": old}, move_type="out_refund")
        held_moves = self.env["account.move"].search([("partner_id", "=", held.id)])
        held_moves._write_followup_mark_sudo("not_sent")
        start = self.env["debtor.activation"]._for(self.company)
        start.write({"policy_id": self.policy.id, "mode": "automatic"})
        for _step in range(4):
            start.action_next()
        silent = {one.debtor_id.partner_id: one for one in start.silent_ids}
        self.assertEqual(silent[held].reason, "own_part")
        self.assertEqual(silent[held].amount, 60)
        self.assertIn("Our own part first", silent[held].title)
        self.assertEqual(silent[old].reason, "old_claims")
        self.assertEqual(silent[old].amount, 420)
