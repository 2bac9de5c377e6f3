from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from ..engine.calls import answer_day

DISPUTE_REASONS = [
    ("quality", "Not as agreed"),
    ("quantity", "Wrong quantity"),
    ("price", "Wrong price"),
    ("delivery", "Not delivered, or late"),
    ("not_ordered", "Not ordered"),
    ("invoice", "Something wrong on the invoice"),
    ("other", "Something else"),
]


class DebtorPause(models.Model):
    """Disputes: why, our answer, and how they end."""

    _inherit = "debtor.pause"

    dispute_reason = fields.Selection(
        DISPUTE_REASONS, string="What is disputed", tracking=True
    )
    credit_expected = fields.Boolean(
        string="Credit note to come",
        readonly=True,
        copy=False,
        help="Agreed to: the dispute ends when the credit note is posted.",
    )
    is_part_agreed = fields.Boolean(string="Agreed in part", readonly=True, copy=False)
    answer_text = fields.Text(string="Our answer", readonly=True, copy=False)
    answer_notice_id = fields.Many2one(
        "debtor.notice",
        string="Answered by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.onchange("reason")
    def _onchange_reason(self):
        """A dispute is about claims, and is answered within our own term."""
        if self.reason == "dispute" and self.debtor_id:
            today = self.debtor_id.company_id._followup_now().date()
            self.scope = "claims"
            self.date_end = answer_day(today, self.debtor_id._countries())

    def action_close_dispute(self):
        """Open the form on which somebody says how a dispute ends."""
        self.ensure_one()
        self._check_open_dispute()
        return self.env["debtor.dispute"]._open(self)

    def _check_open_dispute(self):
        """Check that this is a dispute that is still to be answered.

        :raises UserError: when it was answered in the meantime
        """
        self.ensure_one()
        self.debtor_id._check_may_send()
        self.check_access("write")
        if self.state != "active" or self.reason != "dispute":
            raise UserError(
                self.env._("Only an open dispute can be answered. Look at it again.")
            )

    def _grant(self, amount=None):
        """Agree with the debtor, wholly or in part: a credit note is to come.

        :param amount: what is agreed to, when it is less than what is disputed;
            the rest is followed again at once
        :return: the action that opens core's reversal of the invoice
        :raises UserError: for an amount that is not a part of it
        """
        self._check_open_dispute()
        line = self.line_ids
        if len(line) != 1 or not line.move_id:
            raise UserError(
                self.env._(
                    "This dispute is about several invoices. Make a dispute for each "
                    "of them, or make the credit notes and lift the pause."
                )
            )
        if amount is not None:
            disputed = line.amount or line.amount_residual
            if amount <= 0 or line.currency_id.compare_amounts(amount, disputed) >= 0:
                raise UserError(
                    self.env._(
                        "A part lies between zero and %(disputed)s, what is disputed. "
                        "For all of it choose to grant it.",
                        disputed=format_amount(self.env, disputed, line.currency_id),
                    )
                )
            line.amount = amount
            self.is_part_agreed = True
        self.credit_expected = True
        self.debtor_id._plan(self.company_id._followup_now().date())
        return self._get_reversal_action(line.move_id)

    def _get_reversal_action(self, move):
        """Return the action of core's credit note for an invoice."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_view_account_move_reversal"
        )
        action["context"] = {
            "active_model": "account.move",
            "active_ids": move.ids,
            "active_id": move.id,
            "default_reason": self.note or "",
        }
        return action

    def _reject(self, text, notice=None):
        """Tell that a dispute is not agreed to: follow-up goes on with the next step.

        :param str text: our answer
        :param notice: the message by which it was sent, None when told otherwise
        """
        self._check_open_dispute()
        if not (text or "").strip():
            raise UserError(self.env._("Write why the dispute is not agreed to."))
        self._set_state("rejected")
        self.write(
            {
                "answer_text": text,
                "answer_notice_id": notice.id if notice else False,
                "credit_expected": False,
            }
        )
        self.debtor_id._plan(self.company_id._followup_now().date())

    def _credited_sudo(self, credit_notes):
        """End the disputes whose credit notes were posted.

        In sudo mode because whoever posts credit notes need not follow debtors.

        :param credit_notes: posted ``account.move``
        """
        moves = credit_notes.reversed_entry_id
        if not moves:
            return
        disputes = self.sudo().search(
            [
                ("state", "=", "active"),
                ("reason", "=", "dispute"),
                ("credit_expected", "=", True),
                ("line_ids.move_id", "in", moves.ids),
            ]
        )
        for dispute in disputes:
            whole = not dispute.line_ids.amount
            credits = credit_notes.filtered(
                lambda one, of=dispute: one.reversed_entry_id == of.line_ids.move_id
            )
            line = dispute.line_ids
            total = sum(credits.mapped("amount_total"))
            if whole or line.currency_id.compare_amounts(total, line.amount) >= 0:
                dispute._set_state("agreed" if dispute.is_part_agreed else "granted")
                dispute.debtor_id._plan(dispute.company_id._followup_now().date())


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """A posted credit note ends the dispute that it was made for.

        EXTENDS account.
        """
        posted = super()._post(soft)
        credit_notes = posted.filtered(lambda move: move.move_type == "out_refund")
        if credit_notes:
            self.env["debtor.pause"]._credited_sudo(credit_notes)
        return posted
