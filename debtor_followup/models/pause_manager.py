from odoo import fields, models

#: What we owe an answer to: too late, it is the manager's.
TO_BE_ANSWERED = ("reply", "dispute")


class ResCompany(models.Model):
    """Who sees to it that answers are given."""

    _inherit = "res.company"

    followup_manager_id = fields.Many2one(
        "res.users",
        string="Late answers to",
        domain="[('share', '=', False)]",
        help="Gets a task when a reply or a dispute was not answered in time. "
        "Empty: whoever gets the tasks of follow-up.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_manager_id = fields.Many2one(
        related="company_id.root_id.followup_manager_id", readonly=False
    )


class DebtorPause(models.Model):
    """What was not answered in time goes to the manager, never to a reminder."""

    _inherit = "debtor.pause"

    def _prepare_end_task(self, as_of):
        """EXTENDS: replies and disputes go one step up."""
        task = super()._prepare_end_task(as_of)
        if self.reason not in TO_BE_ANSWERED:
            return task
        company = self.sudo().company_id.root_id
        manager = company.followup_manager_id or company.followup_user_id
        task["summary"] = self.env._("Not answered in time")
        if manager:
            task["user_id"] = manager.id
        return task
