from odoo import fields, models
from odoo.tools import SQL

from ..engine.rules.start import hold_back

#: While nobody is written to any more, only decisions are kept: larger batches.
HELD_TIMES = 10


class DebtorFollowupRun(models.Model):
    """The limit of a gentle start: so many automatic messages a day."""

    _inherit = "debtor.followup.run"

    turns = fields.Integer(readonly=True, export_string_translation=False)

    def _is_gentle(self):
        return self.company_id._followup_start().is_gentle(self.date)

    def _left_today(self):
        """Return how many more automatic messages this day allows, None: any."""
        company = self.company_id
        start = company._followup_start()
        if not start.is_gentle(self.date):
            return None
        self.env.flush_all()
        return start.allowance(self.date, company._count_automatic_notices(self.date))

    def _take_turn(self):
        """Let one worker of this day act at a time, while messages are counted.

        The row is locked and written: a worker that saw an older count fails
        instead of going beyond the limit.

        :raises psycopg2.errors.LockNotAvailable: another one acts now
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE debtor_followup_run SET turns = turns + 1
                 WHERE id = (SELECT id FROM debtor_followup_run WHERE id = %s
                                FOR NO KEY UPDATE NOWAIT)
                """,
                self.id,
            )
        )
        self.invalidate_recordset(["turns"], flush=False)

    def _next_batch(self):
        """While messages are counted, one worker of a company acts at a time."""
        if self._is_gentle():
            self._take_turn()
        return super()._next_batch()

    def _batch_size(self):
        size = super()._batch_size()
        return size * HELD_TIMES if self._left_today() == 0 else size

    def _batch_order(self):
        """In a gentle start the largest days late times amount come first."""
        if not self._is_gentle():
            return super()._batch_order()
        return SQL(
            """
            (SELECT (%s - (decision.parameters->>'oldest')::date)
                    * (decision.parameters->>'total')::numeric
               FROM debtor_followup_decision decision
              WHERE decision.id = debtor.decision_id) DESC NULLS LAST, debtor.id
            """,
            self.date,
        )

    def _get_places(self):
        """EXTENDS debtor_followup: in a gentle start messages are counted."""
        return self._left_today()

    def _hold_back(self, debtors, decisions):
        """Say of those for whom there is no place that they wait. EXTENDS."""
        start = self.company_id._followup_start()
        calendar = self.company_id._followup_calendar()
        return {
            debtor: hold_back(decisions[debtor], start, self.date, *calendar)
            for debtor in debtors
        }
