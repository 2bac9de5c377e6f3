"""The morning page's row about charges on invoices that are paid."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_amount, format_date

from .followup_decision_facts import NAMES_SHOWN

CHARGES = 8
KIND = "paid_charges"


class DebtorTodo(models.Model):
    _inherit = "debtor.todo"

    _depends = {
        "debtor.charge": ["debtor_id", "kept_on", "move_line_id", "state"],
        "account.move.line": ["parent_state", "reconciled"],
    }

    kind = fields.Selection(selection_add=[(KIND, "Keep or waive")])
    charge_ids = fields.Many2many(
        "debtor.charge", string="Claimed", compute="_compute_charge_ids"
    )

    @api.depends("kind", "debtor_id")
    def _compute_charge_ids(self):
        for todo in self:
            asked = todo.debtor_id if todo.kind == KIND else todo.debtor_id.browse()
            todo.charge_ids = asked._get_undecided_charges()

    @api.model
    def _collected_rows(self):
        """Add who paid an invoice on which interest or costs are claimed. EXTENDS."""
        return SQL(
            """
            %(others)s UNION ALL
            SELECT DISTINCT %(source)s, charge.debtor_id, charge.debtor_id,
                   '80_tasks', %(kind)s, NULL::int, NULL::int, NULL::int
              FROM debtor_charge charge
              LEFT JOIN account_move_line item ON item.id = charge.move_line_id
             WHERE charge.state = 'claimed' AND charge.kept_on IS NULL
               AND (item.id IS NULL OR item.reconciled
                    OR item.parent_state <> 'posted')
            """,
            others=super()._collected_rows(),
            source=CHARGES,
            kind=KIND,
        )

    def _get_why(self):
        # EXTENDS debtor_followup
        if self.kind == KIND:
            return self.debtor_id._say_settled(self.charge_ids)
        return super()._get_why()

    def action_open(self):
        """EXTENDS: show what is claimed on the invoices that were paid."""
        self.ensure_one()
        if self.kind == KIND:
            return self.charge_ids._get_records_action(name=self.env._("Claimed"))
        return super().action_open()

    def _get_charges_to_decide(self):
        """Return the charges of these rows.

        :raises UserError: when there is none
        """
        charges = self.charge_ids
        if not charges:
            self.debtor_id._check_may_send()
            raise UserError(
                self.env._("Nothing is claimed on paid invoices here: choose others.")
            )
        return charges

    def action_keep_charges(self):
        """Go on asking what was claimed, although the invoices are paid."""
        self._get_charges_to_decide().action_keep()

    def action_waive_charges(self):
        """Ask why what was claimed is given up."""
        return self._get_charges_to_decide().action_waive()

    def action_book_charges(self):
        """Make debit notes of what was claimed, until the day of the payment."""
        charges = self._get_charges_to_decide()
        charges._check_may_book()
        charges._check_may_keep()
        return charges._keep().action_book()


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def _say_settled(self, charges):
        """Return what became of paid invoices, what is claimed, and what to do.

        :param charges: of claims that are settled
        """
        self.ensure_one()
        found = self._read_settled(charges)
        said = [self._say_settled_claim(one) for one in found[:NAMES_SHOWN]]
        if len(found) > len(said):
            said.append(self.env._("And %s more invoices.", len(found) - len(said)))
        said.append(
            self.env._(
                "Keep it and it stays asked, waive it, or make a debit note of it."
            )
        )
        return " ".join([*said, *self._say_open_credits_sudo(charges.currency_id)])

    def _say_settled_claim(self, settled):
        """Return what is claimed on a settled claim, and what ran on."""
        charges = settled.charges
        currency = charges.currency_id[:1]

        def money(value):
            return format_amount(self.env, float(value), currency)

        asked = money(sum(charges.mapped("amount")))
        if not settled.paid_on:
            return self._say_gone(settled, asked)
        said = [
            self.env._(
                "%(invoice)s was paid on %(day)s; %(amount)s is claimed beside it.",
                invoice=settled.name,
                day=format_date(self.env, settled.paid_on),
                amount=asked,
            )
        ]
        if settled.refused:
            said.append(settled.refused)
        elif settled.more:
            said.append(
                self.env._(
                    "Until the payment %(more)s more interest ran; keeping adds it.",
                    more=money(settled.more.amount),
                )
            )
        elif (settled.excess or not settled.costs_due) and settled.stopped:
            said.append(
                self.env._(
                    "Interest ends on %(day)s, before a procedure or a plan: keeping "
                    "takes off %(less)s.",
                    day=format_date(self.env, settled.until),
                    less=money(settled.too_much),
                )
            )
        elif settled.excess or not settled.costs_due:
            said.append(
                self.env._(
                    "That payment is older than the letter: keeping takes off "
                    "%(less)s, which was not owed by then.",
                    less=money(settled.too_much),
                )
            )
        return " ".join(said)

    def _say_gone(self, settled, asked):
        """Return what became of a claim that nobody paid."""
        if settled.line.reconciled:
            return self.env._(
                "%(invoice)s was credited in full; %(amount)s is still claimed on it. "
                "Nothing was owed: it is taken back by itself in the night.",
                invoice=settled.name,
                amount=asked,
            )
        return self.env._(
            "%(invoice)s was changed after %(amount)s was claimed on it. Waive that if "
            "the invoice was wrong: a later letter claims what is owed.",
            invoice=settled.name,
            amount=asked,
        )

    def _say_open_credits_sudo(self, currencies):
        """Return what they paid above their invoices, as sentences.

        In sudo mode because sales people see charges, but not the ledger.
        """
        groups = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                [
                    *self._get_claims_domain(),
                    ("amount_residual_currency", "<", 0),
                    ("currency_id", "in", currencies.ids),
                ],
                ["currency_id"],
                ["amount_residual_currency:sum"],
            )
        )
        return [
            self.env._(
                "%(amount)s that they paid is not matched yet: if it is for this, "
                "make a debit note and match the two.",
                amount=format_amount(self.env, -total, currency),
            )
            for currency, total in groups
        ]
