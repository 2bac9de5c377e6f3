from datetime import date
from decimal import Decimal

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine.legal_values import LegalError
from ..engine.regimes import REGIMES
from .law_common import LawCommon


@tagged("post_install", "-at_install")
class TestRates(LawCommon):
    """Rates and laws are data: complete, dated, editable, and watched."""

    def test_what_is_shipped_is_what_the_engine_was_tested_with(self):
        laws = self.env["debtor.legal.regime"]._in_force(date(2026, 1, 1))
        self.assertEqual(laws, REGIMES)

    def test_a_law_that_changes_leaves_older_claims_alone(self):
        old = self.env.ref("debtor_followup.legal_regime_be")
        old.copy({"date_from": "2026-07-01", "fixed_sum": 50})
        regimes = self.env["debtor.legal.regime"]
        for day, expected in ((date(2026, 6, 30), 40), (date(2026, 7, 1), 50)):
            self.assertEqual(regimes._in_force(day)["BE"].fixed_sum, expected)

    def test_an_update_never_changes_a_rate(self):
        names = self.env["ir.model.data"].search(
            [("model", "=", "debtor.interest.rate")]
        )
        self.assertEqual(len(names), 355)
        self.assertTrue(all(names.mapped("noupdate")))

    def test_a_rate_counts_from_the_moment_it_is_entered(self):
        rates = self.env["debtor.interest.rate"]
        day = date(2027, 2, 1)
        with self.assertRaises(LegalError):
            rates._book().table("BE", "b2b").rate_on(day)
        rate = rates.create(
            {
                "law": "BE",
                "kind": "b2b",
                "date_from": "2027-01-01",
                "percent": 10.25,
                "source": "Notice",
            }
        )
        self.assertEqual(rates._book().table("BE", "b2b").rate_on(day), 10.25)
        self.assertEqual(rate.date_to, date(2027, 6, 30))
        rate.unlink()
        with self.assertRaises(LegalError):
            rates._book().table("BE", "b2b").rate_on(day)

    def test_a_rate_that_cannot_be(self):
        for values, words in (
            ({"percent": -1}, "between 0 and 100"),
            ({"percent": 101}, "between 0 and 100"),
            ({"date_from": "2027-02-01"}, "half-year"),
            ({"kind": "b2c", "date_from": "2027-07-01"}, "1 January"),
        ):
            with self.subTest(**values), self.assertRaises(ValidationError) as caught:
                self.env["debtor.interest.rate"].create(
                    {
                        "law": "BE",
                        "kind": "b2b",
                        "date_from": "2027-01-01",
                        "percent": 10,
                        "source": "Notice",
                        **values,
                    }
                )
            self.assertIn(words, str(caught.exception))

    def test_the_same_rate_twice(self):
        rate = self.env.ref("debtor_followup.interest_rate_be_b2b_20250101")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            rate.copy({"percent": 3})

    def test_a_missing_rate_is_somebodys_task_until_it_is_entered(self):
        laws = self.env["debtor.legal.regime"]
        self.company.followup_manager_id = self.env.user

        def tasks():
            return laws.search([])._rate_tasks([("active", "=", True)])

        laws._watch_rates_sudo(self.company, date(2026, 12, 1))
        self.assertFalse(tasks())
        for day in (20, 21):
            laws._watch_rates_sudo(self.company, date(2026, 12, day))
        task = tasks()
        self.assertEqual(len(task), 1)
        self.assertEqual(task.date_deadline, date(2027, 1, 1))
        self.assertIn("Businesses, Public bodies, Consumers", task.note)
        for kind in ("b2b", "b2g", "b2c"):
            self.assertEqual(tasks(), task)
            self.env["debtor.interest.rate"].create(
                {
                    "law": "BE",
                    "kind": kind,
                    "date_from": "2027-01-01",
                    "percent": 10,
                    "source": "Notice",
                }
            )
        self.assertFalse(tasks())
        laws._watch_rates_sudo(self.company, date(2026, 12, 22))
        self.assertFalse(tasks())


@tagged("post_install", "-at_install")
class TestClauses(LawCommon):
    """What terms grant, and what they may not say."""

    def _version(self, **values):
        return self.env["debtor.terms.version"].create(
            {
                "name": "Terms of sale",
                "body": "<p>Late payment.</p>",
                "date_from": "2025-01-01",
                "company_id": self.company.id,
                **values,
            }
        )

    def _accept(self, version, day, partner=None):
        return self.env["debtor.terms.acceptance"]._record_sudo(
            partner or self.customer, self.company, version, date=day, way="document"
        )

    def test_a_clause_above_the_cap_is_not_saved(self):
        for values, words in (
            ({"consumer_rate_kind": "own", "consumer_rate": 12}, "12 % interest"),
            (
                {"consumer_lump_kind": "own", "consumer_lump_percent": 10},
                "void and nothing",
            ),
            ({"consumer_lump_kind": "own", "consumer_lump_fixed": 25}, "allows 20"),
            ({"consumer_lump_fixed": -1}, "below zero"),
            ({"business_rate_agreed": True, "business_rate": -1}, "below zero"),
        ):
            with self.subTest(**values), self.assertRaises(ValidationError) as caught:
                self._version(**values)
            self.assertIn(words, str(caught.exception))

    def test_a_clause_below_the_caps(self):
        version = self._version(
            consumer_rate_kind="own",
            consumer_rate=8,
            consumer_lump_kind="own",
            consumer_lump_fixed=20,
            is_reciprocal=True,
        )
        clause = version._get_clause(True)
        self.assertEqual(clause.rate, Decimal(8))
        self.assertEqual(clause.lump_sum.fixed, 20)
        self.assertTrue(clause.valid)
        version.is_reciprocal = False
        self.assertFalse(version._get_clause(True).valid)

    def test_a_published_clause_stays(self):
        version = self._version(business_rate_agreed=True, business_rate=8)
        version.action_publish()
        for values in ({"business_rate": 9}, {"law": "NL"}, {"is_reciprocal": True}):
            with self.subTest(**values), self.assertRaisesRegex(UserError, "published"):
                version.write(values)

    def test_a_clause_counts_for_what_came_after_its_acceptance(self):
        self._stop_clock()
        version = self._version(business_rate_agreed=True, business_rate=6)
        version.action_publish()
        line = self._claim()
        law = self._claim_items(line)[1000.0][0]
        self._accept(version, "2025-02-01")
        self.assertEqual(self._claim_items(line)[1000.0][0], law)
        self._accept(version, "2025-01-01")
        # 1000 x 6 % x 165 / 365
        self.assertEqual(self._claim_items(line)[1000.0][0], Decimal("27.12"))

    def test_a_lump_sum_of_a_business_replaces_the_fixed_sum(self):
        version = self._version(
            business_lump_sum=True, business_lump_percent=10, business_lump_minimum=75
        )
        version.action_publish()
        self._accept(version, "2024-12-01")
        line = self._claim()
        self.assertEqual(self._claim_items(line)[1000.0][1], 100)

    def test_a_consumer_owes_nothing_without_terms(self):
        person = self._create_customer("Jan Maes", kind="consumer")
        line = self._claim(partner=person)
        self._remind(line, "2025-02-10")
        self.assertEqual(self._claim_items(line), {1000.0: (0, 0)})
        version = self._version(
            consumer_rate_kind="legal_max",
            consumer_lump_kind="legal_max",
            is_reciprocal=True,
        )
        version.action_publish()
        self._accept(version, "2024-12-01", person)
        # sent on 10 February: to pay until the 24th; 11.5 % then 10.5 %
        days = (date(2025, 6, 30) - date(2025, 2, 24)).days
        interest = 1000 * (11.5 * days + 10.5 * 15) / 36500
        found = self._claim_items(line)[1000.0]
        self.assertAlmostEqual(float(found[0]), interest, 2)
        self.assertEqual(found[1], 90)
