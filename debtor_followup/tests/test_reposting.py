from datetime import date, timedelta

from odoo import Command
from odoo.tests import tagged

from .common import TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestReposting(FollowupCommon):
    """Invoices that go back to draft: journal items are recycled or made anew.

    What was said about a claim stays with it as long as its due date stands;
    the evidence stays in any case.
    """

    def setUp(self):
        super().setUp()
        self.invoice = self._create_invoices({"days": 10})
        self.notice = self._run_and_deliver()
        self.claim = self._claims()

    def _claims(self):
        return self.invoice.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    def _post_again(self, **values):
        self.invoice.button_draft()
        self.invoice.write(values)
        self.invoice.action_post()

    def _next_steps(self, days=30):
        """Run for some days; return what was sent: (day, step, asked amount)."""
        sent = []
        for day in (TODAY + timedelta(days=n) for n in range(1, days)):
            sent += [
                (day, line.level_id.name, line.amount_residual)
                for line in self._run_and_deliver(day).line_ids
                if line.role == "demanded" and line.move_id == self.invoice
            ]
        return sent

    # === STEPS === #

    def test_unchanged_invoice_keeps_its_place(self):
        self._post_again()
        self.assertEqual(self._claims(), self.claim)
        self.assertEqual(self._next_steps(), [(date(2026, 12, 3), "Reminder 2", 100.0)])

    def test_draft_invoice_is_not_followed(self):
        self.invoice.button_draft()
        self.assertEqual(self._next_steps(), [])

    def test_changed_amount_keeps_the_place_and_asks_the_new_amount(self):
        self._post_again(
            invoice_line_ids=[
                Command.update(self.invoice.invoice_line_ids.id, {"price_unit": 80})
            ]
        )
        self.assertEqual(self._next_steps(), [(date(2026, 12, 3), "Reminder 2", 80.0)])
        # The evidence of the first message stays as it was.
        self.assertEqual(self.notice.line_ids.amount_residual, 100)

    def test_later_due_date_starts_again(self):
        self._post_again(invoice_date_due=TODAY + timedelta(days=1))
        self.assertEqual(self._claims(), self.claim)
        self.assertEqual(
            self._next_steps(),
            [
                (date(2026, 11, 30), "Reminder 1", 100.0),
                (date(2026, 12, 10), "Reminder 2", 100.0),
            ],
        )

    def test_line_made_anew_is_known_by_its_invoice_and_due_date(self):
        self._make_first_instalment_anew()
        self.assertNotIn(self.claim, self._claims())
        self.assertFalse(self.notice.line_ids.move_line_id)
        self.assertEqual(self.notice.line_ids.date_maturity, date(2026, 11, 13))
        self.assertEqual(
            self._next_steps(15), [(date(2026, 12, 3), "Reminder 2", 50.0)]
        )

    def _make_first_instalment_anew(self):
        """Let Odoo delete a claim that was named, and make it again.

        It deletes journal items where a payment term makes fewer of them.
        """
        both, last = self._term(30, 50), self._term(50)
        self.invoice = self._create_invoices(
            {"days": 10, "payment_term": both, "partner": self._create_customer("New")}
        )
        self.claim = self._claims().filtered(
            lambda line: line.date_maturity == date(2026, 11, 13)
        )
        self.notice = self._run_and_deliver()
        self.assertEqual(self.notice.line_ids.move_line_id, self.claim)
        self._post_again(invoice_payment_term_id=last.id)
        self.assertFalse(self.claim.exists())
        self._post_again(invoice_payment_term_id=both.id)

    def _term(self, *days):
        """Return a payment term with equal parts after so many days each."""
        part = {"value": "percent", "value_amount": 100 / len(days)}
        return self.env["account.payment.term"].create(
            {
                "name": "Parts",
                "line_ids": [Command.create({**part, "nb_days": n}) for n in days],
            }
        )

    def test_instalments_instead_of_one_due_date(self):
        """The instalment at the known due date keeps its place, the other starts."""
        self._post_again(invoice_payment_term_id=self._term(30, 50).id)
        self.assertEqual(len(self._claims()), 2)
        self.assertEqual(
            self._next_steps(),
            [
                (date(2026, 12, 3), "Reminder 2", 50.0),
                # The second is due on 3 December: +5, but a week after the last.
                (date(2026, 12, 10), "Reminder 1", 50.0),
            ],
        )

    def test_deleted_invoice_leaves_the_evidence(self):
        self.invoice.button_draft()
        self.invoice.with_context(force_delete=True).unlink()
        line = self.notice.line_ids
        self.assertFalse(line.move_id or line.move_line_id)
        self.assertEqual(
            (line.amount_residual, line.date_maturity),
            (100.0, TODAY - timedelta(days=10)),
        )
        self.assertTrue(line.move_name)
        self.assertEqual(self._next_steps(), [])

    # === PAUSES === #

    def _pause(self, amount=0.0):
        return self.env["debtor.pause"].create(
            {
                "debtor_id": self._debtor().id,
                "reason": "dispute",
                "scope": "claims",
                "date_start": TODAY,
                "date_end": TODAY + timedelta(days=90),
                "line_ids": [
                    Command.create({"move_line_id": self.claim.id, "amount": amount})
                ],
            }
        )

    def test_pause_follows_its_invoice(self):
        self._pause()
        self._post_again(invoice_date_due=TODAY - timedelta(days=20))
        self.assertEqual(self._next_steps(), [])

    def test_pause_follows_a_line_that_was_made_anew(self):
        self.policy.small_amount = 0
        both, last = self._term(30, 50), self._term(50)
        self._post_again(invoice_payment_term_id=both.id)
        self.claim = self._claims().filtered(lambda line: line.date_maturity < TODAY)
        pause = self._pause(amount=20)
        self._post_again(invoice_payment_term_id=last.id)
        self._post_again(invoice_payment_term_id=both.id)
        self.assertFalse(pause.line_ids.move_line_id)
        self._run_and_deliver(date(2026, 12, 3))
        line = self._debtor().notice_ids[0].line_ids
        self.assertEqual(
            (line.amount_residual, line.amount_paused, line.amount_asked),
            (50.0, 20.0, 30.0),
        )

    def test_emptied_pause_pauses_nothing(self):
        other = self._create_invoices({"days": 10, "amount": 55})
        pause = self._pause()
        self.invoice.button_draft()
        self.invoice.with_context(force_delete=True).unlink()
        self.assertEqual(pause.scope, "claims")
        self.assertFalse(pause.line_ids.move_id)
        notice = self._run(TODAY + timedelta(days=14)).notice_ids
        self.assertEqual(notice.line_ids.move_id, other)

    def test_pause_without_its_lines_pauses_nothing(self):
        self._pause().line_ids.unlink()
        self.assertTrue(self._next_steps())
