from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from .test_access import ROLES, START_ACTIONS, START_ACTIONS_OF_USERS
from .test_activation import ActivationCommon


@tagged("post_install", "-at_install")
class TestActivationAccess(ActivationCommon):
    """Only managers start follow-up; users settle what belongs to customers."""

    def _users(self):
        for role, groups in ROLES.items():
            yield (
                role,
                new_test_user(
                    self.env,
                    login=f"start_{role}",
                    groups=groups,
                    company_id=self.company.id,
                    company_ids=[(6, 0, self.company.ids)],
                ),
            )

    def test_methods_by_role(self):
        start = self._open()
        self._customers(("Eerste", {}))
        for role, user in self._users():
            for model, method in START_ACTIONS | START_ACTIONS_OF_USERS:
                of_users = (model, method) in START_ACTIONS_OF_USERS
                may = role == "manager" or (of_users and role == "user")
                records = start if model == start._name else self._debtor()
                with self.subTest(role=role, method=method):
                    self._call(records.with_user(user), method, may)

    def _call(self, records, method, may):
        """Call a method remotely: who may not is refused, whatever the state."""
        savepoint = self.env.cr.savepoint()
        ids = [] if method == "action_open" else [records.ids]
        try:
            if may:
                call_kw(records, method, ids, {"context": {"kind": "business"}})
            else:
                with self.assertRaises(AccessError):
                    call_kw(records, method, ids, {"context": {"kind": "business"}})
        except AccessError:
            self.fail("refused")
        except UserError:
            self.assertTrue(may)  # allowed, but not in this state
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_a_manager_without_other_rights_starts(self):
        """Without any right on companies, mails or payments."""
        self._customers(
            ("Eerste", {"amount": 300}), ("Tweede", {}), ("Oud", {"days": 99})
        )
        user = new_test_user(
            self.env,
            login="start_only",
            groups="base.group_user,debtor_followup.group_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        start = self._open().with_user(user)
        for _step in range(4):
            start.action_next()
        start.exclude_reason = "By phone"
        start.action_exclude()
        start.action_start()
        states = sorted(start.notice_ids.mapped("state"))
        self.assertEqual(states, ["cancelled", "queued"])
        self.assertEqual(self.company.followup_policy_id, self.policy)
