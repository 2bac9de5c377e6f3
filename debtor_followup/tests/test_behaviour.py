from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import NOW, TODAY, FollowupCommon

#: Days overdue on TODAY: one invoice a month, the oldest first.
MONTHS = (280, 250, 220, 190, 160, 130)


class BehaviourCommon(FollowupCommon):
    """A good payer, one who pays in the third week, and one who hardly pays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.company_data["default_journal_bank"]
        cls.good = cls._create_customer("Altijd Stipt")
        cls.slow = cls._create_customer("Meestal Later")
        cls.invoices = cls._create_invoices(
            *({"days": days, "partner": cls.good} for days in MONTHS),
            *({"days": days, "partner": cls.slow} for days in MONTHS),
        )
        for late, invoices in ((0, cls.invoices[:6]), (20, cls.invoices[6:])):
            for invoice in invoices:
                cls._pay(invoice, late)
        cls._refresh()

    @classmethod
    def _pay(cls, invoices, late, amount=None):
        """Let bank lines of so many days after the due date settle invoices."""
        for invoice in invoices:
            day = invoice.invoice_date_due + timedelta(days=late)
            cls._pay_on(invoice, day, amount or invoice.amount_residual)

    @classmethod
    def _pay_on(cls, invoice, day, amount):
        line = cls.env["account.bank.statement.line"].create(
            {
                "journal_id": cls.bank.id,
                "date": day,
                "payment_ref": "Payment",
                "partner_id": invoice.partner_id.id,
                "amount": amount,
            }
        )
        _liquid, other, _more = line._seek_for_lines()
        claims = invoice.line_ids.filtered("date_maturity")
        line.with_context(skip_readonly_check=True).move_id.write(
            {
                "line_ids": [
                    Command.update(other.id, {"account_id": claims.account_id.id})
                ]
            }
        )
        (other + claims).filtered(lambda one: not one.reconciled).reconcile()

    @classmethod
    def _refresh(cls, as_of=TODAY):
        cls.env["debtor.behaviour"]._refresh(cls.company, as_of)

    def _figures(self, partner):
        return self._debtor(partner).behaviour_ids


@tagged("post_install", "-at_install")
class TestBehaviour(BehaviourCommon):
    """Figures and classes, read from a real ledger."""

    # === WHAT IS READ === #

    def test_figures_of_payers(self):
        self.assertRecordValues(
            self._figures(self.good) | self._figures(self.slow),
            [
                {
                    "relationship": "loyal",
                    "reason": "on_time",
                    "paid_count": 6,
                    "on_time_count": 6,
                    "share_on_time": 100,
                    "median_days": 0,
                    "spread_days": 0,
                    "average_days": 0,
                    "open_count": 0,
                    "turnover": 600,
                    "median_amount": 100,
                    "changed_on": TODAY,
                },
                {
                    "relationship": "late",
                    "reason": "late",
                    "paid_count": 6,
                    "on_time_count": 0,
                    "share_on_time": 0,
                    "median_days": 20,
                    "spread_days": 0,
                    "average_days": 20,
                    "open_count": 0,
                    "turnover": 600,
                    "median_amount": 100,
                    "changed_on": TODAY,
                },
            ],
        )
        self.assertEqual(self._debtor(self.good).relationship, "loyal")
        self.assertEqual(self._debtor(self.slow).relationship, "late")
        self.assertEqual(
            self._figures(self.good).customer_since,
            TODAY - timedelta(days=280 + 30),
        )

    def test_open_claims_are_never_invisible(self):
        self._create_invoices({"days": 40, "partner": self.good})
        self._refresh()
        self.assertRecordValues(
            self._figures(self.good),
            [
                {
                    "relationship": "regular",
                    "relationship_before": "loyal",
                    "reason": "open_claims",
                    "open_count": 1,
                    "paid_count": 6,
                }
            ],
        )

    def test_a_credit_note_pays_nothing(self):
        """Half credited, half paid: the payment counts, on its day."""
        invoice = self._create_invoices({"days": 100, "partner": self.slow})
        self._pay(invoice, 20, amount=50)
        credit = invoice._reverse_moves([{"invoice_date": TODAY}])
        credit.invoice_line_ids.price_unit = 50
        credit.action_post()
        self.assertEqual(invoice.amount_residual, 0)
        self._refresh()
        self.assertEqual(self._figures(self.slow).paid_count, 7)
        self.assertEqual(self._figures(self.slow).median_days, 20)

    def test_wholly_credited_is_no_payment(self):
        invoice = self._create_invoices({"days": 100, "partner": self.slow})
        credit = invoice._reverse_moves([{"invoice_date": TODAY}], cancel=True)
        self.assertTrue(credit)
        self.assertEqual(invoice.payment_state, "reversed")
        self._refresh()
        self.assertEqual(self._figures(self.slow).paid_count, 6)
        self.assertEqual(self._figures(self.slow).open_count, 0)

    def test_parts_are_paid_by_the_last_and_count_for_their_amounts(self):
        customer = self._create_customer("Betaalt In Delen")
        invoice = self._create_invoices({"days": 100, "partner": customer})
        self._pay(invoice, 0, amount=90)
        self._pay(invoice, 40)
        self._refresh()
        figures = self._figures(customer)
        self.assertEqual((figures.median_days, figures.average_days), (40, 4))

    def _register_payment(self, name):
        customer = self._create_customer(name)
        invoice = self._create_invoices({"days": 100, "partner": customer})
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create(
            {"payment_date": invoice.invoice_date_due + timedelta(days=9)}
        )._create_payments()
        self._refresh()
        return invoice, self._figures(customer)

    def test_a_registered_payment_counts_from_its_own_day(self):
        self._outstanding_method()
        _invoice, figures = self._register_payment("Betaalt Zelf")
        self.assertEqual((figures.paid_count, figures.median_days), (1, 9))

    def test_a_payment_without_an_entry_is_neither_paid_nor_open(self):
        """It leaves the line open until the bank statement is matched."""
        invoice = self._create_invoices({"days": 40, "partner": self.good})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET payment_state = 'in_payment' WHERE id = %s",
            [invoice.id],
        )
        self._refresh()
        figures = self._figures(self.good)
        self.assertEqual((figures.paid_count, figures.open_count), (6, 0))

    def test_contacts_and_currencies_belong_to_the_customer(self):
        contact = self.env["res.partner"].create(
            {"name": "Boekhouding", "parent_id": self.good.id, "type": "invoice"}
        )
        dollar = self.setup_other_currency("USD")
        invoice = self._create_invoices(
            {"days": 100, "partner": contact, "currency": dollar, "amount": 90}
        )
        self._pay_in(invoice, dollar, late=2)
        self._refresh()
        self.assertEqual(self._figures(self.good).paid_count, 7)
        self.assertEqual(self._figures(self.good).on_time_count, 7)

    def _pay_in(self, invoice, currency, late):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": invoice.partner_id.id,
                "amount": invoice.amount_residual,
                "currency_id": currency.id,
                "date": invoice.invoice_date_due + timedelta(days=late),
                "journal_id": self.bank.id,
                "payment_method_line_id": self._outstanding_method().id,
            }
        )
        payment.action_post()
        lines = (payment.move_id + invoice).line_ids.filtered(
            lambda one: one.account_id.account_type == "asset_receivable"
        )
        lines.reconcile()

    def _outstanding_method(self):
        method = self.bank.inbound_payment_method_line_ids[:1]
        method.payment_account_id = self.env["account.account"].search(
            [
                ("account_type", "=", "asset_current"),
                ("company_ids", "in", self.company.ids),
            ],
            limit=1,
        )
        return method

    def test_days_before_sending_are_ours(self):
        invoice = self.invoices[6:]
        self._stop_clock(NOW - timedelta(days=200))
        invoice.write({"is_move_sent": False, "followup_sent_date": False})
        for move in invoice:
            day = move.invoice_date + timedelta(days=20)
            self._stop_clock(datetime(day.year, day.month, day.day, 10))
            move.is_move_sent = True
            self.assertEqual(move.followup_sent_date, day)
        self._stop_clock()
        invoice.is_move_sent = True  # again: the first day stays
        self.assertLess(invoice[0].followup_sent_date, TODAY)
        self._refresh()
        self.assertEqual(self._figures(self.slow).median_days, 0)
        self.assertEqual(self._figures(self.slow).relationship, "loyal")

    def test_disputes_in_which_the_customer_was_right_are_left_out(self):
        invoice = self._create_invoices({"days": 90, "partner": self.good})
        pause = self.env["debtor.pause"].create(
            {
                "debtor_id": self._debtor(self.good).id,
                "reason": "dispute",
                "scope": "claims",
                "date_start": TODAY - timedelta(days=80),
                "date_end": TODAY + timedelta(days=5),
                "line_ids": [
                    Command.create(
                        {"move_line_id": invoice.line_ids.filtered("date_maturity").id}
                    )
                ],
            }
        )
        self._refresh()
        self.assertEqual(self._figures(self.good).open_count, 0)
        pause.state = "granted"
        self._refresh()
        self.assertEqual(self._figures(self.good).open_count, 0)
        self.assertEqual(self._figures(self.good).disputes_right, 1)
        pause.state = "rejected"
        self._refresh()
        self.assertEqual(self._figures(self.good).open_count, 1)
        self.assertEqual(self._figures(self.good).disputes_wrong, 1)

    def test_broken_promises(self):
        for state in ("kept", "broken", "broken"):
            self.env["debtor.pause"].create(
                {
                    "debtor_id": self._debtor(self.good).id,
                    "reason": "promise",
                    "date_start": TODAY - timedelta(days=80),
                    "date_end": TODAY - timedelta(days=70),
                    "state": state,
                }
            )
        self._refresh()
        figures = self._figures(self.good)
        self.assertEqual((figures.promises_kept, figures.promises_broken), (1, 2))
        self.assertEqual(
            (figures.relationship, figures.reason), ("regular", "promises")
        )

    def test_trust_of_the_company_speaks_for_new_customers(self):
        known = self.env["res.partner"].with_company(self.company)
        known.browse(self.customer.id).trust = "good"
        known.browse(self.good.id).trust = "bad"
        self._refresh()
        self.assertEqual(self._debtor().relationship, "loyal")
        self.assertEqual(self._figures(self.customer).reason, "trust_good")
        self.assertEqual(self._figures(self.good).reason, "trust_bad")

    # === WRITING === #

    def test_only_what_changed_is_written(self):
        def versions():
            self.env.flush_all()
            self.env.cr.execute("SELECT id, ctid FROM debtor_behaviour ORDER BY id")
            return dict(self.env.cr.fetchall())

        before = versions()
        self._refresh()
        self.assertEqual(versions(), before)
        self._create_invoices({"days": 34, "partner": self.good})
        self._refresh()
        now = versions()
        changed = [one for one, place in now.items() if place != before.get(one)]
        self.assertEqual(changed, self._figures(self.good).ids)

    def test_as_many_queries_for_many_as_for_few(self):
        behaviour = self.env["debtor.behaviour"]

        def count(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            behaviour._refresh(self.company, TODAY, partners)
            return self.env.cr.sql_log_count - before

        count(self.good)
        few, many = count(self.good), count(self.good | self.slow | self.customer)
        self.assertEqual(few, many)

    def test_job_goes_on_where_it_stopped(self):
        self._stop_clock()
        self.env["debtor.behaviour"].search([]).sudo().unlink()
        run = self.env["debtor.followup.run"]._get_or_create(self.company, TODAY)
        run.behaviour_after = self.good.id
        job = self.env.ref("debtor_followup.ir_cron_behaviour")
        with self.enter_registry_test_mode():
            self.assertIs(job.method_direct_trigger(), True)
        self.assertFalse(self._figures(self.good))
        self.assertEqual(self._figures(self.slow).relationship, "late")
        self.assertTrue(run.behaviour_at)

    def test_a_refresh_says_the_same_in_any_company(self):
        other = self.env["res.company"].create({"name": "Another one"})
        behaviour = self.env["debtor.behaviour"].with_company(other)
        behaviour.search([]).sudo().unlink()
        behaviour._refresh(self.company, TODAY)
        self.assertEqual(self._figures(self.slow).median_days, 20)
        self.assertFalse(behaviour.search([("company_id", "=", other.id)]))

    # === BY HAND === #

    def test_by_hand_holds_until_its_day(self):
        debtor = self._debtor(self.slow)
        until = TODAY + timedelta(days=30)
        debtor._set_by_hand("regular", "Spoke with Els", until, TODAY)
        self.assertEqual(debtor.relationship, "regular")
        self.assertEqual(debtor.behaviour_ids.relationship, "late")
        self.assertIn("Spoke with Els", debtor.message_ids[0].body)
        self._refresh(until)
        self.assertEqual(debtor.relationship, "regular")
        self._refresh(until + timedelta(days=1))
        self.assertEqual(debtor.relationship, "late")
        self.assertFalse(debtor.hand_relationship)
        self.assertFalse(debtor.hand_reason)

    def test_by_hand_ends_early(self):
        debtor = self._debtor(self.slow)
        debtor._set_by_hand("loyal", "A friend", TODAY + timedelta(days=30), TODAY)
        debtor._set_by_hand(None, None, None, TODAY)
        self.assertEqual(debtor.relationship, "late")
        self.assertFalse(debtor.hand_until)

    def test_by_hand_needs_a_reason_and_an_end(self):
        debtor = self._debtor(self.slow)
        for values, message in (
            (("loyal", " ", TODAY), "Say why"),
            (("loyal", "A friend", False), "until when"),
            (("loyal", "A friend", TODAY - timedelta(days=1)), "has passed"),
        ):
            with (
                self.subTest(message=message),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                debtor._set_by_hand(*values, TODAY)
            self.assertFalse(debtor.hand_relationship)
            self.assertEqual(debtor.relationship, "late")
