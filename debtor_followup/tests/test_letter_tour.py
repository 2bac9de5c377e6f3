from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from .common import TODAY
from .letter_common import ADDRESS, LetterCommon
from .test_tours import TEN_O_CLOCK


@tagged("post_install", "-at_install", "is_tour")
class TestLetterTour(LetterCommon, HttpCase):
    """From the list of letters to the post, in a real browser."""

    def setUp(self):
        super(LetterCommon, self).setUp()  # the clock of the browser goes on
        self.startPatcher(
            patch.object(
                self.registry["res.company"],
                "_followup_now",
                lambda _company: TEN_O_CLOCK,
            )
        )

    def test_a_bookkeeper_prints_and_posts(self):
        letter = self._letter()
        # Behind it in the pile, which is in the order of postcodes.
        other = self._create_customer("Fietsen De Backer", **{**ADDRESS, "zip": "9000"})
        self._create_invoices({"days": 10, "partner": other})
        second = self._debtor(other)._act(TODAY)
        new_test_user(
            self.env,
            "letter_user",
            groups="debtor_followup.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.start_tour("/odoo", "followup_print_letters", login="letter_user")
        self.assertEqual(letter.state, "sent")
        self.assertEqual(letter.tracking_number, "RR123456785BE")
        self.assertEqual(second.tracking_number, "RR987654321BE")
        self.assertEqual(second.state, "sent")
        self.assertEqual(letter.attachment_ids.mimetype, "application/pdf")
        self.assertEqual(letter.letter_batch_id.user_id.login, "letter_user")
