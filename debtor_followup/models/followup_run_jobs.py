import logging

from odoo import api, fields, models
from odoo.tools import split_every

from .const import CONTENTION
from .followup_run import PLAN_CHUNK
from .planner import Planner

_logger = logging.getLogger(__name__)

#: When rows are in use by somebody else.
COME_AGAIN_MINUTES = 5
#: So often in a row a batch may be in use before the job gives way.
CONTENTION_LIMIT = 3


class DebtorFollowupRun(models.Model):
    """What the nightly and the morning job do, in committed batches.

    Several workers may do it at once: who comes second to a row skips it, or
    fails and comes again.
    """

    _inherit = "debtor.followup.run"

    @api.model
    def _cron_plan(self):
        """Plan every company that has a policy, in committed chunks."""
        self.env["debtor.notice"]._sweep_orphans()
        for company in self._companies_to_follow():
            as_of = company._followup_now().date()
            try:
                if not self._plan_committed(company, as_of):
                    return
            except CONTENTION:
                self.env.cr.rollback()
                _logger.info("Follow-up: %s is in use, coming again", company)
                self._come_again("debtor_followup.ir_cron_plan")
            except Exception as error:
                self.env.cr.rollback()
                _logger.exception("Follow-up: %s cannot be planned", company)
                self._fail_committed(company, as_of, error)
        self.env.ref("debtor_followup.ir_cron_act")._trigger()

    @api.model
    def _cron_act(self):
        """Do what was planned for today, in committed batches, from the hour on."""
        progress = self.env["ir.cron"]._commit_progress
        self.env["debtor.notice"]._sweep_orphans()
        for company in self._companies_to_follow():
            now = company._followup_now()
            if now.hour + now.minute / 60 < company.followup_hour:
                continue
            run = self.search(
                [("company_id", "=", company.id), ("date", "=", now.date())]
            )
            if not run.planned_at:
                # Asking again for what cannot be planned would never end.
                if run.state != "failed":
                    self.env.ref("debtor_followup.ir_cron_plan")._trigger()
                continue
            if run._bank_came_in():
                self.env.ref("debtor_followup.ir_cron_plan")._trigger()
                continue
            progress(remaining=run._count_waiting())
            misses = 0
            while misses < CONTENTION_LIMIT:
                done = run._act_next()
                if done is None:
                    break
                misses = 0 if done else misses + 1
                if not progress(done):
                    return
            run._finish_committed()
            progress(remaining=0)

    def _plan_committed(self, company, as_of):
        """Plan a company in committed chunks; False when the job's time is up."""
        progress = self.env["ir.cron"]._commit_progress
        run = self._get_or_create(company, as_of)
        if run.planned_at or not run.try_lock_for_update() or run._is_stopped():
            return True
        run._expire_pauses()
        if not run._note_crossings(commit=progress):
            return True  # each commit lets go of it: another worker goes on
        run._begin_plan()
        planner = Planner(self.env, company, as_of)
        left = run._not_yet_planned(planner.reader.partner_ids())
        progress(remaining=len(left))
        for chunk in split_every(PLAN_CHUNK, left, list):
            if not run.try_lock_for_update():
                return True  # each commit lets go of it: another worker goes on
            run._plan_chunk(planner, chunk)
            if not progress(len(chunk)):
                return False
        run._end_plan()
        progress()
        return True

    def _fail_committed(self, company, as_of, error):
        """Keep why a company could not be planned; the other companies go on."""
        run = self._get_or_create(company, as_of)
        if run:
            run._note_failure(self.env["debtor.debtor"], error)
            run.state = "failed"
        self.env["ir.cron"]._commit_progress()

    def _act_next(self):
        """Act on the next batch from the job.

        When another worker or a user was faster, nothing is done: the batch is
        taken up again after a moment.

        :return: how many debtors were acted on, None when none is left
        """
        try:
            batch = self._next_batch()
            if not batch:
                return None
            self._act_on(batch)
            self.env.flush_all()
        except CONTENTION:
            self.env.cr.rollback()
            _logger.info("Follow-up: debtors are in use, coming again")
            return 0
        return len(batch)

    def _finish_committed(self):
        """Close the day's run from the job, unless another worker does so now."""
        try:
            self._finish()
            self.env.flush_all()
        except CONTENTION:
            self.env.cr.rollback()
            self._come_again()

    def _come_again(self, job="debtor_followup.ir_cron_act"):
        """Some rows are held by somebody else: have a job run in five minutes."""
        # layer: when the job wakes, in minutes
        moment = fields.Datetime.add(fields.Datetime.now(), minutes=COME_AGAIN_MINUTES)
        self.env.ref(job)._trigger(moment)
