from datetime import datetime, time
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from .common import TODAY, FollowupCommon

#: The tours happen on a business day at ten, whatever the real day is.
TEN_O_CLOCK = datetime.combine(TODAY, time(10))


@tagged("post_install", "-at_install", "is_tour")
class TestTours(FollowupCommon, HttpCase):
    """Two walks through the screens in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = patch.object(
            cls.registry["res.company"],
            "_followup_now",
            lambda _company: TEN_O_CLOCK,
        )
        cls.startClassPatcher(clock)

    def _create_user(self, login, groups):
        return new_test_user(
            self.env,
            login,
            groups=groups,
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def test_a_manager_activates_a_policy(self):
        policy = self._create_policy(
            [
                {"name": "First of the tour", "delay_days": 5},
                {"name": "Second of the tour", "delay_days": 16, "tone": "firm"},
            ],
            name="Ladder of the tour",
        )
        self._create_user("tour_manager", "account.group_account_manager")
        self.start_tour("/odoo", "followup_activate_policy", login="tour_manager")
        self.assertEqual(policy.state, "active")

    def test_a_bookkeeper_reads_the_reason_and_sends(self):
        self.policy.mode = "propose"
        self._create_invoices({"days": 10, "amount": 350})
        proposal = self._run().notice_ids
        self.assertEqual(proposal.state, "draft")
        self._create_user("tour_user", "debtor_followup.group_user")
        self.start_tour("/odoo", "followup_read_and_send", login="tour_user")
        notices = self._debtor().notice_ids
        self.assertEqual(
            notices.filtered(lambda one: one.state == "queued").ids, [max(notices.ids)]
        )
        self.assertEqual(proposal.state, "cancelled")
        self.assertFalse(notices[:1].automatic)
        self.assertEqual(notices[:1].create_uid.login, "tour_user")
