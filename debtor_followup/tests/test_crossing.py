from datetime import datetime, timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, TODAY, FollowupCommon

DAY = timedelta(days=1)
SENT = TODAY - 4 * DAY  # a Thursday
SENT_AT = datetime(SENT.year, SENT.month, SENT.day, 9)
RUN = "odoo.addons.debtor_followup.models.followup_run_planning"


class CrossingCommon(FollowupCommon):
    """A debtor who was sent a first reminder about two invoices on a Thursday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Europe/Brussels"
        cls.bank = cls.company_data["default_journal_bank"]
        cls.debtor = cls._debtor()
        cls.invoices = cls._create_invoices(
            {"days": 10, "amount": 400}, {"days": 9, "amount": 100}
        )
        cls.first, cls.second = cls.invoices
        cls.notice = cls._send(cls.debtor, SENT)

    def setUp(self):
        super().setUp()
        self._stop_clock()

    @classmethod
    def _send(cls, debtor, day):
        notice = debtor._act(day)
        notice._mark_sent(datetime(day.year, day.month, day.day, 9))
        return notice

    def _pay(self, invoices, day, amount=None, method=None):
        values = {"payment_date": day, "journal_id": self.bank.id}
        if amount:
            values["amount"] = amount
        if method:
            values["payment_method_line_id"] = method.id
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices.ids
        )
        return register.create({**values, "group_payment": True})._create_payments()

    def _undo(self, payments):
        payments.move_id.line_ids.remove_move_reconcile()

    def _pair(self, name, day=SENT, policy=None, **partner):
        """Return another customer's reminder and invoice, ten days late."""
        customer = self._create_customer(name, **partner)
        if policy:
            self._debtor(customer).policy_id = policy
        invoice = self._create_invoices({"days": 10, "partner": customer})
        return self._send(self._debtor(customer), day), invoice

    def _last_contact(self, day=TODAY):
        snapshots = self.debtor._read_snapshots(self.company, self.customer, day)
        return snapshots[self.customer.id].last_contact

    def _assert_untouched(self, notice=None):
        notice = notice or self.notice
        self.assertEqual(notice.state, "sent")
        self.assertFalse(notice.about_ids)
        self.assertFalse(notice.line_ids.filtered("crossed_on"))


@tagged("post_install", "-at_install")
class TestCrossing(CrossingCommon):
    """A reminder of what had been paid is taken back, with thanks, and counted."""

    # === WHAT CROSSES === #

    def test_all_that_was_demanded_had_been_paid(self):
        self._pay(self.invoices, SENT - DAY)
        run = self._run()
        self.assertEqual(run.wrong_count, 1)
        self.assertRecordValues(
            self.notice,
            [
                {
                    "state": "withdrawn",
                    "withdraw_reason": "crossed",
                    "withdrawn_date": TODAY,
                    "has_crossed": True,
                }
            ],
        )
        values = {"crossed_on": SENT - DAY, "crossed_days": 1, "state": "withdrawn"}
        values["crossed_journal_id"] = self.bank.id
        self.assertRecordValues(self.notice.line_ids, [values, values])
        self.assertIn("Paid on 11/18/2026", self.notice.withdraw_note)
        self.assertIn("left on 11/19/2026", self.notice.message_ids[0].body)
        self.assertFalse(self.debtor.level_id)

    def test_what_is_no_crossing(self):
        """A reminder that worked, a part that is missing, and no money at all."""
        ways = {
            "paid the day after": lambda: self._pay(self.invoices, SENT + DAY),
            "a part came after": lambda: (
                self._pay(self.first, SENT - DAY, 399)
                + self._pay(self.first, SENT + DAY)
            ),
            "credited": lambda: self.first._reverse_moves(
                [{"date": SENT - DAY, "invoice_date": SENT - DAY}], cancel=True
            ),
            "undone again": lambda: self._undo(self._pay(self.invoices, SENT - DAY)),
        }
        for name, act in ways.items():
            with self.subTest(name):
                savepoint = self.env.cr.savepoint()
                act()
                self.assertFalse(self._run().wrong_count)
                self._assert_untouched()
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_what_was_known_when_it_was_made(self):
        """The rest of a claim was rightly asked for."""
        notice, invoice = self._pair("Half")
        self._pay(invoice, SENT - DAY, 60)
        self._pay(invoice, SENT + DAY)
        notice.line_ids.sudo().write({"amount_residual": 40, "amount_rest": 40})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_partial_reconcile SET create_date = create_date - "
            "interval '1 day' WHERE debit_move_id = %s AND amount = 60",
            [invoice.line_ids.filtered("date_maturity").id],
        )
        self._run()
        self._assert_untouched(notice)

    def _entered(self, moves, moment):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET create_date = %s WHERE id = ANY(%s)",
            [moment, moves.ids],
        )

    def test_why_nobody_knew(self):
        after, before = SENT_AT + timedelta(hours=20), SENT_AT - timedelta(hours=2)
        causes = {
            "booked_late": (2, after),
            "matched_late": (2, before),
            "same_day": (0, after),
        }
        for cause, (ago, moment) in causes.items():
            with self.subTest(cause):
                savepoint = self.env.cr.savepoint()
                payment = self._pay(self.invoices, SENT - ago * DAY)
                self._entered(payment.move_id, moment)
                self._run()
                self.assertEqual(self.notice.state, "withdrawn")
                line = self.notice.line_ids[0]
                self.assertEqual((line.crossed_cause, line.crossed_days), (cause, ago))
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_a_line_of_the_bank_statement_counts_as_well(self):
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": SENT - DAY,
                "amount": 500,
                "payment_ref": "Both",
                "partner_id": self.customer.id,
            }
        )
        claims = self.invoices.line_ids.filtered("date_maturity")
        received = line.line_ids.filtered(
            lambda one: one.account_id == self.bank.suspense_account_id
        )
        received.with_context(skip_readonly_check=True).account_id = claims.account_id
        (received + claims).reconcile()
        self._run()
        self.assertEqual(self.notice.state, "withdrawn")
        self.assertTrue(self.notice.about_ids)

    # === CLAIM BY CLAIM === #

    def test_one_of_two_claims(self):
        """What was rightly demanded of the other stays said."""
        payment = self._pay(self.first, SENT - DAY)
        self.assertEqual(self._run().wrong_count, 1)
        self.assertEqual(self.notice.state, "sent")
        self.assertFalse(self.notice.about_ids)
        crossed = self.notice.line_ids.filtered("crossed_on")
        self.assertEqual(crossed.move_id, self.first)
        self.assertEqual(crossed.state, "withdrawn")
        self.assertIn("stands for the rest", self.notice.message_ids[0].body)
        self.assertEqual(self.second.followup_level_id, self.notice.level_id)
        payment.action_cancel()
        self.env.invalidate_all()
        self.assertFalse(self.first.followup_level_id)
        # The claim whose step went back gets it once more, the other its next one.
        again = self.debtor._act(TODAY + 8 * DAY)
        self.assertEqual(
            {line.move_id: line.level_id.name for line in again.line_ids},
            {self.first: "Reminder 1", self.second: "Reminder 2"},
        )

    def test_the_other_claim_is_found_later(self):
        self._pay(self.first, SENT - DAY)
        self._run()
        self._pay(self.second, SENT - 2 * DAY)
        self._run(TODAY + DAY)
        self.assertEqual(self.notice.state, "withdrawn")
        thanks = self.notice.about_ids
        self.assertEqual(len(thanks), 1)
        for invoice in self.invoices:
            self.assertIn(invoice.name, thanks.body)

    # === SEVERAL MESSAGES === #

    def _two_reminders(self):
        customer = self._create_customer("Twice")
        debtor = self._debtor(customer)
        invoice = self._create_invoices({"days": 26, "partner": customer})
        days = (TODAY - 18 * DAY, TODAY - 6 * DAY)
        return invoice, *(self._send(debtor, day) for day in days)

    def test_only_the_message_after_the_payment_was_wrong(self):
        invoice, first, second = self._two_reminders()
        payment = self._pay(invoice, TODAY - 9 * DAY)
        self._run()
        self._assert_untouched(first)
        self.assertEqual(second.state, "withdrawn")
        self.assertEqual(len(second.about_ids), 1)
        self._undo(payment)
        self.env.invalidate_all()
        self.assertEqual(invoice.followup_level_id, first.level_id)

    def test_one_thank_you_for_two_messages(self):
        invoice, first, second = self._two_reminders()
        self._pay(invoice, TODAY - 20 * DAY)
        self.assertEqual(self._run().wrong_count, 2)
        self.assertEqual({first.state, second.state}, {"withdrawn"})
        self.assertFalse(first.about_ids)
        self.assertEqual(len(second.about_ids), 1)
        self.assertEqual(second.about_ids.body.count(invoice.name), 2)

    # === NEVER TWICE === #

    def test_looking_again_finds_nothing_new(self):
        payment = self._pay(self.invoices, SENT - DAY)
        self._run()
        self._run()
        self._run(TODAY + DAY)
        self._undo(payment)
        lines = payment.move_id.line_ids | self.invoices.line_ids
        lines.filtered(lambda one: one.account_type == "asset_receivable").reconcile()
        self.assertEqual(self.invoices.mapped("payment_state"), ["paid", "paid"])
        self._run(TODAY + DAY)
        runs = self.env["debtor.followup.run"].search([])
        self.assertEqual(sum(runs.mapped("wrong_count")), 1)
        self.assertEqual(len(self.notice.about_ids), 1)

    def test_it_goes_on_from_the_last_look(self):
        """Older matches are left alone, those of the last day are seen again."""
        old, new = self._pair("Old"), self._pair("New")
        for _notice, invoice in (old, new):
            self._pay(invoice, SENT - DAY)
        claim = old[1].line_ids.filtered("date_maturity")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_partial_reconcile SET create_date = create_date - "
            "interval '2 days' WHERE debit_move_id = %s RETURNING id",
            [claim.id],
        )
        ((mark,),) = self.env.cr.fetchall()
        before = self.env["debtor.followup.run"]._get_or_create(
            self.company, TODAY - DAY
        )
        before.matches_mark = mark
        run = self._run()
        self._assert_untouched(old[0])
        self.assertEqual(new[0].state, "withdrawn")
        self.assertEqual(run.matches_mark, mark)

    @mute_logger("odoo.sql_db", RUN)
    def test_one_bad_debtor_stops_nobody(self):
        other, invoice = self._pair("Other")
        self.notice.sudo().copy({"purpose": "thank_you", "about_id": self.notice.id})
        self._pay(self.invoices, SENT - DAY)
        self._pay(invoice, SENT - DAY)
        run = self._run()
        self.assertEqual(run.failure_ids.debtor_id, self.debtor)
        self.assertEqual(self.notice.state, "sent")
        self.assertEqual(other.state, "withdrawn")
        self.assertEqual(run.wrong_count, 1)

    # === WHOM IT CONCERNS === #

    def test_it_is_no_contact(self):
        self._pay(self.invoices, SENT - DAY)
        new = self._create_invoices({"days": 8})
        self._run()
        thanks = self.notice.about_ids
        thanks._mark_sent(NOW)
        self.assertEqual(self._last_contact(), SENT)
        self.assertFalse(self.debtor._act(SENT + 6 * DAY))
        notice = self.debtor._act(SENT + 7 * DAY)
        self.assertEqual(notice.line_ids.move_id, new)

    def test_a_message_by_hand_was_taken_back_by_hand(self):
        self.notice._withdraw("paid", "He called", TODAY)
        self._pay(self.invoices, SENT - DAY)
        self.assertEqual(self._run().wrong_count, 1)
        self.assertEqual(self.notice.withdraw_reason, "paid")
        self.assertFalse(self.notice.about_ids)

    def test_what_turns_out_to_have_arrived(self):
        self.notice._write_sudo({"state": "uncertain"})
        self._pay(self.invoices, SENT - DAY)
        self._run()
        self.assertEqual(self.notice.state, "uncertain")
        self.notice.action_arrived()
        self.assertEqual(self.notice.state, "withdrawn")
        self.assertEqual(len(self.notice.about_ids), 1)

    def test_money_that_we_fetched_needs_no_thanks(self):
        method = self.bank.inbound_payment_method_line_ids[0].copy(
            {"name": "Direct debit", "followup_collects": True}
        )
        self._pay(self.invoices, SENT - DAY, method=method)
        self.assertEqual(self._run().wrong_count, 1)
        self.assertEqual(self.notice.state, "withdrawn")
        self.assertFalse(self.notice.about_ids)

    def test_in_another_currency(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        customer = self._create_customer("Dollar")
        invoice = self._create_invoices(
            {"days": 10, "partner": customer, "currency": dollar, "amount": 123.45}
        )
        notice = self._send(self._debtor(customer), SENT)
        self._pay(invoice, SENT - DAY)
        self._run()
        self.assertEqual(notice.state, "withdrawn")

    # === REPORT === #

    def test_the_report_counts_claims(self):
        self._pay(self.first, SENT - DAY)
        self._run()
        self.env.flush_all()
        rows = self.env["debtor.reminder.report"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(rows.notice_id, self.notice)
        self.assertEqual(sorted(rows.mapped("wrong")), [0, 1])
        wrong = rows.filtered("wrong")
        self.assertRecordValues(
            wrong,
            [
                {
                    "date": SENT,
                    "date_paid": SENT - DAY,
                    "days": 1,
                    "journal_id": self.bank.id,
                    "move_name": self.first.name,
                }
            ],
        )
        ((share,),) = self.env["debtor.reminder.report"]._read_group(
            [("company_id", "=", self.company.id)], aggregates=["share:avg"]
        )
        self.assertEqual(share, 50)
        self.assertEqual(wrong.action_open_notice()["res_id"], self.notice.id)

    # === SPEED === #

    def _cross_many(self, name, count):
        """Let the payments of so many debtors cross; return their reminders."""
        customers = self.env["res.partner"].concat(
            *(self._create_customer(f"{name}{number} Many") for number in range(count))
        )
        self._create_invoices(
            *({"days": 10, "partner": customer} for customer in customers)
        )
        notices = self._send(self._debtor(customers), SENT)
        for invoice in notices.line_ids.move_id:
            self._pay(invoice, SENT - DAY)
        self.env.flush_all()
        self.env.invalidate_all()
        return notices

    def test_queries(self):
        """Few for a night without anything new, and few for each message."""
        run = self.env["debtor.followup.run"]._get_or_create(self.company, TODAY)
        counts = []
        for count in (1, 1, 3):
            notices = self._cross_many(f"c{len(counts)}", count)
            before = self.env.cr.sql_log_count
            run._note_crossings()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(set(notices.mapped("state")), {"withdrawn"})
            self.assertEqual(len(notices.about_ids), count)
        self.assertLessEqual((counts[2] - counts[1]) / 2, 5)
        # The mark, the last look, the matches since, and the result.
        with self.assertQueryCount(5):
            run._note_crossings()
            self.env.flush_all()
