from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import TODAY, FollowupCommon

EARLIER = TODAY - timedelta(days=14)


@tagged("post_install", "-at_install")
class TestPartnerChanges(FollowupCommon):
    """Customers merge, part, become part of another one, are archived, or go."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls._create_customer("Bakery Peeters")
        cls.ours, cls.theirs = cls._debtor(cls.customer), cls._debtor(cls.twin)
        cls._create_invoices(
            {"days": 30, "amount": 300},
            {"days": 30, "amount": 200, "partner": cls.twin},
        )
        (cls.ours + cls.theirs).invalidate_recordset()

    def _merge(self, source=None, target=None):
        source, target = source or self.twin, target or self.customer
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source + target).ids, target, extra_checks=False)

    def _write_to(self, debtors, day=EARLIER):
        """Let a run write to debtors on a day; return the notices, arrived."""
        run = self.env["debtor.followup.run"]._get_or_create(self.company, day)
        notices = debtors._act(day, run=run)
        notices._mark_sent(datetime(day.year, day.month, day.day, 10))
        self.env.flush_all()
        return notices

    # === MERGING === #

    def test_all_that_is_known_moves_to_the_survivor(self):
        notices = self._write_to(self.theirs)
        pause = self.env["debtor.pause"].create(
            {"debtor_id": self.theirs.id, "date_end": TODAY + timedelta(days=30)}
        )
        decision = self.theirs.decision_id
        self.theirs.responsible_id = self.env.user
        self.theirs.message_post(body="They moved to the Korenmarkt.")
        self.theirs.activity_schedule("mail.mail_activity_data_todo", summary="Ask why")
        self._merge()
        self.assertFalse(self.theirs.exists())
        self.assertFalse(self.twin.exists())
        self.assertEqual(notices.debtor_id, self.ours)
        self.assertEqual(notices.partner_id, self.customer)
        self.assertEqual(notices.line_ids.debtor_id, self.ours)
        self.assertEqual(pause.debtor_id, self.ours)
        self.assertEqual(pause.partner_id, self.customer)
        self.assertEqual(pause.state, "active")
        self.assertEqual(decision.debtor_id, self.ours)
        self.assertEqual(self.ours.responsible_id, self.env.user)
        self.assertEqual(self.ours.activity_ids.summary, "Ask why")
        texts = " ".join(self.ours.message_ids.mapped("body"))
        self.assertIn("Korenmarkt", texts)
        self.assertIn("became part of this one", texts)

    def test_no_step_twice_and_no_reminder_lost(self):
        self._write_to(self.ours + self.theirs)
        self._merge()
        claims = self.ours.claim_ids
        self.assertEqual(len(claims), 2)
        self.assertEqual(set(claims.followup_level_id.mapped("name")), {"Reminder 1"})
        notice = self._write_to(self.ours, TODAY)
        self.assertEqual(notice.level_id.name, "Reminder 2")
        self.assertEqual(notice.line_ids.move_line_id, claims)
        self.assertEqual(set(notice.line_ids.mapped("role")), {"demanded"})
        self.assertEqual(sum(notice.line_ids.mapped("amount_residual")), 500)

    def test_messages_of_one_day_are_both_kept(self):
        notices = self._write_to(self.ours + self.theirs)
        bodies = notices.mapped("body")
        self._merge()
        self.assertEqual(self.ours.notice_ids, notices)
        self.assertEqual(notices.mapped("body"), bodies)
        self.assertEqual(set(notices.mapped("state")), {"sent"})
        counted = notices.filtered("automatic")
        self.assertEqual(len(counted), 1)
        self.assertIn("Bakery Peeters", (notices - counted).remark)

    def test_the_same_claim_at_the_same_step(self):
        """Its invoice had changed hands before the two became one."""
        first, second = self._write_to(self.ours), self._write_to(self.theirs)
        entry = second.line_ids.move_line_id
        first.line_ids.sudo().write(
            {
                "move_line_id": entry.id,
                "date_maturity": second.line_ids.date_maturity,
            }
        )
        self._merge()
        self.assertEqual(self.ours.notice_ids, first | second)
        lines = (first + second).line_ids
        self.assertEqual(lines.filtered("move_line_id").notice_id, second)
        self.assertTrue(all(lines.mapped("move_name")))

    def test_what_had_not_left_is_withdrawn(self):
        notice = self.theirs._act(TODAY, agreed=True)
        self.assertEqual(notice.state, "queued")
        self._merge()
        self.assertEqual(notice.state, "cancelled")
        self.assertEqual(notice.mail_mail_id.state, "cancel")
        self.assertEqual(notice.debtor_id, self.ours)

    def test_the_stricter_kind_holds(self):
        for ours, theirs, kept in (
            ("business", "consumer", "consumer"),
            ("consumer", "business", "consumer"),
            ("unknown", "business", "business"),
            ("public", "unknown", "public"),
        ):
            with self.subTest(ours=ours, theirs=theirs):
                self.ours.debtor_kind, self.theirs.debtor_kind = ours, theirs
                chosen = self.ours._choose_settings(self.theirs)
                self.assertEqual(chosen.get("debtor_kind", ours), kept)

    def test_what_was_said_of_receipts_is_kept(self):
        seen = {"since": "2026-11-20"}
        self.theirs.receipts = {"7": {**seen, "not_theirs": "2026-11-21"}, "8": seen}
        self.ours.receipts = {"7": seen, "9": seen}
        self._merge()
        self.assertEqual(
            self.ours.receipts,
            {"7": {**seen, "not_theirs": "2026-11-21"}, "8": seen, "9": seen},
        )

    def test_own_settings_stay_and_gaps_are_filled(self):
        policy = self._create_policy()
        policy.action_activate()
        self.theirs.write({"policy_id": policy.id, "responsible_id": self.env.user.id})
        someone = new_test_user(self.env, login="someone")
        self.ours.responsible_id = someone
        self._merge()
        self.assertEqual(self.ours.responsible_id, someone)
        self.assertEqual(self.ours.policy_id, policy)

    def test_in_a_company_where_only_the_other_is_known(self):
        """The debtor of the one that goes is taken over as it is."""
        third = self.env["res.partner"].create({"name": "Peeters BV"})
        notices = self._write_to(self.theirs)
        self._merge(target=third)
        self.assertEqual(self.theirs.partner_id, third)
        self.assertEqual(notices.partner_id, third)

    def test_in_every_company(self):
        other = self.env["res.company"].create({"name": "Sister"})
        theirs = self._debtor(self.twin, other)
        theirs.debtor_kind = "public"
        self._merge()
        self.assertEqual(theirs.partner_id, self.customer)
        self.assertEqual(self.customer.debtor_ids, self.ours | theirs)
        self.assertEqual(self.ours.debtor_kind, "business")

    def test_merging_into_a_contact_of_a_company(self):
        contact = self.env["res.partner"].create(
            {"name": "An", "parent_id": self.customer.id}
        )
        notices = self._write_to(self.theirs)
        self._merge(target=contact)
        self.assertEqual(notices.debtor_id, self.ours)

    def test_whoever_merges_need_not_follow_debtors(self):
        user = new_test_user(
            self.env,
            login="merges",
            groups="base.group_user,base.group_partner_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.twin.email = self.customer.email
        notices = self._write_to(self.theirs)
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user)
        wizard._update_foreign_keys(self.twin, self.customer)
        self.assertEqual(notices.debtor_id, self.ours)

    # === FAMILIES === #

    def test_a_customer_becomes_part_of_another(self):
        self._write_to(self.ours + self.theirs)
        self.twin.write({"is_company": False, "parent_id": self.customer.id})
        self.assertFalse(self.theirs.exists())
        self.assertEqual(len(self.ours.claim_ids), 2)
        notice = self._write_to(self.ours, TODAY)
        self.assertEqual(notice.line_ids.mapped("level_id.name"), ["Reminder 2"])

    def _part(self):
        """Let a subsidiary become a contact, whose entries keep its name."""
        self.twin.parent_id = self.customer
        self.assertTrue(self.theirs.exists())
        self.twin.is_company = False
        notice = self._write_to(self.ours)
        self.assertEqual(len(notice.line_ids), 2)
        return notice

    def test_a_contact_becomes_a_customer(self):
        notice = self._part()
        self.twin.is_company = True
        debtor = self._debtor(self.twin)
        debtor.debtor_kind = "business"
        self.assertEqual(debtor.former_debtor_id, self.ours)
        self.assertEqual(notice.debtor_id, self.ours)
        following = self._write_to(debtor, TODAY)
        self.assertEqual(following.level_id.name, "Reminder 2")
        self.assertEqual(len(following.line_ids), 1)
        self.assertEqual(self._write_to(self.ours, TODAY).level_id.name, "Reminder 2")

    def _part_today(self):
        self.customer.child_ids = self.twin
        self.twin.is_company = False
        self._stop_clock()

    def test_no_second_contact_within_the_gap_after_parting(self):
        """The same people were written to yesterday, under the other's name."""
        self._part_today()
        notice = self._write_to(self.ours, TODAY - timedelta(days=3))
        self.twin.is_company = True
        debtor = self._debtor(self.twin)
        debtor.debtor_kind = "business"
        self.assertEqual(debtor.parted_on, TODAY)
        self._create_invoices({"days": 10, "amount": 70, "partner": self.twin})
        for days in (0, 3):
            self.assertFalse(self._write_to(debtor, TODAY + timedelta(days=days)))
        self.assertEqual(debtor.decision_id.parameters["because"], "gap")
        debtor._plan(TODAY)
        self.assertEqual(debtor.last_contact_date, notice.contact_date)
        # What the other one gets from now on is no contact of this one.
        self._write_to(self.ours, TODAY + timedelta(days=3))
        self.assertTrue(self._write_to(debtor, TODAY + timedelta(days=4)))

    def test_what_is_underway_keeps_back_who_parted(self):
        self._part_today()
        notice = self.ours._act(TODAY).sudo()
        notice.state = "uncertain"
        self.twin.is_company = True
        debtor = self._debtor(self.twin)
        debtor.debtor_kind = "business"
        self.assertFalse(self._write_to(debtor, TODAY))
        self.assertEqual(debtor.decision_id.reason, "uncertain")
        notice.state = "cancelled"
        # On the next day, since both have the same contact: one mail a day.
        self.assertTrue(self._write_to(debtor, TODAY + timedelta(days=1)))

    def test_a_proposal_to_another_keeps_nobody_back(self):
        self._part_today()
        self.policy.mode = "propose"
        self.ours._act(TODAY)
        self.twin.is_company = True
        debtor = self._debtor(self.twin)
        debtor.debtor_kind = "business"
        self.assertTrue(debtor._act(TODAY))

    def test_pauses_go_along(self):
        self._part()
        ours, theirs = self.ours.claim_ids.sorted(
            lambda one: one.partner_id != self.customer
        )
        dispute = self.env["debtor.pause"].create(
            {
                "debtor_id": self.ours.id,
                "reason": "dispute",
                "scope": "claims",
                "date_end": TODAY + timedelta(days=30),
                "line_ids": [
                    Command.create({"move_line_id": one.id}) for one in ours + theirs
                ],
            }
        )
        whole = self.env["debtor.pause"].create(
            {"debtor_id": self.ours.id, "date_end": TODAY + timedelta(days=30)}
        )
        self.twin.is_company = True
        debtor = self._debtor(self.twin)
        self.assertEqual(dispute.line_ids.move_line_id, ours)
        self.assertEqual(whole.debtor_id, self.ours)
        copies = debtor.pause_ids
        self.assertEqual(set(copies.mapped("scope")), {"claims", "debtor"})
        self.assertEqual(set(copies.mapped("state")), {"active"})
        self.assertEqual(copies.line_ids.move_line_id, theirs)

    def test_the_night_folds_what_was_changed_around_the_screens(self):
        notices = self._write_to(self.theirs)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET is_company = false, parent_id = %(parent)s,"
            " commercial_partner_id = %(parent)s WHERE id = %(id)s",
            {"parent": self.customer.id, "id": self.twin.id},
        )
        self.env.invalidate_all()
        run = self._run()
        self.assertFalse(run.failure_ids)
        self.assertFalse(self.theirs.exists())
        self.assertEqual(notices.debtor_id, self.ours)
        self.assertEqual(run.notice_ids.debtor_id, self.ours)

    # === ARCHIVED, DELETED === #

    def test_archived_customers_still_owe(self):
        self.twin.action_archive()
        run = self._run()
        self.assertEqual(run.notice_ids.debtor_id, self.ours)
        self.assertEqual(self.theirs.overdue_amount, 200)
        self.assertEqual(self.theirs.decision_id.reason, "no_address")
        self.assertIn("archived", self.theirs.explanation)
        self.assertTrue(self.theirs.activity_ids)
        self.assertFalse(self.theirs.partner_active)

    def test_an_archived_customer_with_somebody_to_write_to(self):
        contact = self.env["res.partner"].create(
            {
                "name": "Curator",
                "parent_id": self.twin.id,
                "type": "invoice",
                "email": "curator@office.example",
            }
        )
        self.twin.action_archive()
        self.assertEqual(self._run().notice_ids.recipient_id, contact | self.customer)

    def test_customers_with_evidence_are_not_deleted(self):
        lonely = self._create_customer("Lonely")
        invoice = self._create_invoices({"days": 10, "partner": lonely})
        self._write_to(self._debtor(lonely), TODAY)
        invoice.button_draft()
        invoice.unlink()
        with self.assertRaisesRegex(UserError, "Archive"):
            lonely.unlink()
        never = self._create_customer("Never written to")
        debtor = self._debtor(never)
        never.unlink()
        self.assertFalse(debtor.exists())
