from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.debtor_call_confirmation import MAX_COPIES, MAX_COPY_BYTES

#: Gives the paper only: the page is made without Odoo's header and footer.
REPORT = "debtor_followup.statement_report_action"
TEMPLATE = "debtor_followup.statement_document"


class DebtorStatement(models.TransientModel):
    """A statement of account, to print or to send; it is no step of the ladder."""

    _name = "debtor.statement"
    _description = "Statement of account"

    debtor_id = fields.Many2one("debtor.debtor", required=True, readonly=True)
    partner_id = fields.Many2one(related="debtor_id.partner_id", related_sudo=False)
    company_id = fields.Many2one(related="debtor_id.company_id", related_sudo=False)
    date = fields.Date(required=True, readonly=True)
    with_movements = fields.Boolean(string="Also the movements")
    since = fields.Date()
    recipient_id = fields.Many2one(
        "res.partner",
        string="To",
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="Decides the language, and who gets the mail.",
    )
    lang = fields.Char(compute="_compute_lang")

    @api.depends("recipient_id", "debtor_id")
    def _compute_lang(self):
        installed = dict(self.env["res.lang"].get_installed())
        for statement in self:
            wanted = (
                statement.recipient_id.lang,
                statement.debtor_id.partner_id.lang,
                statement.sudo().company_id.partner_id.lang,
                "en_US",
            )
            statement.lang = next((one for one in wanted if one in installed), None)

    @api.model
    def _open(self, debtor, **values):
        """Return a new statement of a debtor as of today."""
        recipient = debtor._get_message_recipient() or debtor.partner_id
        return self.create(
            {
                "debtor_id": debtor.id,
                "date": debtor.company_id._followup_now().date(),
                "recipient_id": recipient.id,
                **values,
            }
        )

    def _check(self):
        """Check what was filled in.

        :raises UserError: says what to correct
        """
        if self.with_movements and not self.since:
            raise UserError(
                self.env._("Choose the day from which movements are shown.")
            )
        if self.with_movements and self.since > self.date:
            raise UserError(
                self.env._("The movements begin at the latest today: choose a day.")
            )

    def _get_values(self):
        """Return what the report shows, in the language of its reader."""
        self.ensure_one()
        values = self.debtor_id._get_statement_values(
            self.date, self.since if self.with_movements else None
        )
        return {**values, "recipient": self.recipient_id}

    def _render_pdf_sudo(self):
        """Return the attachment with the statement as PDF.

        In sudo mode because the bank account on it is not readable to every
        user of follow-up, and attachments are written by nobody else.
        """
        self.ensure_one()
        self._check()
        reports = self.env["ir.actions.report"].sudo()
        pdf = reports._run_wkhtmltopdf([self._render_html_sudo()], report_ref=REPORT)
        return (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": f"{self._get_file_name()}.pdf",
                    "raw": pdf,
                    "mimetype": "application/pdf",
                    "res_model": self.debtor_id._name,
                    "res_id": self.debtor_id.id,
                }
            )
            .with_env(self.env)
        )

    def _render_html_sudo(self):
        """Return the page, complete in itself, in the language of its reader.

        In sudo mode for the bank account on it.
        """
        statement = self.sudo().with_context(lang=self.lang)
        html = statement.env["ir.qweb"]._render(TEMPLATE, statement._get_values())
        return f"<!DOCTYPE html>\n{html}"

    def _get_file_name(self):
        """Return the name of the file, without its ending."""
        statement = self.with_context(lang=self.lang)
        return statement.env._(
            "Statement of account %(date)s", date=self.date.isoformat()
        )

    def action_print(self):
        """Make the PDF, to be printed; nothing is sent."""
        self.debtor_id._check_may_send()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._render_pdf_sudo().id}",
            "target": "new",
        }

    def action_send(self):
        """Show the mail with the statement before it is sent."""
        self.debtor_id._check_may_send()
        self.debtor_id._check_recipient(self.recipient_id)
        message = self.env["debtor.message"]._make(
            self.debtor_id,
            "statement",
            recipient=self.recipient_id,
            attachment_ids=[Command.set(self._render_pdf_sudo().ids)],
        )
        return message._get_dialog(self.env._("Send the statement"))


class DebtorMessage(models.TransientModel):
    """Statement and copies that go with a message."""

    _inherit = "debtor.message"

    def _attach_copies(self):
        """Attach the statement and the stored copies of what is open."""
        self.ensure_one()
        statement = self.env["debtor.statement"]._open(
            self.debtor_id, recipient_id=self.recipient_id.id
        )
        files = statement._render_pdf_sudo()
        moves = self.debtor_id._get_call_claims().move_id
        size = 0
        for copy in moves.invoice_pdf_report_id[:MAX_COPIES]:
            size += copy.file_size
            if size > MAX_COPY_BYTES:
                break
            files |= copy
        self.attachment_ids = files


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def action_statement(self):
        """Make a statement of account, to print or to send."""
        self.ensure_one()
        statement = self.env["debtor.statement"]._open(self)
        return statement._get_records_action(
            name=self.env._("Statement of account"), target="new"
        )
