from odoo import fields, models

#: Follow-up is nobody else's business.
VIEWERS = "debtor_followup.group_viewer"


class AccountMove(models.Model):
    _inherit = "account.move"

    followup_line_ids = fields.One2many(
        "debtor.notice.line",
        "move_id",
        string="Follow-up lines",
        groups=VIEWERS,
    )
    followup_debtor_id = fields.Many2one(
        "debtor.debtor",
        string="Debtor",
        compute="_compute_followup",
        groups=VIEWERS,
    )
    followup_level_id = fields.Many2one(
        "debtor.followup.level",
        string="Follow-up step",
        compute="_compute_followup",
        search="_search_followup_level_id",
        help="The highest step that arrived for this invoice.",
        groups=VIEWERS,
    )
    followup_next_date = fields.Date(
        string="Next follow-up",
        compute="_compute_followup",
        groups=VIEWERS,
    )
    followup_explanation = fields.Char(compute="_compute_followup", groups=VIEWERS)
    followup_pause_id = fields.Many2one(
        "debtor.pause",
        string="Follow-up pause",
        compute="_compute_followup",
        groups=VIEWERS,
    )

    def _compute_followup(self):
        debtors = self._get_debtors()
        levels = self._get_reached_levels()
        pauses = self._get_pauses(debtors)
        for move in self:
            debtor = debtors.get((move.company_id.root_id, move.commercial_partner_id))
            shows = debtor and move.move_type in ("out_invoice", "out_receipt")
            move.followup_debtor_id = debtor if shows else False
            move.followup_level_id = levels.get(move) if shows else False
            move.followup_next_date = debtor.next_action_date if shows else False
            move.followup_explanation = debtor.explanation if shows else False
            move.followup_pause_id = pauses.get(move) if shows else False

    def _get_debtors(self):
        """Return (root company, commercial partner) -> debtor."""
        debtors = self.env["debtor.debtor"].search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "in", self.company_id.root_id.ids),
            ]
        )
        return {(debtor.company_id, debtor.partner_id): debtor for debtor in debtors}

    def _get_pauses(self, debtors):
        """Return move -> an active pause of it or of its whole debtor."""
        found = self.env["debtor.pause"].search(
            [
                ("debtor_id", "in", [debtor.id for debtor in debtors.values()]),
                ("state", "=", "active"),
            ]
        )
        pauses = {}
        for move in self:
            for pause in found:
                same = pause.partner_id == move.commercial_partner_id
                whole = pause.scope == "debtor" and same
                if whole or move in pause.line_ids.move_id:
                    pauses[move] = pause
                    break
        return pauses

    def action_open_debtor(self):
        """Open the follow-up file of this invoice's customer."""
        self.ensure_one()
        debtor = self.followup_debtor_id or self.env["debtor.debtor"]._for(
            self.commercial_partner_id, self.company_id
        )
        return debtor._get_records_action(name=self.env._("Follow-up"))
