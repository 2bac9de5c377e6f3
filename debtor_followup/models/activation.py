from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config

from .const import MODES

#: The steps of a start, in their order.
STEPS = [
    ("policy", "Policy"),
    ("kinds", "Customers"),
    ("ledger", "Old claims"),
    ("bank", "Bank"),
    ("preview", "Preview"),
]
ENDS = [("started", "Started"), ("closed", "Closed")]


class DebtorActivation(models.Model):
    """The start of follow-up in a company, step by step, until it is pressed.

    It survives a closed browser. Nothing that it prepares has any effect before
    the start but the kinds of customers that were settled.
    """

    _name = "debtor.activation"
    _description = "Start of follow-up"
    _order = "id desc"
    _rec_name = "company_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    state = fields.Selection(
        STEPS + ENDS, required=True, default="policy", readonly=True, copy=False
    )
    user_id = fields.Many2one(
        "res.users",
        string="Tasks for",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
        help="Gets the tasks of customers for whom nobody is responsible.",
    )
    policy_id = fields.Many2one(
        "debtor.followup.policy",
        domain="[('company_id', 'in', [False, company_id])]",
        ondelete="set null",
    )
    mode = fields.Selection(MODES, required=True, default="propose")
    checks_html = fields.Html(compute="_compute_checks_html", sanitize=False)

    _one_open = models.UniqueIndex(
        "(company_id) WHERE state NOT IN ('started', 'closed')",
        "This company is already being started: go on with that one.",
    )

    @api.depends("company_id")
    def _compute_display_name(self):
        for activation in self:
            activation.display_name = self.env._(
                "Start follow-up: %s", activation.company_id.display_name
            )

    # === OPENING === #

    @api.model
    def action_open(self):
        """Open the start of the current company, begun when there is none."""
        self.check_access("create")
        company = self.env.company.root_id
        activation = self._for(company)
        policy_id = self.env.context.get("followup_policy_id")
        if policy_id and activation.state == "policy":
            policy = self.env["debtor.followup.policy"].browse(policy_id)
            activation._choose_policy(policy.exists())
        return activation._reopen()

    @api.model
    def _for(self, company):
        """Return the open start of a company, made when there is none."""
        found = self.search(
            [
                ("company_id", "=", company.root_id.id),
                ("state", "not in", [code for code, _name in ENDS]),
            ],
            limit=1,
        )
        if found:
            return found
        activation = self.create({"company_id": company.root_id.id})
        activation._choose_policy(activation._suggest_policy())
        return activation

    def _suggest_policy(self):
        """Return the policy that suits the company's country best."""
        self.ensure_one()
        return self.company_id.sudo().followup_policy_id or self.env[
            "debtor.followup.policy"
        ]._suggest(self.company_id, "business")

    def _choose_policy(self, policy):
        if policy:
            self.write({"policy_id": policy.id, "mode": policy.mode})

    def _reopen(self):
        """Return the action that shows this start."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debtor_followup.debtor_activation_action"
        )
        return {**action, "res_id": self.id}

    # === GOING ON === #

    def action_next(self):
        """Go on to the next step, when this one is complete.

        :raises UserError: says what is missing
        """
        self._check_open()
        codes = [code for code, _name in STEPS]
        place = codes.index(self.state)
        if place + 1 < len(codes):
            self._leave(self.state)
            self.state = codes[place + 1]
            self._enter(self.state)

    def action_back(self):
        """Go back one step; what was entered stays."""
        self._check_open()
        codes = [code for code, _name in STEPS]
        place = codes.index(self.state)
        if place:
            self.state = codes[place - 1]

    def action_close(self):
        """Give the start up: nothing stays but the kinds that were settled."""
        self._check_open()
        self._end("closed")

    def _check_open(self):
        """Refuse what comes too late, or from two browsers at once.

        :raises UserError: says what to do
        """
        self.ensure_one()
        self.check_access("write")
        if not self.try_lock_for_update():
            raise UserError(
                self.env._("Somebody else is at this page now. Try again in a moment.")
            )
        if self.state in dict(ENDS):
            raise UserError(
                self.env._("This start has ended. Open a new one from the menu.")
            )

    def _leave(self, step):
        """Hook: check what was entered in a step before going on."""
        if step == "policy":
            missing = [text for is_ok, must, text in self._get_checks() if must > is_ok]
            if missing:
                raise UserError("\n".join(missing))

    def _enter(self, step):
        """Hook: prepare what a step shows."""

    def _end(self, state):
        """Hook: end this start."""
        self.state = state

    # === CHECKS === #

    @api.depends("policy_id", "mode", "company_id")
    def _compute_checks_html(self):
        for activation in self:
            activation.checks_html = self.env["ir.qweb"]._render(
                "debtor_followup.activation_checks",
                {"checks": activation._get_checks()},
            )

    def _get_checks(self):
        """Hook: return what must be there, as (is there, must be, text) each."""
        self.ensure_one()
        company = self.company_id.sudo()
        checks = [self._check_policy()]
        obstacle = company._followup_obstacle()
        if obstacle:
            checks.append((False, True, obstacle))
        checks += self._check_sender_sudo(company)
        account = company.partner_id.bank_ids[:1]
        checks.append(
            (True, False, self.env._("Payments go to %s.", account.acc_number))
            if account
            else (
                False,
                False,
                self.env._(
                    "The company has no bank account, so messages do not say where "
                    "to pay. Add one in Contacts, on the company itself."
                ),
            )
        )
        return checks

    def _check_policy(self):
        policy = self.policy_id
        if not policy:
            return False, True, self.env._("Choose a policy.")
        problems = policy._get_problems()
        if problems:
            return False, True, f"{policy.name}: " + " ".join(problems)
        others = (
            self.env["res.company"]
            .sudo()
            .search_count(
                [
                    ("followup_policy_id", "=", policy.id),
                    ("id", "!=", self.company_id.id),
                ],
                limit=1,
            )
        )
        if others and policy.mode != self.mode:
            text = self.env._(
                "Other companies use this policy in another way. Duplicate it for "
                "this company, or choose the same way."
            )
            return False, True, text
        count = len(policy.level_ids)
        return (
            True,
            True,
            self.env._("%(name)s: %(n)s steps.", name=policy.name, n=count),
        )

    def _check_sender_sudo(self, company):
        """Return what is known of how messages leave and answers come back.

        In sudo mode because mail servers are the administrator's.
        """
        sender = company.email
        if not sender:
            text = self.env._(
                "The company has no email address: enter one in its settings. "
                "Messages are sent from it."
            )
            return [(False, True, text)]
        checks = [(True, True, self.env._("Messages are sent from %s.", sender))]
        servers = self.env["ir.mail_server"].sudo().search([("active", "=", True)])
        if not servers and config["smtp_server"] in (False, "", "localhost"):
            text = self.env._(
                "No outgoing mail server is set up: ask your administrator, else "
                "nothing leaves."
            )
            checks.append((False, False, text))
        elif servers and not any(
            not server.from_filter
            or server._match_from_filter(sender, server.from_filter)
            for server in servers
        ):
            text = self.env._(
                "No mail server is set up to send from %s: customers may see another "
                "sender. Ask your administrator.",
                sender,
            )
            checks.append((False, False, text))
        if company.alias_domain_id:
            text = self.env._("Answers come back to the message in Odoo.")
            return [*checks, (True, False, text)]
        text = self.env._(
            "Answers go to %s and not into Odoo: for that an alias domain is needed, "
            "set in the general settings.",
            sender,
        )
        return [*checks, (False, False, text)]
