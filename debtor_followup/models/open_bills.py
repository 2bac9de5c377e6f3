"""Open bills: what we owe a debtor, shown, and agreed to before legal steps."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from .bills_reader import BillsReader


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    open_bills_amount = fields.Char(
        string="We owe them",
        compute="_compute_open_bills_amount",
        help="Their open bills less what we have paid or may deduct, per currency.",
    )
    decision_reason = fields.Char(related="decision_id.reason")
    # Currency id -> minor units; more than that must be agreed to again.
    bills_agreed = fields.Json(
        readonly=True, copy=False, export_string_translation=False
    )

    def _compute_open_bills_amount(self):
        bills = self._read_open_bills_sudo()
        for debtor in self:
            debtor.open_bills_amount = self._format_bills(bills.get(debtor, ()))

    def _read_open_bills_sudo(self):
        """Return debtor -> list of (currency id, minor units) of open bills.

        In sudo mode for the branches of the company only: the sums are shown to
        whoever sees the debtor.
        """
        found = {}
        self.env.flush_all()
        for company, debtors in self.grouped("company_id").items():
            reader = BillsReader(self.env, company.sudo()._followup_branches().ids)
            members = (
                self.env["res.partner"]
                .sudo()
                .with_context(active_test=False)
                .search_fetch(
                    [("commercial_partner_id", "in", debtors.partner_id.ids)],
                    ["commercial_partner_id"],
                )
            )
            bills = reader.open_bills(
                {one.id: one.commercial_partner_id.id for one in members}
            )
            found |= {one: bills.get(one.partner_id.id, ()) for one in debtors}
        return found

    @api.model
    def _format_bills(self, bills):
        """Return amounts in minor units, each with its currency, as one text."""
        currencies = self.env["res.currency"]
        texts = []
        for currency_id, amount in bills:
            currency = currencies.browse(currency_id)
            units = 10**currency.decimal_places
            texts.append(format_amount(self.env, amount / units, currency))
        return " + ".join(texts)

    def action_agree_bills(self):
        """Go on with legal steps in spite of the bills that are open now.

        :raises UserError: when nothing is owed to any of them
        """
        self.check_access("write")
        self._check_may_send()
        bills = self._read_open_bills_sudo()
        if not any(bills.values()):
            raise UserError(
                self.env._("No bill is open: there is nothing to agree to.")
            )
        for debtor in self:
            if not bills[debtor]:
                continue
            # The amount agreed to is evidence, which nobody writes by hand.
            debtor.sudo().bills_agreed = {
                str(one): amount for one, amount in bills[debtor]
            }
            debtor._message_log(
                body=self.env._(
                    "Legal steps go on in spite of open bills of %(bills)s, agreed by "
                    "%(user)s.",
                    bills=self._format_bills(bills[debtor]),
                    user=self.env.user.name,
                )
            )
        self.action_plan()


class DebtorNotice(models.Model):
    _inherit = "debtor.notice"

    open_bills_amount = fields.Char(related="debtor_id.open_bills_amount")


class DebtorFollowupDecision(models.Model):
    _inherit = "debtor.followup.decision"

    def _get_readable_parameters(self, level_names):
        values = super()._get_readable_parameters(level_names)
        bills = (self.parameters or {}).get("bills") or ()
        values["bills"] = self.env["debtor.debtor"]._format_bills(bills)
        return values

    @api.model
    def _get_parts(self, text, values):
        parts = super()._get_parts(text, values)
        if values["bills"] and values["reason"] != "open_bills":
            parts.append(
                self.env._(
                    "We owe them %(bills)s (open bills); a person agreed to go on."
                )
            )
        return parts

    @api.model
    def _get_explanations(self):
        return {
            **super()._get_explanations(),
            "open_bills": self.env._(
                "%(level)s is due for %(claims)s and waits: we owe this customer "
                "%(bills)s (open bills). Perhaps it can be set off. Agree on the "
                "customer's follow-up page to go on."
            ),
        }
