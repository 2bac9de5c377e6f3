"""The step that invoices and journal items show, read as deciding reads it."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.claims import RANK_COURTESY, RANK_FORMAL_NOTICE, RANK_HANDOFF
from .bulk import array

#: What the query below reads, to be written first.
READ_FIELDS = {
    "account.move.line": ["account_id", "date_maturity", "move_id", "partner_id"],
    "debtor.debtor": ["former_debtor_id", "partner_id"],
    "debtor.notice": ["contact_date", "copy_of_id", "state"],
    "debtor.notice.line": [
        *("crossed_on", "date_maturity", "debtor_id", "level_id", "move_id"),
        *("move_line_id", "notice_id", "reminder_no", "role", "step_kind"),
    ],
    "res.partner": ["commercial_partner_id"],
}


class DebtorNoticeLine(models.Model):
    _inherit = "debtor.notice.line"

    @api.model
    def _get_reached_query(self, chosen, per="move"):
        """Return the query of (invoice or journal item id, level id) reached.

        The highest step among what a contact demanded that arrived, by whichever
        channel, from the debtor or from whom it parted, while the due date that
        was printed is still the present one. An item that was made anew with its
        invoice is known by that. A call reaches no step.

        :param SQL chosen: which lines (``line``) are looked at
        :param str per: move or item
        """
        for model, names in READ_FIELDS.items():
            self.env[model].flush_model(names)
        return SQL(
            """
            SELECT DISTINCT ON (%(key)s) %(key)s AS id, line.level_id
              FROM debtor_notice_line line
              JOIN debtor_notice notice ON notice.id = line.notice_id
              JOIN debtor_debtor told ON told.id = line.debtor_id
              JOIN account_move_line item
                ON item.move_id = line.move_id
               AND item.date_maturity = line.date_maturity
               AND (item.id = line.move_line_id
                    OR line.move_line_id IS NULL AND item.account_id IN (
                       SELECT id FROM account_account
                        WHERE account_type = 'asset_receivable'))
              JOIN res_partner partner ON partner.id = item.partner_id
             WHERE line.role = 'demanded' AND line.step_kind <> 'call'
               AND line.crossed_on IS NULL
               AND %(chosen)s
               AND (notice.state = 'sent' OR EXISTS (
                    SELECT FROM debtor_notice copy
                     WHERE copy.copy_of_id = notice.id AND copy.state = 'sent'))
               AND (told.partner_id = partner.commercial_partner_id OR EXISTS (
                    SELECT FROM debtor_debtor heir
                     WHERE heir.former_debtor_id = told.id
                       AND heir.partner_id = partner.commercial_partner_id))
             ORDER BY %(key)s,
                      CASE line.step_kind
                           WHEN 'courtesy' THEN %(courtesy)s
                           WHEN 'reminder' THEN line.reminder_no
                           WHEN 'formal_notice' THEN %(formal)s
                           ELSE %(handoff)s END DESC,
                      notice.contact_date DESC, line.id DESC
            """,
            key=SQL("item.move_id") if per == "move" else SQL("item.id"),
            chosen=chosen,
            courtesy=RANK_COURTESY,
            formal=RANK_FORMAL_NOTICE,
            handoff=RANK_HANDOFF,
        )

    @api.model
    def _read_reached(self, moves, per):
        """Return invoice or journal item id -> level; see the query."""
        chosen = SQL("line.move_id = ANY(%s::int[])", array(moves.ids))
        rows = self.env.execute_query(self._get_reached_query(chosen, per))
        levels = self.env["debtor.followup.level"]
        return {record_id: levels.browse(level_id) for record_id, level_id in rows}


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_reached_levels(self):
        """Return move -> the level at which its highest step arrived."""
        reached = self.env["debtor.notice.line"]._read_reached(self, "move")
        return {move: reached[move.id] for move in self if move.id in reached}

    @api.model
    def _search_followup_level_id(self, operator, value):
        """Find invoices by their highest step, those without one by False."""
        if operator != "in":
            return NotImplemented
        lines = self.env["debtor.notice.line"]
        levels = [level_id for level_id in value if level_id]
        # Only invoices that ever had one of these steps: their highest is compared.
        named = SQL(
            "line.move_id IN (SELECT move_id FROM debtor_notice_line "
            "WHERE level_id = ANY(%s::int[]))",
            array(levels),
        )
        query = SQL(
            "SELECT id FROM (%s) AS reached WHERE level_id = ANY(%s::int[])",
            lines._get_reached_query(named),
            array(levels),
        )
        domain = Domain("id", "in", query) if levels else Domain.FALSE
        if False in value:
            reached = lines._get_reached_query(SQL("TRUE"))
            domain |= Domain(
                "id", "not in", SQL("SELECT id FROM (%s) AS reached", reached)
            )
        return domain


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _compute_followup_level_id(self):
        """The highest step that arrived for this claim at its present due date."""
        reached = self.env["debtor.notice.line"]._read_reached(self.move_id, "item")
        for line in self:
            line.followup_level_id = reached.get(line.id)
