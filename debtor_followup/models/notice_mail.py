"""How a notice becomes a mail: its pictures inside, its plain text readable."""

from odoo import models
from odoo.tools import html2plaintext

#: Key of the context in which the mail of a notice leaves.
LEAVING_NOTICE = "followup_leaving_notice_id"


class MailMail(models.Model):
    """The plain text of a notice does not speak of pictures."""

    _inherit = "mail.mail"

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """EXTENDS mail: without numbers of pictures that only HTML shows."""
        emails = super()._prepare_outgoing_list(mail_server, doc_to_followers)
        notice_id = self.env.context.get(LEAVING_NOTICE)
        if notice_id:
            notice = self.env["debtor.notice"].sudo().browse(notice_id)
            text = html2plaintext(notice._body_without_pictures())
            for email in emails:
                email["body_alternative"] = text
        return emails


class IrMailServer(models.Model):
    """QR codes stand inside the mail.

    Mail programs do not show pictures that are written into the page as data,
    and many ask before they fetch any from outside.
    """

    _inherit = "ir.mail_server"

    def _build_email__(self, *args, **kwargs):
        """EXTENDS base: put the QR codes of a notice beside its HTML part."""
        message = super()._build_email__(*args, **kwargs)
        notice_id = self.env.context.get(LEAVING_NOTICE)
        if notice_id:
            notice = self.env["debtor.notice"].sudo().browse(notice_id)
            part = message.get_body(("html",))
            for code in notice._get_qr_codes():
                part.add_related(
                    code["png"],
                    "image",
                    "png",
                    cid=f"<{code['name']}@debtor-followup>",
                    filename=f"{code['name']}.png",
                    disposition="inline",
                )
        return message
