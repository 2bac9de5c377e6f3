from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import TODAY, FollowupCommon

YESTERDAY = TODAY - timedelta(days=1)


@tagged("post_install", "-at_install", "is_tour")
class TestMorningTour(FollowupCommon, HttpCase):
    """A morning with the keyboard, in a real browser."""

    def test_a_morning(self):
        moment = datetime(2026, 11, 23, 10)
        self.startPatcher(
            patch.object(
                self.registry["res.company"], "_followup_now", lambda _company: moment
            )
        )
        self.policy.mode = "propose"
        customers = [
            self._create_customer(name)
            for name in ("Janssens Bouw", "Fietsen De Backer")
        ]
        self._create_invoices(
            {"days": 10, "amount": 300},
            {"days": 10, "amount": 900, "partner": customers[0]},
            {"days": 10, "amount": 100, "partner": customers[1]},
        )
        self._run()
        failed = self._debtor(customers[1]).notice_ids
        failed._set_state("queued")
        failed._fail("550 no such user", refused=True)
        new_test_user(
            self.env,
            "morning_tour",
            groups="base.group_user,debtor_followup.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.start_tour("/odoo/morning", "followup_morning", login="morning_tour")
        self.assertIn("queued", self._debtor(customers[0]).notice_ids.mapped("state"))
        self.assertEqual(self._debtor().notice_ids.state, "cancelled")
        self.assertEqual(self._debtor().pause_ids.note, "Els calls on Friday")
        self.assertTrue(failed.handled)
        self.assertEqual(self.company.followup_bank_marked_date, YESTERDAY)
