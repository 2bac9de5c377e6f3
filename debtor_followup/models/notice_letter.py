from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.business_days import next_contact_day
from .const import POSTAL_CHANNELS, UNDERWAY_STATES

#: What the post says of a letter that stands in law although nobody took it.
STANDING_OUTCOMES = ("refused", "unclaimed")


class DebtorNotice(models.Model):
    """A notice by post.

    A letter is queued until it is printed in a batch and *posted* on a day:
    then it is sent. What is printed and not posted yet keeps the next step back
    like a mail on its way.
    """

    _inherit = "debtor.notice"

    recipient_address = fields.Char(string="Postal address", readonly=True)
    letter_batch_id = fields.Many2one(
        "debtor.letter.batch",
        string="Printed in",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    date_posted = fields.Date(string="Posted on", readonly=True, copy=False)
    proof_kind = fields.Selection(
        selection_add=[("post", "Confirmed by the post")],
        ondelete={"post": "set null"},
    )

    # === STATE === #

    def _mark_sent(self, when):
        """A letter is sent on the day it is posted; that proves no delivery.

        EXTENDS debtor.notice. Copies by mail of a posted letter leave now.
        """
        letters = self.filtered(lambda notice: notice.channel in POSTAL_CHANNELS)
        moved = super(DebtorNotice, self - letters)._mark_sent(when)
        when = fields.Datetime.to_datetime(when)
        posted = letters.browse()
        for letter in letters.filtered(lambda notice: notice.state == "queued"):
            day = letter._day_of(when)
            posted |= letter._set_state(
                "sent",
                date_sent=when,
                date_posted=day,
                contact_date=day,
                delivery_status="posted",
                failure_reason=False,
            )
        if posted:
            posted.debtor_id._get_undelivered()._write_sudo({"handled": True})
            waiting = posted.copy_ids.filtered(
                lambda one: one.state == "queued" and not one.mail_mail_id
            )
            waiting._queue_copies()
        return moved | posted

    def _noon_of(self, day):
        """Return noon of a day in the company's time, as a moment in UTC."""
        self.ensure_one()
        zone = pytz.timezone(self.sudo().company_id.resource_calendar_id.tz or "UTC")
        noon = zone.localize(datetime.combine(day, time(12)))
        return noon.astimezone(pytz.utc).replace(tzinfo=None)

    # === LETTERS === #

    @api.model
    def _get_unprinted_domain(self):
        """Return the domain of letters that nobody has printed yet."""
        return (
            Domain("state", "=", "queued")
            & Domain("channel", "in", POSTAL_CHANNELS)
            & Domain("letter_batch_id", "=", False)
        )

    @api.model
    def _get_printable_domain(self):
        """Return the domain of letters to print: not before their mail has left."""
        ready = Domain("copy_of_id", "=", False)
        ready |= Domain("copy_of_id.state", "not in", ("draft", "queued", "sending"))
        return self._get_unprinted_domain() & ready

    def _is_too_late_to_post(self, day, quiet=()):
        """Tell whether the deadline that is printed is too near for a day of posting.

        :param date day: the day on which the letter is handed to the post
        :param tuple quiet: the company's quiet periods: no deadline ends in one
        """
        self.ensure_one()
        company, partner = self.sudo().company_id, self.sudo().partner_id
        codes = {company.country_id.code, partner.country_id.code}
        countries = tuple(sorted(code for code in codes if code))
        shortest = self._get_first_deadline(day, countries)
        return next_contact_day(shortest, countries, quiet) > self.deadline_date

    def _record_outcome(self, outcome, today):
        """Write down what the post says about letters that were posted.

        Refused or not collected stands in law: the step stays. A letter that came
        back as unknown has failed: its step goes back, its address is not used
        again until it is changed, and a person gets a task.

        :param outcome: delivered, refused, unclaimed or returned
        :param date today: the day on which it came about, or became known
        """
        letters = self.filtered(
            lambda one: one.channel in POSTAL_CHANNELS and one.state == "sent"
        )
        values = {"delivery_status": outcome, "date_proven": False, "proof_kind": False}
        for letter in letters:
            if outcome == "delivered":
                values.update(date_proven=letter._noon_of(today), proof_kind="post")
            letter._write_sudo(values)
            if outcome == "returned":
                letter._fail(
                    self.env._(
                        "The letter came back: the addressee is unknown at "
                        "%(address)s.",
                        address=letter.recipient_address or "",
                    ),
                    refused=True,
                )
        return letters

    # === ACTIONS === #

    def action_print_letters(self):
        """Print these letters, or all that wait when none is chosen.

        :raises UserError: when there is nothing to print
        """
        self.env["debtor.debtor"]._check_may_send()
        domain = self._get_printable_domain()
        letters = self.filtered_domain(domain) if self else self.search(domain)
        batches = self.env["debtor.letter.batch"]._print(letters)
        return batches._open()

    def action_retry(self):
        """A letter that failed is printed again; mails go as before."""
        letters = self.filtered(
            lambda one: one.channel in POSTAL_CHANNELS and one.state == "failed"
        )
        result = super().action_retry()
        # Else its old batch would take it for a letter still to be posted.
        lines = self.env["debtor.letter"].search(
            [("notice_id", "in", letters.ids), ("left_out", "=", False)]
        )
        lines._leave_out_sudo(self.env._("Printed anew"))
        letters._write_sudo(
            {
                "letter_batch_id": False,
                "delivery_status": False,
                "tracking_number": False,
                "date_posted": False,
                "date_sent": False,
            }
        )
        return result


class DebtorDebtor(models.Model):
    """What waits for the printer is decided anew like a proposal."""

    _inherit = "debtor.debtor"

    @api.model
    def _get_waiting_domain(self):
        """EXTENDS debtor.debtor: letters that nobody has printed yet."""
        unprinted = self.env["debtor.notice"]._get_unprinted_domain()
        # While its mail is on its way a copy follows that.
        underway = Domain("copy_of_id.state", "in", UNDERWAY_STATES)
        return super()._get_waiting_domain() | unprinted & ~underway

    def action_send_now(self):
        """Say of whose letters wait for the printer that they do.

        EXTENDS debtor.debtor.
        """
        self.check_access("write")
        domain = self.env["debtor.notice"]._get_printable_domain()
        # The copy of a contact that arrived keeps nothing back.
        waiting = (
            self.notice_ids.filtered_domain(domain)
            .filtered(lambda one: one.copy_of_id.state != "sent")
            .debtor_id
        )
        if not self - waiting and self:
            raise UserError(
                self.env._(
                    "A letter to %(names)s waits to be printed: open Follow-up > "
                    "Letters to print.",
                    names=", ".join(waiting.partner_id.mapped("display_name")),
                )
            )
        return super(DebtorDebtor, self - waiting).action_send_now()
