from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine.start import pause_end
from .notice_composer import NoticeComposer
from .notice_departure import come_again, why_changed

#: Whoever is left out at the start is paused for so many days.
EXCLUDED_DAYS = 30


class DebtorActivation(models.Model):
    """The start itself: what was previewed is sent, or that debtor stops."""

    _inherit = "debtor.activation"

    started_at = fields.Datetime(readonly=True)
    result = fields.Text(readonly=True)

    def _apply(self, first_day):
        """Set the company up as it will be from the first day on."""
        self.ensure_one()
        company, policy = self.company_id, self.policy_id
        _first, person_before = self._limits()
        if policy.mode != self.mode:
            policy.mode = self.mode
        if policy.state != "active":
            policy.action_activate()
        company._write_start_sudo(
            {
                "followup_policy_id": policy.id,
                "followup_user_id": self.user_id.id,
                "followup_cutoff_date": self.cutoff_date,
                "followup_person_before": person_before,
                "followup_start_date": first_day,
                "followup_gentle_days": self.gentle_days,
                "followup_gentle_limit": self.gentle_limit,
            }
        )
        self.step_ids._take_over()

    def action_start(self):
        """Start follow-up: what was previewed leaves, or is proposed."""
        self._start(agreed=False)

    def action_start_and_send(self):
        """Start follow-up, and send the previewed proposals now."""
        self._start(agreed=True)

    def _start(self, agreed):
        """Make the start real and let go what was previewed.

        :param bool agreed: a person agreed to the previewed proposals
        :raises UserError: when the preview is not of this day any more
        """
        self._check_open()
        if self.state != "preview":
            raise UserError(self.env._("Look at the preview first, then start."))
        first_day, _limit = self._limits()
        if self.first_day != first_day:
            raise UserError(
                self.env._(
                    "The preview was made for %(day)s. Press Look again, to see what "
                    "leaves now.",
                    day=format_date(self.env, self.first_day)
                    if self.first_day
                    else self.env._("another day"),
                )
            )
        previews = self._get_previews()
        self._apply(first_day)
        excluded = previews.filtered("excluded_reason")
        changed = self._stop_changed(previews - excluded, first_day)
        self._leave_out(excluded, first_day)
        going = previews - excluded - changed
        waits = self.mode == "propose" and not agreed
        if not waits:
            changed |= self._stop_shared(going, first_day)
            going -= changed
        self._let_go(going, first_day, waits, automatic=not agreed)
        self._write_result(going, changed, excluded)
        self._end("started")
        self._plan_again(first_day)

    def _stop_changed(self, notices, first_day):
        """Cancel what changed since the preview, and stop those debtors."""
        decisions = notices.debtor_id._decide(first_day)
        changed = notices.browse()
        for notice in notices:
            decision = decisions[notice.debtor_id]
            reason = why_changed(notice, decision)
            if reason := reason or notice._why_copies_changed(decision):
                notice._set_state("cancelled", reason=reason)
                notice._after_change(reason, first_day)
                changed |= notice
        kept = {
            notice.debtor_id: decisions[notice.debtor_id]
            for notice in notices - changed
        }
        self.env["debtor.debtor"]._record_decisions(kept, first_day)
        return changed

    def _stop_shared(self, notices, first_day):
        """Stop those at whose address somebody was written to since the preview."""
        mails = notices.filtered("recipient_email")
        got = self.env["debtor.address.day"]._claim(
            self.company_id,
            first_day,
            {one.recipient_email: one.debtor_id for one in mails},
        )
        late = mails.filtered(lambda one: one.recipient_email not in got)
        if late:
            reason = self.env._(
                "This address was written to for another customer since the preview."
            )
            late._set_state("cancelled", reason=reason)
            late._after_change(reason, first_day)
        return late

    def _leave_out(self, notices, first_day):
        """Pause those who are left out; what they would have got stays as evidence."""
        for notice in notices:
            reason = notice.excluded_reason
            notice._set_state(
                "cancelled", reason=self.env._("Left out at the start: %s", reason)
            )
            self.env["debtor.pause"].create(
                {
                    "debtor_id": notice.debtor_id.id,
                    "reason": "manual",
                    "date_start": first_day,
                    "date_end": pause_end(first_day, EXCLUDED_DAYS),
                    "note": self.env._("Left out at the start: %s", reason),
                }
            )

    def _let_go(self, notices, first_day, waits, automatic):
        """Queue previewed messages unchanged, or make them proposals.

        :param bool waits: they become proposals, whose copies are made when a
            person agrees
        """
        if not notices:
            return
        run = self.env["debtor.followup.run"]._get_or_create(self.company_id, first_day)
        if waits:
            copies = notices.copy_ids
            copies._set_state("cancelled")
            copies.sudo().unlink()
        for notice in notices | notices.copy_ids:
            notice._write_sudo({"decision_id": notice.debtor_id.decision_id.id})
        notices._set_state(
            "draft" if waits else "queued", run_id=run.id, automatic=automatic
        )
        notices.flush_recordset()
        if waits:
            return
        mails = NoticeComposer(self.env).queue(notices)
        moment = self.company_id._followup_moment(first_day)
        if moment and mails:
            mails.mail_mail_id.scheduled_date = moment
            come_again(self.env, moment)
        notices.debtor_id.write({"next_action": "nothing", "next_action_date": False})

    def _write_result(self, going, changed, excluded):
        """Keep in words what the start did."""
        waits = self.mode == "propose" and going[:1].state == "draft"
        count = len(going)
        lines = [
            self.env._("Proposed, for a person to agree to: %s.", count)
            if waits
            else self.env._("On their way: %s.", count)
        ]
        if changed:
            names = ", ".join(changed.partner_id.mapped("display_name"))
            lines.append(
                self.env._(
                    "Changed after the preview, and therefore stopped with a task: %s.",
                    names,
                )
            )
        if excluded:
            names = ", ".join(excluded.partner_id.mapped("display_name"))
            lines.append(self.env._("Left out and paused: %s.", names))
        self.write({"result": "\n".join(lines), "started_at": fields.Datetime.now()})

    def _plan_again(self, first_day):
        """Let the day's planning see the start, also where it was planned before."""
        run = self.env["debtor.followup.run"].search(
            [("company_id", "=", self.company_id.id), ("date", "=", first_day)]
        )
        if run.planned_at:
            run.state = "running"
            run._begin_plan(again=True)
        self.env.ref("debtor_followup.ir_cron_plan").sudo()._trigger()
