from contextlib import contextmanager
from datetime import timedelta

from lxml import html

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import format_date

from .common import TODAY, FollowupCommon

IBAN = "BE71096123456769"
REPORT = "account.report_invoice_with_payments"


class TermsCommon(FollowupCommon):
    """A company whose first terms are in force, with an account to pay to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("nl_BE", "fr_BE"):
            cls.env["res.lang"]._activate_lang(code)
        cls.company.write(
            {"followup_terms_on_invoice": True, "phone": "+32 9 123 45 67"}
        )
        cls.env["res.partner.bank"].create(
            {
                "acc_number": IBAN,
                "partner_id": cls.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        cls.first = cls._publish("2026-01-01", "<p>Tell us of faults soon.</p>")

    @classmethod
    def _publish(cls, day, body, company=None):
        version = cls.env["debtor.terms.version"].create(
            {
                "name": "Terms of sale",
                "body": body,
                "date_from": day,
                "company_id": (company or cls.company).id,
            }
        )
        version.action_publish()
        return version

    def setUp(self):
        super().setUp()
        self._stop_clock()

    @contextmanager
    def _refused(self, error, words):
        """Expect an error that says something; what was done is undone."""
        with self.assertRaises(error) as caught:
            yield
        self.assertIn(words, str(caught.exception))

    def _read(self, invoice):
        """Return the text of the printed invoice."""
        page = self.env["ir.actions.report"]._render_qweb_html(REPORT, invoice.ids)[0]
        return " ".join(html.fromstring(page).text_content().split())


@tagged("post_install", "-at_install")
class TestTermsBlock(TermsCommon):
    """What invoices say: until when, how, what follows, and our terms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.term = cls.env["account.payment.term"].create(
            {
                "name": "In three parts",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": share, "nb_days": days}
                    )
                    for share, days in ((40, 45), (30, 75), (30, 105))
                ],
            }
        )
        cls.stranger = cls.env["res.partner"].create({"name": "Zoë <b>Maes</b>"})
        cls.single, cls.parted, cls.late, cls.private = cls._create_invoices(
            {"days": -20, "amount": 600},
            {"days": -15, "amount": 1000, "payment_term": cls.term},
            {"days": 3, "amount": 600},
            {"days": -20, "amount": 600, "partner": cls.stranger},
        )
        cls.single.payment_reference = "+++090/9337/55493+++"

    def _block(self, invoice, **values):
        return invoice._get_terms_block_sudo(**values)

    def _say(self, block):
        """Return what a block announces, in one text."""
        return " ".join([*block["steps"], block["last_step"]])

    def test_invoice_says_when_how_and_what_follows(self):
        text = self._read(self.single)
        due = format_date(self.env, self.single.invoice_date_due, date_format="full")
        for words in (
            f"by {due}.",
            "BE71 0961 2345 6769",
            "structured communication +++090/9337/55493+++",
            "a reminder, from",
            "+32 9 123 45 67",
            "Terms of sale, version 1",
            "Tell us of faults soon.",
        ):
            self.assertEqual(text.count(words), 1, words)
        self.assertNotIn("Payment Communication", text)

    def test_what_only_odoo_says_stays(self):
        """A discount for paying early, and a reference without an account."""
        early = self.env["account.payment.term"].create(
            {
                "name": "2 % in ten days",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "display_on_invoice": True,
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 30}
                    )
                ],
            }
        )
        invoice = self._create_invoices(
            {"days": -30, "amount": 600, "payment_term": early}
        )
        text = self._read(invoice)
        self.assertIn("due if paid before", text)
        self.assertIn(invoice.payment_reference, text)
        self.assertIn("Please pay", text)
        invoice.partner_bank_id = False
        self.assertFalse(invoice._get_terms_block_sudo()["how"])
        self.assertIn(invoice.payment_reference, self._read(invoice))

    def test_announced_steps_happen_on_their_day(self):
        """Runs take the announced steps on their days, and not a day before."""
        (self.parted | self.late | self.private).button_draft()
        block = self._block(self.single)
        parts = [{"date": self.single.invoice_date_due, "own": 600}]
        ladder = self.env["debtor.terms.block"]._walk(
            self.customer, self.company, parts, self.single.invoice_date
        )
        days = [step.day for step in ladder]
        said = [*block["steps"], block["last_step"]]
        self.assertEqual(len(days), 3)
        for day, words in zip(days, said, strict=True):
            self.assertIn(format_date(self.env, day, date_format="long"), words)
        debtor = self._debtor()
        for day in days[:2]:
            self.assertFalse(self._run_and_deliver(day - timedelta(days=1)))
            self.assertEqual(len(self._run_and_deliver(day)), 1)
        self._run(days[2] - timedelta(days=1))
        self.assertEqual(
            (debtor.next_action, debtor.next_action_date), ("formal_notice", days[2])
        )

    def test_each_instalment_has_its_date(self):
        block = self._block(self.parted)
        lines = self.parted._get_terms_lines()
        self.assertEqual(len(lines), 3)
        self.assertEqual(
            [part[0] for part in block["parts"]],
            [
                format_date(self.env, line.date_maturity, date_format="full")
                for line in lines
            ],
        )
        self.assertEqual([line.amount_residual for line in lines], [400, 300, 300])
        self.assertIn("3 instalments", block["when"])
        self.assertIn("first instalment", block["steps_title"])
        text = self._read(self.parted)
        self.assertNotIn("Installment of", text)
        self.assertIn(block["parts"][2][0], text)

    def test_only_what_exists_is_announced(self):
        cases = {
            "unknown": ["reminder", False],
            "business": ["second reminder", True],
        }
        for kind, (last, has_formal) in cases.items():
            self._debtor().debtor_kind = kind
            block = self._block(self.single)
            with self.subTest(kind=kind):
                self.assertIn(last, block["steps"][-1])
                self.assertEqual(bool(block["last_step"]), has_formal)
        self.assertEqual(len(self._block(self.private)["steps"]), 1)
        self.policy.action_deactivate()
        for invoice in (self.single, self.private):
            self.assertEqual(self._say(self._block(invoice)).strip(), "")
        self.company.followup_policy_id = False
        self.assertEqual(self._block(self.single)["steps"], [])
        self.assertNotIn("has not arrived", self._read(self.single))

    def test_nothing_is_announced_where_it_would_not_come(self):
        self.assertEqual(self._block(self.late)["steps"], [])
        self._debtor().pause_ids.create(
            {"debtor_id": self._debtor().id, "date_end": TODAY, "scope": "debtor"}
        )
        self.assertEqual(self._block(self.single)["steps"], [])
        self.private.line_ids.no_followup = True
        self.assertEqual(self._block(self.private)["steps"], [])

    def test_what_we_collect_and_what_is_paid(self):
        self._debtor().direct_debit = True
        block = self._block(self.single)
        self.assertIn("We collect this amount", block["when"])
        self.assertEqual((block["how"], block["steps"]), ("", []))
        self._debtor().direct_debit = False
        self._register_payment(self.single)
        block = self._block(self.single)
        self.assertIn("is paid", block["when"])
        self.assertEqual((block["how"], block["steps"]), ("", []))
        self.assertIn("faults", block["text"])
        self._reverse_invoice(self.private, post=True)
        self.assertEqual(self.private.payment_state, "reversed")
        self.assertEqual(self._block(self.private)["when"], "")

    def test_no_block_without_the_switch_or_on_other_documents(self):
        self.company.followup_terms_on_invoice = False
        self.assertIsNone(self._block(self.single))
        text = self._read(self.single)
        self.assertIn("Payment Communication", text)
        self.assertNotIn("Terms of sale", text)
        self.company.followup_terms_on_invoice = True
        refund, draft = self._create_invoices(
            {"days": -5}, move_type="out_refund"
        ) | self._create_invoices({"days": -5}, post=False)
        self.assertIsNone(self._block(refund))
        self.assertIsNone(self._block(draft))

    def test_block_is_in_the_language_of_the_reader(self):
        version = self.env["debtor.terms.version"].create(
            {
                "name": "Terms of sale",
                "body": "<p>Tell us of faults.</p>",
                "date_from": "2026-12-01",
            }
        )
        version.update_field_translations("name", {"nl_BE": "Voorwaarden"})
        version.update_field_translations(
            "body", {"nl_BE": {"Tell us of faults.": "Meld gebreken."}}
        )
        version.action_publish()
        self.customer.lang = "nl_BE"
        invoice = self._create_invoices({"days": -60, "term": 20})
        block = self._block(invoice)
        self.assertIn("Meld gebreken.", block["text"])
        self.assertIn("Voorwaarden", block["version_name"])
        self.assertRegex(block["when"], "^Graag .* betalen uiterlijk op .*januari 2027")
        self.assertIn("met mededeling", block["how"])
        self.assertRegex(block["steps"][1], "^een tweede herinnering, vanaf .*2027$")
        self.customer.lang = "fr_BE"
        block = self._block(invoice)
        self.assertIn("Tell us of faults.", block["text"])
        self.assertRegex(
            block["when"], "^Merci de payer .* au plus tard .*janvier 2027"
        )

    def test_invoice_shows_the_version_of_its_day(self):
        self._publish("2026-12-01", "<p>Second text.</p>")
        later = self._create_invoices({"days": -40, "term": 20})
        self.assertIn("faults", self._block(self.single)["text"])
        self.assertIn("Second text", self._block(later)["text"])

    def test_a_branch_uses_the_terms_of_its_main_company(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.env.cr.precommit.run()  # the branch takes over the chart of accounts
        versions = self.env["debtor.terms.version"]
        self.assertEqual(versions._get_in_force_sudo(branch, TODAY), self.first)
        with self._refused(ValidationError, "main company"):
            self._publish("2027-01-01", "<p>Of the branch.</p>", branch)
        invoice = self._create_invoices({"days": -20, "company": branch})
        block = self._block(invoice)
        self.assertIn("faults", block["text"])
        self.assertEqual(len(block["steps"]), 2)

    def test_names_are_escaped(self):
        self.company.partner_id.bank_ids.acc_holder_name = "<i>Us</i>"
        block = self._block(self.single)
        self.assertIn("&lt;i&gt;Us", block["how"])
        self.assertNotIn("<i>", block["how"])

    def test_whoever_prints_invoices_sees_the_block(self):
        clerk = new_test_user(
            self.env,
            login="clerk",
            groups="base.group_user,account.group_account_readonly",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        block = self._block(self.single.with_user(clerk), with_link=True)
        self.assertEqual(len(block["steps"]), 2)
        self.assertFalse(block["online"])
        self._take_payments_online()
        block = self._block(self.single.with_user(clerk), with_link=True)
        self.assertIn(f"/my/invoices/{self.single.id}", block["online"])

    def _take_payments_online(self):
        self.env["payment.provider"].create(
            {
                "name": "Online",
                "code": "none",
                "state": "test",
                "company_id": self.company.id,
            }
        )
