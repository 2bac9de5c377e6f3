from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from .const import DEBTOR_KINDS, OUTCOMES, RELATIONSHIPS

#: Reasons after which nothing happens before a person did something.
WAITING_REASONS = (
    *("waits_for_person", "end_of_ladder", "open_bills"),
    *("law_reminder", "law_letter"),
)
#: Who may send, agree and cancel.
SENDERS = "debtor_followup.group_user"


class DebtorDebtor(models.Model):
    """A customer as seen from one legal entity: who owes, what is said, what is next.

    A debtor is a commercial partner of a root company with its branches. The
    amounts and dates on it are shown copies of what the last planning found;
    nothing is ever decided by them.
    """

    _name = "debtor.debtor"
    _description = "Debtor"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "overdue_amount desc, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_active = fields.Boolean(related="partner_id.active")

    # --- what a person says ---
    debtor_kind = fields.Selection(
        DEBTOR_KINDS,
        string="Kind",
        required=True,
        default="unknown",
        tracking=True,
        help="An unknown debtor is treated as carefully as a consumer.",
    )
    relationship = fields.Selection(
        RELATIONSHIPS, required=True, default="new", readonly=True
    )
    policy_id = fields.Many2one(
        "debtor.followup.policy",
        string="Own policy",
        tracking=True,
        check_company=True,
        ondelete="restrict",
        help="Set by hand; moves all open claims. Empty: one for this kind and "
        "class if there is, else the company's policy.",
    )
    effective_policy_id = fields.Many2one(
        "debtor.followup.policy",
        string="Policy",
        compute="_compute_effective_policy_id",
        search="_search_effective_policy_id",
    )
    effective_policy_reason = fields.Char(compute="_compute_effective_policy_id")
    responsible_id = fields.Many2one(
        "res.users",
        tracking=True,
        index="btree_not_null",
        domain="[('share', '=', False)]",
    )

    # --- shown copies of the last planning ---
    planned_on = fields.Date(readonly=True, copy=False)
    acted_on = fields.Date(readonly=True, copy=False)
    level_id = fields.Many2one(
        "debtor.followup.level", string="Step reached", readonly=True, copy=False
    )
    overdue_amount = fields.Monetary(
        string="Overdue",
        readonly=True,
        copy=False,
        help="Overdue claims less open credits, in the company's currency.",
    )
    due_amount = fields.Monetary(
        string="Open",
        readonly=True,
        copy=False,
        help="All followed open claims less open credits, in the company's currency.",
    )
    oldest_due_date = fields.Date(string="Oldest due", readonly=True, copy=False)
    last_contact_date = fields.Date(string="Last contact", readonly=True, copy=False)
    next_action = fields.Selection(
        OUTCOMES, required=True, default="nothing", readonly=True, copy=False
    )
    next_level_id = fields.Many2one(
        "debtor.followup.level", string="Next step", readonly=True, copy=False
    )
    next_action_date = fields.Date(
        string="Next on", readonly=True, copy=False, index="btree_not_null"
    )
    decision_id = fields.Many2one(
        "debtor.followup.decision",
        string="Last decision",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    has_task = fields.Boolean(
        readonly=True, copy=False, export_string_translation=False
    )
    fingerprint = fields.Char(
        readonly=True, copy=False, export_string_translation=False
    )
    explanation = fields.Char(related="decision_id.explanation")

    # --- relations ---
    decision_ids = fields.One2many("debtor.followup.decision", "debtor_id")
    notice_ids = fields.One2many("debtor.notice", "debtor_id")
    pause_ids = fields.One2many("debtor.pause", "debtor_id")
    notice_count = fields.Integer(compute="_compute_counts")
    pause_count = fields.Integer(compute="_compute_counts")
    needs_action = fields.Boolean(
        compute="_compute_needs_action", search="_search_needs_action"
    )

    _partner_company_unique = models.UniqueIndex(
        "(company_id, partner_id)", "This customer is already followed."
    )
    _acting = models.Index(
        "(company_id, next_action_date) WHERE next_action <> 'nothing'"
    )

    # === COMPUTE METHODS === #

    def _compute_counts(self):
        for model, name in (
            ("debtor.notice", "notice_count"),
            ("debtor.pause", "pause_count"),
        ):
            counts = dict(
                self.env[model]._read_group(
                    [("debtor_id", "in", self.ids)], ["debtor_id"], ["__count"]
                )
            )
            for debtor in self:
                debtor[name] = counts.get(debtor, 0)

    @api.depends("next_action", "next_action_date", "planned_on")
    def _compute_needs_action(self):
        waiting = self.filtered_domain(self._search_needs_action("in", [True]))
        for debtor in self:
            debtor.needs_action = debtor in waiting

    @api.model
    def _search_needs_action(self, operator, value):
        """Whoever a person must look at: proposals, calls, legal steps, failures."""
        if operator != "in":
            return NotImplemented
        domain = Domain(
            "next_action", "in", ("propose", "call", "formal_notice", "handoff")
        )
        domain &= Domain("next_action_date", "<=", "today")
        undelivered = Domain("state", "in", ("failed", "bounced"))
        undelivered &= Domain("handled", "=", False)
        domain |= Domain(
            "notice_ids",
            "any",
            Domain("state", "in", ("draft", "uncertain")) | undelivered,
        )
        domain |= Domain("decision_id.reason", "in", WAITING_REASONS)
        domain |= Domain("activity_ids", "!=", False)
        return domain if True in value else ~domain

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("company_id"):
                company = self.env["res.company"].browse(vals["company_id"])
                vals["company_id"] = company.root_id.id
            if vals.get("partner_id"):
                partner = self.env["res.partner"].browse(vals["partner_id"])
                vals["partner_id"] = partner.commercial_partner_id.id
        return super().create(vals_list)

    @api.model
    def _for(self, partner, company):
        """Return the debtors of partners in a company, creating what is missing.

        :param partner: partners or contacts; each stands for its commercial partner
        :param company: any company; a branch stands for its root
        :return: debtors in the order of the commercial partners, without doubles
        """
        root = company.root_id
        commercial = partner.commercial_partner_id
        domain = [("company_id", "=", root.id), ("partner_id", "in", commercial.ids)]
        found = self.search(domain)
        missing = commercial - found.partner_id
        if missing:
            self.check_access("create")
            self._insert(missing, root)
            found = self.search(domain)
        order = {partner_id: place for place, partner_id in enumerate(commercial.ids)}
        return found.sorted(lambda debtor: order[debtor.partner_id.id])

    @api.model
    def _insert(self, partners, root):
        """Insert the debtors of partners; two at once do no harm."""
        hints = self._read_kind_hints(partners.ids, root)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO debtor_debtor
                       (company_id, partner_id, debtor_kind, kind_hint, relationship,
                        next_action, create_uid, write_uid, create_date, write_date)
                SELECT %(root)s, id, 'unknown', hint, 'new', 'nothing',
                       %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC',
                       now() AT TIME ZONE 'UTC'
                  FROM unnest(%(partners)s::int[], %(hints)s::text[])
                       AS row(id, hint)
                ON CONFLICT (company_id, partner_id) DO NOTHING
                """,
                root=root.id,
                uid=self.env.uid,
                partners=partners.ids,
                hints=[hints.get(one) for one in partners.ids],
            )
        )

    def _get_undelivered(self):
        """Return the notices to these debtors that did not arrive, unhandled."""
        return self.env["debtor.notice"].search(
            [
                ("debtor_id", "in", self.ids),
                ("state", "in", ("failed", "bounced")),
                ("handled", "=", False),
            ]
        )

    # === ACTIONS === #

    def action_open_notices(self):
        return self._open("debtor_followup.debtor_notice_action")

    def action_open_pauses(self):
        return self._open("debtor_followup.debtor_pause_action")

    def action_open_claims(self):
        """Show the open receivable lines of this debtor."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debtor_followup.account_move_line_claim_action"
        )
        action["domain"] = self._get_claims_domain()
        return action

    def _open(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [("debtor_id", "=", self.id)]
        action["context"] = {"default_debtor_id": self.id}
        return action

    def _check_may_send(self):
        """Sales people see follow-up but do not send.

        :raises AccessError: for whoever is not a user of follow-up
        """
        if not self.env.su and not self.env.user.has_group(SENDERS):
            raise AccessError(
                self.env._("Only users of Follow-up send messages to debtors.")
            )
