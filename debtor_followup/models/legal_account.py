"""What the ledger says about one claim, for the arithmetic of law."""

from decimal import Decimal

from odoo import models

from ..engine.interest import Payment

#: What takes off a claim without being a payment: the claim was never that high.
CORRECTIONS = ("out_refund", "out_invoice", "out_receipt")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_legal_account(self):
        """Return what was claimed on this line and what was paid since.

        A credit note lowers the claim from its beginning, which is what the debtor
        may expect. Everything else that was set against it is a payment, on the
        day of its entry.

        :return: (principal, payments), ``Decimal`` in the claim's currency and a
            tuple of :class:`~..engine.interest.Payment`, oldest first
        """
        self.ensure_one()
        principal = self._to_decimal(self.amount_currency)
        payments = []
        for partial in self.matched_credit_ids:
            amount = self._to_decimal(partial.debit_amount_currency)
            other = partial.credit_move_id
            if other.move_id.move_type in CORRECTIONS:
                principal -= amount
            elif amount:
                payments.append(Payment(other.date, amount))
        return principal, tuple(sorted(payments))

    def _to_decimal(self, amount):
        """Return an amount of this line's currency, exact to its smallest unit."""
        digits = self.currency_id.decimal_places
        return Decimal(f"{self.currency_id.round(amount):.{digits}f}")

    def _get_first_written(self, step_kinds):
        """Return the first notice of some kinds that arrived and demanded this.

        Only what named its present due date counts.

        :param step_kinds: of the lines of notices
        """
        self.ensure_one()
        line = self.env["debtor.notice.line"].search(
            [
                ("move_line_id", "=", self.id),
                ("date_maturity", "=", self.date_maturity),
                ("role", "=", "demanded"),
                ("step_kind", "in", step_kinds),
                ("state", "=", "sent"),
            ],
            order="contact_date, id",
            limit=1,
        )
        return line.notice_id
