from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import NOW, TODAY, FollowupCommon
from .people_common import PEOPLE_ACTIONS

NEXT_WEEK = TODAY + timedelta(days=7)


@tagged("post_install", "-at_install")
class TestPeople(FollowupCommon):
    """To whom reminders go: marks, copies, the management, failed addresses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._debtor()
        cls.jan, cls.an, cls.eva = cls.env["res.partner"].create(
            [
                {
                    "name": f"{name} Peeters",
                    "parent_id": cls.customer.id,
                    "email": f"{name.lower()}@customer.example",
                }
                for name in ("Jan", "An", "Eva")
            ]
        )
        cls.invoice = cls._create_invoices({"days": 10, "partner": cls.eva})

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _mark(self, *people):
        for contact in people:
            contact.action_followup_reminders()

    def _act(self, as_of=TODAY):
        return self.debtor._act(as_of).sudo()

    def _decision(self, as_of=TODAY):
        return self.debtor._decide(as_of)[self.debtor]

    # === WHO === #

    def test_a_mark_beats_the_contact_on_the_invoice(self):
        self.assertEqual(self._decision().recipient_id, self.eva.id)
        self._mark(self.jan)
        notice = self._act()
        self.assertEqual(notice.recipient_id, self.jan)
        self.assertEqual(notice.recipient_reason, "reminders")
        self.assertFalse(notice.copy_ids)
        self.assertIn("Hello Jan Peeters", notice.body)
        self.assertIn(
            "It goes to Jan Peeters (marked for payment reminders).",
            notice.explanation,
        )

    def test_marks_have_an_order_that_a_person_changes(self):
        self._mark(self.jan, self.an)
        self.assertEqual(self._decision().recipient_id, self.jan.id)
        self.assertEqual(self.jan.followup_role_text, "Payment reminders")
        self.assertEqual(self.an.followup_role_text, "Copy of payment reminders")
        self.an.action_followup_first()
        self.assertEqual(self._decision().recipient_id, self.an.id)
        self.an.action_followup_reminders()
        self.assertFalse(self.an.followup_role_text)
        self.assertEqual(self._decision().recipient_id, self.jan.id)
        self.assertTrue(
            any(
                "An Peeters, nothing" in body or "gets: nothing" in body
                for body in self.debtor.message_ids.mapped("body")
            )
        )

    def test_whoever_left_is_passed_over(self):
        self._mark(self.jan, self.an)
        self.jan.active = False
        self.assertEqual(self._decision().recipient_id, self.an.id)
        other = self._create_customer("Slagerij Maes")
        self.an.parent_id = other
        self.env.flush_all()
        # Both customers are read at once, as in a night's planning.
        snapshots = self.debtor._read_snapshots(
            self.company, self.customer | other, TODAY
        )
        self.assertNotIn(self.an.id, snapshots[self.customer.id].contacts)
        self.assertEqual(self._decision().recipient_id, self.eva.id)

    def test_an_invoice_contact_of_another_customer_now_gets_nothing(self):
        other = self._create_customer("Slagerij Maes")
        self._create_invoices({"days": 10, "partner": other})
        self.eva.parent_id = other
        both = self.debtor | self._debtor(other)
        decisions = both._decide(TODAY)
        for debtor, made in decisions.items():
            if made.recipient_id:
                recipient = self.env["res.partner"].browse(made.recipient_id)
                self.assertEqual(recipient.commercial_partner_id, debtor.partner_id)

    # === COPIES === #

    def test_the_others_get_a_copy_when_the_mail_has_left(self):
        self._mark(self.jan, self.an)
        notice = self._act()
        copy = notice.copy_ids
        self.assertRecordValues(
            copy,
            [
                {
                    "recipient_id": self.an.id,
                    "recipient_email": "an@customer.example",
                    "recipient_reason": "reminders",
                    "channel": "email",
                    "state": "queued",
                    "mail_mail_id": False,
                }
            ],
        )
        self.assertIn("Hello An Peeters", copy.body)
        self.assertIn("copy of our message to Jan Peeters", copy.body)
        self.assertNotIn("copy of our message", notice.body)
        self.assertIn("with a copy to An Peeters", notice.explanation)
        self.assertIn("a copy to An Peeters", notice.recipient_text)
        notice._mark_sent(NOW)
        self.assertEqual(copy.mail_mail_id.recipient_ids, self.an)
        self.assertEqual(notice.mail_mail_id.recipient_ids, self.jan)
        copy._mark_sent(NOW)
        self.assertEqual(copy.state, "sent")
        self.assertFalse(copy.line_ids)

    def test_a_bounced_copy_stops_nothing(self):
        self._mark(self.jan, self.an)
        notice = self._act()
        notice._mark_sent(NOW)
        copy = notice.copy_ids
        copy._write_sudo({"state": "sending"})
        copy._mark_uncertain()
        self.assertNotEqual(self._decision().reason, "uncertain")
        copy._set_state("sent")
        copy._message_receive_bounce("an@customer.example", self.an)
        self.assertEqual((notice.state, copy.state), ("sent", "bounced"))
        decision = self._decision(NEXT_WEEK)
        self.assertNotEqual(decision.reason, "contact_underway")
        self.assertEqual(self.debtor._get_undelivered(), copy)
        later = self._decision(TODAY + timedelta(days=15))
        self.assertEqual((later.outcome, later.recipient_id), ("send", self.jan.id))
        self.assertFalse(later.copies)

    def test_what_goes_wrong_with_a_copy_leaves_the_message_sent(self):
        self._mark(self.jan, self.an)
        notice = self._act()
        notice.copy_ids._write_sudo({"recipient_email": False})
        self.patch(
            type(self.env["mail.notification"]),
            "create",
            lambda *_args: (_ for _ in ()).throw(UserError("The copy cannot be made")),
        )
        with mute_logger("odoo.addons.debtor_followup.models.notice_people"):
            notice._mark_sent(NOW)
        self.assertEqual((notice.state, notice.copy_ids.state), ("sent", "failed"))

    def test_a_message_that_failed_goes_to_the_next_person(self):
        self._mark(self.jan, self.an)
        notice = self._act()
        notice._fail("Nobody of that name", refused=True)
        self.assertEqual(notice.copy_ids.state, "cancelled")
        again = self._act()
        self.assertEqual(again.recipient_id, self.an)
        self.assertFalse(again.copy_ids)

    def test_a_copy_is_looked_at_again_before_it_leaves(self):
        self._mark(self.jan, self.an)
        notice = self._act()
        notice._mark_sent(NOW)
        self.assertIsNone(notice.copy_ids._why_changed(TODAY))
        self.an.email = "an.new@customer.example"
        self.assertIn("address", notice.copy_ids._why_changed(TODAY))

    def test_a_message_whose_recipient_changed_does_not_leave(self):
        notice = self._act()
        self.assertIsNone(notice._why_changed(TODAY))
        self._mark(self.jan)
        self.assertEqual(
            notice._why_changed(TODAY), "The person to write to has changed."
        )

    # === MANAGEMENT === #

    def test_a_step_may_copy_the_management(self):
        self.policy.level_ids[0].copy_to_manager = True
        notice = self._act()
        self.assertFalse(notice.copy_ids)
        self.assertIn("It goes to Eva Peeters", notice.explanation)
        self.assertIn("no contact with a working address", notice.explanation)
        notice._set_state("cancelled")
        self.an.action_followup_management()
        copy = self._act().copy_ids
        self.assertEqual(copy.recipient_id, self.an)
        self.assertEqual(copy.recipient_reason, "management")
        self.debtor.debtor_kind = "consumer"
        self.assertFalse(self._decision().copies)

    # === FAILED ADDRESSES === #

    def _bounce(self, notice, when=NOW):
        notice._mark_sent(when)
        notice._message_receive_bounce(notice.recipient_email, notice.recipient_id)

    def test_an_address_that_came_back_is_used_again_when_it_works(self):
        self._mark(self.jan)
        notice = self._act()
        self._bounce(notice)
        self.assertTrue(notice.is_address_failed)
        self.assertEqual(self.jan.followup_failed_on, TODAY)
        later = TODAY + timedelta(days=1)
        self.assertEqual(self._decision(later).recipient_id, self.eva.id)
        self.jan.action_followup_address_works()
        self.assertFalse(notice.is_address_failed)
        self.assertEqual(notice.address_works_on, TODAY)
        self.assertEqual(self._decision(later).recipient_id, self.jan.id)
        with self.assertRaisesRegex(UserError, "Nothing came back"):
            self.jan.action_followup_address_works()

    def test_another_address_is_used_at_once(self):
        self._mark(self.jan)
        self._bounce(self._act())
        self.jan.email = "jan.peeters@customer.example"
        decision = self._decision(TODAY + timedelta(days=1))
        self.assertEqual(decision.address, "jan.peeters@customer.example")

    def test_an_address_failed_for_all_whom_it_serves_here(self):
        """An accountant's office: one bounce is enough, but not elsewhere."""
        self._mark(self.jan)
        other = self._create_customer("Slagerij Maes", email=self.jan.email)
        self._create_invoices({"days": 10, "partner": other})
        abroad = self._create_company_elsewhere()
        self._bounce(self._act())
        debtor = self._debtor(other)
        decision = debtor._decide(TODAY)[debtor]
        self.assertEqual(decision.reason, "address_failed")
        self.assertTrue(decision.task)
        snapshots = self.debtor._read_snapshots(abroad, other, TODAY)
        self.assertNotIn(self.jan.email, snapshots[other.id].failed_addresses)

    def _create_company_elsewhere(self):
        return self.env["res.company"].create({"name": "Elsewhere"})

    def test_one_task_for_an_address(self):
        self.customer.email = False
        (self.jan | self.an).email = False
        notice = self._act()
        self._bounce(notice)
        for days in (1, 2, 3):
            self.debtor._act(TODAY + timedelta(days=days))
        tasks = self.debtor.activity_ids.filtered(
            lambda one: self.eva.email in (one.note or "")
        )
        self.assertEqual(len(tasks), 2, "the bounce, and to find another address")

    # === BY HAND === #

    def _propose(self):
        self.policy.mode = "propose"
        return self._act()

    def test_a_person_chooses_who_gets_a_proposal(self):
        self._mark(self.jan, self.an)
        notice = self._propose()
        notice._choose_recipient(self.eva)
        self.assertIn("Hello Eva Peeters", notice.body)
        self.assertEqual(notice.recipient_reason, "by_hand")
        self.assertTrue(notice._still_says(self._decision()))
        # It holds also when the message is made anew.
        self._create_invoices({"days": 9})
        anew = self._act()
        self.assertEqual((notice.state, anew.state), ("cancelled", "draft"))
        self.assertEqual(anew.recipient_id, self.eva)
        anew.action_send()
        sent = self.debtor.notice_ids.filtered(lambda one: one.state == "queued")
        self.assertEqual(sent.recipient_id, self.eva)
        self.assertIsNone(sent._why_changed(TODAY))
        self.assertIn("(chosen by hand)", sent.explanation)

    def test_a_choice_that_cannot_be(self):
        notice = self._propose()
        stranger = self._create_customer("Slagerij Maes")
        self.jan.email = "nowhere"
        for contact, text in (
            (stranger, "does not belong to"),
            (self.jan, "no valid email address"),
            (self.env["res.partner"], "Choose to whom"),
        ):
            with self.assertRaisesRegex(UserError, text):
                notice._choose_recipient(contact)
        self.assertEqual(notice.recipient_id, self.eva)
        notice.action_cancel()
        with self.assertRaisesRegex(UserError, "Only of a proposal"):
            notice._choose_recipient(self.an)

    # === WHO MAY === #

    def _user(self, role, **values):
        groups = f"base.group_user,debtor_followup.group_{role}"
        values = {"company_ids": self.company.ids, "company_id": self.company.id}
        return new_test_user(self.env, f"people {role}", groups=groups, **values)

    def _targets(self):
        """Return model -> a record on which its methods have something to do."""
        self._mark(self.jan)
        self._bounce(self._act())
        self.policy.mode = "propose"
        proposal = self.debtor._act(TODAY + timedelta(days=8))
        form = self.env["debtor.recipient"].create(
            {"notice_id": proposal.id, "contact_id": self.an.id}
        )
        notice = {
            "action_address_works": proposal.browse(),
            "action_choose_recipient": proposal,
        }
        failed = self.debtor.notice_ids.filtered("is_address_failed")
        notice["action_address_works"] = failed
        return {
            "res.partner": self.jan,
            "debtor.notice": notice,
            "debtor.recipient": form,
        }

    def _call(self, user, model, method, targets):
        records = targets[model]
        if isinstance(records, dict):
            records = records[method]
        if records._transient:
            records.create_uid = user
        return call_kw(self.env[model].with_user(user), method, [records.ids], {})

    def test_who_may_say_to_whom_it_goes(self):
        user, viewer = self._user("user"), self._user("viewer")
        targets = self._targets()
        for model, method in sorted(PEOPLE_ACTIONS):
            with self.subTest(method=method):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self._call(viewer, model, method, targets)
                savepoint = self.env.cr.savepoint()
                self._call(user, model, method, targets)
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_a_form_names_no_message_of_another_company(self):
        proposal = self._propose()
        user = self._user("user")
        abroad = self._create_company_elsewhere()
        user.write({"company_id": abroad.id, "company_ids": abroad.ids})
        form = self.env["debtor.recipient"].with_user(user)
        form = form.create({"notice_id": proposal.id})
        with self.assertRaises(AccessError):
            form.read(["partner_id"])
        form.sudo().contact_id = self.an
        with self.assertRaises(AccessError):
            form.action_confirm()
        messages = self.env["debtor.message"].with_user(user)
        for values in (
            {"debtor_id": self.debtor.id, "purpose": "statement"},
            {
                "debtor_id": self._debtor(self.customer, abroad).id,
                "purpose": "apology",
                "notice_id": proposal.id,
            },
        ):
            with self.assertRaises(AccessError):
                messages.create(values)
