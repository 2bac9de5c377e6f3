from contextlib import contextmanager
from datetime import timedelta

import psycopg2.errors

from odoo import api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL, mute_logger

from .common import NOW, TODAY

TOMORROW = TODAY + timedelta(days=1)
#: Debtors of these tests and their days; committed, so that two connections see them.
DAYS = {"Locked by somebody": TODAY, "Free": TODAY, "Acted on meanwhile": TOMORROW}


@tagged("post_install", "-at_install")
class TestLocks(TransactionCase):
    """What another connection holds is left alone, and taken up later.

    Only rows that are committed can be locked by somebody else: three debtors
    and two runs of the main company are, and they are deleted in the end.
    """

    @classmethod
    def setUpClass(cls):
        with _environment() as env:
            company = env["res.company"].search([], order="id", limit=1)
            for name, day in DAYS.items():
                partner = env["res.partner"].create({"name": name})
                env["debtor.debtor"]._for(partner, company).write(
                    {"next_action": "send", "next_action_date": day, "planned_on": day}
                )
                env["debtor.followup.run"]._get_or_create(company, day)
        cls.addClassCleanup(_delete_rows)
        super().setUpClass()
        cls.company = cls.env["res.company"].browse(company.id)
        cls.locked, cls.free, cls.elsewhere = (
            cls.env["debtor.debtor"].search([("partner_id.name", "=", name)])
            for name in DAYS
        )
        cls.run_today, cls.run_tomorrow = (
            cls.env["debtor.followup.run"].search([("date", "=", day)])
            for day in (TODAY, TOMORROW)
        )

    @contextmanager
    def _held(self, record):
        """Let another connection hold the row of a record meanwhile."""
        with _connection() as cr:
            table = SQL.identifier(record._table)
            cr.execute(SQL("SELECT FROM %s WHERE id = %s FOR UPDATE", table, record.id))
            yield

    def test_run_that_somebody_else_has_started(self):
        with (
            self._held(self.run_today),
            self.assertRaisesRegex(UserError, "is under way. Wait until it has ended"),
        ):
            self.run_today._run(self.company, TODAY)

    def test_run_button_while_it_runs(self):
        self.startPatcher(freeze_time(NOW))
        with (
            self._held(self.run_today),
            self.assertRaisesRegex(UserError, "is under way"),
        ):
            self.run_today.action_run_now()

    def test_locked_debtor_is_skipped_and_comes_later(self):
        with self._held(self.locked):
            self.assertEqual(self.run_today._next_batch(), self.free)
            self.assertFalse(self.run_today._next_batch())
            self.run_today._finish()
            self.assertEqual(self.run_today.state, "running")
            trigger = self.env["ir.cron.trigger"].search(
                [("cron_id", "=", self.env.ref("debtor_followup.ir_cron_act").id)],
                order="id desc",
                limit=1,
            )
            minutes = (trigger.call_at - self.env.cr.now()).total_seconds() / 60
            self.assertAlmostEqual(minutes, 5, delta=1)
        self.assertEqual(self.run_today._next_batch(), self.locked)
        self.run_today._finish()
        self.assertEqual(self.run_today.state, "done")

    def test_second_worker_with_an_older_view_does_not_act(self):
        """A debtor that another worker acted on meanwhile is not acted on again."""
        with _connection() as cr:
            cr.execute(
                SQL(
                    "UPDATE debtor_debtor SET acted_on = %s WHERE id = %s",
                    TOMORROW,
                    self.elsewhere.id,
                )
            )
        self.assertFalse(self.elsewhere.acted_on)  # not in this connection's view
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.SerializationFailure),
            self.env.cr.savepoint(),
        ):
            self.run_tomorrow._next_batch()

    def test_planning_skips_a_run_in_other_hands(self):
        policy = self.env.ref("debtor_followup.debtor_followup_policy_basic")
        policy.state = "active"
        self.company.followup_policy_id = policy
        self.startPatcher(freeze_time(NOW))
        with self._held(self.run_today), self.enter_registry_test_mode():
            cron = self.env.ref("debtor_followup.ir_cron_plan")
            self.assertIs(cron.method_direct_trigger(), True)
        self.assertFalse(self.run_today.planned_at)


@contextmanager
def _connection():
    """Open a connection of its own, which commits at the end."""
    with db_connect(get_db_name()).cursor() as cr:
        yield cr


@contextmanager
def _environment():
    """Open an environment on a connection of its own."""
    Registry(get_db_name())
    with _connection() as cr:
        yield api.Environment(cr, api.SUPERUSER_ID, {})


def _delete_rows():
    with _environment() as env:
        partners = env["res.partner"].search([("name", "in", list(DAYS))])
        env["debtor.debtor"].search([("partner_id", "in", partners.ids)]).unlink()
        env["debtor.followup.run"].search([("date", "in", [TODAY, TOMORROW])]).unlink()
        partners.unlink()
