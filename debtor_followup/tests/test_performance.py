from datetime import datetime

from odoo.tests import tagged

from .common import TODAY, FollowupCommon

#: As many debtors as are acted on in one transaction.
MANY = 50
FEW = 5
#: Shown for one debtor at a time.
FORM_ONLY = ("behaviour_chart", "claim_ids", "claim_count", "people_ids")
#: Taken from other records, whose fields are computed for many at once.
RELATED = {"debtor.debtor": ["explanation"], "debtor.notice": ["explanation"]}


@tagged("post_install", "-at_install")
class TestPerformance(FollowupCommon):
    """How many queries things take, so that they stay fast on a large ledger.

    What is called once before it is counted fills caches that are no matter of
    the number of records.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # With an account to pay to: the messages have QR codes.
        cls.env["res.partner.bank"].create(
            {
                "acc_number": "BE71096123456769",
                "partner_id": cls.company.partner_id.id,
            }
        )
        cls.customers = cls.env["res.partner"].create(
            [
                {
                    "name": f"Customer {n}",
                    "is_company": True,
                    "email": f"c{n}@customer.example",
                    "country_id": cls.env.ref("base.be").id,
                }
                for n in range(MANY + FEW)
            ]
        )
        cls.debtors = cls._debtor(cls.customers)
        cls.debtors.debtor_kind = "business"
        cls.invoices = cls._create_invoices(
            *({"days": 10, "partner": partner} for partner in cls.customers)
        )

    def _count(self, function, *arguments):
        """Return how many queries a call takes, with everything written."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function(*arguments)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _count_both(self, records, function):
        """Return the queries for few and for many of some records."""
        function(records[:1])
        few = self._count(function, records[:FEW])
        return few, self._count(function, records[FEW:])

    # === RUNS === #

    def test_planning_takes_as_many_queries_for_many_as_for_few(self):
        few, many = self._count_both(self.debtors, lambda debtors: debtors._plan(TODAY))
        self.assertEqual(set(self.debtors.mapped("next_action")), {"send"})
        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 27)

    def test_deciding_takes_as_many_queries_for_many_as_for_few(self):
        few, many = self._count_both(
            self.debtors, lambda debtors: debtors._decide(TODAY)
        )
        self.assertLessEqual(many, few)

    def test_acting_takes_about_one_query_a_notice(self):
        run = self.env["debtor.followup.run"]._get_or_create(self.company, TODAY)
        self.debtors._plan(TODAY)
        run._act_on(self.debtors[:FEW])
        many = self._count(run._act_on, self.debtors[FEW:])
        self.assertEqual(set(run.notice_ids.mapped("state")), {"queued"})
        self.assertEqual(len(run.notice_ids.mail_mail_id), MANY + FEW)
        self.assertTrue(all(notice._get_qr_codes() for notice in run.notice_ids))
        self.assertLessEqual(many / MANY, 1.15)

    def test_tasks_in_bulk(self):
        """On an old ledger many debtors need a person at once."""
        self.customers.email = False
        run = self.env["debtor.followup.run"]._get_or_create(self.company, TODAY)
        self.debtors._plan(TODAY)
        run._act_on(self.debtors[:FEW])
        many = self._count(run._act_on, self.debtors[FEW:])
        self.assertEqual(len(self.debtors.activity_ids), MANY + FEW)
        self.assertLessEqual(many / MANY, 0.9)

    def test_arrival_of_many(self):
        run = self._run()
        run.notice_ids[:1]._mark_sent(datetime(2026, 11, 23, 10))
        many = self._count(run.notice_ids[FEW:]._mark_sent, datetime(2026, 11, 23, 10))
        self.assertEqual(set(run.notice_ids[FEW:].mapped("state")), {"sent"})
        self.assertLessEqual(many / MANY, 4)

    # === SCREENS === #

    def _assert_read_in_bulk(self, records, names):
        """Reading fields of many records takes as many queries as of few."""
        for name in names:
            few, many = self._count_both(
                records, lambda some, name=name: some.read([name])
            )
            with self.subTest(model=records._name, field=name):
                self.assertLessEqual(many, few)

    def _shown_fields(self, model):
        """Return our fields that are computed when they are shown."""
        return [
            name
            for name, field in self.env[model]._fields.items()
            if field.compute and not field.store and not field.related
            if "debtor_followup" in field._modules and name not in FORM_ONLY
        ]

    def test_screens_read_in_bulk(self):
        self._run_and_deliver()
        for model, records in (
            ("debtor.debtor", self.debtors),
            ("debtor.notice", self.debtors.notice_ids),
            ("res.partner", self.customers),
            ("account.move", self.invoices),
            ("account.move.line", self.debtors.notice_ids.line_ids.move_line_id),
        ):
            names = [*self._shown_fields(model), *RELATED.get(model, ())]
            self.assertGreaterEqual(len(names), 3, model)
            self._assert_read_in_bulk(records, names)

    def test_the_morning_page_reads_in_bulk(self):
        self.policy.mode = "propose"
        self._run()
        self.env.flush_all()
        rows = self.env["debtor.todo"].search([("company_id", "=", self.company.id)])
        self.assertEqual(len(rows), MANY + FEW)
        names = ("kind", "why", "overdue_amount", "days_late", "next_level_id")
        self._assert_read_in_bulk(rows, names)

    def test_filters_take_one_query(self):
        self._run_and_deliver()
        for model, domain in (
            ("debtor.debtor", [("needs_action", "=", True)]),
            ("debtor.debtor", [("effective_policy_id", "=", self.policy.id)]),
            ("res.partner", [("followup_overdue", ">", 0)]),
            ("res.partner", [("followup_pause_id", "!=", False)]),
            ("account.move", [("followup_level_id", "!=", False)]),
        ):
            records = self.env[model]
            records.search(domain)
            with self.subTest(domain=domain):
                self.assertLessEqual(self._count(records.search, domain), 4)
