from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .call_common import CallsCommon
from .test_tours import TEN_O_CLOCK


@tagged("post_install", "-at_install", "is_tour")
class TestCallTour(CallsCommon, HttpCase):
    """A call with an outcome, in a real browser."""

    def setUp(self):
        super(CallsCommon, self).setUp()  # the clock of the browser goes on
        self.startPatcher(
            patch.object(
                self.registry["res.company"],
                "_followup_now",
                lambda _company: TEN_O_CLOCK,
            )
        )

    def test_a_bookkeeper_calls(self):
        self._run()
        call = self._waiting()
        self.start_tour(
            f"/odoo/debtor.debtor/{self.debtor.id}",
            "followup_call_with_outcome",
            login="caller",
        )
        self.assertEqual(call.call_outcome, "promise")
        self.assertEqual(self.debtor.pause_ids.note, "After the fair")
        self.assertEqual(call.about_ids.state, "queued")
        self.assertEqual(call.about_ids.create_uid, self.user)
