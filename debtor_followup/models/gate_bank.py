"""The gate of the bank: nothing leaves by itself while it is not booked."""

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..engine.bank import journals_behind


class ResCompany(models.Model):
    _inherit = "res.company"

    def _followup_bank_behind(self, as_of):
        """Return the bank journals that are not booked far enough.

        :param date as_of: which day counts as today
        :return: tuple of pairs (name, day up to which it is booked)
        """
        self.ensure_one()
        root = self.sudo().root_id
        country = root.country_id.code
        return journals_behind(
            self._followup_newest_lines(as_of),
            root.followup_bank_marked_date,
            as_of,
            (country,) if country else (),
        )

    def _followup_newest_lines(self, as_of):
        """Return pairs (journal, day of its newest posted line) of bank journals.

        One look into an index for each journal and branch. Lines of days to come
        say nothing about today.
        """
        lines = self.env["account.bank.statement.line"]
        lines.flush_model(["journal_id", "company_id", "internal_index"])
        self.env["account.move"].flush_model(["date", "state"])
        journals = self.env["account.journal"]
        journals.flush_model(["type", "company_id", "active", "name"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT journal.id, max(newest.date)
                  FROM account_journal journal
                 CROSS JOIN unnest(%(companies)s::int[]) AS company(id)
                 CROSS JOIN LATERAL (
                        SELECT move.date
                          FROM account_bank_statement_line line
                          JOIN account_move move ON move.id = line.move_id
                         WHERE line.journal_id = journal.id
                           AND line.company_id = company.id
                           AND move.state = 'posted'
                           AND move.date <= %(day)s
                         ORDER BY line.internal_index DESC
                         LIMIT 1) AS newest
                 WHERE journal.type = 'bank' AND journal.active
                   AND journal.company_id = ANY(%(companies)s::int[])
                 GROUP BY journal.id
                """,
                companies=self._followup_branches().ids,
                day=as_of,
            )
        )
        names = {one.id: one.name for one in journals.sudo().browse(r[0] for r in rows)}
        return [(names[journal_id], newest) for journal_id, newest in rows]

    def _followup_say_bank_behind(self, today):
        """Return why nothing leaves by itself because of the bank, or an empty text."""
        behind = self._followup_bank_behind(today)
        if not behind:
            return ""
        journals = ", ".join(
            self.env._(
                "%(journal)s up to %(day)s",
                journal=name,
                day=format_date(self.env, day),
            )
            for name, day in behind
        )
        return self.env._(
            "No message leaves by itself: the bank is not booked far enough "
            "(%(journals)s). Book the statements, or say that the bank is complete.",
            journals=journals,
        )

    def _mark_bank_complete(self, day):
        res = super()._mark_bank_complete(day)
        # What waited for the bank is decided again.
        self.env.ref("debtor_followup.ir_cron_act").sudo()._trigger()
        return res


class DebtorFollowupRun(models.Model):
    _inherit = "debtor.followup.run"

    bank_behind = fields.Boolean(
        readonly=True,
        help="When it was planned the bank was not booked far enough: what leaves "
        "by itself waited.",
    )

    def _begin_plan(self, again=False):
        behind = bool(self.company_id._followup_bank_behind(self.date))
        if behind or again or not self.planned_count:
            self.bank_behind = behind
        return super()._begin_plan(again=again)

    def _bank_came_in(self):
        """Let the day be planned once more when the bank was booked since.

        :return: whether it must be planned
        """
        if not self.bank_behind or self.company_id._followup_bank_behind(self.date):
            return False
        if not self.try_lock_for_update():
            return False  # somebody plans it at this moment
        self.state = "running"
        self._begin_plan(again=True)
        return True


class DebtorFollowupDecision(models.Model):
    _inherit = "debtor.followup.decision"

    def _get_readable_parameters(self, level_names):
        values = super()._get_readable_parameters(level_names)
        raw = self.parameters or {}
        values["journals"] = ", ".join(raw.get("journals") or ())
        booked = raw.get("booked")
        values["booked"] = format_date(self.env, booked) if booked else "-"
        return values

    @api.model
    def _get_explanations(self):
        return {
            **super()._get_explanations(),
            "bank_behind": self.env._(
                "%(level)s is due, and waits until %(next)s: the bank is booked up to "
                "%(booked)s only (%(journals)s), so that who paid since would be "
                "reminded. Book the statements, or say on the morning page that the "
                "bank is complete."
            ),
        }
