import base64
from datetime import timedelta

from lxml import html

from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import format_date

from odoo.addons.debtor_followup.tests.test_terms import TermsCommon

#: The smallest picture, as a signature.
PIXEL = base64.b64encode(
    bytes.fromhex(
        "47494638396101000100800000000000ffffff21f90401000000002c00000000"
        "010001000002024401003b"
    )
).decode()
REPORT = "sale.report_saleorder"


@tagged("post_install", "-at_install")
class TestQuotationTerms(TermsCommon, HttpCase):
    """Quotations show the terms, and who accepts them accepts what was shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")
        cls.company.followup_terms_on_quotation = True
        cls.company.portal_confirmation_sign = True
        cls.product = cls.env["product.product"].create(
            {"name": "Counter", "list_price": 900, "taxes_id": [Command.clear()]}
        )
        cls.term = cls.env["account.payment.term"].create(
            {
                "name": "In two parts",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": days}
                    )
                    for days in (14, 44)
                ],
            }
        )
        cls.seller = new_test_user(
            cls.env,
            login="seller",
            groups="base.group_user,sales_team.group_sale_salesman_all_leads",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def setUp(self):
        """Let the clock run: a browser's session belongs to the real day."""
        super(TermsCommon, self).setUp()
        self.today = self.company._followup_now().date()

    def _quote(self, is_sent=True, **values):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "require_signature": True,
                "require_payment": False,
                "order_line": [Command.create({"product_id": self.product.id})],
                **values,
            }
        )
        if is_sent:
            order.action_quotation_sent()
        return order

    def _succeed(self):
        """Publish the next version, in force from tomorrow on."""
        return self._publish(self.today + timedelta(days=1), "<p>Second text.</p>")

    def _next_day(self):
        now = self.company._followup_now() + timedelta(days=1)
        self._stop_clock(now.replace(hour=12))

    def _open_page(self, order):
        answer = self.url_open(order.get_portal_url())
        self.assertEqual(answer.status_code, 200)
        return " ".join(html.fromstring(answer.content).text_content().split())

    def _sign(self, order):
        token = order._portal_ensure_token()
        return self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept?access_token={token}",
            {"name": "An Peeters", "signature": PIXEL},
        )

    def _accepted(self, order):
        return self.env["debtor.terms.acceptance"].search([("order_id", "=", order.id)])

    def _read_pdf(self, order):
        page = self.env["ir.actions.report"]._render_qweb_html(REPORT, order.ids)[0]
        return " ".join(html.fromstring(page).text_content().split())

    def test_signed_in_the_portal(self):
        """The page shows the terms; looking accepts nothing, signing does."""
        order = self._quote(payment_term_id=self.term.id)
        text = self._open_page(order)
        for words in ("Tell us of faults soon.", "2 instalments", "BE71 0961 2345"):
            self.assertEqual(text.count(words), 1, words)
        self.assertIn("Our terms are part of it", text)
        self.assertFalse(self._accepted(order))
        answer = self._sign(order)
        self.assertTrue(answer["force_refresh"], answer)
        order.invalidate_recordset()
        self.assertEqual(order.state, "sale")
        self.assertRecordValues(
            self._accepted(order),
            [
                {
                    "way": "signed",
                    "accepted_by": "An Peeters",
                    "user_id": False,
                    "date": self.today,
                    "version_id": self.first.id,
                    "reference": order.name,
                    "debtor_id": self._debtor().id,
                }
            ],
        )
        self.assertEqual(self.customer.followup_terms_id, self._accepted(order))

    def test_draft_signed_by_its_link(self):
        order = self._quote(is_sent=False)
        self.assertIn("Tell us of faults soon.", self._open_page(order))
        self._sign(order)
        self.assertEqual(self._accepted(order).version_id, self.first)

    def test_what_was_sent_counts_though_a_next_version_came(self):
        sent, draft = self._quote(), self._quote(is_sent=False)
        second = self._succeed()
        self._next_day()
        self.assertIn("faults", self._read_pdf(sent))
        self.assertIn("Second text", self._read_pdf(draft))
        again = self._quote()
        again.action_draft()
        self.assertFalse(again.terms_version_id)
        again.action_quotation_sent()
        self.assertEqual(
            (sent.terms_version_id, again.terms_version_id),
            (
                self.first,
                second,
            ),
        )
        (sent | again).action_confirm()
        self.assertEqual(self._accepted(sent).version_id, self.first)
        self.assertEqual(self._accepted(again).version_id, second)
        invoice = sent._create_invoices()
        invoice.action_post()
        self.assertIn("faults", invoice._get_terms_block_sudo()["text"])

    def test_confirmed_by_sales_people(self):
        """Weaker, and who did it is kept; what nobody saw is not accepted."""
        sent, unseen = self._quote(), self._quote(is_sent=False)
        (sent | unseen).with_user(self.seller).action_confirm()
        entry = self._accepted(sent)
        self.assertEqual((entry.way, entry.user_id), ("confirmed", self.seller))
        self.assertFalse(self._accepted(unseen))
        self.assertEqual(unseen.terms_version_id, self.first)

    def test_nobody_says_which_terms_were_shown(self):
        order = self._quote(is_sent=False).with_user(self.seller)
        for method, args in (
            ("write", [order.ids, {"terms_version_id": self.first.id}]),
            ("write", [order.ids, {"terms_version_id": False}]),
            (
                "create",
                [
                    {
                        "partner_id": self.customer.id,
                        "terms_version_id": self.first.id,
                    }
                ],
            ),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                call_kw(order, method, args, {})

    def test_another_company_takes_its_own_terms(self):
        """What was shown in the name of one company is not accepted from another."""
        order = self._quote()
        other = self.env["res.company"].create({"name": "Other"})
        order.write({"company_id": other.id, "pricelist_id": False})
        self.assertFalse(order._get_kept_terms_sudo())
        order._record_terms_sudo("confirmed")
        self.assertFalse(self._accepted(order))

    def test_paid_online(self):
        order = self._quote(require_signature=False, require_payment=True)
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": self._get_provider().id,
                "payment_method_id": self.env.ref("payment.payment_method_unknown").id,
                "reference": "terms-1",
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": self.customer.id,
                "sale_order_ids": [Command.set(order.ids)],
            }
        )
        transaction._set_done()
        transaction._check_amount_and_confirm_order()
        self.assertEqual(order.state, "sale")
        entry = self._accepted(order)
        self.assertEqual((entry.way, entry.user_id.id), ("paid", False))

    def _get_provider(self):
        return self.env["payment.provider"].create(
            {"name": "Online", "code": "none", "company_id": self.company.id}
        )

    def test_nothing_without_the_switch(self):
        self.company.followup_terms_on_quotation = False
        order = self._quote()
        self.assertNotIn("faults", self._open_page(order))
        self.assertNotIn("faults", self._read_pdf(order))
        self._sign(order)
        order.invalidate_recordset()
        self.assertEqual(order.state, "sale")
        self.assertFalse(self._accepted(order))

    def test_example_of_the_dates(self):
        """Dates are for an invoice of today, or of the promised delivery."""
        order = self._quote(payment_term_id=self.term.id)
        block = order._get_terms_block_sudo()
        for (day, amount), days in zip(block["parts"], (14, 44), strict=True):
            due = self.today + timedelta(days=days)
            self.assertEqual(day, format_date(self.env, due, date_format="full"))
            self.assertIn("450.00", amount)
        self.assertIn("first instalment", block["steps_title"])
        self.assertEqual(len(block["steps"]), 2)
        promised = self.today + timedelta(days=30)
        order.commitment_date = promised
        issued = format_date(self.env, promised, date_format="long")
        self.assertIn(issued, order._get_terms_block_sudo()["when"])
        order.order_line.price_unit = 0
        block = order._get_terms_block_sudo()
        self.assertEqual((block["when"], block["steps"]), ("", []))
        self.assertIn("faults", block["text"])

    def test_page_is_in_the_language_of_the_reader(self):
        self.customer.lang = "nl_BE"
        order = self._quote().with_context(lang="nl_BE")
        due = format_date(
            order.env, order._get_terms_day(), date_format="long", lang_code="nl_BE"
        )
        self.assertIn(due, order._get_terms_block_sudo()["when"])
        self.assertIn(due, self._read_pdf(order))

    def test_sales_people_print_quotations(self):
        order = self._quote(user_id=self.seller.id)
        block = order.with_user(self.seller)._get_terms_block_sudo()
        self.assertEqual(len(block["steps"]), 2)
        order.with_user(self.seller).read(["terms_version_id"])
        self.assertIn(
            "Terms of sale", order.with_user(self.seller).terms_version_id.display_name
        )
