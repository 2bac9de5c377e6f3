"""Texts in which the law wants something said, in every language."""

import re
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from lxml import html
from markupsafe import Markup

from odoo.tests import freeze_time, tagged

from odoo.addons.debtor_followup.engine import business_days
from odoo.addons.debtor_followup.models.letter_pdf import LetterPrinter

from . import texts
from .common import TODAY
from .test_letter_paper import read_lines, read_pages
from .texts_common import TextsCommon

#: The days of the three messages, for claims that fell due on the day before them.
DUE = TODAY - timedelta(days=50)
FIRST, SECOND = TODAY - timedelta(days=45), TODAY - timedelta(days=24)
#: Who is written to, in each language.
CASES = ("business", "chosen", "public", "clause", "plain", "dutch")
CONSUMERS = ("clause", "plain", "dutch")
TEXT_OF = {
    "business": "formal_notice",
    "chosen": "formal_notice",
    "public": "formal_notice",
    "clause": "formal_notice_consumer",
    "plain": "formal_notice_consumer",
    "dutch": "dutch_letter",
}
#: What a term of the law, the amount that may be avoided, is called.
FIFTEEN_DAYS = {
    "nl": "binnen 15 dagen nadat deze brief bij u is bezorgd",
    "fr": "dans les 15 jours après que cette lettre vous a été remise",
    "de": "innerhalb von 15 Tagen, nachdem Ihnen dieser Brief zugestellt wurde",
    "en": "within 15 days after this letter has been delivered to you",
}
WITHOUT_COST = {
    "nl": r"betaalt u geen kosten, geen (rente|interest) en geen schadevergoeding",
    "fr": r"vous ne payez ni frais, ni intérêts, ni indemnité",
    "de": r"zahlen Sie keine Kosten, keine Zinsen und keine Entschädigung",
    "en": r"you pay no costs, no interest and no compensation",
}
NOTHING_ADDED = {
    "nl": "komt er niets bij dit bedrag",
    "fr": "nous n’ajoutons rien à ce montant",
    "de": "kommt zu diesem Betrag nichts hinzu",
    "en": "we add nothing to this amount",
}
NUMBER = {
    "nl_BE": "ondernemingsnummer",
    "nl_NL": "inschrijvingsnummer",
    "fr": "numéro d’immatriculation",
    "de": "Unternehmensnummer",
    "en": "company number",
}
AT_THE_LATEST = {
    "nl": r"uiterlijk .* te betalen\. Dat is de termijn",
    "fr": r"au plus tard le .*\. C’est le délai",
    "de": r"bis spätestens .* zu zahlen\. Das ist die Frist",
    "en": r"by .* at the latest\. That is the term",
}
IN_DEFAULT = {
    "nl": "stellen wij u in gebreke",
    "fr": "nous vous mettons en demeure",
    "de": "mahnen wir Sie förmlich",
    "en": "formal notice",
}
ANNEX = {"nl": "Bijlage: ", "fr": "Annexe : ", "de": "Anlage: ", "en": "Annex: "}
#: What no letter to a consumer may look like, or threaten with.
JUDICIAL = {
    "nl": r"deurwaarder|rechtbank|vonnis|beslag|dwangbevel|faillissement|\bgerechtel",
    "fr": r"huissier|tribunal|jugement|saisie\b|exécution|faillite|contrainte",
    "de": r"vollstreck|pfänd|urteil|gerichtsvollzieher|klage|konkurs",
    "en": r"bailiff|judgment|seizure|enforcement|bankruptcy|lawsuit",
}


@tagged("post_install", "-at_install")
class TestLegalTexts(TextsCommon):
    """Customers of all kinds, reminded twice and then given formal notice."""

    @classmethod
    def setUpClass(cls):
        # The helpers of the other texts, not their few hundred debtors.
        super(TextsCommon, cls).setUpClass()
        for code in texts.LANGUAGES:
            cls.env["res.lang"]._activate_lang(code)
        module = cls.env.ref("base.module_debtor_followup")
        module._update_translations(list(texts.LANGUAGES))
        cls._make_creditor()
        cls._make_ladder()
        cls._make_customers()
        runs = cls.env["debtor.followup.run"]
        cls.first = cls._deliver(runs._run(cls.company, FIRST).notice_ids, FIRST)
        cls.second = cls._deliver(runs._run(cls.company, SECOND).notice_ids, SECOND)
        cls.formal = runs._run(cls.company, TODAY).notice_ids.filtered("line_ids")
        cls.notices = cls.first | cls.formal
        cls.pages = {one: html.fromstring(one.body) for one in cls.notices}
        cls.read = {
            one: cls._words(" ".join(page.itertext()))
            for one, page in cls.pages.items()
        }

    @classmethod
    def _make_creditor(cls):
        cls._make_payees()
        cls.company.write(
            {
                "name": "Verhulst & Zonen",
                "street": "Kouter 7",
                "zip": "9000",
                "city": "Gent",
                "company_registry": "0477472701",
                "followup_directs_activity": True,
            }
        )

    @classmethod
    def _make_ladder(cls):
        formal = {
            "step_kind": "formal_notice",
            "channel": "letter",
            "second_channel": "email",
            "add_charges": True,
            "tone": "formal",
        }
        cls.policy = cls._create_policy(
            [
                {"name": "One", "delay_days": 5, "deadline_days": 14},
                {"name": "Two", "delay_days": 20, "deadline_days": 8, "tone": "firm"},
                {"name": "Formal", "delay_days": 43, "deadline_days": 14, **formal},
                {"name": "Hand over", "delay_days": 64, "step_kind": "handoff"},
            ],
            mode="automatic",
        )
        cls.policy.action_activate()
        cls.company.followup_policy_id = cls.policy

    @classmethod
    def _make_customers(cls):
        countries = {"dutch": cls.env.ref("base.nl"), None: cls.env.ref("base.be")}
        cls.cases, values = {}, []
        for lang in texts.LANGUAGES:
            for case in CASES:
                person = case in CONSUMERS
                values.append(
                    {
                        "name": f"Zoë Peeters {lang}" if person else f"Bakker {lang}",
                        "is_company": not person,
                        "ref": case,
                        "lang": lang,
                        "email": f"{case}.{lang}@customer.example",
                        "street": "Steenstraat 1",
                        "zip": "8000",
                        "city": "Brugge",
                        "country_id": countries.get(case, countries[None]).id,
                    }
                )
        partners = cls.env["res.partner"].create(values)
        for debtor in cls._debtor(partners):
            case = debtor.partner_id.ref
            debtor.debtor_kind = {"public": "public"}.get(
                case, "consumer" if case in CONSUMERS else "business"
            )
        cls._accept_terms(partners)
        days = (TODAY - DUE).days
        specs = [{"partner": one, "days": days, "amount": 1000} for one in partners]
        specs += [
            {"partner": one, "days": days, "amount": 400.5}
            for one in partners
            if one.ref in ("business", "clause")
        ]
        cls._create_invoices(*specs)
        cls.payer = partners.filtered(
            lambda one: one.ref == "business" and one.lang == "nl_BE"
        )
        move = cls.env["account.move"].search([("partner_id", "=", cls.payer.id)])[:1]
        cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"amount": 150, "payment_date": SECOND})._create_payments()

    @classmethod
    def _accept_terms(cls, partners):
        common = {"company_id": cls.company.id, "body": "<p>Text</p>"}
        consumers, dutch = cls.env["debtor.terms.version"].create(
            [
                {
                    "name": "Terms of sale",
                    "date_from": "2026-01-01",
                    "is_reciprocal": True,
                    "consumer_rate_kind": "legal_max",
                    "consumer_lump_kind": "legal_max",
                    **common,
                },
                {
                    "name": "Terms of delivery",
                    "date_from": "2026-02-01",
                    "law": "NL",
                    **common,
                },
            ]
        )
        for version in consumers | dutch:
            with freeze_time(date(2025, 12, 1)):
                version.action_publish()
        accepted = {"clause": consumers, "chosen": dutch}
        for partner in partners.filtered(lambda one: one.ref in accepted):
            cls.env["debtor.terms.acceptance"]._record_sudo(
                partner,
                cls.company,
                accepted[partner.ref],
                date="2026-03-02",
                way="document",
            )

    @classmethod
    def _deliver(cls, notices, day):
        notices._mark_sent(datetime(day.year, day.month, day.day, 10))
        return notices

    def _about(self, notices, *cases):
        """Return (notice, its language, what one reads) of some customers."""
        return [
            (one, one.lang[:2], self.read[one])
            for one in notices
            if one.partner_id.ref in (cases or CASES)
        ]

    def _number(self, notice, text):
        """Return an amount or a number as the reader reads it."""
        lang = self.env["res.lang"]._get_data(code=notice.lang)
        text = text.replace(lang.thousands_sep, "").replace("\xa0", "")
        return Decimal(re.sub(r"[^\d.]", "", text.replace(lang.decimal_point, ".")))

    def _date(self, notice, text):
        """Return a day as the reader reads it."""
        pattern = self.env["res.lang"]._get_data(code=notice.lang).date_format
        return datetime.strptime(text.strip(), pattern).date()

    # === WHICH TEXT === #

    def test_each_has_the_text_of_its_law(self):
        found = Counter((one.partner_id.ref, one.legal_variant) for one in self.first)
        number = len(texts.LANGUAGES)
        self.assertEqual(
            found,
            {
                ("business", False): number,
                ("chosen", False): number,
                ("public", False): number,
                ("clause", "be_first"): number,
                ("plain", "be_first"): number,
                ("dutch", "nl_default"): number,
            },
        )
        for notice in self.formal:
            template = self.env.ref(
                f"debtor_followup.mail_template_{TEXT_OF[notice.partner_id.ref]}"
            )
            self.assertEqual(notice._get_template(), template)
        self.assertEqual(len(self.formal), number * len(CASES))

    def test_a_step_s_own_text_wins(self):
        own = self.env.ref("debtor_followup.mail_template_firm")
        self.policy.level_ids.mail_template_id = own
        for notice in self.notices:
            self.assertEqual(notice._get_template(), own)

    def test_what_a_text_of_one_s_own_lacks_is_said(self):
        self.assertNotIn("lacks", self.policy.warning or "")
        firm = self.env.ref("debtor_followup.mail_template_firm")
        self.policy.level_ids[0].mail_template_id = firm
        self.policy.level_ids[2].mail_template_id = firm.copy()
        lacking = [one for one in self.policy.warning.split("\n") if "lacks" in one]
        self.assertEqual(len(lacking), 2)
        for name in ("announced_lump_text", "creditor_number"):
            self.assertIn(f"object.{name}", lacking[0])
        for name in ("annex_html", "charges_html", "collection_costs_text"):
            self.assertIn(f"object.{name}", lacking[1])
        for name in ("first_reminder_be", "dutch_letter"):
            own = self.env.ref(f"debtor_followup.mail_template_{name}").copy()
            self.policy.level_ids[0].mail_template_id = own
            found = "announced_lump_text" in self.policy.warning
            self.assertEqual(found, name == "dutch_letter")

    # === THE FIRST REMINDER === #

    def test_j_belgium_s_four_items(self):
        for notice, lang, read in self._about(self.first, "clause", "plain"):
            balance = sum(notice.line_ids.mapped("amount_residual"))
            for wanted in (
                self._amount(notice, balance, notice.line_ids.currency_id),
                "Verhulst & Zonen",
                f"{NUMBER.get(notice.lang) or NUMBER[lang]} 0477472701",
                "Goods",
                self._day(notice, DUE),
                self._day(notice, notice.deadline_date, "full"),
            ):
                self.assertIn(wanted, read)
            self.assertRegex(read, WITHOUT_COST[lang])
            self.assertGreaterEqual(notice.deadline_date, FIRST + timedelta(days=14))

    def test_j_what_will_be_claimed_rests_on_accepted_terms(self):
        euro = self.env.ref("base.EUR")
        for notice, lang, read in self._about(self.first, "clause"):
            # 65 + 5 % of what exceeds 500, on the sum: less than on each
            self.assertIn(self._amount(notice, 110.03, euro), read)
            self.assertRegex(read, r"10[.,]50 %")
            self.assertIn("Terms of sale", read)
            self.assertNotIn(NOTHING_ADDED[lang], read)
        for _notice, lang, read in self._about(self.first, "plain"):
            self.assertIn(NOTHING_ADDED[lang], read)
            self.assertNotIn("%", read)
        self.assertFalse((self.first | self.second).debtor_id.charge_ids)

    def test_a_reminder_puts_a_dutch_consumer_in_default(self):
        for notice, lang, read in self._about(self.first, "dutch"):
            self.assertRegex(read, AT_THE_LATEST[lang])
            text = self._without_names(notice, f"{notice.subject} {read}")
            self.assertNotRegex(text.lower(), texts.LEGAL[lang])

    def test_n_a_first_reminder_is_short(self):
        for notice, lang, _read in self._about(self.first):
            page = html.fromstring(notice.body)
            for table in page.xpath(".//table"):
                table.drop_tree()
            parts = [part.text_content() for part in page.xpath(".//p")][:-1]
            most = 190 if notice.legal_variant == "be_first" else 150
            count = len(" ".join(parts).split())
            self.assertLessEqual(count, most * (1.2 if lang == "fr" else 1), parts)

    def test_first_reminders_are_read_together(self):
        """Eight more first reminders with what the law asks: hardly a query more."""
        partners = self.env["res.partner"].create(
            [
                {"name": f"Els {n}", "email": f"els{n}@customer.example"}
                for n in range(12)
            ]
        )
        partners.country_id = self.env.ref("base.be")
        debtors = self._debtor(partners)
        debtors.debtor_kind = "consumer"
        partners.lang = "nl_BE"
        self._create_invoices(*({"partner": one} for one in partners))
        counts = []
        for some in (debtors[:2], debtors[2:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            made = some._act(TODAY)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(set(made.mapped("legal_variant")), {"be_first"})
        self.assertLess(counts[1] - counts[0], 8)

    # === FORMAL NOTICES === #

    def test_i_two_reminders_are_cited(self):
        for notice, lang, read in self._about(self.formal):
            for day in (FIRST, SECOND):
                self.assertIn(self._day(notice, day, "long"), read)
            if notice.legal_variant != "nl_letter":
                self.assertIn(IN_DEFAULT[lang], read)

    def test_i_amounts_stand_apart_and_add_up(self):
        for notice, _lang, read in self._about(self.formal):
            (table,) = notice._get_charge_tables()
            principal = sum(notice.line_ids.mapped("amount_residual"))
            self.assertEqual(float(table["principal"]), principal)
            whole = principal + float(table["interest"]) + float(table["costs"])
            self.assertAlmostEqual(float(table["total"]), whole, 2)
            wanted = [principal, float(table["interest"])]
            if notice.legal_variant != "nl_letter":
                wanted += [float(table["costs"]), whole]
            for amount in wanted:
                if amount:
                    self.assertIn(self._amount(notice, amount, table["currency"]), read)

    def test_i_what_is_claimed(self):
        """Belgium 2 x 40, the Dutch scale on 1000, the lump sum of the clause."""
        costs = {"business": 80, "chosen": 150, "public": 40, "clause": 110.03}
        for notice, _lang, _read in self._about(self.formal):
            (table,) = notice._get_charge_tables()
            self.assertFalse(notice.legal_problem)
            wanted = costs.get(notice.partner_id.ref, 0)
            self.assertEqual(float(table["costs"]), wanted, notice.partner_id.name)
            self.assertEqual(bool(table["interest"]), notice.partner_id.ref != "plain")

    def test_i_the_interest_recomputes_from_what_is_printed(self):
        seen = 0
        for notice, _lang, _read in self._about(self.formal):
            for table in self.pages[notice].xpath(
                './/table[contains(@class, "o_followup_segments")]'
            ):
                raw = sum(
                    self._recompute(notice, row) for row in table.xpath("./tbody/tr")
                )
                printed = table.xpath("./tfoot/tr/td")[-1].text_content()
                cent = Decimal("0.01")
                self.assertEqual(
                    raw.quantize(cent, ROUND_HALF_UP), self._number(notice, printed)
                )
                seen += 1
        # All but consumers without a clause; two claims of some.
        self.assertEqual(seen, 7 * len(texts.LANGUAGES))

    def _recompute(self, notice, row):
        """Return the interest of a printed line, from its days and figures."""
        period, base, rate, interest = row.xpath("./td")
        days, divisor = re.findall(r"(\d+)", period.xpath("./div")[0].text_content())
        first, last = period.text.split(" - ") if period.text.strip() else ("", "")
        first, last = self._date(notice, first), self._date(notice, last)
        self.assertEqual((last - first).days + 1, int(days))
        result = self._number(notice, base.text_content())
        result *= self._number(notice, rate.text_content()) * int(days)
        result /= 100 * int(divisor)
        printed = self._number(notice, interest.text_content())
        self.assertAlmostEqual(result, printed, 3)
        return result

    def test_i_what_was_paid_of_a_claim(self):
        (notice,) = self.formal.filtered(lambda one: one.partner_id == self.payer)
        for amount in (150, 1400.5 - 150):
            wanted = self._amount(notice, amount, notice.line_ids.currency_id)
            self.assertIn(wanted, self.read[notice])

    def test_j_what_said_less_than_the_law_asks_brings_nothing(self):
        debtors = self.first.filtered("legal_variant").debtor_id
        self.first.legal_variant = False
        for debtor in debtors:
            notice = self.formal.filtered(lambda one, by=debtor: one.debtor_id == by)
            claims = notice.line_ids.move_line_id
            for claimed in debtor._claim_legally(claims, TODAY):
                self.assertFalse(claimed.cost)
                self.assertFalse(claimed.interest)

    def test_j_the_dutch_letter(self):
        euro = self.env.ref("base.EUR")
        for notice, lang, read in self._about(self.formal, "dutch"):
            self.assertIn(FIFTEEN_DAYS[lang], read)
            # 15 % of the first 2500
            self.assertIn(self._amount(notice, 150, euro), read)
            self.assertIn(self._amount(notice, 1000, euro), read)
            self.assertEqual(notice.legal_variant, "nl_letter")

    def test_j_the_dutch_letter_names_vat_that_is_a_cost(self):
        self.company.followup_deducts_vat = False
        for notice, _lang, _read in self._about(self.formal, "dutch"):
            mine = self._in(notice)["debtor.notice"].browse(notice.id)
            for text, amount in (
                (mine.collection_costs_text, 181.5),
                (mine.vat_text, 31.5),
            ):
                wanted = self._amount(notice, amount, notice._get_euro())
                self.assertEqual(self._words(text), wanted)

    def test_a_consumer_without_a_clause_owes_nothing_more(self):
        for notice, lang, read in self._about(self.formal, "plain"):
            self.assertFalse(
                self.pages[notice].xpath(".//*[@class='o_followup_annex']")
            )
            self.assertNotIn("%", read)
            self.assertNotIn(ANNEX[lang], read)

    def test_consumers_see_no_judge_and_a_discreet_subject(self):
        for notice, lang, read in self._about(self.notices, *CONSUMERS):
            self.assertNotRegex(read.lower(), JUDICIAL[lang])
            self.assertTrue(notice.subject.endswith(self.company.name))
        for notice, _lang, _read in self._about(self.formal, "business"):
            names = self._in(notice)["debtor.notice"].browse(notice.id).claim_names
            self.assertTrue(notice.subject.endswith(names))

    # === EVERY TEXT === #

    def test_b_claims_and_sums_are_the_ledgers(self):
        for notice, _lang, read in self._about(self.notices):
            for line in notice.line_ids:
                residual = abs(line.move_line_id.amount_residual_currency)
                for wanted in (
                    line.move_name,
                    self._amount(notice, residual, line.currency_id),
                    self._day(notice, line.date_maturity),
                    self._day(notice, line.invoice_date),
                ):
                    self.assertIn(wanted, read)

    def test_c_one_deadline_which_is_a_business_day(self):
        for notice, _lang, read in self._about(self.notices):
            shown = self._day(notice, notice.deadline_date, "full")
            self.assertEqual(read.count(shown), 1)
            weekdays = "|".join(
                self._day(notice, TODAY + timedelta(days), "EEEE") for days in range(7)
            )
            self.assertEqual(len(re.findall(rf"\b({weekdays})\b", read)), 1)
            countries = tuple({"BE", notice.partner_id.country_id.code})
            self.assertTrue(
                business_days.is_business_day(notice.deadline_date, countries)
            )

    def test_d_account_and_reference(self):
        for notice, _lang, read in self._about(self.notices):
            self.assertIn("BE71 0961 2345 6769", read)
            for line in notice.line_ids:
                self.assertIn(line.payment_reference, read)
        for notice in self.formal:
            self._assert_codes_ask_all(notice)

    def _assert_codes_ask_all(self, notice):
        """Whoever pays by the codes has paid what the letter asks, and no more."""
        codes = notice._get_qr_codes()
        amounts = [code["payload"].split("\n")[7] for code in codes]
        (table,) = notice._get_charge_tables()
        asked = sum(Decimal(one.removeprefix("EUR")) for one in amounts)
        self.assertEqual(float(asked), table["total"])
        self.assertEqual(notice.body.count("cid:qr"), len(codes))

    def test_e_crossing_and_bank_date(self):
        for notice, lang, read in self._about(self.notices):
            self.assertIn(self._day(notice, notice.bank_date, "long"), read)
            self.assertRegex(read, f"(?i){texts.CROSSING[lang]}|[Hh]ebt u al betaald")

    def test_h_a_handoff_is_announced_with_its_day(self):
        for notice, _lang, read in self._about(self.formal):
            day = notice.handoff_date
            self.assertEqual(bool(day), notice.partner_id.ref != "public")
            if not day:
                continue
            self.assertIn(self._day(notice, day, "long"), read)
            grace = business_days.add_bank_business_days(notice.deadline_date, 2)
            self.assertGreater(day, grace)

    def test_k_a_named_human_and_ways_to_answer(self):
        for _notice, lang, read in self._about(self.notices):
            for wanted in ("An Willems", "+32 14 00 01 23", "ar@company.example"):
                self.assertIn(wanted, read)
            self.assertRegex(
                read, f"{texts.DISPUTE[lang]}|betwisten|contester|bestreit"
            )
            self.assertRegex(read, texts.PARTS[lang])

    def test_l_nothing_of_others_and_no_amount_in_a_subject(self):
        numbers = {one: set(one.line_ids.mapped("move_name")) for one in self.notices}
        for notice, _lang, read in self._about(self.notices):
            found = set(re.findall(r"R?INV/\d+/\d+", f"{notice.subject} {read}"))
            self.assertLessEqual(found, numbers[notice])
            text = self._without_names(notice, read)
            self.assertNotRegex(text.lower(), texts.INNER)
            self.assertNotRegex(notice.subject, r"\d[.,]\d\d\b|€|\$")

    def test_m_one_language_and_nothing_left_empty(self):
        for notice, lang, read in self._about(self.notices):
            text = self._without_names(notice, f"{notice.subject} {read}")
            for name in ("Terms of sale", "Terms of delivery", "Goods"):
                text = text.replace(name, "")
            for other, marks in texts.MARKS.items():
                found = re.findall(marks, text)
                if other == lang:
                    self.assertTrue(found)
                else:
                    self.assertEqual(found, [], (other, text))
            self.assertNotRegex(text, f"(?i){texts.NEIGHBOURS[notice.lang]}")
            for sign in ("!", "{{", "%(", "False", "None", "( )", "()"):
                self.assertNotIn(sign, text)
            self.assertEqual(set(re.findall(r"\b[A-Z]{4,}\b", text)) - {"RINV"}, set())
            for lost in self.pages[notice].xpath(".//p[not(normalize-space())]"):
                self.fail(html.tostring(lost))

    # === PAPER === #

    def test_a_formal_notice_is_one_page_beside_its_annex(self):
        letters = self.formal.filtered(lambda one: one.lang in ("fr_BE", "de_DE"))
        _whole, parts = LetterPrinter(self.env).print(letters, TODAY)
        self.assertEqual(len(parts), 2 * len(CASES))
        for letter, pdf in parts.items():
            case, annex = letter.partner_id.ref, ANNEX[letter.lang[:2]].strip()
            with self.subTest(case=case, lang=letter.lang):
                pages = [" ".join(read_lines(words)) for words in read_pages(pdf)]
                self.assertEqual(len(pages), 1 if case == "plain" else 2)
                self.assertIn("ar@company.example", pages[0])
                self.assertNotIn(annex, pages[0])
                if case != "plain":
                    self.assertIn(annex.split()[0], pages[1])

    def test_more_claims_fit_on_the_page_too(self):
        (letter,) = self.formal.filtered(
            lambda one: one.lang == "fr_BE" and one.partner_id.ref == "business"
        )
        text = str(letter._render_letter(TODAY))
        row = re.search(r"<tr[^>]*>(?:(?!<tr).)*Jours de retard.*?</tr>", text, re.S)
        pages = LetterPrinter(self.env)._make_pdf(
            [Markup(text.replace(row[0], 4 * row[0], 1))]
        )
        self.assertEqual(len(read_pages(pages)), 2)
