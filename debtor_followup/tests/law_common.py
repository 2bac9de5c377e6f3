from datetime import date
from decimal import Decimal

from .common import TODAY, FollowupCommon

#: Public methods of charges; who may call them is tested in `test_charges` and
#: `test_charges_paid`.
CHARGE_ACTIONS = {
    ("debtor.charge", "action_keep"),
    ("debtor.todo", "action_keep_charges"),
    ("debtor.todo", "action_waive_charges"),
    ("debtor.todo", "action_book_charges"),
    ("debtor.charge", "action_book"),
    ("debtor.charge", "action_waive"),
    ("debtor.charge.waive", "action_waive"),
}


class LawCommon(FollowupCommon):
    """A Belgian company; claims of 2025, whose rates are known for good.

    Rates of Belgium towards businesses then: 11.5 % until June, 10.5 % after it.
    """

    #: A day in the first half of 2025, and a letter in the second one.
    DUE = date(2025, 1, 31)
    LETTER = date(2025, 7, 15)

    @classmethod
    def _claim(cls, amount=1000.0, due=None, **values):
        """Create an invoice that fell due on a day; return its receivable line."""
        days = (TODAY - (due or cls.DUE)).days
        invoice = cls._create_invoices({"days": days, "amount": amount, **values})
        return invoice.line_ids.filtered("date_maturity")

    @classmethod
    def _pay(cls, line, amount, day):
        """Register a payment on an invoice, on a day."""
        wizard = (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=line.move_id.ids)
            .create({"amount": amount, "payment_date": day})
        )
        return wizard._create_payments()

    @classmethod
    def _refund(cls, line, amount):
        """Credit a part of an invoice, and set it against it."""
        refund = line.move_id._reverse_moves([{"invoice_date": line.date}])
        refund.invoice_line_ids.price_unit = amount
        refund.action_post()
        (line | refund.line_ids.filtered("date_maturity")).reconcile()
        return refund

    def _remind(self, line, day, step_kind="reminder", channel="email", **values):
        """Record a notice that demanded a claim and arrived on a day."""
        level = self.policy.level_ids.filtered(
            lambda one: one.step_kind == step_kind
        ).sorted()[:1]
        notice = self.env["debtor.notice"].create(
            {
                "debtor_id": self._debtor(line.partner_id).id,
                "company_id": self.company.id,
                "level_id": level.id,
                "channel": channel,
                "state": "queued",
                "contact_date": day,
                "legal_variant": {
                    "reminder": "be_first",
                    "formal_notice": "nl_letter",
                }.get(step_kind),
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "role": "demanded",
                            "level_id": level.id,
                            "step_kind": step_kind,
                            "reminder_no": int(step_kind == "reminder"),
                            "move_line_id": line.id,
                            "move_id": line.move_id.id,
                            "move_name": line.move_id.name,
                            "date_maturity": line.date_maturity,
                            "currency_id": line.currency_id.id,
                            "amount_residual": line.amount_residual_currency,
                            "amount_rest": line.amount_residual_currency,
                        },
                    )
                ],
                **values,
            }
        )
        notice._mark_sent(f"{day} 09:00:00")
        return notice

    def _claim_items(self, lines, day=None):
        """Return {claim's amount: (interest, cost)} of a letter."""
        debtor = self._debtor(lines[0].partner_id)
        found = {}
        for one in debtor._claim_legally(lines, day or self.LETTER):
            found[one.line.amount_currency] = tuple(
                item.amount if item else Decimal(0) for item in (one.interest, one.cost)
            )
        return found
