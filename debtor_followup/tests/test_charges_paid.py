from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import NOW
from .law_common import LawCommon


@tagged("post_install", "-at_install")
class TestPaid(LawCommon):
    """Charges on an invoice that is paid: kept, waived or booked by a person."""

    #: 17 days after the letter: 1000 x 10.5 % x 17 / 365 = 4.89
    PAID = date(2025, 8, 1)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._claim()
        cls.charges = cls._charge(cls.line)
        cls.users = {
            name: new_test_user(
                cls.env,
                f"charges_{name}",
                f"base.group_user,debtor_followup.group_{name}",
                company_id=cls.company.id,
            )
            for name in ("viewer", "user", "manager")
        }

    @classmethod
    def _charge(cls, line):
        return cls.env["debtor.charge"]._claim_sudo(
            cls._debtor(line.partner_id), line, cls.LETTER
        )

    def _row(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.env["debtor.todo"]
            .with_user(user or self.env.user)
            .search(
                [
                    ("kind", "=", "paid_charges"),
                    ("debtor_id.partner_id", "=", self.customer.id),
                ]
            )
        )

    # === WHAT A PAYMENT LEAVES === #

    def test_a_payment_of_the_principal_asks_what_to_do(self):
        self.assertFalse(self._row())
        self._pay(self.line, 1000, self.PAID)
        self.assertEqual(self.line.move_id.payment_state, "paid")
        row = self._row()
        self.assertEqual(row.charge_ids, self.charges)
        self.assertEqual(row.section, "80_tasks")
        for words in (self.line.move_id.name, "08/01/2025", "91.58", "4.89"):
            self.assertIn(words, row.why)
        self.assertFalse(self.line.amount_residual)

    def test_a_bank_line_of_exactly_the_principal(self):
        statement = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": self.PAID,
                "payment_ref": self.line.move_id.payment_reference,
                "partner_id": self.customer.id,
                "amount": 1000.0,
            }
        )
        suspense = statement.move_id.line_ids.filtered(
            lambda one: one.account_id == statement.journal_id.suspense_account_id
        )
        statement.move_id.button_draft()
        suspense.account_id = self.line.account_id
        statement.move_id.action_post()
        (suspense | self.line).reconcile()
        self.assertTrue(self.line.reconciled)
        self.assertIn("4.89", self._row().why)

    def test_a_payment_online_of_exactly_the_principal(self):
        provider = self.env["payment.provider"].create(
            {
                "name": "Online",
                "company_id": self.company.id,
                "state": "test",
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        self.env["account.payment.method.line"].create(
            {
                "name": "Online",
                "journal_id": provider.journal_id.id,
                "payment_provider_id": provider.id,
                "payment_account_id": provider.journal_id.default_account_id.id,
                "payment_method_id": self.env.ref(
                    "account.account_payment_method_manual_in"
                ).id,
            }
        )
        move = self.line.move_id
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": self.env.ref("payment.payment_method_unknown").id,
                "amount": move.amount_residual,
                "currency_id": move.currency_id.id,
                "partner_id": self.customer.id,
                "operation": "online_redirect",
                "reference": move.name,
                "invoice_ids": [Command.set(move.ids)],
            }
        )
        with freeze_time(self.PAID):
            transaction._set_done()
            transaction._post_process()
        self.assertTrue(self.line.reconciled)
        self.assertEqual(self._row().charge_ids, self.charges)
        self.assertIn("4.89", self._row().why)

    def test_another_currency_is_kept_in_it(self):
        dollars = self.setup_other_currency("USD", rates=[("2020-01-01", 2.0)])
        line = self._claim(currency=dollars, partner=self._create_customer("Dollar NV"))
        self._charge(line)
        self._pay(line, 1000, self.PAID)
        debtor = self._debtor(line.partner_id)
        debtor.charge_ids.action_keep()
        self.assertEqual(debtor.charge_ids.currency_id, dollars)
        self.assertEqual(
            sorted(debtor.charge_ids.mapped("amount")), [4.89, 51.58]
        )  # in dollars, without a sum in euro

    def test_a_payment_of_everything_leaves_a_credit_that_is_named(self):
        self._pay(self.line, 1091.58, self.PAID)
        self.assertTrue(self.line.reconciled)
        row = self._row()
        self.assertIn("that they paid is not matched yet", row.why)
        row.action_book_charges()
        note = self._debtor().charge_ids.booked_move_id
        self.assertEqual(note.amount_total, 96.47)  # with what ran on
        credit = self.env["account.move.line"].search(
            [*self._debtor()._get_claims_domain(), ("amount_residual", "<", 0)]
        )
        (credit | note.line_ids.filtered("date_maturity")).reconcile()
        self.assertEqual(note.amount_residual, 4.89)

    def test_a_part_payment_asks_nothing_yet(self):
        self._pay(self.line, 999, self.PAID)
        self.assertFalse(self._row())
        with self.assertRaisesRegex(UserError, "still open"):
            self.charges.action_keep()

    # === CLAIMED, AND TODAY === #

    def _tables(self, today):
        return self._debtor()._get_claimed_tables_sudo(self._debtor().charge_ids, today)

    def test_interest_is_frozen_in_the_letter_and_runs_on(self):
        (table,) = self._tables(date(2025, 8, 1))
        (row,) = table["rows"]
        shown = [row[key] for key in ("open", "claimed", "today", "costs", "total")]
        self.assertEqual(
            [float(one) for one in shown], [1000, 51.58, 56.47, 40, 1096.47]
        )
        self.assertEqual(row["until"], self.LETTER)
        self._pay(self.line, 400, "2025-08-01")
        row = self._tables(date(2025, 8, 11))[0]["rows"][0]
        # ten days on 600
        self.assertEqual(float(row["today"]), 58.19)
        self._pay(self.line, 600, "2025-08-11")
        row = self._tables(date(2025, 9, 1))[0]["rows"][0]
        self.assertEqual((float(row["open"]), float(row["today"])), (0, 58.19))
        self.assertEqual(row["paid_on"], date(2025, 8, 11))

    def test_the_form_shows_it_to_whoever_sees_charges(self):
        self._stop_clock(NOW.replace(year=2025, month=8, day=1))
        for user in self.users.values():
            self.env.invalidate_all()
            shown = self._debtor().with_user(user).charge_summary
            self.assertIn("1,096.47", shown)
        self.charges._waive("By agreement")
        self.assertFalse(self._debtor().charge_summary)

    def test_a_summary_without_a_rate_still_shows_what_is_claimed(self):
        (table,) = self._tables(date(2027, 3, 1))
        self.assertIn("interest rate is missing", table["refused"])
        self.assertEqual(float(table["claimed"]), 51.58)

    # === KEEPING === #

    def test_keeping_adds_what_ran_on_until_the_payment(self):
        self._pay(self.line, 1000, self.PAID)
        self._row(self.users["user"]).action_keep_charges()
        added = self._debtor().charge_ids - self.charges
        self.assertEqual((added.amount, added.charge_kind), (4.89, "interest"))
        self.assertEqual(added.date_from, date(2025, 7, 16))
        self.assertEqual(added.date_to, self.PAID)
        self.assertFalse(added.level_id)
        kept = self._debtor().charge_ids
        self.assertEqual(set(kept.mapped("state")), {"claimed"})
        self.assertEqual(kept.kept_by_id, self.users["user"])
        self.assertTrue(all(kept.mapped("kept_on")))
        self.assertFalse(self._row())
        # nothing is added twice
        kept.action_keep()
        self.assertEqual(self._debtor().charge_ids, kept)

    def test_a_payment_older_than_the_letter_takes_off_what_was_not_owed(self):
        self._pay(self.line, 1000, "2025-07-05")
        row = self._row()
        self.assertIn("older than the letter", row.why)
        row.action_keep_charges()
        states = {
            (one.charge_kind, one.state): one.amount
            for one in self._debtor().charge_ids
        }
        self.assertEqual(
            states,
            {
                ("interest", "waived"): 51.58,
                ("interest", "claimed"): 48.70,  # ten days less
                ("fixed_sum", "claimed"): 40,
            },
        )

    def test_a_payment_in_time_leaves_nothing_to_keep(self):
        self._pay(self.line, 1000, self.DUE)
        self._row().action_keep_charges()
        self.assertEqual(set(self._debtor().charge_ids.mapped("state")), {"waived"})
        self.assertFalse(self._row())

    def test_a_missing_rate_is_said_and_nothing_is_kept(self):
        line = self._claim(due=date(2026, 10, 1))
        charges = self.env["debtor.charge"]._claim_sudo(
            self._debtor(), line, date(2026, 12, 1)
        )
        self._pay(line, 1000, "2027-02-01")
        row = self._row()
        self.assertIn("interest rate is missing", row.why)
        with self.assertRaisesRegex(UserError, "interest rate is missing"):
            row.action_keep_charges()
        self.assertFalse(any(charges.mapped("kept_on")))

    # === WHAT COMES BACK === #

    def test_a_payment_that_is_taken_back_asks_again_later(self):
        self._pay(self.line, 1000, self.PAID)
        self._row().action_keep_charges()
        self.line.remove_move_reconcile()
        self._run(date(2025, 8, 20))
        kept = self._debtor().charge_ids
        self.assertFalse(any(kept.mapped("kept_on")))
        self.assertFalse(self._row())
        # a later letter goes on where the kept interest ended
        later = self._charge_on(date(2025, 9, 1))
        self.assertEqual(later.date_from, date(2025, 8, 2))
        self._pay(self.line, 1000, "2025-09-10")
        self.assertEqual(self._row().charge_ids, kept | later)

    def _charge_on(self, day):
        return self.env["debtor.charge"]._claim_sudo(self._debtor(), self.line, day)

    def test_an_invoice_that_is_credited_leaves_nothing_to_keep(self):
        self.line.move_id._reverse_moves([{"invoice_date": self.PAID}], cancel=True)
        self.assertTrue(self.line.reconciled)
        row = self._row()
        self.assertIn("credited in full", row.why)
        with self.assertRaisesRegex(UserError, "nothing was owed"):
            row.action_keep_charges()

    def test_a_credit_note_after_the_letter_lowers_the_interest(self):
        self._refund(self.line, 400)
        self._pay(self.line, 600, self.PAID)
        self._row().action_keep_charges()
        asked = self._debtor().charge_ids.filtered(lambda one: one.state == "claimed")
        interest = asked.filtered(lambda one: one.charge_kind == "interest")
        # 600 x (11.5 % x 150 + 10.5 % x 32) / 365
        self.assertEqual(interest.amount, 33.88)
        self.assertEqual(interest.date_to, self.PAID)

    def test_an_invoice_back_in_draft_asks_too(self):
        self.line.move_id.button_draft()
        self.assertIn("was changed", self._row().why)
        self.line.move_id.action_post()
        self.assertFalse(self._row())

    # === WHO MAY === #

    def test_rights_on_paid_charges(self):
        self._pay(self.line, 1000, self.PAID)
        row = self._row(self.users["viewer"])
        self.assertIn("4.89", row.why)
        for name in ("viewer", "user"):
            row = self._row(self.users[name])
            for action in (row.action_waive_charges, row.action_book_charges):
                with self.subTest(name=name), self.assertRaises(AccessError):
                    action()
        with self.assertRaises(AccessError):
            self._row(self.users["viewer"]).action_keep_charges()
        self.assertFalse(any(self.charges.mapped("kept_on")))
        action = self._row(self.users["manager"]).action_waive_charges()
        wizard = (
            self.env["debtor.charge.waive"]
            .with_user(self.users["manager"])
            .with_context(**action["context"])
            .create({"reason": "A good customer"})
        )
        wizard.action_waive()
        self.assertEqual(set(self.charges.mapped("state")), {"waived"})
        self.assertFalse(self._row())

    def test_another_company_and_a_portal_user_see_nothing(self):
        self._pay(self.line, 1000, self.PAID)
        other = self.env["res.company"].create({"name": "Other", "currency_id": 1})
        stranger = new_test_user(
            self.env,
            "charges_stranger",
            "base.group_user,debtor_followup.group_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.assertFalse(self._row(stranger))
        self.assertFalse(self.env["debtor.charge"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.charges.with_user(stranger)._waive("Please")
        portal = new_test_user(self.env, "charges_portal", "base.group_portal")
        for action in (
            lambda one: one.action_keep(),
            lambda one: one.action_waive(),
            lambda one: one.action_book(),
            lambda one: one.read(["amount"]),
        ):
            with self.assertRaises(AccessError):
                action(self.charges.with_user(portal))
        self.assertEqual(set(self.charges.mapped("state")), {"claimed"})

    # === THE NIGHT === #

    def test_the_night_follows_debit_notes_company_by_company(self):
        second = self.setup_other_company(name="Second BV")["company"]
        second.write({"country_id": self.env.ref("base.be").id})
        debtor = self._debtor(company=second)
        debtor.debtor_kind = "business"
        line = self._claim(company=second)
        theirs = self.env["debtor.charge"]._claim_sudo(debtor, line, self.LETTER)
        for charges in (self.charges, theirs):
            charges.action_book()
            note = charges.booked_move_id
            self.assertEqual(note.company_id, charges.company_id)
            amount = note.amount_total
            self._pay(note.line_ids.filtered("date_maturity"), amount, "2026-11-23")
        self._run(date(2026, 11, 24))
        self.assertEqual(set(self.charges.mapped("state")), {"paid"})
        self.assertEqual(set(theirs.mapped("state")), {"booked"})
        self._run(date(2026, 11, 24), second)
        self.assertEqual(set(theirs.mapped("state")), {"paid"})
