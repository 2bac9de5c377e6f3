"""Common ground of the tests of calls."""

from datetime import timedelta

from odoo import Command
from odoo.tests import Form, new_test_user

from .common import TODAY, FollowupCommon

LADDER = [
    {"name": "Reminder 1", "delay_days": 5, "deadline_days": 7},
    {"name": "Call", "step_kind": "call", "delay_days": 10, "minimum_claim": 1000},
    {"name": "Reminder 2", "delay_days": 30, "tone": "firm"},
]


class CallsCommon(FollowupCommon):
    """A customer who got reminder 1 and is to be called today about 2,000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ladder = cls._create_policy(LADDER, name="With a call", mode="automatic")
        cls.ladder.action_activate()
        cls.debtor = cls._debtor()
        cls.debtor.policy_id = cls.ladder
        cls.customer.phone = "+32 9 222 33 44"
        cls.invoices = cls._create_invoices(
            {"days": 25, "amount": 1500}, {"days": 24, "amount": 500}
        )
        cls.first, cls.second = cls.invoices.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        ).sorted("date_maturity")
        cls.user = new_test_user(
            cls.env,
            "caller",
            groups="base.group_user,debtor_followup.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            email="caller@company.example",
        )
        cls.company.followup_user_id = cls.user
        reminder = cls.debtor._act(TODAY - timedelta(days=14))
        reminder._mark_sent(fields_datetime(TODAY - timedelta(days=14)))

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _waiting(self):
        self.debtor.invalidate_recordset()
        return self.debtor.call_notice_id

    def _sheet(self, outcome, **values):
        """Open the call sheet as the caller and fill it in like on the screen."""
        action = self.debtor.with_user(self.user).action_open_call()
        sheet = self.env["debtor.call.sheet"].with_user(self.user)
        form = Form(sheet.browse(action["res_id"]))
        form.outcome = outcome
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()

    def _record(self, outcome, **values):
        return self._sheet(outcome, **values).action_record()


def fields_datetime(day, hour=10):
    """Return a moment in UTC on a day."""
    return f"{day.isoformat()} {hour:02}:00:00"
