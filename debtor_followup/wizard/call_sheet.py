from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.const import CALL_OUTCOMES
from ..models.notice_text import HELPER

#: Outcomes after which there is nothing to confirm by mail.
UNCONFIRMED = ("not_reached", "wrong_person", "done")


class DebtorCallSheet(models.TransientModel):
    """The call sheet: what to know, what was said, recorded in two clicks."""

    _name = "debtor.call.sheet"
    _description = "Call sheet"

    debtor_id = fields.Many2one("debtor.debtor", required=True, readonly=True)
    partner_id = fields.Many2one(related="debtor_id.partner_id", related_sudo=False)
    company_id = fields.Many2one(related="debtor_id.company_id", related_sudo=False)
    notice_id = fields.Many2one("debtor.notice", readonly=True)
    inbound = fields.Boolean(string="They called us")
    contact_id = fields.Many2one(
        "res.partner",
        string="Spoken with",
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    outcome = fields.Selection(
        [one for one in CALL_OUTCOMES if one[0] != "done"],
        required=True,
        default="promise",
    )
    note = fields.Text()
    day = fields.Date(compute="_compute_details", store=True, readonly=False)
    amount = fields.Monetary(compute="_compute_details", store=True, readonly=False)
    currency_id = fields.Many2one(
        "res.currency",
        domain="[('id', 'in', currency_ids)]",
        required=True,
    )
    currency_ids = fields.Many2many(
        "res.currency", string="Open currencies", readonly=True
    )
    has_currencies = fields.Boolean(compute="_compute_has_currencies", **HELPER)
    claim_id = fields.Many2one(
        "account.move.line", string="Invoice", domain="[('id', 'in', claim_ids)]"
    )
    claim_ids = fields.Many2many(
        "account.move.line",
        "debtor_call_sheet_claim_rel",
        string="Open invoices",
        readonly=True,
    )
    new_name = fields.Char(string="Name")
    new_phone = fields.Char(string="Phone")
    new_email = fields.Char(string="Email")
    confirm = fields.Boolean(
        string="Confirm by mail", default=True, help="You read it before it is sent."
    )

    goal_html = fields.Html(compute="_compute_blocks", sanitize=False, **HELPER)
    phones_html = fields.Html(compute="_compute_blocks", sanitize=False, **HELPER)
    open_html = fields.Html(compute="_compute_blocks", sanitize=False, **HELPER)
    granted_html = fields.Html(compute="_compute_blocks", sanitize=False, **HELPER)
    history_html = fields.Html(compute="_compute_blocks", sanitize=False, **HELPER)
    words_html = fields.Html(compute="_compute_blocks", sanitize=False, **HELPER)

    @api.depends("outcome", "currency_id", "claim_id")
    def _compute_details(self):
        """Propose a day and an amount that fit what was said."""
        for sheet in self:
            sheet.day, sheet.amount = sheet.debtor_id._propose_call_details(
                sheet.outcome, sheet.currency_id
            )

    @api.onchange("claim_id")
    def _onchange_claim_id(self):
        """The disputed part is in the currency of its invoice."""
        if self.claim_id:
            self.currency_id = self.claim_id.currency_id

    @api.depends("currency_ids")
    def _compute_has_currencies(self):
        for sheet in self:
            sheet.has_currencies = len(sheet.currency_ids) > 1

    @api.depends("debtor_id", "notice_id")
    def _compute_blocks(self):
        qweb = self.env["ir.qweb"]
        for sheet in self:
            values = sheet.debtor_id._get_call_sheet_values(sheet.notice_id)
            for name in ("goal", "phones", "open", "granted", "history", "words"):
                block = qweb._render(f"debtor_followup.call_sheet_{name}", values)
                sheet[f"{name}_html"] = block

    @api.model
    def _open(self, debtor, **values):
        """Return a new sheet about a debtor."""
        claims = debtor._get_call_claims()
        currencies = claims.currency_id or debtor.company_id.currency_id
        return self.create(
            {
                "debtor_id": debtor.id,
                "notice_id": debtor.call_notice_id.id,
                "currency_id": currencies[:1].id,
                "currency_ids": [(6, 0, currencies.ids)],
                "claim_ids": [(6, 0, claims.ids)],
                "claim_id": claims.id if len(claims) == 1 else False,
                "contact_id": debtor._get_people()[:1].id,
                **values,
            }
        )

    def _record(self):
        """Record the call as it stands on the sheet; return the ``debtor.call``."""
        self.ensure_one()
        said = {
            "note": (self.note or "").strip() or False,
            "inbound": self.inbound,
            "waiting": self.notice_id,
        }
        if self.outcome not in ("not_reached", "wrong_person"):
            said["contact"] = self.contact_id
        if self.outcome in ("promise", "announced", "later"):
            said["day"] = self.day
        if self.outcome in ("promise", "announced", "dispute"):
            said.update(amount=self.amount, currency=self.currency_id)
        if self.outcome == "dispute":
            said.update(claim=self.claim_id, currency=self.claim_id.currency_id)
        if self.outcome == "wrong_person":
            said["new_contact"] = {
                "name": (self.new_name or "").strip(),
                "phone": (self.new_phone or "").strip(),
                "email": (self.new_email or "").strip(),
            }
        return self.debtor_id._record_call(self.outcome, **said)

    def action_record(self):
        """Record the call, and propose to confirm it by mail."""
        self.debtor_id._check_may_send()
        call = self._record()
        if self.outcome == "copy" or (self.confirm and self.outcome not in UNCONFIRMED):
            try:
                return call._propose_confirmation()
            except UserError as error:
                return self._notify(call, str(error))
        return self._notify(call)

    def _notify(self, call, remark=None):
        """Say what was recorded and what is next, and go back where one was."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if remark else "success",
                "message": " ".join(
                    part
                    for part in (
                        self.env._("Recorded: %s.", call.display_name),
                        remark or self.debtor_id.explanation,
                    )
                    if part
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
