from datetime import timedelta

from odoo.tests import tagged

from .common import TODAY, FollowupCommon
from .letter_common import ADDRESS


@tagged("post_install", "-at_install")
class TestSpine(FollowupCommon):
    """From the ledger to a queued mail, and up the ladder as notices arrive."""

    def test_first_reminder_is_queued_for_overdue_invoices(self):
        late = self._create_invoices({"days": 10}, {"days": 20, "amount": 250})
        self._create_invoices({"days": -20, "amount": 80})
        run = self._run()
        notice = run.notice_ids
        self.assertEqual(run.state, "done")
        self.assertEqual(notice.state, "queued")
        self.assertEqual(notice.line_ids.move_id, late)
        self.assertEqual(set(notice.line_ids.mapped("role")), {"demanded"})
        self.assertEqual(notice.mail_mail_id.recipient_ids, self.customer)
        self.assertIn("250.00", notice.body)

    def test_only_arrived_notices_move_the_ladder(self):
        self.customer.write(ADDRESS)
        self._introduce_company()
        self._create_invoices({"days": 10})
        steps = []
        for day in range(60):
            notices = self._run_and_deliver(TODAY + timedelta(days=day))
            steps += notices.mapped("level_id.name")
        self.assertEqual(steps, ["Reminder 1", "Reminder 2", "Formal notice"])
        self.assertFalse(self._debtor().activity_ids)

    def test_a_draft_policy_can_be_assumed_to_look_ahead(self):
        self._create_invoices({"days": 10})
        draft = self._create_policy(mode="propose", name="What if")
        debtor = self._debtor()
        decision = debtor._decide(TODAY, assume=draft)[debtor]
        self.assertEqual(decision.outcome, "propose")
        self.assertEqual(decision.level.level_id, draft.level_ids[0].id)
        self.assertEqual(debtor._decide(TODAY)[debtor].outcome, "send")
        self.assertEqual(draft.state, "draft")
