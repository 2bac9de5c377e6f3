from datetime import timedelta

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common import TODAY, FollowupCommon

SEARCHES = (
    "debtor_followup.debtor_debtor_view_search",
    "debtor_followup.debtor_notice_view_search",
    "debtor_followup.debtor_pause_view_search",
    "debtor_followup.debtor_followup_policy_view_search",
    "debtor_followup.debtor_followup_run_view_search",
    "debtor_followup.account_move_line_view_search_claim",
    "debtor_followup.account_move_line_view_search_not_followed",
    "base.view_res_partner_filter",
    "account.view_account_invoice_filter",
)


@tagged("post_install", "-at_install")
class TestScreens(FollowupCommon):
    """What the screens show and do beyond the records themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.mode = "propose"
        cls.invoice = cls._create_invoices({"days": 10, "amount": 350})
        cls.debtor = cls._debtor()

    def setUp(self):
        super().setUp()
        self._stop_clock()

    def _create_user(self, login, groups):
        return new_test_user(
            self.env,
            login,
            groups=groups,
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def _not_followed(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debtor_followup.account_move_line_not_followed_action"
        )
        domain = safe_eval(action["domain"])
        return self.env["account.move.line"].search(
            [*domain, ("company_id", "=", self.company.id)]
        )

    def _create_opening(self, **values):
        """Post a general entry with one receivable line; return the line."""
        journal = self.company_data["default_journal_misc"]
        move = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": TODAY - timedelta(days=100),
                "line_ids": [
                    Command.create(
                        {
                            "name": "Opening balance",
                            "account_id": self.company_data[
                                "default_account_receivable"
                            ].id,
                            "partner_id": self.customer.id,
                            "date_maturity": TODAY - timedelta(days=90),
                            "debit": 880,
                            **values,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data[
                                "default_account_revenue"
                            ].id,
                            "credit": 880,
                        }
                    ),
                ],
            }
        )
        move.action_post()
        return move.line_ids[0]

    # -- searching --------------------------------------------------------

    def test_every_filter_can_be_used(self):
        """A filter whose domain is wrong would only fail when clicked."""
        used = 0
        for xmlid in SEARCHES:
            view = self.env.ref(xmlid)
            model = self.env[view.model]
            arch = model.get_view(view.id, "search")["arch"]
            own = xmlid.startswith("debtor_followup.")
            for node in etree.fromstring(arch).iter("filter"):
                if not own and not node.get("name").startswith("followup_"):
                    continue
                domain = safe_eval(node.get("domain") or "[]", {"uid": self.env.uid})
                context = safe_eval(node.get("context") or "{}", {})
                model.search(domain, limit=1)
                if group := context.get("group_by"):
                    model.formatted_read_group(domain, [group], ["__count"])
                used += 1
        self.assertGreater(used, 45)

    def test_every_button_calls_a_method_that_takes_records(self):
        """The web client passes ids, which a method of the model alone refuses."""
        views = self.env["ir.ui.view"].search([("model", "=like", "debtor.%")])
        views |= self.env.ref(
            "debtor_followup.account_move_line_view_list_not_followed"
        )
        called = set()
        for view in views:
            for node in etree.fromstring(view.arch).iter("button"):
                if node.get("type") != "object":  # opens a screen, closes a dialog
                    continue
                model, name = self.env[view.model], node.get("name")
                for field in node.iterancestors("field"):  # a list in a form
                    if field.get("position"):  # a place in another view
                        continue
                    model = self.env[model._fields[field.get("name")].comodel_name]
                called.add((model._name, name))
                method = getattr(type(model), name)
                self.assertFalse(getattr(method, "_api_model", False), name)
        self.assertIn(("debtor.followup.run", "action_open_today"), called)
        self.assertIn(("account.move.line", "action_follow"), called)

    def test_the_button_on_the_list_of_runs_opens_the_run_of_today(self):
        action = call_kw(self.env["debtor.followup.run"], "action_open_today", [[]], {})
        run = self.env["debtor.followup.run"].browse(action["res_id"])
        self.assertEqual((run.date, run.company_id), (TODAY, self.company))

    def test_needs_action_finds_proposals_and_not_who_waits(self):
        other = self._create_customer("Optiek Baert")
        self._create_invoices({"days": 1, "partner": other})
        self._run()
        found = self.env["debtor.debtor"].search([("needs_action", "=", True)])
        self.assertIn(self.debtor, found)
        self.assertNotIn(self._debtor(other), found)

    # -- the debtor -------------------------------------------------------

    def test_figures_and_open_items_of_a_debtor(self):
        self._run()
        self.assertEqual(self.debtor.days_late, 10)
        self.assertTrue(self.debtor.has_due_step)
        self.assertEqual(self.debtor.claim_ids.move_id, self.invoice)
        self.assertEqual(self.debtor.claim_ids.followup_days_late, 10)
        proposal = self.debtor.proposal_id
        self.assertEqual(proposal.state, "draft")
        self.assertEqual(self.debtor.action_open_proposal()["res_id"], proposal.id)
        self.assertIn("350.00", proposal.amount_text)
        action = self.debtor.action_open_partner()
        self.assertEqual(action["res_id"], self.customer.id)

    def test_sending_now_changes_what_is_said_at_once(self):
        self._run()
        self.debtor.action_send_now()
        self.assertFalse(self.debtor.has_due_step)
        self.assertIn("on its way", self.debtor.explanation)

    def test_agreeing_to_a_notice_and_cancelling_it_change_what_is_said(self):
        self._run()
        self.debtor.proposal_id.action_send()
        self.assertIn("on its way", self.debtor.explanation)
        notice = self.debtor.notice_ids.filtered(lambda one: one.state == "queued")
        notice.action_cancel()
        self.assertIn("waits for", self.debtor.explanation)
        self.assertTrue(self.debtor.has_due_step)

    def test_failed_and_uncertain_notices_say_what_is_next(self):
        self._run()
        self.debtor.proposal_id.action_send()
        notice = self.debtor.notice_ids.filtered(lambda one: one.state == "queued")
        notice._set_state("sending")
        notice._mark_uncertain()
        self.debtor.action_plan()
        self.assertIn("uncertain", self.debtor.explanation)
        notice.action_retry()
        self.assertIn("on its way", self.debtor.explanation)
        notice._set_state("sending")
        notice._mark_uncertain()
        notice.action_arrived()
        self.assertIn("Reminder 2 comes next", self.debtor.explanation)
        self.assertEqual(self.debtor.level_id.name, "Reminder 1")
        claim = self.debtor.claim_ids
        self.assertEqual(claim.followup_level_id.name, "Reminder 1")

    def test_a_kind_set_for_many_in_the_list_decides_anew(self):
        other = self._create_customer("Optiek Baert", kind="unknown")
        self._create_invoices({"days": 10, "partner": other})
        debtors = self.debtor | self._debtor(other)
        self._run()
        debtors.notice_ids.action_send()
        debtors.notice_ids.filtered(lambda one: one.state == "queued")._mark_sent(
            self.env.cr.now()
        )
        unknown = self._debtor(other)
        unknown.action_plan()
        self.assertIn("not known", unknown.explanation)
        shown = debtors.web_save_multi(
            [{"debtor_kind": "business"}] * 2, {"explanation": {}}
        )
        self.assertEqual(set(debtors.mapped("debtor_kind")), {"business"})
        self.assertIn("Reminder 2 comes next", shown[1]["explanation"])

    # -- pauses -----------------------------------------------------------

    def test_a_pause_saved_on_its_screen_shows_at_once_and_so_does_its_end(self):
        self._run()
        action = self.debtor.action_pause()
        pause = self.env["debtor.pause"].with_context(**action["context"])
        saved = pause.web_save(
            {
                "debtor_id": self.debtor.id,
                "reason": "dispute",
                "date_end": TODAY + timedelta(days=7),
            },
            {"display_name": {}},
        )
        self.assertIn("Dispute, until", saved[0]["display_name"])
        self.assertTrue(self.debtor.is_paused)
        self.assertIn("Paused", self.debtor.explanation)
        pause = self.debtor.pause_ids
        self.assertFalse(pause.needs_person)
        pause.web_save(
            {
                "date_end": TODAY - timedelta(days=1),
                "date_start": TODAY - timedelta(days=3),
            },
            {},
        )
        self.assertTrue(pause.needs_person)
        pause.action_lift()
        self.assertFalse(self.debtor.is_paused)
        self.assertIn("waits for", self.debtor.explanation)

    # -- what is not followed up ------------------------------------------

    def test_what_is_left_out_says_why(self):
        self._create_invoices({"days": 30}, {"days": 20})
        excluded, blocked = self._create_invoices({"days": 30}, {"days": 20})
        excluded.no_followup = True
        blocked.action_toggle_block_payment()
        opening = self._create_opening()
        nobody = self._create_opening(partner_id=False)
        undated = self._create_opening(date_maturity=False)
        undated.no_followup = False
        lines = self._not_followed()
        why = {line.move_id: line.followup_left_out for line in lines}
        self.assertEqual(
            why,
            {
                excluded: "Somebody left this invoice out.",
                blocked: "The invoice is blocked: unblock it first.",
                opening.move_id: "A general entry, as opening balances are.",
                nobody.move_id: "It names no customer: set one on the entry.",
                undated.move_id: "It has no due date: set one on the entry.",
            },
        )

    def test_a_follow_up_user_takes_an_opening_balance_in(self):
        opening = self._create_opening()
        user = self._create_user("follower", "debtor_followup.group_user")
        opening.with_user(user).action_follow()
        self.assertFalse(self._not_followed())
        self.assertEqual(self.debtor.overdue_amount, 1230)

    def test_what_must_be_put_right_first_is_named_and_nothing_changes(self):
        opening = self._create_opening()
        nobody = self._create_opening(partner_id=False)
        with (
            self.assertRaisesRegex(UserError, "names no customer"),
            self.cr.savepoint(),
        ):
            (opening | nobody).action_follow()
        self.env.invalidate_all()
        self.assertEqual(self._not_followed(), opening | nobody)

    def test_who_only_looks_cannot_take_in(self):
        opening = self._create_opening()
        viewer = self._create_user("looker", "account.group_account_readonly")
        with self.assertRaises(AccessError):
            opening.with_user(viewer).action_follow()

    # -- other forms ------------------------------------------------------

    def test_contact_form_without_rights_shows_no_follow_up(self):
        self._run()
        user = self._create_user("clerk", "base.group_user,base.group_partner_manager")
        form = Form(self.customer.with_user(user))
        self.assertNotIn("followup_explanation", form._view["fields"])
        with form:
            form.city = "Gent"
        self.assertEqual(self.customer.city, "Gent")

    def test_contact_form_shows_a_viewer_the_reason(self):
        self._run()
        viewer = self._create_user(
            "seller",
            "base.group_user,base.group_partner_manager,debtor_followup.group_viewer",
        )
        form = Form(self.customer.with_user(viewer))
        self.assertIn("waits for", form.followup_explanation)
        self.assertEqual(form.followup_overdue, 350)

    def test_invoice_form_shows_a_reader_the_reason(self):
        self._run()
        reader = self._create_user("reader", "account.group_account_readonly")
        form = Form(self.invoice.with_user(reader))
        self.assertIn("waits for", form.followup_explanation)
        self.assertFalse(form.no_followup)

    def test_settings_reach_the_company(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.followup_policy_id, self.policy)
        settings.followup_hour = 8.25
        settings.execute()
        self.assertEqual(self.company.followup_hour, 8.25)

    def test_a_run_is_named_by_its_day(self):
        self.assertEqual(self._run().display_name, "11/23/2026")
