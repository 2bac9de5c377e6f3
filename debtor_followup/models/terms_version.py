from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date, is_html_empty

#: What must stay as it was once a version is published.
FROZEN = {"name", "number", "company_id", "body", "date_from", "state"}


class DebtorTermsVersion(models.Model):
    """The company's own terms, as they hold from a day on.

    Customers accept one version. So a published one is never changed, nor is any
    translation of it: it is succeeded by the next one.
    """

    _name = "debtor.terms.version"
    _description = "Version of the terms"
    _order = "company_id, date_from desc, id desc"

    name = fields.Char(
        required=True,
        translate=True,
        help="As customers read it, as in: Terms of sale.",
    )
    number = fields.Integer(readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company.root_id,
        domain="[('parent_id', '=', False)]",
        ondelete="restrict",
        help="It holds for the branches too.",
    )
    body = fields.Html(
        string="Text",
        translate=True,
        help="Printed below the due date and the ways to pay, in the customer's "
        "language if it is translated.",
    )
    date_from = fields.Date(
        string="In force from",
        copy=False,
        help="Documents of this day and later show it, until the next version.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    stage = fields.Selection(
        [
            ("draft", "Draft"),
            ("coming", "To come"),
            ("in_force", "In force"),
            ("succeeded", "Succeeded"),
        ],
        compute="_compute_stage",
    )
    acceptance_ids = fields.One2many("debtor.terms.acceptance", "version_id")
    acceptance_count = fields.Integer(
        string="Accepted by", compute="_compute_acceptance_count"
    )

    _day_unique = models.UniqueIndex(
        "(company_id, date_from) WHERE state = 'published'",
        "Another version begins on that day: choose another one.",
    )
    _number_unique = models.UniqueIndex(
        "(company_id, number) WHERE state = 'published'",
        "Another version was published at this moment: try again.",
    )

    # === COMPUTE METHODS === #

    @api.depends("name", "number", "state")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for version in self:
            name = version.name or ""
            if version.state == "published":
                text = self.env._("%(name)s, version %(number)s")
                name = text % {"name": name, "number": version.number}
            elif name:
                name = self.env._("%(name)s (draft)", name=name)
            version.display_name = name

    @api.depends("state", "date_from", "company_id")
    def _compute_stage(self):
        in_force = {
            company: self._get_in_force_sudo(company, company._followup_now().date())
            for company in self.company_id
        }
        for version in self:
            current = in_force.get(version.company_id)
            if version.state != "published":
                version.stage = "draft"
            elif version._origin == current:
                version.stage = "in_force"
            elif not current or version.date_from > current.date_from:
                version.stage = "coming"
            else:
                version.stage = "succeeded"

    def _compute_acceptance_count(self):
        counts = dict(
            self.env["debtor.terms.acceptance"]._read_group(
                [("version_id", "in", self.ids), ("mistaken", "=", False)],
                ["version_id"],
                ["__count"],
            )
        )
        for version in self:
            version.acceptance_count = counts.get(version._origin, 0)

    # === CONSTRAINTS === #

    @api.constrains("company_id")
    def _check_company_id(self):
        for version in self:
            if version.company_id.parent_id:
                raise ValidationError(
                    self.env._(
                        "Terms belong to a main company: choose %(company)s. Its "
                        "branches use the same ones.",
                        company=version.company_id.root_id.display_name,
                    )
                )

    @api.constrains("state", "date_from", "body")
    def _check_published(self):
        for version in self:
            if version.state != "published":
                continue
            if not version.date_from:
                raise ValidationError(
                    self.env._("Say from which day on these terms are in force.")
                )
            if is_html_empty(version.body):
                raise ValidationError(
                    self.env._("These terms have no text yet: write it first.")
                )
            version._check_succeeds()

    def _check_succeeds(self):
        """Check that this version comes after those before it, from tomorrow on.

        So what a customer reads today is not another text an hour later.
        """
        self.ensure_one()
        last = self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "published"),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        if not last:
            return
        today = self.company_id._followup_now().date()
        if self.date_from <= max(last.date_from, today):
            raise ValidationError(
                self.env._(
                    "The next version begins after %(day)s: before that, other terms "
                    "are in force or were shown already. Choose a later day.",
                    day=format_date(self.env, max(last.date_from, today)),
                )
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Create drafts; publishing is an act of its own."""
        for vals in vals_list:
            if vals.get("state") == "published":
                raise UserError(
                    self.env._("Terms begin as a draft: save it, then publish it.")
                )
        return super().create(vals_list)

    def write(self, vals):
        """Change drafts only; a version that becomes published gets its number."""
        if not self._frozen_fields().isdisjoint(vals):
            self._check_is_draft()
        if vals.get("state") != "published":
            return super().write(vals)
        for version in self:
            number = version._get_next_number()
            super(DebtorTermsVersion, version).write({**vals, "number": number})
        return True

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        """Translate drafts only: what was accepted stays as it was. EXTENDS base."""
        self._check_is_draft()
        return super()._update_field_translations(
            field_name, translations, *args, **kwargs
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_is_draft()

    @api.model
    def _frozen_fields(self):
        """Hook: the names of the fields that stay as they were published."""
        return FROZEN

    def _check_is_draft(self):
        """Check that these versions may be changed.

        :raises UserError: says what to do instead
        """
        published = self.filtered(lambda version: version.state == "published")
        if published:
            raise UserError(
                self.env._(
                    "%(name)s is published, and customers may have accepted it: it "
                    "stays as it is. Start the next version instead.",
                    name=published[0].display_name,
                )
            )

    def _get_next_number(self):
        self.ensure_one()
        last = self.sudo().search(
            [("company_id", "=", self.company_id.id), ("state", "=", "published")],
            order="number desc",
            limit=1,
        )
        return last.number + 1

    # === ACTIONS === #

    def action_publish(self):
        """Publish drafts: from then on they are never changed.

        :raises ValidationError: says what is missing
        """
        self.check_access("write")
        self.write({"state": "published"})

    def action_next_version(self):
        """Start the next version from this one, as a draft; nothing else changes."""
        self.ensure_one()
        return self.copy()._get_records_action()

    def action_open_acceptances(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debtor_followup.debtor_terms_acceptance_action"
        )
        action["domain"] = [("version_id", "=", self.id)]
        return action

    # === BUSINESS METHODS === #

    @api.model
    def _get_in_force_sudo(self, company, day):
        """Return the version that is in force on a day, if any.

        In sudo mode because whoever prints a document, the customer in the portal
        too, reads what it says there.

        :param company: any company; a branch stands for its root
        """
        versions = self.sudo().search(
            [
                ("company_id", "=", company.root_id.id),
                ("state", "=", "published"),
                ("date_from", "<=", day),
            ],
            order="date_from desc",
            limit=1,
        )
        return versions.with_env(self.env)
