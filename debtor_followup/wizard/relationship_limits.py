from collections import Counter

from odoo import api, fields, models

from ..models.company_classes import LIMIT_FIELDS
from ..models.const import RELATIONSHIPS

#: Of those who would move, so many are listed.
LISTED = 300
FIELDS = tuple(LIMIT_FIELDS.values())


class DebtorRelationshipLimits(models.TransientModel):
    """The limits of classes: first who would move, then saved."""

    _name = "debtor.relationship.limits"
    _description = "Limits of the classes of payment behaviour"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company.root_id,
        domain="[('parent_id', '=', False), ('id', 'in', allowed_company_ids)]",
    )
    followup_class_minimum = fields.Integer(
        string="Paid claims before judging", required=True
    )
    followup_class_on_time = fields.Integer(string="On time up to", required=True)
    followup_class_loyal_share = fields.Integer(string="Loyal from", required=True)
    followup_class_regular = fields.Integer(string="Regular up to", required=True)
    followup_class_late = fields.Integer(string="Often late up to", required=True)
    is_previewed = fields.Boolean()
    result = fields.Html(readonly=True, sanitize=False)

    @api.model
    def default_get(self, fields):
        """Begin with the limits as they are."""
        values = super().default_get(fields)
        company = self.env["res.company"].browse(values.get("company_id"))
        return {**values, **self._read_limits(company)}

    @api.model
    def _read_limits(self, company):
        limits = company._followup_limits()
        return {name: getattr(limits, limit) for limit, name in LIMIT_FIELDS.items()}

    @api.onchange("company_id")
    def _onchange_company_id(self):
        self.update(self._read_limits(self.company_id))

    @api.onchange(*FIELDS)
    def _onchange_limits(self):
        """What was shown is about other limits."""
        self.is_previewed = False
        self.result = False

    def _get_values(self):
        return {name: self[name] for name in FIELDS}

    def action_preview(self):
        """Show who would be in another class. Nothing is changed."""
        self.ensure_one()
        company = self.company_id
        moves = self.env["debtor.behaviour"]._preview_limits(
            company, company._followup_now().date(), self._get_values()
        )
        self.write(
            {
                "is_previewed": True,
                "result": self.env["ir.qweb"]._render(
                    "debtor_followup.relationship_moves", self._prepare_moves(moves)
                ),
            }
        )
        return {
            **self._get_records_action(name=self.env._("Classes of customers")),
            "target": "new",
        }

    def _prepare_moves(self, moves):
        """Return what the template shows of who would move."""
        selection = self.env["debtor.debtor"]._fields["relationship"]
        names = dict(selection._description_selection(self.env))
        order = [code for code, _name in RELATIONSHIPS]
        counts = Counter((now, then) for _debtor, now, then in moves)
        return {
            "count": len(moves),
            "steps": [
                (names[now], names[then], count)
                for (now, then), count in sorted(
                    counts.items(),
                    key=lambda one: (order.index(one[0][0]), order.index(one[0][1])),
                )
            ],
            "rows": [
                {
                    "debtor_id": debtor.id,
                    "name": debtor.partner_id.display_name,
                    "before": names[now],
                    "after": names[then],
                }
                for debtor, now, then in moves[:LISTED]
            ],
            "more": max(0, len(moves) - LISTED),
        }

    def action_save(self):
        """Save the limits and set the classes by them.

        What was changed since the preview is shown first.
        """
        self.ensure_one()
        if not self.is_previewed:
            return self.action_preview()
        company = self.company_id
        self.env["debtor.behaviour"]._save_limits(
            company, company._followup_now().date(), self._get_values()
        )
        return {"type": "ir.actions.act_window_close"}
