"""The morning page's row about a debit note whose invoice was credited in full."""

from odoo import api, fields, models
from odoo.tools import SQL, format_amount

CREDITED = 16
KIND = "credited_charges"


class DebtorTodo(models.Model):
    _inherit = "debtor.todo"

    _depends = {"debtor.charge": ["booked_move_id"]}

    kind = fields.Selection(selection_add=[(KIND, "Credit the debit note")])

    @api.model
    def _collected_rows(self):
        """Add what stands for charges on invoices that were never owed. EXTENDS."""
        return SQL(
            """
            %(others)s UNION ALL
            SELECT DISTINCT %(source)s, charge.debtor_id, charge.debtor_id,
                   '80_tasks', %(kind)s, NULL::int, NULL::int, NULL::int
              FROM debtor_charge charge
              JOIN account_move_line item ON item.id = charge.move_line_id
               AND item.reconciled AND item.parent_state = 'posted'
             WHERE charge.state = 'booked'
               AND NOT EXISTS (
                   SELECT FROM account_partial_reconcile match
                     JOIN account_move_line other ON other.id = match.credit_move_id
                     JOIN account_move entry ON entry.id = other.move_id
                    WHERE match.debit_move_id = item.id
                      AND entry.move_type NOT IN
                          ('out_refund', 'out_invoice', 'out_receipt'))
            """,
            others=super()._collected_rows(),
            source=CREDITED,
            kind=KIND,
        )

    def _get_credited_charges(self):
        """Return what is booked on invoices of this debtor that were credited."""
        return self.debtor_id.charge_ids.filtered(
            lambda one: one.state == "booked" and one.sudo().move_line_id._is_credited()
        )

    def _get_why(self):
        # EXTENDS debtor_followup
        if self.kind != KIND:
            return super()._get_why()
        charges = self._get_credited_charges()
        return self.env._(
            "%(invoices)s was credited in full, but %(notes)s still asks %(amount)s of "
            "interest and costs on it. Make a credit note: nothing was owed.",
            invoices=", ".join(dict.fromkeys(charges.mapped("move_name"))),
            notes=", ".join(charges.sudo().booked_move_id.mapped("name")),
            amount=", ".join(
                format_amount(self.env, sum(some.mapped("amount")), currency)
                for currency, some in charges.grouped("currency_id").items()
            ),
        )

    def action_open(self):
        """EXTENDS: show the debit note."""
        self.ensure_one()
        if self.kind == KIND:
            charges = self._get_credited_charges()
            return charges._get_records_action(name=self.env._("Booked"))
        return super().action_open()
