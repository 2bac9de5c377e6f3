"""The courtesy note names the discount that an early payment still earns."""

from datetime import date, timedelta

from lxml import html

from odoo import Command
from odoo.tests import tagged
from odoo.tools import format_amount

from .common import TODAY, FollowupCommon


@tagged("post_install", "-at_install")
class TestDiscount(FollowupCommon):
    """Invoices of 30 days, with 2 percent less for who pays within 25."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.action_deactivate()
        note = {"name": "Note", "step_kind": "courtesy", "delay_days": -9}
        note["deadline_days"] = 0
        first = {"name": "First", "delay_days": 5}
        cls.policy = cls._create_policy([note, first], mode="automatic")
        cls.policy.action_activate()
        cls.company.followup_policy_id = cls.policy
        cls.term = cls.env["account.payment.term"].create(
            {
                "name": "30 days, 2 percent within 25",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 25,
                "early_pay_discount_computation": "included",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 30}
                    )
                ],
            }
        )

    def _owe(self, *dues, amount=1000.0, **values):
        """Create invoices with the discount, due so many days from today."""
        return self._create_invoices(
            *(
                {"days": -due, "payment_term": self.term, "amount": amount, **values}
                for due in dues
            )
        )

    def _note(self, partner=None, as_of=TODAY):
        run = self._run(as_of)
        return run.notice_ids.filtered(
            lambda one: one.partner_id == (partner or self.customer)
        )

    def _blocks(self, notice):
        """Return the discounts that a note offers, as the reader sees them."""
        found = html.fromstring(f"<div>{notice.body}</div>").xpath(
            "//div[@class='o_followup_discount']/p"
        )
        return [" ".join(one.text_content().split()) for one in found]

    def _money(self, amount, currency=None):
        currency = currency or self.company.currency_id
        return " ".join(format_amount(self.env, amount, currency).split())

    def test_a_discount_is_named_while_it_can_be_earned(self):
        self._owe(9, 7)  # whose discount ends in 4 and in 2 days
        notice = self._note()
        self.assertEqual(notice.level_id.step_kind, "courtesy")
        self.assertEqual(
            notice.line_ids.mapped("discount_date"),
            [TODAY + timedelta(days=2), TODAY + timedelta(days=4)],
        )
        first, second = self._blocks(notice)
        for text, day in ((first, "November 25, 2026"), (second, "November 27, 2026")):
            self.assertIn(f"Pay {self._money(980)} for invoice INV/", text)
            self.assertIn(f"{day}, and a discount of {self._money(20)}", text)
        # What is owed and by when stays what it is.
        self.assertEqual(sum(notice.line_ids.mapped("amount_residual")), 2000)
        self.assertEqual(notice.body.count(f"<strong>{notice.deadline_text}"), 1)

    def test_a_discount_that_ends_today_or_is_over_is_not_named(self):
        self._owe(5, 3)
        notice = self._note()
        self.assertTrue(notice.body)
        self.assertEqual(self._blocks(notice), [])
        self.assertEqual(notice.body.count("o_followup_discount"), 0)

    def test_what_is_paid_in_part_earns_nothing(self):
        part, whole = self._owe(9, 9)
        line = part.line_ids.filtered("date_maturity")
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=part.ids
        ).create({"amount": 100, "payment_date": TODAY})._create_payments()
        self.assertTrue(line.discount_date)
        (text,) = self._blocks(self._note())
        self.assertIn(whole.name, text)

    def test_a_credit_or_a_changed_term_ends_the_offer(self):
        other = self.term.with_context(lang="en_US").copy()
        kinds = ("Credit", "Changed", "Stays")
        credited, changed, stays = map(self._create_customer, kinds)
        self._owe(9, partner=credited)
        self._owe(9, partner=changed, payment_term=other)
        self._owe(9, partner=stays)
        credit = {"amount": 50, "days": 1, "partner": credited}
        self._create_invoices(credit, move_type="out_refund")
        other.early_discount = False
        notes = self._run().notice_ids.grouped("partner_id")
        self.assertEqual(
            [len(self._blocks(notes[one])) for one in (credited, changed, stays)],
            [0, 0, 1],
        )

    def test_a_foreign_invoice_in_its_own_currency(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self._owe(9, amount=333.33, currency=dollar)
        (text,) = self._blocks(self._note())
        self.assertIn(f"Pay {self._money(326.66, dollar)} for", text)
        self.assertIn(f"discount of {self._money(6.67, dollar)} is yours", text)

    def test_reminders_and_other_terms_name_none(self):
        self._create_invoices({"days": -9}, {"days": 10})
        notice = self._note()
        self.assertEqual(self._blocks(notice), [])
        self.assertFalse(any(notice.line_ids.mapped("discount_date")))

    def test_a_proposal_drops_the_offer_when_its_day_comes(self):
        self.policy.mode = "propose"
        self._owe(7)
        notice = self._note()
        self.assertEqual(len(self._blocks(notice)), 1)
        later = TODAY + timedelta(days=2)
        self._run(later)
        renewed = self._debtor().notice_ids.filtered(lambda one: one.state == "draft")
        self.assertEqual(renewed.contact_date, later)
        self.assertEqual(notice.state, "cancelled")
        self.assertEqual(self._blocks(renewed), [])

    def test_no_mail_leaves_with_a_discount_that_is_over(self):
        self._stop_clock()
        self._owe(7)
        notice = self._note()
        self.assertEqual(notice.state, "queued")
        self.assertFalse(notice._why_changed(TODAY))
        last = TODAY + timedelta(days=2)
        self.assertIn("discount", notice._why_changed(last))

    def test_the_offer_in_each_language(self):
        self._owe(9)
        notice = self._note()
        for lang, words in (
            ("nl_BE", ("Wilt u eerder betalen", "korting")),
            ("nl_NL", ("Wilt u eerder betalen", "korting")),
            ("fr_FR", ("payer plus tôt", "escompte")),
            ("de_DE", ("früher zahlen", "Skonto")),
        ):
            self.env["res.lang"]._activate_lang(lang)
            (text,) = notice.with_context(lang=lang)._say_discounts()
            with self.subTest(lang=lang):
                for word in (*words, "980", "20", notice.line_ids.move_name):
                    self.assertIn(word, text)
                self.assertNotIn("!", text)

    def test_what_the_offer_names_is_what_odoo_accepts(self):
        """Paid as the note says, the invoice is paid whole."""
        self._stop_clock()
        (invoice,) = self._owe(9)
        line = self._note().line_ids
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"payment_date": date(2026, 11, 27)})
        )
        self.assertEqual(wizard.amount, line.amount_discounted)
        wizard._create_payments()
        self.assertTrue(line.move_line_id.reconciled)
