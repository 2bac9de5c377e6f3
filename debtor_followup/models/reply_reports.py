from odoo import fields, models

from ..engine.incoming_mail import BOUNCED, DELAYED, DELIVERED, READ
from .reply_gateway import DETAIL


class DebtorNotice(models.Model):
    """What mail servers report about notices that left."""

    _inherit = "debtor.notice"

    proof_kind = fields.Selection(
        selection_add=[("delivered", "Reported as delivered by their mail server")],
        ondelete={"delivered": "set null"},
    )

    def _receive_report(self, reading):
        """Take in a report about this notice.

        :param reading: :class:`~..engine.incoming_mail.MailReading`
        """
        self.ensure_one()
        if reading.kind == BOUNCED:
            # Core finds the message in some reports only.
            notice = self.with_context(**{DETAIL: reading.detail})
            notice._message_receive_bounce(
                reading.address or self.recipient_email, self.recipient_id
            )
        elif reading.kind == DELIVERED:
            self._prove_delivery()
        if text := self._describe_report(reading):
            self._message_log(body=text)

    def _prove_delivery(self):
        """Keep the proof that a notice arrived; nobody need ask any more."""
        now = fields.Datetime.now()
        proof = {"date_proven": now, "proof_kind": "delivered"}
        for notice in self:
            if notice.state == "uncertain":
                when = notice.date_sent or notice.write_date
                notice._set_state("sent", date_sent=when, failure_reason=False, **proof)
            elif notice.state == "sent":
                notice._write_sudo(proof)

    def _describe_report(self, reading):
        """Return a line for the log, None when there is nothing to tell."""
        env = self._in_house_language().env
        values = {"email": reading.address or self.recipient_email or ""}
        if reading.kind == DELAYED:
            return env._(
                "A mail server reports a delay for %(email)s. It goes on trying.",
                **values,
            )
        if reading.kind == DELIVERED:
            return env._("Reported as delivered to %(email)s.", **values)
        if reading.kind == READ:
            return env._("A read receipt came back.")
        return None

    def _message_receive_bounce(self, email, partner):
        """A report says that a notice did not arrive: it moves nothing any more.

        EXTENDS mail. A person confirms before an address is given up.
        """
        result = super()._message_receive_bounce(email, partner)
        for notice in self.filtered(lambda one: one.state == "uncertain"):
            # It did leave, else nobody would report on it.
            when = notice.date_sent or notice.write_date
            notice._set_state("sent", date_sent=when)
        env = self._in_house_language().env
        reason = env._("A report says that it did not reach %s.", email or "")
        if detail := self.env.context.get(DETAIL):
            reason = f"{reason} {detail}"
        for notice in self._set_state("bounced", reason=reason):
            notice._make_failure_task(
                lambda lang, one=notice: one.with_context(lang=lang).env._(
                    "Bounced? %(subject)s", subject=one.subject or ""
                )
            )
        return result
