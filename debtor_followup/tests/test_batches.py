from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.base.models.ir_qweb import IrQweb

from ..models.ir_qweb import COMPILED
from .common import TODAY, FollowupCommon

LANGUAGES = ("en_US", "nl_BE")


@tagged("post_install", "-at_install")
class TestBatches(FollowupCommon):
    """What a batch of notices shares, so that each costs less."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_BE")
        cls.customers = cls.env["res.partner"].create(
            [
                {
                    "name": f"Customer {n}",
                    "is_company": True,
                    "email": f"c{n}@customer.example",
                    "country_id": cls.env.ref("base.be").id,
                    "lang": LANGUAGES[n % 2],
                }
                for n in range(6)
            ]
        )
        cls._debtor(cls.customers).debtor_kind = "business"
        cls._create_invoices(
            *(
                {"days": 10 if n < 4 else 20, "partner": partner, "amount": 100.0 + n}
                for n, partner in enumerate(cls.customers)
            )
        )

    def _compiled(self, action):
        """Return how many texts of mail templates were compiled by an action."""
        compiled = []
        original = IrQweb._generate_code

        def generate(qweb, template):
            if not isinstance(template, (int, str)):
                compiled.append(template)
            return original(qweb, template)

        with patch.object(IrQweb, "_generate_code", generate):
            action()
        return len(compiled)

    def test_a_text_is_compiled_once_for_each_language(self):
        run = []
        number = self._compiled(lambda: run.append(self._run()))
        notices = run[0].notice_ids
        self.assertEqual(len(notices), 6)
        self.assertEqual(set(notices.mapped("lang")), set(LANGUAGES))
        # Once to see what is in it, and once to fill it in.
        self.assertEqual(number, 2 * len(LANGUAGES))

    def test_the_texts_are_those_of_odoo_without_that(self):
        for notice in self._run().notice_ids:
            template = notice.level_id._get_template()
            self.assertNotIn(COMPILED, template.env.context)
            texts = template._generate_template(notice.ids, ("subject", "body_html"))
            with self.subTest(notice.subject):
                self.assertEqual(notice.subject, texts[notice.id]["subject"])
                self.assertEqual(notice.body, texts[notice.id]["body_html"])
                self.assertIn(notice.partner_id.name, notice.body)

    def test_a_new_branch_belongs_to_the_legal_entity_at_once(self):
        self.assertEqual(self.company._followup_branches(), self.company)
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.assertEqual(self.company._followup_branches(), self.company | branch)
        self.assertEqual(branch._followup_branches(), self.company | branch)
        branch.active = False
        self.assertEqual(self.company._followup_branches(), self.company | branch)

    def test_an_account_is_asked_about_as_it_is_now(self):
        account = self.env["res.partner.bank"].create(
            {
                "acc_number": "BE71096123456769",
                "partner_id": self.company.partner_id.id,
            }
        )
        euro = self.env.ref("base.EUR")
        self.assertTrue(account._takes_followup_qr(euro))
        account.acc_number = "1234567"
        self.assertFalse(account._takes_followup_qr(euro))
        account.acc_number = "BE71096123456769"
        self.assertFalse(account._takes_followup_qr(self.env.ref("base.USD")))
        self.assertTrue(account._takes_followup_qr(euro))

    def test_tasks_name_their_debtor(self):
        self.customers.email = False
        self._run(TODAY)
        tasks = self._debtor(self.customers).activity_ids
        self.assertEqual(len(tasks), 6)
        for task in tasks:
            self.assertEqual(task.res_model, "debtor.debtor")
            debtor = self.env[task.res_model].browse(task.res_id)
            self.assertEqual(task.res_name, debtor.display_name)
