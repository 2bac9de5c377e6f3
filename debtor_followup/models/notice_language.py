from odoo import models


class DebtorNotice(models.Model):
    """What a job writes down is read by bookkeepers: it is in their language.

    A scheduled job and the gateway of incoming mail have no language of their own:
    their remarks would be English everywhere.
    """

    _inherit = "debtor.notice"

    def _in_house_language(self):
        """Return these notices in the user's language; in a job, in the company's."""
        if self.env.context.get("lang"):
            return self
        company = self.sudo().company_id[:1]
        return self.with_context(lang=company.partner_id.lang)

    def _fail(self, reason, refused=False):
        """EXTENDS debtor.notice."""
        notices = self._in_house_language()
        return super(DebtorNotice, notices)._fail(reason, refused)

    def _mark_uncertain(self):
        """EXTENDS debtor.notice."""
        return super(DebtorNotice, self._in_house_language())._mark_uncertain()

    # -- why a message did not leave --------------------------------------

    def _cancel_decided_anew(self):
        """EXTENDS debtor.notice."""
        return super(DebtorNotice, self._in_house_language())._cancel_decided_anew()

    def _why_decision_changed(self, decision):
        """EXTENDS debtor.notice."""
        notices = self._in_house_language()
        return super(DebtorNotice, notices)._why_decision_changed(decision)

    def _why_copy_differs(self, snapshot, decision, today):
        """EXTENDS debtor.notice."""
        notices = self._in_house_language()
        return super(DebtorNotice, notices)._why_copy_differs(snapshot, decision, today)

    def _why_too_late(self, shortest):
        """EXTENDS debtor.notice."""
        return super(DebtorNotice, self._in_house_language())._why_too_late(shortest)

    def _say_situation_changed(self):
        """EXTENDS debtor.notice."""
        return super(DebtorNotice, self._in_house_language())._say_situation_changed()

    def _why_not_to_leave(self):
        """EXTENDS debtor.notice: of messages beside the ladder."""
        return super(DebtorNotice, self._in_house_language())._why_not_to_leave()

    # -- tasks ------------------------------------------------------------

    def _message_post_after_hook(self, message, msg_vals):
        """EXTENDS mail: the task about an answer."""
        notices = self._in_house_language()
        return super(DebtorNotice, notices)._message_post_after_hook(message, msg_vals)

    def _message_receive_bounce(self, email, partner):
        """EXTENDS mail: the task about a message that came back."""
        notices = self._in_house_language()
        return super(DebtorNotice, notices)._message_receive_bounce(email, partner)
