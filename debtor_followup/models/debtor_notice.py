import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .const import CHANNELS, NOTICE_STATES, NOTICE_TRANSITIONS
from .notice_composer import NoticeComposer

_logger = logging.getLogger(__name__)

#: A worker whose mail is in `sending` for so long, without a lock, is gone.
ORPHAN_MINUTES = 5


class DebtorNotice(models.Model):
    """One contact with a debtor and the claims it named: the evidence.

    Only a notice in state ``sent`` moves a claim on its ladder. The text that
    was sent, its recipient and its claims stay as they were.
    """

    _name = "debtor.notice"
    _description = "Follow-up notice"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "contact_date desc, id desc"
    # Whoever reads the evidence may comment on it; nobody writes on it.
    _mail_post_access = "read"
    _check_company_auto = True

    debtor_id = fields.Many2one(
        "debtor.debtor", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="debtor_id.partner_id", store=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    run_id = fields.Many2one(
        "debtor.followup.run", readonly=True, index="btree_not_null"
    )
    decision_id = fields.Many2one(
        "debtor.followup.decision", readonly=True, ondelete="set null", index=True
    )
    explanation = fields.Char(related="decision_id.explanation")
    level_id = fields.Many2one(
        "debtor.followup.level", string="Step", readonly=True, ondelete="restrict"
    )
    channel = fields.Selection(CHANNELS, required=True, default="email", readonly=True)
    copy_of_id = fields.Many2one(
        "debtor.notice",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="The same contact by another channel.",
    )
    automatic = fields.Boolean(
        readonly=True, help="Made by a run, not by somebody's hand."
    )
    state = fields.Selection(
        NOTICE_STATES, required=True, default="draft", readonly=True, copy=False
    )
    contact_date = fields.Date(required=True, readonly=True)
    deadline_date = fields.Date(string="Pay by", readonly=True)
    recipient_id = fields.Many2one("res.partner", readonly=True, index=True)
    recipient_email = fields.Char(
        string="Address", readonly=True, index="btree_not_null"
    )
    recipient_reason = fields.Selection(
        [
            ("by_hand", "Chosen by hand"),
            ("reminders", "Marked for payment reminders"),
            ("management", "Management of the customer"),
            ("invoice_contact", "Contact on the invoices"),
            ("invoice_address", "Invoice address of the customer"),
            ("company", "The customer itself"),
        ],
        readonly=True,
    )
    lang = fields.Char(string="Language", readonly=True)
    subject = fields.Char(readonly=True)
    body = fields.Html(readonly=True, sanitize="email_outgoing")
    attachment_ids = fields.Many2many("ir.attachment", readonly=True)
    mail_mail_id = fields.Many2one(
        "mail.mail", readonly=True, index="btree_not_null", ondelete="set null"
    )
    date_sent = fields.Datetime(string="Sent on", readonly=True, copy=False)
    date_proven = fields.Datetime(string="Proven on", readonly=True, copy=False)
    proof_kind = fields.Selection(
        [
            ("accepted", "Accepted by the mail server"),
            ("person", "Confirmed by a person"),
        ],
        readonly=True,
        copy=False,
    )
    tracking_number = fields.Char(copy=False)
    delivery_status = fields.Selection(
        [
            ("posted", "Posted"),
            ("delivered", "Delivered"),
            ("refused", "Refused"),
            ("unclaimed", "Not collected"),
            ("returned", "Returned"),
        ],
        copy=False,
    )
    remark = fields.Char(
        readonly=True, help="What somebody should know about how it was made."
    )
    handled = fields.Boolean(
        readonly=True,
        copy=False,
        help="Somebody saw to it that it did not arrive, or a later one did.",
    )
    attempts = fields.Integer(readonly=True, copy=False)
    refused = fields.Boolean(
        string="Address refused",
        readonly=True,
        copy=False,
        help="Nothing is written to this address again until it is changed.",
    )
    failure_reason = fields.Char(string="What went wrong", readonly=True, copy=False)
    cancel_reason = fields.Char(readonly=True, copy=False)
    fingerprint = fields.Char(
        readonly=True, copy=False, export_string_translation=False
    )
    line_ids = fields.One2many("debtor.notice.line", "notice_id", string="Claims")

    # A contact a day: copies by a second channel belong to the same contact.
    _one_automatic_a_day = models.UniqueIndex(
        "(debtor_id, contact_date) WHERE automatic AND copy_of_id IS NULL "
        "AND state NOT IN ('failed', 'cancelled')",
        "This debtor already has an automatic contact on this day.",
    )
    _underway = models.Index(
        "(state) WHERE state IN ('draft', 'queued', 'sending', 'uncertain', 'failed')"
    )

    # === COMPUTE METHODS === #

    @api.depends("subject", "level_id", "contact_date")
    def _compute_display_name(self):
        for notice in self:
            parts = (
                notice.level_id.name,
                notice.debtor_id.partner_id.name,
                format_date(self.env, notice.contact_date),
            )
            notice.display_name = ", ".join(part for part in parts if part)

    # === STATE === #

    def _set_state(self, target, reason=None, **values):
        """Take the notices to a state that their present one allows.

        :param str target: the state
        :param reason: why; kept as cancel or failure reason
        :return: the notices that moved; those that are there already are
            skipped, so that a replay or a double click does no harm
        """
        movable = self.filtered(
            lambda notice: target in NOTICE_TRANSITIONS[notice.state]
        )
        for notice in self - movable:
            if notice.state != target:
                _logger.warning("%s: %s -> %s refused", notice, notice.state, target)
        if reason:
            field = "cancel_reason" if target == "cancelled" else "failure_reason"
            values.setdefault(field, reason)
        movable._write_sudo({"state": target, **values})
        return movable

    def _write_sudo(self, values):
        """Write on notices.

        In sudo mode because nobody writes on evidence but the methods of this
        model, which check by themselves who may do what.
        """
        if self:
            self.sudo().write(values)

    def _mark_sent(self, when):
        """Record that queued or sending notices arrived at their channel.

        :param datetime when: the moment, in UTC; its day is the contact's
        :return: the notices that moved
        """
        when = fields.Datetime.to_datetime(when)
        notices = self.filtered(lambda notice: notice.state in ("queued", "sending"))
        moved = self.browse()
        for notice in notices:
            moved |= notice._set_state(
                "sent",
                date_sent=when,
                date_proven=when,
                proof_kind="accepted",
                contact_date=notice._day_of(when),
                failure_reason=False,
            )
        moved.debtor_id._get_undelivered()._write_sudo({"handled": True})
        return moved

    def _day_of(self, when):
        """Return the day of a moment in UTC, in the company's time."""
        self.ensure_one()
        zone = self.sudo().company_id.resource_calendar_id.tz or "UTC"
        return fields.Datetime.context_timestamp(
            self.with_context(tz=zone), when
        ).date()

    def _fail(self, reason, refused=False):
        """Give a notice up and give a person the task to look at it.

        :param bool refused: the mail server does not take mail for this address,
            so that it is not used again until it is changed
        """
        for notice in self._set_state("failed", reason=reason, refused=refused):
            notice._make_failure_task(
                lambda lang, one=notice: one.with_context(lang=lang).env._(
                    "Not delivered: %(subject)s", subject=one.subject or ""
                )
            )

    def _make_failure_task(self, summary):
        self.ensure_one()
        note = self.failure_reason
        values = self.debtor_id._prepare_task(
            summary, lambda _lang: note, self.contact_date
        )
        task = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        self._write_sudo({"task_id": task.create(values).id})

    @api.model
    def _sweep_orphans(self):
        """Mark as uncertain what was being sent when its worker was killed.

        Whoever sends holds the lock of its row, but for a moment right after
        committing that it is being sent: hence the minutes.
        """
        # layer: the age of a row in minutes
        limit = fields.Datetime.subtract(fields.Datetime.now(), minutes=ORPHAN_MINUTES)
        orphans = self.search([("state", "=", "sending"), ("write_date", "<", limit)])
        orphans = orphans.try_lock_for_update()
        return orphans._mark_uncertain()

    def _mark_uncertain(self):
        """The mail server may or may not have taken these: a person must say."""
        marked = self._set_state(
            "uncertain",
            reason=self.env._(
                "Sending was interrupted. The message may or may not have arrived."
            ),
        )
        marked._stop_mails_sudo()
        for notice in marked:
            notice._make_failure_task(
                lambda lang, one=notice: one.with_context(lang=lang).env._(
                    "Did it arrive? %(subject)s", subject=one.subject or ""
                )
            )
        return marked

    def _after_change(self, reason, today):
        """Hook: the situation changed before this was sent: decide again today."""
        self.debtor_id._decide_again(today)

    def _stop_mails_sudo(self):
        """Take the mails of these notices out of the queue.

        In sudo mode because outgoing mails belong to the system.
        """
        mails = self.sudo().mail_mail_id.filtered(lambda mail: mail.state == "outgoing")
        mails.write({"state": "cancel"})

    # === MAKING === #

    @api.model
    def _create_from_decisions(self, decisions, as_of, run=None, agreed=False):
        """Create, render and queue the notices of some decisions, in bulk.

        :param dict decisions: debtor -> Decision that makes a message
        :param date as_of: the contact day
        :param run: the run that makes them, None by hand
        :param bool agreed: a person agreed: proposals are queued at once
        :return: the notices
        """
        composer = NoticeComposer(self.env, as_of, run, agreed)
        return composer.compose(decisions)

    def _queue(self):
        """Hand notices to the mail queue."""
        return NoticeComposer(self.env).queue(self)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        """Notices that left, or may have left, are evidence."""
        if any(
            notice.date_sent or notice.state not in ("draft", "cancelled")
            for notice in self
        ):
            raise UserError(
                self.env._("Only proposals and cancelled notices can be deleted.")
            )
