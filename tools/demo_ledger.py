"""Purchases of `./dev demo` in Odoo, many at once: invoices, bank lines, matching."""

from odoo import Command


class Ledger:
    """Enters what debtors bought, and what came in on the bank for it.

    :param stage: a ``demo_stage.Stage``
    """

    def __init__(self, stage):
        self.stage = stage
        self.env = stage.env
        self._moves = {}
        self._journal = None

    def invoice(self, bought):
        """Make and post the invoices of purchases, in the order of their days.

        :param list bought: pairs (actor, ``demo_play.Purchase``)
        """
        bought = sorted(bought, key=lambda pair: (pair[1].date, pair[0].number))
        moves = self.env["account.move"].create(
            [self._prepare_invoice(actor, purchase) for actor, purchase in bought]
        )
        moves.action_post()
        moves._followup_mark_sent()
        self._moves.update(zip(bought, moves, strict=True))

    def _prepare_invoice(self, actor, purchase):
        line = {"name": purchase.what, "price_unit": purchase.net}
        return {
            "move_type": "out_invoice",
            "partner_id": actor.contact.id,
            "invoice_date": self.stage.date(purchase.date),
            "invoice_date_due": self.stage.date(purchase.due),
            "invoice_payment_term_id": False,
            "invoice_line_ids": [Command.create(line)],
        }

    def settle(self, bought):
        """Enter the bank lines that pay for purchases, and match them.

        :param list bought: pairs (actor, ``demo_play.Purchase``), invoiced before
        """
        bought = sorted(bought, key=lambda pair: (pair[1].paid, pair[0].number))
        claims = [
            self._moves[pair].line_ids.filtered("date_maturity") for pair in bought
        ]
        lines = self.env["account.bank.statement.line"].create(
            [
                self._prepare_receipt(purchase, claim)
                for (_actor, purchase), claim in zip(bought, claims, strict=True)
            ]
        )
        pairs = []
        for line, claim in zip(lines, claims, strict=True):
            other = line.move_id.line_ids.filtered(
                lambda one, account=claim.account_id: one.account_id == account
            )
            pairs.append(other + claim)
        self.env["account.move.line"]._reconcile_plan(pairs)

    def match(self, line, claim):
        """Match a line of the bank with a claim, as the bank's screen does."""
        line.partner_id = claim.partner_id
        _liquidity, suspense, _other = line._seek_for_lines()
        suspense.account_id = claim.account_id
        (suspense + claim).reconcile()

    def _prepare_receipt(self, purchase, claim):
        return {
            "journal_id": self.journal.id,
            "date": self.stage.date(purchase.paid),
            "payment_ref": claim.move_id.payment_reference or claim.move_name,
            "partner_id": claim.partner_id.id,
            "amount": claim.amount_residual,
            "counterpart_account_id": claim.account_id.id,
        }

    @property
    def journal(self):
        """The bank's journal."""
        if self._journal is None:
            self._journal = self.env["account.journal"].search(
                [("type", "=", "bank"), ("company_id", "=", self.stage.company.id)],
                limit=1,
            )
        return self._journal
