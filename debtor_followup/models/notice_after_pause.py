from odoo import api, fields, models
from odoo.tools import SQL, format_amount

from .bulk import array
from .notice_text import HELPER


class DebtorPause(models.Model):
    """Which pauses ended so that the next contact speaks of it."""

    _inherit = "debtor.pause"

    @api.model
    def _read_to_name(self, debtor_ids):
        """Return debtor id -> id of the pause that its next message names.

        The last promise that was broken, or the last dispute that was rejected,
        while something of it is open; once only: by the message that arrived, or
        in the call that was made since.
        """
        self.flush_model(["reason", "state"])
        self.env["debtor.notice"].flush_model(["ended_pause_id", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT ended.debtor_id, ended.id
                  FROM (SELECT DISTINCT ON (debtor_id) debtor_id, id, date_end
                          FROM debtor_pause
                         WHERE debtor_id = ANY(%s::int[])
                           AND (reason, state) IN
                               (('promise', 'broken'), ('dispute', 'rejected'))
                         ORDER BY debtor_id, id DESC) AS ended
                 WHERE EXISTS (
                       SELECT FROM debtor_pause_line line
                         JOIN account_move_line item ON item.id = line.move_line_id
                        WHERE line.pause_id = ended.id
                          AND item.reconciled IS NOT TRUE)
                   AND NOT EXISTS (
                       SELECT FROM debtor_notice notice
                        WHERE notice.debtor_id = ended.debtor_id
                          AND (notice.ended_pause_id = ended.id
                               AND notice.state IN
                                   ('queued', 'sending', 'uncertain', 'sent')
                               OR notice.channel = 'phone'
                               AND notice.state = 'sent'
                               AND notice.contact_date > ended.date_end))
                """,
                array(debtor_ids),
            )
        )
        return dict(rows)


class DebtorNotice(models.Model):
    """The first message after a broken promise or a rejected dispute names it."""

    _inherit = "debtor.notice"

    ended_pause_id = fields.Many2one(
        "debtor.pause",
        string="Speaks of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The broken promise or the answered dispute that the text names.",
    )
    ended_text = fields.Char(compute="_compute_ended_text", **HELPER)

    @api.depends_context("lang")
    @api.depends("ended_pause_id")
    def _compute_ended_text(self):
        for notice in self:
            # Users of follow-up need not read the ledger.
            pause = notice.sudo().ended_pause_id
            text = False
            if pause.reason == "promise":
                text = notice._tell_broken_promise(pause)
            elif pause.reason == "dispute":
                text = notice._tell_rejected_dispute(pause)
            notice.ended_text = text

    def _tell_broken_promise(self, pause):
        """Return in kind words which payment did not come."""
        lines = pause.line_ids.filtered("amount_promised")
        amounts = [
            format_amount(self.env, sum(group.mapped("amount_promised")), currency)
            for currency, group in lines.grouped("currency_id").items()
        ]
        values = {
            "said": self._day(pause.date_start),
            "until": self._day(pause.date_end),
            "amount": self._join(amounts),
        }
        came = any(
            line.currency_id.compare_amounts(
                line.move_line_id.amount_residual_currency, line.amount_open
            )
            < 0
            for line in lines
        )
        if came:
            return self.env._(
                "On %(said)s you told us that you would pay %(amount)s by %(until)s. "
                "Thank you for the part that we received; we have not seen the rest "
                "of it yet. Did something come up? Let us know: we are glad to look "
                "for a solution with you.",
                **values,
            )
        return self.env._(
            "On %(said)s you told us that you would pay %(amount)s by %(until)s. We "
            "have not seen that payment yet. Did something come up? Let us know: we "
            "are glad to look for a solution with you.",
            **values,
        )

    def _tell_rejected_dispute(self, pause):
        """Return that a dispute was answered, and when."""
        names = pause.line_ids.mapped("move_id.name")
        names = [name for name in dict.fromkeys(names) if name]
        return self.env._(
            "On %(day)s we answered what you told us about %(claims)s. As explained "
            "there, we ask you to pay what is open.",
            day=self._day(pause.closed_on or pause.date_end),
            claims=self._join_names(names),
        )
