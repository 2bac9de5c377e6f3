from odoo import api, fields, models
from odoo.exceptions import UserError


class DebtorStepChange(models.TransientModel):
    """Postpone the next contact of debtors, pass it over, go on later, assign.

    It only asks; the debtors' own methods decide what can be done.
    """

    _name = "debtor.step.change"
    _description = "Change what is next"

    mode = fields.Selection(
        [
            ("postpone", "Postpone"),
            ("skip", "Pass the step over"),
            ("change", "Go on with a later step"),
            ("assign", "Assign"),
        ],
        required=True,
        default="postpone",
    )
    debtor_ids = fields.Many2many("debtor.debtor", required=True, readonly=True)
    debtor_count = fields.Integer(compute="_compute_debtor_count")
    until = fields.Selection(
        [
            ("tomorrow", "Tomorrow"),
            ("monday", "Next Monday"),
            ("week", "In a week"),
            ("month", "In a month"),
            ("date", "A date"),
        ],
        default="monday",
    )
    date_until = fields.Date(string="Not before")
    reason = fields.Char(help="Kept with what was decided, for whoever asks later.")
    allowed_level_ids = fields.Many2many(
        "debtor.followup.level", compute="_compute_allowed_level_ids"
    )
    level_id = fields.Many2one(
        "debtor.followup.level",
        string="Go on with",
        domain="[('id', 'in', allowed_level_ids)]",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )

    @api.depends("debtor_ids")
    def _compute_debtor_count(self):
        for change in self:
            change.debtor_count = len(change.debtor_ids)

    @api.depends("debtor_ids")
    def _compute_allowed_level_ids(self):
        for change in self:
            change.allowed_level_ids = change.debtor_ids.effective_policy_id.level_ids

    @api.model
    def _open(self, debtors, mode):
        """Return the action that opens the dialog for some debtors."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debtor_followup.debtor_step_change_action"
        )
        modes = dict(self._fields["mode"]._description_selection(self.env))
        action["name"] = modes[mode]
        action["context"] = {
            "default_mode": mode,
            "default_debtor_ids": [fields.Command.set(debtors.ids)],
        }
        return action

    def action_confirm(self):
        """Do it for all debtors of the dialog; name those it cannot be done for.

        :raises UserError: when something is missing, or nobody can be helped
        """
        self.ensure_one()
        self.debtor_ids.check_access("write")
        if not self.debtor_ids:
            raise UserError(self.env._("Choose the customers first."))
        if self.mode == "assign":
            self.debtor_ids.responsible_id = self.user_id
            return True
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why, in a few words: it is kept."))
        if self.mode == "postpone":
            return self._postpone()
        if self.mode == "change" and not self.level_id:
            raise UserError(self.env._("Choose the step to go on with."))
        return self._skip()

    def _postpone(self):
        for company, debtors in self.debtor_ids.grouped("company_id").items():
            today = company._followup_now().date()
            until = self.date_until
            if self.until != "date":
                until = debtors._day_of_choice(self.until or "monday", today)
            if not until:
                raise UserError(self.env._("Choose the day."))
            debtors._postpone(today, until, self.reason.strip())
        return True

    def _skip(self):
        target = self.level_id if self.mode == "change" else None
        refused = {}
        for company, debtors in self.debtor_ids.grouped("company_id").items():
            today = company._followup_now().date()
            refused |= debtors._skip_step(today, self.reason.strip(), target)
        if not refused:
            return True
        text = "\n".join(
            self.env._(
                "Nothing changed for %(name)s: %(why)s.",
                name=debtor.partner_id.display_name,
                why=why,
            )
            for debtor, why in refused.items()
        )
        if len(refused) == len(self.debtor_ids):
            raise UserError(text)
        return self.env["debtor.todo"]._tell(text, True)
