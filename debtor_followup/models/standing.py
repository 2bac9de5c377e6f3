from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

SOURCES = [
    ("company_register", "Company register"),
    ("balance_sheet", "Balance sheet"),
    ("insolvency_register", "Insolvency register"),
    ("credit_report", "Credit report"),
    ("by_hand", "Heard or seen"),
]
RESULTS = [
    ("sound", "Nothing that worries"),
    ("watch", "To keep an eye on"),
    ("weak", "Careful with credit"),
    ("insolvent", "Insolvent, or protected by a court"),
    ("ended", "Struck off, or no longer in business"),
]
#: What makes somebody think of a pause for insolvency.
INSOLVENT = ("insolvent", "ended")


class DebtorStanding(models.Model):
    """What somebody outside says about a customer: where it was read, and when."""

    _name = "debtor.standing"
    _description = "External standing of a debtor"
    _order = "date desc, id desc"
    _rec_name = "result"

    debtor_id = fields.Many2one(
        "debtor.debtor", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="debtor_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="debtor_id.company_id", store=True, index=True)
    source = fields.Selection(SOURCES, required=True, default="company_register")
    date = fields.Date(
        string="Read on",
        required=True,
        default=lambda self: self.env.company._followup_now().date(),
    )
    result = fields.Selection(RESULTS, required=True)
    note = fields.Text()
    document = fields.Binary(attachment=True)
    document_name = fields.Char(export_string_translation=False)
    user_id = fields.Many2one(
        "res.users",
        string="Read by",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    next_check_date = fields.Date(
        string="Look again on",
        help="On this day somebody gets the task to look again, once.",
    )
    task_date = fields.Date(readonly=True, copy=False)

    _next_check = models.Index(
        "(company_id, next_check_date) WHERE next_check_date IS NOT NULL "
        "AND task_date IS NULL"
    )

    @api.depends("source", "result", "date")
    def _compute_display_name(self):
        sources = dict(self._fields["source"]._description_selection(self.env))
        results = dict(self._fields["result"]._description_selection(self.env))
        for one in self:
            parts = (sources.get(one.source), results.get(one.result))
            name = ": ".join(part for part in parts if part)
            day = one.date and format_date(self.env, one.date)
            one.display_name = ", ".join(part for part in (name, day) if part)

    # === CONSTRAINTS === #

    @api.constrains("date")
    def _check_date(self):
        for one in self:
            if one.date > one.company_id._followup_now().date():
                raise ValidationError(
                    self.env._(
                        "This was read on a day that lies ahead: enter the day on "
                        "which you read it."
                    )
                )

    @api.constrains("next_check_date")
    def _check_next(self):
        for one in self.filtered("next_check_date"):
            if one.next_check_date < one.company_id._followup_now().date():
                raise ValidationError(
                    self.env._(
                        "The day to look again has passed: choose today or later, or "
                        "leave it empty."
                    )
                )

    # === CRUD === #

    def write(self, vals):
        """A new day to look again is a new task."""
        if "next_check_date" in vals:
            vals = {**vals, "task_date": False}
        return super().write(vals)

    # === LOOKING AGAIN === #

    @api.model
    def _remind(self, company, as_of):
        """Give somebody the task to look again, once for each day to look.

        What was read again since from the same source needs none.

        :param company: a root company
        :param date as_of: which day counts as today
        """
        due = self.search(
            [
                ("company_id", "=", company.id),
                ("next_check_date", "<=", as_of),
                ("task_date", "=", False),
            ]
        )
        if not due:
            return due
        latest = self.search(
            [
                ("debtor_id", "in", due.debtor_id.ids),
                ("source", "in", list(set(due.mapped("source")))),
            ]
        )
        newest = {}
        for one in latest:  # the newest first
            newest.setdefault((one.debtor_id, one.source), one)
        asked = due.filtered(lambda one: newest[one.debtor_id, one.source] == one)
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [one._prepare_check_task(as_of) for one in asked]
        )
        due.task_date = as_of
        return asked

    def _say_look_again(self):
        source = dict(self._fields["source"]._description_selection(self.env))
        return self.env._("Look again: %(where)s", where=source[self.source])

    def _prepare_check_task(self, as_of):
        """Hook: return the task to look again."""
        task = self.debtor_id._prepare_task(
            lambda lang: self.with_context(lang=lang)._say_look_again(),
            lambda lang: self.with_context(lang=lang).display_name,
            as_of,
        )
        # It has no row of its own on the morning page.
        return {**task, "automated": False}

    # === ACTIONS === #

    def action_propose_pause(self):
        """Open the form of the pause that an insolvency asks for; a person saves it."""
        self.ensure_one()
        self.debtor_id._check_may_send()
        action = self.debtor_id.action_pause()
        return {
            **action,
            "context": {
                **action["context"],
                "default_reason": "insolvency",
                "default_note": self.with_context(lang=self.env.user.lang).display_name,
            },
        }


class DebtorDebtor(models.Model):
    """What is known from outside about a debtor."""

    _inherit = "debtor.debtor"

    standing_ids = fields.One2many("debtor.standing", "debtor_id")
    standing_id = fields.Many2one(
        "debtor.standing", string="Known from outside", compute="_compute_standing_id"
    )
    asks_for_insolvency = fields.Boolean(
        compute="_compute_standing_id", export_string_translation=False
    )

    @api.depends(
        "standing_ids.date",
        "standing_ids.result",
        "pause_ids.state",
        "pause_ids.reason",
    )
    def _compute_standing_id(self):
        for debtor in self:
            # In the order of the model: the newest first.
            latest = debtor.standing_ids.filtered("date").sorted(
                lambda one: (one.date, one._origin.id), reverse=True
            )[:1]
            debtor.standing_id = latest
            debtor.asks_for_insolvency = latest.result in INSOLVENT and not any(
                pause.state == "active" and pause.is_protective
                for pause in debtor.pause_ids
            )

    def action_propose_insolvency(self):
        """Open the pause that the last standing asks for."""
        self.ensure_one()
        return self.standing_id.action_propose_pause()


class DebtorFollowupRun(models.Model):
    _inherit = "debtor.followup.run"

    def _expire_pauses(self):
        """EXTENDS: who is to be looked at again from outside."""
        result = super()._expire_pauses()
        self.env["debtor.standing"]._remind(self.company_id, self.date)
        return result
