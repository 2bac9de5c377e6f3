"""Consumers and public bodies on the shipped ladders, from the due date to the end.

Each step comes on the day that the timeline of the policy shows, and not before.
"""

from datetime import date, datetime, timedelta

from odoo.tests import tagged

from ..engine.lookahead import walk
from .common import TODAY, FollowupCommon
from .letter_common import ADDRESS
from .test_activation import ActivationCommon

#: A Wednesday; all steps fall into a year of which every rate is known.
DUE = date(2026, 6, 10)


class RoadsCommon(FollowupCommon):
    """Helpers to walk a customer up a ladder, doing what people do."""

    @classmethod
    def _settle_in(cls, country):
        """Let the company live in a country, complete for a formal notice."""
        cls.company.write(
            {
                "name": "Verhulst Hout",
                "street": "Kouter 7",
                "zip": "9000",
                "city": "Gent",
                "phone": "09 1234567",
                "vat": "BE0477472701",
                "followup_law": country,
                "country_id": cls.env.ref(f"base.{country.lower()}").id,
            }
        )
        cls.env["res.partner.bank"].create(
            {
                "acc_number": "BE71096123456769",
                "partner_id": cls.company.partner_id.id,
                "allow_out_payment": True,
            }
        )

    @classmethod
    def _owing(cls, kind, country, name="An Claes", **values):
        """Create a customer of a kind with one claim due on :data:`DUE`."""
        partner = cls._create_customer(
            name,
            kind=kind,
            country_id=cls.env.ref(f"base.{country.lower()}").id,
            **{**ADDRESS, **values},
        )
        days = (TODAY - DUE).days
        cls._create_invoices({"partner": partner, "days": days, "amount": 1000})
        return partner

    def _activate(self, name):
        """Activate a shipped policy as a manager does; messages leave by themselves."""
        policy = self.env.ref(f"debtor_followup.debtor_followup_policy_{name}")
        policy.mode = "automatic"
        policy.action_activate()
        return policy

    def _at(self, day):
        self._stop_clock(datetime(day.year, day.month, day.day, 10))

    def _foresee(self, policy):
        """Return what the timeline of a policy shows for an invoice due then."""
        self._at(DUE)
        example = policy._prepare_example(self.company)
        self.assertEqual(example.due_date, DUE)
        taken, _reason = walk(policy._to_engine_numbered(), example)
        return taken

    def _walk(self, policy, partner):
        """Take every step on its day; return (kind, day, notice) of each."""
        debtor = self._debtor(partner)
        road = []
        for step in self._foresee(policy):
            kind, day = step.level.step_kind, step.day
            before = debtor._decide(day - timedelta(days=1))[debtor]
            with self.subTest(step=kind, day=day):
                self.assertEqual(before.outcome, "nothing")
                self._at(day)
                known = debtor.notice_ids
                self._run(day)
                notice = (debtor.notice_ids - known).filtered(
                    lambda one: not one.copy_of_id
                )
                self.assertEqual(debtor.effective_policy_id, policy)
                self._take(kind, notice, debtor, day)
                if kind not in ("call", "handoff"):
                    self.assertEqual(notice.deadline_date, step.deadline)
                    self.assertEqual(notice.legal_variant or None, step.variant)
            road.append((kind, day, notice))
        return road

    def _take(self, kind, notice, debtor, day):
        """Do what a person or the post does with a step of this morning."""
        now = datetime(day.year, day.month, day.day, 11)
        if kind == "handoff":
            self.assertEqual(debtor.decision_id.outcome, "handoff")
            self.assertFalse(notice)
        elif kind == "call":
            self.assertEqual(notice.channel, "phone")
            # Nobody answers: no day of payment is named, as in the example.
            notice._set_state("queued")
            notice._mark_sent(now)
            notice._write_sudo({"call_outcome": "not_reached", "deadline_date": False})
        elif kind == "formal_notice":
            self._agree_and_post(notice, debtor, now)
        else:
            self.assertEqual(notice.state, "queued")
            notice._mark_sent(now)

    def _agree_and_post(self, notice, debtor, now):
        """Read a formal notice, agree, print it and take it to the post."""
        self.assertFalse(notice.legal_problem)
        self.assertEqual(notice.state, "draft", "a person reads it first")
        self.assertFalse(debtor.charge_ids)
        notice.action_send()
        self.assertEqual(notice.state, "queued")
        self.env["debtor.letter.batch"]._print(notice).action_post()
        mails = notice.copy_ids.filtered(lambda one: one.channel == "email")
        mails._mark_sent(now)
        self.assertEqual({notice.state, *notice.copy_ids.mapped("state")}, {"sent"})

    def _dates(self, road):
        return [(kind, f"{day:%m-%d}") for kind, day, _notice in road]

    def _notice_of(self, road, kind):
        return next(notice for one, _day, notice in road if one == kind)


@tagged("post_install", "-at_install")
class TestLadderRoads(RoadsCommon):
    """Real runs, day after day."""

    def test_a_consumer_in_belgium(self):
        self._settle_in("BE")
        policy = self._activate("be_consumer")
        partner = self._owing("consumer", "BE")
        road = self._walk(policy, partner)
        self.assertEqual(
            self._dates(road),
            [
                ("courtesy", "06-05"),
                ("reminder", "06-15"),
                # 14 days to 29 June, a Monday; two bank days; the ladder's own day
                ("reminder", "07-06"),
                # asked by Tuesday 14 July, and two bank days: the 17th
                ("call", "07-17"),
                ("formal_notice", "07-24"),
                # asked by Friday 7 August and two bank days: the 12th; own day the 13th
                ("handoff", "08-13"),
            ],
        )
        first = self._notice_of(road, "reminder")
        self.assertEqual(first.legal_variant, "be_first")
        self.assertEqual(first.deadline_date, date(2026, 6, 29))
        formal = self._notice_of(road, "formal_notice")
        self.assertEqual(formal.channel, "registered_letter")
        self.assertEqual(formal.copy_ids.channel, "email")
        # Without accepted terms nothing is claimed beside the principal.
        self.assertFalse(self._debtor(partner).charge_ids)
        self.assertFalse(formal.charge_items)

    def test_a_consumer_in_the_netherlands(self):
        self._settle_in("NL")
        policy = self._activate("nl_consumer")
        partner = self._owing("consumer", "NL")
        road = self._walk(policy, partner)
        self.assertEqual(
            [kind for kind, _day, _notice in road],
            ["courtesy", "reminder", "reminder", "call", "formal_notice", "handoff"],
        )
        self.assertEqual(self._notice_of(road, "reminder").legal_variant, "nl_default")
        letter = self._notice_of(road, "formal_notice")
        self.assertEqual(letter.legal_variant, "nl_letter")
        self.assertEqual((letter.channel, letter.copy_ids.channel), ("letter", "email"))
        posted, deadline = letter.contact_date, letter.deadline_date
        # It arrives two days later at the earliest and gives 15 days from then on.
        self.assertGreaterEqual((deadline - posted).days, 17)
        handed = road[-1][1]
        self.assertGreater(handed, deadline)

    def test_a_public_body(self):
        self._settle_in("BE")
        policy = self._activate("public")
        partner = self._owing("public", "BE", name="Stad Gent")
        road = self._walk(policy, partner)
        self.assertEqual(
            [kind for kind, _day, _notice in road],
            ["reminder", "reminder", "call", "formal_notice"],
        )
        letter = self._notice_of(road, "formal_notice")
        self.assertEqual(letter.channel, "letter")
        self.assertFalse(letter.handoff_date)
        after = letter.deadline_date + timedelta(days=60)
        debtor = self._debtor(partner)
        decision = debtor._decide(after)[debtor]
        self.assertEqual(
            (decision.outcome, decision.reason), ("nothing", "end_of_ladder")
        )

    def test_no_handoff_is_announced_to_a_public_body(self):
        """Not even by a ladder that hands over whomever."""
        self._settle_in("BE")
        levels = [
            {"name": "First", "delay_days": 5, "deadline_days": 7},
            {"name": "Second", "delay_days": 16, "deadline_days": 8},
            {
                "name": "Letter",
                "step_kind": "formal_notice",
                "delay_days": 32,
                "deadline_days": 10,
                "channel": "letter",
                "tone": "formal",
            },
            {"name": "Agency", "step_kind": "handoff", "delay_days": 47},
        ]
        policy = self._create_policy(levels, mode="automatic")
        policy.level_ids.sorted()[2].mode = "propose"
        policy.action_activate()
        announced = {}
        for kind in ("public", "business"):
            partner = self._owing(kind, "BE")
            debtor = self._debtor(partner)
            debtor.policy_id = policy
            for day in (date(2026, 6, 15), date(2026, 6, 26)):
                self._at(day)
                debtor._act(day)._mark_sent(datetime(day.year, day.month, day.day, 10))
            self._at(date(2026, 7, 13))
            notice = debtor._act(date(2026, 7, 13))
            self.assertEqual(notice.level_id.step_kind, "formal_notice")
            announced[kind] = notice.handoff_date
        self.assertFalse(announced["public"])
        self.assertTrue(announced["business"])

    def test_the_timeline_says_what_the_law_makes_of_it(self):
        self._at(DUE)
        for name, expected in (
            ("be_consumer", ("first reminder of Book XIX", "only by a clause")),
            ("nl_consumer", ("puts in default", "the 14-day letter")),
            ("public", ("Nothing is handed over: your management decides",)),
        ):
            # From Belgium the Dutch ladder is shown under Dutch law all the same.
            policy = self.env.ref(f"debtor_followup.debtor_followup_policy_{name}")
            for text in expected:
                with self.subTest(policy=name):
                    self.assertEqual(policy.timeline.count(text), 1)
        business = self.env.ref("debtor_followup.debtor_followup_policy_be_business")
        self.assertNotIn("In law", business.timeline)

    def test_who_confirms_a_formal_notice(self):
        for kind, mode, expected in (
            ("business", "automatic", "is ready to print by itself"),
            ("business", "propose", "a person confirms"),
            ("consumer", "automatic", "a person confirms"),
            (False, "automatic", "for consumers a person confirms"),
        ):
            policy = self._create_policy(debtor_kind=kind, mode=mode)
            with self.subTest(kind=kind, mode=mode):
                self.assertIn(expected, policy.level_ids.sorted()[-1]._get_who())


@tagged("post_install", "-at_install")
class TestLadderStarts(ActivationCommon):
    """The start of follow-up with a ladder for consumers or public bodies."""

    def test_each_ladder_starts_gently_and_shows_what_would_go(self):
        for name, kind, country in (
            ("be_consumer", "consumer", "be"),
            ("nl_consumer", "consumer", "nl"),
            ("public", "public", "be"),
        ):
            self.company.country_id = self.env.ref(f"base.{country}")
            policy = self.env.ref(f"debtor_followup.debtor_followup_policy_{name}")
            partner = self._create_customer(name, kind=kind)
            self._create_invoices({"partner": partner, "days": 12})
            with self.subTest(policy=name):
                opened = self.env["debtor.activation"].with_context(
                    followup_policy_id=policy.id, allowed_company_ids=self.company.ids
                )
                start = opened.browse(opened.action_open()["res_id"])
                self.assertEqual(start.policy_id, policy)
                while start.state != "preview":
                    start.action_next()
                shown = self.env["debtor.notice"].search(
                    [("partner_id", "=", partner.id), ("state", "=", "preview")]
                )
                self.assertEqual(shown.level_id.policy_id, policy)
                self.assertEqual(shown.level_id.reminder_no, 1)
                self.assertEqual(policy.state, "draft", "nothing begins before the end")
                start.action_close()
