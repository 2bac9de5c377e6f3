from datetime import date, datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TODAY
from .formal_common import FormalCommon
from .law_common import LawCommon


@tagged("post_install", "-at_install")
class TestChangedClaims(LawCommon):
    """What is claimed is never more than the law gives after something changed."""

    #: The night in which the changes are seen.
    NIGHT = date(2025, 8, 1)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._claim()
        cls.charges = cls._charge(cls.LETTER)

    @classmethod
    def _charge(cls, day):
        return cls.env["debtor.charge"]._claim_sudo(cls._debtor(), cls.line, day)

    def _asked(self, state="claimed"):
        """Return {kind: what is asked of it in all}."""
        asked = {}
        for one in self._debtor().charge_ids.filtered(lambda one: one.state == state):
            asked.setdefault(one.charge_kind, 0)
            asked[one.charge_kind] = round(asked[one.charge_kind] + one.amount, 2)
        return asked

    def _pause(self, reason, since, **values):
        return self.env["debtor.pause"].create(
            {
                "debtor_id": self._debtor().id,
                "reason": reason,
                "date_start": since,
                "date_end": "2026-12-31",
                **values,
            }
        )

    def _row(self, kind="paid_charges"):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["debtor.todo"].search(
            [("kind", "=", kind), ("debtor_id", "=", self._debtor().id)]
        )

    def _credit(self):
        self.line.move_id._reverse_moves([{"invoice_date": self.NIGHT}], cancel=True)

    # === ANOTHER DUE DATE === #

    def test_a_later_due_date_claims_nothing_twice(self):
        self.line.date_maturity = date(2025, 2, 28)
        self._charge(date(2025, 9, 30))
        # 1000 x (11.5 % x 122 + 10.5 % x 92) / 365
        self.assertEqual(self._asked(), {"interest": 64.90, "fixed_sum": 40})

    def test_a_later_due_date_takes_back_what_ran_before_it(self):
        self.line.date_maturity = date(2025, 2, 28)
        self._run(self.NIGHT)
        # 28 days at 11.5 % less than 51.58
        self.assertEqual(self._asked(), {"interest": 42.75, "fixed_sum": 40})
        dropped = self.charges.filtered(lambda one: one.state == "waived")
        self.assertIn("due date became", dropped.waive_reason)
        self.assertEqual(dropped.amount, 51.58)
        self._charge(date(2025, 9, 30))
        self.assertEqual(self._asked(), {"interest": 64.90, "fixed_sum": 40})

    def test_a_due_date_after_the_letter_takes_back_all(self):
        self.line.date_maturity = date(2025, 7, 31)
        self._run(self.NIGHT)
        self.assertEqual(self._asked(), {})
        self._charge(date(2025, 9, 30))
        self.assertEqual(self._asked()["fixed_sum"], 40)

    # === CREDIT NOTES === #

    def test_a_credit_note_lowers_what_is_claimed(self):
        self._refund(self.line, 900)
        self._run(self.NIGHT)
        self.assertEqual(self._asked(), {"interest": 5.16, "fixed_sum": 40})
        lower = self._debtor().charge_ids - self.charges
        self.assertEqual(lower.date_to, self.LETTER)
        count = len(self._debtor().charge_ids)
        self._run(date(2025, 8, 2))
        self.assertEqual(len(self._debtor().charge_ids), count)

    def test_a_debit_note_before_the_night_is_of_the_lower_sum(self):
        self._refund(self.line, 900)
        self.charges.action_book()
        self.assertEqual(self._debtor().charge_ids.booked_move_id.amount_total, 45.16)

    def test_nothing_changed_changes_nothing(self):
        self._pay(self.line, 400, "2025-07-20")
        self._run(self.NIGHT)
        self.assertEqual(set(self.charges.mapped("state")), {"claimed"})
        self.assertEqual(self._debtor().charge_ids, self.charges)
        self.assertFalse(
            self.env["debtor.charge"]._find_changed_sudo(self.company), "looked at once"
        )

    def test_an_invoice_credited_in_full_is_neither_kept_nor_booked(self):
        self._credit()
        row = self._row()
        for act in (
            row.action_keep_charges,
            row.action_book_charges,
            self.charges.action_book,
        ):
            with self.assertRaisesRegex(UserError, "nothing was owed"):
                act()
        self._run(self.NIGHT)
        self.assertEqual(self._asked(), {})
        self.assertTrue(all(self.charges.mapped("claim_again")))
        self.assertFalse(self._row())

    def test_a_debit_note_of_a_credited_invoice_asks_for_a_credit_note(self):
        self.charges.action_book()
        self.assertFalse(self._row("credited_charges"))
        self._credit()
        row = self._row("credited_charges")
        note = self.charges.booked_move_id
        for words in (self.line.move_id.name, note.name, "91.58"):
            self.assertIn(words, row.why)
        self.assertEqual(row.action_open()["res_model"], "debtor.charge")
        note._reverse_moves([{"invoice_date": self.NIGHT}], cancel=True)
        self._run(self.NIGHT)
        self.assertFalse(self._row("credited_charges"))

    # === PROCEDURES AND PLANS === #

    def test_interest_ends_before_an_insolvency(self):
        self._pause("insolvency", "2025-09-01", event_date="2025-07-20")
        self._pay(self.line, 1000, "2025-12-20")
        # four days after the letter: 1000 x 10.5 % x 4 / 365
        self.assertIn("1.15", self._row().why)
        self._row().action_keep_charges()
        self.assertEqual(self._asked(), {"interest": 52.73, "fixed_sum": 40})
        added = self._debtor().charge_ids - self.charges
        self.assertEqual(added.date_to, date(2025, 7, 19))

    def test_an_insolvency_before_the_letter_takes_off_what_ran_after_it(self):
        self._pause("insolvency", "2025-07-20", event_date="2025-07-01")
        self._run(self.NIGHT)
        # 1000 x 11.5 % x 150 / 365: the first half of the year
        self.assertEqual(self._asked(), {"interest": 47.26, "fixed_sum": 40})
        dropped = self.charges.filtered(lambda one: one.state == "waived")
        self.assertIn("procedure", dropped.waive_reason)
        lower = self._debtor().charge_ids - self.charges
        self.assertEqual(lower.date_to, date(2025, 6, 30))

    def test_a_plan_that_is_kept_bears_no_interest(self):
        plan = self._pause("plan", "2025-07-20")
        claimed = self._debtor()._claim_legally(self.line, date(2025, 12, 20))[0]
        self.assertEqual(float(claimed.interest.amount), 1.15)
        self.assertEqual(claimed.interest.date_to, date(2025, 7, 19))
        self.assertFalse(claimed.cost or claimed.daily)
        plan._set_state("broken")
        claimed = self._debtor()._claim_legally(self.line, date(2025, 12, 20))[0]
        self.assertEqual(float(claimed.interest.amount), 45.45)

    def test_a_plan_for_other_claims_leaves_this_one(self):
        other = self._claim(500)
        self._pause(
            "plan",
            "2025-07-20",
            scope="claims",
            line_ids=[(0, 0, {"move_line_id": other.id})],
        )
        mine, theirs = self._debtor()._claim_legally(
            self.line | other, date(2025, 12, 20)
        )
        self.assertEqual(mine.interest.date_to, date(2025, 12, 20))
        self.assertEqual(theirs.interest.date_to, date(2025, 7, 19))


@tagged("post_install", "-at_install")
class TestChangedCustomers(FormalCommon):
    """Charges of a formal notice after the customer or the notice changed."""

    def test_a_business_that_is_a_consumer_is_asked_less(self):
        self._post(self._agreed())
        charges = self.debtor.charge_ids
        self.assertEqual(len(charges), 2)
        self.debtor.debtor_kind = "consumer"
        self._run(TODAY + timedelta(days=1))
        self.assertEqual(set(charges.mapped("state")), {"waived"})
        self.assertIn("consumer", charges[0].waive_reason)
        task = self.debtor.activity_ids.filtered(
            lambda one: one.summary == "Too much was claimed of a consumer"
        )
        self.assertEqual(len(task), 1)
        self.assertIn("40.00", task.note)

    def test_a_consumer_who_paid_is_asked_less_too(self):
        self._post(self._agreed())
        payment = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        )
        payment.create({"payment_date": TODAY})._create_payments()
        self.debtor.debtor_kind = "consumer"
        self._run(TODAY + timedelta(days=1))
        self.assertEqual(set(self.debtor.charge_ids.mapped("state")), {"waived"})

    def test_a_copy_that_leaves_late_claims_nothing_anew(self):
        notice = self._agreed()
        self._post(notice)
        self.invoice._reverse_moves([{"invoice_date": TODAY}], cancel=True)
        self._run(TODAY + timedelta(days=1))
        self.assertEqual(set(self.debtor.charge_ids.mapped("state")), {"waived"})
        notice.copy_ids._mark_sent(datetime(2026, 11, 25, 10))
        self.assertEqual(set(self.debtor.charge_ids.mapped("state")), {"waived"})

    def test_a_second_notice_at_a_step_claims_what_it_prints(self):
        first = self._agreed()
        self._post(first)
        self.debtor.charge_ids.action_book()
        (first | first.copy_ids)._set_state("withdrawn", reason="Mistake")
        second = self._propose(TODAY + timedelta(days=14))
        printed = [float(one["amount"]) for one in second.charge_items]
        self.assertTrue(printed)
        second._set_state("queued")
        second._mark_sent(datetime(2026, 12, 7, 10))
        self.assertEqual(second.charge_ids.mapped("amount"), printed)
