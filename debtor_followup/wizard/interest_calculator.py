from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.const import CHANNELS, DEBTOR_KINDS
from ..models.interest_rate import LAWS
from ..models.legal_facts import WRITTEN_STEPS
from ..models.terms_version_clause import LUMP_SUMS, RATES

REPORT = "debtor_followup.interest_calculation_action"
TEMPLATE = "debtor_followup.interest_calculation"
DOCUMENT = "debtor_followup.interest_calculation_document"


class DebtorInterestCalculator(models.TransientModel):
    """What the law lets a creditor claim on one invoice, with its calculation.

    It writes nothing: whoever asks changes dates and amounts and sees what becomes
    of it. Opened from a claim it starts with what the ledger and our own notices
    say about it.
    """

    _name = "debtor.interest.calculator"
    _description = "Calculation of interest and costs"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    debtor_id = fields.Many2one("debtor.debtor", readonly=True)
    partner_id = fields.Many2one(related="debtor_id.partner_id", related_sudo=False)
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Claim",
        domain="[('id', 'in', claim_ids)]",
        help="Empty: enter the amounts and dates yourself.",
    )
    claim_ids = fields.Many2many(
        "account.move.line",
        string="Claims to choose from",
        compute="_compute_claim_ids",
    )
    law = fields.Selection(LAWS)
    debtor_kind = fields.Selection(DEBTOR_KINDS, string="Kind of debtor", required=True)
    currency_id = fields.Many2one("res.currency", required=True)
    principal = fields.Monetary(
        help="What was owed on the due date, VAT included, before any payment."
    )
    due_date = fields.Date()
    end_date = fields.Date(
        string="Until",
        required=True,
        help="The day on which you have the money; that day still bears interest.",
    )
    payment_ids = fields.One2many(
        "debtor.interest.calculator.payment", "calculator_id", string="Payments"
    )
    has_contract_rate = fields.Boolean(string="Another rate was agreed")
    contract_rate = fields.Float(string="Percent a year", digits=(7, 4))
    # --- a consumer ---
    reminder_date = fields.Date(string="First reminder sent")
    reminder_channel = fields.Selection(
        [one for one in CHANNELS if one[0] != "phone"],
        string="Sent by",
        default="email",
        required=True,
    )
    reminder_received = fields.Date(
        string="Received on", help="As proven. Empty: as the law presumes."
    )
    reminder_days = fields.Integer(string="Days it gave", default=14)
    due_date_is_fatal = fields.Boolean(
        string="The due date was agreed as the last day", default=True
    )
    clause_rate = fields.Selection(
        RATES,
        string="Interest by the accepted terms",
        default="none",
        required=True,
    )
    clause_lump_sum = fields.Selection(
        LUMP_SUMS[:2],
        string="Lump sum by the accepted terms",
        default="none",
        required=True,
    )
    result = fields.Html(compute="_compute_result", sanitize=False)

    # === COMPUTE METHODS === #

    @api.depends("debtor_id")
    def _compute_claim_ids(self):
        for one in self:
            lines = self.env["account.move.line"]
            if one.debtor_id:
                lines = lines.search(one.debtor_id._get_claims_domain())
            one.claim_ids = lines

    @api.depends(
        "law",
        "debtor_kind",
        "currency_id",
        "principal",
        "due_date",
        "end_date",
        "payment_ids.day",
        "payment_ids.amount",
        "has_contract_rate",
        "contract_rate",
        "reminder_date",
        "reminder_channel",
        "reminder_received",
        "reminder_days",
        "due_date_is_fatal",
        "clause_rate",
        "clause_lump_sum",
    )
    @api.depends_context("lang")
    def _compute_result(self):
        for one in self:
            one.result = self.env["ir.qweb"]._render(TEMPLATE, one._get_values())

    @api.onchange("move_line_id")
    def _onchange_move_line_id(self):
        if self.move_line_id:
            self.update(self._read_claim(self.move_line_id))

    # === ACTIONS === #

    def action_print(self):
        """Make the calculation as a PDF, to be printed.

        :raises UserError: says what is missing
        """
        self.ensure_one()
        self.check_access("read")
        values = self._get_values()
        if values["refused"]:
            raise UserError(values["refused"])
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._render_pdf_sudo().id}?download=true",
            "target": "self",
        }

    # === BUSINESS METHODS === #

    @api.model
    def _open(self, company, debtor=None, line=None):
        """Return the action that shows a new calculation.

        :param company: the legal entity that claims
        :param debtor: whose claim it is, with the claims to choose from
        :param line: the claim to begin with
        """
        company = company.root_id
        settings = company.sudo()
        values = {
            "company_id": company.id,
            "debtor_id": debtor and debtor.id,
            "law": settings.followup_law,
            "debtor_kind": debtor.debtor_kind if debtor else "business",
            "currency_id": settings.currency_id.id,
            "end_date": company._followup_now().date(),
        }
        if line:
            values |= {"move_line_id": line.id, **self._read_claim(line)}
        calculator = self.create(values)
        action = calculator._get_records_action(target="new")
        return {**action, "name": self.env._("Interest and costs")}

    @api.model
    def _read_claim(self, line):
        """Return the values of a claim, as the ledger and the notices have them."""
        principal, payments = line._get_legal_account()
        reminder = line._get_first_written(WRITTEN_STEPS)
        return {
            "currency_id": line.currency_id.id,
            "principal": float(principal),
            "due_date": line.date_maturity,
            "payment_ids": [
                Command.clear(),
                *(
                    Command.create({"day": one.day, "amount": float(one.amount)})
                    for one in payments
                ),
            ],
            "reminder_date": reminder and reminder.contact_date,
            "reminder_channel": (reminder and reminder.channel) or "email",
            "reminder_received": reminder and reminder._get_received_day(),
        }

    def _render_pdf_sudo(self):
        """Return the attachment with the calculation as PDF; it goes with this.

        In sudo mode because attachments and reports are nobody's to write here;
        whoever opened the calculation may read it.
        """
        html = self.env["ir.qweb"]._render(DOCUMENT, {"docs": self})
        reports = self.env["ir.actions.report"].sudo()
        pdf = reports._run_wkhtmltopdf([f"<!DOCTYPE html>\n{html}"], report_ref=REPORT)
        name = self.env._("Interest and costs %s", self.move_line_id.move_name or "")
        return (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": f"{name.strip()}.pdf",
                    "raw": pdf,
                    "mimetype": "application/pdf",
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        )

    def _get_values(self):
        """Return what the page shows: the claim, or why it cannot be computed."""
        self.ensure_one()
        self.company_id.check_access("read")
        regimes = self.env["debtor.legal.regime"]
        claim, refused = regimes._answer(self)
        return {
            **regimes._get_page_tools(self.currency_id),
            "one": self,
            "claim": claim,
            "payments": self.payment_ids.filtered("day").sorted("day"),
            "order": regimes._get_order(self),
            "refused": refused,
        }


class DebtorInterestCalculatorPayment(models.TransientModel):
    """A payment on the claim that is computed."""

    _name = "debtor.interest.calculator.payment"
    _description = "Payment in a calculation of interest"
    _order = "day, id"

    calculator_id = fields.Many2one(
        "debtor.interest.calculator", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="calculator_id.currency_id")
    day = fields.Date(string="Received on")
    amount = fields.Monetary()
