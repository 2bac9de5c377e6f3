from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_amount

from ..engine.kinds import KIND_OF_HINT, hint_of
from .bulk import array
from .company_number import is_company_number, is_vat_number
from .const import DEBTOR_KINDS

HINTS = [
    ("number", "A valid VAT or company number"),
    ("person", "A person without a VAT number"),
    ("public_name", "A name like that of a public body"),
    ("public_address", "An electronic address of a public body"),
]
#: The row of all customers of unknown kind on the morning page; see ``debtor_todo``.
KINDS_OPEN = 12


class DebtorDebtor(models.Model):
    """What kind a customer seems to be; a person settles it."""

    _inherit = "debtor.debtor"

    kind_hint = fields.Selection(
        HINTS,
        string="What it seems to be",
        readonly=True,
        copy=False,
        help="What the customer's data hint at, as long as nobody settled its kind.",
    )

    _kind_unknown = models.Index("(company_id) WHERE debtor_kind = 'unknown'")

    @api.model
    def _read_kind_hints(self, partner_ids, company):
        """Return partner id -> hint at its kind, None for those without one.

        :param company: whose country is meant where an address names none
        """
        has_scheme = "peppol_eas" in self.env["res.partner"]._fields
        self.env["res.partner"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.id, partner.name, partner.is_company, partner.vat,
                       partner.company_registry, country.code, %s
                  FROM res_partner partner
                  LEFT JOIN res_country country ON country.id = partner.country_id
                 WHERE partner.id = ANY(%s::int[])
                """,
                SQL("partner.peppol_eas") if has_scheme else SQL("NULL"),
                array(partner_ids),
            )
        )
        own = company.country_id.code
        return {
            partner_id: hint_of(
                name,
                bool(is_company),
                bool(vat and is_vat_number(vat, country or own))
                or bool(registry and is_company_number(registry, country or own)),
                scheme,
            )
            for partner_id, name, is_company, vat, registry, country, scheme in rows
        }

    @api.model
    def _refresh_kind_hints(self, companies):
        """Look again at the customers whose kind nobody settled.

        :param companies: roots of legal entities
        """
        for company in companies:
            unknown = self.sudo().search(
                [("company_id", "=", company.id), ("debtor_kind", "=", "unknown")]
            )
            hints = self._read_kind_hints(unknown.partner_id.ids, company)
            changed = unknown.filtered(
                lambda one, hints=hints: (
                    (one.kind_hint or None) != hints.get(one.partner_id.id)
                )
            )
            for hint, debtors in changed.grouped(
                lambda one, hints=hints: hints.get(one.partner_id.id)
            ).items():
                debtors._write_hint_sudo(hint)

    def _write_hint_sudo(self, hint):
        """Write a hint.

        In sudo mode because it is read from the customer, and nobody's word.
        """
        self.sudo().write({"kind_hint": hint})


class DebtorKindGroup(models.Model):
    """Customers of unknown kind who seem to be of the same: one line to settle."""

    _name = "debtor.kind.group"
    _description = "Kinds of customers to settle"
    _auto = False
    _order = "debtor_count desc, id"
    _rec_name = "kind_hint"
    _depends = {
        "debtor.debtor": ["company_id", "debtor_kind", "due_amount", "kind_hint"]
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind_hint = fields.Selection(HINTS, string="What they have", readonly=True)
    kind = fields.Selection(DEBTOR_KINDS, string="So they seem to be", readonly=True)
    debtor_count = fields.Integer(string="Customers", readonly=True)
    due_amount = fields.Monetary(string="Open", readonly=True)
    examples = fields.Char(string="Such as", compute="_compute_examples")

    @property
    def _table_query(self):
        hints, kinds = zip(*KIND_OF_HINT.items(), strict=True)
        return SQL(
            """
            SELECT debtor.company_id * 16
                   + COALESCE(array_position(%(hints)s::text[], debtor.kind_hint), 0)
                   AS id,
                   debtor.company_id, debtor.kind_hint,
                   (%(kinds)s::text[])[
                       array_position(%(hints)s::text[], debtor.kind_hint)] AS kind,
                   count(*)::int AS debtor_count, sum(debtor.due_amount) AS due_amount
              FROM debtor_debtor debtor
             WHERE debtor.debtor_kind = 'unknown' AND debtor.due_amount > 0
             GROUP BY debtor.company_id, debtor.kind_hint
            """,
            hints=list(hints),
            kinds=list(kinds),
        )

    def _compute_examples(self):
        for group in self:
            debtors = self.env["debtor.debtor"].search(
                group._get_domain(), order="due_amount desc, id", limit=4
            )
            names = debtors.partner_id.mapped("display_name")
            more = "" if group.debtor_count <= len(names) else " …"
            group.examples = ", ".join(names) + more

    def _get_domain(self):
        """Return the domain of the debtors of this group."""
        self.ensure_one()
        return [
            ("company_id", "=", self.company_id.id),
            ("debtor_kind", "=", "unknown"),
            ("due_amount", ">", 0),
            ("kind_hint", "=", self.kind_hint),
        ]

    def action_accept(self):
        """Settle the kind of all customers of these groups as they seem to be.

        :raises UserError: when nothing is known of a group
        """
        Debtor = self.env["debtor.debtor"]
        Debtor._check_may_send()
        if not all(group.kind for group in self):
            raise UserError(
                self.env._(
                    "Nothing hints at what these customers are: look at them, and "
                    "choose their kind in the list."
                )
            )
        found = {group.kind: Debtor.search(group._get_domain()) for group in self}
        for kind, debtors in found.items():
            debtors.with_context(kind=kind).action_set_kind()
        return self._show_groups()

    def action_show(self):
        """Show the customers of this group, to settle them one by one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debtor_followup.debtor_debtor_kind_action"
        )
        return {**action, "domain": self._get_domain(), "context": {}}

    @api.model
    def action_open_groups(self):
        """Look again at what the customers seem to be, and show the groups."""
        self.env["debtor.debtor"]._check_may_send()
        # layer: whoever opens the list sees the companies that he works in
        companies = self.env.companies.root_id
        self.env["debtor.debtor"]._refresh_kind_hints(companies)
        return self._show_groups()

    @api.model
    def _show_groups(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "debtor_followup.debtor_kind_group_action"
        )


class DebtorTodo(models.Model):
    """One line on the morning page for all customers of unknown kind."""

    _inherit = "debtor.todo"

    _depends = {"debtor.debtor": ["debtor_kind", "due_amount"]}

    @api.model
    def _collected_rows(self):
        return SQL(
            """
            %(others)s UNION ALL
            SELECT %(source)s, min(debtor.id), min(debtor.id), '80_tasks',
                   'kinds_open', NULL::int, NULL::int, NULL::int
              FROM debtor_debtor debtor
             WHERE debtor.debtor_kind = 'unknown' AND debtor.due_amount > 0
             GROUP BY debtor.company_id
            """,
            others=super()._collected_rows(),
            source=KINDS_OPEN,
        )

    def _get_why(self):
        if self.kind != "kinds_open":
            return super()._get_why()
        groups = self.env["debtor.kind.group"].search(
            [("company_id", "=", self.company_id.id)]
        )
        return self.env._(
            "Of %(count)s customers with %(open)s open nobody said whether they are "
            "businesses, consumers or public bodies. Until then they are treated as "
            "carefully as consumers: settle them, group by group.",
            count=sum(groups.mapped("debtor_count")),
            open=format_amount(
                self.env, sum(groups.mapped("due_amount")), self.company_id.currency_id
            ),
        )

    def action_open(self):
        if self.kind == "kinds_open":
            return self.env["debtor.kind.group"].action_open_groups()
        return super().action_open()
