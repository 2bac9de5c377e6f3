from odoo import fields, models
from odoo.tools import SQL

from .const import DEBTOR_KINDS, RELATIONSHIPS

#: Entries in these journals are payments: nobody owes us because of them.
PAYMENT_JOURNALS = ("bank", "cash", "credit")
#: Documents in these states are not open although their line is.
NOT_OPEN = ("blocked", "reversed", "in_payment", "paid", "invoicing_legacy")


def is_payment():
    """Return the SQL condition for a match by which something was paid.

    Credit notes pay nothing, and an exchange difference has no amount in the
    claim's currency.
    """
    return SQL("partial.debit_amount_currency > 0 AND journal.type <> 'sale'")


def payments_of_line():
    """Return the SQL of what settled a receivable line, for a lateral join.

    What is settled in several parts is paid by the last one.
    """
    return SQL(
        """
        SELECT max(credit.date) AS paid_on, sum(partial.amount) AS amount
          FROM account_partial_reconcile partial
          JOIN account_move_line credit ON credit.id = partial.credit_move_id
          JOIN account_journal journal ON journal.id = credit.journal_id
         WHERE partial.debit_move_id = line.id AND %s
        """,
        is_payment(),
    )


def is_claim():
    """Return the SQL condition for a line by which a customer owes or owed us."""
    return SQL(
        """
        line.parent_state = 'posted' AND line.balance > 0
        AND line.date_maturity IS NOT NULL
        AND EXISTS (SELECT FROM account_journal own
                     WHERE own.id = line.journal_id AND own.type NOT IN %s)
        """,
        PAYMENT_JOURNALS,
    )


def is_open():
    """Return the SQL condition for a claim that is open and followed."""
    return SQL(
        """
        line.reconciled IS NOT TRUE AND line.amount_residual > 0
        AND line.no_followup IS NOT TRUE
        AND COALESCE(move.payment_state, 'not_paid') NOT IN %s
        """,
        NOT_OPEN,
    )


def own_delay():
    """Return the SQL of the days between an invoice's date and its sending."""
    return SQL(
        """
        COALESCE(GREATEST(0, move.followup_sent_date
                             - COALESCE(move.invoice_date, line.date_maturity)), 0)
        """
    )


class DebtorPaymentHistory(models.Model):
    """How late each claim was paid, or is by today: for pivots and graphs.

    Read from the ledger at the moment of looking, by the same conditions as the
    figures of debtors (``BehaviourReader``); nothing of it is stored.
    """

    _name = "debtor.payment.history"
    _description = "Payment behaviour"
    _auto = False
    _order = "date_due desc, id desc"
    _rec_name = "move_id"
    _depends = {
        "account.move": [
            "followup_sent_date",
            "invoice_date",
            "payment_state",
        ],
        "account.move.line": [
            "account_id",
            "amount_residual",
            "balance",
            "company_id",
            "date",
            "date_maturity",
            "journal_id",
            "move_id",
            "no_followup",
            "parent_state",
            "partner_id",
            "reconciled",
        ],
        "account.partial.reconcile": [
            "amount",
            "credit_move_id",
            "debit_amount_currency",
            "debit_move_id",
        ],
        "debtor.debtor": ["debtor_kind", "relationship", "responsible_id"],
        "res.partner": ["commercial_partner_id"],
    }

    debtor_id = fields.Many2one("debtor.debtor", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_line_id = fields.Many2one(
        "account.move.line", string="Journal item", readonly=True
    )
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    state = fields.Selection([("paid", "Paid"), ("open", "Open")], readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    date_paid = fields.Date(string="Paid on", readonly=True)
    amount = fields.Monetary(readonly=True, help="What was paid, or is open.")
    days_late = fields.Integer(
        string="Days late",
        readonly=True,
        aggregator="avg",
        help="From the due date, or later where we sent the invoice late, to the "
        "payment or today. Below zero: paid before it was due.",
    )
    relationship = fields.Selection(RELATIONSHIPS, string="Class", readonly=True)
    debtor_kind = fields.Selection(DEBTOR_KINDS, string="Kind", readonly=True)
    responsible_id = fields.Many2one("res.users", string="Owner", readonly=True)

    @property
    def _table_query(self):
        # layer: the age of an open claim is shown as of today, and decides nothing
        today = self.env.company._followup_now().date()
        return SQL(
            """
            SELECT line.id, line.id AS move_line_id, line.move_id, line.company_id,
                   partner.commercial_partner_id AS partner_id,
                   debtor.id AS debtor_id, debtor.relationship,
                   debtor.debtor_kind, debtor.responsible_id,
                   CASE WHEN line.reconciled THEN 'paid' ELSE 'open' END AS state,
                   line.date_maturity AS date_due, paid.paid_on AS date_paid,
                   COALESCE(paid.amount, line.amount_residual) AS amount,
                   COALESCE(paid.paid_on, %(today)s) - line.date_maturity
                       - %(delay)s AS days_late
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
              JOIN account_move move ON move.id = line.move_id
              JOIN res_partner partner ON partner.id = line.partner_id
              JOIN res_company company ON company.id = line.company_id
              LEFT JOIN LATERAL (%(payments)s) paid ON line.reconciled
              LEFT JOIN debtor_debtor debtor
                ON debtor.partner_id = partner.commercial_partner_id
               AND debtor.company_id = split_part(company.parent_path, '/', 1)::int
             WHERE account.account_type = 'asset_receivable'
               AND %(is_claim)s
               AND (line.reconciled AND paid.amount > 0
                    OR %(is_open)s AND line.date_maturity < %(today)s)
            """,
            today=today,
            delay=own_delay(),
            payments=payments_of_line(),
            is_claim=is_claim(),
            is_open=is_open(),
        )

    def action_open_move(self):
        """Open the invoice."""
        self.ensure_one()
        return self.move_id._get_records_action()
