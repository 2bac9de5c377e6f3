"""A formal notice is a message that a person reads, and agrees to."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.claims import FORMAL_NOTICE, NATURAL_PERSONS
from .const import NO_DAY_REASONS
from .notice_composer import NoticeComposer

#: Set where messages are agreed to from a list, without their text in sight.
FROM_LIST = "followup_from_list"


class DebtorNotice(models.Model):
    """Agreeing to formal notices: each as it was read, none by mistake.

    What was read is what leaves: the proposal itself is queued, brought to the
    day; no other one takes its place.
    """

    _inherit = "debtor.notice"

    is_formal = fields.Boolean(
        compute="_compute_is_formal", export_string_translation=False
    )

    @api.depends("level_id.step_kind")
    def _compute_is_formal(self):
        for notice in self:
            notice.is_formal = notice._is_formal()

    def action_check_again(self):
        """Look whether what was missing is there now, and show what still is."""
        self.debtor_id._check_may_send()
        for company, notices in self.grouped("company_id").items():
            notices.debtor_id._act(company._followup_now().date())
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _is_formal(self):
        """Tell whether this is a formal notice, or a copy of one."""
        self.ensure_one()
        return self.level_id.step_kind == FORMAL_NOTICE

    def _without_legal_words(self, names):
        """Leave some words empty where no text shows them; return the other notices.

        Standard reminders say nothing of the law: it is not looked up for them.

        :param names: of fields that formal notices show
        """
        plain = self.filtered(
            lambda one: not (one._is_formal() or one.level_id.mail_template_id)
        )
        for name in names:
            plain[name] = False
        return self - plain

    def _needs_reading(self):
        """Tell whether only its own form, with its text, is the place to agree."""
        self.ensure_one()
        return self._is_formal() and self.debtor_id.debtor_kind in NATURAL_PERSONS

    def _agree(self):
        """Agree to formal notices on their own. EXTENDS debtor.notice."""
        formal = self.filtered(lambda one: one._is_formal())
        made, remarks = super(DebtorNotice, self - formal)._agree()
        if not formal:
            return made, remarks
        unread = formal.browse()
        if len(self) > 1 or self.env.context.get(FROM_LIST):
            unread = formal.filtered(lambda one: one._needs_reading())
        remarks += [one._say_unread() for one in unread]
        for company, notices in (formal - unread).grouped("company_id").items():
            today = company._followup_now().date()
            agreed, why = notices._agree_formal(today)
            made |= agreed
            remarks += why
        if not made and self == formal:
            raise UserError("\n".join(remarks))
        return made, remarks

    def _agree_formal(self, today):
        """Queue formal notices of one company that hold as they were read.

        :return: (those that are on their way, a text for each other one)
        """
        decisions = self.debtor_id._decide(today)
        remarks = self._say_no_day(decisions)
        open_day = self.filtered(
            lambda one: decisions[one.debtor_id].reason not in NO_DAY_REASONS
        )
        same = open_day.filtered(lambda one: one._still_says(decisions[one.debtor_id]))
        changed = (open_day - same).debtor_id
        changed._act(today)
        remarks += [debtor._say_changed() for debtor in changed]
        # What lacked something was not read as a whole: its charges may be new.
        before = {
            one: (one._get_item_terms(one.charge_items), one.charge_text)
            for one in same._in_house_language()
            if not one.legal_gaps
        }
        self._renew({one: decisions[one.debtor_id] for one in same}, today)
        missing = same.filtered("legal_gaps")
        remarks += [one._say_missing() for one in missing]
        shown = (same - missing).filtered(lambda one: one in before)
        moved = shown._get_moved(before)
        remarks += moved.mapped("reread_reason")
        made = (same - missing - moved)._let_go_agreed(decisions, today)
        return made | moved, remarks

    def _let_go_agreed(self, decisions, today):
        """Queue formal notices to which somebody agreed, with their copies.

        :param dict decisions: debtor -> Decision of today
        """
        for notice in self:
            notice._message_log(
                body=self.env._(
                    "%(user)s read this formal notice and agreed to it.",
                    user=self.env.user.name,
                ),
                author_id=self.env.user.partner_id.id,
            )
        self._note_agreed()
        # One that needs nobody's agreement left while it was renewed.
        self.filtered(lambda one: one.state == "draft")._send_off(decisions, today)
        self._write_sudo({"automatic": False})
        return self

    def _send_off(self, decisions, today):
        """Queue these proposals as they are, with their copies."""
        if self:
            self._set_state("queued")
            NoticeComposer(self.env, today).agree(self, decisions)

    def _notify_queued(self, remarks=()):
        """Say of what must be read first that it waits for that. EXTENDS."""
        unread = self.filtered(lambda one: one.state == "draft")
        waits = [
            self.env._(
                "The message to %(name)s waits for you: open it, read it and agree.",
                name=notice.partner_id.display_name,
            )
            for notice in unread
        ]
        return super(DebtorNotice, self - unread)._notify_queued([*remarks, *waits])

    def _say_unread(self):
        """Return why this cannot be agreed to from a list."""
        self.ensure_one()
        return self.env._(
            "Not sent to %(name)s: a formal notice to a private person is read first. "
            "Open it and agree there.",
            name=self.partner_id.display_name,
        )


class DebtorFollowupDecision(models.Model):
    """What is said of who lets a formal notice go."""

    _inherit = "debtor.followup.decision"

    @api.model
    def _get_explanations(self):
        return {
            **super()._get_explanations(),
            "step_due_formal_notice_itself": self.env._(
                "%(level)s is due for %(claims)s (%(because)s) and is made ready to "
                "leave: it asks payment by %(deadline)s. A payment or a pause before "
                "it leaves stops it."
            ),
        }

    def _get_sentence_key(self):
        key = super()._get_sentence_key()
        goes = (self.parameters or {}).get("by") == "itself"
        return f"{key}_itself" if goes and key == "step_due_formal_notice" else key

    def _get_readable_parameters(self, level_names):
        values = super()._get_readable_parameters(level_names)
        values["is_person"] = (self.parameters or {}).get("by") == "natural_person"
        return values

    @api.model
    def _get_parts(self, text, values):
        parts = super()._get_parts(text, values)
        if values["is_person"]:
            parts.append(
                self.env._(
                    "The customer is, or may be, a private person: somebody must "
                    "always agree to it."
                )
            )
        return parts


class DebtorTodo(models.Model):
    _inherit = "debtor.todo"

    def action_agree(self):
        """From rows nobody agrees to what must be read. EXTENDS debtor.todo."""
        return super(DebtorTodo, self.with_context(**{FROM_LIST: True})).action_agree()
