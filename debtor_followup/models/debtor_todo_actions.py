import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, html2plaintext

from .const import CONTENTION
from .debtor_todo import SECTIONS

_logger = logging.getLogger(__name__)

#: Kinds that are done with when a person has seen them.
SEEN_KINDS = (
    *("no_address", "call", "handoff", "step", "kind_unknown"),
    *("no_due_date", "end_of_ladder", "small_amount", "unmatched"),
    "open_bills",
    "collected_late",
)


class DebtorTodo(models.Model):
    """What the morning page shows beside its rows, and what its buttons do."""

    _inherit = "debtor.todo"

    why = fields.Char(compute="_compute_why")
    state = fields.Selection(related="notice_id.state", string="State")
    channel = fields.Selection(related="notice_id.channel")
    subject = fields.Char(related="notice_id.subject")
    body = fields.Html(related="notice_id.preview_html")
    recipient_id = fields.Many2one(related="notice_id.recipient_id")
    recipient_email = fields.Char(related="notice_id.recipient_email")
    recipient_reason = fields.Selection(related="notice_id.recipient_reason")
    deadline_date = fields.Date(related="notice_id.deadline_date")
    amount_text = fields.Char(related="notice_id.amount_text")
    level_id = fields.Many2one(related="debtor_id.level_id")
    debtor_kind = fields.Selection(related="debtor_id.debtor_kind")
    phone = fields.Char(related="partner_id.phone")
    pause_reason = fields.Selection(related="pause_id.reason")
    pause_until = fields.Date(related="pause_id.date_end")
    pause_note = fields.Text(related="pause_id.note")
    claim_ids = fields.Many2many(related="debtor_id.claim_ids")

    @api.depends("kind", "notice_id", "pause_id", "activity_id", "decision_id")
    def _compute_why(self):
        for todo in self:
            todo.why = todo._get_why()

    def _get_why(self):
        """Hook: return one sentence that says why this row is here."""
        self.ensure_one()
        if self.kind in ("failed", "bounced", "uncertain"):
            return self.notice_id.failure_reason or self.notice_id.display_name
        if self.activity_id:
            activity = self.activity_id
            summary = activity.summary or activity.activity_type_id.display_name
            words = html2plaintext(activity.note or "").strip()
            return ": ".join(part for part in (summary, words) if part)
        if self.pause_id:
            return self._get_pause_why()
        return self.notice_id.explanation or self.decision_id.explanation

    def _get_pause_why(self):
        pause = self.pause_id
        until = format_date(self.env, pause.date_end)
        if self.kind == "broken":
            text = self.env._(
                "Payment was promised by %(until)s and is still open.", until=until
            )
        elif self.kind == "dispute":
            text = self.env._("Disputed; to be answered by %(until)s.", until=until)
        else:
            text = self.env._("A reply to be handled by %(until)s.", until=until)
        return " ".join(part for part in (text, pause.note) if part)

    # === HEADER === #

    @api.model
    def action_read_header(self):
        """Return what stands above the list.

        :return: dict with ``sections`` (code, name, count), ``bank_date`` and
            ``bank_complete`` (already up to yesterday), ``bank_behind`` (why
            nothing leaves by itself, or empty), ``sent_today``, ``waiting`` (on
            their way) and ``may_act``
        """
        company = self.env.company.root_id
        today = company._followup_now().date()
        # layer: the last day that can be complete in the bank's books
        yesterday = fields.Date.subtract(today, days=1)
        bank = company._followup_bank_date()
        counts = dict(self._read_group([], ["section"], ["__count"]))
        names = dict(self._fields["section"]._description_selection(self.env))
        notices = dict(
            self.env["debtor.notice"]._read_group(
                [
                    ("contact_date", "=", today),
                    ("copy_of_id", "=", False),
                    ("state", "in", ("sent", "queued", "sending")),
                ],
                ["state"],
                ["__count"],
            )
        )
        return {
            "sections": [
                {"code": code, "name": names[code], "count": counts[code]}
                for code, _name in SECTIONS
                if counts.get(code)
            ],
            "bank_date": format_date(self.env, bank) if bank else "",
            "bank_complete": bool(bank and bank >= yesterday),
            "bank_behind": company._followup_say_bank_behind(today),
            "yesterday": format_date(self.env, yesterday),
            "sent_today": notices.get("sent", 0),
            "waiting": notices.get("queued", 0) + notices.get("sending", 0),
            "may_act": self.env.user.has_group("debtor_followup.group_user"),
        }

    def action_bank_complete(self):
        """Say that all payments up to yesterday are booked.

        Sent from the header, for the company in which the user works.
        """
        company = self.env.company.root_id
        today = company._followup_now().date()
        # layer: today's payments are still coming in
        company._mark_bank_complete(fields.Date.subtract(today, days=1))

    @api.model
    def action_open_morning(self):
        """Open the page: one's own list for whoever is responsible for somebody."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debtor_followup.debtor_todo_action"
        )
        only_mine = self.env.user._followup_only_mine()
        action["context"] = {"search_default_mine": 1 if only_mine else 0}
        return action

    @api.model
    def remember_mine(self, only_mine):
        """Remember whether this user wants to see his own list only.

        :param bool only_mine: as the filter now stands
        """
        self.env.user._followup_remember_mine_sudo(bool(only_mine))

    # === WHAT THE BUTTONS DO === #

    def action_agree(self):
        """Send the proposals among these rows, each as its situation is now.

        One that cannot be sent is named with the reason; the others go.

        :raises UserError: when there is no proposal among them
        """
        self.debtor_id._check_may_send()
        drafts = self.notice_id.filtered(lambda notice: notice.state == "draft")
        if not drafts:
            raise UserError(
                self.env._("None of these is a proposal: choose rows of Proposals.")
            )
        action, error = drafts._try_to_send()
        if error is None:
            return action
        messages, remarks, failed = [], False, []
        for notice in drafts:
            action, error = notice._try_to_send()
            if error is None:
                messages.append(action["params"]["message"])
                remarks |= action["params"]["sticky"]
            else:
                failed.append(
                    self.env._(
                        "Not sent to %(name)s: %(why)s",
                        name=notice.partner_id.display_name,
                        why=str(error) or type(error).__name__,
                    )
                )
        return self._tell(" ".join(messages + failed), bool(failed or remarks))

    def action_open(self):
        """Open what the row is about: call sheet, message, pause, or debtor."""
        self.ensure_one()
        if self.kind in ("call", "broken"):
            return self.debtor_id.action_open_call()
        record = self.notice_id or self.pause_id or self.debtor_id
        return record._get_records_action()

    def action_open_debtor(self):
        """Open the debtor."""
        self.ensure_one()
        return self.debtor_id._get_records_action()

    def action_handled(self):
        """Take off the list what a person has seen to.

        Proposals, letters, disputes and messages of unknown fate stay: each ends
        by its own act.

        :raises UserError: when all of them are of that sort
        """
        self.debtor_id._check_may_send()
        left = self._do_handle()
        names = ", ".join(sorted(set(left.mapped("partner_id.display_name"))))
        text = self.env._(
            "These end by their own act, open them: %(names)s.", names=names
        )
        if left == self:
            raise UserError(text)
        return self._tell(text, True) if left else True

    def _do_handle(self):
        """Mark what can be marked; return the rows that cannot."""
        # All is read before the first change moves the rows.
        undelivered = self.filtered(lambda one: one.kind in ("failed", "bounced"))
        broken = self.filtered(lambda one: one.kind == "broken")
        activities = self.filtered("activity_id")
        seen = self.filtered(lambda one: one.kind in SEEN_KINDS and not one.notice_id)
        done = undelivered | broken | activities | seen
        undelivered.notice_id.action_handled()
        broken.pause_id.write({"handled": True})
        for company, todos in seen.grouped("company_id").items():
            today = company._followup_now().date()
            late = todos.filtered(lambda one: one.kind == "collected_late")
            late.debtor_id.collected_seen_on = today
            (todos - late).debtor_id._note_looked(today)
        activities.activity_id.action_feedback()
        return self - done

    def action_arrived(self):
        """A person knows that these messages did arrive."""
        self.notice_id.action_arrived()

    def action_retry(self):
        """Send what failed, or may have failed, once more."""
        return self.notice_id.action_retry()

    def action_print(self):
        """Print the letters among these rows in one batch.

        :raises UserError: when there is none
        """
        letters = self.filtered(lambda one: one.kind == "letter").notice_id
        if not letters:
            self.debtor_id._check_may_send()
            raise UserError(
                self.env._(
                    "None of these is a letter: choose rows of Letters to print."
                )
            )
        return letters.action_print_letters()

    def action_plan(self):
        """Decide anew about the debtors of these rows."""
        return self.debtor_id.action_plan()

    def _tell(self, message, is_warning):
        """Return a client action that shows a message and goes on."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if is_warning else "success",
                "sticky": is_warning,
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }


class DebtorNotice(models.Model):
    _inherit = "debtor.notice"

    def _try_to_send(self):
        """Agree to proposals; undo it and return the error when there was one.

        :return: (action, None) or (None, error)
        """
        try:
            with self.env.cr.savepoint():
                return self.action_send(), None
        except CONTENTION:
            raise
        except Exception as error:  # noqa: BLE001 - one debtor never stops the others
            _logger.warning("Follow-up: %s cannot be sent: %s", self, error)
            return None, error
