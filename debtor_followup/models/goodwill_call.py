from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_amount

from ..engine.check_ins import CHECK_INS_A_DAY, quiet_since

CHOICES = [
    ("top", "The largest customers"),
    ("turnover", "Customers from a turnover on"),
]


class ResCompany(models.Model):
    """Who is called now and then although nothing is wrong; off by default."""

    _inherit = "res.company"

    followup_check_in = fields.Selection(
        CHOICES,
        string="Check-ins with",
        help="Good customers hear from us also when nothing is wrong. Empty: no "
        "check-ins.",
    )
    followup_check_in_top = fields.Integer(string="So many customers", default=20)
    followup_check_in_turnover = fields.Monetary(
        string="Turnover of a year from", default=25000
    )
    followup_check_in_months = fields.Integer(string="Every so many months", default=3)
    followup_check_in_class_ids = fields.Many2many(
        "debtor.relationship",
        "res_company_check_in_class_rel",
        string="Of these classes",
        help="Empty: of any class.",
    )

    @api.constrains(
        "followup_check_in",
        "followup_check_in_top",
        "followup_check_in_turnover",
        "followup_check_in_months",
    )
    def _check_followup_check_in(self):
        for company in self.filtered("followup_check_in"):
            if not 1 <= company.followup_check_in_months <= 24:
                raise ValidationError(
                    self.env._("Check-ins come every 1 to 24 months: enter a number.")
                )
            by_top = company.followup_check_in == "top"
            if by_top and company.followup_check_in_top <= 0:
                raise ValidationError(
                    self.env._("Enter how many customers are called, more than zero.")
                )
            if not by_top and company.followup_check_in_turnover <= 0:
                raise ValidationError(
                    self.env._(
                        "Enter the turnover from which customers are called, more "
                        "than zero."
                    )
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_check_in = fields.Selection(
        related="company_id.root_id.followup_check_in", readonly=False
    )
    followup_check_in_top = fields.Integer(
        related="company_id.root_id.followup_check_in_top", readonly=False
    )
    followup_check_in_turnover = fields.Monetary(
        related="company_id.root_id.followup_check_in_turnover",
        readonly=False,
    )
    followup_check_in_months = fields.Integer(
        related="company_id.root_id.followup_check_in_months", readonly=False
    )
    followup_check_in_class_ids = fields.Many2many(
        related="company_id.root_id.followup_check_in_class_ids", readonly=False
    )


class DebtorDebtor(models.Model):
    """Check-ins: a call by whoever is responsible, never a mail."""

    _inherit = "debtor.debtor"

    checked_in_on = fields.Date(
        string="Last check-in", readonly=True, copy=False, help="When it became a task."
    )
    check_in_task_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        export_string_translation=False,
    )

    @api.model
    def _check_in(self, company, as_of):
        """Give the tasks to call good customers of whom nobody heard for long.

        Nobody who is paused or overdue, or with whom there was contact in that time:
        a message that arrived, a call, an answer. The largest first, some a day.

        :param company: a root company
        :param date as_of: which day counts as today
        :return: the debtors to call
        """
        if not company.followup_check_in:
            return self.browse()
        since = quiet_since(as_of, company.followup_check_in_months)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT best.debtor_id
                  FROM (%(best)s) AS best
                  JOIN debtor_debtor debtor ON debtor.id = best.debtor_id
                  JOIN res_partner partner ON partner.id = debtor.partner_id
                 WHERE partner.active
                   AND COALESCE(debtor.overdue_amount, 0) <= 0
                   AND COALESCE(debtor.checked_in_on <= %(since)s, TRUE)
                   AND NOT EXISTS (SELECT FROM debtor_pause pause
                                    WHERE pause.debtor_id = debtor.id
                                      AND (pause.state = 'active'
                                           OR pause.reason = 'reply'
                                              AND pause.date_start > %(since)s))
                   AND NOT EXISTS (SELECT FROM debtor_notice notice
                                    WHERE notice.debtor_id = debtor.id
                                      AND (notice.state = 'sent'
                                           AND notice.contact_date > %(since)s
                                           OR notice.state IN ('draft', 'queued',
                                              'sending', 'uncertain')))
                   AND NOT EXISTS (SELECT FROM debtor_call call
                                    WHERE call.debtor_id = debtor.id
                                      AND call.day > %(since)s)
                 ORDER BY best.turnover DESC, best.debtor_id
                 LIMIT %(places)s
                """,
                best=self._best_customers(company),
                since=since,
                places=CHECK_INS_A_DAY,
            )
        )
        debtors = self.browse(row[0] for row in rows)
        debtors.checked_in_on = as_of
        # One that nobody made in all that time is replaced.
        debtors.check_in_task_id.filtered("active").unlink()
        tasks = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        tasks = tasks.create(
            [debtor._prepare_check_in_task(as_of) for debtor in debtors]
        )
        for debtor, task in zip(debtors, tasks, strict=True):
            debtor.check_in_task_id = task
        return debtors

    def _end_check_ins_sudo(self):
        """End the tasks to check in with debtors with whom there was contact.

        In sudo mode because a task may be somebody else's.
        """
        tasks = self.sudo().check_in_task_id.filtered("active")
        if tasks:
            tasks.action_feedback()

    @api.model
    def _best_customers(self, company):
        """Hook: return the query of whom to call: ``debtor_id`` and ``turnover``."""
        self.env["debtor.behaviour"].flush_model()
        self.flush_model(["relationship", "checked_in_on", "overdue_amount"])
        classes = company.followup_check_in_class_ids.mapped("code")
        by_top = company.followup_check_in == "top"
        return SQL(
            """
            SELECT figures.debtor_id, figures.turnover
              FROM debtor_behaviour figures
              JOIN debtor_debtor owner ON owner.id = figures.debtor_id
             WHERE figures.company_id = %(company)s
               AND figures.turnover > 0
               AND figures.turnover >= %(least)s
               AND (%(any_class)s OR owner.relationship = ANY(%(classes)s))
             ORDER BY figures.turnover DESC, figures.debtor_id
             LIMIT %(places)s
            """,
            company=company.id,
            least=0 if by_top else company.followup_check_in_turnover,
            any_class=not classes,
            classes=classes,
            places=company.followup_check_in_top if by_top else None,
        )

    def _prepare_check_in_task(self, as_of):
        """Hook: return the task to call a good customer."""
        self.ensure_one()
        behaviour = self.sudo().behaviour_ids[:1]
        turnover = format_amount(self.env, behaviour.turnover, self.currency_id)
        task = self._prepare_task(
            lambda lang: self.with_context(lang=lang).env._(
                "Check in: how is it going?"
            ),
            lambda lang: self.with_context(lang=lang).env._(
                "A good customer (invoiced in a year: %(turnover)s) of whom nobody "
                "heard for a while. Call without a reason: how is it going, is "
                "everything as agreed? Nothing is asked.",
                turnover=turnover,
            ),
            as_of,
        )
        kind = self.env.ref("mail.mail_activity_data_call")
        # It has no row of its own on the morning page.
        return {**task, "automated": False, "activity_type_id": kind.id}


class DebtorCall(models.Model):
    _inherit = "debtor.call"

    @api.model_create_multi
    def create(self, vals_list):
        """EXTENDS: any call is as good as the check-in that was to be made."""
        calls = super().create(vals_list)
        reached = calls.filtered(lambda one: one.outcome != "not_reached")
        reached.debtor_id._end_check_ins_sudo()
        return calls


class DebtorNotice(models.Model):
    _inherit = "debtor.notice"

    def _mark_sent(self, when):
        """EXTENDS: somebody heard from us."""
        moved = super()._mark_sent(when)
        moved.debtor_id._end_check_ins_sudo()
        return moved


class DebtorFollowupRun(models.Model):
    _inherit = "debtor.followup.run"

    def _end_plan(self):
        """EXTENDS: whom to call although nothing is wrong."""
        result = super()._end_plan()
        debtors = self.env["debtor.debtor"]
        begun = [
            ("company_id", "=", self.company_id.id),
            ("checked_in_on", "=", self.date),
        ]
        # The day may be planned once more.
        if not debtors.search_count(begun, limit=1):
            debtors._check_in(self.company_id, self.date)
        return result
