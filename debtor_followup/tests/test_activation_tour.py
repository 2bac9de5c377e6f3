import io
from datetime import datetime, time
from unittest.mock import patch

import openpyxl

from odoo.tests import HttpCase, new_test_user, tagged

from .common import TODAY
from .test_activation import ActivationCommon


@tagged("post_install", "-at_install", "is_tour")
class TestActivationTour(ActivationCommon, HttpCase):
    """Somebody new to it starts follow-up in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = patch.object(
            cls.registry["res.company"],
            "_followup_now",
            lambda _company: datetime.combine(TODAY, time(10)),
        )
        cls.startClassPatcher(clock)

    def _stop_clock(self, moment=None):
        """The browser needs a clock that goes on."""

    def test_start_in_the_browser(self):
        self.policy.mode = "automatic"
        self._customers(
            ("Groot", {"amount": 900}), ("Klein", {}), ("Oud", {"days": 120})
        )
        town = self._create_customer("Gemeente Melle", kind="unknown")
        self._create_invoices({"days": -5, "partner": town})
        start = self._open()
        new_test_user(
            self.env,
            "tour_start",
            groups="account.group_account_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.start_tour("/odoo", "followup_start", login="tour_start")
        self.assertEqual(start.state, "started")
        states = {one.partner_id.name: one.state for one in start.notice_ids}
        self.assertEqual(states, {"Groot one": "queued", "Klein one": "cancelled"})
        self.assertEqual(self._debtor(town).debtor_kind, "public")
        self.authenticate("tour_start", "tour_start")
        answer = self.url_open(start.action_download_template()["url"])
        self.assertEqual(answer.status_code, 200)
        rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
        self.assertIn("Oud one", {row[0] for row in rows})
