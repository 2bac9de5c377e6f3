from markupsafe import escape

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ..engine.decision import decide
from .const import DEBTOR_KINDS, OUTCOMES, RELATIONSHIPS
from .followup_decision import decision_key
from .ledger_reader import LedgerReader
from .planner import Planner, decision_row

#: An obstacle that stays is told again after so many days.
TASK_PAUSE_DAYS = 30


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
        help="Set by hand; moves all open claims. Empty: the company's policy.",
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
        string="Responsible",
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

    @api.depends("policy_id", "company_id.followup_policy_id")
    def _compute_effective_policy_id(self):
        for debtor in self:
            own = debtor.policy_id
            default = debtor.sudo().company_id.root_id.followup_policy_id
            debtor.effective_policy_id = own or default
            if own:
                reason = self.env._("set by hand")
            elif default:
                reason = self.env._("the company's policy")
            else:
                reason = self.env._("no policy is set on the company")
            debtor.effective_policy_reason = reason

    def _search_effective_policy_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        values = set(value)
        companies = (
            self.env["res.company"]
            .sudo()
            .search([("followup_policy_id", "in", list(values))])
        )
        inherits = Domain("policy_id", "=", False) & Domain(
            "company_id", "in", companies.root_id.ids
        )
        return Domain("policy_id", "in", list(values - {False})) | inherits

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
        domain |= Domain(
            "notice_ids",
            "any",
            [("state", "in", ("draft", "failed", "bounced", "uncertain"))],
        )
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
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO debtor_debtor
                       (company_id, partner_id, debtor_kind, relationship,
                        next_action, create_uid, write_uid, create_date, write_date)
                SELECT %(root)s, id, 'unknown', 'new', 'nothing',
                       %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC',
                       now() AT TIME ZONE 'UTC'
                  FROM unnest(%(partners)s) AS id
                ON CONFLICT (company_id, partner_id) DO NOTHING
                """,
                root=root.id,
                uid=self.env.uid,
                partners=commercial.ids,
            )
        )
        found = self.search(
            [("company_id", "=", root.id), ("partner_id", "in", commercial.ids)]
        )
        order = {partner_id: place for place, partner_id in enumerate(commercial.ids)}
        return found.sorted(lambda debtor: order[debtor.partner_id.id])

    # === DECIDING === #

    @api.model
    def _read_snapshots(self, company, partners, as_of):
        """Read what the ledger says about partners of a legal entity on a day.

        :param company: any company of the legal entity
        :param partners: commercial partners
        :param date as_of: which day counts as today; residuals are of this moment
        :return: dict partner id -> DebtorSnapshot (amounts in minor units)
        """
        return LedgerReader(self.env, company, as_of).snapshots(
            partners.commercial_partner_id.ids
        )

    def _decide(self, as_of, without=None, reader=None):
        """Decide about these debtors as on a day; write nothing.

        :param date as_of: which day counts as today
        :param without: a notice to leave out of account, so that a message on
            its way can be looked at again
        :param reader: a reader of these debtors' company and this day, else made
        :return: dict debtor -> :class:`~..engine.decision.Decision`
        """
        decisions = {}
        for company, debtors in self.grouped("company_id").items():
            source = reader or LedgerReader(self.env, company, as_of)
            snapshots = source.snapshots(debtors.partner_id.ids)
            default = company.sudo().root_id.followup_policy_id
            for debtor in debtors:
                policy = debtor.policy_id or default
                snapshot = snapshots[debtor.partner_id.id]
                underway = snapshot.underway
                if without and underway and underway.notice_id == without.id:
                    snapshot.underway = None
                decisions[debtor] = decide(
                    snapshot, source.policies.get(policy.id), as_of
                )
        return decisions

    def _plan(self, as_of):
        """Decide about these debtors and write what is next; nothing is sent."""
        for company, debtors in self.grouped("company_id").items():
            Planner(self.env, company, as_of).plan(debtors.partner_id.ids)

    def _record_decisions(self, decisions, as_of):
        """Keep the decisions that changed since the last one of each debtor."""
        rows = []
        for debtor, decision in decisions.items():
            key = decision_key(decision)
            if key != debtor.fingerprint or not debtor.decision_id:
                rows.append(
                    decision_row(debtor.id, debtor.company_id.id, as_of, decision)
                )
                debtor.fingerprint = key
        self.flush_model(["fingerprint"])
        self.env["debtor.followup.decision"]._record(rows)
        self.invalidate_recordset(["decision_id", "decision_ids"], flush=False)

    def _decide_again(self, as_of):
        """Plan these debtors anew and let the acting job see to them today."""
        self._plan(as_of)
        self.write({"acted_on": False})
        self.env.ref("debtor_followup.ir_cron_act").sudo()._trigger()

    # === ACTING === #

    def _act(self, as_of, run=None, agreed=False):
        """Decide again, now, and do it: notices and tasks. Commits nothing.

        :param date as_of: which day counts as today
        :param run: the run that acts, if any
        :param bool agreed: a person agreed, so that proposals are sent
        :return: the new notices
        """
        notices = self.env["debtor.notice"]
        if not self:
            return notices
        decisions = self._decide(as_of)
        self._record_decisions(decisions, as_of)
        wanted = self._set_proposals_aside(decisions, agreed)
        self._make_tasks(decisions, as_of)
        for batch in split_every(50, wanted, list):
            notices |= notices._create_from_decisions(
                {debtor: decisions[debtor] for debtor in batch}, as_of, run, agreed
            )
        return notices

    def _set_proposals_aside(self, decisions, agreed):
        """Cancel proposals that are out of date; return who needs a new notice.

        A proposal that still says the same stays, unless a person agreed now; so
        does one over a weekend, to be looked at on the next business day.
        """
        drafts = self.env["debtor.notice"].search(
            [("debtor_id", "in", self.ids), ("state", "=", "draft")]
        )
        kept = self.browse()
        for notice in drafts:
            decision = decisions[notice.debtor_id]
            if decision.reason == "not_business_day":
                continue
            same = (
                decision.outcome in ("propose", "send")
                and notice.fingerprint == decision_key(decision)
                and notice.deadline_date == decision.deadline
            )
            if same and not agreed and decision.outcome == "propose":
                kept |= notice.debtor_id
            else:
                notice._set_state("cancelled", reason=self.env._("Decided anew"))
        # Written before its successor of the same day is.
        drafts.flush_recordset(["state"])
        return [
            debtor
            for debtor, decision in decisions.items()
            if decision.outcome in ("propose", "send")
            and not decision.task
            and debtor not in kept
        ]

    def _make_tasks(self, decisions, as_of):
        """Give people the tasks that some decisions ask for, each once.

        For a step: once for each claim. For an obstacle: again after a month, if
        it is still there.
        """
        asked = {one: made for one, made in decisions.items() if made.task}
        recent = self._read_recent_tasks(asked, as_of)
        values = []
        for debtor, decision in asked.items():
            if decision.level is None and (debtor.id, decision.reason) in recent:
                continue
            summary = decision.level.name if decision.level else False
            record = debtor.decision_id
            values.append(
                debtor._prepare_task(
                    summary or self.env._("Follow-up"),
                    lambda lang, one=record: one.with_context(lang=lang).explanation,
                    as_of,
                )
            )
            record.write(
                {
                    "task_date": as_of,
                    "task_line_ids": [
                        standing.claim.line_id for standing, _level in decision.demanded
                    ],
                }
            )
        # A mail for each task would flood whoever starts on an old ledger.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            values
        )

    def _read_recent_tasks(self, debtors, as_of):
        """Return pairs (debtor id, reason) for which a task is fresh enough."""
        since = fields.Date.subtract(as_of, days=TASK_PAUSE_DAYS)
        groups = self.env["debtor.followup.decision"]._read_group(
            [
                ("debtor_id", "in", [debtor.id for debtor in debtors]),
                ("task_date", ">", since),
            ],
            ["debtor_id", "reason"],
        )
        return {(debtor.id, reason) for debtor, reason in groups}

    def _prepare_task(self, summary, note, day):
        """Hook: return the values of an activity on this debtor.

        :param note: function of a language that returns a plain text
        """
        self.ensure_one()
        user = self._get_task_user()
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": self.env.ref(
                "debtor_followup.mail_activity_type_followup"
            ).id,
            "automated": True,
            "summary": summary,
            "note": escape(note(user.lang) or ""),
            "date_deadline": day,
            "user_id": user.id,
        }

    def _get_task_user(self):
        """Hook: return who gets this debtor's tasks.

        The responsible person, if he may see follow-up at all; else the
        company's person for tasks.
        """
        self.ensure_one()
        responsible = self.responsible_id
        if responsible and responsible.has_group("debtor_followup.group_viewer"):
            return responsible
        return self.sudo().company_id.followup_user_id or self.env.user

    def action_send_now(self):
        """Take the due step of these debtors now, as a person's act.

        :raises UserError: says why when nothing is due
        """
        self.check_access("write")
        self._check_may_send()
        today = {company: company._followup_now().date() for company in self.company_id}
        notices = self.env["debtor.notice"]
        for debtor in self:
            made = debtor._act(today[debtor.company_id], agreed=True)
            if not made:
                raise UserError(
                    self.env._(
                        "Nothing was sent to %(name)s. %(why)s",
                        name=debtor.partner_id.display_name,
                        why=debtor.decision_id.explanation or "",
                    )
                )
            notices |= made
        return notices._notify_queued()

    def action_plan(self):
        """Decide anew about these debtors and show what is next."""
        self.check_access("write")
        for company, debtors in self.grouped("company_id").items():
            debtors._plan(company._followup_now().date())

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
        action["domain"] = Domain(
            self.env["account.move.line"]._followup_open_domain()
        ) & Domain("partner_id", "child_of", self.partner_id.ids)
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
        if not self.env.su:
            self.env["debtor.notice"].check_access("create")
