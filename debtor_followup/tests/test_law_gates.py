"""The law decides when a step towards a consumer may come: on a real ledger."""

from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import format_date

from ..engine.business_days import next_business_day
from ..models.ledger_reader import LedgerReader
from .common import TODAY, FollowupCommon

STREETS = {
    "be": {"street": "Steenstraat 1", "zip": "8000", "city": "Brugge"},
    "nl": {"street": "Oudegracht 4", "zip": "3511 AR", "city": "Utrecht"},
}
LETTER_AND_MAIL = {"channel": "letter", "second_channel": "email"}
LADDER = [
    {"name": "First", "delay_days": 5, "deadline_days": 7},
    {"name": "Second", "delay_days": 16, "deadline_days": 8},
    {
        "name": "Formal",
        "step_kind": "formal_notice",
        "delay_days": 32,
        "deadline_days": 10,
        "tone": "formal",
        **LETTER_AND_MAIL,
    },
    {"name": "Handoff", "step_kind": "handoff", "delay_days": 40, "deadline_days": 0},
]


@tagged("post_install", "-at_install")
class TestLawGates(FollowupCommon):
    """A Belgian company that addresses consumers in their own country."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._introduce_company()
        cls.company.followup_directs_activity = True
        cls.company.followup_policy_id = cls.ladder = cls._create_policy(
            LADDER, mode="automatic"
        )
        cls.ladder.action_activate()
        cls.persons = {
            code: cls._create_customer(
                f"{name} Janssens",
                kind="consumer",
                is_company=False,
                country_id=cls.env.ref(f"base.{code}").id,
                **STREETS[code],
            )
            for code, name in (("be", "Els"), ("nl", "Daan"))
        }
        cls.invoices = cls._create_invoices(
            *({"partner": one, "amount": 300} for one in cls.persons.values())
        )

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _of(self, code):
        return self._debtor(self.persons[code])

    def _by_post(self, code="be", **values):
        """Send the first reminder by post, today; return its line on the batch."""
        self.ladder.level_ids.sorted()[0].write({"channel": "letter", **values})
        notice = self._of(code)._act(TODAY)
        batch = self.env["debtor.letter.batch"]._print(notice)
        batch.action_post()
        return batch.letter_ids

    # === WHAT A MESSAGE IS === #

    def test_what_a_first_reminder_is_and_how_long_it_gives(self):
        """By mail of 23 November: Belgium 14 days, the Netherlands as the level."""
        self._run()
        for code, variant, deadline in (
            ("be", "be_first", date(2026, 12, 7)),
            ("nl", "nl_default", date(2026, 11, 30)),
        ):
            with self.subTest(code=code):
                notice = self._of(code).notice_ids
                self.assertEqual(notice.legal_variant, variant)
                self.assertEqual(notice.deadline_date, deadline)
        self.assertIn(
            "asks payment by 12/07/2026. A payment or a pause before it leaves stops "
            "it. The day is that of Belgian law, which gives a consumer 14 days after "
            "a first reminder.",
            self._of("be").decision_id.explanation,
        )

    def test_a_copy_is_the_same_in_law(self):
        line = self._by_post(second_channel="email")
        copy = line.notice_id.copy_ids
        self.assertEqual(copy.channel, "email")
        self.assertEqual(copy.legal_variant, "be_first")

    def test_posted_too_late_for_the_law(self):
        """Its deadline is the last day of the law's period: no later posting."""
        self.ladder.level_ids.sorted()[0].channel = "letter"
        notice = self._of("be")._act(TODAY)
        # at the post on Tuesday 24, third working day Friday 27, + 13: Thursday 10
        self.assertEqual(notice.deadline_date, date(2026, 12, 10))
        batch = self.env["debtor.letter.batch"]._print(notice)
        self._stop_clock("2026-11-25 10:00:00")
        with self.assertRaisesRegex(UserError, "too near.*Print them anew"):
            batch.action_post()
        batch.date_posting = date(2026, 11, 24)
        batch.action_post()
        self.assertEqual(notice.state, "sent")

    def test_accepted_terms_say_the_last_day_and_the_law(self):
        version = self.env["debtor.terms.version"].create(
            {
                "name": "Terms",
                "company_id": self.company.id,
                "body": "<p>Pay in time.</p>",
                "date_from": date(2026, 1, 1),
                "due_date_is_fatal": True,
                "law": "BE",
            }
        )
        version.action_publish()
        accepted = self.env["debtor.terms.acceptance"]._record_sudo(
            self.persons["nl"],
            self.company,
            version,
            date=self.invoices[1].invoice_date,
            way="signed",
        )
        decision = self._of("nl")._decide(TODAY)[self._of("nl")]
        # Belgian law is chosen, Dutch law still protects
        self.assertEqual(decision.variant, "be_first")
        accepted._mark_mistaken_sudo()
        decision = self._of("nl")._decide(TODAY)[self._of("nl")]
        self.assertEqual(decision.variant, "nl_default")

    # === WHAT REALLY HAPPENED === #

    def test_a_later_receipt_moves_the_next_step(self):
        """Mail and letter of 23 November; the later way counts, as it is proven."""
        line = self._by_post(second_channel="email")
        line.notice_id.copy_ids._mark_sent("2026-11-23 11:00:00")
        debtor = self._of("be")
        debtor._plan(TODAY)
        presumed = debtor.next_action_date
        self._stop_clock("2026-12-08 10:00:00")
        line.date_delivered = date(2026, 12, 7)
        line.action_delivered()
        self.assertEqual(line.notice_id.date_proven, datetime(2026, 12, 7, 12))
        # from Tuesday 8, 14 days: Monday 21, so from Tuesday 22 on
        self.assertEqual(debtor.next_action_date, date(2026, 12, 22))
        self.assertGreater(date(2026, 12, 22), presumed)
        text = debtor.explanation
        self.assertIn(
            "by Belgian law: after the first reminder, proven to have arrived on "
            "12/07/2026, a consumer has until 12/21/2026 to pay without costs",
            text,
        )
        self.assertIn("300.00", text)
        line.date_delivered = date(2026, 11, 25)  # a mistake is put right
        self.assertEqual(debtor.next_action_date, presumed)

    def test_a_returned_letter_puts_nobody_in_default(self):
        line = self._by_post("nl")
        debtor = self._of("nl")
        self.assertEqual(line.notice_id.legal_variant, "nl_default")
        self._stop_clock("2026-11-30 10:00:00")
        line.action_returned()
        self.persons["nl"].street = "Nieuwegracht 5"
        decision = debtor._decide(date(2026, 12, 21))[debtor]
        self.assertEqual(decision.level.name, "First")
        self.assertEqual(decision.variant, "nl_default")

    def test_the_dutch_letter_only_for_claims_in_default(self):
        """The second of two claims gets its first reminder eleven days later."""
        debtor = self._of("nl")
        later = self._create_invoices(
            {"partner": self.persons["nl"], "days": -6, "amount": 80}
        )
        asked = self._live("nl", date(2027, 1, 4))
        formal = [one for one in asked if one[1] == "Formal"]
        self.assertEqual(len(formal), 1)
        self.assertEqual(formal[0][2], self.invoices[1].name)
        notice = debtor.notice_ids.filtered(
            lambda one: one.level_id.name == "Formal" and not one.copy_of_id
        )
        self.assertEqual(notice.legal_variant, "nl_letter")
        self.assertEqual(notice.copy_ids.legal_variant, "nl_letter")
        listed = notice.line_ids.filtered(lambda one: one.role == "listed")
        self.assertEqual(listed.move_id, later)
        # posted on Thursday 17 December, presumed there on Saturday 19, + 14: a
        # Saturday, so Monday
        self.assertEqual(notice.date_posted, date(2026, 12, 17))
        self.assertEqual(notice.deadline_date, date(2027, 1, 4))

    # === WHAT IF === #

    def test_what_if_says_what_the_days_bring(self):
        for code in self.persons:
            with self.subTest(code=code):
                told = [
                    (row["day"], row["title"], row["claims"])
                    for row in self._of(code)._what_if(TODAY)["rows"]
                    if row["kind"] == "step"
                ]
                self.assertEqual(len(told), 4)
                self.assertEqual(told, self._live(code, date(2027, 2, 8)))

    def _live(self, code, until):
        """Let the days of a person pass, each task done on its day.

        :return: (day, step, claims) of all that was done
        """
        debtor, done, day = self._of(code), [], TODAY
        while day < until:
            debtor._plan(day)
            if debtor.next_action_date != day:
                day += timedelta(days=1)
                continue
            decision = debtor._decide(day)[debtor]
            names = ", ".join(one.claim.name for one, _level in decision.demanded)
            shown = format_date(self.env, day, date_format="EEE d MMM y")
            done.append((shown, decision.level.name, names))
            if decision.outcome == "handoff":
                break
            self._deliver(debtor._act(day), day)
            day += timedelta(days=1)
        return done

    def _deliver(self, notice, day):
        """Agree to a message and let it arrive; a letter is posted the day after."""
        notice.filtered(lambda one: one.state == "draft")._agree_formal(day)
        posted = day
        if "letter" in (notice | notice.copy_ids).mapped("channel"):
            posted = next_business_day(day + timedelta(days=1), ("BE", "NL"))
        notice._mark_sent(f"{posted} 10:00:00")
        notice.copy_ids._mark_sent(f"{posted} 10:00:00")

    # === READING IT === #

    def test_businesses_cost_no_query(self):
        reader = LedgerReader(self.env, self.company, TODAY)
        known = reader.debtors(self.customer.ids)
        with self.assertQueryCount(0):
            self.assertEqual(reader.laws.of(known, {}), {})
        known = reader.debtors([one.id for one in self.persons.values()])
        with self.assertQueryCount(1):
            found = reader.laws.of(known, {self.persons["nl"].id: "NL"})
        self.assertEqual(found[self.persons["nl"].id].debtor, "NL")
        self.assertEqual(found[self.persons["be"].id].debtor, None)

    def test_the_law_of_the_company_is_read(self):
        self.company.write(
            {"followup_directs_activity": False, "followup_waiting_mode": "strict"}
        )
        reader = LedgerReader(self.env, self.company, TODAY)
        person = self.persons["nl"].id
        law = reader.snapshots([person])[person].law
        self.assertEqual((law.seller, law.debtor, law.mode), ("BE", "NL", "strict"))
        self.assertFalse(law.directs_activity)

    # === THE DAY OF DELIVERY === #

    def test_a_day_of_delivery_that_cannot_be(self):
        line = self._by_post()
        for day in (date(2026, 11, 22), date(2026, 11, 24)):
            with self.assertRaisesRegex(ValidationError, "from one to the other"):
                line.date_delivered = day
        self.env.invalidate_all(flush=False)
        self.assertFalse(line.date_delivered)
        self.assertEqual(line.delivery_status, "posted")

    def test_no_day_for_what_was_not_posted_or_came_back(self):
        line = self._by_post()
        line.action_returned()
        with self.assertRaisesRegex(ValidationError, "did not come back"):
            line.date_delivered = TODAY

    def test_an_empty_day_is_today_and_another_outcome_takes_it_back(self):
        line = self._by_post()
        self._stop_clock("2026-11-27 10:00:00")
        line.action_delivered()
        self.assertEqual(line.date_delivered, date(2026, 11, 27))
        line.action_refused()
        self.assertFalse(line.date_delivered)
        self.assertFalse(line.notice_id.date_proven)

    def test_who_says_the_day(self):
        line = self._by_post()
        self._stop_clock("2026-11-27 10:00:00")
        for login, groups in (
            ("post_user", "debtor_followup.group_user"),
            ("post_viewer", "base.group_user,debtor_followup.group_viewer"),
        ):
            user = new_test_user(
                self.env,
                login,
                groups=groups,
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            if login == "post_viewer":
                with self.assertRaises(AccessError):
                    line.with_user(user).date_delivered = date(2026, 11, 26)
            else:
                action = line.with_user(user).action_say_delivered()
                self.assertEqual(action["res_id"], line.id)
                line.with_user(user).date_delivered = date(2026, 11, 25)
                line.with_user(user).action_delivered()
        self.assertEqual(line.date_delivered, date(2026, 11, 25))
