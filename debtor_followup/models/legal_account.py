"""What the ledger says about one claim, for the arithmetic of law."""

from decimal import Decimal
from typing import NamedTuple

from odoo import models

from ..engine.interest import Payment

#: What takes off a claim without being a payment: the claim was never that high.
CORRECTIONS = ("out_refund", "out_invoice", "out_receipt")


class Written(NamedTuple):
    """The notices about some claims that arrived, with their copies."""

    lines: dict  # (claim, its due date) -> lines of notices, the oldest first
    copies: dict  # notice -> the copies of it that arrived


class ResCurrency(models.Model):
    _inherit = "res.currency"

    def _to_exact(self, amount):
        """Return an amount of this currency, exact to its smallest unit."""
        self.ensure_one()
        return Decimal(f"{self.round(amount):.{self.decimal_places}f}")


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
        return self.currency_id._to_exact(amount)

    def _read_written(self):
        """Return what was written about these claims and arrived; two reads in all.

        Only what named their present due date counts.

        :return: :class:`Written`
        """
        lines = self.env["debtor.notice.line"].search(
            [
                ("move_line_id", "in", self.ids),
                ("role", "=", "demanded"),
                ("state", "=", "sent"),
            ],
            order="contact_date, id",
        )
        notices = lines.notice_id
        notices.mapped("channel")  # one read for all of them
        copies = notices.search(
            [("copy_of_id", "in", notices.ids), ("state", "=", "sent")]
        )
        return Written(
            lines.grouped(lambda one: (one.move_line_id, one.date_maturity)),
            copies.grouped("copy_of_id"),
        )

    def _get_first_written(self, step_kinds, written=None, variants=None):
        """Return the first notice of some kinds that arrived and demanded this.

        :param step_kinds: of the lines of notices
        :param Written written: as read before for several claims
        :param variants: what it must be in law; None: whatever it is
        """
        self.ensure_one()
        written = written or self._read_written()
        lines = written.lines.get((self, self.date_maturity), ())
        found = (
            one.notice_id
            for one in lines
            if one.step_kind in step_kinds
            and (variants is None or one.notice_id.legal_variant in variants)
        )
        return next(found, self.env["debtor.notice"])
