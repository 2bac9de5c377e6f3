from datetime import timedelta

from odoo import Command
from odoo.tests import tagged
from odoo.tools import file_open

from .common import TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestHands(FollowupCommon):
    """Claims that change hands, debtors who are none, and what must not spread."""

    def _move_to(self, invoice, partner):
        invoice.button_draft()
        due = invoice.invoice_date_due
        invoice.partner_id = partner
        invoice.invoice_payment_term_id = False
        invoice.invoice_date_due = due
        invoice.action_post()

    def test_invoice_moved_to_another_customer_starts_there(self):
        invoice = self._create_invoices({"days": 10})
        self._run_and_deliver()
        other = self._create_customer("Ander Bedrijf")
        self._move_to(invoice, other)
        for debtors in (self._debtor(other), self._debtor(other) | self._debtor()):
            decision = debtors._decide(TODAY + timedelta(days=1))[self._debtor(other)]
            self.assertEqual(decision.level.name, "Reminder 1")
        notices = self._run_and_deliver(TODAY + timedelta(days=1))
        self.assertEqual(notices.partner_id, other)
        self.assertEqual(notices.level_id.name, "Reminder 1")

    def test_contact_who_left_the_customer_is_not_written_to(self):
        contact = self.env["res.partner"].create(
            {"name": "Jan", "parent_id": self.customer.id, "email": "jan@one.example"}
        )
        self._create_invoices({"days": 10, "partner": contact})
        other = self._create_customer("Ander Bedrijf")
        contact.write({"parent_id": other.id, "email": "jan@other.example"})
        notice = self._run().notice_ids
        self.assertEqual(notice.partner_id, self.customer)
        self.assertEqual(notice.recipient_id, self.customer)

    def test_own_companies_and_employees_are_no_debtors_on_any_way(self):
        employee = self._create_customer("Werknemer")
        employee.employee = True
        own = self.company.partner_id
        own.email = "own@company.example"
        self._create_invoices(
            {"days": 10, "partner": employee}, {"days": 10, "partner": own}
        )
        debtors = self._debtor(employee) | self._debtor(own)
        debtors._plan(TODAY)
        self.assertEqual(set(debtors.mapped("next_action")), {"nothing"})
        self.assertFalse(debtors._act(TODAY))
        self.assertFalse(self._run().notice_ids)

    def test_extension_after_a_task_asks_a_person_again(self):
        self.policy.level_ids.sorted()[-1].step_kind = "handoff"
        invoice = self._create_invoices({"days": 10})
        tasks = self._debtor().activity_ids
        for day in range(40):
            self._run_and_deliver(TODAY + timedelta(days=day))
        self.assertEqual(len(self._debtor().activity_ids - tasks), 1)
        self._debtor().activity_ids.action_done()
        line = invoice.line_ids.filtered("date_maturity")
        line.date_maturity = TODAY + timedelta(days=40)
        for day in range(40, 90):
            self._run_and_deliver(TODAY + timedelta(days=day))
        self.assertEqual(
            self._debtor().activity_ids.mapped("summary"), ["Formal notice"]
        )

    def test_pause_without_owner_stops_nobodys_night(self):
        self._create_invoices({"days": 10})
        pause = self.env["debtor.pause"].create(
            {
                "debtor_id": self._debtor().id,
                "reason": "dispute",
                "date_start": TODAY - timedelta(days=9),
                "date_end": TODAY - timedelta(days=1),
                "user_id": False,
            }
        )
        self.assertEqual(self._run().state, "done")
        self.assertEqual(pause.task_date, TODAY)
        self.assertEqual(len(self._debtor().activity_ids), 1)

    def test_pause_of_an_amount_is_spread_over_the_new_instalments(self):
        invoice = self._create_invoices({"days": 10, "amount": 100})
        line = invoice.line_ids.filtered("date_maturity")
        self.env["debtor.pause"].create(
            {
                "debtor_id": self._debtor().id,
                "reason": "dispute",
                "scope": "claims",
                "date_start": TODAY,
                "date_end": TODAY + timedelta(days=20),
                "line_ids": [Command.create({"move_line_id": line.id, "amount": 40})],
            }
        )
        invoice.button_draft()
        halves = self.env["account.payment.term"].create(
            {
                "name": "Halves",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": days}
                    )
                    for days in (25, 30)
                ],
            }
        )
        invoice.invoice_payment_term_id = halves
        invoice.action_post()
        lines = self._run().notice_ids.line_ids
        self.assertEqual(len(lines), 2)
        self.assertEqual(sum(lines.mapped("amount_paused")), 40)
        self.assertEqual(sum(lines.mapped("amount_asked")), 60)

    def test_address_corrected_on_the_day_of_the_bounce(self):
        self._create_invoices({"days": 10})
        notice = self._run_and_deliver()
        notice._set_state("bounced", reason="550")
        self.customer.email = "right@customer.example"
        run = self._run()
        self.assertFalse(run.failure_ids)
        self.assertEqual(run.notice_ids, notice)
        again = self._run_and_deliver(TODAY + timedelta(days=1))
        self.assertEqual(again.recipient_email, "right@customer.example")
        self.assertTrue(notice.handled)
        self.assertFalse(
            self._debtor().notice_ids.filtered(
                lambda one: one.state == "bounced" and not one.handled
            )
        )

    def test_paid_invoices_never_change_a_decision(self):
        self._create_invoices({"days": 10}, {"days": 20, "amount": 55})
        before = self._debtor()._decide(TODAY)[self._debtor()].fingerprint()
        paid = self._create_invoices({"days": 40, "amount": 70}, {"days": 3})
        for move in paid:
            self._register_payment(move)
        self.assertEqual(set(paid.mapped("amount_residual")), {0.0})
        after = self._debtor()._decide(TODAY)[self._debtor()].fingerprint()
        self.assertEqual(before, after)

    def test_one_debtor_who_cannot_be_planned_stops_no_other(self):
        bad = self._create_customer("Slecht Geval")
        self._create_invoices({"days": 10}, {"days": 10, "partner": bad})
        self.env.flush_all()
        # A currency that the database cannot convert to minor units.
        dollar = self.env.ref("base.USD")
        self._create_invoices({"days": 9, "partner": bad, "currency": dollar})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_currency SET decimal_places = 40 WHERE id = %s", [dollar.id]
        )
        dollar.invalidate_recordset()
        run = self._run()
        self.assertEqual(run.failure_ids.partner_id, bad)
        self.assertEqual(run.notice_ids.partner_id, self.customer)
        self.assertEqual(run.state, "partial")

    def test_neutralized_copy_sends_nothing(self):
        self._create_invoices({"days": 10})
        notice = self._run().notice_ids
        with file_open("debtor_followup/data/neutralize.sql") as script:
            self.env.flush_all()
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.assertEqual(notice.state, "cancelled")
        self.assertEqual(set(notice.line_ids.mapped("state")), {"cancelled"})
        self.assertEqual(self.policy.state, "draft")
        self.assertFalse(self._run(TODAY + timedelta(days=1)).notice_ids - notice)

    def test_no_partner_no_debtor(self):
        nobody = self.env["res.partner"]
        self.assertFalse(self.env["debtor.debtor"]._for(nobody, self.company))
