from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, is_html_empty

from ..models.const import NOTICE_PURPOSES
from ..models.message_composer import MessageComposer
from ..models.notice_text import HELPER, WITH_WEEKDAY

#: Fields of the ORM itself.
MAGIC = ("create_uid", "write_uid")
TEMPLATES = {
    "confirmation": "debtor_followup.mail_template_call_confirmation",
    "missed_call": "debtor_followup.mail_template_missed_call",
    "apology": "debtor_followup.mail_template_apology",
    "statement": "debtor_followup.mail_template_statement",
    "dispute_answer": "debtor_followup.mail_template_dispute",
    "thank_you": "debtor_followup.mail_template_thank_you",
}


class DebtorMessage(models.TransientModel):
    """A message beside the ladder, to be read and changed before it is sent."""

    _name = "debtor.message"
    _description = "Message to a debtor"

    debtor_id = fields.Many2one("debtor.debtor", required=True, readonly=True)
    # Read with the rights of whoever opens the form: it may name any record.
    company_id = fields.Many2one(related="debtor_id.company_id", related_sudo=False)
    partner_id = fields.Many2one(related="debtor_id.partner_id", related_sudo=False)
    purpose = fields.Selection(NOTICE_PURPOSES, required=True, readonly=True)
    call_id = fields.Many2one("debtor.call", readonly=True)
    notice_id = fields.Many2one("debtor.notice", string="About", readonly=True)
    recipient_id = fields.Many2one(
        "res.partner",
        string="To",
        domain="[('commercial_partner_id', '=', partner_id), "
        "('email_normalized', '!=', False)]",
    )
    recipient_email = fields.Char(
        related="recipient_id.email_normalized", related_sudo=False
    )
    lang = fields.Char(compute="_compute_lang")
    subject = fields.Char()
    body = fields.Html(sanitize="email_outgoing")
    attachment_ids = fields.Many2many("ir.attachment", string="Attached", readonly=True)

    # --- what the texts say, in the language of the recipient ---
    greeting_html = fields.Html(compute="_compute_texts", sanitize=False, **HELPER)
    signature_html = fields.Html(compute="_compute_texts", sanitize=False, **HELPER)
    reach_text = fields.Char(compute="_compute_texts", **HELPER)
    claim_names = fields.Char(compute="_compute_texts", **HELPER)
    amount_text = fields.Char(compute="_compute_texts", **HELPER)
    day_text = fields.Char(compute="_compute_texts", **HELPER)
    notice_day_text = fields.Char(compute="_compute_texts", **HELPER)
    answer_day_text = fields.Char(compute="_compute_texts", **HELPER)

    @api.depends("recipient_id", "debtor_id")
    def _compute_lang(self):
        installed = dict(self.env["res.lang"].get_installed())
        for message in self:
            wanted = (
                message.recipient_id.lang,
                message.debtor_id.partner_id.lang,
                message.sudo().company_id.partner_id.lang,
                "en_US",
            )
            message.lang = next((one for one in wanted if one in installed), None)

    @api.depends_context("lang")
    @api.depends("call_id", "notice_id", "debtor_id", "recipient_id")
    def _compute_texts(self):
        for message in self:
            call, notice = message.call_id, message.notice_id
            letter = message._get_letter()
            message.greeting_html = letter.greeting_html
            message.signature_html = letter.signature_html
            message.reach_text = letter.reach_text
            message.claim_names = message._get_claim_names()
            message.amount_text = (
                format_amount(self.env, call.amount, call.currency_id)
                if call.amount and call.currency_id
                else False
            )
            message.day_text = letter._day(call.promised_date, WITH_WEEKDAY)
            message.notice_day_text = letter._day(notice.contact_date)
            pause = call.pause_id
            message.answer_day_text = letter._day(
                pause.reason == "dispute" and pause.date_end, WITH_WEEKDAY
            )

    def _get_letter(self):
        """Return a notice that is not stored: greeting, signature and words of it."""
        self.ensure_one()
        return self.env["debtor.notice"].new(
            {
                "debtor_id": self.debtor_id.id,
                "company_id": self.company_id.id,
                "recipient_id": self.recipient_id.id,
                "channel": "email",
            }
        )

    def _get_claim_names(self):
        """Return the numbers of the invoices that the message is about."""
        self.ensure_one()
        if self.call_id.claim_name:
            return self.call_id.claim_name
        lines = self.call_id.pause_id.line_ids
        names = lines.mapped("move_id.name")
        if not names:
            about = self.notice_id.copy_of_id or self.notice_id
            demanded = about.line_ids.filtered(lambda one: one.role == "demanded")
            names = demanded.mapped("move_name")
        names = dict.fromkeys(name for name in names if name)
        return self._get_letter()._join_names(list(names))

    # === MAKING === #

    @api.model_create_multi
    def create(self, vals_list):
        """Check that what a message names may be read by whoever makes it."""
        messages = super().create(vals_list)
        messages._check_named()
        return messages

    def write(self, vals):
        """As on creation."""
        result = super().write(vals)
        self._check_named()
        return result

    def _check_named(self):
        """Check the rights on all records that these messages name.

        :raises AccessError: when one of them belongs to another company
        """
        for name, field in self._fields.items():
            if field.type == "many2one" and field.store and name not in MAGIC:
                self[name].check_access("read")

    @api.model
    def _make(self, debtor, purpose, **values):
        """Return a message with its text, to whoever fits best."""
        recipient = values.pop("recipient", None) or debtor._get_message_recipient()
        message = self.create(
            {
                "debtor_id": debtor.id,
                "purpose": purpose,
                "recipient_id": recipient.id,
                **values,
            }
        )
        message._write_text()
        return message

    def _write_text(self):
        """Write subject and body anew, in the language of the recipient.

        In sudo mode the template is read: users need no right on templates.
        """
        self.flush_recordset()
        for purpose, messages in self.grouped("purpose").items():
            template = self.env.ref(TEMPLATES[purpose]).sudo()
            made = template._generate_template(messages.ids, ("subject", "body_html"))
            for message in messages:
                text = made[message.id]
                message.write({"subject": text["subject"], "body": text["body_html"]})

    @api.onchange("recipient_id")
    def _onchange_recipient_id(self):
        """Somebody else is greeted by another name, perhaps in another language."""
        origin = self._origin
        if origin and origin.recipient_id != self.recipient_id:
            origin.recipient_id = self.recipient_id._origin
            origin._write_text()
            self.subject, self.body = origin.subject, origin.body

    @api.model
    def _send_missed_call(self, notice):
        """Write that we tried to call, when there is an address to write to.

        :param notice: the call that nobody answered
        :return: the notice of the mail, empty without an address
        """
        debtor = notice.debtor_id
        if not debtor._get_message_recipient():
            return notice.browse()
        return self._make(debtor, "missed_call", notice_id=notice.id)._send()

    # === SENDING === #

    def _send(self):
        """Check and queue the message; return its notice.

        :raises UserError: says what is missing
        """
        self.ensure_one()
        self.debtor_id._check_may_send()
        self.debtor_id._check_recipient(self.recipient_id)
        if not self.subject or is_html_empty(self.body):
            raise UserError(self.env._("Write a subject and a text first."))
        company = self.debtor_id.company_id
        return MessageComposer(self.env, company._followup_now().date()).send(
            self._prepare_notice(), self.attachment_ids
        )

    def _prepare_notice(self):
        """Hook: return the values of the notice of this message."""
        self.ensure_one()
        return {
            "debtor_id": self.debtor_id.id,
            "company_id": self.debtor_id.company_id.id,
            "purpose": self.purpose,
            "about_id": self.notice_id.id,
            "recipient_id": self.recipient_id.id,
            "recipient_email": self.recipient_id.email_normalized,
            "lang": self.lang,
            "subject": self.subject,
            "body": self.body,
        }

    def action_send(self):
        """Send what is on the screen."""
        return self._send()._notify_queued()

    def _get_dialog(self, title):
        """Return the action that shows this message before it is sent."""
        return self._get_records_action(name=title, target="new")
