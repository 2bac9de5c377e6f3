from datetime import timedelta

from odoo.tests import tagged

from .common import TODAY
from .ledger import copy_ledger
from .test_activation import ActivationCommon


@tagged("post_install", "-at_install")
class TestGentleStart(ActivationCommon):
    """At most 25 messages a day in the first week, the largest first."""

    def test_three_thousand_old_claims(self):
        (invoice,) = self._create_invoices({"days": 20})
        partners = copy_ledger(self.env, self.customer, invoice, 600, 5)
        self.customer.active = False
        start = self._at("kinds")
        self._debtor(partners).write({"debtor_kind": "business"})
        start = self._at("preview")
        self.assertEqual(len(start.notice_ids), 25)
        self.assertEqual(start.notice_ids.partner_id, partners[:25])
        waits = start.silent_ids.filtered(lambda one: one.reason == "gentle_first_day")
        self.assertGreaterEqual(len(waits), 575)
        start.action_start()
        Notice = self.env["debtor.notice"]
        first = Notice.search([("state", "=", "queued")])
        self.assertEqual(len(first), 25)
        self._run(TODAY)
        self.assertEqual(Notice.search_count([]), 25)
        first._mark_sent(self.env.cr.now())
        run = self._run(TODAY + timedelta(days=1))
        self.assertEqual(run.notice_ids.partner_id, partners[25:50])
        self.assertEqual(len(run.notice_ids), 25)
        held = self._debtor(partners[300])
        self.assertEqual(held.decision_id.reason, "gentle_start")
        self.assertIn("at most 25 messages", held.explanation)
        self.assertEqual(held.next_action_date, TODAY + timedelta(days=2))

    def test_after_the_week_nothing_is_held_back(self):
        self.company._write_start_sudo(
            {
                "followup_start_date": TODAY - timedelta(days=6),
                "followup_gentle_limit": 1,
            }
        )
        self.policy.action_activate()
        debtors = self._customers(("Klein", {}), ("Groot", {"amount": 500}))
        run = self._run()
        self.assertEqual(run.notice_ids.debtor_id, debtors[1])
        self.assertEqual(debtors[0].decision_id.reason, "gentle_start")
        run = self._run(TODAY + timedelta(days=1))
        self.assertEqual(run.notice_ids.debtor_id, debtors[0])

    def test_letters_and_proposals_count_too(self):
        self.company._write_start_sudo(
            {
                "followup_start_date": TODAY - timedelta(days=1),
                "followup_gentle_limit": 1,
            }
        )
        self.policy.mode = "propose"
        self.policy.action_activate()
        debtors = self._customers(("Een", {"amount": 500}), ("Twee", {}))
        self._run()
        self.assertEqual(debtors.notice_ids.mapped("state"), ["draft"])
        self._run(TODAY + timedelta(days=1))
        self.assertEqual(debtors.notice_ids.mapped("state"), ["draft"])
