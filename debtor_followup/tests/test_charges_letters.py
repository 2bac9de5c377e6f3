from datetime import date
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .law_common import LawCommon


@tagged("post_install", "-at_install")
class TestLetters(LawCommon):
    """Claims that one letter names: each by its own terms and its own law."""

    @classmethod
    def _publish(cls, name, day, **values):
        version = cls.env["debtor.terms.version"].create(
            {
                "name": name,
                "body": f"<p>{name}</p>",
                "date_from": day,
                "company_id": cls.company.id,
                **values,
            }
        )
        with freeze_time(date(2023, 12, 1)):
            version.action_publish()
        return version

    def _accept(self, version, day, partner=None):
        return self.env["debtor.terms.acceptance"]._record_sudo(
            partner or self.customer, self.company, version, date=day, way="document"
        )

    def _claim_two(self, partner=None, dues=(date(2025, 1, 31), date(2025, 3, 31))):
        """Return the claims of two invoices, of 1000 and of 2000."""
        partner = partner or self.customer
        return self._claim(1000, dues[0], partner=partner) | self._claim(
            2000, dues[1], partner=partner
        )

    # === TERMS === #

    def test_each_invoice_by_the_terms_of_its_day(self):
        agreed = {"business_rate_agreed": True}
        six = self._publish("six", "2024-01-01", business_rate=6, **agreed)
        eight = self._publish("eight", "2025-01-01", business_rate=8, **agreed)
        self._accept(six, "2024-06-01")
        self._accept(eight, "2025-02-15")
        items = self._claim_items(self._claim_two())
        # 165 days at 6 %, 106 days at 8 %
        self.assertEqual(items[1000.0][0], Decimal("27.12"))
        self.assertEqual(items[2000.0][0], Decimal("46.47"))
        self.assertEqual([one[1] for one in items.values()], [40, 40])

    def test_a_lump_sum_counts_for_its_own_invoice_only(self):
        lump = self._publish(
            "lump", "2025-01-01", business_lump_sum=True, business_lump_percent=10
        )
        self._accept(lump, "2025-02-15")
        items = self._claim_items(self._claim_two())
        self.assertEqual([items[one][1] for one in (1000.0, 2000.0)], [40, 200])

    def test_laws_that_were_chosen_apart_are_letters_apart(self):
        dutch = self._publish("dutch", "2025-01-01", law="NL")
        self._accept(dutch, "2025-02-15")
        items = self._claim_items(self._claim_two())
        self.assertEqual(items[1000.0][1], 40)  # Belgium: the fixed sum
        self.assertEqual(items[2000.0][1], 300)  # Netherlands: 15 %
        self.assertNotEqual(items[1000.0][0], 0)

    def test_another_law_from_a_day_on_is_for_later_claims(self):
        self.env.ref("debtor_followup.legal_regime_be").copy(
            {"date_from": "2025-03-01", "fixed_sum": 50}
        )
        items = self._claim_items(self._claim_two())
        self.assertEqual([items[one][1] for one in (1000.0, 2000.0)], [40, 50])

    def test_lump_sums_of_a_consumer_are_capped_clause_by_clause(self):
        person = self._create_customer("Jan Maes", kind="consumer")
        common = {"is_reciprocal": True, "consumer_lump_kind": "own"}
        capped = {**common, "consumer_lump_maximum": 100}
        first = self._publish("20", "2024-01-01", consumer_lump_fixed=20, **common)
        second = self._publish("5", "2025-01-01", consumer_lump_percent=5, **capped)
        self._accept(first, "2024-06-01", person)
        self._accept(second, "2025-02-15", person)
        lines = self._claim_two(person)
        for line in lines:
            self._remind(line, "2025-04-10")
        items = self._claim_items(lines)
        self.assertEqual([items[one][1] for one in (1000.0, 2000.0)], [20, 100])

    def test_a_belgian_consumer_owes_costs_after_the_waiting_period_only(self):
        person = self._create_customer("Jan Maes", kind="consumer")
        version = self._publish(
            "clause",
            "2024-01-01",
            consumer_rate_kind="legal_max",
            consumer_lump_kind="legal_max",
            is_reciprocal=True,
        )
        self._accept(version, "2024-06-01", person)
        line = self._claim(partner=person)
        # posted on Monday 10 February: from the 13th to the 26th
        self._remind(line, "2025-02-10", channel="letter")
        for day in (date(2025, 2, 12), date(2025, 2, 26)):
            self.assertEqual(self._claim_items(line, day), {1000.0: (0, 0)})
        interest, cost = self._claim_items(line, date(2025, 2, 27))[1000.0]
        self.assertEqual((interest, cost), (Decimal("0.32"), 90))

    # === A CONSUMER ABROAD: ROME I === #

    def _dutch_person(self):
        return self._create_customer(
            "Piet Jansen", kind="consumer", country_id=self.env.ref("base.nl").id
        )

    def test_a_dutch_consumer_of_a_belgian_company(self):
        person = self._dutch_person()
        version = self._publish(
            "clause",
            "2024-01-01",
            consumer_rate_kind="legal_max",
            consumer_lump_kind="legal_max",
            is_reciprocal=True,
            due_date_is_fatal=True,
        )
        self._accept(version, "2024-06-01", person)
        line = self._claim(partner=person)
        self._remind(line, "2025-02-10")
        belgian = self._claim_items(line)[1000.0]
        self.assertEqual(belgian[1], 90)
        # addressed in the own country: Dutch interest, costs by a letter only
        self.company.followup_directs_activity = True
        dutch = self._claim_items(line)[1000.0]
        self.assertLess(dutch[0], belgian[0])
        self.assertEqual(dutch[1], 0)
        self._remind(line, "2025-05-01", step_kind="formal_notice")
        self.assertEqual(self._claim_items(line)[1000.0][1], 150)

    def test_the_chosen_law_leaves_a_consumer_the_better_of_both(self):
        person = self._dutch_person()
        self.company.followup_directs_activity = True
        version = self._publish(
            "chosen",
            "2024-01-01",
            law="BE",
            consumer_lump_kind="legal_max",
            is_reciprocal=True,
            due_date_is_fatal=True,
        )
        self._accept(version, "2024-06-01", person)
        line = self._claim(partner=person)
        self._remind(line, "2025-02-10")
        # Belgium would grant 90 and no interest, the Netherlands interest and no 90
        self.assertEqual(self._claim_items(line)[1000.0], (0, 0))

    def test_a_consumer_without_a_country_owes_the_principal_only(self):
        person = self._create_customer("Zoe", kind="consumer", country_id=False)
        line = self._claim(partner=person)
        with self.assertRaisesRegex(UserError, "principal only"):
            self.env["debtor.charge"]._claim_sudo(
                self._debtor(person), line, self.LETTER
            )
        self.assertFalse(self._debtor(person).charge_ids)

    # === HOW IT IS READ === #

    def test_a_letter_reads_its_charges_and_notices_once(self):
        first, second = self._claim_two()
        lines = first | second | self._claim_two(dues=(self.DUE, date(2025, 2, 28)))
        for line in lines:
            self._remind(line, "2025-04-10")
        self.env["debtor.charge"]._claim_sudo(self._debtor(), lines, self.LETTER)

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._debtor()._claim_legally(some, date(2025, 9, 1))
            return self.env.cr.sql_log_count - before

        count(first)  # rates and rights are kept from here on
        self.assertEqual(count(lines), count(first))

    def test_what_was_taken_back_may_be_claimed_again(self):
        line = self._claim()
        charges = self.env["debtor.charge"]
        first = charges._claim_sudo(self._debtor(), line, self.LETTER)
        first._drop_sudo("The letter came back")
        self.assertEqual(set(first.mapped("state")), {"waived"})
        again = charges._claim_sudo(self._debtor(), line, self.LETTER)
        self.assertEqual(again.mapped("amount"), first.mapped("amount"))
        again._waive("By agreement")
        self.assertFalse(charges._claim_sudo(self._debtor(), line, self.LETTER))

    # === BAD INPUT === #

    def test_bad_input_saves_nothing(self):
        """Each is refused in words that say what to do."""
        line = self._claim()
        refund = self._create_invoices({"days": 9}, move_type="out_refund")
        credit = refund.line_ids.filtered("date_maturity")
        dollars = self.setup_other_currency("USD", rates=[("2020-01-01", 2.0)])
        foreign = self._claim(currency=dollars)
        person = self._create_customer("Nowhere", kind="consumer", country_id=False)
        abroad = self._claim(partner=person)
        gap = self.env.ref("debtor_followup.interest_rate_be_b2b_20250701")
        for lines, day, words in (
            (credit, self.LETTER, "below zero"),
            (line, date(2025, 1, 15), "before it was due"),
            (line | foreign, self.LETTER, "one debtor and one currency"),
            (abroad, self.LETTER, "principal only"),
            (line, date(2027, 3, 1), "interest rate is missing"),
            (line, self.LETTER, "interest rate is missing"),
        ):
            if words == "interest rate is missing" and day == self.LETTER:
                gap.unlink()
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self.env["debtor.charge"]._claim_sudo(
                    self._debtor(lines[0].partner_id), lines, day
                )
        self.assertFalse(self._debtor().charge_ids | self._debtor(person).charge_ids)
        self.assertEqual(line.amount_residual, 1000)

    # === THE ORDER OF THE LAW === #

    def test_a_payment_goes_to_interest_first_where_the_law_counts(self):
        line = self._claim()
        self._pay(line, 400, "2025-04-30")
        ours = self._claim_items(line)[1000.0]
        self.company.followup_allocation = "legal"
        law = self._claim_items(line)[1000.0]
        # 89 days at 11.5 % on 1000; of the 400 they take 28.04, so 371.96 are left
        interest = Decimal("1000") * 89 * Decimal("11.5") / 36500
        base = 1000 - (400 - Decimal("28.04"))
        rest = base * (61 * Decimal("11.5") + 15 * Decimal("10.5")) / 36500
        self.assertEqual(law[0], round(interest + rest, 2))
        self.assertGreater(law[0], ours[0])
        # with what is open in the ledger both are what is owed
        claim = self._debtor()._claim_legally(line, self.LETTER)[0].claim
        self.assertEqual(
            claim.total,
            line._to_decimal(line.amount_residual_currency) + law[0] + law[1],
        )

    def test_the_order_of_the_law_with_several_invoices(self):
        lines = self._claim_two()
        self._pay(lines[0], 400, "2025-04-30")
        self.company.followup_allocation = "legal"
        items = self._claim_items(lines)
        self.assertEqual([one[1] for one in items.values()], [40, 40])
        alone = self._claim_items(lines[0])
        self.assertEqual(items[1000.0], alone[1000.0])
        # a scale on the sum cannot be spread over such payments: principal first
        self.company.followup_law = "NL"
        by_law = self._claim_items(lines)
        self.company.followup_allocation = "principal_first"
        self.assertEqual(by_law, self._claim_items(lines))
