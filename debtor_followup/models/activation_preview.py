from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ..engine.rules.start import hold_back
from .followup_run import PLAN_CHUNK
from .ledger_reader import LedgerReader
from .preview_composer import PreviewComposer


class DebtorActivation(models.Model):
    """The last step: exactly what goes out on the first day, and who gets nothing.

    To know it, the start is made, decided upon, and undone again; the messages
    that come of it are composed and kept as previews.
    """

    _inherit = "debtor.activation"

    gentle_days = fields.Integer(
        string="Days of the gentle start",
        default=lambda self: self.env.company.followup_gentle_days,
    )
    gentle_limit = fields.Integer(
        string="Messages a day",
        default=lambda self: self.env.company.followup_gentle_limit,
    )
    first_day = fields.Date(
        readonly=True, help="The day on which the previewed messages leave."
    )
    notice_ids = fields.One2many("debtor.notice", "activation_id", readonly=True)
    silent_ids = fields.One2many(
        "debtor.activation.silent", "activation_id", readonly=True
    )
    current_id = fields.Many2one("debtor.notice", readonly=True, ondelete="set null")
    position = fields.Char(compute="_compute_position")
    preview_count = fields.Integer(compute="_compute_position")
    excluded_count = fields.Integer(compute="_compute_position")
    silent_count = fields.Integer(compute="_compute_position")
    exclude_reason = fields.Char(string="Leave out because")
    current_recipient = fields.Char(compute="_compute_current")
    current_why = fields.Char(related="current_id.activation_why")
    current_copies = fields.Char(related="current_id.copies_text")
    current_recipient_reason = fields.Selection(related="current_id.recipient_reason")
    current_subject = fields.Char(related="current_id.subject")
    current_body = fields.Html(related="current_id.preview_html")
    current_remark = fields.Char(related="current_id.remark")
    current_attachment_ids = fields.Many2many(related="current_id.attachment_ids")
    current_excluded_reason = fields.Char(related="current_id.excluded_reason")
    current_debtor_id = fields.Many2one(related="current_id.debtor_id")

    def _get_previews(self):
        """Return the previewed messages, the most important first."""
        self.ensure_one()
        return self.notice_ids.filtered(lambda one: one.state == "preview").sorted("id")

    @api.depends(
        "current_id", "notice_ids.state", "notice_ids.excluded_reason", "silent_ids"
    )
    def _compute_position(self):
        for activation in self:
            previews = activation._get_previews()
            place = (
                previews.ids.index(activation.current_id.id) + 1
                if (activation.current_id in previews)
                else 0
            )
            activation.preview_count = len(previews)
            activation.excluded_count = len(previews.filtered("excluded_reason"))
            activation.position = (
                self.env._("%(place)s of %(count)s", place=place, count=len(previews))
                if place
                else False
            )
            activation.silent_count = len(activation.silent_ids)

    @api.depends("current_id")
    def _compute_current(self):
        for activation in self:
            notice = activation.current_id
            parts = (notice.recipient_id.display_name, notice.recipient_email)
            activation.current_recipient = ", ".join(part for part in parts if part)

    def _enter(self, step):
        if step == "preview":
            self._preview()
        return super()._enter(step)

    # === MAKING === #

    def action_preview(self):
        """Look again: what would go out now."""
        self._check_open()
        self._preview()

    def _preview(self):
        """Compose what would leave on the first day, and list everybody else."""
        self.ensure_one()
        excluded = {
            notice.debtor_id: notice.excluded_reason
            for notice in self._get_previews()
            if notice.excluded_reason
        }
        self._drop_previews()
        first_day, _limit = self._limits()
        chosen, others = self._look_ahead(first_day)
        notices = self._compose(chosen, first_day)
        for notice in notices:
            if notice.debtor_id in excluded:
                notice._write_sudo({"excluded_reason": excluded[notice.debtor_id]})
        self.env["debtor.activation.silent"]._create_from(self, others)
        self.write({"first_day": first_day, "current_id": notices.sorted("id")[:1].id})

    def _look_ahead(self, first_day):
        """Decide as after the start; what was done for it is undone.

        :return: (debtor -> Decision of who is written to, the most important first;
            debtor -> Decision of everybody else)
        """
        decisions = {}
        # Made before, because what is made from here on is undone.
        reader = LedgerReader(self.env, self.company_id, first_day)
        for chunk in split_every(PLAN_CHUNK, reader.partner_ids(), list):
            self.env["debtor.debtor"]._for(
                self.env["res.partner"].browse(chunk), self.company_id
            )
        savepoint = self.env.cr.savepoint()
        try:
            self.with_context(tracking_disable=True)._apply(first_day)
            reader = LedgerReader(self.env, self.company_id, first_day)
            for chunk in split_every(PLAN_CHUNK, reader.partner_ids(), list):
                partners = self.env["res.partner"].browse(chunk)
                debtors = self.env["debtor.debtor"]._for(partners, self.company_id)
                decisions.update(debtors._decide(first_day, reader=reader))
            going = self._share_out_first_day(decisions, first_day, reader)
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)
        chosen = {debtor: decisions.pop(debtor) for debtor in going}
        return chosen, decisions

    def _share_out_first_day(self, decisions, first_day, reader):
        """Return who is written to on the first day; of the others note why not.

        An address that serves many debtors gets one message, also of proposals: a
        person may send them all at the start.

        :param dict decisions: debtor -> Decision; changed in place
        """
        start = self.company_id._followup_start()
        calendar = self.company_id._followup_calendar()
        debtors = self.env["debtor.debtor"].browse(
            debtor.id for debtor, made in decisions.items() if _is_message(made)
        )
        addresses = debtors._get_addresses(decisions, agreed=True)
        going, shared, held = debtors._share_out(
            decisions, addresses, self.company_id, first_day, start.limit
        )
        taken = frozenset(addresses[debtor] for debtor in shared)
        decisions.update(shared._decide(first_day, reader=reader, taken=taken))
        for debtor in held:
            decisions[debtor] = hold_back(
                decisions[debtor], start, first_day, *calendar
            )
        return going

    def _compose(self, decisions, first_day):
        """Compose messages as previews, each with why it would leave."""
        notices = PreviewComposer(self.env, self, first_day).compose(decisions)
        for notice in notices:
            why = self.env["debtor.followup.decision"]._explain(
                notice.debtor_id, decisions[notice.debtor_id]
            )
            notice._write_sudo({"activation_why": why})
        return notices

    def _drop_previews(self):
        """Delete what was previewed before: nothing of it left."""
        self.silent_ids.unlink()
        previews = self._get_previews()
        previews._set_state("cancelled")
        self.current_id = False
        (previews.copy_ids | previews).sudo().unlink()

    def _end(self, state):
        """Cancel what was previewed and not started."""
        if state == "closed":
            self._get_previews()._set_state(
                "cancelled", reason=self.env._("The start was given up.")
            )
            self.silent_ids.unlink()
        return super()._end(state)

    # === LOOKING === #

    def action_next_notice(self):
        """Show the next message."""
        self._show(1)

    def action_previous_notice(self):
        """Show the message before this one."""
        self._show(-1)

    def _show(self, ahead):
        self.ensure_one()
        self.check_access("write")
        previews = self._get_previews()
        if not previews:
            return
        place = (
            previews.ids.index(self.current_id.id) + ahead
            if self.current_id in previews
            else 0
        )
        place = min(max(place, 0), len(previews) - 1)
        self.write({"current_id": previews[place].id, "exclude_reason": False})

    def action_exclude(self):
        """Leave the customer of this message out of the start, with a reason.

        :raises UserError: when there is no reason
        """
        self._check_open()
        reason = (self.exclude_reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("Say why this customer is left out: it is kept.")
            )
        if self.current_id in self._get_previews():
            self.current_id._write_sudo({"excluded_reason": reason})
        self._show(1)

    def action_include(self):
        """Take the customer of this message into the start after all."""
        self._check_open()
        if self.current_id in self._get_previews():
            self.current_id._write_sudo({"excluded_reason": False})

    def action_open_silent(self):
        """List everybody who gets nothing on the first day, by reason."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debtor_followup.debtor_activation_silent_action"
        )
        action["domain"] = [("activation_id", "=", self.id)]
        return action

    def action_open_previews(self):
        """List all messages of the first day."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debtor_followup.debtor_notice_preview_action"
        )
        action["domain"] = [("activation_id", "=", self.id)]
        return action


def _is_message(decision):
    """Tell whether a decision is a message of the first day, not a person's task.

    A formal notice never leaves on that day: somebody reads it first.
    """
    return decision.outcome in ("send", "propose") and not decision.task
