"""How a notice becomes a mail: its pictures inside, its plain text readable."""

from odoo import models
from odoo.tools import html2plaintext

#: Key of the context in which the mail of a notice leaves.
LEAVING_NOTICE = "followup_leaving_notice_id"


def _leaving_notice_sudo(env, message_id):
    """Return the notice that leaves by a mail, an empty one for any other mail.

    The context says which; it is believed only for that notice's own mail, since
    anybody may call with any context. In sudo mode like the mail queue itself.

    :param str message_id: the Message-Id of the mail
    """
    notice = env["debtor.notice"].sudo().browse(env.context.get(LEAVING_NOTICE))
    notice = notice.exists()
    return notice if notice.mail_mail_id.message_id == message_id else notice.browse()


class MailMail(models.Model):
    """The plain text of a notice does not speak of pictures."""

    _inherit = "mail.mail"

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """EXTENDS mail: without numbers of pictures that only HTML shows."""
        emails = super()._prepare_outgoing_list(mail_server, doc_to_followers)
        notice = self.env["debtor.notice"]
        if LEAVING_NOTICE in self.env.context:
            notice = _leaving_notice_sudo(self.env, self.message_id)
        if notice:
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
        if LEAVING_NOTICE not in self.env.context:
            return message
        notice = _leaving_notice_sudo(self.env, kwargs.get("message_id"))
        if notice:
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
