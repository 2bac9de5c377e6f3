import logging

from odoo import api, fields, models
from odoo.tools import SQL

from .const import CONTENTION, OUTCOMES

_logger = logging.getLogger(__name__)


class DebtorFollowupRun(models.Model):
    """The planning part of a run: which companies, and chunk by chunk who is next."""

    _inherit = "debtor.followup.run"

    @api.model
    def _companies_to_follow(self):
        """Return the root companies where some active policy applies."""
        self.env.cr.execute(
            SQL(
                """
                SELECT company.id FROM res_company company
                 WHERE company.active AND company.parent_id IS NULL
                   AND (EXISTS (SELECT FROM debtor_followup_policy policy
                                 WHERE policy.id = company.followup_policy_id
                                   AND policy.state = 'active')
                        OR EXISTS (SELECT FROM debtor_debtor debtor
                                     JOIN debtor_followup_policy policy
                                       ON policy.id = debtor.policy_id
                                    WHERE debtor.company_id = company.id
                                      AND policy.state = 'active'))
                 ORDER BY company.id
                """
            )
        )
        return self.env["res.company"].browse(row[0] for row in self.env.cr.fetchall())

    @api.model
    def _get_or_create(self, company, as_of):
        """Return the run of a company and day, made when there is none.

        Empty while somebody else is making it: waiting for him would end in an
        error, after all of his work.
        """
        domain = [("company_id", "=", company.id), ("date", "=", as_of)]
        if run := self.search(domain):
            return run
        ((is_ours,),) = self.env.execute_query(
            SQL(
                "SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)",
                self._name,
                company.id,
            )
        )
        if not is_ours:
            return run
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO debtor_followup_run
                       (company_id, date, state, create_uid, write_uid,
                        create_date, write_date)
                VALUES (%(company)s, %(day)s, 'running', %(uid)s, %(uid)s,
                        now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')
                ON CONFLICT (company_id, date) DO NOTHING
                """,
                company=company.id,
                day=as_of,
                uid=self.env.uid,
            )
        )
        return self.search(domain)

    def _is_stopped(self):
        """Note on the run why its company cannot be followed at all, if so."""
        obstacle = self.company_id._followup_obstacle()
        if not obstacle:
            return False
        if obstacle not in self.failure_ids.mapped("message"):
            self.failure_ids.create({"run_id": self.id, "message": obstacle})
        self.state = "failed"
        return True

    def _begin_plan(self, again=False):
        """Start the day's planning; a second one the same day starts anew."""
        if again or not self.planned_count:
            counts = {f"{code}_count": 0 for code, _name in OUTCOMES}
            self.write({"planned_count": 0, "planned_at": False, **counts})
        if again:
            self._forget_planning()

    def _forget_planning(self):
        """Let the debtors of this day be planned and acted on once more.

        Nothing can go out twice by that: what was sent is read from the notices.
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE debtor_debtor SET planned_on = NULL, acted_on = NULL
                 WHERE company_id = %(company)s
                   AND (planned_on = %(day)s OR acted_on = %(day)s)
                """,
                company=self.company_id.id,
                day=self.date,
            )
        )
        self.env["debtor.debtor"].invalidate_model(["planned_on", "acted_on"])

    def _count(self, counts):
        """Add to the counts by outcome."""
        values = {
            f"{code}_count": self[f"{code}_count"] + count
            for code, count in counts.items()
            if count
        }
        values["planned_count"] = self.planned_count + sum(counts.values())
        self.write(values)

    def _plan_chunk(self, planner, partner_ids):
        """Plan a chunk; when that fails, by halves, until the culprit is named."""
        try:
            with self.env.cr.savepoint():
                counts = planner.plan(partner_ids)
        except CONTENTION:
            raise
        except Exception as error:  # noqa: BLE001 - one debtor never stops the others
            if len(partner_ids) == 1:
                debtor = self.env["debtor.debtor"].search(
                    [
                        ("company_id", "=", self.company_id.id),
                        ("partner_id", "in", partner_ids),
                    ]
                )
                self._note_failure(debtor, error)
                return
            middle = len(partner_ids) // 2
            self._plan_chunk(planner, partner_ids[:middle])
            self._plan_chunk(planner, partner_ids[middle:])
        else:
            self._count(counts)

    def _note_failure(self, debtor, error):
        """Name a debtor, or none for the whole company, on the run."""
        _logger.warning("Follow-up: %s of %s failed: %s", debtor, self, error)
        self.env["debtor.followup.run.failure"].create(
            {
                "run_id": self.id,
                "debtor_id": debtor.id,
                "message": str(error) or type(error).__name__,
            }
        )

    def _end_plan(self):
        self.planned_at = fields.Datetime.now()

    def _not_yet_planned(self, partner_ids):
        """Return the partners that this day's planning has not reached yet."""
        done = self.env.execute_query(
            SQL(
                """
                SELECT partner_id FROM debtor_debtor
                 WHERE company_id = %s AND planned_on = %s
                """,
                self.company_id.id,
                self.date,
            )
        )
        done = {row[0] for row in done}
        return [partner_id for partner_id in partner_ids if partner_id not in done]
