"""Charges that are booked: a debit note, and what becomes of it."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL


class ResCompany(models.Model):
    _inherit = "res.company"

    followup_charge_journal_id = fields.Many2one(
        "account.journal",
        string="Debit notes in",
        domain="[('type', '=', 'sale'), ('company_id', '=', id)]",
        help="Empty: the first sales journal.",
    )
    followup_charge_account_id = fields.Many2one(
        "account.account",
        string="Income account",
        domain="[('account_type', 'in', ('income', 'income_other'))]",
        help="Where interest and costs are booked. Empty: the journal's own.",
    )

    @api.constrains("followup_charge_journal_id")
    def _check_followup_charge_journal(self):
        for company in self:
            journal = company.followup_charge_journal_id
            if journal and (
                journal.type != "sale" or journal.company_id.root_id != company.root_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(journal)s cannot take debit notes: choose a sales journal "
                        "of %(company)s.",
                        journal=journal.display_name,
                        company=company.display_name,
                    )
                )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_charge_journal_id = fields.Many2one(
        related="company_id.root_id.followup_charge_journal_id", readonly=False
    )
    followup_charge_account_id = fields.Many2one(
        related="company_id.root_id.followup_charge_account_id", readonly=False
    )


class DebtorCharge(models.Model):
    _inherit = "debtor.charge"

    def action_book(self):
        """Make a debit note of claimed charges, one for each debtor and currency.

        Outside the scope of VAT: what compensates a delay is no price of a delivery.
        The invoice with the principal is left as it is.

        :raises UserError: when one of them is no longer only claimed
        """
        self._check_may_book()
        moves = self.env["account.move"]
        groups = self.grouped(lambda one: (one.debtor_id, one.currency_id))
        for (debtor, currency), charges in groups.items():
            move = self.env["account.move"].create(
                charges._prepare_debit_note(debtor, currency)
            )
            move.action_post()
            charges._write_sudo({"state": "booked", "booked_move_id": move.id})
            moves |= move
        return moves._get_records_action()

    def _check_may_book(self):
        """Check who asks, and that these are still only claimed."""
        self.check_access("read")
        self.env["account.move"].check_access("create")
        self.debtor_id._check_may_send()
        done = self.filtered(lambda charge: charge.state != "claimed")
        if done:
            raise UserError(
                self.env._(
                    "%(charge)s is no longer only claimed: leave it out.",
                    charge=done[0].display_name,
                )
            )

    def _prepare_debit_note(self, debtor, currency):
        """Return the values of a debit note for charges of a debtor."""
        company = self.move_id.company_id[:1] or debtor.company_id
        settings = company.root_id.sudo()
        journal = settings.followup_charge_journal_id
        line = {"quantity": 1, "tax_ids": [Command.clear()]}
        if settings.followup_charge_account_id:
            line["account_id"] = settings.followup_charge_account_id.id
        values = {"journal_id": journal.id} if journal else {}
        return {
            **values,
            "move_type": "out_invoice",
            "company_id": company.id,
            "partner_id": (self.move_id.partner_id[:1] or debtor.partner_id).id,
            "currency_id": currency.id,
            "invoice_date": debtor.company_id._followup_now().date(),
            "invoice_origin": ", ".join(dict.fromkeys(self.mapped("move_name"))),
            "invoice_line_ids": [
                Command.create(
                    {**line, "name": one._say_line(), "price_unit": one.amount}
                )
                for one in self
            ],
        }

    def _say_line(self):
        """Return the words of a debit note's line, in the debtor's language."""
        self.ensure_one()
        one = self.with_context(lang=self.partner_id.lang)
        kinds = dict(one._fields["charge_kind"]._description_selection(one.env))
        return f"{kinds[self.charge_kind]} {self.move_name}"

    @api.model
    def _settle_booked_sudo(self, company):
        """Bring booked charges up to date with their debit notes; set-based.

        A note that is paid pays its charges; one that is cancelled, deleted or
        credited in full leaves them claimed no more: they are waived.

        In sudo mode because it follows the ledger, whoever works there.
        """
        self.flush_model()
        self.env["account.move"].flush_model(["payment_state", "state"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE debtor_charge charge SET state = CASE
                       WHEN note.payment_state IN ('paid', 'in_payment') THEN 'paid'
                       WHEN note.state = 'posted'
                            AND note.payment_state <> 'reversed' THEN 'booked'
                       ELSE 'waived' END
                  FROM debtor_charge other
                  LEFT JOIN account_move note ON note.id = other.booked_move_id
                 WHERE other.id = charge.id AND charge.company_id = %s
                   AND charge.state IN ('booked', 'paid')
                   AND charge.state <> CASE
                       WHEN note.payment_state IN ('paid', 'in_payment') THEN 'paid'
                       WHEN note.state = 'posted'
                            AND note.payment_state <> 'reversed' THEN 'booked'
                       ELSE 'waived' END
                """,
                company.root_id.id,
            )
        )
        self.invalidate_model(["state"])
