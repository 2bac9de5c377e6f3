from datetime import timedelta

from odoo.tests import tagged

from .common import TODAY
from .letter_common import ADDRESS
from .test_activation import ActivationCommon

OFFICE = "office@accountant.example"
TOMORROW = TODAY + timedelta(days=1)
STOPPED = "Changed after the preview"


class FirstDayCommon(ActivationCommon):
    def _reasons(self, start):
        return {one.debtor_id: one.reason for one in start.silent_ids}


@tagged("post_install", "-at_install")
class TestFirstDayAddresses(FirstDayCommon):
    """An address that serves many debtors gets one mail on the first day too."""

    def _at_the_office(self, *specs):
        debtors = self._customers(*specs)
        debtors.partner_id.write({"email": OFFICE})
        return debtors

    def test_the_preview_is_what_is_sent(self):
        small, large, other = debtors = self._customers(
            ("Klein", {"amount": 50}), ("Groot", {"amount": 500}), ("Ander", {})
        )
        (small | large).partner_id.write({"email": OFFICE})
        start = self._at("preview")
        self.assertEqual(start.notice_ids.debtor_id, large | other)
        self.assertEqual(self._reasons(start), {small: "address_shared"})
        self.assertIn(OFFICE, start.silent_ids.explanation)
        start.action_start()
        self._run()
        self.assertEqual(debtors.notice_ids, start.notice_ids)
        self.assertEqual(small.decision_id.reason, "address_shared")
        start.notice_ids._mark_sent(self.env.cr.now())
        self.assertEqual(self._run(TOMORROW).notice_ids.debtor_id, small)

    def test_whoever_waits_takes_no_place(self):
        first, second, third, fourth = self._at_the_office(
            *((name, {"amount": 900 - place}) for place, name in enumerate("abcd"))
        )
        (third | fourth).partner_id.write({"email": "third@customer.example"})
        start = self._open()
        start.gentle_limit = 2
        start = self._at("preview")
        self.assertEqual(start.notice_ids.debtor_id, first | third)
        self.assertEqual(
            self._reasons(start), dict.fromkeys(second | fourth, "address_shared")
        )

    def test_proposals_are_sent_at_once_to_one_at_an_address(self):
        debtors = self._at_the_office(("Klein", {}), ("Groot", {"amount": 500}))
        start = self._at("preview", mode="propose")
        start.action_start_and_send()
        self.assertEqual(debtors.notice_ids.mapped("state"), ["queued"])
        self.assertEqual(debtors.notice_ids.debtor_id, debtors[1])

    def test_proposals_that_wait_keep_no_address(self):
        self._at_the_office(("Klein", {}), ("Groot", {"amount": 500}))
        self._at("preview", mode="propose").action_start()
        self.assertFalse(
            self.env["debtor.address.day"].search([("email", "=", OFFICE)])
        )

    def test_an_address_taken_since_the_preview_stops(self):
        (debtor,) = self._at_the_office(("Eerste", {}))
        other = self._debtor()
        start = self._at("preview")
        self.env["debtor.address.day"]._claim(self.company, TODAY, {OFFICE: other})
        start.action_start()
        self.assertEqual(debtor.notice_ids.state, "cancelled")
        self.assertEqual(debtor.pause_ids.reason, "start")
        self.assertTrue(debtor.activity_ids)
        self.assertIn("stopped with a task", start.result)


@tagged("post_install", "-at_install")
class TestFirstDayCopies(FirstDayCommon):
    """What goes by a second channel is previewed, and goes as it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.level_ids[0].write({"second_channel": "letter", "deadline_days": 14})

    def _customers(self, *specs):
        debtors = super()._customers(*specs)
        debtors.partner_id.write(ADDRESS)
        return debtors

    def test_the_copy_is_previewed_and_follows(self):
        self._customers(("Eerste", {}))
        start = self._at("preview")
        notice, copy = start.notice_ids, start.notice_ids.copy_ids
        self.assertEqual((notice.state, copy.state), ("preview", "preview"))
        self.assertEqual(start.preview_count, 1)
        self.assertIn("Steenstraat 1, 8000 Brugge", start.current_copies)
        body = copy.body
        start.action_start()
        self.assertRecordValues(
            copy,
            [
                {
                    "state": "queued",
                    "channel": "letter",
                    "body": body,
                    "run_id": notice.run_id.id,
                    "decision_id": notice.decision_id.id,
                    "mail_mail_id": False,
                }
            ],
        )
        self._run()
        self.assertEqual(copy.state, "queued")
        notice._mark_sent(self.env.cr.now())
        self.assertEqual(copy.filtered_domain(copy._get_printable_domain()), copy)

    def test_looking_again_leaves_no_copy_behind(self):
        (debtor,) = self._customers(("Eerste", {}))
        start = self._at("preview")
        start.action_preview()
        self.assertEqual(len(debtor.notice_ids), 2)
        self.assertEqual(debtor.notice_ids.mapped("state"), ["preview"] * 2)

    def test_a_copy_that_would_go_elsewhere_stops(self):
        (debtor,) = self._customers(("Eerste", {}))
        start = self._at("preview")
        debtor.partner_id.street = "Elders 9"
        start.action_start()
        self.assertEqual(debtor.notice_ids.mapped("state"), ["cancelled"] * 2)
        self.assertEqual(debtor.pause_ids.reason, "start")
        self.assertIn("copy", debtor.pause_ids.note)

    def test_who_is_left_out_gets_no_copy(self):
        (debtor,) = self._customers(("Eerste", {}))
        start = self._at("preview")
        start.exclude_reason = "I call them"
        start.action_exclude()
        start.action_start()
        self.assertEqual(debtor.notice_ids.mapped("state"), ["cancelled"] * 2)

    def test_proposals_get_their_copy_when_a_person_agrees(self):
        (debtor,) = self._customers(("Eerste", {}))
        start = self._at("preview", mode="propose")
        start.action_start()
        self.assertEqual(debtor.notice_ids, start.notice_ids)
        start.notice_ids.action_send()
        sent = debtor.notice_ids.filtered(lambda one: one.state == "queued")
        self.assertEqual(sorted(sent.mapped("channel")), ["email", "letter"])


@tagged("post_install", "-at_install")
class TestPreviewedStops(FirstDayCommon):
    """What was previewed is what is sent, or that debtor stops."""

    def _started(self, mode="automatic", **level):
        """Return the notice of a start that was pressed, and its debtor."""
        self.policy.level_ids[0].write(level)
        (debtor,) = self._customers(("Eerste", {}))
        debtor.partner_id.write(ADDRESS)
        start = self._at("preview", mode)
        start.action_start()
        return start.notice_ids, debtor

    def _change(self, debtor):
        self._create_invoices({"partner": debtor.partner_id, "days": 30, "amount": 5})

    def _assert_stopped(self, notice, debtor):
        self.assertEqual(notice.state, "cancelled")
        self.assertIn("situation changed", notice.cancel_reason)
        self.assertEqual(debtor.pause_ids.reason, "start")
        self.assertEqual(debtor.activity_ids.mapped("summary"), [STOPPED])
        self._run(TODAY + timedelta(days=8))
        self.assertEqual(debtor.notice_ids, notice, "nothing in its place")
        self.assertEqual(debtor.decision_id.reason, "pause_needs_person")

    def test_a_letter_that_changed_before_it_is_printed(self):
        letter, debtor = self._started(channel="letter")
        self._change(debtor)
        batch = self.env["debtor.letter.batch"]._print(letter)
        self.assertEqual((batch.letter_count, batch.left_out_count), (0, 1))
        self._assert_stopped(letter, debtor)

    def test_a_letter_that_changed_before_the_next_run(self):
        letter, debtor = self._started(channel="letter")
        self._change(debtor)
        self._run(TOMORROW)
        self._assert_stopped(letter, debtor)

    def test_a_proposal_that_changed(self):
        proposal, debtor = self._started("propose")
        self._run(TOMORROW)
        self.assertEqual(proposal.state, "draft", "only its days changed")
        self._change(debtor)
        self._run(TODAY + timedelta(days=2))
        self._assert_stopped(proposal, debtor)

    def test_a_proposal_that_changed_before_it_is_agreed_to(self):
        proposal, debtor = self._started("propose")
        self._change(debtor)
        action = proposal.action_send()
        self.assertEqual(action["params"]["type"], "warning")
        self._assert_stopped(proposal, debtor)

    def test_a_proposal_whose_address_changed_before_it_is_agreed_to(self):
        proposal, debtor = self._started("propose")
        debtor.partner_id.email = "new@customer.example"
        action = proposal.action_send()
        self.assertIn("Not sent to Eerste", action["params"]["message"])
        self.assertEqual(proposal.state, "cancelled")
        self.assertEqual(debtor.pause_ids.reason, "start")
        self.assertEqual(debtor.notice_ids, proposal)

    def test_agreed_to_and_changed_before_it_leaves(self):
        proposal, debtor = self._started("propose")
        proposal.action_send()
        notice = debtor.notice_ids - proposal
        self.assertEqual(notice.activation_id, proposal.activation_id)
        notice._set_state("cancelled", reason="The situation changed")
        notice._after_change("The situation changed", TODAY)
        self.assertEqual(debtor.pause_ids.reason, "start")

    def test_who_paid_needs_not_be_stopped(self):
        letter, debtor = self._started(channel="letter")
        self._register_payment(debtor.claim_ids.move_id, payment_date=TODAY)
        self._run(TOMORROW)
        self.assertEqual(letter.state, "cancelled")
        self.assertFalse(debtor.pause_ids)
