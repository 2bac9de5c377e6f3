"""Half a year before a claim is prescribed somebody is told, once."""

from datetime import date, timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TODAY, FollowupCommon

#: By the Belgian reading a sale of goods to a consumer lives a year (rules.md 7).
NEAR = 190


@tagged("post_install", "-at_install")
class TestPrescription(FollowupCommon):
    """A Belgian company that sells goods, as it is shipped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.followup_law = "BE"
        cls.keeper = cls.env.user
        cls.company.followup_user_id = cls.keeper
        cls.consumer = cls._create_customer("An Claes", kind="consumer")

    def _warn(self, as_of=TODAY):
        return self.env["debtor.prescription.warning"]._warn(self.company, as_of)

    def _owe(self, *days, partner=None, **values):
        """Create invoices that are so many days late."""
        partner = partner or self.consumer
        return self._create_invoices(
            *({"days": one, "partner": partner, **values} for one in days)
        )

    def _tasks(self, partner=None):
        return self._debtor(partner or self.consumer).activity_ids

    def _until(self, invoice):
        return invoice.line_ids.filtered("date_maturity").followup_enforceable_until

    def test_one_task_a_debtor_with_each_claim_and_its_last_day(self):
        old, near, fresh = self._owe(400, NEAR, 100)
        warnings = self._warn()
        self.assertEqual(warnings.move_id, old | near)
        task = self._tasks()
        self.assertEqual(len(task), 1)
        self.assertEqual(task.user_id, self.keeper)
        self.assertEqual(task.date_deadline, TODAY)
        self.assertEqual(
            task.summary, "2 claims: the first was enforceable until 10/19/2026"
        )
        note = " ".join(task.note.split())
        for part in (
            f"{old.name} of 100.00",
            "perhaps not enforceable any more, its last day was 10/19/2026",
            f"{near.name} of 100.00",
            "enforceable until 05/17/2027",
            "a reminder does not stop the time",
            "Ask counsel",
            "Nothing was sent",
        ):
            self.assertIn(part, note)
        self.assertNotIn(fresh.name, note)
        self.assertFalse(self._debtor(self.consumer).notice_ids)
        self.assertEqual(self._until(near), date(2027, 5, 17))
        self.assertEqual(near.followup_enforceable_until, date(2027, 5, 17))

    def test_once_for_each_due_date(self):
        invoice = self._owe(NEAR)
        self.assertEqual(len(self._warn()), 1)
        self.assertEqual(
            self._tasks().summary, f"{invoice.name}: enforceable until 05/17/2027"
        )
        self.assertFalse(self._warn())
        self._tasks().action_feedback()
        self.assertFalse(self._warn(TODAY + timedelta(days=30)))
        # An extension moves the end; its own half year is said anew.
        invoice.line_ids.filtered("date_maturity").date_maturity = TODAY
        self.assertFalse(self._warn())
        later = TODAY + timedelta(days=NEAR)
        self.assertEqual(self._warn(later).date_maturity, TODAY)

    def test_the_day_on_which_the_half_year_begins(self):
        self._owe(0, 0)
        due = TODAY
        begins = date(2027, 5, 23)
        self.assertFalse(self._warn(begins - timedelta(days=1)))
        warnings = self._warn(begins)
        self.assertEqual(len(warnings), 2)
        self.assertEqual(set(warnings.mapped("last_day")), {date(2027, 11, 23)})
        self.assertEqual(set(warnings.mapped("date_maturity")), {due})

    def test_by_kind_contract_and_law(self):
        business = self._create_customer("Peeters NV")
        unknown = self._create_customer("Somebody", kind="unknown")
        public = self._create_customer("Stad Gent", kind="public")
        years = 365 * 5
        for partner in (business, unknown, public, self.consumer):
            self._owe(years, partner=partner)
        both = unknown | self.consumer
        self.assertEqual(self._warn().debtor_id.partner_id, both)
        for law, contract, expected in (
            ("BE", "services", self.env["res.partner"]),
            ("BE", "energy_telecom", business | public),
            ("NL", "sale_of_goods", business | public),
            ("LU", "sale_of_goods", self.env["res.partner"]),
            (False, "sale_of_goods", self.env["res.partner"]),
        ):
            with self.subTest(law=law, contract=contract):
                self.env["debtor.prescription.warning"].sudo().search([]).unlink()
                self.company.write({"followup_law": law, "followup_contract": contract})
                found = self._warn().debtor_id.partner_id
                self.assertEqual(found & (business | public), expected)

    def test_signed_orders_live_longer(self):
        self.company.followup_written_proof = True
        invoice = self._owe(NEAR)
        self.assertFalse(self._warn())
        self.assertEqual(self._until(invoice), date(2036, 5, 17))

    def test_a_consumer_abroad_keeps_the_shorter_time(self):
        dutch = self._create_customer(
            "Jan", kind="consumer", country_id=self.env.ref("base.nl").id
        )
        self.company.followup_contract = "services"
        invoice = self._owe(NEAR, partner=dutch)
        self.assertEqual(self._until(invoice), date(2036, 5, 17))
        self.company.followup_directs_activity = True
        invoice.invalidate_recordset()
        invoice.line_ids.invalidate_recordset()
        self.assertEqual(self._until(invoice), date(2031, 5, 17))

    def test_accepted_terms_choose_the_law(self):
        self.company.followup_contract = "services"
        invoice = self._owe(NEAR, partner=self.customer)
        self.assertEqual(self._until(invoice), date(2036, 5, 17))
        version = self.env["debtor.terms.version"].create(
            {
                "company_id": self.company.id,
                "name": "Terms of sale",
                "body": "<p>Dutch law.</p>",
                "date_from": "2020-01-01",
                "law": "NL",
            }
        )
        version.action_publish()
        self.env["debtor.terms.acceptance"]._record_sudo(
            self.customer, self.company, version, date="2020-01-01", way="document"
        )
        invoice.line_ids.invalidate_recordset()
        self.assertEqual(self._until(invoice), date(2031, 5, 17))

    def test_settled_claims_end_their_task(self):
        one, two = self._owe(NEAR, NEAR + 10)
        warnings = self._warn()
        for invoice in (one, two):
            self.assertTrue(self._tasks())
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create({"payment_date": TODAY})._create_payments()
            self._warn()
        self.assertFalse(self._tasks())
        self.assertEqual(warnings.mapped("ended_on"), [TODAY, TODAY])
        self.assertFalse(self._until(one))

    def test_paused_claims_count_and_left_out_ones_do_not(self):
        paused, left_out = self._owe(NEAR, NEAR)
        self.env["debtor.pause"].create(
            {
                "debtor_id": self._debtor(self.consumer).id,
                "reason": "manual",
                "date_end": TODAY + timedelta(days=9),
            }
        )
        left_out.no_followup = True
        self.assertEqual(self._warn().move_id, paused)

    def test_one_bad_debtor_stops_no_other(self):
        other = self._create_customer("Bert", kind="consumer")
        self._owe(NEAR)
        self._owe(NEAR, partner=other)
        self.env.flush_all()
        self.env.cr.execute(
            """
            ALTER TABLE debtor_prescription_warning
              ADD CONSTRAINT no_bert CHECK (debtor_id <> %s)
            """,
            [self._debtor(other).id],
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertLogs("odoo.addons.debtor_followup", "WARNING"),
        ):
            warnings = self._warn()
        self.assertEqual(warnings.debtor_id.partner_id, self.consumer)

    def test_the_morning_page_says_what_it_is_about(self):
        self._owe(NEAR)
        self._run()
        self._warn()
        row = self.env["debtor.todo"].search(
            [("debtor_id", "=", self._debtor(self.consumer).id)]
        )
        self.assertIn("prescription", row.mapped("kind"))

    def test_the_job(self):
        self._owe(NEAR)
        cron = self.env.ref("debtor_followup.ir_cron_prescription")
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
        self.assertTrue(self._tasks())

    def test_few_queries_however_many_debtors(self):
        """The look of a usual night, when all was said before."""
        many = [self._create_customer(f"D{n}", kind="consumer") for n in range(3)]
        self._create_invoices(*({"partner": one, "days": NEAR} for one in many))
        self._warn()
        self.env.invalidate_all()
        self._warn()
        self.env.invalidate_all()
        with self.assertQueryCount(14):
            self._warn()
