"""The gate of suspected payments: what the ledger does not know yet."""

import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_amount, format_date

from .bulk import array

#: The row of a receipt on the morning page; see ``debtor_todo``.
RECEIPT = 5


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    # Key of a receipt -> {"since": first day of its hold, "not_theirs": day}.
    receipts = fields.Json(readonly=True, copy=False, export_string_translation=False)
    receipts_text = fields.Char(
        string="Perhaps paid",
        compute="_compute_receipts_text",
        help="Receipts that nobody matched and that look like this customer's.",
    )

    @api.depends("receipts")
    @api.depends_context("lang")
    def _compute_receipts_text(self):
        for debtor in self:
            debtor.receipts_text = debtor._say_receipts(debtor._get_receipts_sudo())

    @api.model
    def _note_receipts(self, found, as_of):
        """Note since when receipts hold debtors; those that are known stay.

        :param found: pairs (debtor id, keys of receipts that hold it)
        :param date as_of: which day counts as today
        """
        since = {"since": as_of.isoformat()}
        texts = [json.dumps(dict.fromkeys(keys, since)) for _debtor, keys in found]
        self.env.cr.execute(
            SQL(
                """
                UPDATE debtor_debtor debtor
                   SET receipts = row.seen::jsonb
                                  || COALESCE(debtor.receipts, '{}'::jsonb)
                  FROM unnest(%s::int[], %s::text[]) AS row(debtor, seen)
                 WHERE debtor.id = row.debtor
                   AND NOT COALESCE(debtor.receipts, '{}'::jsonb) @> row.seen::jsonb
                """,
                array([debtor_id for debtor_id, _keys in found]),
                texts,
            )
        )
        self.invalidate_model(["receipts"], flush=False)

    def _get_receipts_sudo(self):
        """Return the bank's lines that wait for a person's word.

        In sudo mode because whoever follows up need not see the bank's books.
        """
        self.ensure_one()
        waiting = [
            int(key)
            for key, known in (self.receipts or {}).items()
            if "not_theirs" not in known
        ]
        lines = self.env["account.bank.statement.line"].sudo().browse(waiting)
        return lines.exists().filtered(
            lambda line: not line.is_reconciled and line.state == "posted"
        )

    def _join_receipts(self, source):
        """Return what is known of receipts of two debtors that become one.

        What a person said stays said, also of the one that is folded.
        """
        theirs, ours = source.receipts or {}, self.receipts or {}
        known = {
            key: {**theirs.get(key, {}), **ours.get(key, {})}
            for key in {**theirs, **ours}
        }
        return {"receipts": known} if known != ours else {}

    @api.model
    def _say_receipts(self, lines):
        """Return receipts as one text: amount, day, and what the bank says."""
        return ", ".join(
            self._say_receipt(
                one.amount_currency if one.foreign_currency_id else one.amount,
                one.foreign_currency_id or one.currency_id,
                one.date,
                one.payment_ref or one.partner_name,
            )
            for one in lines
        )

    @api.model
    def _say_receipt(self, amount, currency, day, label):
        return self.env._(
            '%(amount)s of %(day)s ("%(label)s")',
            amount=format_amount(self.env, amount, currency),
            day=format_date(self.env, day),
            label=label or "-",
        )

    def action_receipts_not_theirs(self):
        """Say that the receipts which hold these debtors are somebody else's.

        The same receipt never holds the same debtor again.

        :raises UserError: when no receipt waits for any of them
        """
        self.check_access("write")
        self._check_may_send()
        waiting = {one: one._get_receipts_sudo() for one in self}
        if not any(waiting.values()):
            raise UserError(
                self.env._("No receipt waits here: there is nothing to say about it.")
            )
        for debtor, lines in waiting.items():
            if lines:
                debtor._refuse_receipts(lines)
        self.action_plan()

    def _refuse_receipts(self, lines):
        """Note that receipts are not this debtor's, and who said so."""
        today = fields.Date.to_string(self.company_id._followup_now().date())
        text = self._say_receipts(lines)
        known = dict(self.receipts)
        for line in lines:
            known[str(line.id)] = {**known[str(line.id)], "not_theirs": today}
        # What a person said is evidence, which nobody writes by hand.
        self.sudo().receipts = known
        self._message_log(
            body=self.env._(
                "Not a payment of this customer, says %(user)s: %(receipts)s.",
                user=self.env.user.name,
                receipts=text,
            )
        )

    def action_open_receipts(self):
        """Show the bank's lines that look like a payment of this debtor."""
        self.ensure_one()
        view = self.env.ref("debtor_followup.activation_receipt_view_list")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Receipts to match"),
            "res_model": "account.bank.statement.line",
            "view_mode": "list",
            "views": [(view.id, "list")],
            "domain": [("id", "in", self._get_receipts_sudo().ids)],
        }


class DebtorTodo(models.Model):
    _inherit = "debtor.todo"

    _depends = {
        "debtor.debtor": ["receipts"],
        "account.bank.statement.line": ["is_reconciled"],
    }

    receipts_text = fields.Char(related="debtor_id.receipts_text")

    @api.model
    def _collected_rows(self):
        """Add the receipts that held a debtor, until a person has dealt with them."""
        return SQL(
            """
            %(others)s UNION ALL
            SELECT %(source)s, debtor.id, debtor.id, '60_unmatched', 'receipt',
                   NULL::int, NULL::int, NULL::int
              FROM debtor_debtor debtor
             WHERE debtor.receipts IS NOT NULL
               AND debtor.overdue_amount > 0
               AND EXISTS (
                   SELECT FROM jsonb_each(debtor.receipts) AS one(key, known)
                     JOIN account_bank_statement_line line
                       ON line.id = one.key::int
                    WHERE one.known -> 'not_theirs' IS NULL
                      AND line.is_reconciled IS NOT TRUE)
            """,
            others=super()._collected_rows(),
            source=RECEIPT,
        )

    def _get_why(self):
        if self.kind == "receipt":
            return self.env._(
                "%(receipts)s looks like a payment of this customer. Match it in "
                "accounting, or say that it is not theirs.",
                receipts=self.receipts_text,
            )
        return super()._get_why()

    def action_open(self):
        if self.kind == "receipt":
            return self.debtor_id.action_open_receipts()
        return super().action_open()

    def action_not_theirs(self):
        """Say that these receipts are somebody else's.

        :raises UserError: when none of these rows is about a receipt
        """
        return self.filtered(
            lambda one: one.kind == "receipt"
        ).debtor_id.action_receipts_not_theirs()


class DebtorFollowupDecision(models.Model):
    _inherit = "debtor.followup.decision"

    def _get_readable_parameters(self, level_names):
        values = super()._get_readable_parameters(level_names)
        raw = self.parameters or {}
        debtors, currencies = self.env["debtor.debtor"], self.env["res.currency"]
        texts = []
        for _key, day, currency_id, amount, label in raw.get("receipts") or ():
            currency = currencies.browse(currency_id)
            amount /= 10**currency.decimal_places
            texts.append(debtors._say_receipt(amount, currency, day, label))
        values["receipts"] = ", ".join(texts)
        why = self._get_receipt_whys().get(raw.get("why"), "")
        values["receipt_why"] = why
        return values

    @api.model
    def _get_receipt_whys(self):
        """Return what makes a receipt look like a debtor's, in words."""
        return {
            "partner": self.env._("it names the customer"),
            "account": self.env._("it came from the customer's bank account"),
            "reference": self.env._("it gives the reference of an open invoice"),
            "amount": self.env._("nobody else owes exactly this amount"),
        }

    @api.model
    def _get_explanations(self):
        return {
            **super()._get_explanations(),
            "payment_suspected": self.env._(
                "%(level)s is due, and waits until %(until)s: %(receipts)s looks like "
                "a payment of this customer (%(receipt_why)s). Match it in accounting, "
                "or say that it is not theirs."
            ),
        }
