from odoo import fields, models
from odoo.tools import SQL

from .const import STEP_KINDS
from .notice_crossing import CROSSING_CAUSES


class DebtorReminderReport(models.Model):
    """Each claim that a message demanded, and whether it had been paid then.

    Read from the evidence at the moment of looking; nothing of it is stored.
    """

    _name = "debtor.reminder.report"
    _description = "Reminders that were wrong"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "notice_id"
    _depends = {
        "debtor.notice": [
            *("channel", "company_id", "contact_date", "copy_of_id", "debtor_id"),
            *("partner_id", "purpose", "state"),
        ],
        "debtor.notice.line": [
            *("crossed_cause", "crossed_days", "crossed_journal_id", "crossed_on"),
            *("level_id", "move_id", "move_name", "notice_id", "role", "step_kind"),
        ],
        "debtor.debtor": ["responsible_id"],
    }

    notice_id = fields.Many2one("debtor.notice", string="Message", readonly=True)
    debtor_id = fields.Many2one("debtor.debtor", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    responsible_id = fields.Many2one("res.users", string="Owner", readonly=True)
    date = fields.Date(string="Sent on", readonly=True)
    level_id = fields.Many2one("debtor.followup.level", string="Step", readonly=True)
    step_kind = fields.Selection(STEP_KINDS, string="Kind of step", readonly=True)
    move_name = fields.Char(string="Invoice", readonly=True)
    date_paid = fields.Date(string="Paid on", readonly=True)
    days = fields.Integer(
        string="Days after the payment",
        readonly=True,
        aggregator="avg",
        help="Between the value date of the payment and the sending.",
    )
    cause = fields.Selection(CROSSING_CAUSES, string="Why nobody knew", readonly=True)
    journal_id = fields.Many2one("account.journal", string="Booked in", readonly=True)
    wrong = fields.Integer(
        readonly=True,
        help="Invoices that had been paid when the message left.",
    )
    share = fields.Float(
        string="Wrong (%)",
        readonly=True,
        aggregator="avg",
        digits=(5, 1),
        help="Of the invoices that messages demanded.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id, notice.id AS notice_id, notice.debtor_id,
                   notice.partner_id, notice.company_id, debtor.responsible_id,
                   notice.contact_date AS date, line.level_id, line.step_kind,
                   line.move_name, line.crossed_on AS date_paid,
                   CASE WHEN line.crossed_on IS NOT NULL
                        THEN line.crossed_days END AS days,
                   line.crossed_cause AS cause,
                   line.crossed_journal_id AS journal_id,
                   CASE WHEN line.crossed_on IS NULL THEN 0 ELSE 1 END AS wrong,
                   CASE WHEN line.crossed_on IS NULL THEN 0 ELSE 100 END AS share
              FROM debtor_notice_line line
              JOIN debtor_notice notice ON notice.id = line.notice_id
              JOIN debtor_debtor debtor ON debtor.id = notice.debtor_id
             WHERE line.role = 'demanded' AND notice.purpose = 'step'
               AND notice.channel <> 'phone'
               AND (notice.state IN ('sent', 'withdrawn') OR EXISTS (
                    SELECT FROM debtor_notice copy
                     WHERE copy.copy_of_id = notice.id
                       AND copy.state IN ('sent', 'withdrawn')))
            """
        )

    def action_open_notice(self):
        """Open the message."""
        self.ensure_one()
        return self.notice_id._get_records_action()
