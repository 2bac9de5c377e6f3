from odoo import models
from odoo.exceptions import UserError


class DebtorTodo(models.Model):
    """What is announced: the buttons to send it at once, or to stop it.

    Stopping is what stops every step: postpone, pass over, pause.
    """

    _inherit = "debtor.todo"

    def _get_announced(self):
        """Return the debtors among these rows whose step is announced.

        :raises UserError: when there is none
        """
        debtors = self.filtered(lambda one: one.kind == "announced").debtor_id
        if not debtors:
            debtors._check_may_send()
            raise UserError(
                self.env._(
                    "None of these is announced: choose rows of Goes out unless "
                    "stopped."
                )
            )
        return debtors

    def action_send_announced(self):
        """Send at once what was announced: nobody wants to stop it."""
        return self._get_announced().action_send_now()

    def action_call_instead(self):
        """Call first, in place of the reminders that were announced."""
        self._get_announced().action_call_instead()
