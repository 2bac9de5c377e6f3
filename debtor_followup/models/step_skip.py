"""A person postpones the next contact, passes a step over, or goes on with a later one.

A step that was passed over is kept as a cancelled notice with its claims and the
reason: it reaches nothing, counts as no reminder, and holds for the due dates of
that day. Putting off is a pause by hand.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..engine.business_days import first_day_of, last_day_before
from ..engine.outlook import steps_to_skip
from .ledger_reader import LedgerReader
from .notice_composer import NoticeComposer


class DebtorNotice(models.Model):
    _inherit = "debtor.notice"

    skipped = fields.Boolean(
        string="Passed over",
        readonly=True,
        copy=False,
        help="A person passed this step over for these claims: it was not sent and "
        "will not be.",
    )

    _skipped_idx = models.Index("(debtor_id) WHERE skipped")

    def _get_skip_texts_sudo(self):
        """Return notice id -> a sentence: who passed which step over, and why.

        In sudo mode because a reader need not be allowed to read users.
        """
        texts = {}
        for notice in self.sudo().exists().filtered("skipped"):
            levels = notice.line_ids.level_id.sorted("sequence")
            names = levels.mapped("name")
            if notice._is_call_before_reminder():
                names = [notice._get_step_name()]
            texts[notice.id] = self.env._(
                "%(step)s was passed over by %(user)s on %(day)s: %(reason)s.",
                step=", ".join(names),
                user=notice.create_uid.name,
                day=format_date(self.env, notice.contact_date),
                reason=(notice.cancel_reason or "").rstrip("."),
            )
        return texts

    def action_unskip(self):
        """Take back that a step was passed over: it comes again."""
        self.debtor_id._check_may_send()
        skips = self.filtered("skipped")
        if not skips:
            raise UserError(self.env._("None of these is a step passed over."))
        skips._write_sudo({"skipped": False})
        skips.debtor_id.action_plan()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_skip(self):
        """What was passed over, by whom and why, is evidence."""
        if any(notice.skipped for notice in self):
            raise UserError(
                self.env._("A step that was passed over is kept: take it back instead.")
            )


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def _skip_step(self, as_of, reason, target=None):
        """Pass over the next step of these debtors, or all before a later one.

        Proposals are dropped. Who cannot be helped is left as he is.

        :param date as_of: which day counts as today
        :param str reason: why, kept as evidence
        :param target: a ``debtor.followup.level`` to go on with; None: only the
            next step is passed over
        :return: dict debtor -> why nothing was passed over
        """
        self._check_may_send()
        refused = {}
        for company, debtors in self.grouped("company_id").items():
            pairs = debtors._find_steps_to_skip(company, as_of, target, refused)
            debtors._record_skips(pairs, as_of, reason)
        done = self.filtered(lambda debtor: debtor not in refused)
        done._drop_proposals(self.env._("Passed over: %(reason)s", reason=reason))
        done._plan(as_of)
        return refused

    def _find_steps_to_skip(self, company, as_of, target, refused):
        """Return debtor -> pairs (standing, level); note in refused why not."""
        reader = LedgerReader(self.env, company, as_of)
        snapshots = reader.snapshots(self.partner_id.ids)
        found = {}
        for debtor in self:
            policy = reader.policies.get(reader.choice.of_debtor(debtor))
            pairs, reason = steps_to_skip(
                snapshots[debtor.partner_id.id],
                policy,
                as_of,
                target.id if target else None,
            )
            if pairs:
                found[debtor] = pairs
            else:
                refused[debtor] = debtor._why_no_skip(reason)
        return found

    def _why_no_skip(self, reason):
        """Return in words why nothing can be passed over."""
        texts = {
            "contact_underway": self.env._("a message is on its way"),
            "uncertain": self.env._("it is uncertain whether the last message arrived"),
            "not_later": self.env._("that is no later step of this customer's policy"),
            "needs_reminders": self.env._(
                "two reminders must have arrived before a formal step"
            ),
            "end_of_ladder": self.env._("no step is left"),
            "no_policy": self.env._("there is no policy"),
            "policy_draft": self.env._("the policy is not active"),
        }
        return texts.get(reason) or self.env._("nothing is open that could be asked")

    def _record_skips(self, found, as_of, reason):
        """Keep the steps passed over as cancelled notices with their claims.

        In sudo mode because nobody writes on evidence but its own methods.
        """
        composer = NoticeComposer(self.env, as_of)
        notices = self.env["debtor.notice"].sudo()
        made = notices.create(
            [
                {
                    "debtor_id": debtor.id,
                    "company_id": debtor.company_id.id,
                    "decision_id": debtor.decision_id.id,
                    "level_id": pairs[0][1].level_id,
                    "channel": pairs[0][1].channel,
                    "state": "cancelled",
                    "contact_date": as_of,
                    "cancel_reason": reason,
                    "skipped": True,
                }
                for debtor, pairs in found.items()
            ]
        )
        self.env["debtor.notice.line"].sudo().create(
            [
                {
                    "notice_id": notice.id,
                    **composer._prepare_claim(standing, {}, "demanded", level),
                }
                for notice in made
                for standing, level in found[notice.debtor_id.with_env(self.env)]
            ]
        )

    def _drop_proposals(self, reason):
        """Cancel what has not left: proposals, calls to be made, unprinted letters.

        The copy of a contact that arrived belongs to that, and stays.
        """
        waiting = self._get_waiting_notices().filtered(
            lambda one: one.copy_of_id.state != "sent"
        )
        waiting |= waiting.search(
            [
                ("debtor_id", "in", self.ids),
                ("state", "=", "queued"),
                ("channel", "=", "phone"),
            ]
        )
        waiting._set_state("cancelled", reason=reason)

    def _postpone(self, as_of, until, reason):
        """Leave these debtors alone until a day, by a pause by hand.

        :param date as_of: which day counts as today
        :param date until: the first day on which something may happen again
        :param str reason: why, kept as a note on the pause
        :raises UserError: when that day is not to come, or a message is on its way
        """
        if until <= as_of:
            raise UserError(
                self.env._(
                    "Choose a day after today, %(today)s.",
                    today=format_date(self.env, as_of),
                )
            )
        if not self.env.user.has_group("debtor_followup.group_user"):
            raise AccessError(self.env._("Only users of Follow-up postpone a contact."))
        self.env["debtor.pause"].create(
            [
                {
                    "debtor_id": debtor.id,
                    "reason": "manual",
                    "date_start": as_of,
                    "date_end": last_day_before(until),
                    "note": reason,
                }
                for debtor in self
            ]
        )
        day = format_date(self.env, until)
        self._drop_proposals(self.env._("Postponed until %(day)s", day=day))
        self._plan(as_of)

    @api.model
    def _day_of_choice(self, choice, today):
        """Return the day that a word such as ``monday`` means."""
        return first_day_of(choice, today)
