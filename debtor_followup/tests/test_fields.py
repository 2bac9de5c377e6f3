from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .common import TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestFields(FollowupCommon):
    """What customers, invoices and debtors show of follow-up, and how it is found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._create_customer("Optiek Baert")
        cls.calm = cls._create_customer("Calm customer")
        cls.customers = cls.customer | cls.other | cls.calm
        cls.invoice, cls.second, cls.other_invoice, cls.future = cls._create_invoices(
            {"days": 10, "amount": 350},
            {"days": 2, "amount": 80},
            {"days": 10, "partner": cls.other},
            {"days": -10, "partner": cls.calm},
        )
        cls.moves = cls.invoice | cls.second | cls.other_invoice | cls.future
        run = cls.env["debtor.followup.run"]._run(cls.company, TODAY)
        cls.notice = run.notice_ids.filtered(
            lambda notice: notice.partner_id == cls.customer
        )
        cls.first = cls.policy.level_ids[0]

    def _deliver(self):
        self.notice._mark_sent(self.env.cr.now().replace(2026, 11, 23))
        self._debtor()._plan(TODAY + timedelta(days=1))
        self.env.invalidate_all()

    def _pause(self, **values):
        return self.env["debtor.pause"].create(
            {
                "debtor_id": self._debtor().id,
                "date_start": TODAY,
                "date_end": TODAY + timedelta(days=5),
                **values,
            }
        )

    def _pause_claim(self, move):
        claim = move.line_ids.filtered("date_maturity")
        line = Command.create({"move_line_id": claim.id})
        return self._pause(scope="claims", line_ids=[line])

    # === INVOICES === #

    def test_invoice_shows_its_step_and_what_is_next(self):
        self.assertFalse(self.invoice.followup_level_id)
        self._deliver()
        self.assertEqual(self.invoice.followup_debtor_id, self._debtor())
        self.assertEqual(self.invoice.followup_level_id, self.first)
        self.assertFalse(self.second.followup_level_id)  # was listed only
        self.assertEqual(
            self.invoice.followup_next_date, self._debtor().next_action_date
        )
        self.assertIn("comes next", self.invoice.followup_explanation)

    def test_bills_and_credit_notes_show_nothing(self):
        bill = self._create_invoices({}, move_type="in_invoice")
        refund = self._create_invoices({}, move_type="out_refund")
        for move in bill | refund:
            self.assertFalse(move.followup_debtor_id)
            self.assertFalse(move.followup_explanation)

    def test_invoices_are_found_by_their_step(self):
        self._deliver()
        found = self._find_moves([("followup_level_id", "=", self.first.id)])
        self.assertEqual(found, self.invoice)
        found = self._find_moves([("followup_level_id", "=", False)])
        self.assertEqual(found, self.moves - self.invoice)
        found = self._find_moves([("followup_level_id", "!=", False)])
        self.assertEqual(found, self.invoice)

    def _find_moves(self, domain):
        return self.moves.filtered_domain(domain) & self.env["account.move"].search(
            [*domain, ("id", "in", self.moves.ids)]
        )

    def test_pause_of_a_claim_and_of_all(self):
        pause = self._pause_claim(self.invoice)
        self.assertEqual(self.invoice.followup_pause_id, pause)
        self.assertFalse(self.second.followup_pause_id)
        pause.action_lift()
        whole = self._pause()
        self.moves.invalidate_recordset()
        self.assertEqual((self.invoice | self.second).followup_pause_id, whole)
        self.assertFalse(self.other_invoice.followup_pause_id)

    def test_follow_up_of_an_invoice_opens(self):
        stranger = self.env["res.partner"].create({"name": "Never seen"})
        invoice = self._create_invoices({"partner": stranger})
        self.assertFalse(invoice.followup_debtor_id)
        action = invoice.action_open_debtor()
        debtor = self._debtor(stranger)
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            (
                "debtor.debtor",
                debtor.id,
            ),
        )
        self.assertEqual(self.invoice.action_open_debtor()["res_id"], self._debtor().id)

    def test_claim_shows_the_step_at_its_present_due_date(self):
        self._deliver()
        claim = self.invoice.line_ids.filtered("date_maturity")
        self.assertEqual(claim.followup_level_id, self.first)
        self.invoice.button_draft()
        self.invoice.invoice_date_due = TODAY
        self.invoice.action_post()
        claim.invalidate_recordset()
        self.assertFalse(claim.followup_level_id)

    # === CUSTOMERS === #

    def test_customer_shows_what_is_overdue(self):
        self._deliver()
        self.assertEqual(self.customer.followup_overdue, 430)
        self.assertEqual(self.customer.followup_currency_id, self.company.currency_id)
        self.assertEqual(self.customer.followup_level_id, self.first)
        self.assertEqual(self.calm.followup_overdue, 0)
        self.assertIn("Nothing is overdue", self.calm.followup_explanation)

    def test_contact_shows_what_its_company_owes(self):
        els = self.env["res.partner"].create(
            {"name": "Els", "parent_id": self.customer.id}
        )
        self.assertEqual(els.followup_debtor_id, self._debtor())
        self.assertEqual(els.followup_overdue, 430)

    def test_customers_are_found(self):
        self._deliver()
        self._pause()
        for domain, expected in (
            ([("followup_overdue", ">", 0)], self.customer | self.other),
            ([("followup_overdue", ">", 400)], self.customer),
            ([("followup_overdue", "<=", 100)], self.other | self.calm),
            ([("followup_level_id", "=", self.first.id)], self.customer),
            ([("followup_pause_id", "!=", False)], self.customer),
            ([("followup_pause_id", "=", False)], self.other | self.calm),
        ):
            found = self.env["res.partner"].search(
                [*domain, ("id", "in", self.customers.ids)]
            )
            with self.subTest(domain=domain):
                self.assertEqual(found, expected.sorted())

    def test_customers_without_a_step_or_an_exact_amount(self):
        """Filters that people build themselves."""
        self._deliver()
        for domain, expected in (
            ([("followup_overdue", "=", 430)], self.customer),
            ([("followup_overdue", "!=", 0)], self.customer | self.other),
            ([("followup_level_id", "=", False)], self.other | self.calm),
        ):
            found = self.env["res.partner"].search(
                [*domain, ("id", "in", self.customers.ids)]
            )
            with self.subTest(domain=domain):
                self.assertEqual(found, expected.sorted())

    def test_follow_up_of_a_customer_opens(self):
        action = self.customer.action_open_debtor()
        self.assertEqual(action["res_id"], self._debtor().id)

    # === DEBTORS === #

    def test_debtors_are_found_by_the_policy_they_follow(self):
        own = self._create_policy(name="Own", mode="automatic")
        self._debtor(self.calm).policy_id = own
        debtors = self._debtor(self.customers)
        for value, expected in (
            (self.policy.id, self._debtor(self.customer | self.other)),
            (own.id, self._debtor(self.calm)),
            (False, debtors.browse()),
        ):
            found = debtors.search(
                [("effective_policy_id", "=", value), ("id", "in", debtors.ids)]
            )
            with self.subTest(policy=value):
                self.assertEqual(set(found), set(expected))
        self.company.followup_policy_id = False
        found = debtors.search(
            [("effective_policy_id", "=", False), ("id", "in", debtors.ids)]
        )
        self.assertEqual(set(found), set(self._debtor(self.customer | self.other)))

    def test_who_needs_action(self):
        debtors = self._debtor(self.customers)
        self._debtor(self.other).notice_ids._fail("550 no such user")
        self.env.flush_all()
        self.env.invalidate_all()
        waiting = debtors.filtered("needs_action")
        self.assertEqual(waiting, self._debtor(self.other))
        for value, expected in ((True, waiting), (False, debtors - waiting)):
            found = debtors.search(
                [("needs_action", "=", value), ("id", "in", debtors.ids)]
            )
            self.assertEqual(set(found), set(expected))

    def test_counts_and_lists_of_a_debtor(self):
        self._pause()
        debtor = self._debtor()
        self.assertEqual((debtor.notice_count, debtor.pause_count), (1, 1))
        for action, records in (
            (debtor.action_open_notices(), debtor.notice_ids),
            (debtor.action_open_pauses(), debtor.pause_ids),
            (debtor.action_open_claims(), debtor.claim_ids),
        ):
            found = self.env[action["res_model"]].search(list(action["domain"]))
            self.assertEqual(found, records)

    def test_reminders_are_numbered(self):
        self.assertEqual(self.policy.level_ids.mapped("reminder_no"), [1, 2, 0])

    # === WHO IS WRITTEN TO WHEN PEOPLE MOVE === #

    def test_claims_stay_with_the_customer_when_a_contact_moves(self):
        els = self.env["res.partner"].create(
            {
                "name": "Els",
                "parent_id": self.calm.id,
                "email": "els@calm.example",
            }
        )
        self._create_invoices({"partner": els, "days": 10})
        els.parent_id = self.other
        self._run(TODAY + timedelta(days=1))
        self.assertEqual(self._debtor(self.calm).overdue_amount, 100)
