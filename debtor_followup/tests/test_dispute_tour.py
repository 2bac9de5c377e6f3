from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.tests import HttpCase, tagged

from .call_common import CallsCommon
from .common import TODAY
from .test_tours import TEN_O_CLOCK


@tagged("post_install", "-at_install", "is_tour")
class TestDisputeTour(CallsCommon, HttpCase):
    """A dispute is answered from the list of pauses, in a real browser."""

    def setUp(self):
        super(CallsCommon, self).setUp()  # the clock of the browser goes on
        self.startPatcher(
            patch.object(
                self.registry["res.company"],
                "_followup_now",
                lambda _company: TEN_O_CLOCK,
            )
        )

    def test_a_bookkeeper_answers_a_dispute(self):
        claim = self.debtor.claim_ids[:1]
        dispute = self.env["debtor.pause"].create(
            {
                "debtor_id": self.debtor.id,
                "reason": "dispute",
                "scope": "claims",
                "date_start": TODAY,
                "date_end": TODAY + timedelta(days=7),
                "note": "Two pallets were wet",
                "line_ids": [
                    Command.create({"move_line_id": claim.id, "amount": 120.0})
                ],
            }
        )
        self.start_tour(
            "/odoo/followup-pauses", "followup_dispute_answered", login="caller"
        )
        self.assertEqual(dispute.state, "rejected")
        self.assertEqual(dispute.answer_text, "They were dry: see the photo")
        notice = dispute.answer_notice_id
        self.assertEqual((notice.state, notice.create_uid), ("queued", self.user))
        self.assertIn("They were dry", notice.body)
