"""Thanking for a payment that crossed our message."""

from odoo import api, fields, models

from ..engine.business_days import next_contact_day
from .const import POSTAL_CHANNELS
from .evidence_reader import EvidenceReader
from .message_composer import MessageComposer
from .notice_departure import come_again


class ResCompany(models.Model):
    _inherit = "res.company"

    followup_thank_you = fields.Boolean(
        string="Thank for payments that crossed a message",
        default=True,
        help="Who paid before our message left gets a short thank-you: nothing more "
        "needs to be done.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_thank_you = fields.Boolean(
        related="company_id.root_id.followup_thank_you", readonly=False
    )


class DebtorNotice(models.Model):
    _inherit = "debtor.notice"

    # By whatever way and by however many workers: one for each message.
    _one_thank_you = models.UniqueIndex(
        "(about_id) WHERE purpose = 'thank_you'",
        "There is a thank-you about this message already.",
    )

    def _thank(self, today):
        """Write to those whose payment crossed these messages, each debtor once.

        :param date today: the day of the company
        :return: notice id -> a remark in the language of the house
        """
        remarks, wanted = {}, []
        companies = self.sudo().company_id.filtered("followup_thank_you")
        notices = self.filtered(lambda one: one.company_id in companies)
        failed = EvidenceReader(self.env).failed_addresses(notices.debtor_id.ids)
        for debtor, group in notices.grouped("debtor_id").items():
            last = group.sorted(lambda one: (one.contact_date, one.id))[-1]
            env = last._in_house_language().env
            about = last._get_to_thank(failed.get(debtor.id, ()))
            if debtor._is_left_in_peace(today):
                remarks[last.id] = env._(
                    "No thank-you is sent: nothing goes to this customer by itself."
                )
            elif not about:
                remarks[last.id] = env._(
                    "No thank-you is sent: nobody who got it has an email address "
                    "that works."
                )
            else:
                wanted += [(one, group) for one in about]
                names = ", ".join(about.mapped("recipient_id.display_name"))
                remarks[last.id] = env._("A thank-you goes to %(names)s.", names=names)
        messages = self.env["debtor.message"]._make_thanks(wanted)
        for company, group in messages.grouped("company_id").items():
            self._queue_thanks(company, group, today)
        return remarks

    def _get_to_thank(self, failed):
        """Return by which members of this contact to answer, one for an address.

        Whoever got a letter is thanked by mail, which costs nobody a stamp.

        :param failed: addresses that are not used
        """
        self.ensure_one()
        got = self._get_family().filtered(lambda one: one.state == "withdrawn")
        by_address = {}
        for one in got.sorted(lambda one: (one.channel in POSTAL_CHANNELS, one.id)):
            address = one.recipient_id.active and one.recipient_id.email_normalized
            if address and address not in failed:
                by_address.setdefault(address, one)
        return self.browse().concat(*by_address.values())

    @api.model
    def _queue_thanks(self, company, messages, today):
        """Queue thank-yous for the next contact day, at the hour of messages.

        :param messages: ``debtor.message`` with their texts
        """
        _countries, quiet = company._followup_calendar()
        by_day = messages.grouped(
            lambda one: next_contact_day(today, one.debtor_id._countries(), quiet)
        )
        for day, group in by_day.items():
            notices = MessageComposer(self.env, day).send_all(
                [message._prepare_notice() for message in group]
            )
            if moment := company._followup_moment(day):
                notices.sudo().mail_mail_id.scheduled_date = moment
                come_again(self.env, moment)

    def _why_not_to_leave(self):
        """EXTENDS: one does not thank for what is open again."""
        reason = super()._why_not_to_leave()
        if reason or self.purpose != "thank_you":
            return reason
        about = self.about_id.copy_of_id or self.about_id
        claims = about.line_ids.filtered("crossed_on").move_line_id
        if any(not claim.reconciled for claim in claims):
            env = self._in_house_language().env
            return env._("What it thanks for is open again.")
        return None


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def _is_left_in_peace(self, today):
        """Hook: tell whether nothing is to be written to this debtor by itself.

        :param date today: the day of the company
        """
        self.ensure_one()
        return self.never_automatic or any(
            pause.state == "active"
            and pause.scope == "debtor"
            and pause.date_start <= today
            for pause in self.pause_ids
        )
