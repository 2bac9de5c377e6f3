import datetime

import pytz

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    followup_policy_id = fields.Many2one(
        "debtor.followup.policy",
        string="Follow-up policy",
        domain="[('company_id', 'in', [False, id])]",
        ondelete="restrict",
        help="The policy of debtors without one of their own. Kept on the main "
        "company; its branches follow it.",
    )
    followup_user_id = fields.Many2one(
        "res.users",
        string="Follow-up tasks for",
        domain="[('share', '=', False)]",
        help="Gets the tasks of debtors without a responsible person.",
    )
    followup_hour = fields.Float(
        string="Follow-up from",
        default=9.5,
        help="Hour of the day from which messages leave, in the company's time.",
    )

    @api.constrains("followup_hour")
    def _check_followup_hour(self):
        for company in self:
            if not 0 <= company.followup_hour < 24:
                raise ValidationError(
                    self.env._("The hour for follow-up lies between 0:00 and 23:59.")
                )

    @api.constrains("followup_policy_id")
    def _check_followup_policy_company(self):
        for company in self:
            owner = company.followup_policy_id.company_id
            if owner and owner.root_id != company.root_id:
                raise ValidationError(
                    self.env._(
                        'The policy "%(policy)s" belongs to %(owner)s and cannot '
                        "be used by %(company)s.",
                        policy=company.followup_policy_id.display_name,
                        owner=owner.display_name,
                        company=company.display_name,
                    )
                )

    def _set_default_policy_sudo(self, policy):
        """Make a policy the default where there is none yet.

        Whoever activates it gets the tasks until somebody else is named.

        In sudo mode because a follow-up manager may activate policies without
        any right on the company itself.
        """
        for company in self.root_id.sudo():
            if not company.followup_policy_id:
                company.followup_policy_id = policy
            if not company.followup_user_id and self.env.user.active:
                company.followup_user_id = self.env.user

    def _followup_now(self):
        """Return the present moment in the company's own time, without zone.

        The one place where follow-up reads the clock.
        """
        self.ensure_one()
        zone = pytz.timezone(self.sudo().resource_calendar_id.tz or "UTC")
        return datetime.datetime.now(zone).replace(tzinfo=None)

    def _followup_obstacle(self):
        """Return why this legal entity cannot be followed at all, else None."""
        self.ensure_one()
        accounts = (
            self.env["account.account"]
            .sudo()
            .search_count(
                [
                    ("account_type", "=", "asset_receivable"),
                    ("company_ids", "in", self._followup_branches().ids),
                ],
                limit=1,
            )
        )
        if accounts:
            return None
        return self.env._(
            "%(company)s has no receivable account: choose a chart of accounts for "
            "it in the settings of Invoicing.",
            company=self.display_name,
        )

    def _followup_branches(self):
        """Return the companies of this legal entity: the root with its branches."""
        return self.sudo().browse(self._followup_branch_ids())

    @tools.ormcache("self.id")
    def _followup_branch_ids(self):
        """Return the ids of this legal entity's companies, also archived ones.

        Kept until a company is made: a parent never changes.
        """
        self.ensure_one()
        companies = self.sudo().with_context(active_test=False)
        return companies.search([("id", "child_of", self.root_id.ids)])._ids
