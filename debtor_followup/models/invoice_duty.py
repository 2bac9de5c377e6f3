"""What a person must do for an invoice before its customer is asked to pay."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine.duties import BOUNCED, DRAFT_CREDIT, NEVER_SENT, REFUSED
from .bulk import array

#: The row of a duty on the morning page; see ``debtor_todo``.
DUTY = 14
#: Its cause, and what it asks there; every other cause asks the last.
KINDS_OF_CAUSES = {
    NEVER_SENT: "send_invoice",
    BOUNCED: "resend_invoice",
    REFUSED: "resend_invoice",
    DRAFT_CREDIT: "post_credit",
}
OTHER_KIND = "own_part"
DUTY_KINDS = {*KINDS_OF_CAUSES.values(), OTHER_KIND}
#: Causes that end when an invoice leaves, or somebody says that it did.
OF_SENDING = (NEVER_SENT, BOUNCED, REFUSED)


class DebtorInvoiceDuty(models.Model):
    """An invoice that waits for us: one row an invoice and cause.

    Written by planning, and gone when the cause is: nobody writes on it.
    """

    _name = "debtor.invoice.duty"
    _description = "Invoice that waits for us"
    _order = "id"
    _rec_name = "move_id"

    debtor_id = fields.Many2one(
        "debtor.debtor", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="debtor_id.company_id")
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    cause = fields.Char(required=True, readonly=True)
    since = fields.Date(readonly=True)
    about = fields.Char(readonly=True)

    _once = models.UniqueIndex("(move_id, cause)")

    @api.model
    def _note(self, debtor_ids, held):
        """Bring the tasks of debtors in line with what was decided about them.

        One statement, whatever the number of debtors. A task that is there stays as
        it is; one whose cause is gone goes.

        :param debtor_ids: of whom was decided
        :param held: tuples (debtor id, move id, cause, since, about) that a person
            is told of
        """
        columns = list(zip(*held, strict=True)) or [()] * 5
        self.env.cr.execute(
            SQL(
                """
                WITH held AS (
                     SELECT DISTINCT ON (move, cause) *
                       FROM unnest(%(debtors)s::int[], %(moves)s::int[],
                                   %(causes)s::text[], %(since)s::date[],
                                   %(about)s::text[])
                            AS row(debtor, move, cause, since, about)),
                     gone AS (
                     DELETE FROM debtor_invoice_duty duty
                      WHERE duty.debtor_id = ANY(%(decided)s::int[])
                        AND NOT EXISTS (SELECT FROM held
                                         WHERE held.move = duty.move_id
                                           AND held.cause = duty.cause))
                INSERT INTO debtor_invoice_duty AS duty
                       (debtor_id, move_id, cause, since, about, create_uid,
                        create_date, write_uid, write_date)
                SELECT debtor, move, cause, since, about, %(uid)s,
                       now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM held
                    ON CONFLICT (move_id, cause) DO UPDATE
                   SET debtor_id = EXCLUDED.debtor_id, since = EXCLUDED.since,
                       about = EXCLUDED.about
                 WHERE (duty.debtor_id, duty.since, duty.about) IS DISTINCT FROM
                       (EXCLUDED.debtor_id, EXCLUDED.since, EXCLUDED.about)
                """,
                debtors=array(columns[0]),
                moves=array(columns[1]),
                causes=array(columns[2]),
                since=array(columns[3]),
                about=list(columns[4]),
                decided=array(debtor_ids),
                uid=self.env.uid,
            )
        )
        self.invalidate_model(flush=False)

    def _open(self):
        """Return the action by which this duty is done.

        :raises UserError: for whoever may not send invoices
        """
        self.ensure_one()
        move = self.move_id
        if self.cause == DRAFT_CREDIT:
            notes = move.reversal_move_ids.filtered(lambda one: one.state == "draft")
            return (notes[:1] or move)._get_records_action()
        if self.cause not in OF_SENDING:
            return move._get_records_action()
        if not move.has_access("write"):
            raise UserError(
                self.env._(
                    "You may not send invoices in Odoo. Ask somebody who does, or say "
                    "that %s was sent outside Odoo.",
                    move.display_name,
                )
            )
        return move.action_send_and_print()

    def _say(self):
        """Return in the reader's language what is not done, and what to do."""
        self.ensure_one()
        debtor = self.debtor_id.sudo()
        words = self.env["debtor.followup.decision"]._say_duties(
            (debtor.decision_id.parameters or {}).get("duties"), self.move_id.id
        )
        return words or self.sudo().move_id.display_name


class AccountMove(models.Model):
    _inherit = "account.move"

    followup_duty_ids = fields.One2many(
        "debtor.invoice.duty",
        "move_id",
        string="Waits for us",
        groups="debtor_followup.group_viewer",
    )

    def _followup_duties_done_sudo(self):
        """Take the tasks about the sending of these invoices off the morning page.

        In sudo mode because whoever sends invoices need not see follow-up.
        """
        self.sudo().followup_duty_ids.filtered(
            lambda one: one.cause in OF_SENDING
        ).unlink()


class DebtorTodo(models.Model):
    _inherit = "debtor.todo"

    _depends = {"debtor.invoice.duty": ["cause", "debtor_id", "move_id"]}

    duty_id = fields.Many2one("debtor.invoice.duty", compute="_compute_duty_id")
    move_id = fields.Many2one(
        "account.move", string="Invoice", compute="_compute_duty_id"
    )

    @api.depends("kind")
    def _compute_duty_id(self):
        for todo in self:
            # As in `_table_query`: what the row comes from is in its id.
            todo.duty_id = todo.id // 16 if todo.kind in DUTY_KINDS else False
            todo.move_id = todo.duty_id.move_id

    @api.model
    def _collected_rows(self):
        """Add what waits for us, as long as its cause is still there."""
        return SQL(
            """
            %(others)s UNION ALL
            SELECT %(source)s, duty.id, duty.debtor_id, '35_own_part',
                   COALESCE(asked.kind, %(other)s),
                   NULL::int, NULL::int, NULL::int
              FROM debtor_invoice_duty duty
              LEFT JOIN unnest(%(causes)s::text[], %(kinds)s::text[])
                        AS asked(cause, kind) ON asked.cause = duty.cause
             WHERE duty.cause <> %(credit)s
                OR EXISTS (SELECT FROM account_move note
                            WHERE note.reversed_entry_id = duty.move_id
                              AND note.state = 'draft')
            """,
            others=super()._collected_rows(),
            source=DUTY,
            other=OTHER_KIND,
            causes=list(KINDS_OF_CAUSES),
            kinds=list(KINDS_OF_CAUSES.values()),
            credit=DRAFT_CREDIT,
        )

    def _get_why(self):
        if self.duty_id:
            return self.duty_id._say()
        return super()._get_why()

    def action_open(self):
        """Open what the row asks for: Odoo's Send, the credit note, the invoice."""
        self.ensure_one()
        if self.duty_id:
            return self.duty_id._open()
        return super().action_open()

    def action_sent_outside(self):
        """Say that the invoices of these rows were sent outside Odoo.

        :raises UserError: when none of them is about an invoice
        """
        self.debtor_id._check_may_send()
        moves = self.duty_id.move_id
        if not moves:
            raise UserError(
                self.env._("None of these is about an invoice to send: choose others.")
            )
        return moves.action_followup_sent()
