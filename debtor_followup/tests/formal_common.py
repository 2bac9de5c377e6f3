"""Common ground of the tests of formal notices."""

from datetime import datetime, timedelta

from .common import TODAY, FollowupCommon
from .letter_common import ADDRESS


class FormalCommon(FollowupCommon):
    """A claim of two months ago about which two reminders arrived and one called.

    The ladder goes on with a formal notice, by registered letter and by mail, and
    ends with a handoff.
    """

    #: So many days before TODAY a reminder arrived.
    REMINDED = (45, 28)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "name": "Verhulst Hout",
                "street": "Kouter 7",
                "zip": "9000",
                "city": "Gent",
                "phone": "09 1234567",
                "vat": "BE0477472701",
            }
        )
        cls.env["res.partner.bank"].create(
            {
                "acc_number": "BE71096123456769",
                "partner_id": cls.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        cls.policy = cls._create_ladder("propose")
        cls.first, cls.second, cls.call, cls.formal, cls.handoff = cls.policy.level_ids
        cls.company.followup_policy_id = cls.policy
        cls.customer.write(ADDRESS)
        cls.invoice = cls._create_invoices({"days": 60, "amount": 1000})
        cls.line = cls.invoice.line_ids.filtered("date_maturity")
        cls.debtor = cls._debtor()
        cls._reach(cls.debtor)
        cls._speak(cls.debtor, 14)

    @classmethod
    def _create_ladder(cls, mode):
        policy = cls._create_policy(
            [
                {"name": "Reminder 1", "delay_days": 5, "deadline_days": 7},
                {"name": "Reminder 2", "delay_days": 16, "deadline_days": 8},
                {"name": "Call", "step_kind": "call", "delay_days": 25},
                {
                    "name": "Formal notice",
                    "step_kind": "formal_notice",
                    "delay_days": 32,
                    "deadline_days": 10,
                    "channel": "registered_letter",
                    "second_channel": "email",
                    "tone": "formal",
                    "add_charges": True,
                },
                {"name": "Handoff", "step_kind": "handoff", "delay_days": 47},
            ],
            mode=mode,
        )
        policy.action_activate()
        return policy

    @classmethod
    def _reach(cls, debtor, *ago):
        """Let the reminders arrive that are due on days before TODAY."""
        for days in ago or cls.REMINDED:
            day = TODAY - timedelta(days=days)
            notices = debtor._act(day, agreed=True)
            notices._mark_sent(datetime(day.year, day.month, day.day, 10))

    @classmethod
    def _speak(cls, debtor, ago):
        """Call a debtor on a day before TODAY, who refuses to pay."""
        day = TODAY - timedelta(days=ago)
        debtor._act(day)
        call = debtor.call_notice_id
        call._set_state("queued")
        call._mark_sent(datetime(day.year, day.month, day.day, 10))
        call._write_sudo({"call_outcome": "refuses"})

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _propose(self, day=TODAY, debtor=None):
        """Return the formal notice that is made on a day."""
        debtor = debtor or self.debtor
        return debtor._act(day).filtered(lambda one: one.level_id == self.formal)

    def _agreed(self):
        """Return a formal notice to which a person agreed."""
        notice = self._propose()
        notice.action_send()
        return notice

    def _post(self, notice):
        """Print a letter and take it to the post; return its line in the batch."""
        batch = self.env["debtor.letter.batch"]._print(notice)
        letter = batch.letter_ids
        batch.action_post()
        return letter
