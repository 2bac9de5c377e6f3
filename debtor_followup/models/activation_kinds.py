from odoo import fields, models
from odoo.tools import SQL, split_every

from ..engine.kinds import KIND_OF_HINT, SURE_HINTS
from .bulk import array
from .const import DEBTOR_KINDS
from .followup_run import PLAN_CHUNK
from .planner import Planner

KINDS = [code for code, _name in DEBTOR_KINDS]


class DebtorActivation(models.Model):
    """The second step: who is a business, who a consumer."""

    _inherit = "debtor.activation"

    business_count = fields.Integer(compute="_compute_kind_counts")
    consumer_count = fields.Integer(compute="_compute_kind_counts")
    public_count = fields.Integer(compute="_compute_kind_counts")
    unknown_count = fields.Integer(compute="_compute_kind_counts")

    def _compute_kind_counts(self):
        for activation in self:
            groups = self.env["debtor.debtor"]._read_group(
                activation._get_debtors_domain(), ["debtor_kind"], ["__count"]
            )
            counts = dict(groups)
            for kind in KINDS:
                activation[f"{kind}_count"] = counts.get(kind, 0)

    def _get_debtors_domain(self):
        """Return the domain of this company's customers with open claims."""
        return [("company_id", "=", self.company_id.id), ("due_amount", ">", 0)]

    def _enter(self, step):
        if step == "kinds":
            self._suggest_kinds()
        return super()._enter(step)

    def _suggest_kinds(self):
        """Settle the kinds of customers that show by themselves.

        A valid VAT or company number suggests a business, a person without one a
        consumer; what looks like a public body is left to a person. Nothing else is
        guessed, and what somebody settled stays.
        """
        planner = Planner(
            self.env, self.company_id, self.company_id._followup_now().date()
        )
        for chunk in split_every(PLAN_CHUNK, planner.reader.partner_ids(), list):
            planner.plan(chunk)
            self._settle_sure_kinds(chunk)

    def _settle_sure_kinds(self, partner_ids):
        """Settle the kinds of some customers where their data leave no doubt."""
        Debtor = self.env["debtor.debtor"]
        Debtor.flush_model(["debtor_kind"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, partner_id FROM debtor_debtor
                 WHERE company_id = %s AND debtor_kind = 'unknown'
                   AND partner_id = ANY(%s::int[])
                """,
                self.company_id.id,
                array(partner_ids),
            )
        )
        hints = Debtor._read_kind_hints([row[1] for row in rows], self.company_id)
        found = [(debtor_id, hints.get(partner_id)) for debtor_id, partner_id in rows]
        self._write_kinds(
            [(one, KIND_OF_HINT[hint]) for one, hint in found if hint in SURE_HINTS]
        )

    def _write_kinds(self, kinds):
        """Write kinds in one statement; pairs (debtor id, kind)."""
        if not kinds:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE debtor_debtor AS debtor SET debtor_kind = row.kind
                  FROM unnest(%s::int[], %s::text[]) AS row(id, kind)
                 WHERE debtor.id = row.id
                """,
                [one for one, _kind in kinds],
                [kind for _one, kind in kinds],
            )
        )
        self.env["debtor.debtor"].invalidate_model(["debtor_kind"])

    def action_open_kinds(self):
        """Open the list in which kinds are settled in bulk."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debtor_followup.debtor_debtor_kind_action"
        )
        kind = self.env.context.get("kind")
        action["domain"] = self._get_debtors_domain()
        action["context"] = {f"search_default_kind_{kind}": 1} if kind in KINDS else {}
        return action
