from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .bulk import array

#: Who may see follow-up, and so may be given its tasks.
VIEWERS = "debtor_followup.group_viewer"
#: The row of a debtor whose responsible person has left; see ``debtor_todo``.
NOBODY = 7


class DebtorDebtor(models.Model):
    """Who handles a debtor: gets its tasks, and signs what is written to it."""

    _inherit = "debtor.debtor"

    owner_id = fields.Many2one(
        "res.users",
        string="Handled by",
        compute="_compute_owner_id",
        search="_search_owner_id",
        compute_sudo=True,
        help="The responsible person; else the salesperson of the customer where the "
        "company wants that; else whoever gets the company's tasks; else the "
        "salesperson. Gets the tasks and the calls, and signs the messages.",
    )
    owner_reason = fields.Char(
        compute="_compute_owner_id", compute_sudo=True, export_string_translation=False
    )

    @api.constrains("responsible_id")
    def _check_responsible(self):
        """A responsible person is a colleague who works for this company.

        In sudo mode because nobody may read each other's companies.
        """
        for debtor in self.filtered("responsible_id").sudo():
            user = debtor.responsible_id
            if user.share:
                raise ValidationError(
                    self.env._(
                        "%(user)s is no colleague but a portal user: choose "
                        "somebody who works here.",
                        user=user.name,
                    )
                )
            company = debtor.company_id
            if not user.company_ids & company._followup_branches():
                raise ValidationError(
                    self.env._(
                        "%(user)s has no access to %(company)s: choose somebody who "
                        "works for it, or let an administrator add it to this user.",
                        user=user.name,
                        company=company.name,
                    )
                )

    @api.depends_context("lang")
    @api.depends(
        "responsible_id.active",
        "partner_id.user_id",
        "company_id.followup_user_id",
        "company_id.followup_by_salesperson",
    )
    def _compute_owner_id(self):
        reasons = self._get_owner_reasons()
        for debtor in self:
            user, code = debtor._find_owner()
            debtor.owner_id = user
            debtor.owner_reason = reasons[code]

    def _find_owner(self):
        """Return (user, code of why): the first who is there for this debtor."""
        self.ensure_one()
        company, sales = self.company_id, self.partner_id.user_id
        first = sales if company.followup_by_salesperson else sales.browse()
        for user, code in (
            (self.responsible_id, "responsible"),
            (first, "salesperson"),
            (company.followup_user_id, "company"),
            (sales, "salesperson"),
        ):
            if user and self._may_own(user):
                return user, code
        return sales.browse(), "nobody"

    def _may_own(self, user):
        """Tell whether a user is here, sees follow-up, and works for the company."""
        self.ensure_one()
        return (
            user.active
            and not user.share
            and user.has_group(VIEWERS)
            and self.company_id in user.company_ids.root_id
        )

    @api.model
    def _get_owner_reasons(self):
        return {
            "responsible": self.env._("responsible for this customer"),
            "salesperson": self.env._("salesperson of the customer"),
            "company": self.env._("gets the company's tasks"),
            "nobody": self.env._("nobody: choose who is responsible"),
        }

    @api.model
    def _get_owner_sql(self):
        """Return who handles a ``debtor`` as SQL, the same as `owner_id`.

        In sudo mode because users may not read each other's groups.
        """
        group = self.env["ir.model.data"]._xmlid_to_res_id(VIEWERS)
        users = self.env["res.users"].sudo()
        colleagues = users._search(
            [("all_group_ids", "in", [group]), ("share", "=", False)]
        )
        return SQL(
            """
            (SELECT colleague.id
               FROM res_company root
               JOIN res_partner customer ON customer.id = debtor.partner_id
               JOIN LATERAL (VALUES (1, debtor.responsible_id),
                                    (2, CASE WHEN root.followup_by_salesperson
                                             THEN customer.user_id END),
                                    (3, root.followup_user_id),
                                    (4, customer.user_id))
                            AS candidate(place, id) ON TRUE
               JOIN res_users colleague ON colleague.id = candidate.id
              WHERE root.id = debtor.company_id
                AND colleague.id IN %(colleagues)s
                AND EXISTS (SELECT FROM res_company_users_rel works
                              JOIN res_company own ON own.id = works.cid
                             WHERE works.user_id = colleague.id
                               AND starts_with(own.parent_path, root.parent_path))
              ORDER BY candidate.place LIMIT 1)
            """,
            colleagues=colleagues.subselect(),
        )

    @api.model
    def _search_owner_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        values = set(value)
        owner = self._get_owner_sql()
        wanted = SQL("%s = ANY(%s::int[])", owner, array(values - {False}))
        if False in values:
            wanted = SQL("(%s OR %s IS NULL)", wanted, owner)
        query = SQL("(SELECT debtor.id FROM debtor_debtor debtor WHERE %s)", wanted)
        return Domain("id", "in", query)

    def _get_task_user(self):
        """The colleague who handles this debtor, else whoever acts now.

        OVERRIDE debtor_followup: it knows the same people, but not who has left.
        """
        self.ensure_one()
        return self.owner_id or self.env.user


class DebtorNotice(models.Model):
    """Who signs."""

    _inherit = "debtor.notice"

    def _get_contact_sudo(self):
        """Sign with the colleague who handles this debtor.

        EXTENDS debtor_followup. Whoever handles this customer gives his own
        address; whoever handles everybody's, that of the company. In sudo mode as
        there.
        """
        contact = super()._get_contact_sudo()
        debtor = self.sudo().debtor_id
        user, company = debtor.owner_id, self.sudo().company_id
        if not user:
            return contact
        addresses = [company.email, user.email]
        if user != company.followup_user_id:
            addresses.reverse()
        return {
            **contact,
            "name": user.name,
            "function": user.partner_id.function,
            "phone": user.phone or company.phone,
            "email": next((one for one in addresses if one), False),
        }


class DebtorTodo(models.Model):
    _inherit = "debtor.todo"

    _depends = {
        "res.company": ["followup_by_salesperson", "followup_user_id"],
        "res.partner": ["user_id"],
        "res.users": ["active"],
    }

    owner_id = fields.Many2one("res.users", string="Handled by", readonly=True)

    @property
    def _table_query(self):
        """Add who handles each row. EXTENDS."""
        return SQL(
            "SELECT todo.*, %(owner)s AS owner_id FROM (%(rows)s) AS todo "
            "LEFT JOIN debtor_debtor debtor ON debtor.id = todo.debtor_id",
            owner=self.env["debtor.debtor"]._get_owner_sql(),
            rows=super()._table_query,
        )

    @api.model
    def _collected_rows(self):
        """Add the debtors whose responsible person has left. EXTENDS."""
        return SQL(
            """
            %(others)s UNION ALL
            SELECT %(source)s, debtor.id, debtor.id, '80_tasks', 'nobody',
                   NULL::int, NULL::int, NULL::int
              FROM debtor_debtor debtor
              JOIN res_users gone ON gone.id = debtor.responsible_id
             WHERE debtor.overdue_amount > 0 AND gone.active IS NOT TRUE
            """,
            others=super()._collected_rows(),
            source=NOBODY,
        )

    def _get_why(self):
        if self.kind == "nobody":
            debtor = self.debtor_id
            return self.env._(
                "%(gone)s is not here any more, so %(now)s gets the tasks and signs: "
                "assign this customer to somebody.",
                gone=debtor.responsible_id.sudo().name,
                now=debtor.owner_id.name or self.env._("nobody"),
            )
        return super()._get_why()


class ResCompany(models.Model):
    _inherit = "res.company"

    followup_by_salesperson = fields.Boolean(
        string="Salespeople handle their own customers",
        help="The salesperson of a customer without a responsible person gets the "
        "tasks and signs, if he may see follow-up.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_by_salesperson = fields.Boolean(
        related="company_id.root_id.followup_by_salesperson", readonly=False
    )
