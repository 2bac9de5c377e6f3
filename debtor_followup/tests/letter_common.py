"""Common ground of the tests of letters."""

from datetime import timedelta

from .common import TODAY, FollowupCommon

NEXT_WEEK = TODAY + timedelta(days=7)
ADDRESS = {"street": "Steenstraat 1", "zip": "8000", "city": "Brugge"}
#: Public methods of letters, for users; see `letter_posting`.
LETTER_ACTIONS = {
    ("debtor.notice", "action_print_letters"),
    ("debtor.letter.batch", "action_post"),
    ("debtor.letter.batch", "action_open_cover"),
    ("debtor.letter.batch", "action_print_anew"),
    ("debtor.letter", "action_posted"),
    ("debtor.letter", "action_print_anew"),
    ("debtor.letter", "action_delivered"),
    ("debtor.letter", "action_refused"),
    ("debtor.letter", "action_unclaimed"),
    ("debtor.letter", "action_returned"),
    ("debtor.letter", "action_say_delivered"),
}


class LetterCommon(FollowupCommon):
    """A ladder whose first reminder goes by post."""

    CHANNELS = {"channel": "letter"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.level_ids[0].write(cls.CHANNELS)
        cls.company.write(
            {"street": "Kouter 7", "zip": "9000", "city": "Gent", "phone": "09 1234567"}
        )
        cls.customer.write(ADDRESS)

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _letter(self, **invoice):
        """Return an agreed letter about an invoice that is ten days late."""
        self.invoice = self._create_invoices({"days": 10, **invoice})
        return self._debtor()._act(TODAY)

    def _print(self, notices):
        return self.env["debtor.letter.batch"]._print(notices)

    def _decision(self, as_of=TODAY):
        return self._debtor()._decide(as_of)[self._debtor()]
