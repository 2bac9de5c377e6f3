from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import format_date

from .common import TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestProposals(FollowupCommon):
    """A person agrees before a message leaves, or sends it by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.mode = "propose"

    def setUp(self):
        super().setUp()
        self._stop_clock()

    # === PROPOSING === #

    def test_proposal_waits_with_its_text(self):
        self._create_invoices({"days": 10})
        run = self._run()
        proposal = run.notice_ids
        self.assertEqual((proposal.state, run.propose_count), ("draft", 1))
        self.assertIn("100.00", proposal.body)
        self.assertFalse(proposal.mail_mail_id)
        self.assertTrue(self._debtor().needs_action)
        self.assertEqual(run.waiting_count, 1)

    def test_proposal_stays_while_it_says_the_same(self):
        self._create_invoices({"days": 10})
        proposal = self._run().notice_ids
        self._run()
        self.assertEqual(self._debtor().notice_ids, proposal)
        self.assertEqual(proposal.state, "draft")

    def test_proposal_is_renewed_when_the_amount_changes(self):
        invoice = self._create_invoices({"days": 10})
        old = self._run().notice_ids
        self._register_payment(invoice, amount=40, payment_date=TODAY)
        self._run()
        new = self._debtor().notice_ids - old
        self.assertEqual((old.state, new.state), ("cancelled", "draft"))
        self.assertEqual(old.cancel_reason, "Decided anew")
        self.assertIn("60.00", new.body)

    def test_proposal_goes_when_nothing_is_due_any_more(self):
        invoice = self._create_invoices({"days": 10})
        proposal = self._run().notice_ids
        self._register_payment(invoice, payment_date=TODAY)
        self._run()
        self.assertEqual(proposal.state, "cancelled")
        self.assertEqual(self._debtor().notice_ids, proposal)

    def test_proposal_stays_over_the_weekend(self):
        self._create_invoices({"days": 10})
        friday = TODAY - timedelta(days=3)
        proposal = self._run(friday).notice_ids
        for days in (2, 1):
            self._run(TODAY - timedelta(days=days))
        self.assertEqual(proposal.state, "draft")
        before = proposal.deadline_date
        self._run()
        self.assertEqual(proposal.state, "draft")
        self.assertEqual(self._debtor().notice_ids, proposal)
        # Its words are those of the day.
        self.assertGreater(proposal.deadline_date, before)
        self.assertEqual(proposal.contact_date, TODAY)
        self.assertEqual(proposal.line_ids.days_overdue, 10)
        self.assertIn(proposal.deadline_text, proposal.body)

    def test_the_reason_names_the_deadline_of_the_day(self):
        """Also of a proposal that says the same on the next day."""
        self._create_invoices({"days": 10})
        proposal = self._run().notice_ids
        before = proposal.deadline_date
        self._run(TODAY + timedelta(days=1))
        self.assertGreater(proposal.deadline_date, before)
        deadline = format_date(self.env, proposal.deadline_date)
        self.assertIn(deadline, proposal.explanation)
        self.assertEqual(proposal.decision_id, self._debtor().decision_id)
        decisions = len(self._debtor().decision_ids)
        self._run(TODAY + timedelta(days=1))
        self.assertEqual(len(self._debtor().decision_ids), decisions)

    def test_proposal_never_moves_a_claim_or_blocks_the_ladder(self):
        self._create_invoices({"days": 10})
        for day in range(10):
            self._run(TODAY + timedelta(days=day))
        drafts = self._debtor().notice_ids.filtered(lambda one: one.state == "draft")
        self.assertEqual(drafts.mapped("level_id.name"), ["Reminder 1"])
        self.assertFalse(self._debtor().level_id)

    def test_level_may_ask_for_agreement_under_an_automatic_policy(self):
        self.policy.mode = "automatic"
        self.policy.level_ids[0].mode = "propose"
        self._create_invoices({"days": 10})
        self.assertEqual(self._run().notice_ids.state, "draft")

    # === AGREEING === #

    def test_agreeing_sends(self):
        self._create_invoices({"days": 10})
        proposal = self._run().notice_ids
        action = proposal.action_send()
        self.assertIn(self.customer.name, action["params"]["message"])
        notice = self._debtor().notice_ids.filtered(lambda one: one.state == "queued")
        self.assertEqual(len(notice), 1)
        self.assertEqual(notice.mail_mail_id.state, "outgoing")
        self.assertFalse(
            self._debtor().notice_ids.filtered(lambda one: one.state == "draft")
        )

    def test_agreeing_twice_sends_once(self):
        self._create_invoices({"days": 10})
        proposal = self._run().notice_ids
        proposal.action_send()
        with self.assertRaisesRegex(UserError, "Only proposals"):
            (self._debtor().notice_ids - proposal).action_send()
        queued = self._debtor().notice_ids.filtered(lambda one: one.state == "queued")
        self.assertEqual(len(queued), 1)

    def test_agreeing_to_many_sends_those_that_still_hold(self):
        customers = self.customer | self._create_customer("Paid meanwhile")
        invoices = self._create_invoices(
            *({"days": 10, "partner": customer} for customer in customers)
        )
        proposals = self._run().notice_ids
        self._register_payment(invoices[1], payment_date=TODAY)
        action = proposals.action_send()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("Not sent to Paid meanwhile", action["params"]["message"])
        notices = self._debtor(customers).notice_ids - proposals
        self.assertEqual(notices.mapped("partner_id"), self.customer)
        self.assertEqual(notices.state, "queued")

    def test_changed_proposal_is_renewed_instead_of_sent(self):
        invoice = self._create_invoices({"days": 10})
        proposal = self._run().notice_ids
        self._register_payment(invoice, amount=40, payment_date=TODAY)
        proposal.action_send()
        new = self._debtor().notice_ids - proposal
        self.assertEqual((proposal.state, new.state), ("cancelled", "draft"))

    def test_a_changed_address_is_looked_at_before_it_is_used(self):
        self._create_invoices({"days": 10})
        proposal = self._run().notice_ids
        self.customer.email = "new@customer.example"
        action = proposal.action_send()
        self.assertIn("look again", action["params"]["message"])
        new = self._debtor().notice_ids - proposal
        self.assertEqual((proposal.state, new.state), ("cancelled", "draft"))
        self.assertEqual(new.recipient_email, "new@customer.example")

    def test_dropping_a_proposal(self):
        self._create_invoices({"days": 10})
        proposal = self._run().notice_ids
        proposal.action_cancel()
        self.assertEqual(
            (proposal.state, proposal.cancel_reason),
            ("cancelled", "Cancelled by hand"),
        )

    # === SENDING BY HAND === #

    def test_send_now_needs_no_proposal(self):
        self._create_invoices({"days": 10})
        debtor = self._debtor()
        debtor.action_send_now()
        notice = debtor.notice_ids
        self.assertEqual((notice.state, notice.automatic), ("queued", False))
        self.assertEqual(notice.contact_date, TODAY)

    def test_send_now_says_why_when_nothing_is_due(self):
        self._create_invoices({"days": 2})
        with self.assertRaises(UserError) as caught:
            self._debtor().action_send_now()
        message = str(caught.exception)
        self.assertIn("Nothing was sent to Bakkerij Peeters.", message)
        self.assertIn("Reminder 1 comes next, on 11/26/2026", message)

    def test_send_now_for_many_names_those_who_get_nothing(self):
        other, early = (
            self._create_customer("Other one"),
            self._create_customer("Early one"),
        )
        self._create_invoices(
            {"days": 10}, {"days": 10, "partner": other}, {"days": 2, "partner": early}
        )
        customers = self.customer | other | early
        action = self._debtor(customers).action_send_now()
        self.assertEqual(
            self._debtor(customers).notice_ids.partner_id, self.customer | other
        )
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn(
            "Nothing was sent to Early one. Nothing today: Reminder 1 comes next",
            action["params"]["message"],
        )

    def test_send_now_keeps_the_gap(self):
        self.policy.min_gap_days = 21
        self._create_invoices({"days": 15})
        self._run_and_deliver_agreed()
        later = TODAY + timedelta(days=16)
        self._stop_clock(later)
        with self.assertRaisesRegex(UserError, "least time between two contacts"):
            self._debtor().action_send_now()

    def test_run_after_a_manual_message_sends_nothing(self):
        self._create_invoices({"days": 10})
        self._debtor().action_send_now()
        self.policy.mode = "automatic"
        self._run()
        self.assertEqual(len(self._debtor().notice_ids), 1)

    def test_send_now_on_a_sunday_says_which_day(self):
        self._create_invoices({"days": 10})
        self._stop_clock(TODAY - timedelta(days=1))
        with self.assertRaisesRegex(UserError, "11/23/2026"):
            self._debtor().action_send_now()

    def _run_and_deliver_agreed(self):
        self._run().notice_ids.action_send()
        queued = self._debtor().notice_ids.filtered(lambda one: one.state == "queued")
        queued._mark_sent(self.env.cr.now())


@tagged("post_install", "-at_install")
class TestRecipients(FollowupCommon):
    """Who is written to, why, and in which language."""

    def _contact(self, name, **values):
        return self.env["res.partner"].create(
            {
                "name": name,
                "parent_id": self.customer.id,
                "email": f"{name.lower()}@contact.example",
                **values,
            }
        )

    def _expect(self, recipient, reason, customer=None):
        notice = self._run().notice_ids.filtered(
            lambda one: one.partner_id == (customer or self.customer)
        )
        self.assertEqual(
            (notice.recipient_id, notice.recipient_reason), (recipient, reason)
        )
        self.assertEqual(notice.recipient_email, recipient.email_normalized)

    def test_the_company_itself(self):
        self._create_invoices({"days": 10})
        self._expect(self.customer, "company")

    def test_invoice_address_before_the_company(self):
        self._create_invoices({"days": 10})
        self._expect(self._contact("Books", type="invoice"), "invoice_address")

    def test_contact_of_the_invoices_before_the_invoice_address(self):
        self._contact("Books", type="invoice")
        els = self._contact("Els")
        self._create_invoices({"days": 10, "partner": els})
        self._expect(els, "invoice_contact")

    def test_contact_with_most_of_the_demanded_invoices(self):
        els, jan = self._contact("Els"), self._contact("Jan")
        self._create_invoices(
            {"days": 30, "partner": els},
            {"days": 20, "partner": jan},
            {"days": 10, "partner": jan},
            # Not demanded, so it does not count.
            {"days": 1, "partner": els},
            {"days": 2, "partner": els},
        )
        self._expect(jan, "invoice_contact")

    def test_contact_without_usable_address_is_passed_over(self):
        for values in ({"email": False}, {"email": "not an address"}):
            with self.subTest(values=values):
                contact = self._contact("Els", **values)
                self._create_invoices({"days": 10, "partner": contact})
        self._expect(self.customer, "company")

    def test_archived_contact_is_passed_over(self):
        els = self._contact("Els")
        self._create_invoices({"days": 10, "partner": els})
        els.action_archive()
        self._expect(self.customer, "company")

    def test_archived_customer_is_still_followed(self):
        els = self._contact("Els")
        self._create_invoices({"days": 10, "partner": els})
        self.customer.with_context(active_test=False).active = False
        self._run()
        self.assertTrue(self._debtor().decision_id)

    # === LANGUAGE === #

    def test_language_of_the_recipient(self):
        self.env["res.lang"]._activate_lang("nl_BE")
        self.env["res.lang"]._activate_lang("fr_BE")
        self.customer.lang = "fr_BE"
        els = self._contact("Els", lang="nl_BE")
        self._create_invoices({"days": 10, "partner": els})
        notice = self._run().notice_ids
        self.assertEqual(notice.lang, "nl_BE")
        # Dates and amounts are written as the reader writes them.
        self.assertIn("30 november", notice.body)
        self.assertIn("100,00", notice.body)

    def test_language_of_the_customer_when_the_contact_has_none(self):
        self.env["res.lang"]._activate_lang("nl_BE")
        self.customer.lang = "nl_BE"
        els = self._contact("Els")
        els.lang = False
        self._create_invoices({"days": 10, "partner": els})
        self.assertEqual(self._run().notice_ids.lang, "nl_BE")
