"""Up to which day the bank is known: what is paid later cannot be seen yet."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL, format_date

#: Who may say that the bank is complete.
MARKERS = "debtor_followup.group_user"


class ResCompany(models.Model):
    _inherit = "res.company"

    followup_bank_marked_date = fields.Date(
        string="Bank complete up to",
        help="All that came in up to this day is booked, also when there is no "
        "newer bank statement line. Kept on the main company.",
    )

    @api.constrains("followup_bank_marked_date")
    def _check_followup_bank_marked_date(self):
        for company in self:
            day = company.followup_bank_marked_date
            today = company._followup_now().date()
            if day and day > today:
                raise ValidationError(
                    self.env._(
                        "The bank cannot be complete up to %(day)s, a day to come: "
                        "choose today, %(today)s, or earlier.",
                        day=format_date(self.env, day),
                        today=format_date(self.env, today),
                    )
                )

    def _followup_bank_date(self):
        """Return up to which day payments of this legal entity are booked.

        The day of the newest posted line of its bank statements, or the day up
        to which a person said that the bank is complete: whichever is later.

        :return: a date, None when nothing is known
        """
        self.ensure_one()
        days = [
            self.sudo().root_id.followup_bank_marked_date,
            self._followup_newest_bank_line(),
        ]
        return max((day for day in days if day), default=None)

    def _followup_newest_bank_line(self):
        """Return the day of the newest posted bank statement line, None without.

        One look into an index for each bank journal and branch.
        """
        lines = self.env["account.bank.statement.line"]
        lines.flush_model(["journal_id", "company_id", "internal_index"])
        self.env["account.move"].flush_model(["date", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT max(newest.date)
                  FROM account_journal journal
                 CROSS JOIN unnest(%(companies)s::int[]) AS company(id)
                 CROSS JOIN LATERAL (
                        SELECT move.date
                          FROM account_bank_statement_line line
                          JOIN account_move move ON move.id = line.move_id
                         WHERE line.journal_id = journal.id
                           AND line.company_id = company.id
                           AND move.state = 'posted'
                         ORDER BY line.internal_index DESC
                         LIMIT 1) AS newest
                 WHERE journal.type = 'bank'
                   AND journal.company_id = ANY(%(companies)s::int[])
                """,
                companies=self._followup_branches().ids,
            )
        )
        return rows[0][0]

    def _mark_bank_complete(self, day):
        """Note that the bank of this legal entity is booked up to a day.

        :param date day: today at the latest
        :raises AccessError: for whoever may not send reminders
        :raises ValidationError: when the day is still to come
        """
        self.ensure_one()
        if not self.env.su and not self.env.user.has_group(MARKERS):
            raise AccessError(
                self.env._("Only users of Follow-up say up to when the bank is booked.")
            )
        self._write_bank_complete_sudo(day)

    def _write_bank_complete_sudo(self, day):
        """Write the day on the main company.

        In sudo mode because a bookkeeper has no rights on companies.
        """
        self.sudo().root_id.followup_bank_marked_date = day
