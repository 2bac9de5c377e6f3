"""Half a year before a claim is prescribed a person is told; never the debtor."""

import logging

from odoo import api, fields, models
from odoo.tools import SQL, format_amount, format_date

from ..engine.legal_values import CONSUMER, LegalError
from ..engine.prescription import last_due_date
from ..engine.regimes import REGIMES
from .bulk import array
from .const import CONTENTION
from .ledger_reader import NOT_CREDITED
from .payment_history import is_claim

_logger = logging.getLogger(__name__)

ACTIVITY_TYPE = "debtor_followup.mail_activity_type_prescription"
#: So many claims are named in a task; the others are counted.
MOST_NAMED = 10


class DebtorPrescriptionWarning(models.Model):
    """That somebody was told of the end of a claim: once for each due date."""

    _name = "debtor.prescription.warning"
    _description = "Warning before a claim is prescribed"
    _order = "last_day, id"
    _rec_name = "move_name"

    debtor_id = fields.Many2one(
        "debtor.debtor", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="debtor_id.company_id", store=True)
    move_line_id = fields.Many2one(
        "account.move.line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one(
        "account.move", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_name = fields.Char(string="Number", required=True, readonly=True)
    date_maturity = fields.Date(string="Due date", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount_residual = fields.Monetary(string="Open", readonly=True)
    last_day = fields.Date(string="Enforceable until", required=True, readonly=True)
    date = fields.Date(string="Warned on", required=True, readonly=True)
    ended_on = fields.Date(
        string="Ended on", readonly=True, help="Paid, or due on another day."
    )
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _once = models.UniqueIndex(
        "(move_line_id, date_maturity)", "Somebody was told of this claim already."
    )
    _open_idx = models.Index("(company_id) WHERE ended_on IS NULL")

    # === EACH NIGHT === #

    @api.model
    def _cron_warn(self):
        """Warn in every company that is followed; one that fails stops no other."""
        for company in self.env["debtor.followup.run"]._companies_to_follow():
            try:
                self._warn(company, company._followup_now().date())
                self.env.flush_all()
            except CONTENTION:
                self.env.cr.rollback()
                _logger.info("Prescription: %s is in use, tomorrow again", company)
            except Exception:
                self.env.cr.rollback()
                _logger.exception("Prescription: %s cannot be looked at", company)
            self.env["ir.cron"]._commit_progress()

    @api.model
    def _warn(self, company, as_of):
        """Give a task for each debtor with claims that newly near their end.

        :param company: any company of the legal entity
        :param date as_of: which day counts as today
        :return: the new warnings
        """
        root = company.root_id
        self._end_settled_sudo(root, as_of)
        rows = self._read_near(root, as_of)
        lines = self.env["account.move.line"].browse(
            row["move_line_id"] for row in rows
        )
        ends = lines.sudo()._get_prescriptions()
        values = {}
        for line, row in zip(lines.sudo(), rows, strict=True):
            if line in ends and ends[line].warn_on <= as_of:
                row |= {"last_day": ends[line].last_day, "date": as_of}
                values.setdefault(row["debtor_id"], []).append(row)
        made = [self._try_to_create(group) for group in values.values()]
        return self.union(*(one for one in made if one))

    @api.model
    def _read_near(self, root, as_of):
        """Return the claims that may be near their end, as values of warnings.

        By the shortest period that a debtor of each sort can have, in one query;
        those of which somebody was told already are left out, also where the invoice
        was drawn up anew. What is paused or disputed is prescribed like the rest.
        """
        natural, others = self._get_last_due_dates(root.sudo(), as_of)
        if not natural and not others:
            return []
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT debtor.id AS debtor_id, line.id AS move_line_id,
                       line.move_id, move.name AS move_name, line.date_maturity,
                       line.currency_id,
                       line.amount_residual_currency AS amount_residual
                  FROM debtor_debtor debtor
                  JOIN res_partner partner
                    ON partner.commercial_partner_id = debtor.partner_id
                  JOIN account_move_line line ON line.partner_id = partner.id
                  JOIN account_move move ON move.id = line.move_id
                 WHERE debtor.company_id = %(root)s
                   AND line.account_id = ANY(%(accounts)s)
                   AND line.company_id = ANY(%(companies)s::int[])
                   AND line.date_maturity <= CASE
                       WHEN debtor.debtor_kind IN ('business', 'public')
                       THEN %(others)s::date ELSE %(natural)s::date END
                   AND line.reconciled IS NOT TRUE AND line.amount_residual > 0
                   AND line.no_followup IS NOT TRUE
                   AND COALESCE(move.payment_state, 'not_paid') NOT IN %(settled)s
                   AND %(is_claim)s
                   AND NOT EXISTS (
                       SELECT FROM debtor_prescription_warning known
                        WHERE known.date_maturity = line.date_maturity
                          AND (known.move_line_id = line.id
                               OR known.move_line_id IS NULL
                                  AND known.move_id = line.move_id))
                 ORDER BY line.date_maturity, line.id
                """,
                root=root.id,
                accounts=self.env["debtor.own.warning"]._read_receivable_accounts(),
                companies=array(root._followup_branches().ids),
                natural=natural,
                others=others,
                settled=NOT_CREDITED,
                is_claim=is_claim(),
            )
        )

    @api.model
    def _get_last_due_dates(self, root, as_of):
        """Return up to which due dates claims may be near: consumers', others'."""
        chosen = self.env["debtor.terms.version"].sudo()
        own = {root.followup_law} | set(
            chosen.search([("company_id", "=", root.id), ("law", "!=", False)]).mapped(
                "law"
            )
        )
        theirs = own | set(REGIMES if root.followup_directs_activity else ())
        days = []
        for laws, kinds in ((theirs, (CONSUMER,)), (own, ("business", "public"))):
            try:
                found = [
                    last_due_date(
                        as_of,
                        laws,
                        kind,
                        root.followup_contract,
                        written_proof=root.followup_written_proof,
                    )
                    for kind in kinds
                ]
            except LegalError:
                found = []
            days.append(max(filter(None, found), default=None))
        return days

    @api.model
    def _try_to_create(self, values):
        """Create the warnings of a debtor with their task; None on an error."""
        try:
            with self.env.cr.savepoint():
                warnings = self.sudo().create(values)
                warnings._create_activity_sudo()
        except CONTENTION:
            raise
        except Exception as error:  # noqa: BLE001 - said in the log, tried again
            _logger.warning("Prescription: %s failed: %s", values[:1], error)
            return None
        return warnings.with_env(self.env)

    # === ENDS === #

    @api.model
    def _end_settled_sudo(self, root, as_of):
        """End the warnings whose claim is paid, gone or due on another day.

        In sudo mode because the task may be anybody's.
        """
        warnings = self.sudo().search(
            [("company_id", "=", root.id), ("ended_on", "=", False)]
        )
        ended = warnings.filtered(lambda one: not one._is_pending())
        ended.write({"ended_on": as_of})
        tasks = ended.activity_id
        waiting = (warnings - ended).activity_id
        (tasks - waiting).unlink()

    def _is_pending(self):
        """Tell whether the claim is still open and due on the same day."""
        line = self.move_line_id
        return (
            line.parent_state == "posted"
            and not line.reconciled
            and line.date_maturity == self.date_maturity
        )

    # === TASKS === #

    def _create_activity_sudo(self):
        """Put these warnings, all of one debtor, on somebody's list as one task.

        In sudo mode because nobody writes on warnings by hand.
        """
        task = self.debtor_id._prepare_task(
            lambda lang: self.with_context(lang=lang)._get_summary(),
            lambda lang: self.with_context(lang=lang)._get_note(),
            self[:1].date,
        )
        kind = self.env["ir.model.data"]._xmlid_to_res_id(ACTIVITY_TYPE)
        # Not one of follow-up's own steps: it stands on the morning page.
        self.sudo().activity_id = (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create({**task, "activity_type_id": kind, "automated": False})
        )

    def _get_summary(self):
        """Return the title of the task: which claim, until when."""
        first = self.sorted("last_day")[0]
        day = format_date(self.env, first.last_day)
        values = {"claim": first.move_name, "day": day, "count": len(self)}
        is_past = first.last_day < first.date
        if len(self) == 1 and is_past:
            return self.env._(
                "%(claim)s: enforceable until %(day)s, perhaps too late", **values
            )
        if len(self) == 1:
            return self.env._("%(claim)s: enforceable until %(day)s", **values)
        if is_past:
            return self.env._(
                "%(count)s claims: the first was enforceable until %(day)s", **values
            )
        return self.env._(
            "%(count)s claims: the first is enforceable until %(day)s", **values
        )

    def _get_note(self):
        """Return what the task says: the claims, their last days, what to do."""
        ordered = self.sorted("last_day")
        claims = "; ".join(one._say_claim() for one in ordered[:MOST_NAMED])
        more = len(ordered) - MOST_NAMED
        if more > 0:
            claims = self.env._(
                "%(claims)s; and %(more)s more", claims=claims, more=more
            )
        return self.env._(
            "%(claims)s. After that day a court may refuse the claim; it is counted "
            "carefully from the due date. %(interrupts)s Ask counsel before the first "
            "of these days. Nothing was sent to the customer. This task goes when the "
            "claims are paid.",
            claims=claims,
            interrupts=self._say_interrupts(),
        )

    def _say_claim(self):
        """Return number, amount, due date and last day of one claim."""
        values = {
            "claim": self.move_name,
            "amount": format_amount(self.env, self.amount_residual, self.currency_id),
            "due": format_date(self.env, self.date_maturity),
            "day": format_date(self.env, self.last_day),
        }
        if self.last_day < self.date:
            return self.env._(
                "%(claim)s of %(amount)s, due on %(due)s: perhaps not enforceable any "
                "more, its last day was %(day)s",
                **values,
            )
        return self.env._(
            "%(claim)s of %(amount)s, due on %(due)s: enforceable until %(day)s",
            **values,
        )

    def _say_interrupts(self):
        """Return what stops the time under the company's law, as far as is known.

        Belgium: art. 2244 par. 2 old Civil Code; the Netherlands: art. 3:317 BW
        (rules.md 7: high for both).
        """
        law = self.debtor_id.sudo().company_id.followup_law
        if law == "BE":
            return self.env._(
                "In Belgium a reminder does not stop the time; a summons does, and a "
                "formal notice by a lawyer or a bailiff gives one more year, once."
            )
        if law == "NL":
            return self.env._(
                "In the Netherlands a letter in which you reserve the right to payment "
                "lets the time begin anew."
            )
        return self.env._("What stops the time differs from country to country.")


class DebtorTodo(models.Model):
    _inherit = "debtor.todo"
    _depends = {"debtor.prescription.warning": ["activity_id"]}

    kind = fields.Selection(
        selection_add=[("prescription", "Ask counsel before it is too late")]
    )

    @api.model
    def _activity_rows(self):
        """EXTENDS: say of these tasks what they are about."""
        return SQL(
            """
            SELECT rows.source, rows.source_id, rows.debtor_id, rows.section,
                   CASE WHEN EXISTS (SELECT FROM debtor_prescription_warning warning
                                      WHERE warning.activity_id = rows.activity_id)
                        THEN 'prescription' ELSE rows.kind END,
                   rows.notice_id, rows.pause_id, rows.activity_id
              FROM (%s) AS rows(source, source_id, debtor_id, section, kind,
                                notice_id, pause_id, activity_id)
            """,
            super()._activity_rows(),
        )
