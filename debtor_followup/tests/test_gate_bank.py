from datetime import timedelta

from odoo.tests import tagged

from .common import TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestGateBank(FollowupCommon):
    """Nothing leaves by itself while the bank is not booked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.company_data["default_journal_bank"]
        cls.debtor = cls._debtor()
        cls._create_invoices({"days": 10})
        others = cls.env["res.company"].sudo().search([("id", "!=", cls.company.id)])
        others.followup_policy_id = False

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _book_line(self, ago, journal=None):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": (journal or self.journal).id,
                "date": TODAY - timedelta(days=ago),
                "payment_ref": "Transfer",
                "amount": 10.0,
            }
        )

    def _journal(self, name):
        return self.env["account.journal"].create(
            {"name": name, "type": "bank", "company_id": self.company.id}
        )

    def _make(self, as_of=TODAY):
        run = self._run(as_of)
        return run.notice_ids.filtered(lambda one: one.state != "cancelled")

    def test_without_statements_there_is_no_gate(self):
        self.assertEqual(self._make().state, "queued")

    def test_a_journal_behind_stops_automatic_messages(self):
        self._book_line(7)
        self.assertFalse(self._make())
        decision = self.debtor.decision_id
        self.assertEqual(decision.reason, "bank_behind")
        self.assertIn(self.journal.name, decision.explanation)
        self.assertIn("11/16/2026", decision.explanation)
        self.assertIn("100.00", decision.explanation)
        self.assertFalse(self.debtor.activity_ids)
        self.assertFalse(self.env["debtor.todo"].search([]))
        self.assertEqual(self.debtor.next_action_date, TODAY + timedelta(days=1))

    def test_fresh_lines_of_one_journal_do_not_speak_for_another(self):
        other = self._journal("Savings")
        self._book_line(1)
        self._book_line(8, other)
        self.assertFalse(self._make())
        self.assertIn("Savings", self.debtor.decision_id.explanation)
        self.assertNotIn("(Bank", self.debtor.decision_id.explanation)

    def test_journals_that_are_fresh_or_not_in_use(self):
        other = self._journal("Closed")
        self._book_line(61, other)
        self._book_line(5)  # a Wednesday, three business days ago
        self.assertEqual(self._make().state, "queued")

    def test_the_till_stops_nothing(self):
        self._book_line(20, self.company_data["default_journal_cash"])
        self.assertEqual(self._make().state, "queued")

    def test_marked_as_complete_it_is_decided_again_the_same_day(self):
        self._book_line(7)
        self.env["debtor.followup.run"]._run(self.company, TODAY)
        run = self.env["debtor.followup.run"].search([("date", "=", TODAY)])
        self.assertTrue(run.bank_behind)
        todos = self.env["debtor.todo"]
        header = todos.action_read_header()
        self.assertIn(self.journal.name, header["bank_behind"])
        self.assertFalse(run._bank_came_in())
        todos.action_bank_complete()
        self.assertFalse(todos.action_read_header()["bank_behind"])
        with self.enter_registry_test_mode():
            self.env.ref("debtor_followup.ir_cron_act").sudo().method_direct_trigger()
            self.assertFalse(run.planned_at)
            self.env.ref("debtor_followup.ir_cron_plan").sudo().method_direct_trigger()
            self.env.ref("debtor_followup.ir_cron_act").sudo().method_direct_trigger()
        self.assertFalse(run.bank_behind)
        self.assertEqual(run.notice_ids.state, "queued")

    def test_a_person_may_send_all_the_same(self):
        self._book_line(7)
        self._make()
        self.debtor.action_send_now()
        notice = self.debtor.notice_ids
        self.assertEqual((notice.state, notice.automatic), ("queued", False))
        self.assertFalse(notice._why_changed(TODAY))

    def test_proposals_and_what_waits_stay(self):
        self.policy.mode = "propose"
        self.assertEqual(self._make().state, "draft")
        self._book_line(7)
        self.assertEqual(self._make().state, "draft")
        self.policy.mode = "automatic"
        self.assertEqual(self._make().state, "draft")
        self.assertEqual(self.debtor.decision_id.reason, "bank_behind")
