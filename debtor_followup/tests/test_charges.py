from datetime import date
from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .law_common import LawCommon


@tagged("post_install", "-at_install")
class TestCharges(LawCommon):
    """What a letter claims on a claim, through all that may happen to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._claim()

    def _charge(self, lines=None, day=None):
        lines = lines or self.line
        return self.env["debtor.charge"]._claim_sudo(
            self._debtor(lines[0].partner_id), lines, day or self.LETTER
        )

    def test_a_business_owes_interest_and_forty(self):
        interest, cost = self._charge()
        # 1000 x (11.5 % x 150 + 10.5 % x 15) / 365
        self.assertEqual(interest.amount, 51.58)
        self.assertEqual(interest.date_from, date(2025, 2, 1))
        self.assertEqual(interest.date_to, self.LETTER)
        self.assertEqual([one["days"] for one in interest.computation], [150, 15])
        self.assertEqual((cost.charge_kind, cost.amount), ("fixed_sum", 40))
        self.assertEqual((interest | cost).mapped("state"), ["claimed"] * 2)

    def test_the_ledger_is_not_touched(self):
        before = self.env["account.move"].search_count([])
        self._charge()
        self.assertEqual(self.env["account.move"].search_count([]), before)
        self._pay(self.line, 1000, "2025-08-01")
        self.assertTrue(self.line.reconciled)
        self.assertFalse(self.line.amount_residual)

    def test_a_later_letter_claims_only_what_came_since(self):
        first = self._charge()
        later = self._charge(day=date(2025, 8, 14))
        self.assertEqual(later.charge_kind, "interest")
        self.assertEqual(later.date_from, date(2025, 7, 16))
        whole = self._claim_items(self._claim(), date(2025, 8, 14))[1000.0][0]
        interest = first.filtered(lambda one: one.charge_kind == "interest") | later
        self.assertEqual(Decimal(str(round(sum(interest.mapped("amount")), 2))), whole)
        self.assertFalse(self._charge(day=date(2025, 8, 14)))

    def test_part_payments_lower_the_base(self):
        self._pay(self.line, 400, "2025-03-31")
        # 59 days on 1000, 91 on 600 at 11.5 %, 15 on 600 at 10.5 %
        interest = 1000 * 0.115 * 59 / 365 + 600 * (0.115 * 91 + 0.105 * 15) / 365
        self.assertAlmostEqual(
            float(self._claim_items(self.line)[1000.0][0]), interest, 2
        )

    def test_a_credit_note_lowers_the_claim_from_its_beginning(self):
        self._refund(self.line, 400)
        alone = self._claim(600)
        self.assertEqual(
            self._claim_items(self.line)[1000.0], self._claim_items(alone)[600.0]
        )

    def test_a_payment_that_is_taken_back(self):
        before = self._claim_items(self.line)
        self._pay(self.line, 400, "2025-03-31")
        self.assertNotEqual(self._claim_items(self.line), before)
        self.line.remove_move_reconcile()
        self.assertEqual(self._claim_items(self.line), before)

    def test_another_currency_bears_interest_but_no_sum_in_euro(self):
        dollars = self.setup_other_currency("USD", rates=[("2020-01-01", 2.0)])
        line = self._claim(currency=dollars)
        interest, cost = self._claim_items(line)[1000.0]
        self.assertEqual(interest, Decimal("51.58"))
        self.assertEqual(cost, 0)

    def test_a_small_invoice_bears_no_cost_above_itself(self):
        line = self._claim(15)
        self.assertEqual(self._claim_items(line)[15.0][1], 15)
        self.company.followup_costs_cap = 0
        self.assertEqual(self._claim_items(line)[15.0][1], 40)

    def test_the_dutch_scale_is_that_of_the_letter(self):
        self.company.followup_law = "NL"
        lines = self._claim(3000) | self.line
        costs = [one[1] for one in self._claim_items(lines).values()]
        self.assertEqual(sum(costs), 525)

    def test_a_missing_rate_is_said_and_nothing_is_claimed(self):
        line = self._claim(due=date(2026, 12, 1))
        with self.assertRaisesRegex(UserError, "interest rate is missing"):
            self._charge(line, date(2027, 3, 1))
        self.assertFalse(self._debtor().charge_ids)

    def test_a_company_without_law_claims_the_principal_only(self):
        self.company.followup_law = False
        with self.assertRaisesRegex(UserError, "principal only"):
            self._charge()

    # === BOOKING === #

    def test_a_debit_note_of_charges(self):
        charges = self._charge()
        charges.action_book()
        note = charges.booked_move_id
        self.assertEqual((note.state, note.move_type), ("posted", "out_invoice"))
        self.assertEqual(note.amount_total, 91.58)
        self.assertFalse(note.amount_tax)
        self.assertEqual(note.invoice_origin, self.line.move_id.name)
        self.assertEqual(set(charges.mapped("state")), {"booked"})
        self.assertEqual(self.line.amount_residual, 1000)
        for action in (charges.action_book, lambda: self._waive(charges)):
            with self.assertRaisesRegex(UserError, "no longer only claimed"):
                action()

    def test_a_charge_follows_its_debit_note(self):
        charges = self._charge()
        charges.action_book()
        note = charges.booked_move_id
        self._pay(note.line_ids.filtered("date_maturity"), 91.58, "2026-11-23")
        self._settle(charges, "paid")
        note.line_ids.remove_move_reconcile()
        self._settle(charges, "booked")
        note.button_draft()
        note.button_cancel()
        self._settle(charges, "waived")

    def _settle(self, charges, state):
        self.env["debtor.charge"]._settle_booked_sudo(self.company)
        self.assertEqual(set(charges.mapped("state")), {state})

    def test_a_debit_note_bears_no_interest(self):
        charges = self._charge()
        charges.action_book()
        line = charges.booked_move_id.line_ids.filtered("date_maturity")
        self.assertFalse(self._charge(line, date(2026, 12, 20)))

    def test_whoever_makes_no_invoices_books_nothing(self):
        charges = self._charge()
        user = new_test_user(
            self.env,
            "charge_booker",
            "base.group_user,debtor_followup.group_user",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            charges.with_user(user).action_book()
        self.assertEqual(set(charges.mapped("state")), {"claimed"})

    # === WAIVING === #

    def _waive(self, charges, user=None, reason="Paid the next day"):
        form = self.env["debtor.charge.waive"].with_user(user or self.env.user)
        form.create({"charge_ids": charges.ids, "reason": reason}).action_waive()

    def test_a_manager_waives_with_a_reason(self):
        charges = self._charge()
        manager = new_test_user(
            self.env,
            "charge_manager",
            "base.group_user,debtor_followup.group_manager",
            company_id=self.company.id,
        )
        with self.assertRaisesRegex(UserError, "Say why"):
            self._waive(charges, manager, " ")
        self._waive(charges, manager)
        self.assertEqual(set(charges.mapped("state")), {"waived"})
        self.assertEqual(charges.waived_by_id, manager)
        self.assertIn("Paid the next day", self._debtor().message_ids[0].body)
        # what was given up is not asked again
        self.assertFalse(self._charge())

    def test_nobody_else_waives(self):
        charges = self._charge()
        user = new_test_user(
            self.env,
            "charge_user",
            "base.group_user,debtor_followup.group_user",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            charges.with_user(user)._waive("Please")
        with self.assertRaises(AccessError):
            charges.with_user(user).action_waive()
        with self.assertRaises(AccessError):
            charges.with_user(user).write({"state": "waived"})
        self.assertEqual(set(charges.mapped("state")), {"claimed"})

    def test_charges_are_evidence(self):
        with self.assertRaisesRegex(UserError, "kept as evidence"):
            self._charge().sudo().unlink()
        self.line.move_id.button_draft()
        self.assertEqual(len(self._debtor().charge_ids), 2)


@tagged("post_install", "-at_install")
class TestCalculator(LawCommon):
    """What somebody asks of the calculator."""

    def _open(self, debtor=None, line=None, **values):
        action = self.env["debtor.interest.calculator"]._open(
            self.company, debtor, line
        )
        one = self.env["debtor.interest.calculator"].browse(action["res_id"])
        one.write({"end_date": self.LETTER, **values})
        return one

    def test_a_claim_as_the_ledger_has_it(self):
        line = self._claim()
        self._pay(line, 400, "2025-03-31")
        one = self._open(self._debtor(), line)
        self.assertEqual((one.principal, one.due_date), (1000, self.DUE))
        self.assertEqual(one.payment_ids.amount, 400)
        claim = self.env["debtor.legal.regime"]._assess_question(one)
        self.assertEqual(claim.interest.principal_left, 600)
        self.assertEqual(claim.interest.amount, self._claim_items(line)[1000.0][0])
        self.assertIn("03/31/2025", one.result)

    def test_from_the_invoice_and_from_the_debtor(self):
        line = self._claim()
        for record in (line.move_id, self._debtor()):
            action = record.action_calculate_interest()
            one = self.env[action["res_model"]].browse(action["res_id"])
            self.assertEqual(one.move_line_id, line)
            self.assertEqual(one.debtor_id, self._debtor())

    def test_what_is_missing_is_said(self):
        one = self._open(principal=1000, due_date=self.DUE)
        for values, words in (
            ({"due_date": "2025-12-01"}, "before it was due"),
            ({"end_date": "2027-06-01"}, "interest rate is missing"),
            ({"law": False}, "No rules of law"),
            ({"principal": -5}, "below zero"),
            (
                {
                    "law": "NL",
                    "debtor_kind": "consumer",
                    "reminder_days": 7,
                    "reminder_date": "2025-02-10",
                },
                "shorter than",
            ),
        ):
            before = {name: one[name] for name in values}
            one.write(values)
            self.assertIn(words, one.result)
            one.write(before)

    def test_it_is_printed(self):
        one = self._open(principal=1000, due_date=self.DUE)
        one.payment_ids = [Command.create({"day": "2025-03-31", "amount": 400})]
        for allocation, words in (
            ("principal_first", "first against the principal, then the interest"),
            ("legal", "first against the interest, then the principal"),
        ):
            self.company.followup_allocation = allocation
            page = self.env["ir.qweb"]._render(
                "debtor_followup.interest_calculation_document", {"docs": one}
            )
            for part in ("02/01/2025", "400.00", "40.00", words):
                self.assertIn(part, page)
            one.invalidate_recordset(["result"])
        action = one.action_print()
        file = self.env["ir.attachment"].browse(
            int(action["url"].partition("?")[0].rpartition("/")[2])
        )
        self.assertTrue(file.raw.startswith(b"%PDF"))
        one.law = False
        with self.assertRaisesRegex(UserError, "No rules of law"):
            one.action_print()
