from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TODAY, FollowupCommon


class ActivationCommon(FollowupCommon):
    """A company in which nobody is followed yet, and its start."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.state = "draft"
        cls.company.followup_policy_id = False
        cls.env["res.partner.bank"].create(
            {"acc_number": "BE68539007547034", "partner_id": cls.company.partner_id.id}
        )

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _open(self, mode="automatic"):
        start = self.env["debtor.activation"]._for(self.company)
        start.write({"policy_id": self.policy.id, "mode": mode})
        return start

    def _at(self, step, mode="automatic"):
        """Return the start, gone on to a step."""
        start = self._open(mode)
        while start.state != step:
            start.action_next()
        return start

    def _customers(self, *specs):
        """Create customers, each with one claim; return their debtors."""
        partners = [self._create_customer(f"{name} one") for name, _spec in specs]
        self._create_invoices(
            *(
                {"days": 10, **spec, "partner": partner}
                for partner, (_name, spec) in zip(partners, specs, strict=True)
            )
        )
        debtors = self.env["debtor.debtor"]
        for partner in partners:
            debtors |= self._debtor(partner)
        return debtors


@tagged("post_install", "-at_install")
class TestActivation(ActivationCommon):
    """From an old ledger to the first messages, and nothing by surprise."""

    # === GOING THROUGH === #

    def test_one_open_start_for_a_company(self):
        first = self._open()
        first.action_next()
        self.assertEqual(self.env["debtor.activation"]._for(self.company), first)
        first.action_close()
        self.assertNotEqual(self.env["debtor.activation"]._for(self.company), first)
        with self.assertRaisesRegex(UserError, "has ended"):
            first.action_next()

    def test_what_is_missing_is_said(self):
        start = self._open()
        self.company.email = False
        self.company.partner_id.bank_ids.unlink()
        start.invalidate_recordset()
        self.assertIn("has no email address", start.checks_html)
        self.assertIn("no bank account", start.checks_html)
        with self.assertRaisesRegex(UserError, "has no email address"):
            start.action_next()
        start.policy_id = False
        with self.assertRaisesRegex(UserError, "Choose a policy"):
            start.action_next()
        self.assertEqual(start.state, "policy")

    def test_kinds_show_by_number_or_person(self):
        specs = {
            "Btw": ({"vat": "BE0477472701"}, "business"),
            "Kbo": ({"company_registry": "0477472701"}, "business"),
            "Zelfstandig": ({"vat": "BE0477472701", "is_company": False}, "business"),
            "Mens": ({"is_company": False}, "consumer"),
            "Gemeente": ({}, "unknown"),
            "Fout": ({"company_registry": "0477472702"}, "unknown"),
        }
        partners = {
            name: self._create_customer(f"{name} one", kind="unknown", **values)
            for name, (values, _kind) in specs.items()
        }
        settled = self._create_customer("Stad one", kind="public")
        self._create_invoices(
            *({"partner": one} for one in [*partners.values(), settled])
        )
        start = self._at("kinds")
        for name, (_values, kind) in specs.items():
            with self.subTest(customer=name):
                self.assertEqual(self._debtor(partners[name]).debtor_kind, kind)
        self.assertEqual(self._debtor(settled).debtor_kind, "public")
        self.assertEqual((start.business_count, start.unknown_count), (3, 2))
        self._debtor(partners["Fout"] | partners["Gemeente"]).with_context(
            kind="public"
        ).action_set_kind()
        start.invalidate_recordset()
        self.assertEqual((start.public_count, start.unknown_count), (3, 0))

    def test_what_becomes_of_the_ledger(self):
        self._create_invoices(
            {"days": 900, "amount": 1},
            {"days": 100, "amount": 20},
            {"days": 30, "amount": 300},
            {"days": -10, "amount": 4000},
        )
        start = self._open()
        start.cutoff_date = date(2026, 1, 1)
        amounts = [
            start.left_out_amount,
            start.old_amount,
            start.usual_amount,
            start.not_due_amount,
        ]
        self.assertEqual(amounts, [1, 20, 300, 4000])
        start.person_days = 20
        self.assertEqual([start.old_amount, start.usual_amount], [320, 0])
        self.assertEqual(start.old_partner_count, 1)

    def test_receipts_to_match_first(self):
        start = self._open()
        self.assertIn("No bank statement", start.bank_text)
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": TODAY - timedelta(days=3),
                "payment_ref": "Thanks",
                "amount": 75,
            }
        )
        start.invalidate_recordset()
        self.assertEqual(start.receipt_count, 1)
        self.assertIn("75.00", start.receipt_text)
        self.assertIn("11/20/2026", start.bank_text)
        start.action_bank_complete()
        start.invalidate_recordset()
        self.assertIn("11/22/2026", start.bank_text)

    # === PREVIEW AND START === #

    def test_preview_has_no_effect(self):
        self._customers(("Eerste", {}), ("Oud", {"days": 120}))
        start = self._at("preview")
        self.assertEqual(self.policy.state, "draft")
        self.assertFalse(self.company.followup_start_date)
        self.assertFalse(
            self.env["mail.mail"].search([("model", "=", "debtor.notice")])
        )
        notice = start.notice_ids
        self.assertEqual(notice.state, "preview")
        self.assertIn("is sent", start.current_why)
        self.assertEqual(start.silent_ids.mapped("reason"), ["old_claims"])
        self.assertIn("a person decides", start.silent_ids.explanation)
        self.assertFalse(self._debtor(notice.partner_id).needs_action)
        start.action_close()
        self.assertEqual(notice.state, "cancelled")
        self.assertFalse(start.silent_ids)
        self.assertFalse(self._debtor(notice.partner_id).activity_ids)

    def test_previewed_is_sent_byte_for_byte(self):
        self._customers(("Eerste", {}), ("Tweede", {"amount": 300}))
        start = self._at("preview")
        self.assertEqual(start.position, "1 of 2")
        self.assertEqual(start.current_debtor_id.partner_id.name, "Tweede one")
        seen = {one.id: (one.subject, one.body) for one in start.notice_ids}
        start.action_start()
        self.assertEqual(start.state, "started")
        self.assertEqual(self.company.followup_policy_id, self.policy)
        for notice in start.notice_ids:
            self.assertEqual(notice.state, "queued")
            self.assertEqual((notice.subject, notice.body), seen[notice.id])
            mail = notice.mail_mail_id
            self.assertEqual(mail.body_html, seen[notice.id][1])
            self.assertEqual(mail.subject, seen[notice.id][0])
            self.assertFalse(mail.scheduled_date)
        self._run()
        self.assertEqual(len(self._debtor().search([]).notice_ids), 2)

    def test_proposals_wait_unless_a_person_says_now(self):
        (debtor,) = self._customers(("Eerste", {}))
        debtor._plan(TODAY)
        self.assertEqual(debtor.decision_id.reason, "no_policy")
        start = self._at("preview", mode="propose")
        start.action_start()
        # Not that of the night before the start.
        self.assertEqual(start.notice_ids.decision_id.reason, "step_due")
        self.assertEqual(start.notice_ids.state, "draft")
        self.assertIn("Proposed", start.result)
        self._run()
        self.assertEqual(start.notice_ids.state, "draft")

    def test_proposals_are_sent_now(self):
        self._customers(("Eerste", {}))
        start = self._at("preview", mode="propose")
        body = start.notice_ids.body
        start.action_start_and_send()
        self.assertEqual(start.notice_ids.state, "queued")
        self.assertEqual(start.notice_ids.mail_mail_id.body_html, body)

    def test_before_the_hour_mails_wait_for_it(self):
        self._stop_clock("2026-11-23 06:00:00")
        self.company.resource_calendar_id.tz = "Europe/Brussels"
        self._customers(("Eerste", {}))
        start = self._at("preview")
        start.action_start()
        moment = start.notice_ids.mail_mail_id.scheduled_date
        self.assertEqual(str(moment), "2026-11-23 08:30:00")

    def test_on_a_sunday_the_first_day_is_monday(self):
        self._stop_clock("2026-11-22 10:00:00")
        self._customers(("Eerste", {}))
        start = self._at("preview")
        self.assertEqual(start.first_day, TODAY)
        self._stop_clock("2026-11-24 10:00:00")
        with self.assertRaisesRegex(UserError, "Look again"):
            start.action_start()
        start.action_preview()
        self.assertEqual(start.first_day, TODAY + timedelta(days=1))
        start.action_start()
        self.assertEqual(start.notice_ids.state, "queued")

    def test_who_is_left_out_is_paused_with_the_reason(self):
        debtors = self._customers(("Eerste", {"amount": 900}), ("Tweede", {}))
        start = self._at("preview")
        with self.assertRaisesRegex(UserError, "Say why"):
            start.action_exclude()
        start.exclude_reason = "I call them"
        start.action_exclude()
        self.assertEqual(start.position, "2 of 2")
        start.action_previous_notice()
        self.assertEqual(start.current_excluded_reason, "I call them")
        start.action_include()
        self.assertFalse(start.excluded_count)
        start.exclude_reason = "I call them"
        start.action_exclude()
        start.action_preview()
        self.assertEqual(start.excluded_count, 1, "looking again keeps it")
        start.action_start()
        out = debtors[0]
        self.assertEqual(out.notice_ids.state, "cancelled")
        self.assertIn("I call them", out.notice_ids.cancel_reason)
        self.assertEqual(out.pause_ids.reason, "manual")
        self.assertEqual(debtors[1].notice_ids.state, "queued")
        self.assertIn("Eerste", start.result)

    # === WHAT CHANGED STOPS === #

    def test_changed_before_the_start_stops(self):
        debtors = self._customers(("Eerste", {}), ("Tweede", {}), ("Derde", {}))
        start = self._at("preview")
        changed, address, same = debtors
        self._create_invoices({"partner": changed.partner_id, "days": 30})
        address.partner_id.email = "new@customer.example"
        start.action_start()
        for debtor in changed | address:
            self.assertEqual(debtor.notice_ids.state, "cancelled")
            self.assertEqual(debtor.pause_ids.reason, "start")
            self.assertTrue(debtor.activity_ids)
        self.assertEqual(same.notice_ids.state, "queued")
        self.assertIn("stopped with a task", start.result)
        for day in range(15):
            self._run(TODAY + timedelta(days=day))
        self.assertEqual(len(changed.notice_ids), 1, "nothing in its place")
        self.assertEqual(changed.decision_id.reason, "pause_needs_person")
        self.assertTrue(changed.needs_action)
        changed.pause_ids.action_lift()
        self._run(TODAY + timedelta(days=16))
        self.assertEqual(len(changed.notice_ids), 2)

    def test_changed_before_it_leaves_stops(self):
        (debtor,) = self._customers(("Eerste", {}))
        start = self._at("preview")
        start.action_start()
        notice = start.notice_ids
        self._create_invoices({"partner": debtor.partner_id, "days": 30})
        notice._set_state("cancelled", reason="The situation changed")
        notice._after_change("The situation changed", TODAY)
        self.assertEqual(debtor.pause_ids.reason, "start")
        self.assertEqual(debtor.next_action, "nothing")

    def test_who_paid_is_not_stopped(self):
        (debtor,) = self._customers(("Eerste", {}))
        start = self._at("preview")
        debtor.claim_ids.move_id.button_draft()
        start.action_start()
        self.assertEqual(debtor.notice_ids.state, "cancelled")
        self.assertFalse(debtor.pause_ids)

    # === OLD CLAIMS === #

    def test_old_claims_make_one_task_and_no_message(self):
        (debtor,) = self._customers(("Oud", {"days": 120}))
        self._create_invoices({"partner": debtor.partner_id, "days": 200})
        start = self._at("preview")
        self.assertFalse(start.notice_ids)
        start.action_start()
        for day in (0, 1, 40, 80):
            self._run(TODAY + timedelta(days=day))
        self.assertEqual(debtor.activity_ids.mapped("summary"), ["Old claims"])
        self.assertFalse(debtor.notice_ids)
        self.env.flush_all()
        row = self.env["debtor.todo"].search([("debtor_id", "=", debtor.id)])
        self.assertEqual(row.activity_id, debtor.activity_ids)
        debtor.action_follow_old_claims()
        self._run(TODAY + timedelta(days=81))
        self.assertEqual(debtor.notice_ids.state, "queued")

    def test_newer_claims_go_on_without_the_old_ones(self):
        (debtor,) = self._customers(("Beide", {"days": 20}))
        self._create_invoices({"partner": debtor.partner_id, "days": 200, "amount": 7})
        start = self._at("preview")
        start.action_start()
        self.assertEqual(start.notice_ids.line_ids.mapped("amount_residual"), [100])
        self._run(TODAY + timedelta(days=1))
        self._run(TODAY + timedelta(days=2))
        start.notice_ids._mark_sent(self.env.cr.now())
        self._run(TODAY + timedelta(days=3))
        self._run(TODAY + timedelta(days=14))
        self.assertEqual(sorted(debtor.activity_ids.mapped("summary")), ["Old claims"])

    def test_before_the_cutoff_nothing_is_named(self):
        (debtor,) = self._customers(("Lang", {"days": 900}))
        start = self._open()
        start.cutoff_date = date(2026, 1, 1)
        self._at("preview").action_start()
        self._run()
        self.assertEqual(debtor.decision_id.reason, "before_cutoff")
        self.assertFalse(debtor.activity_ids)
        self._create_invoices({"partner": debtor.partner_id, "days": 20})
        self._run(TODAY + timedelta(days=1))
        self.assertEqual(debtor.notice_ids.line_ids.mapped("days_overdue"), [21])

    # === STEPS TAKEN BEFORE === #

    def test_the_ladder_goes_on_from_a_step_taken_before(self):
        debtors = self._customers(("Hand", {"days": 40}), ("Oud", {"days": 120}))
        start = self._at("ledger")
        level = self.policy.level_ids[0]
        start.step_ids = [
            Command.create(
                {
                    "partner_id": debtor.partner_id.id,
                    "level_id": level.id,
                    "date": TODAY - timedelta(days=20),
                }
            )
            for debtor in debtors
        ]
        self.assertEqual((start.old_count, start.usual_count), (0, 2))
        start.action_next()
        self.assertFalse(debtors.notice_ids)
        start.action_next()
        self.assertEqual(start._get_previews().level_id.mapped("name"), ["Reminder 2"])
        start.action_start()
        taken = debtors.notice_ids.filtered(lambda one: one.state == "sent")
        self.assertEqual(set(taken.mapped("proof_kind")), {"taken_over"})
        self.assertIn("by hand", taken[0].remark)
        self.assertEqual(set(taken.line_ids.mapped("reminder_no")), {1})

    def test_a_step_without_an_open_claim_is_refused(self):
        start = self._at("ledger")
        start.step_ids = [
            Command.create(
                {
                    "partner_id": self.customer.id,
                    "level_id": self.policy.level_ids[0].id,
                    "date": TODAY,
                }
            )
        ]
        with self.assertRaisesRegex(UserError, "Bakkerij Peeters"):
            start.action_next()
