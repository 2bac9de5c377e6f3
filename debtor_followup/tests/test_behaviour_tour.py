from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from .test_behaviour import BehaviourCommon
from .test_tours import TEN_O_CLOCK


@tagged("post_install", "-at_install", "is_tour")
class TestBehaviourTour(BehaviourCommon, HttpCase):
    """How a customer pays, and a class by hand, in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = patch.object(
            cls.registry["res.company"],
            "_followup_now",
            lambda _company: TEN_O_CLOCK,
        )
        cls.startClassPatcher(clock)
        for name, code in (("slow", "late"), ("loyal", "loyal")):
            policy = cls._create_policy(
                name=f"Ladder of the {name}",
                mode="automatic",
                debtor_kind="business",
            )
            policy.relationship_ids = cls.env.ref(
                f"debtor_followup.debtor_relationship_{code}"
            )
            policy.action_activate()

    def test_a_bookkeeper_sets_a_class_by_hand(self):
        groups = "debtor_followup.group_user,account.group_account_invoice"
        new_test_user(
            self.env,
            "behaviour_tour",
            groups=groups,
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        debtor = self._debtor(self.slow)
        self.assertEqual(debtor.relationship, "late")
        self.start_tour(
            f"/odoo/debtor.debtor/{debtor.id}",
            "followup_class_by_hand",
            login="behaviour_tour",
        )
        self.assertRecordValues(
            debtor,
            [
                {
                    "relationship": "loyal",
                    "hand_relationship": "loyal",
                    "hand_reason": "Slow only while their system changed",
                }
            ],
        )
        self.assertEqual(debtor.hand_until.isoformat(), "2027-06-30")
        self.assertEqual(debtor.effective_policy_id.name, "Ladder of the loyal")
        self.assertEqual(debtor.behaviour_ids.relationship, "late")
