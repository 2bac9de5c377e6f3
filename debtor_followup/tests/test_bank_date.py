from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestBankDate(FollowupCommon):
    """Up to which day payments are booked."""

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _book_line(self, ago, kind="bank"):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data[f"default_journal_{kind}"].id,
                "date": TODAY - timedelta(days=ago),
                "payment_ref": "Transfer",
                "amount": 10.0,
            }
        )

    def _user(self, group):
        return new_test_user(
            self.env,
            f"bank_{group}",
            groups=f"base.group_user,debtor_followup.group_{group}",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def test_newest_line_or_marked_day(self):
        self.assertIsNone(self.company._followup_bank_date())
        self._book_line(9)
        self._book_line(4)
        self._book_line(6)
        self._book_line(1, "cash")  # the till says nothing about the bank
        newest = TODAY - timedelta(days=4)
        self.assertEqual(self.company._followup_bank_date(), newest)
        self.company._mark_bank_complete(TODAY - timedelta(days=5))
        self.assertEqual(self.company._followup_bank_date(), newest)
        self.company._mark_bank_complete(TODAY)
        self.assertEqual(self.company._followup_bank_date(), TODAY)

    def test_a_line_that_went_back_to_draft_does_not_count(self):
        self._book_line(9)
        self._book_line(4).move_id.button_draft()
        self.assertEqual(self.company._followup_bank_date(), TODAY - timedelta(days=9))

    def test_a_branch_shares_it(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        branch._mark_bank_complete(TODAY)
        self.assertEqual(self.company.followup_bank_marked_date, TODAY)
        self.assertEqual(branch._followup_bank_date(), TODAY)

    def test_not_in_the_future(self):
        with self.assertRaisesRegex(ValidationError, "a day to come"):
            self.company._mark_bank_complete(TODAY + timedelta(days=1))

    def test_users_may_mark_and_viewers_may_not(self):
        company = self.company.with_user(self._user("user"))
        company._mark_bank_complete(TODAY)
        self.assertEqual(self.company.followup_bank_marked_date, TODAY)
        with self.assertRaises(AccessError):
            self.company.with_user(self._user("viewer"))._mark_bank_complete(TODAY)
