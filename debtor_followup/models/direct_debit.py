"""Direct debit: what we collect is not overdue until it comes back."""

from odoo import api, fields, models
from odoo.exceptions import UserError

#: Follow-up is nobody else's business.
VIEWERS = "debtor_followup.group_viewer"


class AccountPaymentMethodLine(models.Model):
    _inherit = "account.payment.method.line"

    followup_collects = fields.Boolean(
        string="We collect it",
        help="Direct debit: invoices with this payment method are not overdue, and "
        "nobody is asked to pay them, until the debit comes back.",
    )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model
    def _followup_collected_ids(self, line_ids):
        """Hook: return the ids of open items that are in a payment batch.

        Modules that send payment orders to the bank say here what is underway.

        :param list line_ids: ids of open receivable lines
        """
        return frozenset()


class AccountMove(models.Model):
    _inherit = "account.move"

    followup_returned_on = fields.Date(
        string="Direct debit returned on",
        readonly=True,
        copy=False,
        groups=VIEWERS,
        help="From then on it is followed up as any other invoice; its due date stays.",
    )
    followup_is_collected = fields.Boolean(
        compute="_compute_followup_is_collected",
        groups=VIEWERS,
        help="We collect it (direct debit), and it did not come back.",
    )

    @api.depends("preferred_payment_method_line_id", "followup_returned_on")
    def _compute_followup_is_collected(self):
        debtors = self._get_debtors()
        lines = self.sudo().line_ids.filtered(
            lambda one: one.account_type == "asset_receivable"
        )
        elsewhere = lines.browse(lines._followup_collected_ids(lines.ids)).move_id
        for move in self:
            debtor = debtors.get((move.company_id.root_id, move.commercial_partner_id))
            method = move.sudo().preferred_payment_method_line_id
            move.followup_is_collected = (
                move.move_type in ("out_invoice", "out_receipt")
                and not move.followup_returned_on
                and bool(
                    method.followup_collects
                    or (debtor and debtor.direct_debit)
                    or move in elsewhere
                )
            )

    def action_direct_debit_returned(self):
        """Say that the direct debit of these invoices came back today.

        :raises UserError: when none of them is collected by us
        """
        self.env["debtor.debtor"]._check_may_send()
        self.check_access("read")
        collected = self.filtered("followup_is_collected")
        if not collected:
            raise UserError(
                self.env._("We collect none of these: nothing can come back.")
            )
        collected._note_return_sudo()
        collected._plan_debtors()

    def action_direct_debit_again(self):
        """Collect these invoices once more: they are not overdue until then."""
        self.env["debtor.debtor"]._check_may_send()
        self.check_access("read")
        returned = self.filtered("followup_returned_on")
        if not returned:
            raise UserError(self.env._("No direct debit of these came back."))
        # As in `_note_return_sudo`.
        returned.sudo().followup_returned_on = False
        for move in returned:
            move.sudo()._message_log(body=self.env._("Collected once more."))
        returned._plan_debtors()

    def _plan_debtors(self):
        """Decide anew about the customers of these invoices."""
        for company, moves in self.grouped(lambda one: one.company_id.root_id).items():
            self.env["debtor.debtor"]._for(
                moves.commercial_partner_id, company
            ).action_plan()


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    direct_debit = fields.Boolean(
        string="Direct debit",
        tracking=True,
        help="We collect all invoices of this customer: they are not overdue until a "
        "direct debit comes back.",
    )
    # A shown copy of the last planning, like the amounts.
    collected_late = fields.Boolean(
        readonly=True, copy=False, export_string_translation=False
    )
    collected_seen_on = fields.Date(
        readonly=True, copy=False, export_string_translation=False
    )

    _collected_late_idx = models.Index("(id) WHERE collected_late")


class DebtorFollowupDecision(models.Model):
    _inherit = "debtor.followup.decision"

    def _get_readable_parameters(self, level_names):
        values = super()._get_readable_parameters(level_names)
        for name in ("collected", "collected_late"):
            values[name] = ", ".join((self.parameters or {}).get(name, ()))
        if self.reason == "collected_late":
            values["collected"] = values["collected_late"]
        return values

    @api.model
    def _get_parts(self, text, values):
        parts = super()._get_parts(text, values)
        if values["collected"] and values["reason"] != "collected_late":
            parts.append(
                self.env._(
                    "Not overdue, because we collect it (direct debit): %(collected)s."
                )
            )
            if values["collected_late"]:
                parts.append(
                    self.env._(
                        "It should have come long ago, see whether it came back: "
                        "%(collected_late)s."
                    )
                )
        return parts

    @api.model
    def _get_because(self):
        return {
            **super()._get_because(),
            "returned": self.env._("counted from the day the direct debit came back"),
        }

    @api.model
    def _get_explanations(self):
        return {
            **super()._get_explanations(),
            "collected": self.env._(
                "We collect all that is open (direct debit): nothing is asked. If a "
                "debit comes back, say so on the invoice."
            ),
            "collected_late": self.env._(
                "We collect all that is open (direct debit), but part of it should "
                "have come long ago: %(collected)s. See whether it was collected, and "
                "if it came back, say so on the invoice."
            ),
        }
