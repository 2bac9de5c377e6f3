from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..engine import calls

WITHDRAW_REASONS = [
    ("paid", "It was paid already"),
    ("wrong_invoice", "The invoice is wrong"),
    ("agreement", "Something else had been agreed"),
    ("wrong_recipient", "It went to the wrong person"),
    ("other", "Another mistake of ours"),
]


#: Found each night, never chosen: the payment was there and nobody could see it.
CROSSED = "crossed"

#: What a reason says about the claims: the pause that keeps them out of follow-up.
PAUSE_FOR = {"paid": "payment_announced", "wrong_invoice": "dispute"}


class DebtorNotice(models.Model):
    """Taking back what should not have been sent: the step goes back."""

    _inherit = "debtor.notice"

    withdrawn_date = fields.Date(string="Taken back on", readonly=True, copy=False)
    withdraw_reason = fields.Selection(
        [*WITHDRAW_REASONS, (CROSSED, "The payment crossed it")],
        readonly=True,
        copy=False,
    )
    withdraw_note = fields.Char(readonly=True, copy=False)

    def _withdraw(self, reason, note, today):
        """Take sent notices back, with the same contact by a second channel.

        The ladder stands where it stood before, and waits as after a contact
        of today.

        :param str reason: one of :data:`WITHDRAW_REASONS`
        :param date today: the day of the company
        :raises UserError: when none of these was sent
        """
        moved = self._set_state(
            "withdrawn",
            withdrawn_date=today,
            withdraw_reason=reason,
            withdraw_note=note,
        )
        if not moved:
            raise UserError(self._say_not_sent())
        return moved

    def action_withdraw(self):
        """Ask why this message is taken back, and show the apology."""
        self.ensure_one()
        self.debtor_id._check_may_send()
        form = self.env["debtor.notice.withdraw"]._open(self._check_can_withdraw())
        return form._get_records_action(
            name=self.env._("Take back and apologise"), target="new"
        )

    def _check_can_withdraw(self):
        """Return by what the step of this message arrived, perhaps only a copy.

        :raises UserError: when it did not; says what can be done instead
        """
        self.ensure_one()
        arrived = self._get_to_withdraw()
        if not arrived:
            raise UserError(self._say_not_sent())
        return arrived

    def _say_not_sent(self):
        return self.env._(
            "Only a message that was sent can be taken back. What is still "
            "waiting can be cancelled."
        )

    def _take_back(self, reason, note):
        """Withdraw this notice and see to it that nothing follows by mistake.

        What was paid waits for the payment to show; a wrong invoice waits for a
        person; the rest waits as after any contact.
        """
        self.ensure_one()
        self._check_can_withdraw()
        debtor = self.debtor_id
        today = debtor.company_id._followup_now().date()
        self._withdraw(reason, note, today)
        claims = (
            (self.copy_of_id or self)
            .line_ids.filtered(
                lambda line: line.role == "demanded" and line.move_line_id
            )
            .move_line_id.filtered(lambda claim: not claim.reconciled)
        )
        if reason in PAUSE_FOR and claims:
            self.env["debtor.pause"].create(
                {
                    "debtor_id": debtor.id,
                    "reason": PAUSE_FOR[reason],
                    "scope": "claims",
                    "date_start": today,
                    "date_end": calls.answer_day(today, debtor._countries()),
                    "user_id": debtor._get_task_user().id,
                    "note": note,
                    "line_ids": [
                        Command.create({"move_line_id": claim.id}) for claim in claims
                    ],
                }
            )
        debtor._plan(today)
