from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

from .const import CONTENTION, RUN_STATES
from .evidence_reader import WAITS
from .planner import Planner

#: Debtors planned with one set of reads and writes.
PLAN_CHUNK = 3000
#: Debtors acted on in one transaction.
ACT_BATCH = 50


class DebtorFollowupRun(models.Model):
    """One run of one company on one day: what was planned, done and not done."""

    _name = "debtor.followup.run"
    _description = "Follow-up run"
    _order = "date desc, id desc"
    _rec_name = "date"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    date = fields.Date(required=True, readonly=True)
    state = fields.Selection(
        RUN_STATES, required=True, default="running", readonly=True
    )
    planned_at = fields.Datetime(readonly=True)
    acted_at = fields.Datetime(readonly=True)
    notice_ids = fields.One2many("debtor.notice", "run_id", readonly=True)
    failure_ids = fields.One2many(
        "debtor.followup.run.failure", "run_id", readonly=True
    )
    planned_count = fields.Integer(string="Debtors", readonly=True)
    nothing_count = fields.Integer(string="Nothing", readonly=True)
    propose_count = fields.Integer(string="Propose", readonly=True)
    send_count = fields.Integer(string="Send", readonly=True)
    call_count = fields.Integer(string="Call", readonly=True)
    formal_notice_count = fields.Integer(string="Formal notice", readonly=True)
    handoff_count = fields.Integer(string="Handoff", readonly=True)
    sent_count = fields.Integer(string="Sent", compute="_compute_notice_counts")
    waiting_count = fields.Integer(
        string="Proposed or on their way", compute="_compute_notice_counts"
    )
    undelivered_count = fields.Integer(
        string="Not delivered", compute="_compute_notice_counts"
    )
    failure_count = fields.Integer(string="Failures", compute="_compute_failure_count")

    _company_date_unique = models.UniqueIndex(
        "(company_id, date)", "There is one run per company and day."
    )

    # === COMPUTE METHODS === #

    @api.depends("notice_ids.state")
    def _compute_notice_counts(self):
        groups = self.env["debtor.notice"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state"], ["__count"]
        )
        for run in self:
            counts = {state: count for one, state, count in groups if one == run}
            run.sent_count = counts.get("sent", 0)
            run.waiting_count = sum(
                counts.get(state, 0) for state in ("draft", "queued", "sending")
            )
            run.undelivered_count = sum(
                counts.get(state, 0) for state in ("failed", "bounced", "uncertain")
            )

    @api.depends("failure_ids")
    def _compute_failure_count(self):
        for run in self:
            run.failure_count = len(run.failure_ids)

    # === ENTRY POINTS === #

    @api.model
    def _run(self, company, as_of):
        """Plan and act for a company as on a day, without committing.

        :param company: the company; a branch stands for its root
        :param date as_of: which day counts as today; residuals are the ledger's
            of this moment. The acting hour does not matter.
        :return: the day's run; called again, it goes on with the same one
        :raises UserError: when somebody else is running it at this moment
        """
        run = self._get_or_create(company.root_id, as_of)
        if not run or not run.try_lock_for_update():
            raise self._busy_error(company.root_id, as_of)
        run.state = "running"
        if run._is_stopped():
            return run
        self.env["debtor.notice"]._sweep_orphans()
        run._expire_pauses()
        run._note_crossings()
        run._begin_plan(again=True)
        planner = Planner(self.env, run.company_id, as_of)
        for chunk in split_every(PLAN_CHUNK, planner.reader.partner_ids(), list):
            run._plan_chunk(planner, chunk)
        run._end_plan()
        while batch := run._next_batch():
            run._act_on(batch)
        run._finish()
        return run

    def action_run_now(self):
        """Plan again now and let the acting job do it: today's run only."""
        self.ensure_one()
        self.check_access("write")
        today = self.company_id._followup_now().date()
        if self.date != today:
            raise UserError(
                self.env._(
                    "A run can only be started for today, %(today)s. Open today's "
                    "run, or wait for tonight.",
                    today=today,
                )
            )
        if not self.try_lock_for_update():
            raise self._busy_error(self.company_id, self.date)
        self.state = "running"
        self._begin_plan(again=True)
        self.env.ref("debtor_followup.ir_cron_plan")._trigger()

    def action_open_today(self):
        """Open today's run of the current company, starting it when there is none."""
        self.check_access("create")
        company = self.env.company.root_id
        today = company._followup_now().date()
        run = self._get_or_create(company, today)
        if not run:
            raise self._busy_error(company, today)
        if not run.planned_at:
            self.env.ref("debtor_followup.ir_cron_plan")._trigger()
        return run._get_records_action(name=self.env._("Today's run"))

    def _expire_pauses(self):
        pauses = self.env["debtor.pause"]
        pauses._expire(self.company_id, self.date)
        pauses._hand_over(self.company_id, self.date)

    # === ACTING === #

    def _waiting_query(self):
        """Return the condition for debtors with something to do in this run.

        Among them those with a proposal, an unprinted letter or a call to make: it
        goes when nothing is due any more.
        """
        return SQL(
            """
            debtor.company_id = %(company)s
            AND debtor.planned_on = %(day)s
            AND (debtor.has_task
                 OR debtor.next_action <> 'nothing'
                    AND debtor.next_action_date <= %(day)s
                 OR debtor.id IN (SELECT notice.debtor_id FROM debtor_notice notice
                                   WHERE notice.state = 'draft' OR %(waits)s))
            AND debtor.acted_on IS DISTINCT FROM %(day)s
            """,
            waits=WAITS,
            company=self.company_id.id,
            day=self.date,
        )

    def _count_waiting(self):
        self.env.cr.execute(
            SQL(
                "SELECT count(*) FROM debtor_debtor debtor WHERE %s",
                self._waiting_query(),
            )
        )
        return self.env.cr.fetchone()[0]

    def _next_batch(self):
        """Lock and mark the next debtors to act on; empty when none can be had.

        The lock is the first statement after a commit and an UPDATE of the same
        rows: a second worker that saw an older snapshot fails instead of acting.
        """
        self.env.cr.execute(
            SQL(
                """
                WITH batch AS MATERIALIZED (
                    SELECT debtor.id FROM debtor_debtor debtor
                     WHERE %(waiting)s
                     ORDER BY %(order)s LIMIT %(size)s
                       FOR NO KEY UPDATE SKIP LOCKED)
                UPDATE debtor_debtor SET acted_on = %(day)s
                  FROM batch WHERE debtor_debtor.id = batch.id
                RETURNING debtor_debtor.id
                """,
                day=self.date,
                waiting=self._waiting_query(),
                order=self._batch_order(),
                size=self._batch_size(),
            )
        )
        debtors = self.env["debtor.debtor"].browse(
            sorted(row[0] for row in self.env.cr.fetchall())
        )
        debtors.invalidate_recordset(["acted_on"], flush=False)
        return debtors

    def _batch_size(self):
        """Hook: return how many debtors are acted on in one transaction."""
        return ACT_BATCH

    def _batch_order(self):
        """Hook: return in which order debtors are acted on.

        The largest come first: they go before others at the same address.
        """
        return SQL("debtor.overdue_amount DESC, debtor.id")

    def _get_places(self):
        """Hook: return how many more messages may be made today, None: any number."""
        return None

    def _hold_back(self, debtors, decisions):
        """Hook: return debtor -> Decision of those for whom there is no place today.

        :param dict decisions: debtor -> Decision
        """
        return {}

    def _act_on(self, debtors):
        """Act on a batch; when that fails, on one debtor at a time.

        A debtor who fails is named on the run and left until tomorrow.
        """
        if self._try_to_act(debtors) is None:
            return
        for debtor in debtors:
            error = self._try_to_act(debtor)
            if error is not None:
                self._note_failure(debtor, error)

    def _try_to_act(self, debtors):
        """Act on debtors; undo it and return the error when there was one."""
        try:
            with self.env.cr.savepoint():
                debtors._act(self.date, run=self)
        except CONTENTION:
            raise
        except Exception as error:  # noqa: BLE001 - one debtor never stops the others
            return error
        return None

    def _finish(self):
        """Close the day's run, or leave it open when rows were in use."""
        if self._count_waiting():
            self._come_again()
            return
        made, failed = len(self.notice_ids), len(self.failure_ids)
        state = "done" if not failed else "partial" if made else "failed"
        self.write({"state": state, "acted_at": fields.Datetime.now()})

    @api.model
    def _busy_error(self, company, as_of):
        return UserError(
            self.env._(
                "The run of %(company)s for %(date)s is under way. Wait until it "
                "has ended.",
                company=company.display_name,
                date=as_of,
            )
        )
