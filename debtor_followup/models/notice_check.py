from odoo import api, models
from odoo.tools import format_date

from ..engine.business_days import is_business_day, next_contact_day, quiet_at
from .const import POSTAL_CHANNELS
from .followup_decision import decision_key
from .notice_composer import NoticeComposer

#: What stops every contact with a debtor, also a copy of what was said already.
STOPS = ("paused", "pause_needs_person", "no_debtor", "no_policy", "policy_draft")


class DebtorNotice(models.Model):
    """Does a notice still say the truth? Asked before it leaves or is printed."""

    _inherit = "debtor.notice"

    def _still_says(self, decision):
        """Tell whether a new decision would make the same contact.

        :param decision: a :class:`~..engine.decision.Decision` about its debtor
        """
        self.ensure_one()
        if self.copy_of_id.state == "sent":
            return not self._why_claims_changed(decision)
        ways = {(decision.channel, decision.recipient_id, decision.address)}
        ways |= {(one.channel, one.contact_id, one.address) for one in decision.copies}
        own = self.channel, self.recipient_id.id, self._get_address()
        return not self._differs_from(decision) and own in ways

    def _differs_from(self, decision):
        """Hook: tell whether a decision is another than the one this was made of."""
        self.ensure_one()
        return self.fingerprint != decision_key(decision)

    def _needs_renewal(self, decision):
        """Hook: tell whether the words of this proposal or letter change with the day.

        :param decision: of today, which says the same
        """
        self.ensure_one()
        return self.deadline_date != decision.deadline

    def _complete(self, decisions, as_of):
        """Hook: add what is computed for these before their text is made.

        :param dict decisions: debtor -> Decision that they are made of
        :param date as_of: the day of the contact
        """

    def _why_incomplete(self, today):
        """Hook: return what is missing so that this must not be printed, or None."""
        return None

    def _drop_outdated(self, decisions, as_of):
        """Cancel what does not say the truth any more; it is made anew.

        :param dict decisions: debtor -> Decision; hook: of whoever must not get
            another message in its place it is replaced
        """
        self._cancel_decided_anew()

    def _cancel_decided_anew(self):
        """Cancel notices in whose place another decision stands."""
        self._set_state("cancelled", reason=self.env._("Decided anew"))

    @api.model
    def _renew(self, renewed, today):
        """Bring proposals and letters to the day; what is true now explains them.

        :param dict renewed: notice -> Decision of today that says the same
        """
        decisions = {notice.debtor_id: made for notice, made in renewed.items()}
        debtors = self.env["debtor.debtor"].browse(one.id for one in decisions)
        debtors._record_decisions(decisions, today, anew=True)
        NoticeComposer(self.env, today).renew(renewed)

    def _get_address(self):
        self.ensure_one()
        address = self.recipient_email
        if self.channel in POSTAL_CHANNELS:
            address = self.recipient_address
        return address or None

    def _why_changed(self, today, reader=None):
        """Return why a notice must not leave any more, None when it may.

        :param date today: the day on which it would leave
        :param reader: a reader of this company and day, else made
        """
        self.ensure_one()
        debtor = self.debtor_id
        if self.copy_of_id:
            return self._why_copy_changed(today, reader)
        decision = debtor._decide(today, without=self, reader=reader)[debtor]
        return self._why_decision_changed(decision) or self._why_too_late(
            decision.shortest_deadline
        )

    def _why_decision_changed(self, decision):
        """Return why an original differs from what would be said now, or None."""
        changed = self._differs_from(decision)
        if changed and (
            not decision.recipient_id or self._why_claims_changed(decision)
        ):
            return self._say_situation_changed()
        if (decision.channel, decision.recipient_id) != (
            self.channel,
            self.recipient_id.id,
        ):
            return self.env._("The person to write to has changed.")
        if decision.address != self._get_address():
            return self.env._("The address of the recipient has changed.")
        return self._say_situation_changed() if changed else None

    def _say_situation_changed(self):
        return self.env._(
            "The situation changed before it was sent: amounts, due dates, "
            "pauses or steps are different now."
        )

    def _why_too_late(self, shortest):
        if shortest > self.deadline_date:
            return self.env._("The deadline in the message has come too near.")
        return None

    # -- copies by a second channel ----------------------------------------

    def _why_copy_changed(self, today, reader=None):
        """Return why the copy of a contact must not follow it any more, or None.

        Its original has arrived or failed already, so what is asked is whether
        the claims are still open as they were, not what the next step would be.
        """
        debtor = self.debtor_id
        snapshot = self._read_snapshot(today, reader)
        decision = debtor._decide(today, without=self, reader=reader)[debtor]
        return self._why_copy_differs(snapshot, decision, today)

    def _why_copy_differs(self, snapshot, decision, today):
        """Return why a copy must not follow, by what was read and decided now.

        :param snapshot: what the ledger says about its debtor
        :param decision: what is decided about its debtor
        """
        if self.copy_of_id.state in ("withdrawn", "cancelled"):
            return self._say_situation_changed()
        if reason := self._why_claims_changed(decision):
            return reason
        contact = snapshot.contacts.get(self.recipient_id.id)
        postal = self.channel in POSTAL_CHANNELS
        address = contact and (contact.postal if postal else contact.email)
        if not contact or not contact.active or address != self._get_address():
            return self.env._("The address of the recipient has changed.")
        if reason := self._why_no_day(today, snapshot.countries, snapshot.quiet):
            return reason
        return self._why_too_late(self._get_first_deadline(today, snapshot.countries))

    @api.model
    def _why_no_day(self, day, countries, quiet):
        """Return why nobody is contacted on a day, or None.

        :param tuple countries: the company's and the debtor's
        :param tuple quiet: the company's quiet periods
        """
        if period := quiet_at(day, quiet):
            first = next_contact_day(day, countries, quiet)
            return self.env._(
                "Nobody is written to or called in the quiet period %(quiet)s: "
                "it resumes on %(next)s.",
                quiet=period.name,
                next=format_date(self.env, first),
            )
        if not is_business_day(day, countries):
            return self.env._("Today is no business day.")
        return None

    def _read_snapshot(self, today, reader=None):
        """Return what the ledger says about this debtor now."""
        partner = self.debtor_id.partner_id
        if reader:
            return reader.snapshots(partner.ids)[partner.id]
        company = self.sudo().company_id
        return self.debtor_id._read_snapshots(company, partner, today)[partner.id]

    def _why_claims_changed(self, decision):
        """Return whether a claim that is demanded is no more as it was, as a text."""
        standings = {one.claim.line_id: one for one in decision.standings}
        original = self.copy_of_id or self
        for line in original.line_ids.filtered(lambda one: one.role == "demanded"):
            standing = standings.get(line.move_line_id.id)
            units = 10**line.currency_id.decimal_places
            if (
                not standing
                or not standing.rest
                or standing.claim.due_date != line.date_maturity
                or standing.claim.residual != round(line.amount_residual * units)
                # Disputed in part, or covered by a credit meanwhile.
                or standing.rest != round(line.amount_rest * units)
            ):
                return self._say_situation_changed()
        if decision.reason in STOPS:
            return self._say_situation_changed()
        return None
