import logging

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .const import CONTENTION, POSTAL_CHANNELS
from .family_reader import read_family
from .followup_decision import decision_key
from .notice_composer import NoticeComposer

_logger = logging.getLogger(__name__)

#: Nothing arrived there: the address is not used again.
CAME_BACK = (Domain("state", "=", "failed") & Domain("refused", "=", True)) | Domain(
    "state", "=", "bounced"
)


class DebtorNotice(models.Model):
    """To whom a message goes: other people's copies, addresses that failed.

    A copy by mail follows when its original has left: a message that did not
    leave has no copies. Whatever becomes of a copy, the message itself stays.
    """

    _inherit = "debtor.notice"

    address_works_on = fields.Date(
        string="Works again since",
        readonly=True,
        copy=False,
        help="Somebody said that messages arrive at this address again.",
    )
    is_address_failed = fields.Boolean(
        compute="_compute_is_address_failed", export_string_translation=False
    )
    recipient_text = fields.Char(string="Goes to", compute="_compute_recipient_text")

    _failed_addresses = models.Index(
        "(company_id) WHERE state = 'bounced' OR state = 'failed' AND refused"
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "refused", "address_works_on")
    def _compute_is_address_failed(self):
        failed = self.filtered_domain(CAME_BACK)
        for notice in self:
            notice.is_address_failed = (
                notice in failed
                and not notice.address_works_on
                and bool(notice._get_address())
            )

    @api.depends("recipient_id", "recipient_reason", "copy_ids.recipient_id")
    @api.depends_context("lang")
    def _compute_recipient_text(self):
        """Say to whom a message goes, which rule chose, and who gets a copy."""
        reasons = dict(
            self._fields["recipient_reason"]._description_selection(self.env)
        )
        for notice in self:
            people = [notice, *notice.copy_ids.filtered(lambda one: one._is_personal())]
            names = [
                self.env._(
                    "%(name)s (%(why)s)",
                    name=one._get_recipient_name(),
                    why=reasons[one.recipient_reason],
                )
                if one.recipient_reason
                else one._get_recipient_name()
                for one in people
            ]
            text = names[0]
            if names[1:]:
                text = self.env._(
                    "%(name)s; a copy to %(others)s",
                    name=text,
                    others=", ".join(names[1:]),
                )
            notice.recipient_text = text

    def _get_recipient_name(self):
        recipient = self.recipient_id
        return recipient.name or recipient.display_name or ""

    def _is_personal(self):
        """Tell whether this is a copy for somebody else than the recipient."""
        self.ensure_one()
        return (
            bool(self.copy_of_id) and self.recipient_id != self.copy_of_id.recipient_id
        )

    # === COPIES === #

    def _mark_sent(self, when):
        """Copies by mail follow the mail that left. EXTENDS."""
        moved = super()._mark_sent(when)
        moved._get_waiting_copies()._follow()
        return moved

    def _set_state(self, target, reason=None, **values):
        """Copies by mail follow a mail that arrived after all, and fall with it.

        EXTENDS.
        """
        uncertain = self.filtered(lambda one: one.state == "uncertain")
        moved = super()._set_state(target, reason, **values)
        if target == "sent":
            (moved & uncertain)._get_waiting_copies()._follow()
        elif target == "failed":
            # The next in the order gets a message of his own.
            moved._get_waiting_copies()._set_state(
                "cancelled", reason=self.env._("Its message was not delivered.")
            )
        return moved

    def _get_waiting_copies(self):
        """Return the copies by mail that wait for these mails to leave."""
        mails = self.filtered(lambda one: one.channel == "email")
        return mails.copy_ids.filtered(
            lambda one: (
                one.state == "queued"
                and one.channel == "email"
                and not one.mail_mail_id
            )
        )

    def _follow(self):
        """Hand copies to the mail queue; what goes wrong never touches the original."""
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                self._queue_copies()
        except CONTENTION:
            raise
        except Exception as error:
            _logger.exception("Follow-up: copies of a message cannot be sent")
            self._fail(str(error) or type(error).__name__)

    def _make_personal(self):
        """Greet whoever gets a copy by his own name, and say whose message it is.

        The text stays that of the original: a copy says the same.
        """
        for copy in self.filtered(lambda one: one._is_personal()):
            original = copy.copy_of_id
            langs = {"lang": original.lang or self.env.lang}
            before = original.with_context(**langs).greeting_html
            copy = copy.with_context(**langs)
            # Written in the language of the message.
            note = copy.env._(
                "This is a copy of our message to %s.",
                original.recipient_id.name or original.partner_id.name,
            )
            greeting = copy.greeting_html + Markup("<p>%s</p>") % note
            values = {"body": Markup(str(copy.body).replace(before, greeting, 1))}
            if original.channel == "email":
                files = original.attachment_ids
                values["attachment_ids"] = [fields.Command.set(files.ids)]
            copy.write(values)

    # === ADDRESSES === #

    @api.model
    def _get_failed_notices(self, company, emails):
        """Return the messages that came back from email addresses, oldest first.

        :param company: the root of the legal entity
        :param emails: normalized addresses
        """
        return self.search(
            CAME_BACK
            & Domain("company_id", "=", company.id)
            & Domain("recipient_email", "in", [one for one in emails if one])
            & Domain("address_works_on", "=", False),
            order="id",
        )

    def action_address_works(self):
        """Say that the addresses of these messages work: they are used again.

        :raises UserError: when nothing came back from them
        """
        self.debtor_id._check_may_send()
        failed = self.filtered("is_address_failed")
        if not failed:
            raise UserError(
                self.env._("Nothing came back from this address: it is in use.")
            )
        for company, notices in failed.grouped("company_id").items():
            today = company._followup_now().date()
            emails = notices.filtered(lambda one: one.channel == "email")
            same = notices | self._get_failed_notices(
                company, emails.mapped("recipient_email")
            )
            same._write_sudo({"address_works_on": today, "handled": True})
            for debtor, group in same.grouped("debtor_id").items():
                addresses = sorted({one._get_address() for one in group})
                debtor._message_log(
                    body=self.env._(
                        "The address works again, says %(user)s: %(addresses)s.",
                        user=self.env.user.name,
                        addresses=", ".join(addresses),
                    )
                )
            same.debtor_id._plan(today)

    # === BY HAND === #

    def _choose_recipient(self, contact):
        """Let proposals go to a contact that a person chose; write them anew.

        The choice holds as long as the message waits, also when it is made anew.

        :param contact: a contact of the debtor's customer
        :raises UserError: says what to choose or to enter
        """
        self.debtor_id._check_may_send()
        if any(one.state != "draft" or one.copy_of_id for one in self):
            raise UserError(
                self.env._("Only of a proposal can the recipient be chosen.")
            )
        for notice in self:
            address = notice._check_choice(contact)
            composer = NoticeComposer(self.env, notice.contact_date)
            lang, remark = composer._language_of(contact, notice.debtor_id)
            values = {
                "recipient_id": contact.id,
                "recipient_reason": "by_hand",
                "lang": lang,
                "remark": remark,
                **composer._prepare_address(notice.channel, address),
            }
            notice._take_recipient(values)
            composer._render(notice.sudo())
            notice.debtor_id._message_log(
                body=self.env._(
                    "%(user)s chose %(name)s as the recipient of %(message)s.",
                    user=self.env.user.name,
                    name=contact.display_name,
                    message=notice.display_name,
                )
            )

    def _take_recipient(self, values):
        """Write another recipient, and keep the decision that says so.

        What does not hold any more for other reasons still is found out later.
        """
        self.ensure_one()
        debtor = self.debtor_id
        today = self.company_id._followup_now().date()
        still_right = self._still_says(debtor._decide(today)[debtor])
        self._write_sudo(values)
        if still_right:
            decisions = debtor._decide(today)
            debtor._record_decisions(decisions, today)
            self._write_sudo(
                {
                    "fingerprint": decision_key(decisions[debtor]),
                    "decision_id": debtor.decision_id.id,
                }
            )

    def _check_choice(self, contact):
        """Return where a contact gets this message.

        :raises UserError: when he cannot get it, and why
        """
        self.ensure_one()
        debtor = self.debtor_id
        company = debtor.sudo().company_id
        if self.channel not in POSTAL_CHANNELS:
            debtor._check_recipient(contact)
            address = contact.email_normalized
        else:
            debtor._check_belongs(contact)
            family = read_family(self.env, company, debtor.partner_id.ids)
            address = family.contacts[contact.id].postal
        if not address:
            raise UserError(
                self.env._(
                    "%(name)s has no complete postal address: enter street, town and "
                    "country, or choose somebody else.",
                    name=contact.display_name,
                )
            )
        if address in debtor._read_failed_addresses():
            raise UserError(
                self.env._(
                    "A message to %(address)s came back. Correct the address, or say "
                    "that it works again, or choose somebody else.",
                    address=address,
                )
            )
        return address
