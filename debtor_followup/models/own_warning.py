"""Before a large claim of a weak payer is due, one of us is told; never the debtor."""

import logging

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_amount, format_date

from ..engine.business_days import add_business_days
from ..engine.pauses import PROTECTIVE
from .const import CONTENTION
from .payment_history import is_claim, is_open

_logger = logging.getLogger(__name__)

#: Whose large claims are worth a look before they are due.
WEAK_PAYERS = ("late", "chronic")
ACTIVITY_TYPE = "debtor_followup.mail_activity_type_warning"


class ResCompany(models.Model):
    _inherit = "res.company"

    followup_warning_amount = fields.Monetary(
        string="Warn about claims from",
        default=5000.0,
        help="Some days before a claim of this amount or more is due, a colleague is "
        "asked to look, if the customer often or nearly always pays late. 0: never. "
        "Nothing is sent to the customer.",
    )
    followup_warning_days = fields.Integer(
        string="Business days before",
        default=5,
        help="So many business days before the due date.",
    )

    @api.constrains("followup_warning_amount", "followup_warning_days")
    def _check_followup_warning(self):
        for company in self:
            if company.followup_warning_amount < 0 or company.followup_warning_days < 1:
                raise ValidationError(
                    self.env._(
                        "A warning comes one business day before the due date or "
                        "earlier, about claims of an amount above zero; with 0 as the "
                        "amount there are none."
                    )
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_warning_amount = fields.Monetary(
        related="company_id.root_id.followup_warning_amount", readonly=False
    )
    followup_warning_days = fields.Integer(
        related="company_id.root_id.followup_warning_days", readonly=False
    )


class DebtorOwnWarning(models.Model):
    """That somebody was warned of a claim and its due date: once, and until when."""

    _name = "debtor.own.warning"
    _description = "Warning before a large claim is due"
    _order = "date_maturity desc, id desc"
    _rec_name = "move_name"

    debtor_id = fields.Many2one(
        "debtor.debtor", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="debtor_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_line_id = fields.Many2one(
        "account.move.line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one("account.move", readonly=True, ondelete="set null")
    move_name = fields.Char(string="Number", required=True, readonly=True)
    date_maturity = fields.Date(string="Due date", required=True, readonly=True)
    amount = fields.Monetary(string="Open", readonly=True)
    date = fields.Date(string="Warned on", required=True, readonly=True)
    ended_on = fields.Date(
        string="Ended on", readonly=True, help="Paid, put off, or due by now."
    )
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _once = models.UniqueIndex(
        "(move_line_id, date_maturity)", "Somebody was warned of this claim already."
    )
    _open_idx = models.Index("(company_id) WHERE ended_on IS NULL")

    # === EACH NIGHT === #

    @api.model
    def _warn(self, company, as_of):
        """Warn of what is due soon, and end what is paid, put off or due.

        :param company: any company of the legal entity
        :param date as_of: which day counts as today
        :return: the new warnings
        """
        root = company.root_id
        self._end_settled(root, as_of)
        values = [
            {**row, "company_id": root.id, "date": as_of}
            for row in self._read_claims(root, as_of)
        ]
        warnings = self._try_to_create(values)
        if warnings is None:  # one bad debtor never stops the others
            made = [self._try_to_create([one]) for one in values]
            warnings = self.union(*(one for one in made if one))
        return warnings

    @api.model
    def _try_to_create(self, values):
        """Create warnings with their tasks; undo it and return None on an error."""
        try:
            with self.env.cr.savepoint():
                warnings = self.sudo().create(values)
                warnings._create_activities_sudo()
        except CONTENTION:
            raise
        except Exception as error:  # noqa: BLE001 - said in the log, tried again
            _logger.warning("Own warnings: %s failed: %s", values[:1], error)
            return None
        return warnings.with_env(self.env)

    @api.model
    def _read_claims(self, root, as_of):
        """Return the claims to warn of, as values of warnings."""
        amount = root.sudo().followup_warning_amount
        if not amount:
            return []
        countries, _quiet = root._followup_calendar()
        days = root.sudo().followup_warning_days
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT debtor.id AS debtor_id, line.id AS move_line_id,
                       line.move_id, move.name AS move_name, line.date_maturity,
                       line.amount_residual AS amount
                  FROM debtor_debtor debtor
                  JOIN res_partner partner
                    ON partner.commercial_partner_id = debtor.partner_id
                  JOIN account_move_line line ON line.partner_id = partner.id
                  JOIN account_move move ON move.id = line.move_id
                  LEFT JOIN account_payment_method_line method
                    ON method.id = move.preferred_payment_method_line_id
                 WHERE debtor.company_id = %(root)s
                   AND debtor.relationship IN %(weak)s
                   AND debtor.direct_debit IS NOT TRUE
                   AND method.followup_collects IS NOT TRUE
                   AND line.account_id = ANY(%(accounts)s)
                   AND line.company_id IN %(companies)s
                   AND line.date_maturity > %(today)s
                   AND line.date_maturity <= %(last)s
                   AND line.amount_residual >= %(amount)s
                   AND %(is_claim)s AND %(is_open)s
                   AND NOT EXISTS (
                       SELECT FROM debtor_pause pause
                        WHERE pause.debtor_id = debtor.id
                          AND pause.state = 'active' AND pause.scope = 'debtor'
                          AND pause.reason IN %(protective)s)
                   AND NOT EXISTS (
                       SELECT FROM debtor_own_warning known
                        WHERE known.date_maturity = line.date_maturity
                          AND (known.move_line_id = line.id
                               OR known.move_line_id IS NULL
                                  AND known.move_id = line.move_id))
                 ORDER BY line.date_maturity, line.id
                """,
                root=root.id,
                accounts=self._read_receivable_accounts(),
                weak=WEAK_PAYERS,
                protective=PROTECTIVE,
                companies=tuple(root._followup_branches().ids),
                today=as_of,
                last=add_business_days(as_of, days, countries),
                amount=amount,
                is_claim=is_claim(),
                is_open=is_open(),
            )
        )

    @api.model
    def _read_receivable_accounts(self):
        """Return the ids by which the index on open journal items is used."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM account_account WHERE account_type = 'asset_receivable'"
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _end_settled(self, root, as_of):
        """End the warnings whose claim is paid, gone, put off or due."""
        warnings = self.sudo().search(
            [("company_id", "=", root.id), ("ended_on", "=", False)]
        )
        warnings._end_if_settled_sudo(as_of)

    def _end_if_settled_sudo(self, as_of):
        """End these warnings where nothing is left to warn of.

        In sudo mode because the task may be somebody else's.
        """
        ended = self.sudo().filtered(lambda one: not one._is_pending(as_of))
        ended.activity_id.unlink()
        ended.write({"ended_on": as_of})

    def _is_pending(self, as_of):
        """Tell whether the claim is still open and still to come."""
        line = self.move_line_id
        return (
            line.parent_state == "posted"
            and not line.reconciled
            and line.amount_residual > 0
            and line.date_maturity == self.date_maturity
            and line.date_maturity > as_of
            # Nobody calls whom the law protects.
            and not self.debtor_id.protection_id
        )

    # === TASKS === #

    def _create_activities_sudo(self):
        """Put these warnings on the list of whoever is responsible.

        In sudo mode because nobody writes on warnings by hand.
        """
        kind = self.env["ir.model.data"]._xmlid_to_res_id(ACTIVITY_TYPE)
        values = []
        for warning in self:
            task = warning.debtor_id._prepare_task(
                lambda lang: self.with_context(lang=lang).env._("Large claim due soon"),
                lambda lang, one=warning: one.with_context(lang=lang)._get_note(),
                warning.date,
            )
            # Not one of follow-up's own steps: it stands on the morning page.
            values.append({**task, "activity_type_id": kind, "automated": False})
        activities = (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(values)
        )
        for warning, activity in zip(self.sudo(), activities, strict=True):
            warning.activity_id = activity

    def _get_note(self):
        """Return what the task says, in kind words."""
        self.ensure_one()
        return self.env._(
            "%(claim)s of %(amount)s is due on %(due)s. %(words)s Call before that day "
            "and ask whether all is in order, or agree on a day of payment. Nothing "
            "was sent to the customer. This task goes when the claim is paid or due.",
            claim=self.move_name,
            amount=format_amount(self.env, self.amount, self.currency_id),
            due=format_date(self.env, self.date_maturity),
            words=self.debtor_id.behaviour_words or "",
        )


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever was warned of a claim need not look when it is paid. EXTENDS."""
        partials = super().create(vals_list)
        partials._end_own_warnings_sudo()
        return partials

    def _end_own_warnings_sudo(self):
        """End the warnings about what these matches settle.

        In sudo mode because whoever books a payment need not follow debtors.
        """
        warnings = (
            self.env["debtor.own.warning"]
            .sudo()
            .search(
                [
                    ("move_line_id", "in", self.debit_move_id.ids),
                    ("ended_on", "=", False),
                ]
            )
        )
        for company, group in warnings.grouped("company_id").items():
            group._end_if_settled_sudo(company._followup_now().date())


class DebtorTodo(models.Model):
    _inherit = "debtor.todo"
    _depends = {"debtor.own.warning": ["activity_id"]}

    kind = fields.Selection(selection_add=[("warning", "Ask before it is due")])

    @api.model
    def _activity_rows(self):
        """Say of these tasks what they are about. EXTENDS."""
        return SQL(
            """
            SELECT rows.source, rows.source_id, rows.debtor_id, rows.section,
                   CASE WHEN EXISTS (SELECT FROM debtor_own_warning warning
                                      WHERE warning.activity_id = rows.activity_id)
                        THEN 'warning' ELSE rows.kind END,
                   rows.notice_id, rows.pause_id, rows.activity_id
              FROM (%s) AS rows(source, source_id, debtor_id, section, kind,
                                notice_id, pause_id, activity_id)
            """,
            super()._activity_rows(),
        )
