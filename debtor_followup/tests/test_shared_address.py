from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.debtor_followup.models import followup_run

from .common import TODAY, FollowupCommon

OFFICE = "office@accountant.example"


@tagged("post_install", "-at_install")
class TestSharedAddress(FollowupCommon):
    """An address that serves many debtors gets one mail a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"]
        for name, amount in (("Small", 50), ("Large", 500), ("Middle", 200)):
            cls.partners |= cls._create_customer(name, email=OFFICE)
            cls._create_invoices(
                {"days": 10, "amount": amount, "partner": cls.partners[-1]}
            )
        cls.debtors = cls._debtor(cls.partners)
        cls.small, cls.large, cls.middle = cls.debtors

    def _address_days(self):
        return self.env["debtor.address.day"].search([("email", "=", OFFICE)])

    def test_the_largest_is_written_to_and_the_others_wait(self):
        other = self._create_customer("Other", email="other@customer.example")
        self._create_invoices({"days": 10, "partner": other})
        run = self._run()
        self.assertEqual(run.notice_ids.debtor_id, self.large | self._debtor(other))
        for debtor in self.small | self.middle:
            self.assertEqual(debtor.decision_id.reason, "address_shared")
            self.assertIn(OFFICE, debtor.explanation)
            self.assertEqual(debtor.next_action_date, TODAY + timedelta(days=1))

    def test_one_comes_each_day(self):
        reached = []
        for days in range(3):
            notices = self._run_and_deliver(TODAY + timedelta(days=days))
            reached.append(notices.debtor_id)
        self.assertEqual(reached, [self.large, self.middle, self.small])

    def test_over_two_batches(self):
        run = self.env["debtor.followup.run"]._get_or_create(self.company, TODAY)
        self.debtors._plan(TODAY)
        run._act_on(self.middle)
        run._act_on(self.large + self.small)
        self.assertEqual(run.notice_ids.debtor_id, self.middle)
        self.assertEqual(self.large.decision_id.reason, "address_shared")

    def test_batches_begin_with_the_largest(self):
        run = self.env["debtor.followup.run"]._get_or_create(self.company, TODAY)
        self.debtors._plan(TODAY)
        self.patch(followup_run, "ACT_BATCH", 1)
        batches = [run._next_batch() for _batch in range(4)]
        self.assertEqual(batches[:3], [self.large, self.middle, self.small])
        self.assertFalse(batches[3])

    def test_running_again_the_same_day_changes_nothing(self):
        self._run_and_deliver()
        run = self._run()
        self.assertEqual(run.notice_ids.debtor_id, self.large)
        self.assertEqual(len(run.notice_ids), 1)

    def test_the_same_debtor_may_be_decided_about_again(self):
        """What was cancelled before it left is made anew the same morning."""
        run = self._run()
        run.notice_ids._set_state("cancelled")
        self.large._act(TODAY, run=run)
        self.assertEqual(
            run.notice_ids.filtered(lambda one: one.state == "queued").debtor_id,
            self.large,
        )

    def test_a_person_may_send_all_the_same(self):
        self._run()
        self._stop_clock()
        self.assertTrue(self.small.has_due_step)
        self.small.action_send_now()
        notice = self.small.notice_ids
        self.assertEqual(notice.state, "queued")
        self.assertIn("already written to today", notice.remark)

    def test_a_message_by_hand_counts_for_the_run(self):
        self._stop_clock()
        self.small._plan(TODAY)
        self.small.action_send_now()
        self.assertFalse(self.small.notice_ids.remark)
        self.assertFalse(self._run().notice_ids)
        self.assertEqual(self._address_days().debtor_id, self.small)

    def test_proposals_are_no_messages_yet(self):
        self.policy.mode = "propose"
        run = self._run()
        self.assertEqual(run.notice_ids.debtor_id, self.debtors)
        self.assertFalse(self._address_days())

    def test_another_company_writes_for_itself(self):
        other = self.env["res.company"].create({"name": "Other"})
        day = self.env["debtor.address.day"]
        self.assertEqual(
            day._claim(self.company, TODAY, {OFFICE: self.small}), {OFFICE}
        )
        self.assertEqual(day._claim(other, TODAY, {OFFICE: self.large}), {OFFICE})
        self.assertEqual(day._claim(self.company, TODAY, {OFFICE: self.large}), set())
        self.assertEqual(
            day._claim(self.company, TODAY, {OFFICE: self.small}), {OFFICE}
        )

    def test_a_batch_takes_as_many_queries_for_many_as_for_few(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Client {n}", "email": OFFICE} for n in range(30)]
        )
        self._debtor(partners).debtor_kind = "business"
        self._create_invoices(*({"days": 10, "partner": one} for one in partners))
        debtors = self._debtor(partners)
        run = self.env["debtor.followup.run"]._get_or_create(self.company, TODAY)
        debtors[:1]._act(TODAY, run=run)
        counts = []
        for some in (debtors[1:4], debtors[4:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._act(TODAY, run=run)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertFalse(debtors[1:].notice_ids)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_days_long_past_are_forgotten(self):
        day = self.env["debtor.address.day"]
        day._claim(self.company, TODAY - timedelta(days=4000), {OFFICE: self.small})
        day._gc_old()
        self.assertFalse(self._address_days())

    # === WITH A LIMIT, AND WITH LETTERS === #

    def test_whoever_waits_for_a_place_keeps_no_address(self):
        other = self._create_customer("Other", email="other@customer.example")
        self._create_invoices({"days": 10, "amount": 900, "partner": other})
        self.company._write_start_sudo(
            {
                "followup_start_date": TODAY - timedelta(days=1),
                "followup_gentle_limit": 1,
            }
        )
        run = self._run()
        self.assertEqual(run.notice_ids.debtor_id, self._debtor(other))
        self.assertEqual(self.large.decision_id.reason, "gentle_start")
        self.assertFalse(self._address_days())
        self._stop_clock()
        self.small._act(TODAY, agreed=True)
        self.assertFalse(self.small.notice_ids.remark)

    def test_whoever_waits_for_an_address_takes_no_place(self):
        other = self._create_customer("Other", email="other@customer.example")
        self._create_invoices({"days": 10, "amount": 10, "partner": other})
        self.company._write_start_sudo(
            {
                "followup_start_date": TODAY - timedelta(days=1),
                "followup_gentle_limit": 2,
            }
        )
        run = self._run()
        self.assertEqual(run.notice_ids.debtor_id, self.large | self._debtor(other))
        self.assertEqual(self.middle.decision_id.reason, "address_shared")

    def _print_letters(self, debtors):
        """Print letters whose copies go to the office; return them."""
        self._stop_clock()
        self.partners.write({"street": "Markt 1", "zip": "9000", "city": "Gent"})
        self.policy.level_ids[0].write(
            {"channel": "letter", "second_channel": "email", "deadline_days": 14}
        )
        letters = debtors._act(TODAY)
        self.assertEqual(letters.debtor_id, debtors, "nothing leaves by mail yet")
        self.assertFalse(self._address_days())
        self.env["debtor.letter.batch"]._print(letters)
        return letters

    def _post_letters(self):
        letters = self._print_letters(self.debtors)
        letters.letter_batch_id.action_post()
        return letters.copy_ids.sorted("id")

    def test_copies_of_posted_letters_leave_one_a_day(self):
        copies = self._post_letters()
        moments = copies.mail_mail_id.mapped("scheduled_date")
        self.assertEqual(
            [moment and moment.date() for moment in moments],
            [False, TODAY + timedelta(days=1), TODAY + timedelta(days=2)],
        )
        self.assertEqual(self._address_days().mapped("debtor_id"), copies.debtor_id)

    def test_a_copy_keeps_the_address_from_a_run(self):
        copies = self._post_letters()
        fourth = self._create_customer("Fourth", email=OFFICE)
        self._create_invoices({"days": 10, "partner": fourth})
        self.policy.level_ids[0].write({"channel": "email", "second_channel": False})
        debtor = self._debtor(fourth)
        for days in range(3):
            day = TODAY + timedelta(days=days)
            self._run(day)
            self.assertFalse(debtor.notice_ids, day)
        self.assertEqual(len(copies), 3)
        self._run(TODAY + timedelta(days=3))
        self.assertEqual(debtor.notice_ids.state, "queued")

    def test_a_copy_of_a_letter_posted_on_a_saturday_leaves_on_monday(self):
        letter = self._print_letters(self.small)
        self._stop_clock("2026-11-28 10:00:00")
        letter.letter_batch_id.action_post()
        moment = letter.copy_ids.mail_mail_id.scheduled_date
        self.assertEqual(moment.date(), TODAY + timedelta(days=7))
