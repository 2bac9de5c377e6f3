"""The shipped ladders, against the table of defaults written out once more."""

from odoo.tests import tagged

from .common import FollowupCommon

#: Step: kind, day after the due date, days to pay, tone, channels, what else.
EMAIL, LETTER = ("email", False), ("letter", "email")
REGISTERED, PHONE = ("registered_letter", "email"), ("phone", False)
CONFIRM = {"mode": "propose"}
CHARGES = {"add_charges": True, **CONFIRM}
PLAN = {"offer_installments": True}
BIG = {"minimum_claim": 1000, "any_amount_relationship_ids": ["loyal"]}


def courtesy(day, **conditions):
    return ("courtesy", day, 0, "friendly", EMAIL, conditions)


def reminder(day, deadline, tone="friendly", **more):
    return ("reminder", day, deadline, tone, EMAIL, more)


def call(day, **conditions):
    return ("call", day, 0, "friendly", PHONE, conditions)


def formal(day, deadline, channels, **more):
    return ("formal_notice", day, deadline, "formal", channels, {**CONFIRM, **more})


def handoff(day):
    return ("handoff", day, 0, "formal", EMAIL, CONFIRM)


USUAL_NOTE = courtesy(-7, minimum_claim=500, minimum_term_days=21)
FROM_250 = {"registered_from": 250, **CHARGES}
LADDERS = {
    "be_business": (
        USUAL_NOTE,
        reminder(5, 7),
        reminder(16, 8, "firm", **PLAN),
        call(28, **BIG),
        formal(32, 10, REGISTERED, **FROM_250),
        handoff(47),
    ),
    "nl_business": (
        USUAL_NOTE,
        reminder(5, 7),
        reminder(16, 7, "firm", **PLAN),
        call(26, **BIG),
        formal(31, 7, LETTER, **CHARGES),
        handoff(44),
    ),
    "be_business_loyal": (
        USUAL_NOTE,
        call(3),
        reminder(8, 7),
        reminder(20, 8, "firm", **PLAN),
        call(31),
        formal(38, 10, REGISTERED, **FROM_250),
        handoff(51),
    ),
    "nl_business_loyal": (
        USUAL_NOTE,
        call(3),
        reminder(8, 7),
        reminder(20, 7, "firm", **PLAN),
        call(31),
        formal(38, 7, LETTER, **CHARGES),
        handoff(48),
    ),
    "be_business_late": (
        courtesy(-7),
        reminder(5, 7),
        call(16),
        reminder(23, 8, "firm", **PLAN),
        formal(34, 10, REGISTERED, **FROM_250),
        handoff(47),
    ),
    "nl_business_late": (
        courtesy(-7),
        reminder(5, 7),
        call(16),
        reminder(23, 7, "firm", **PLAN),
        formal(33, 7, LETTER, **CHARGES),
        handoff(44),
    ),
    "be_business_chronic": (
        courtesy(-7),
        reminder(5, 7),
        call(16),
        reminder(23, 8, "firm"),
        formal(34, 10, REGISTERED, **FROM_250),
        handoff(47),
    ),
    "nl_business_chronic": (
        courtesy(-7),
        reminder(5, 7),
        call(16),
        reminder(23, 7, "firm"),
        formal(33, 7, LETTER, **CHARGES),
        handoff(44),
    ),
    "be_consumer": (
        courtesy(-5, minimum_term_days=14),
        reminder(5, 14),
        reminder(24, 8, "firm", **PLAN),
        call(36),
        formal(43, 14, REGISTERED, **CHARGES),
        handoff(64),
    ),
    "nl_consumer": (
        courtesy(-5, minimum_term_days=14),
        reminder(5, 10),
        reminder(20, 7, "firm", **PLAN),
        call(31),
        formal(35, 14, LETTER, **CHARGES),
        handoff(60),
    ),
    "public": (
        reminder(10, 14),
        reminder(30, 14, "firm"),
        call(48),
        formal(65, 30, ("letter", False)),
    ),
}
#: Fields of a step that say nothing unless the table says so.
OTHER_FIELDS = {
    "minimum_claim": 0,
    "minimum_term_days": 0,
    "relationship_ids": [],
    "any_amount_relationship_ids": [],
    "registered_from": 0,
    "offer_installments": False,
    "hold_deliveries": False,
    "add_charges": False,
    "mode": False,
    "wait_days": 0,
}


@tagged("post_install", "-at_install")
class TestShippedPolicies(FollowupCommon):
    """What a company finds on the first day."""

    def _shipped(self, name):
        return self.env.ref(f"debtor_followup.debtor_followup_policy_{name}")

    def _read_step(self, level):
        more = {}
        for name, usual in OTHER_FIELDS.items():
            value = level[name]
            if name.endswith("_ids"):
                value = value.mapped("code")
            if value != usual:
                more[name] = value
        channels = (level.channel, level.second_channel)
        return (
            level.step_kind,
            level.delay_days,
            level.deadline_days,
            level.tone,
            channels,
            more,
        )

    def test_steps_are_those_of_the_table(self):
        for name, steps in LADDERS.items():
            levels = self._shipped(name).level_ids.sorted()
            self.assertEqual(len(levels), len(steps), name)
            for level, expected in zip(levels, steps, strict=True):
                with self.subTest(policy=name, step=level.name):
                    self.assertEqual(self._read_step(level), expected)

    def test_policies_say_for_whom_they_are(self):
        for name in LADDERS:
            policy = self._shipped(name)
            place, kind, classes = (*name.split("_"), None, None)[:3]
            countries, small = {place.upper()}, 50
            if place == "public":
                countries, kind, classes = {"BE", "NL"}, "public", None
            if kind == "business":
                small = 100
            with self.subTest(policy=name):
                self.assertEqual(policy.state, "draft")
                self.assertFalse(policy.company_id)
                self.assertEqual(policy.debtor_kind, kind)
                self.assertEqual(set(policy.country_ids.mapped("code")), countries)
                self.assertEqual(
                    policy.relationship_ids.mapped("code"), [classes] if classes else []
                )
                self.assertEqual(policy.mode, "propose")
                self.assertEqual(policy.minimum_amount, 5)
                self.assertEqual(policy.small_amount, small)
                self.assertEqual(policy.min_gap_days, 7)

    def test_nothing_is_shipped_that_the_table_does_not_know(self):
        data = self.env["ir.model.data"].search(
            [
                ("module", "=", "debtor_followup"),
                ("model", "=", "debtor.followup.policy"),
            ]
        )
        names = {
            one.removeprefix("debtor_followup_policy_") for one in data.mapped("name")
        }
        self.assertEqual(names, set(LADDERS) | {"basic"})
        self.assertTrue(all(data.mapped("noupdate")))

    def test_each_ladder_can_be_activated(self):
        for name in (*LADDERS, "basic"):
            policy = self._shipped(name)
            with self.subTest(policy=name):
                self.assertEqual(policy._get_problems(), [])
                policy.action_activate()
                self.assertEqual(policy.state, "active")

    # === SUGGESTIONS === #

    def _suggested(self, kind, relationship=None, country="BE"):
        self.company.country_id = self.env.ref(f"base.{country.lower()}")
        policy = self.env["debtor.followup.policy"]._suggest(
            self.company, kind, relationship
        )
        for name in (*LADDERS, "basic"):
            if policy == self._shipped(name):
                return name
        return policy

    def test_suggestion_by_country_kind_and_class(self):
        self.policy.company_id = self.env["res.company"].create({"name": "Other"})
        for asked, expected in (
            (("business",), "be_business"),
            (("business", None, "NL"), "nl_business"),
            (("business", "loyal"), "be_business_loyal"),
            (("business", "late", "NL"), "nl_business_late"),
            (("business", "chronic"), "be_business_chronic"),
            (("business", "regular"), "be_business"),
            (("business", "new", "NL"), "nl_business"),
            (("consumer",), "be_consumer"),
            (("consumer", "loyal", "NL"), "nl_consumer"),
            (("unknown",), "be_consumer"),
            (("public",), "public"),
            (("public", None, "NL"), "public"),
            (("business", None, "FR"), "basic"),
            (("consumer", None, "DE"), "basic"),
        ):
            with self.subTest(asked=asked):
                self.assertEqual(self._suggested(*asked), expected)

    def test_the_own_policy_comes_before_a_shipped_one(self):
        self.assertEqual(self._suggested("business"), "be_business")
        own = self._shipped("be_business").copy({"company_id": self.company.id})
        self.assertEqual(self._suggested("business"), own)
        self.assertEqual(self._suggested("business", "loyal"), "be_business_loyal")
        own.active = False
        self.assertEqual(self._suggested("business"), "be_business")

    def test_a_policy_for_any_kind_never_pushes_the_protecting_one_aside(self):
        self.assertFalse(self.policy.debtor_kind)
        self.assertEqual(self.policy.company_id, self.company)
        self.assertEqual(self._suggested("consumer"), "be_consumer")
        self.assertEqual(self._suggested("business", None, "FR"), self.policy)
