from odoo import models


class DebtorDebtor(models.Model):
    """Buttons that ask for a day, a step, an owner, with a reason."""

    _inherit = "debtor.debtor"

    def action_postpone(self):
        """Ask until when to leave these debtors alone."""
        return self.env["debtor.step.change"]._open(self, "postpone")

    def action_skip(self):
        """Ask why the next step is passed over."""
        return self.env["debtor.step.change"]._open(self, "skip")

    def action_change_step(self):
        """Ask which later step to go on with."""
        return self.env["debtor.step.change"]._open(self, "change")

    def action_assign(self):
        """Ask who is responsible for these debtors."""
        return self.env["debtor.step.change"]._open(self, "assign")


class DebtorTodo(models.Model):
    """The same, from the rows of the morning page."""

    _inherit = "debtor.todo"

    def action_postpone(self):
        return self.debtor_id.action_postpone()

    def action_skip(self):
        return self.debtor_id.action_skip()

    def action_change_step(self):
        return self.debtor_id.action_change_step()

    def action_assign(self):
        return self.debtor_id.action_assign()
