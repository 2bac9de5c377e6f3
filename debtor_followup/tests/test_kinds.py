from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import FollowupCommon


@tagged("post_install", "-at_install")
class TestKinds(FollowupCommon):
    """Customers of unknown kind: what they seem to be, settled group by group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {
            name: cls.env["res.partner"].create(
                {
                    "name": name,
                    "is_company": is_company,
                    "vat": vat,
                    "country_id": cls.env.ref("base.be").id,
                }
            )
            for name, is_company, vat in (
                ("Drukkerij Claes", True, "BE0477472701"),
                ("Stad Gent", True, "BE0207451227"),
                ("Els Maes", False, False),
                ("Jan Wouters", False, False),
                ("Vereniging Noord", True, False),
            )
        }
        cls._create_invoices(
            *({"days": 10, "partner": one} for one in cls.people.values())
        )
        cls.debtors = {name: cls._debtor(one) for name, one in cls.people.items()}

    def setUp(self):
        super().setUp()
        self._stop_clock()
        self._run()
        self.env.flush_all()

    def _groups(self):
        self.env.flush_all()
        self.env["debtor.kind.group"].invalidate_model()
        groups = self.env["debtor.kind.group"].search(
            [("company_id", "=", self.company.id)]
        )
        return {group.kind_hint: group for group in groups}

    def _row(self):
        self.env.flush_all()
        self.env["debtor.todo"].invalidate_model()
        return self.env["debtor.todo"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "kinds_open")]
        )

    def test_a_new_debtor_has_a_hint_and_no_kind(self):
        hints = {name: one.kind_hint for name, one in self.debtors.items()}
        self.assertEqual(
            hints,
            {
                "Drukkerij Claes": "number",
                "Stad Gent": "public_name",
                "Els Maes": "person",
                "Jan Wouters": "person",
                "Vereniging Noord": False,
            },
        )
        kinds = {one.debtor_kind for one in self.debtors.values()}
        self.assertEqual(kinds, {"unknown"})

    def test_a_group_is_settled_with_one_click(self):
        group = self._groups()["person"]
        self.assertEqual((group.kind, group.debtor_count), ("consumer", 2))
        self.assertEqual(group.due_amount, 200)
        self.assertIn("Els Maes", group.examples)
        group.action_accept()
        self.assertEqual(self.debtors["Els Maes"].debtor_kind, "consumer")
        self.assertEqual(self.debtors["Jan Wouters"].debtor_kind, "consumer")
        self.assertEqual(self.debtors["Stad Gent"].debtor_kind, "unknown")
        self.assertNotIn("person", self._groups())

    def test_what_nothing_hints_at_is_looked_at(self):
        group = self._groups()[False]
        with self.assertRaisesRegex(UserError, "Nothing hints"):
            group.action_accept()
        shown = self.env["debtor.debtor"].search(group.action_show()["domain"])
        self.assertEqual(shown, self.debtors["Vereniging Noord"])

    def test_the_list_looks_again(self):
        self.people["Vereniging Noord"].vat = "BE0403170701"
        self.env["debtor.kind.group"].action_open_groups()
        self.assertEqual(self.debtors["Vereniging Noord"].kind_hint, "number")

    def test_one_line_on_the_morning_page(self):
        row = self._row()
        self.assertEqual(len(row), 1)
        self.assertFalse(row.partner_id)
        self.assertFalse(row.debtor_id)
        self.assertIn("Of 5 customers with 500.00", row.why)
        self.assertEqual(row.action_open()["res_model"], "debtor.kind.group")
        for group in self._groups().values():
            if group.kind:
                group.action_accept()
        self.debtors["Vereniging Noord"].debtor_kind = "business"
        self.assertFalse(self._row())

    def test_who_may(self):
        groups = "base.group_user,debtor_followup.group_"
        abroad = self.env["res.company"].create({"name": "Elsewhere"})
        viewer = new_test_user(
            self.env,
            "kind viewer",
            groups=f"{groups}viewer",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        other = new_test_user(
            self.env,
            "kind user",
            groups=f"{groups}user",
            company_id=abroad.id,
            company_ids=abroad.ids,
        )
        group = self._groups()["person"]
        for user in (viewer, other):
            with self.assertRaises(AccessError):
                group.with_user(user).action_accept()
        with self.assertRaises(AccessError):
            group.with_user(viewer).action_open_groups()
        self.assertEqual(self.debtors["Els Maes"].debtor_kind, "unknown")

    def test_the_start_leaves_public_bodies_to_a_person(self):
        activation = self.env["debtor.activation"].create(
            {"company_id": self.company.id}
        )
        activation._suggest_kinds()
        self.env.invalidate_all()
        self.assertEqual(self.debtors["Drukkerij Claes"].debtor_kind, "business")
        self.assertEqual(self.debtors["Els Maes"].debtor_kind, "consumer")
        self.assertEqual(self.debtors["Stad Gent"].debtor_kind, "unknown")
