"""What is tested of rights on records and fields; part of `TestAccess`."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import TODAY

#: Roles that see follow-up at all.
SEEING = ("viewer", "auditor", "biller", "user", "manager")


class AccessToRecords:
    """Evidence stays as it is, and forms open for all who may see them."""

    # === WHAT A VIEWER CANNOT DO === #

    def test_viewers_send_nothing_by_writing(self):
        for role in ("viewer", "auditor", "biller"):
            env = self.env(user=self.users[role])
            for records, values in (
                (self.proposal, {"state": "queued"}),
                (self.due, {"policy_id": False}),
                (self.policy, {"mode": "automatic"}),
            ):
                with (
                    self.subTest(role=role, model=records._name),
                    self.assertRaises(AccessError),
                ):
                    records.with_env(env).write(values)
            with self.subTest(role=role), self.assertRaises(AccessError):
                env["debtor.pause"].create(
                    {"debtor_id": self.due.id, "date_end": TODAY}
                )
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.due.with_env(env).web_save({"debtor_kind": "consumer"}, {})

    def test_viewers_read_the_reason(self):
        self._run()
        for role in ("viewer", "auditor", "biller"):
            with self.subTest(role=role):
                debtor = self.due.with_user(self.users[role])
                self.assertIn("Reminder 1", debtor.explanation)
                self.assertIn("100.00", debtor.notice_ids.body)

    def test_evidence_cannot_be_taken_out_of_a_notice(self):
        line = self.failed.line_ids.with_user(self.users["manager"])
        with self.assertRaises(AccessError):
            line.unlink()
        with self.assertRaises(AccessError):
            line.amount_residual = 1
        with self.assertRaisesRegex(UserError, "Only proposals"):
            self.failed.with_user(self.users["manager"]).unlink()
        with self.assertRaises(AccessError):
            self.failed.with_user(self.users["user"]).body = "Something else"
        with self.assertRaises(AccessError):
            self.proposal.with_user(self.users["user"]).unlink()
        self.proposal.with_user(self.users["manager"]).unlink()
        self.assertFalse(self.proposal.exists())

    def test_what_was_sent_is_never_deleted(self):
        self.failed._set_state("queued")
        self.failed._mark_sent(self.failed.create_date)
        self.failed.state = "cancelled"
        with self.assertRaisesRegex(UserError, "Only proposals"):
            self.failed.unlink()

    # === FIELDS ON CUSTOMERS AND INVOICES === #

    def _followup_fields(self, model):
        return {
            name
            for name in self.env[model]._fields
            if name.startswith("followup_") or name == "debtor_ids"
        }

    def test_fields_are_for_viewers(self):
        for model in ("res.partner", "account.move", "account.move.line"):
            names = self._followup_fields(model)
            self.assertGreaterEqual(len(names), 3)
            for role, user in self.users.items():
                with self.subTest(model=model, role=role):
                    seen = names & set(self.env[model].with_user(user).fields_get())
                    self.assertEqual(seen, names if role in SEEING else set())

    def test_fields_cannot_be_read_by_others(self):
        employee = self.due.partner_id.with_user(self.users["employee"])
        for name in self._followup_fields("res.partner"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                employee.read([name])
        with self.assertRaises(AccessError):
            employee.search([("followup_overdue", ">", 0)])

    def test_customer_form_opens_for_every_role(self):
        self._run()
        for role in ("employee", "viewer", "biller", "user", "manager"):
            with self.subTest(role=role):
                user = self.users[role]
                form = Form(self.due.partner_id.with_user(user))
                self.assertEqual(
                    "followup_overdue" in form._view["fields"], role in SEEING
                )
                if role in SEEING:
                    self.assertEqual(form.followup_overdue, 100)

    def test_invoice_form_opens_for_every_role(self):
        invoice = self.due.claim_ids.move_id
        for role in ("auditor", "biller", "user", "manager"):
            with self.subTest(role=role):
                form = Form(invoice.with_user(self.users[role]))
                self.assertIn("followup_level_id", form._view["fields"])
                self.assertEqual(form.amount_residual, 100)

    def test_follow_up_forms_open_for_viewers(self):
        """Also for sales people, who may not read the ledger."""
        run = self._run()
        records = (self.due, self.failed, self.proposal, run, self.policy)
        for role in SEEING:
            for record in records:
                with self.subTest(role=role, model=record._name):
                    form = Form(record.with_user(self.users[role]))
                    self.assertEqual(form.id, record.id)
