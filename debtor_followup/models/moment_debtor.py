import json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..engine.moment import BUDGET_DAYS
from .bulk import array
from .const import HELD_REASONS
from .moment_reader import store_announcement

#: What a person says about a debtor here changes its decision.
MOMENT_FIELDS = {"contact_budget", "key_customer", "never_automatic"}


class DebtorDebtor(models.Model):
    """When something may leave by itself: never, announced first, not too often."""

    _inherit = "debtor.debtor"

    never_automatic = fields.Boolean(
        string="Never automatically",
        tracking=True,
        help="A person confirms each message to this customer, whatever the policy "
        "says.",
    )
    key_customer = fields.Boolean(
        string="Key customer",
        tracking=True,
        help="What would go to a key customer by itself is announced first, so that "
        "a colleague can stop it.",
    )
    contact_budget = fields.Integer(
        string="Contacts in 30 days",
        tracking=True,
        help="So many messages and calls at most in any 30 days. 0: as in the "
        "settings of the company.",
    )
    usual_budget = fields.Integer(
        related="company_id.followup_contact_budget", export_string_translation=False
    )
    call_since = fields.Date(
        string="Call chosen on",
        readonly=True,
        copy=False,
        help="On this day somebody chose to call before the next reminder is written.",
    )
    # What was announced last: its day, its step, its claims.
    announced = fields.Json(readonly=True, copy=False, export_string_translation=False)

    is_announced = fields.Boolean(
        compute="_compute_is_announced", export_string_translation=False
    )

    @api.depends("decision_id.reason")
    def _compute_is_announced(self):
        for debtor in self:
            debtor.is_announced = debtor.decision_id.reason == "veto_window"

    @api.constrains("contact_budget")
    def _check_contact_budget(self):
        for debtor in self:
            if debtor.contact_budget < 0:
                raise ValidationError(
                    self.env._(
                        "%(name)s: the number of contacts in %(days)s days cannot be "
                        "below zero. Enter 0 for the company's number.",
                        name=debtor.partner_id.display_name,
                        days=BUDGET_DAYS,
                    )
                )

    @api.depends("decision_id.reason")
    def _compute_has_due_step(self):
        """What waits for a colleague or for the budget may be sent by hand. EXTENDS."""
        result = super()._compute_has_due_step()
        for debtor in self:
            if debtor.decision_id.reason in HELD_REASONS:
                debtor.has_due_step = debtor.next_action in ("propose", "send")
        return result

    def _get_debtors_to_plan(self, fnames):
        """EXTENDS debtor_followup."""
        if MOMENT_FIELDS & set(fnames):
            return self
        return super()._get_debtors_to_plan(fnames)

    def action_call_instead(self):
        """Call these customers first, in place of the reminder that is announced.

        The reminder keeps its place: it comes after the call.

        :raises UserError: names those for whom no reminder is announced
        """
        self.check_access("write")
        self._check_may_send()
        for company, debtors in self.grouped("company_id").items():
            today = company._followup_now().date()
            # What was announced is answered: the reminder is announced anew.
            debtors.sudo().write({"call_since": today, "announced": False})
            decisions = debtors._decide(today, automatic=True)
            others = debtors.filtered(
                lambda one, decisions=decisions: decisions[one].outcome != "call"
            )
            if others:
                raise UserError(
                    self.env._(
                        "No reminder is announced to %(names)s that a call could "
                        "come before: postpone it or pass it over instead.",
                        names=", ".join(others.mapped("partner_id.display_name")),
                    )
                )
            debtors._act(today)
            debtors._plan(today)

    def _close_call(self, call, notice):
        """What a colleague chose was done: that choice is over. EXTENDS."""
        result = super()._close_call(call, notice)
        self._forget_chosen_call_sudo()
        return result

    def _forget_chosen_call_sudo(self):
        """Forget that somebody chose to call before the next reminder.

        In sudo mode because the call ends it, whoever makes or drops that.
        """
        chosen = self.sudo().filtered("call_since")
        chosen.call_since = False

    def _record_decisions(self, decisions, as_of, anew=False):
        """Note what is announced anew while acting, too. EXTENDS."""
        result = super()._record_decisions(decisions, as_of, anew)
        told = {one: made for one, made in decisions.items() if made.announcement}
        self._note_announced((one.id, made.announcement) for one, made in told.items())
        for debtor, made in told.items():
            debtor.next_action_date = made.next_date
        return result

    @api.model
    def _note_announced(self, told):
        """Note what was announced to whom; what is known already stays as it is.

        :param told: pairs (debtor id, :class:`~..engine.moment.Announcement`)
        """
        told = [(one, json.dumps(store_announcement(made))) for one, made in told]
        if not told:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE debtor_debtor debtor SET announced = row.told::jsonb
                  FROM unnest(%s::int[], %s::text[]) AS row(debtor, told)
                 WHERE debtor.id = row.debtor
                   AND debtor.announced IS DISTINCT FROM row.told::jsonb
                """,
                array([debtor_id for debtor_id, _text in told]),
                [text for _debtor_id, text in told],
            )
        )
        self.invalidate_model(["announced"], flush=False)


class DebtorNotice(models.Model):
    _inherit = "debtor.notice"

    def _is_agreed(self, decision):
        """Tell whether a person's own message waits, whatever holds others back.

        :param decision: what is decided about its debtor for the automatic run
        """
        self.ensure_one()
        own = self.state == "queued" and not self.automatic
        return own and decision.reason in HELD_REASONS
