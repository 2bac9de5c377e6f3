"""What a formal notice asks, shows and leaves out; nothing is charged before it."""

import re
from datetime import date, timedelta

from lxml import html

from odoo.tests import freeze_time, tagged

from odoo.addons.debtor_followup.models.letter_pdf import LetterPrinter

from .common import TODAY
from .formal_common import FormalCommon
from .letter_common import ADDRESS
from .test_letter_paper import read_lines, read_pages

TEXTS = ("formal_notice", "formal_notice_consumer", "dutch_letter")


@tagged("post_install", "-at_install")
class TestLegalSums(FormalCommon):
    """Sums that can be followed, of the claims that were reminded of twice."""

    def _page(self, body):
        return html.fromstring(str(body))

    def _number(self, cell):
        """Return the amount that stands first in a cell."""
        text = next(one for one in cell.itertext() if one.strip())
        return float(re.sub(r"[^\d.-]", "", text))

    def _assert_adds_up(self, page, principal):
        """The rows of the table come to its principal, and to what is asked."""
        (table,) = page.xpath("//table[contains(@class, 'o_followup_formal')]")
        cells = table.xpath("./tbody/tr[count(td) > 1]/td[last()]")
        amounts = [self._number(cell) for cell in cells]
        (last,) = table.xpath("./tfoot/tr/td[last()]")
        self.assertAlmostEqual(sum(amounts), self._number(last), 2)
        self.assertAlmostEqual(self._number(last), principal, 2)

    def _render(self, text, notice):
        template = self.env.ref(f"debtor_followup.mail_template_{text}")
        return template._render_field("body_html", notice.ids)[notice.id]

    # === WHAT IS ASKED === #

    def test_what_was_not_reminded_of_is_not_asked(self):
        for kind in ("business", "consumer"):
            with self.subTest(kind=kind), self.cr.savepoint() as savepoint:
                self.debtor.debtor_kind = kind
                if kind == "consumer":  # was reminded as the law asks
                    reminders = self.debtor.notice_ids.filtered("level_id")
                    first = reminders.filtered(lambda x: x.level_id == self.first)
                    first.sudo().legal_variant = "be_first"
                self._assert_apart()
                savepoint.rollback()
                self.env.invalidate_all()

    def _assert_apart(self):
        self.env.ref("base.USD").active = True
        other, foreign = self._create_invoices(
            {"days": 12, "amount": 500},
            {"days": 12, "amount": 70, "currency": self.env.ref("base.USD")},
        )
        notice = self._propose()
        self.assertEqual(len(notice.line_ids.filtered(lambda x: x.role == "listed")), 2)
        (table,) = notice._get_charge_tables()
        self.assertEqual(table["principal"], 1000)
        more = float(table["interest"] + table["costs"])
        self.assertAlmostEqual(table["total"], 1000 + more, 2)
        self.assertNotIn("500", notice.amount_text)
        asked = sum(line._get_transfer_amount() for line in notice._get_demanded())
        self.assertAlmostEqual(asked, table["total"], 2)
        self.assertEqual(len(notice.qr_payloads), 1)
        for text in TEXTS:
            page = self._page(self._render(text, notice))
            self._assert_adds_up(page, 1000)
            (others,) = page.xpath("//table[contains(@class, 'o_followup_others')]")
            for move in other | foreign:
                self.assertIn(move.name, others.text_content())
            others.getparent().remove(others)
            rest = page.text_content()
            for wrong in (other.name, foreign.name, "500.00", "1,5", "70.00"):
                self.assertNotIn(wrong, rest)

    def test_what_is_disputed_and_credited_can_be_followed(self):
        self._create_invoices({"days": 70, "amount": 200})
        self._create_invoices({"days": 20, "amount": 300}, move_type="out_refund")
        self.env["debtor.pause"].create(
            {
                "debtor_id": self.debtor.id,
                "reason": "dispute",
                "scope": "claims",
                "date_start": TODAY,
                "date_end": TODAY + timedelta(days=20),
                "line_ids": [(0, 0, {"move_line_id": self.line.id, "amount": 400})],
            }
        )
        notice = self._propose()
        # 400 of 1,000 is disputed; 200 of the credit belongs to the older claim
        (table,) = notice._get_charge_tables()
        self.assertEqual(table["principal"], 500)
        for text in TEXTS:
            page = self._page(self._render(text, notice))
            self._assert_adds_up(page, 500)
        own = self.env.ref("debtor_followup.mail_template_firm").copy()
        notice.level_id.sudo().mail_template_id = own
        self._assert_adds_up(self._page(notice.claims_html), 500)

    # === NOTHING BEFORE IT === #

    def _let_reminders_charge(self):
        """As a ladder may have it that was drawn up before this was refused."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE debtor_followup_level SET add_charges = true WHERE policy_id = %s",
            [self.policy.id],
        )
        self.env.invalidate_all()

    def _accept_clause(self, partner):
        version = self.env["debtor.terms.version"].create(
            {
                "name": "Terms",
                "body": "<p>Text</p>",
                "date_from": "2024-01-01",
                "company_id": self.company.id,
                "is_reciprocal": True,
                "consumer_rate_kind": "legal_max",
                "consumer_lump_kind": "legal_max",
            }
        )
        with freeze_time(date(2023, 12, 1)):
            version.action_publish()
        self.env["debtor.terms.acceptance"]._record_sudo(
            partner, self.company, version, date="2024-06-01", way="document"
        )

    def test_a_reminder_claims_nothing(self):
        self._let_reminders_charge()
        business = self._create_customer("Twee BV", **ADDRESS)
        person = self._create_customer("An Maes", "consumer", is_company=False)
        self._accept_clause(person)
        self._create_invoices(
            {"days": 60, "amount": 800, "partner": business},
            {"days": 60, "amount": 800, "partner": person},
        )
        debtors = self._debtor(business) | self._debtor(person)
        for debtor in debtors:
            self._reach(debtor, 45)
        # a second reminder of one claim, the first of another
        self._create_invoices({"days": 10, "amount": 300, "partner": person})
        notices = debtors._act(TODAY, agreed=True)
        self.assertEqual(len(notices), 2)
        self.assertEqual(set(notices.mapped("level_id.step_kind")), {"reminder"})
        self.assertFalse(any(notices.mapped("charge_items")))
        notices._mark_sent("2026-11-23 10:00:00")
        self.assertFalse(debtors.charge_ids)
        for notice in notices:
            for word in ("Interest", "Annex", "Fixed compensation"):
                self.assertNotIn(word, notice.body)

    def test_only_the_formal_notice_is_shown_to_charge(self):
        self._let_reminders_charge()
        charging = self.policy.level_ids.filtered(
            lambda one: "adds interest and costs" in one._get_extra_texts()
        )
        self.assertEqual(charging, self.formal)

    # === WHAT IT RESTS ON === #

    def test_what_an_earlier_letter_claimed_ends_on_the_day_before(self):
        notice = self._propose()
        items = notice.charge_items
        for item in items:
            item["date_from"] = "2026-11-01"
        notice._write_sudo({"charge_items": items})
        notice.invalidate_recordset()
        said = " ".join(self._page(notice.annex_html).text_content().split())
        self.assertIn("claimed, up to and including 10/31/2026, is left out", said)

    def test_it_cites_what_counts_as_a_reminder(self):
        days = [TODAY - timedelta(days=n) for n in self.REMINDED]
        notice = self._propose()
        first, second = self.debtor.notice_ids.filtered(
            lambda one: one.state == "sent" and one.channel != "phone"
        ).sorted("contact_date")
        # the debtor was another one then
        former = self._debtor(self._create_customer("Voorganger"))
        first.sudo().debtor_id = former
        self.assertEqual(notice._get_cited_contacts().reminders, days)
        self.assertFalse(notice._find_unreminded())
        # its invoice was made anew
        first.line_ids.sudo().move_line_id = False
        self.assertEqual(notice._get_cited_contacts().reminders, days)
        # it was about another due date
        second.line_ids.sudo().date_maturity = TODAY - timedelta(days=90)
        self.assertEqual(notice._get_cited_contacts().reminders, days[:1])
        self.assertTrue(notice._find_unreminded())

    def test_each_rule_is_named_that_a_claim_rests_on(self):
        version = self.env["debtor.terms.version"].create(
            {
                "name": "Terms",
                "body": "<p>Text</p>",
                "date_from": "2026-01-01",
                "company_id": self.company.id,
                "business_rate_agreed": True,
                "business_rate": 8,
            }
        )
        with freeze_time(date(2025, 12, 1)):
            version.action_publish()
        later = self._create_invoices({"days": 60, "amount": 700, "term": 10})
        self.env["debtor.terms.acceptance"]._record_sudo(
            self.customer,
            self.company,
            version,
            date=self.invoice.invoice_date + timedelta(days=5),
            way="document",
        )
        notice = self._propose()
        line = later.line_ids.filtered("date_maturity")
        notice.line_ids.copy(
            {
                "notice_id": notice.id,
                "move_line_id": line.id,
                "move_id": later.id,
                "move_name": later.name,
                "invoice_date": later.invoice_date,
                "amount_residual": 700,
                "amount_rest": 700,
            }
        )
        notice._set_charges(TODAY)
        law, terms = "law of 2 August 2002", "by the terms that you accepted"
        interest, costs = notice._get_bases()
        self.assertEqual(interest, f"{law} and {terms}")
        self.assertEqual(costs, law)

    # === PAPER === #

    def test_it_is_whole_without_header_and_footer(self):
        """The printer adds none: what the letter needs stands in the letter."""
        self.company.write(
            {"report_header": "Kopregel hier", "report_footer": "Voetregel hier"}
        )
        notice = self._agreed()
        _whole, parts = LetterPrinter(self.env).print(notice, TODAY)
        pages = [" ".join(read_lines(words)) for words in read_pages(parts[notice])]
        for wanted in (
            "Verhulst Hout",
            "Kouter 7",
            "9000 Gent",
            "BE0477472701",
            "BE71 0961 2345 6769",
            "Steenstraat 1",
            notice._get_letter_reference(),
            notice.subject,
        ):
            self.assertIn(wanted, pages[0])
        for page in pages:
            self.assertNotRegex(page, "Kopregel|Voetregel")
