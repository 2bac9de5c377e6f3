from datetime import date, datetime, timedelta
from unittest.mock import patch

from lxml import etree

from odoo import SUPERUSER_ID, Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import TODAY, FollowupCommon

YESTERDAY = TODAY - timedelta(days=1)


@tagged("post_install", "-at_install")
class TestMorning(FollowupCommon):
    """What waits for a person: which rows, in which order, and what ends them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._create_policy(
            [
                {"name": "Reminder 1", "delay_days": 5, "deadline_days": 7},
                {"name": "Reminder 2", "delay_days": 16, "deadline_days": 8},
                {"name": "Call", "step_kind": "call", "delay_days": 25},
                {
                    "name": "Formal notice",
                    "step_kind": "formal_notice",
                    "delay_days": 32,
                    "channel": "registered_letter",
                },
                {"name": "Handoff", "step_kind": "handoff", "delay_days": 47},
            ],
            mode="propose",
            small_amount=50,
        )
        cls.policy.action_activate()
        cls.company.followup_policy_id = cls.policy
        cls.user = new_test_user(
            cls.env,
            "morning_user",
            groups="base.group_user,debtor_followup.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        specs = {
            "proposal": {"days": 10, "amount": 300},
            "large": {"days": 12, "amount": 900},
            "failed": {"days": 10},
            "bounced": {"days": 10},
            "uncertain": {"days": 10},
            "nobody": {"days": 10, "amount": 90},
            "promise": {"days": 20},
            "dispute": {"days": 10},
            "reply": {"days": 10},
            "covered": {"days": 10},
            "call": {"days": 60, "amount": 500},
            "small": {"days": 40, "amount": 20},
            "later": {"days": 1},
        }
        cls.customers = {
            name: cls._create_customer(f"{name.title()} one") for name in specs
        }
        cls._create_invoices(
            *({**spec, "partner": cls.customers[name]} for name, spec in specs.items())
        )
        cls._create_invoices(
            {"days": 0, "amount": 100, "partner": cls.customers["covered"]},
            move_type="out_refund",
        )
        cls.debtors = {
            name: cls._debtor(partner) for name, partner in cls.customers.items()
        }
        cls._make_situations()

    @classmethod
    def _make_situations(cls):
        for name, *days in (("call", 35, 20), ("small", 28)):
            for ago in days:
                day = TODAY - timedelta(days=ago)
                notice = cls.debtors[name]._act(day, agreed=True)
                notice._mark_sent(datetime(day.year, day.month, day.day, 10))
        for name, reason, start, end in (
            ("promise", "promise", 12, 6),
            ("dispute", "dispute", 3, -4),
            ("reply", "reply", 3, -2),
        ):
            # By the system: nobody enters a promise for a day that has passed.
            cls.env["debtor.pause"].with_user(SUPERUSER_ID).create(
                {
                    "debtor_id": cls.debtors[name].id,
                    "reason": reason,
                    "date_start": TODAY - timedelta(days=start),
                    "date_end": TODAY - timedelta(days=end),
                    "note": "Two <b>pallets</b> were damaged",
                }
            )
        cls.customers["nobody"].email = False
        cls.env["debtor.followup.run"]._run(cls.company, TODAY)
        for name in ("failed", "bounced", "uncertain"):
            notice = cls.debtors[name].notice_ids
            notice._set_state("queued")
            notice._set_state("sending")
        cls.debtors["failed"].notice_ids._fail("550 no such user", refused=True)
        cls.debtors["uncertain"].notice_ids._mark_uncertain()
        bounced = cls.debtors["bounced"].notice_ids
        bounced._mark_sent(datetime(2026, 11, 23, 9))
        bounced._set_state("bounced", reason="mailbox full")
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _rows(self, *names, user=None):
        """Return the rows of today, or those about some of the debtors."""
        self.env.flush_all()
        self.env.invalidate_all()
        todos = self.env["debtor.todo"].with_user(user or self.env.user)
        domain = [("company_id", "=", self.company.id)]
        if names:
            ids = [self.debtors[name].id for name in names]
            domain += [("debtor_id", "in", ids)]
        return todos.search(domain)

    def _told(self, rows):
        names = {partner: name for name, partner in self.customers.items()}
        return [(row.section[:2], names[row.partner_id], row.kind) for row in rows]

    # === ROWS === #

    def test_sections_and_order(self):
        told = self._told(self._rows())
        self.assertEqual(
            told,
            [
                ("10", "dispute", "dispute"),
                ("10", "reply", "reply"),
                ("20", "failed", "failed"),
                ("20", "bounced", "bounced"),
                ("20", "uncertain", "uncertain"),
                ("20", "nobody", "no_address"),
                ("30", "promise", "broken"),
                ("40", "call", "call"),
                ("50", "large", "proposal"),
                ("50", "proposal", "proposal"),
                ("50", "promise", "proposal"),
                ("60", "covered", "unmatched"),
                ("90", "small", "small_amount"),
            ],
            told,
        )

    def test_each_row_says_why(self):
        for row in self._rows():
            with self.subTest(kind=row.kind, name=row.partner_id.name):
                self.assertTrue(row.why)
                self.assertTrue(row.overdue_amount or row.kind == "unmatched")
        self.assertEqual(self._rows("failed").why, "550 no such user")
        self.assertIn("damaged", self._rows("dispute").why)
        self.assertIn("Reminder 1", self._rows("proposal").why)

    def test_ids_are_unique_and_stay(self):
        rows = self._rows()
        self.assertEqual(len(set(rows.ids)), len(rows))
        self.assertEqual(self._rows().ids, rows.ids)

    def test_letters_and_phone_notices_by_channel(self):
        notices = self.debtors["proposal"].notice_ids | self.debtors["large"].notice_ids
        notices[0]._write_sudo({"state": "queued", "channel": "letter"})
        notices[1]._write_sudo({"state": "queued", "channel": "phone"})
        sections = {row.notice_id: row.section for row in self._rows()}
        self.assertEqual(sections[notices[0]], "70_letters")
        self.assertEqual(sections[notices[1]], "40_calls")

    def test_only_letters_are_printed(self):
        with self.assertRaisesRegex(UserError, "None of these is a letter"):
            self._rows("proposal").with_user(self.user).action_print()

    def test_what_waits_for_a_person_by_hand(self):
        self.debtors["call"].call_notice_id.action_cancel()
        claim = self.debtors["call"].claim_ids
        claim.date_maturity = TODAY - timedelta(days=61)  # as if it were another
        self.debtors["call"].decision_id.sudo().write(
            {
                "reason": "waits_for_person",
                "level_id": self.policy.level_ids[4].id,
            }
        )
        self.assertEqual(self._told(self._rows("call")), [("80", "call", "handoff")])

    def test_an_answer_comes_first(self):
        notice = self.debtors["bounced"].notice_ids
        notice.message_post(
            body="We pay",
            message_type="email",
            author_id=self.customers["bounced"].id,
        )
        rows = self._rows("bounced")
        self.assertEqual([row.kind for row in rows], ["reply", "bounced"])
        self.assertEqual(rows[0].pause_id.notice_id, notice)
        self.assertIn("We pay", rows[0].why)
        rows[0].pause_id.with_user(self.user)._record_reply("answered")
        self.assertEqual(self._rows("bounced").kind, "bounced")

    def test_activities_of_people_come_at_their_day(self):
        debtor = self.debtors["later"]
        for day in (TODAY, TODAY + timedelta(days=1)):
            debtor.activity_schedule(
                "debtor_followup.mail_activity_type_followup",
                day,
                summary=f"Visit {day}",
                automated=False,
            )
        self.assertEqual(self._rows("later").why, f"Visit {TODAY}")

    def test_a_promise_ends_by_a_contact_or_a_payment(self):
        self.assertEqual(self._rows("promise")[0].kind, "broken")
        self.debtors["promise"].last_contact_date = YESTERDAY
        self.assertNotIn("broken", self._rows("promise").mapped("kind"))

    # === ACTS === #

    def test_agreeing_sends(self):
        rows = self._rows("proposal", "large").with_user(self.user)
        rows.action_agree()
        self.assertFalse(self._rows("proposal", "large"))
        for name in ("proposal", "large"):
            states = self.debtors[name].notice_ids.mapped("state")
            self.assertEqual(sorted(states), ["cancelled", "queued"])

    def test_one_bad_row_does_not_stop_the_others(self):
        act = type(self.debtors["large"])._act
        bad = self.debtors["large"]

        def fail_for_one(debtors, *args, **kwargs):
            if bad in debtors:
                raise ValueError("The template is broken")
            return act(debtors, *args, **kwargs)

        log = "odoo.addons.debtor_followup.models.debtor_todo_actions"
        with patch.object(type(bad), "_act", fail_for_one), self.assertLogs(log):
            told = self._rows("proposal", "large").with_user(self.user).action_agree()
        message = told["params"]["message"]
        self.assertIn("Not sent to Large one: The template is broken", message)
        self.assertTrue(told["params"]["sticky"])
        self.assertEqual(bad.notice_ids.state, "draft")
        self.assertIn("queued", self.debtors["proposal"].notice_ids.mapped("state"))

    def test_only_proposals_can_be_agreed_to(self):
        with self.assertRaisesRegex(UserError, "None of these is a proposal"):
            self._rows("dispute", "small").with_user(self.user).action_agree()

    def test_done_takes_them_off(self):
        rows = self._rows("failed", "bounced", "nobody", "small", "covered")
        rows.with_user(self.user).action_handled()
        self.assertFalse(self._rows("failed", "bounced", "nobody", "small", "covered"))
        self._rows("promise")[0].with_user(self.user).action_handled()
        self.assertEqual(self._rows("promise").mapped("kind"), ["proposal"])

    def test_some_end_by_their_own_act_only(self):
        rows = self._rows("dispute", "proposal", "uncertain").with_user(self.user)
        with self.assertRaisesRegex(UserError, "Dispute one, Proposal one, Uncertain"):
            rows.action_handled()
        told = self._rows("dispute", "failed").with_user(self.user).action_handled()
        self.assertIn("Dispute one", told["params"]["message"])
        self.assertFalse(self._rows("failed"))

    def test_small_amounts_come_back_next_month(self):
        self._rows("small").with_user(self.user).action_handled()
        self.debtors["small"]._plan(date(2026, 11, 30))
        self.assertFalse(self._rows("small"))
        self.debtors["small"]._plan(date(2026, 12, 1))
        self.assertEqual(self._rows("small").kind, "small_amount")

    def test_a_new_reason_comes_at_once(self):
        self._rows("nobody").with_user(self.user).action_handled()
        self.customers["nobody"].email = "found@customer.example"
        self.debtors["nobody"]._act(TODAY)
        self.assertEqual(self._rows("nobody").kind, "proposal")

    def test_it_arrived(self):
        self._rows("uncertain").with_user(self.user).action_arrived()
        self.assertFalse(self._rows("uncertain"))
        self.assertEqual(self.debtors["uncertain"].notice_ids.state, "sent")

    def test_opening_the_right_thing(self):
        for name, model in (
            ("proposal", "debtor.notice"),
            ("dispute", "debtor.pause"),
            ("small", "debtor.debtor"),
            ("call", "debtor.call.sheet"),
        ):
            action = self._rows(name).with_user(self.user).action_open()
            self.assertEqual(action["res_model"], model)

    # === WHO === #

    def test_a_viewer_sees_and_does_nothing(self):
        viewer = new_test_user(
            self.env,
            "morning_viewer",
            groups="base.group_user,debtor_followup.group_viewer",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        rows = self._rows("proposal", "failed", user=viewer)
        self.assertEqual(len(rows), 2)
        self.assertTrue(all(rows.mapped("why")))
        for kind in ("list", "kanban", "form"):
            arch = etree.fromstring(rows.get_view(view_type=kind)["arch"])
            names = arch.xpath("//field[not(ancestor::field)]/@name")
            self.assertEqual(len(rows.read(names)), 2)
        for method in ("action_agree", "action_handled", "action_plan"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(rows, method)()
        self.assertFalse(rows.action_read_header()["may_act"])

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "morning_stranger",
            groups="base.group_user,debtor_followup.group_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        todos = self.env["debtor.todo"].with_user(stranger)
        self.assertFalse(todos.search([]))
        self.assertFalse(todos.action_read_header()["sections"])
        with self.assertRaises(AccessError):
            self._rows("proposal").with_user(stranger).mapped("kind")

    # === HEADER === #

    def test_header(self):
        todos = self.env["debtor.todo"].with_user(self.user)
        header = todos.action_read_header()
        counts = {one["code"]: one["count"] for one in header["sections"]}
        self.assertEqual(counts["20_undelivered"], 4)
        self.assertEqual(counts["50_proposals"], 3)
        self.assertNotIn("70_letters", counts)
        self.assertFalse(header["bank_date"])
        todos.action_bank_complete()
        self.assertEqual(self.company.followup_bank_marked_date, YESTERDAY)
        header = todos.action_read_header()
        self.assertTrue(header["bank_complete"])
        self.assertTrue(header["bank_date"])

    def test_ones_own_list(self):
        todos = self.env["debtor.todo"].with_user(self.user)

        def opens_with_mine():
            return todos.action_open_morning()["context"]["search_default_mine"]

        self.assertFalse(opens_with_mine())
        self.debtors["call"].responsible_id = self.user
        self.assertTrue(opens_with_mine())
        todos.remember_mine(False)
        self.assertFalse(opens_with_mine())
        todos.remember_mine(True)
        self.assertTrue(opens_with_mine())
        mine = todos.search([("responsible_id", "=", self.user.id)])
        self.assertEqual(mine.debtor_id, self.debtors["call"])
