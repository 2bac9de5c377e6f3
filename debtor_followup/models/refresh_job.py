import logging

from odoo import api, fields, models
from odoo.tools import split_every

from .const import CONTENTION
from .debtor_behaviour import CHUNK, _Refresher

_logger = logging.getLogger(__name__)


class DebtorFollowupRun(models.Model):
    """How far the night's look at payment behaviour has come."""

    _inherit = "debtor.followup.run"

    behaviour_at = fields.Datetime(
        string="Payment behaviour read at", readonly=True, copy=False
    )
    # The last commercial partner of a chunk that is written and committed.
    behaviour_after = fields.Integer(readonly=True, export_string_translation=False)


class DebtorBehaviour(models.Model):
    """The nightly job, in committed chunks: it comes before planning."""

    _inherit = "debtor.behaviour"

    @api.model
    def _cron_refresh(self):
        """Refresh every company that is followed; what is done stays done.

        A company that fails is named on its run; the others go on, and planning
        takes the classes of the night before.
        """
        runs = self.env["debtor.followup.run"]
        for company in runs._companies_to_follow():
            as_of = company._followup_now().date()
            try:
                if not self._refresh_committed(company, as_of):
                    return
            except CONTENTION:
                self.env.cr.rollback()
                _logger.info("Payment behaviour: %s is in use, coming again", company)
                runs._come_again("debtor_followup.ir_cron_behaviour")
            except Exception as error:
                self.env.cr.rollback()
                _logger.exception("Payment behaviour: %s cannot be read", company)
                run = runs._get_or_create(company, as_of)
                if run:
                    run._note_failure(self.env["debtor.debtor"], error)
                self.env["ir.cron"]._commit_progress()

    @api.model
    def _refresh_committed(self, company, as_of):
        """Refresh a company chunk by chunk; False when the job's time is up."""
        progress = self.env["ir.cron"]._commit_progress
        run = self.env["debtor.followup.run"]._get_or_create(company, as_of)
        if not run or run.behaviour_at or not run.try_lock_for_update():
            return True
        left = self._partners_to_refresh(company, as_of, run.behaviour_after)
        progress(remaining=len(left))
        refresher = _Refresher(self.env, company, as_of)
        for chunk in split_every(CHUNK, left, list):
            if not run.try_lock_for_update():
                return True  # each commit lets go of it: another worker goes on
            refresher.refresh(chunk)
            run.behaviour_after = chunk[-1]
            if not progress(len(chunk)):
                return False
        self.env["debtor.own.warning"]._warn(company, as_of)
        run.behaviour_at = fields.Datetime.now()
        progress()
        return True


class DebtorActivation(models.Model):
    """Who starts follow-up sees his customers' classes at once."""

    _inherit = "debtor.activation"

    def _suggest_kinds(self):
        """Also read how the customers pay, now that they are known."""
        result = super()._suggest_kinds()
        company = self.company_id
        as_of = company._followup_now().date()
        self.env["debtor.behaviour"]._refresh(company, as_of)
        return result
