from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from .access_records import AccessToRecords
from .common import TODAY, FollowupCommon
from .law_common import CHARGE_ACTIONS
from .letter_common import LETTER_ACTIONS
from .people_common import KIND_ACTIONS, PEOPLE_ACTIONS

ROLES = {
    "employee": "base.group_user",
    "viewer": "base.group_user,debtor_followup.group_viewer",
    "auditor": "base.group_user,account.group_account_readonly",
    "biller": "base.group_user,account.group_account_invoice",
    "user": "base.group_user,debtor_followup.group_user",
    "manager": "base.group_user,debtor_followup.group_manager",
    "portal": "base.group_portal",
}
#: Model: what viewers, users and managers may do: read, write, create, unlink.
RIGHTS = {
    "debtor.debtor": ("r", "rwc", "rwc"),
    "debtor.relationship": ("r", "r", "rwc"),
    "debtor.relationship.hand": ("", "rwc", "rwc"),
    "debtor.relationship.limits": ("", "", "rwc"),
    "debtor.behaviour": ("r", "r", "r"),
    "debtor.payment.history": ("r", "r", "r"),
    "debtor.reminder.report": ("r", "r", "r"),
    "debtor.own.warning": ("r", "r", "r"),
    "debtor.prescription.warning": ("r", "r", "r"),
    "debtor.followup.policy": ("r", "r", "rwcu"),
    "debtor.followup.level": ("r", "r", "rwcu"),
    "debtor.followup.policy.compare": ("", "", "rwc"),
    "debtor.followup.policy.moves": ("", "", "rwc"),
    # Read from other records: nobody writes on it.
    "debtor.todo": ("r", "r", "r"),
    # Written by planning only.
    "debtor.invoice.duty": ("r", "r", "r"),
    "debtor.invoice.sent": ("", "rwcu", "rwcu"),
    "debtor.step.change": ("", "rwc", "rwc"),
    "debtor.what.if": ("", "rc", "rc"),
    "debtor.quiet.period": ("r", "r", "rwcu"),
    "debtor.followup.run": ("r", "r", "rwc"),
    "debtor.followup.run.failure": ("r", "r", "rwc"),
    "debtor.followup.decision": ("r", "r", "r"),
    # Evidence: users change it by the methods of the models only.
    "debtor.notice": ("r", "r", "rwcu"),
    "debtor.notice.line": ("r", "r", "rc"),
    "debtor.call": ("r", "r", "r"),
    "debtor.call.sheet": ("", "rwcu", "rwcu"),
    "debtor.message": ("", "rwcu", "rwcu"),
    "debtor.statement": ("", "rwcu", "rwcu"),
    "debtor.recipient": ("", "rwcu", "rwcu"),
    "debtor.kind.group": ("", "r", "r"),
    "debtor.reply": ("", "rwcu", "rwcu"),
    "debtor.dispute": ("", "rwcu", "rwcu"),
    "debtor.notice.withdraw": ("", "rwcu", "rwcu"),
    "debtor.activation": ("", "", "rwc"),
    "debtor.activation.step": ("", "", "rwcu"),
    "debtor.activation.silent": ("", "", "rwcu"),
    "debtor.address.day": ("", "", "r"),
    "debtor.letter.batch": ("r", "rw", "rw"),
    "debtor.letter": ("r", "rw", "rw"),
    "debtor.terms.version": ("r", "r", "rwcu"),
    # Evidence: written by the methods of the models only.
    "debtor.terms.acceptance": ("r", "r", "r"),
    "debtor.terms.accept": ("", "rwcu", "rwcu"),
    "debtor.standing": ("r", "rwc", "rwcu"),
    "debtor.interest.rate": ("r", "r", "rwcu"),
    "debtor.legal.regime": ("r", "r", "rwcu"),
    "debtor.interest.calculator": ("", "rwcu", "rwcu"),
    "debtor.interest.calculator.payment": ("", "rwcu", "rwcu"),
    # Evidence: written by the methods of the models only.
    "debtor.charge": ("r", "r", "r"),
    "debtor.charge.waive": ("", "", "rwcu"),
    "debtor.pause": ("r", "rwcu", "rwcu"),
    "debtor.pause.line": ("r", "rwcu", "rwcu"),
}
#: Read from the ledger: not for sales people, who may not read that.
OF_THE_LEDGER = ("debtor.payment.history",)
#: Which of the three columns above a role has; others may do nothing.
COLUMN = {"viewer": 0, "auditor": 0, "biller": 0, "user": 1, "manager": 2}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
#: Public methods of ours: the least role that may call them with effect.
ACTIONS = {
    ("debtor.debtor", "action_send_now"): "user",
    ("debtor.debtor", "action_plan"): "user",
    ("debtor.debtor", "action_agree_bills"): "user",
    ("debtor.debtor", "action_receipts_not_theirs"): "user",
    ("debtor.todo", "action_not_theirs"): "user",
    ("debtor.todo", "action_send_announced"): "user",
    ("debtor.todo", "action_call_instead"): "user",
    ("debtor.debtor", "action_call_instead"): "user",
    ("debtor.debtor", "action_open_call"): "user",
    ("debtor.debtor", "action_record_answer"): "user",
    ("debtor.debtor", "action_statement"): "user",
    ("debtor.debtor", "action_what_if"): "user",
    ("debtor.debtor", "action_follow_figures"): "user",
    ("debtor.debtor", "action_alert_handled"): "user",
    ("debtor.relationship.hand", "action_confirm"): "user",
    ("debtor.relationship.limits", "action_preview"): "manager",
    ("debtor.relationship.limits", "action_save"): "manager",
    ("debtor.call.sheet", "action_record"): "user",
    ("debtor.message", "action_send"): "user",
    ("debtor.statement", "action_print"): "user",
    ("debtor.statement", "action_send"): "user",
    ("debtor.notice.withdraw", "action_withdraw"): "user",
    ("debtor.notice", "action_open_call"): "user",
    ("debtor.notice", "action_withdraw"): "user",
    ("debtor.notice", "action_send"): "user",
    ("debtor.notice", "action_check_again"): "user",
    ("debtor.notice", "action_cancel"): "user",
    ("debtor.notice", "action_arrived"): "user",
    ("debtor.notice", "action_retry"): "user",
    ("debtor.notice", "action_handled"): "user",
    ("debtor.pause", "action_lift"): "user",
    ("debtor.pause", "action_open_reply"): "user",
    ("debtor.pause", "action_close_dispute"): "user",
    ("debtor.pause", "action_filed"): "user",
    ("debtor.todo", "action_filed"): "user",
    ("debtor.todo", "action_lift"): "user",
    ("debtor.standing", "action_propose_pause"): "user",
    ("debtor.debtor", "action_propose_insolvency"): "user",
    ("debtor.dispute", "action_record"): "user",
    ("debtor.reply", "action_record"): "user",
    ("debtor.notice", "action_unskip"): "user",
    ("debtor.step.change", "action_confirm"): "user",
    ("debtor.todo", "action_agree"): "user",
    ("debtor.todo", "action_arrived"): "user",
    ("debtor.todo", "action_bank_complete"): "user",
    ("debtor.todo", "action_handled"): "user",
    ("debtor.todo", "action_plan"): "user",
    ("debtor.todo", "action_retry"): "user",
    ("account.move.line", "action_follow"): "user",
    ("account.move", "action_direct_debit_returned"): "user",
    ("account.move", "action_direct_debit_again"): "user",
    ("account.move", "action_followup_sent"): "user",
    ("account.move", "action_followup_not_sent"): "user",
    ("debtor.invoice.sent", "action_confirm"): "user",
    ("debtor.todo", "action_sent_outside"): "user",
    ("debtor.todo", "action_unsure_sent"): "user",
    ("debtor.followup.policy", "action_activate"): "manager",
    ("debtor.followup.policy", "action_deactivate"): "manager",
    ("debtor.followup.run", "action_run_now"): "manager",
    ("debtor.followup.run", "action_open_today"): "manager",
}
#: Public methods of a start, for managers; see `test_activation_access`.
START_ACTIONS = {
    ("debtor.activation", name)
    for name in (
        "action_open",
        "action_next",
        "action_back",
        "action_close",
        "action_read_file",
        "action_unsure_sent",
        "action_bank_complete",
        "action_preview",
        "action_next_notice",
        "action_previous_notice",
        "action_exclude",
        "action_include",
        "action_start",
        "action_start_and_send",
    )
}
#: The same, for users.
START_ACTIONS_OF_USERS = {
    ("debtor.debtor", "action_set_kind"),
    ("debtor.debtor", "action_follow_old_claims"),
}
#: Of the terms; who may call them is tested with the terms.
TERMS_ACTIONS = {
    ("debtor.terms.accept", "action_record"),
    ("debtor.terms.acceptance", "action_mark_mistaken"),
    ("debtor.terms.version", "action_next_version"),
    ("debtor.terms.version", "action_publish"),
}
#: Public methods that only open a screen, or save as the model's rights allow.
HARMLESS = {
    ("debtor.letter", "action_open_notice"),
    ("debtor.letter.batch", "action_open_pdf"),
    ("debtor.followup.policy", "action_compare"),
    ("debtor.followup.policy", "action_who_would_move"),
    ("debtor.followup.policy", "copy_data"),
    ("debtor.followup.policy", "copy_translations"),
    ("mail.mail", "cancel"),
    ("account.partial.reconcile", "unlink"),
    ("debtor.interest.rate", "unlink"),
    ("account.move", "action_print_pdf"),
    ("account.payment", "unlink"),
    ("debtor.debtor", "action_open_notices"),
    ("debtor.debtor", "action_open_pauses"),
    ("debtor.debtor", "action_open_claims"),
    ("debtor.debtor", "action_open_receipts"),
    ("debtor.debtor", "action_open_partner"),
    ("debtor.debtor", "action_open_proposal"),
    ("debtor.debtor", "action_pause"),
    ("debtor.debtor", "action_open_protection"),
    ("debtor.debtor", "action_open_payments"),
    ("debtor.debtor", "action_set_by_hand"),
    ("debtor.payment.history", "action_open_move"),
    ("debtor.reminder.report", "action_open_notice"),
    ("debtor.relationship.limits", "default_get"),
    ("debtor.debtor", "action_accept_terms"),
    ("debtor.terms.version", "action_open_acceptances"),
    *((one, "action_postpone") for one in ("debtor.debtor", "debtor.todo")),
    *((one, "action_skip") for one in ("debtor.debtor", "debtor.todo")),
    *((one, "action_change_step") for one in ("debtor.debtor", "debtor.todo")),
    *((one, "action_assign") for one in ("debtor.debtor", "debtor.todo")),
    ("debtor.todo", "action_print"),
    ("debtor.todo", "action_open"),
    ("debtor.todo", "action_open_debtor"),
    ("debtor.todo", "action_open_morning"),
    ("debtor.todo", "action_unsure_open"),
    ("debtor.activation", "action_open_unsure"),
    ("debtor.todo", "action_read_header"),
    ("debtor.todo", "remember_mine"),
    ("debtor.activation", "action_open_kinds"),
    ("debtor.activation", "action_open_claims"),
    ("debtor.activation", "action_open_receipts"),
    ("debtor.activation", "action_open_silent"),
    ("debtor.activation", "action_open_previews"),
    ("debtor.activation", "action_download_template"),
    ("res.partner", "action_open_debtor"),
    ("res.partner", "action_what_if"),
    ("account.move", "action_open_debtor"),
    ("account.move", "action_calculate_interest"),
    ("debtor.debtor", "action_calculate_interest"),
    ("debtor.interest.calculator", "action_print"),
    ("account.move", "get_followup_payment_link"),
}
#: Of pauses, and of what is known from outside.
PAUSE_TARGETS = {
    "action_filed",
    "action_lift",
    "action_propose_pause",
    "action_propose_insolvency",
}
ORM_METHODS = {"create", "write", "web_save", "web_save_multi"}


@tagged("post_install", "-at_install")
class TestAccess(AccessToRecords, FollowupCommon):
    """Each role may do what it is for, and nothing more, also by remote calls."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(
                cls.env,
                login=f"role_{role}",
                groups=groups,
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
                email=f"{role}@company.example",
            )
            for role, groups in ROLES.items()
        }
        cls.policy.mode = "propose"
        names = ("uncertain", "failed", "proposal", "due")
        customers = {name: cls._create_customer(f"{name} one") for name in names}
        cls._create_invoices(
            *({"days": 10, "partner": partner} for partner in customers.values())
        )
        debtors = {name: cls._debtor(partner) for name, partner in customers.items()}
        cls.due = debtors["due"]
        cls.proposal = debtors["proposal"]._act(TODAY)
        cls.failed = debtors["failed"]._act(TODAY, agreed=True)
        cls.failed._set_state("failed")
        cls.uncertain = debtors["uncertain"]._act(TODAY, agreed=True)
        cls.uncertain._set_state("sending")
        cls.uncertain._mark_uncertain()

    def setUp(self):
        super().setUp()
        self._stop_clock()

    # === RIGHTS ON MODELS === #

    def test_rights_by_role_and_model(self):
        for model, columns in RIGHTS.items():
            for role, user in self.users.items():
                column = COLUMN.get(role)
                expected = "" if column is None else columns[column]
                if role == "viewer" and model in OF_THE_LEDGER:
                    expected = ""
                records = self.env[model].with_user(user)
                found = "".join(
                    letter
                    for letter, operation in OPERATIONS.items()
                    if records.has_access(operation)
                )
                with self.subTest(model=model, role=role):
                    self.assertEqual(found, expected)

    def test_every_model_of_ours_is_in_the_table(self):
        models = {
            model
            for model in self.env.registry
            if model.startswith("debtor.") and not self.env[model]._abstract
        }
        self.assertEqual(models, set(RIGHTS))

    # === METHODS === #

    def _targets(self, method):
        """Return the records on which a method has something to do."""
        pause = self.env["debtor.pause"].create(
            {
                "debtor_id": self.due.id,
                "date_start": TODAY - timedelta(days=9),
                "date_end": TODAY - timedelta(days=1),
            }
        )
        run = self.env["debtor.followup.run"]._get_or_create(self.company, TODAY)
        entry = self.due.claim_ids
        entry.no_followup = method == "action_follow"
        invoice = entry.move_id
        if method == "action_direct_debit_returned":
            self.due.direct_debit = True
        elif method == "action_direct_debit_again":
            invoice.followup_returned_on = TODAY
        if method == "action_agree_bills":
            self.init_invoice(
                "in_invoice", self.due.partner_id, TODAY, post=True, amounts=[9]
            )
        if method == "action_receipts_not_theirs":
            self._hold_by_receipt()
        if method == "action_call_instead":
            self._get_morning_row(method)
        draft = self._create_policy()
        return {
            "action_send": self.proposal,
            "action_check_again": self.proposal,
            "action_cancel": self.proposal,
            "action_arrived": self.uncertain,
            "action_retry": self.failed,
            "action_handled": self.failed,
            "action_lift": pause,
            "action_follow": entry,
            "action_unskip": self._skip_of(method),
            "action_direct_debit_returned": invoice,
            "action_direct_debit_again": invoice,
            "action_followup_sent": invoice,
            "action_followup_not_sent": invoice,
            "action_confirm": self._step_change(),
            "action_activate": draft,
            "action_deactivate": self.policy,
            "action_run_now": run,
            "action_open_today": run.browse(),
        }.get(method, self.due)

    def _hold_by_receipt(self):
        """Let a receipt that looks like its payment hold the debtor who is due."""
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": TODAY,
                "payment_ref": "Transfer",
                "partner_id": self.due.partner_id.id,
                "amount": 5.0,
            }
        )
        self.due._plan(TODAY)

    def _skip_of(self, method):
        """Return a step passed over, when one is asked for."""
        if method == "action_unskip":
            self.due._skip_step(TODAY, "By agreement")
        return self.due.notice_ids.filtered("skipped")

    def _step_change(self):
        return self.env["debtor.step.change"].create(
            {"debtor_ids": self.due.ids, "mode": "skip", "reason": "By agreement"}
        )

    def _pause_of(self, debtor, reason):
        return self.env["debtor.pause"].create(
            {"debtor_id": debtor.id, "reason": reason, "date_end": TODAY}
        )

    def _make_pause_target(self, model, method):
        """Return a protection, its row of the morning page, or what was read."""
        if method.startswith("action_propose_"):
            standing = self.env["debtor.standing"].create(
                {"debtor_id": self.due.id, "result": "insolvent"}
            )
            return standing if model == standing._name else self.due
        pause = self._pause_of(self.due, "insolvency")
        if model == pause._name:
            return pause
        self.env.flush_all()
        return self.env[model].search([("pause_id", "=", pause.id)])

    def _rows_of(self, records):
        """Return the rows of the morning page about some records."""
        self.env.flush_all()
        if records._name != "debtor.notice":
            records = self.proposal
        return self.env["debtor.todo"].search([("notice_id", "in", records.ids)])

    def _get_own_target(self, model, method, user):
        """Return what a method of this model is called on, None for the usual.

        Dialogs belong to whoever opened them.
        """
        due = self.due.with_user(user)
        if method in PAUSE_TARGETS:
            return self._make_pause_target(model, method)
        if model == "debtor.todo":
            return self._get_morning_row(method)
        dialogs = self.env[model].with_user(user)
        if model == "debtor.notice" and method == "action_open_call":
            return self.failed
        if model in ("debtor.notice.withdraw", "debtor.notice"):
            if method != "action_withdraw":
                return None
            self.failed._set_state("queued")
            self.failed._mark_sent(self.failed.create_date)
            if model == "debtor.notice":
                return self.failed
            form = dialogs._open(self.failed.with_user(user))
            form.reason = "other"
            return form
        if model == "debtor.relationship.hand":
            values = {"relationship": "late", "reason": "Known", "until": TODAY}
            return dialogs.create({"debtor_ids": due.ids, **values})
        if model == "debtor.invoice.sent":
            return dialogs._open(self.due.claim_ids.move_id)
        if model == "debtor.relationship.limits":
            return dialogs.create(dialogs.default_get(["company_id"]))
        if model == "debtor.call.sheet":
            return dialogs._open(due, outcome="not_reached")
        if model == "debtor.message":
            return dialogs._make(due, "statement")
        if model == "debtor.statement":
            return dialogs._open(due)
        return self._make_answer_target(model, method, user)

    def _make_answer_target(self, model, method, user):
        """Return a reply or a dispute, or the form on which it is answered."""
        dialogs = self.env[model].with_user(user)
        if model == "debtor.reply" or method == "action_open_reply":
            pause = self._pause_of(self.due, "reply")
            if model == pause._name:
                return pause
            reply = dialogs._open(pause.with_user(user))
            reply.outcome = "answered"
            return reply
        if model == "debtor.dispute" or method == "action_close_dispute":
            pause = self._pause_of(self.due, "dispute")
            values = {"outcome": "rejected", "text": "No", "by_mail": False}
            if model == pause._name:
                return pause
            return dialogs.create({"pause_id": pause.id, **values})
        return None

    def _get_morning_row(self, method):
        """Return the row of the morning page that a method of its own is for."""
        if method in ("action_send_announced", "action_call_instead"):
            self.policy.mode = "automatic"
            self.due.key_customer = True
            self.due._plan(TODAY)
            kind = "announced"
        elif method == "action_sent_outside":
            self.due.claim_ids.move_id._write_followup_mark_sudo("not_sent")
            self.due._plan(TODAY)
            kind = "send_invoice"
        elif method == "action_not_theirs":
            self._hold_by_receipt()
            kind = "receipt"
        else:
            return None
        return self.env["debtor.todo"].search([("kind", "=", kind)])

    def _call(self, records, method, role):
        """Call a method as a remote client of a role does."""
        model = self.env[records._name].with_user(self.users[role])
        return call_kw(model, method, [records.ids], {})

    def test_methods_by_role(self):
        for (model, method), least in ACTIONS.items():
            for role in ROLES:
                allowed = COLUMN.get(role, -1) >= COLUMN[least]
                with self.subTest(model=model, method=method, role=role):
                    self._check_method(model, method, role, allowed)

    def _check_method(self, model, method, role, allowed):
        savepoint = self.env.cr.savepoint()
        try:
            user = self.users[role] if allowed else self.env.user
            records = self._get_own_target(model, method, user)
            records = records or self._targets(method)
            if model == "debtor.todo" and records._name != model:
                records = self._rows_of(records)
            self.assertEqual(records._name, model)
            if allowed:
                self._call(records, method, role)
            else:
                with self.assertRaises(AccessError):
                    self._call(records, method, role)
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_every_public_method_of_ours_is_in_a_table(self):
        found = {
            (model, name)
            for model in self.env.registry
            for cls in type(self.env[model]).mro()
            if cls.__module__.startswith("odoo.addons.debtor_followup.")
            for name, value in vars(cls).items()
            if callable(value) and not name.startswith("_")
        }
        found = {one for one in found if one[1] not in ORM_METHODS}
        listed = set(ACTIONS) | HARMLESS | START_ACTIONS | START_ACTIONS_OF_USERS
        listed |= LETTER_ACTIONS | TERMS_ACTIONS | PEOPLE_ACTIONS | KIND_ACTIONS
        listed |= CHARGE_ACTIONS
        self.assertEqual(found, listed)

    def test_inner_methods_cannot_be_called_remotely(self):
        for model, method in (
            ("debtor.debtor", "_act"),
            ("debtor.debtor", "_for"),
            ("debtor.notice", "_mark_sent"),
            ("debtor.notice", "_set_state"),
            ("debtor.followup.run", "_run"),
            ("debtor.followup.run", "_cron_act"),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                call_kw(self.env[model], method, [], {})
