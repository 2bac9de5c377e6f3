"""A courtesy note names the discount that an early payment still earns."""

from odoo import api, fields, models
from odoo.tools import format_amount

from .notice_text import WITH_WEEKDAY

#: What Odoo has to say of a discount, read once for a batch.
DISCOUNT_FIELDS = (
    "amount_currency",
    "amount_residual_currency",
    "discount_amount_currency",
    "discount_date",
    "move_id",
)


class DebtorNoticeLine(models.Model):
    """A snapshot of the discount, taken with the claim."""

    _inherit = "debtor.notice.line"

    discount_date = fields.Date(
        string="Discount until",
        readonly=True,
        help="The last day on which an early payment earns the discount.",
    )
    amount_discounted = fields.Monetary(
        string="With the discount",
        readonly=True,
        help="What pays the whole invoice until that day.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """EXTENDS: the claims of courtesy notes come with their discount."""
        rows = [one for one in vals_list if self._may_have_discount(one)]
        if rows:
            lines = self.env["account.move.line"].browse(
                one["move_line_id"] for one in rows
            )
            discounts = lines._get_followup_discounts()
            for one in rows:
                one.update(discounts.get(one["move_line_id"], {}))
        return super().create(vals_list)

    @api.model
    def _may_have_discount(self, values):
        """Tell whether a row names a whole claim before it is due."""
        return (
            values.get("step_kind") == "courtesy"
            and values.get("role") == "demanded"
            and values.get("move_line_id")
            # What is disputed or set against a credit is not paid in one go.
            and values.get("amount_rest") == values.get("amount_residual")
        )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_followup_discounts(self):
        """Return what an early payment of these claims earns, whatever the day.

        Odoo grants a discount on an invoice of which nothing is paid yet, as its
        payment term still says.

        In sudo mode because a user of follow-up need not read invoices.

        :return: dict line id -> values of a line of a notice
        """
        lines = self.sudo()
        lines.fetch(DISCOUNT_FIELDS)
        found = {}
        for line in lines.filtered("discount_date"):
            paid = line.amount_currency - line.amount_residual_currency
            saved = line.amount_currency - line.discount_amount_currency
            currency = line.currency_id
            if (
                currency.is_zero(paid)
                and currency.compare_amounts(saved, 0) > 0
                and line.move_id.invoice_payment_term_id.early_discount
            ):
                found[line.id] = {
                    "discount_date": line.discount_date,
                    "amount_discounted": line.discount_amount_currency,
                }
        return found


class DebtorNotice(models.Model):
    _inherit = "debtor.notice"

    def _say_discounts(self):
        """Return a sentence for each discount that can be earned after the contact."""
        self.ensure_one()
        texts = []
        for line in self._get_discounted_lines():
            saved = line.amount_residual - line.amount_discounted
            amounts = (line.amount_discounted, saved)
            paid, saved = (
                format_amount(self.env, one, line.currency_id) for one in amounts
            )
            texts.append(
                self.env._(
                    "Would you like to pay sooner? Pay %(amount)s for invoice "
                    "%(number)s by %(day)s, and a discount of %(saved)s is yours.",
                    amount=paid,
                    number=line.move_name,
                    day=self._day(line.discount_date, WITH_WEEKDAY),
                    saved=saved,
                )
            )
        return texts

    def _get_discounted_lines(self):
        """Return the claims whose discount the text names."""
        day = self.contact_date
        return self.line_ids.filtered(
            lambda line: day and line.discount_date and line.discount_date > day
        )

    def _get_block_values(self):
        """EXTENDS: how to pay says what paying early earns."""
        return {**super()._get_block_values(), "discounts": self._say_discounts()}

    def _is_discount_over(self, today):
        """Tell whether the text offers a discount that cannot be earned any more.

        Like the text, it looks for days after the day of the contact.
        """
        self.ensure_one()
        days = (self.copy_of_id or self)._get_discounted_lines().mapped("discount_date")
        return bool(days) and min(days) <= today

    def _still_says(self, decision):
        """EXTENDS: a proposal is made anew when the day of its discount comes."""
        case = decision.case
        over = case is not None and self._is_discount_over(case.today)
        return not over and super()._still_says(decision)

    def _why_changed(self, today, reader=None):
        """EXTENDS: a message does not offer a discount that is over."""
        reason = super()._why_changed(today, reader)
        if not reason and self._is_discount_over(today):
            return self._in_house_language().env._(
                "The discount in the message is over."
            )
        return reason
