from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine.pauses import PROTECTIVE

#: Of what is stopped at once; what is being sent cannot be called back.
WAITING_STATES = ("draft", "queued")


class DebtorDebtor(models.Model):
    """Who is protected: nobody writes to them or calls them by mistake."""

    _inherit = "debtor.debtor"

    protection_id = fields.Many2one(
        "debtor.pause", string="Protected by", compute="_compute_protection"
    )
    protection_text = fields.Char(
        compute="_compute_protection", export_string_translation=False
    )
    legal_contact_ids = fields.Many2many(
        "res.partner", string="May be written to", compute="_compute_protection"
    )

    @api.depends_context("lang")
    @api.depends(
        "pause_ids.state",
        "pause_ids.reason",
        "pause_ids.scope",
        "pause_ids.legal_contact_id",
        "pause_ids.date_start",
    )
    def _compute_protection(self):
        today = self._get_today()
        labels = dict(
            self.env["debtor.pause"]._fields["reason"]._description_selection(self.env)
        )
        for debtor in self:
            day = today[debtor.company_id]
            pauses = debtor.pause_ids.filtered(
                lambda one, day=day: (
                    one.state == "active"
                    and one.reason in PROTECTIVE
                    and one.scope == "debtor"
                    and one.date_start <= day
                )
            ).sorted("id")
            debtor.protection_id = pauses[:1]
            debtor.legal_contact_ids = pauses.legal_contact_id
            debtor.protection_text = (
                debtor._say_protected(labels[pauses[0].reason], pauses)
                if pauses
                else False
            )

    def _say_protected(self, label, pauses):
        """Return the warning for whoever is about to write or to call."""
        since = min(one.event_date or one.date_start for one in pauses)
        # Whoever follows up need not read every contact.
        names = pauses.legal_contact_id.sudo().mapped("display_name")
        values = {"reason": label, "since": format_date(self.env, since)}
        if names:
            return self.env._(
                "%(reason)s since %(since)s: do not write to this customer and do not "
                "call. Only %(names)s may be written to.",
                names=", ".join(names),
                **values,
            )
        return self.env._(
            "%(reason)s since %(since)s: do not write to this customer and do not "
            "call. Enter on the pause who may be written to.",
            **values,
        )

    def action_open_protection(self):
        """Open the pause that protects this customer."""
        self.ensure_one()
        return self.protection_id._get_records_action()

    # === WHAT WAITS === #

    def _stop_what_waits(self, pause):
        """Cancel what would still reach a protected customer.

        A letter that is printed may be in the post already: the pause says so.
        """
        self.ensure_one()
        waiting = self.env["debtor.notice"].search(
            [("debtor_id", "=", self.id), ("state", "in", WAITING_STATES)]
        )
        printed = waiting.filtered("letter_batch_id")
        env = waiting._in_house_language().env
        label = dict(pause._fields["reason"]._description_selection(env))[pause.reason]
        (waiting - printed)._set_state(
            "cancelled", reason=env._("Stopped: %(reason)s.", reason=label)
        )
        waiting._stop_mails_sudo()
        warnings = self.env["debtor.own.warning"].search(
            [("debtor_id", "=", self.id), ("ended_on", "=", False)]
        )
        warnings._end_if_settled_sudo(pause._get_today())
        if printed:
            pause._message_log(
                body=self.env._(
                    "Printed already, take it out of the post: %(subjects)s.",
                    subjects=", ".join(one.subject or "" for one in printed),
                )
            )

    # === WHO MAY BE WRITTEN TO === #

    def _get_people(self):
        """EXTENDS: of a protected customer, whoever acts for them comes first."""
        return self.legal_contact_ids | super()._get_people()

    def _get_message_recipient(self):
        """EXTENDS: nobody but whoever acts for a protected customer is proposed."""
        if self.protection_id:
            return self.legal_contact_ids.filtered("email_normalized")[:1]
        return super()._get_message_recipient()

    def _check_recipient(self, recipient):
        """EXTENDS: whoever acts for a protected customer is no contact of theirs."""
        if recipient and recipient in self.legal_contact_ids:
            if recipient.email_normalized:
                return
            raise UserError(
                self.env._(
                    "%(name)s has no valid email address: enter one, or write a "
                    "letter.",
                    name=recipient.display_name,
                )
            )
        super()._check_recipient(recipient)
