from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError


class SaleOrder(models.Model):
    """Terms on quotations: the version that was shown is the one that is accepted."""

    _inherit = "sale.order"

    terms_version_id = fields.Many2one(
        "debtor.terms.version",
        string="Terms shown",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The version that stood on this quotation when it was sent. It stays, "
        "also when a next version comes; as a quotation anew, it takes the one of the "
        "day on which it is sent again.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Let nobody say which terms were shown. EXTENDS sale."""
        for vals in vals_list:
            self._check_terms_untouched(vals.get("terms_version_id"))
        return super().create(vals_list)

    def write(self, vals):
        """Keep which terms were shown, and that they were signed. EXTENDS sale."""
        self._check_terms_untouched("terms_version_id" in vals)
        result = super().write(vals)
        if vals.get("state") == "draft":
            self._forget_terms_sudo()
        elif vals.get("state") == "sent":
            # An order that is being paid was not sent: Odoo only marks it so.
            self.filtered(lambda one: not one.sudo().transaction_ids)._keep_terms_sudo()
        if vals.get("signature"):
            # Only the page of the quotation, with the terms on it, asks for one.
            self._keep_terms_sudo()
            self._record_terms_sudo("signed")
        return result

    def _action_confirm(self):
        """Record what is accepted with an order. EXTENDS sale.

        What was never sent was shown to nobody: the terms of today then stand on
        its papers, and nothing is recorded as accepted.
        """
        result = super()._action_confirm()
        for order in self:
            states = order.sudo().transaction_ids.mapped("state")
            is_paid = bool({"authorized", "done"}.intersection(states))
            order._record_terms_sudo("paid" if is_paid else "confirmed")
        self._keep_terms_sudo()
        return result

    def _check_terms_untouched(self, is_touched):
        """Check that no client says which terms were shown: sending does.

        :param is_touched: whether one tries, also to empty it
        :raises AccessError: when one does
        """
        if is_touched and not self.env.su:
            raise AccessError(
                self.env._("Which terms were shown is kept when a quotation is sent.")
            )

    def _has_terms_block(self):
        """Tell whether the terms stand on this quotation."""
        self.ensure_one()
        root = self.sudo().company_id.root_id
        return root.followup_terms_on_quotation and self.state != "cancel"

    def _get_terms_version_sudo(self):
        """Return the version that this quotation shows, if any.

        In sudo mode because sales people and customers read it here only.
        """
        self.ensure_one()
        company = self.sudo().company_id
        day = company._followup_now().date()
        versions = self.env["debtor.terms.version"]
        kept = self._get_kept_terms_sudo().with_env(self.env)
        return kept or versions._get_in_force_sudo(company, day)

    def _get_kept_terms_sudo(self):
        """Return the version that was shown, none if it is another company's by now.

        In sudo mode because sales people and customers read it here only.
        """
        self.ensure_one()
        order = self.sudo()
        return order.terms_version_id.filtered(
            lambda version: version.company_id == order.company_id.root_id
        )

    def _forget_terms_sudo(self):
        """Show the terms of the day when these are sent again.

        In sudo mode because nobody else may say which terms were shown.
        """
        self.sudo().terms_version_id = False

    def _keep_terms_sudo(self):
        """Keep the version that was shown, where none is kept yet.

        In sudo mode because whoever signs in the portal may write no order.
        """
        for order in self:
            if order._has_terms_block() and not order._get_kept_terms_sudo():
                order.sudo().terms_version_id = order._get_terms_version_sudo()

    def _record_terms_sudo(self, way):
        """Record once that the version kept on each order was accepted.

        In sudo mode because sales people and customers need not follow debtors.

        :param str way: as in `debtor.terms.acceptance`
        """
        acceptances = self.env["debtor.terms.acceptance"]
        for order in self.sudo():
            version = order._get_kept_terms_sudo()
            known = acceptances.sudo().search_count(
                [
                    ("order_id", "=", order.id),
                    ("version_id", "=", version.id),
                    ("mistaken", "=", False),
                ],
                limit=1,
            )
            if known or not version:
                continue
            by_us = way == "confirmed" or self.env.uid != SUPERUSER_ID
            acceptances._record_sudo(
                order.partner_id,
                order.company_id,
                version,
                date=order.company_id._followup_now().date(),
                way=way,
                accepted_by=order.signed_by if way == "signed" else False,
                user_id=self.env.uid if by_us and way != "paid" else False,
                lang=order.partner_id.lang,
                reference=order.name,
                order_id=order.id,
            )

    # === THE BLOCK === #

    def _get_terms_block_sudo(self):
        """Return what the terms block of this quotation shows, None without one.

        In sudo mode because whoever prints it, the customer in the portal too, need
        read neither policies nor bank accounts.
        """
        if not self._has_terms_block():
            return None
        order = self.sudo()
        issued = order._get_terms_day()
        block = self.env["debtor.terms.block"]
        language = self.env.context.get("lang") or order.partner_id.lang
        return block.with_context(lang=language)._prepare_sudo(
            order.partner_invoice_id or order.partner_id,
            order.company_id,
            order._get_terms_parts(issued),
            currency=order.currency_id,
            bank=order._get_terms_bank(),
            version=self._get_terms_version_sudo(),
            issued=issued,
        )

    def _get_terms_day(self):
        """Return the day for which the due dates are an example: of an invoice.

        The promised delivery, if it is still to come, else today.
        """
        today = self.company_id._followup_now().date()
        promised = self.commitment_date
        if not promised:
            return today
        local = fields.Datetime.context_timestamp(self, promised).date()
        return max(today, local)

    def _get_terms_parts(self, day):
        """Return what is to be paid for an invoice of a day, the earliest first."""
        if not self.currency_id.compare_amounts(self.amount_total, 0) > 0:
            return []
        rate = self.currency_rate or 1.0
        if not self.payment_term_id:
            amount, own = self.amount_total, self.amount_total / rate
            return [{"date": day, "amount": amount, "own": own}]
        terms = self.payment_term_id._compute_terms(
            date_ref=day,
            currency=self.currency_id,
            company=self.company_id,
            tax_amount=self.amount_tax / rate,
            tax_amount_currency=self.amount_tax,
            sign=1,
            untaxed_amount=self.amount_untaxed / rate,
            untaxed_amount_currency=self.amount_untaxed,
        )
        parts = [
            {
                "date": fields.Date.to_date(one["date"]),
                "amount": one["foreign_amount"],
                "own": one["company_amount"],
            }
            for one in terms["line_ids"]
        ]
        return sorted(parts, key=lambda part: part["date"])

    def _get_terms_bank(self):
        """Return the account to pay to: as invoices of this company show it."""
        banks = self.company_id.partner_id.bank_ids
        return (banks or self.company_id.root_id.partner_id.bank_ids)[:1]
