import io
import re
from collections import Counter
from datetime import datetime, timedelta

import zxingcpp
from lxml import html
from PIL import Image

from odoo.tests import tagged

from odoo.addons.debtor_followup.engine import business_days
from odoo.addons.debtor_followup.models.notice_composer import NoticeComposer
from odoo.addons.debtor_followup.models.notice_mail import LEAVING_NOTICE

from . import texts
from .common import TODAY
from .texts_common import IBAN, TextsCommon

#: Level: (kind, tone) and the most words it may have, tables and signature apart.
WORDS = {"courtesy": 150, "friendly": 150, "firm": 240, "formal": 240}


@tagged("post_install", "-at_install")
class TestTexts(TextsCommon):
    """What every text satisfies, in every language, whoever it is for: (a) to (o)."""

    def test_every_text_is_there_in_every_language(self):
        found = Counter((one.lang, self._text_of(one)) for one in self.notices)
        self.assertEqual(
            set(found),
            {(lang, text) for lang in texts.LANGUAGES for text in WORDS},
        )
        self.assertGreaterEqual(len(self.notices), 140)
        roles = Counter(self.notices.line_ids.mapped("role"))
        self.assertEqual(set(roles), {"demanded", "listed", "credit"})

    def test_a_greeting_names_the_recipient(self):
        for notice, _lang, _read in self._each():
            greeting = self._words(self.pages[notice].xpath(".//p")[0].text_content())
            self.assertIn(self._words(notice.recipient_id.name), greeting)

    def test_b_claims_and_sums_are_the_ledgers(self):
        self.env.invalidate_all()
        for notice, _lang, read in self._each():
            rows = [
                self._words(" ".join(row.itertext()))
                for row in self.pages[notice].xpath(".//tr")
            ]
            totals = Counter()
            for line in notice.line_ids:
                residual = abs(line.move_line_id.amount_residual_currency)
                sign = -1 if line.role == "credit" else 1
                totals[line.currency_id] += sign * residual
                amount = self._amount(notice, sign * residual, line.currency_id)
                wanted = [line.move_name, amount]
                if line.role != "credit":
                    wanted.append(self._day(notice, line.date_maturity))
                    if line.days_overdue:
                        wanted.append(f" {line.days_overdue} ")
                self.assertTrue(
                    any(all(one in f"{row} " for one in wanted) for row in rows),
                    (wanted, rows),
                )
            for currency, total in totals.items():
                self.assertIn(self._amount(notice, max(0, total), currency), read)

    def test_b_all_that_is_overdue_is_named(self):
        for notice, _lang, _read in self._each("friendly", "firm", "formal"):
            overdue = self.env["account.move.line"].search(
                [
                    ("partner_id", "child_of", notice.partner_id.id),
                    ("account_id.account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                    ("amount_residual_currency", ">", 0),
                    ("date_maturity", "<", TODAY),
                ]
            )
            named = notice.line_ids.filtered(lambda line: line.role != "credit")
            self.assertEqual(named.move_line_id, overdue)

    def test_c_one_deadline_which_is_a_business_day(self):
        for notice, _lang, read in self._each():
            deadline = notice.deadline_date
            shown = self._day(notice, deadline, "full")
            self.assertEqual(read.count(shown), 1)
            weekdays = "|".join(
                self._day(notice, TODAY + timedelta(days), "EEEE") for days in range(7)
            )
            self.assertEqual(len(re.findall(rf"\b({weekdays})\b", read)), 1)
            countries = tuple({"BE", notice.partner_id.country_id.code})
            self.assertTrue(business_days.is_business_day(deadline, countries))
            self.assertEqual(deadline, self._expected_deadline(notice, countries))

    def _expected_deadline(self, notice, countries):
        """Return the deadline as the design says it, counted by the test itself."""
        lines = self._demanded(notice)
        term = max((one.date_maturity - one.invoice_date).days for one in lines)
        days = min(notice.level_id.deadline_days, term // 2)
        wished = TODAY + timedelta(days)
        if notice.level_id.step_kind == "courtesy":
            wished = max(wished, *lines.mapped("date_maturity"))
        shortest = business_days.add_business_days(TODAY, 3, countries)
        return business_days.next_business_day(max(wished, shortest), countries)

    def test_d_account_reference_and_what_a_banks_app_reads(self):
        seen = 0
        for notice, _lang, read in self._each():
            self.assertIn("BE71 0961 2345 6769", read)
            asked = self._demanded(notice).filtered(
                lambda line: line.currency_id.name == "EUR" and line.amount_rest
            )[:5]
            codes = notice._get_qr_codes()
            self.assertEqual([code["line"] for code in codes], list(asked))
            self.assertEqual(
                re.findall(r'src="cid:(qr-\d+)@', notice.body),
                [code["name"] for code in codes],
            )
            for code in codes:
                self._assert_code(code)
                seen += 1
            self._assert_not_too_much(notice, asked)
            for line in self._demanded(notice):
                self.assertIn(line.payment_reference, read)
        self.assertGreater(seen, 100)

    def _assert_code(self, code):
        with Image.open(io.BytesIO(code["png"])) as picture:
            (found,) = zxingcpp.read_barcodes(picture.convert("L"))
        line = code["line"]
        parts = found.text.split("\n")
        self.assertEqual(parts[:4], ["BCD", "002", "1", "SCT"])
        self.assertEqual(parts[5:7], ["Verhulst & Zonen", IBAN])
        self.assertEqual(parts[7], f"EUR{line.amount_rest:.2f}")
        reference = line.payment_reference
        self.assertIn(parts[9] or parts[10], (reference, re.sub(r"\D", "", reference)))

    def _assert_not_too_much(self, notice, asked):
        """Whoever pays by all codes has paid no more than is asked in all."""
        euros = [
            table["total"]
            for table in notice._get_tables()
            if table["currency"].name == "EUR"
        ]
        if euros:
            self.assertLessEqual(
                round(sum(asked.mapped("amount_rest")), 2), euros[0] + 0.001
            )

    def test_e_crossing_and_bank_date(self):
        for notice, lang, read in self._each():
            self.assertIn(self._day(notice, texts.BANK_DAY, "long"), read)
            self.assertRegex(read, f"(?i){texts.CROSSING[lang]}")

    def test_f_nothing_legal_before_a_second_reminder(self):
        for notice, lang, read in self._each("courtesy", "friendly"):
            text = self._without_names(notice, f"{notice.subject} {read}")
            self.assertNotRegex(text.lower(), texts.LEGAL[lang])

    def test_h_what_is_announced_happens(self):
        """A formal notice is announced with its day, and that day it is due."""
        announced = self.notices.browse()
        for notice, lang, read in self._each("firm", "formal"):
            text = self._without_names(notice, read)
            shown = re.search(texts.LEGAL[lang], text.lower())
            self.assertEqual(bool(shown), bool(notice.formal_date), text)
            if shown:
                self.assertIn(self._day(notice, notice.formal_date, "long"), read)
                announced |= notice
        self.assertGreater(len(announced), 30)
        announced._mark_sent(datetime(2026, 11, 23, 10))
        for day, notices in announced.grouped("formal_date").items():
            before = notices.debtor_id._decide(day - timedelta(days=1))
            on_day = notices.debtor_id._decide(day)
            for notice in notices:
                debtor = notice.debtor_id
                grace = business_days.add_bank_business_days(notice.deadline_date, 2)
                self.assertGreater(day, grace)
                self.assertEqual(on_day[debtor].outcome, "formal_notice")
                demanded = {one.claim.line_id for one, _l in on_day[debtor].demanded}
                named = set(self._demanded(notice).move_line_id.ids)
                self.assertLessEqual(named, demanded)
                was = before[debtor]
                earlier = {one.claim.line_id for one, _l in was.demanded}
                self.assertFalse(was.outcome == "formal_notice" and named <= earlier)

    def test_k_a_named_human_and_ways_to_answer(self):
        for _notice, lang, read in self._each():
            for wanted in ("An Willems", "+32 14 00 01 23", "ar@company.example"):
                self.assertIn(wanted, read)
            self.assertRegex(read, texts.DISPUTE[lang])
            self.assertRegex(read, texts.PARTS[lang])

    def test_l_nothing_of_others_and_a_discreet_subject(self):
        numbers = {one: set(one.line_ids.mapped("move_name")) for one in self.notices}
        for notice, _lang, read in self._each():
            found = set(re.findall(r"R?INV/\d+/\d+", f"{notice.subject} {read}"))
            self.assertLessEqual(found, numbers[notice])
            text = self._without_names(notice, read)
            self.assertNotRegex(text.lower(), texts.INNER)
            self.assertNotRegex(notice.subject, r"\d[.,]\d\d\b|€|\$")
            names = self._in(notice)["debtor.notice"].browse(notice.id).claim_names
            first = notice.debtor_id.debtor_kind in ("consumer", "unknown")
            if first or self._text_of(notice) in ("courtesy", "friendly"):
                self.assertTrue(notice.subject.endswith(self.company.name))
            else:
                self.assertTrue(notice.subject.endswith(names))
                self.assertIn(": ", notice.subject)

    def test_m_one_language_and_nothing_left_empty(self):
        for notice, lang, read in self._each():
            text = self._without_names(notice, f"{notice.subject} {read}")
            for other, marks in texts.MARKS.items():
                found = re.findall(marks, text)
                if other == lang:
                    self.assertTrue(found)
                else:
                    self.assertEqual(found, [], (other, text))
            self.assertNotRegex(text, f"(?i){texts.NEIGHBOURS[notice.lang]}")
            for sign in ("!", "{{", "%(", "False", "None", "( )", "()"):
                self.assertNotIn(sign, text)
            for word in re.findall(r"\b[A-Z]{4,}\b", text):
                self.assertIn(word, ("RINV",))
            for lost in self.pages[notice].xpath(".//p[not(normalize-space())]"):
                self.fail(html.tostring(lost))

    def test_m_names_are_shown_as_they_are(self):
        for notice, _lang, _read in self._each():
            self.assertFalse(self.pages[notice].xpath(".//script|.//b|.//i"))

    def test_n_short(self):
        for notice, lang, _read in self._each():
            page = html.fromstring(notice.body)
            for table in page.xpath(".//table"):
                table.drop_tree()
            parts = [part.text_content() for part in page.xpath(".//p")][:-1]
            most = WORDS[self._text_of(notice)] * (1.2 if lang == "fr" else 1)
            self.assertLessEqual(len(" ".join(parts).split()), most, parts)

    def test_o_the_same_again(self):
        before = {one.id: (one.subject, one.body) for one in self.notices}
        NoticeComposer(self.env, TODAY)._render(self.notices.sudo())
        self.notices.invalidate_recordset()
        after = {one.id: (one.subject, one.body) for one in self.notices}
        self.assertEqual(after, before)

    # === COPIES OF INVOICES === #

    def test_copies_are_attached_where_the_text_says_so(self):
        mixed = Counter()
        for notice, lang, read in self._each():
            moves = self._demanded(notice).move_id
            stored = moves.filtered("invoice_pdf_report_id")
            files = notice.attachment_ids
            self.assertEqual(len(files), min(5, len(stored)))
            self.assertLessEqual(
                set(files.mapped("checksum")),
                set(stored.invoice_pdf_report_id.mapped("checksum")),
            )
            self.assertEqual(notice.mail_mail_id.attachment_ids, files)
            self.assertEqual(texts.COPIES[lang] in read, bool(files))
            mixed[bool(files), len(files) < len(moves)] += 1
        self.assertEqual(len(mixed), 3, mixed)

    def test_pictures_go_with_the_notice_s_own_mail_only(self):
        """Whoever sends another mail in such a context learns nothing."""
        notice = next(one for one in self.notices if one._get_qr_codes())
        other = self.notices.filtered(lambda one: one.lang == notice.lang)[-1]
        leaving = {LEAVING_NOTICE: notice.id}
        for sent in (notice, other):
            mail = sent.sudo().mail_mail_id.with_context(**leaving)
            (values,) = mail._prepare_outgoing_list()
            message = mail.env["ir.mail_server"]._build_email__(
                "a@company.example",
                ["b@customer.example"],
                "Subject",
                mail.body_html,
                subtype="html",
                message_id=mail.message_id,
            )
            kinds = [part.get_content_type() for part in message.walk()]
            own = sent == notice
            self.assertEqual("image/png" in kinds, own)
            number = self._demanded(notice)[0].move_name
            self.assertEqual(number in values["body_alternative"], own)

    def test_letter_asks_for_nothing_that_only_a_mail_can(self):
        letters = self.notices.sudo()[::5]
        letters.channel = "letter"
        NoticeComposer(self.env, TODAY)._render(letters)
        letters.invalidate_recordset()
        answers = r"Antwoord op|Répondez à ce|Antworten Sie auf|Reply to"
        for notice in letters:
            read = self._words(html.fromstring(notice.body).text_content())
            with self.subTest(lang=notice.lang, text=self._text_of(notice)):
                self.assertNotRegex(read, answers)
                self.assertNotIn(texts.COPIES[notice.lang[:2]], read)
                self.assertIn("ar@company.example", read)
                pictures = html.fromstring(notice._body_for_print()).xpath("//img/@src")
                self.assertTrue(
                    all(
                        one.startswith("data:image/png;base64,iVBOR")
                        for one in pictures
                    )
                )
