from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TODAY
from .formal_common import FormalCommon
from .letter_common import ADDRESS


@tagged("post_install", "-at_install")
class TestFormalNotice(FormalCommon):
    """A formal notice from the proposal to what follows it."""

    def _todo(self, debtor=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["debtor.todo"].search(
            [("debtor_id", "=", (debtor or self.debtor).id)]
        )

    def _send(self, notice, agree=False):
        """Let a letter be posted, as if it had been printed."""
        if agree:
            self._stop_clock(f"{notice.contact_date} 10:00:00")
            notice.action_send()
        notice._mark_sent(f"{notice.contact_date} 10:00:00")
        return notice

    # === THE ROAD OF ONE BUSINESS === #

    def test_the_whole_road(self):
        notice = self._propose()
        self.assertRecordValues(
            notice,
            [
                {
                    "state": "draft",
                    "channel": "registered_letter",
                    "legal_gaps": False,
                    "charges_until": TODAY,
                }
            ],
        )
        self.assertEqual(self._todo().kind, "formal_notice")
        notice.action_send()
        self.assertEqual(notice.state, "queued")
        self.assertEqual(notice.copy_ids.channel, "email")
        self.assertIn("agreed to it", notice.message_ids[0].body)
        self.assertFalse(self.debtor.charge_ids, "nothing is claimed before it left")
        self.assertEqual(self._todo().kind, "letter")
        letter = self._post(notice)
        self.assertTrue(notice.attachment_ids, "the PDF is kept")
        self.assertEqual((notice.state, letter.state), ("sent", "sent"))
        self.assertEqual(self.line.followup_level_id, self.formal)
        self._assert_claimed(notice)
        self._assert_handed_over(notice)

    def _assert_claimed(self, notice):
        """The charges are exactly what the letter showed."""
        (table,) = notice._get_charge_tables()
        charges = self.debtor.charge_ids
        self.assertEqual(charges.notice_id, notice)
        self.assertEqual(charges.level_id, self.formal)
        self.assertEqual(set(charges.mapped("state")), {"claimed"})
        self.assertEqual(
            sorted((one.charge_kind, one.amount) for one in charges),
            sorted((row["kind"], float(row["amount"])) for row in table["rows"]),
        )
        interest = charges.filtered(lambda one: one.charge_kind == "interest")
        # 10.5 % of 1,000.00 for 60 days: 17.26; the law gives 40.00 beside it.
        self.assertEqual((interest.amount, interest.date_to), (17.26, TODAY))
        self.assertEqual(table["costs"], 40)
        self.assertEqual(table["total"], 1057.26)

    def _assert_handed_over(self, notice):
        """The handoff comes on the day that was announced, and not before."""
        day = notice.handoff_date
        self.assertGreater(day, notice.deadline_date)
        self.debtor._act(day - timedelta(days=1))
        self.assertNotEqual(self.debtor.decision_id.outcome, "handoff")
        self.debtor._act(day)
        self.assertEqual(self.debtor.decision_id.outcome, "handoff")
        self.assertTrue(self.debtor.activity_ids)

    def test_what_it_cites(self):
        cited = self._propose()._get_cited_contacts()
        self.assertEqual(
            cited.reminders, [TODAY - timedelta(days=n) for n in self.REMINDED]
        )
        self.assertEqual(cited.calls, [TODAY - timedelta(days=14)])

    def test_automatic_for_a_business(self):
        self.formal.sudo().mode = "automatic"
        notice = self.debtor._act(TODAY)
        self.assertEqual(notice.state, "queued")
        self.assertEqual(notice.copy_ids.channel, "email")
        self.assertIn("made ready to leave", self.debtor.decision_id.explanation)
        self._send(notice)
        self.assertTrue(self.debtor.charge_ids)

    # === WHAT WAITS GROWS === #

    def test_a_proposal_is_renewed_each_day(self):
        notice = self._propose()
        before = notice._get_charge_tables()[0]["interest"]
        later = TODAY + timedelta(days=7)
        self.assertFalse(self._propose(later))
        self.assertEqual((notice.state, notice.charges_until), ("draft", later))
        self.assertGreater(notice._get_charge_tables()[0]["interest"], before)

    def test_an_unprinted_letter_is_brought_to_the_day(self):
        notice = self._agreed()
        self._stop_clock("2026-11-26 10:00:00")
        self.env["debtor.letter.batch"]._print(notice)
        self.assertEqual(notice.charges_until, TODAY + timedelta(days=3))
        self.assertEqual(notice.state, "queued")

    def test_a_disputed_part_bears_no_interest(self):
        self.env["debtor.pause"].create(
            {
                "debtor_id": self.debtor.id,
                "reason": "dispute",
                "scope": "claims",
                "date_start": TODAY,
                "date_end": TODAY + timedelta(days=20),
                "line_ids": [
                    (0, 0, {"move_line_id": self.line.id, "amount": 400}),
                ],
            }
        )
        (table,) = self._propose()._get_charge_tables()
        self.assertEqual(float(table["interest"]), 10.36)

    # === SOMETHING IS MISSING === #

    def _assert_missing(self, words, notice=None):
        """The proposal stays and says what is missing; nobody can send it."""
        notice = notice or self._propose()
        self.assertEqual(notice.state, "draft")
        self.assertIn(words, notice.legal_problem)
        self.assertEqual(self._todo().kind, "formal_missing")
        self.assertIn(words, self._todo().why)
        with self.assertRaisesRegex(UserError, "something is missing"):
            notice.action_send()
        self.assertEqual(notice.state, "draft")
        return notice

    def test_the_company_must_say_who_it_is(self):
        self.company.write({"street": False, "vat": False})
        self.company.company_registry = False
        account = self.company.partner_id.bank_ids
        account.active = False
        notice = self._assert_missing("company's own address")
        self.assertIn("VAT or company number", notice.legal_problem)
        self.assertIn("bank account", notice.legal_problem)
        self.company.write({"street": "Kouter 7", "vat": "BE0477472701"})
        account.active = True
        notice.action_send()
        self.assertEqual(notice.state, "queued")

    def test_without_a_postal_address_it_goes_nowhere(self):
        self.customer.street = False
        self._assert_missing("no complete postal address")

    def test_without_any_address_somebody_is_told(self):
        self.customer.write({"street": False, "email": False})
        self.assertFalse(self._propose())
        self.assertEqual(self.debtor.decision_id.reason, "no_address")

    def test_a_missing_rate_is_never_guessed(self):
        day = TODAY + timedelta(days=49)  # 11 January 2027
        self._stop_clock("2027-01-11 10:00:00")
        notice = self._assert_missing("interest rate is missing", self._propose(day))
        self.assertFalse(notice.charge_items)
        self.env["debtor.interest.rate"].create(
            {
                "law": "BE",
                "kind": "b2b",
                "date_from": "2027-01-01",
                "percent": 10.5,
                "source": "Moniteur",
            }
        )
        notice.action_send()
        self.assertEqual(notice.state, "queued")

    def test_automatic_waits_for_what_is_missing_and_goes_by_itself(self):
        self.formal.sudo().mode = "automatic"
        self.company.street = False
        notice = self.debtor._act(TODAY)
        self.assertEqual(notice.state, "draft")
        self.company.street = "Kouter 7"
        self.assertFalse(self.debtor._act(TODAY + timedelta(days=1)))
        self.assertEqual(notice.state, "queued")
        self.assertEqual(notice.copy_ids.channel, "email")

    def test_it_is_looked_at_again_before_printing_and_posting(self):
        notice = self._agreed()
        self.company.city = False
        batch = self.env["debtor.letter.batch"]._print(notice)
        self.assertIn("own address", batch.letter_ids.left_out_reason)
        self.assertEqual(notice.state, "cancelled")
        self.company.city = "Gent"
        notice = self._agreed()
        batch = self.env["debtor.letter.batch"]._print(notice)
        self.company.city = False
        with self.assertRaisesRegex(UserError, "nothing was marked as posted"):
            batch.action_post()
        self.assertEqual(notice.state, "queued")

    # === WHAT WAS SENT IS UNDONE === #

    def test_taken_back(self):
        notice = self._send(self._agreed())
        notice._take_back("other", "Our mistake")
        charges = self.debtor.charge_ids
        self.assertEqual(set(charges.mapped("state")), {"waived"})
        self.assertIn("taken back", charges[0].waive_reason)

    def test_returned_while_the_mail_arrived(self):
        """The charges stand as long as one of the channels reached the customer."""
        notice = self._send(self._agreed())
        mail = notice.copy_ids
        mail._set_state("sending")
        mail._mark_sent("2026-11-23 11:00:00")
        notice._record_outcome("returned", TODAY)
        self.assertEqual(set(self.debtor.charge_ids.mapped("state")), {"claimed"})
        mail._set_state("bounced", reason="mailbox full")
        self.assertEqual(set(self.debtor.charge_ids.mapped("state")), {"waived"})

    def test_returned(self):
        self.formal.sudo().second_channel = False
        notice = self._send(self._agreed())
        notice._record_outcome("returned", TODAY)
        self.assertEqual(set(self.debtor.charge_ids.mapped("state")), {"waived"})
        self.assertEqual(self.line.followup_level_id, self.second)
        # At a corrected address the same may be claimed again.
        self.customer.street = "Markt 3"
        again = self._send(self._propose(TODAY + timedelta(days=7)), agree=True)
        claimed = again.charge_ids.filtered(lambda one: one.state == "claimed")
        self.assertEqual(
            sorted(claimed.mapped("charge_kind")), ["fixed_sum", "interest"]
        )

    def test_what_came_back_may_be_claimed_by_a_later_letter(self):
        notice = self._agreed()
        self._post(notice)
        first = {one.charge_kind: one.amount for one in self.debtor.charge_ids}
        notice._take_back("other", "Our mistake")
        (claimed,) = self.debtor._claim_legally(self.line, TODAY)
        self.assertEqual(float(claimed.interest.amount), first["interest"])
        self.assertEqual(float(claimed.cost.amount), first["fixed_sum"])

    def test_paying_exactly_the_invoice_leaves_a_choice(self):
        notice = self._agreed()
        self._post(notice)
        claimed = self.debtor.charge_ids
        self._register_payment(
            self.invoice, amount=1000, payment_date=TODAY + timedelta(days=9)
        )
        self.assertTrue(self.line.reconciled)
        self.env.flush_all()
        row = self.env["debtor.todo"].search([("debtor_id", "=", self.debtor.id)])
        row = row.filtered(lambda one: one.kind == "paid_charges")
        self.assertEqual(row.charge_ids, claimed)
        row.action_keep_charges()
        added = self.debtor.charge_ids - claimed
        # nine days on 1000 at 10.5 %, rounded once with what was claimed before
        self.assertAlmostEqual(added.amount, 1000 * 0.105 * 9 / 365, delta=0.01)
        self.assertFalse(row.exists())

    def test_nothing_of_what_was_never_sent(self):
        notice = self._agreed()
        notice.action_cancel()
        self.assertFalse(self.debtor.charge_ids)

    def test_the_payment_crossed_it(self):
        notice = self._send(self._agreed())
        self._register_payment(self.invoice, payment_date=TODAY - timedelta(days=3))
        notice._look_for_crossings()
        self.assertEqual(notice.state, "withdrawn")
        self.assertEqual(set(self.debtor.charge_ids.mapped("state")), {"waived"})

    def test_the_payment_of_one_invoice_crossed_it(self):
        """Only what was claimed on that invoice is given up."""
        partner = self._create_customer("Twee Facturen", **ADDRESS)
        paid, other = self._create_invoices(
            {"days": 60, "partner": partner}, {"days": 60, "partner": partner}
        )
        debtor = self._debtor(partner)
        self._reach(debtor)
        self._speak(debtor, 14)
        notice = self._propose(debtor=debtor)
        notice.action_send()
        self._send(notice)
        self._register_payment(paid, payment_date=TODAY - timedelta(days=3))
        notice._look_for_crossings()
        self.assertEqual(notice.state, "sent")
        states = {
            move: set(charges.mapped("state"))
            for move, charges in debtor.charge_ids.grouped("move_id").items()
        }
        self.assertEqual(states, {paid: {"waived"}, other: {"claimed"}})

    # === PASSED OVER, AND OTHER STEPS === #

    def test_passed_over_and_postponed(self):
        notice = self._propose()
        self.debtor._postpone(TODAY, TODAY + timedelta(days=7), "On holiday")
        self.assertEqual(notice.state, "cancelled")
        again = self._propose(TODAY + timedelta(days=7))
        self.assertTrue(again)
        self._stop_clock("2026-11-30 10:00:00")
        self.debtor._skip_step(TODAY + timedelta(days=7), "The lawyer wrote")
        self.assertEqual(again.state, "cancelled")
        self.assertEqual(self.debtor.next_level_id, self.handoff)

    def test_send_now_never_sends_it_unread(self):
        told = self.debtor.action_send_now()["params"]["message"]
        self.assertIn("open it, read it and agree", told)
        notice = self.debtor.notice_ids[0]
        self.assertEqual((notice.level_id, notice.state), (self.formal, "draft"))
        with self.assertRaisesRegex(UserError, "waits for a person's agreement"):
            self.debtor.action_send_now()
        self.assertEqual(notice.state, "draft")

    # === MANY AT ONCE === #

    def test_private_persons_are_left_out_of_lists(self):
        customer = self._create_customer("Jan Peeters", "consumer", **ADDRESS)
        self._create_invoices({"days": 60, "partner": customer})
        other = self._debtor(customer)
        self._reach(other, 45, 24)  # the law gives consumers two weeks first
        self._speak(other, 11)
        notice = self._propose()
        self._stop_clock("2026-11-24 10:00:00")
        tomorrow = TODAY + timedelta(days=1)
        private = self._propose(tomorrow, other)
        self.assertEqual(private.state, "draft")
        self.assertIn("a private person", other.decision_id.explanation)
        told = (notice | private).action_send()["params"]["message"]
        self.assertIn("Jan Peeters", told)
        self.assertIn("is read first", told)
        self.assertEqual((notice.state, private.state), ("queued", "draft"))
        with self.assertRaisesRegex(UserError, "is read first"):
            private.with_context(followup_from_list=True).action_send()
        told = self._todo(other).action_agree()["params"]["message"]
        self.assertIn("is read first", told)
        self.assertEqual(private.state, "draft")
        private.action_send()
        self.assertEqual(private.state, "queued")

    def test_the_dutch_letter_goes_by_both_channels(self):
        notice = self._propose()
        notice.sudo().legal_variant = "nl_letter"
        self.assertFalse(notice._find_gaps({"email", "letter"}))
        notice._note_missing(TODAY, {"registered_letter"})
        self.assertIn("by post and by email", notice.legal_problem)

    def test_many_take_few_queries_each(self):
        """Each computes its own claim; what all share is read once."""
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Late {n}",
                    "is_company": True,
                    "email": f"late{n}@customer.example",
                    "country_id": self.env.ref("base.be").id,
                    **ADDRESS,
                }
                for n in range(12)
            ]
        )
        self._create_invoices(*({"days": 60, "partner": one} for one in partners))
        debtors = self._debtor(partners)
        debtors.debtor_kind = "business"
        self._reach(debtors)
        for debtor in debtors:
            self._speak(debtor, 14)
        counts = []
        for some in (debtors[:1], debtors[1:3], debtors[3:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(some._act(TODAY)), len(some))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        each = (counts[2] - counts[1]) / 7
        self.assertLessEqual(each, 16, counts)
