import logging

from odoo import fields, models
from odoo.tools import html2plaintext

from ..engine.incoming_mail import own_words
from .const import CONTENTION

_logger = logging.getLogger(__name__)


class DebtorNotice(models.Model):
    _inherit = "debtor.notice"

    def _message_post_after_hook(self, message, msg_vals):
        """An answer to a notice stops what goes by itself until somebody saw it.

        EXTENDS mail.
        """
        result = super()._message_post_after_hook(message, msg_vals)
        if self.debtor_id._is_answer(message):
            for notice in self:
                notice.debtor_id._receive_reply_sudo(message, notice)
        return result


class DebtorDebtor(models.Model):
    """What debtors write back."""

    _inherit = "debtor.debtor"

    def _message_post_after_hook(self, message, msg_vals):
        """So does an answer to a message that somebody wrote on a debtor.

        EXTENDS mail.
        """
        result = super()._message_post_after_hook(message, msg_vals)
        if self._is_answer(message):
            for debtor in self:
                debtor._receive_reply_sudo(message)
        return result

    def _is_answer(self, message):
        """Tell whether somebody outside wrote this: colleagues are no debtors."""
        users = message.sudo().author_id.user_ids
        return (
            message.message_type == "email"
            and not self._followup_is_automatic_mail()
            and all(user.share for user in users)
        )

    def _receive_reply_sudo(self, message, notice=None):
        """Pause everything that goes by itself, and give somebody the task.

        In sudo mode because answers come by the mail gateway, on behalf of
        whoever wrote them.

        :param message: the ``mail.message``
        :param notice: what it answers, None for a message on the debtor
        """
        words = own_words(html2plaintext(message.sudo().body or ""))
        self._receive_answer_sudo(
            words,
            sender=message.author_id.name or message.email_from,
            subject=message.subject or self.env._("no subject"),
            notice=notice,
        )

    def _get_reply_pause(self):
        """Return the pause of an answer that nobody has handled yet."""
        return self.env["debtor.pause"].search(
            [
                ("debtor_id", "in", self.ids),
                ("reason", "=", "reply"),
                ("state", "=", "active"),
            ],
            limit=1,
        )

    def _make_reply_task(self, subject, words, today):
        values = self._prepare_task(
            lambda lang: self.with_context(lang=lang).env._(
                "Answer: %(subject)s", subject=subject or ""
            ),
            lambda _lang: words,
            today,
        )
        kind = self.env.ref("debtor_followup.mail_activity_type_answer")
        self.env["mail.activity"].create({**values, "activity_type_id": kind.id})

    def _plan_after_reply(self, today):
        """Show at once that nothing goes by itself; else tonight's planning does.

        An answer must not be lost because somebody works on its debtor.
        """
        try:
            with self.env.cr.savepoint():
                self._plan(today)
        except CONTENTION:
            return
        except Exception:
            _logger.exception("Follow-up: what is next is shown tomorrow")


class DebtorPause(models.Model):
    _inherit = "debtor.pause"

    notice_id = fields.Many2one(
        "debtor.notice",
        string="Answer to",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
