from odoo import api, fields, models
from odoo.tools import SQL, format_amount, format_date

from ..engine.pauses import PAYMENT_REASONS, first_day_after
from .const import PERSISTENT_PAUSES
from .debtor_todo import PAUSE
from .pause_manager import TO_BE_ANSWERED

#: Pauses whose date has passed that have a row of another kind.
OWN_ROWS = TO_BE_ANSWERED


class DebtorPause(models.Model):
    """What the list of pauses says beside the record: how much, and what next."""

    _inherit = "debtor.pause"

    amount_text = fields.Char(string="Amount", compute="_compute_amount_text")
    next_text = fields.Char(string="What next", compute="_compute_next_text")

    @api.depends("scope", "line_ids.amount", "line_ids.move_line_id", "state")
    def _compute_amount_text(self):
        """Show what is stopped now, in the currencies of the claims."""
        for pause in self:
            pause.amount_text = ", ".join(
                format_amount(self.env, amount, currency)
                for currency, amount in pause._get_stopped_sudo().items()
            )

    def _get_stopped_sudo(self):
        """Return currency -> amount that this pause stops, nothing converted.

        A pause of all claims stops what the last planning found open. In sudo mode
        because users of follow-up need not read the ledger.
        """
        pause = self.sudo()
        if pause.scope == "debtor" and not pause.line_ids:
            debtor = pause.debtor_id
            return {debtor.currency_id: debtor.due_amount} if debtor.due_amount else {}
        amounts = {}
        for line in pause.line_ids:
            currency = line.currency_id
            residual = max(0.0, line.amount_residual)
            amount = min(line.amount or residual, residual)
            if pause.state != "active":  # what it was about
                amount = line.amount or line.amount_promised or residual
            amounts[currency] = currency.round(amounts.get(currency, 0.0) + amount)
        return amounts

    @api.depends_context("lang")
    @api.depends(
        "state",
        "reason",
        "date_end",
        "filed_on",
        "filing_day",
        "credit_expected",
        "closed_on",
    )
    def _compute_next_text(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for pause in self:
            if pause.state == "active":
                pause.next_text = pause._say_next()
            elif pause.closed_on:
                pause.next_text = self.env._(
                    "%(state)s on %(day)s",
                    state=labels[pause.state],
                    day=format_date(self.env, pause.closed_on),
                )
            else:
                pause.next_text = labels.get(pause.state)

    def _say_next(self):
        """Return what happens next with an active pause, and on which day."""
        self.ensure_one()
        if not self.date_end or not self.company_id:
            return False
        day = format_date(self.env, self.date_end)
        if self.is_protective and self.filing_day and not self.filed_on:
            return self.env._(
                "%(task)s by %(day)s",
                task=self._get_filing_summary(),
                day=format_date(self.env, self.filing_day),
            )
        if self.credit_expected:
            return self.env._("Ends with the credit note")
        if self.reason in PAYMENT_REASONS:
            judged = format_date(self.env, first_day_after(self.reason, self.date_end))
            return self.env._("The ledger is looked at on %(day)s", day=judged)
        if self.reason not in PERSISTENT_PAUSES:
            judged = format_date(self.env, first_day_after(self.reason, self.date_end))
            return self.env._("Follow-up resumes on %(day)s", day=judged)
        if self.needs_person:
            return self.env._("A person says how it ended")
        if self.reason in TO_BE_ANSWERED:
            return self.env._("To be answered by %(day)s", day=day)
        return self.env._("A person looks at it on %(day)s", day=day)


class DebtorTodo(models.Model):
    """Pauses that a person must see to, on the morning page."""

    _inherit = "debtor.todo"
    _depends = {
        "debtor.pause": ["date_end", "filed_on", "filing_day", "task_date"],
    }

    @api.model
    def _pause_rows(self):
        """EXTENDS: claims to file, and pauses whose date has passed.

        The nightly run notes on a pause that its date has passed: no clock is read.
        """
        return SQL(
            """
            %(others)s
             UNION ALL
            SELECT %(source)s, pause.id, pause.debtor_id, '15_pauses',
                   CASE WHEN pause.filing_day IS NOT NULL AND pause.filed_on IS NULL
                        THEN 'file_claim' ELSE 'pause_over' END,
                   NULL::int, pause.id, NULL::int
              FROM debtor_pause pause
             WHERE pause.state = 'active'
               AND (pause.filing_day IS NOT NULL AND pause.filed_on IS NULL
                    OR pause.task_date IS NOT NULL AND pause.reason <> ALL(%(own)s))
            """,
            others=super()._pause_rows(),
            source=PAUSE,
            own=list(OWN_ROWS),
        )

    def _get_pause_why(self):
        """EXTENDS: what is to be done, or which date has passed."""
        pause = self.pause_id
        if self.kind == "file_claim":
            return f"{pause.next_text}. {pause.law_text}"
        if self.kind == "pause_over":
            text = self.env._(
                "%(pause)s: the date has passed. Lift it, or set a later date.",
                pause=pause.display_name,
            )
            return " ".join(part for part in (text, pause.note) if part)
        return super()._get_pause_why()

    def action_filed(self):
        """Note that the claims of these rows were filed.

        :raises UserError: when there is none to file among them
        """
        return self.pause_id.action_filed()

    def action_lift(self):
        """End the pauses of these rows: follow-up goes on where it stood."""
        return self.pause_id.action_lift()
