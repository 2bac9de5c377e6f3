import logging

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..engine.pauses import last_day
from .bulk import array
from .const import (
    PAUSE_REASONS,
    PAUSE_STATES,
    PAUSE_TRANSITIONS,
    PERSISTENT_PAUSES,
)

_logger = logging.getLogger(__name__)


class DebtorPause(models.Model):
    """A stop on contacts, with a reason and an end."""

    _name = "debtor.pause"
    _description = "Pause of follow-up"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_end desc, id desc"
    _rec_name = "reason"

    debtor_id = fields.Many2one(
        "debtor.debtor", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="debtor_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="debtor_id.company_id", store=True, index=True)
    reason = fields.Selection(
        PAUSE_REASONS, required=True, default="manual", tracking=True
    )
    scope = fields.Selection(
        [("debtor", "All claims"), ("claims", "Some claims")],
        required=True,
        default="debtor",
    )
    date_start = fields.Date(required=True, default=fields.Date.context_today)
    date_end = fields.Date(
        required=True,
        tracking=True,
        help="The last day of the pause. Disputes, replies and legal protection "
        "never simply expire: on this day they go to a person.",
    )
    state = fields.Selection(
        PAUSE_STATES,
        required=True,
        default="active",
        readonly=True,
        copy=False,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    note = fields.Text()
    task_date = fields.Date(readonly=True, copy=False)
    line_ids = fields.One2many(
        "debtor.pause.line", "pause_id", string="Claims", copy=True
    )

    _active_idx = models.Index("(debtor_id) WHERE state = 'active'")

    # === CONSTRAINTS === #

    @api.constrains("date_start", "date_end")
    def _check_dates(self):
        for pause in self:
            if pause.date_end < pause.date_start:
                raise ValidationError(
                    self.env._("A pause cannot end before it starts: set a later end.")
                )

    @api.constrains("scope", "line_ids")
    def _check_scope(self):
        for pause in self:
            if pause.scope == "claims" and not pause.line_ids:
                raise ValidationError(
                    self.env._("Name the claims of this pause, or pause all of them.")
                )

    def write(self, vals):
        """A new end is a new day to ask how it ended."""
        if "date_end" in vals:
            vals = {**vals, "task_date": False}
        return super().write(vals)

    # === STATE === #

    def _set_state(self, target):
        """End active pauses in a state; return those that moved."""
        movable = self.filtered(
            lambda pause: target in PAUSE_TRANSITIONS.get(pause.state, ())
        )
        for pause in self - movable:
            if pause.state != target:
                _logger.warning("%s: %s -> %s refused", pause, pause.state, target)
        movable.write({"state": target})
        return movable

    def action_lift(self):
        """End these pauses now: follow-up resumes where it stood."""
        self.check_access("write")
        if not self._set_state("lifted"):
            raise UserError(self.env._("Only an active pause can be lifted."))

    @api.model
    def _expire(self, company, as_of):
        """End the pauses of a company whose last day has passed.

        Those that never simply expire stay in force until a person ends them.
        """
        ended = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "active"),
                ("reason", "not in", PERSISTENT_PAUSES),
                ("date_end", "<", as_of),
            ]
        )
        return ended.filtered(lambda pause: pause._last_day() < as_of)._set_state(
            "expired"
        )

    @api.model
    def _hand_over(self, company, as_of):
        """Give each pause that never simply expires to a person, once, at its date."""
        ended = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "active"),
                ("reason", "in", PERSISTENT_PAUSES),
                ("date_end", "<", as_of),
                ("task_date", "=", False),
            ]
        )
        values = [pause._prepare_end_task(as_of) for pause in ended]
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            values
        )
        ended.task_date = as_of
        return ended

    def _prepare_end_task(self, as_of):
        """Hook: return the task of whoever says how this pause ended."""
        task = self.debtor_id._prepare_task(
            lambda lang: self.with_context(lang=lang).env._("How did this pause end?"),
            lambda lang: self.with_context(lang=lang).display_name,
            as_of,
        )
        owner = self.user_id
        if owner and owner.has_group("debtor_followup.group_viewer"):
            task["user_id"] = owner.id
        return task

    def _last_day(self):
        """Return the last day without contacts: a payment needs its days to show."""
        self.ensure_one()
        return last_day(self.reason, self.date_end)

    # === READING === #

    @api.model
    def _read_in_force(self, debtor_ids, as_of):
        """Read the pauses in force on a day, for the engine.

        :return: dicts with ``id debtor_id reason scope date_end needs_person``
            and ``lines``: (line id or None, move id, paused minor units or None)
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT id, debtor_id, reason, scope, date_end
                  FROM debtor_pause
                 WHERE debtor_id = ANY(%s::int[])
                   AND state = 'active' AND date_start <= %s
                 ORDER BY id
                """,
                array(debtor_ids),
                as_of,
            )
        )
        pauses = {}
        for row in rows:
            persistent = row["reason"] in PERSISTENT_PAUSES
            row["date_end"] = last_day(row["reason"], row["date_end"])
            over = row["date_end"] < as_of
            if over and not persistent:
                continue
            row["needs_person"] = over
            row["lines"] = []
            pauses[row["id"]] = row
        if pauses:
            for pause_id, *line in self._read_lines(list(pauses)):
                pauses[pause_id]["lines"].append(line)
        return list(pauses.values())

    def _read_lines(self, pause_ids):
        return self.env.execute_query(
            SQL(
                """
                SELECT line.pause_id, line.move_line_id, line.move_id,
                       CASE WHEN line.amount > 0
                            THEN round(line.amount
                                 * power(10::numeric, currency.decimal_places))::bigint
                       END
                  FROM debtor_pause_line line
                  JOIN res_currency currency ON currency.id = line.currency_id
                 WHERE line.pause_id = ANY(%s)
                """,
                pause_ids,
            )
        )
