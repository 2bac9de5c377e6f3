from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine.start import FOLLOW, TOLD
from .const import DEBTOR_KINDS


class DebtorDebtor(models.Model):
    """Claims that were very late when follow-up started: a person's matter."""

    _inherit = "debtor.debtor"

    old_claims = fields.Selection(
        [(TOLD, "With a person"), (FOLLOW, "Followed like the others")],
        readonly=True,
        copy=False,
        help="What happens with claims that were very late when follow-up started.",
    )

    partner_vat = fields.Char(related="partner_id.vat", string="VAT number")
    partner_registry = fields.Char(
        related="partner_id.company_registry", string="Company number"
    )
    partner_is_company = fields.Boolean(related="partner_id.is_company")
    partner_email = fields.Char(related="partner_id.email")
    partner_country_id = fields.Many2one(related="partner_id.country_id")

    def action_set_kind(self):
        """Settle the kind of these customers, as the pressed button says.

        :raises UserError: when it says none
        """
        self.check_access("write")
        kind = self.env.context.get("kind")
        if kind not in dict(DEBTOR_KINDS):
            raise UserError(self.env._("Choose what kind of customers these are."))
        self.write({"debtor_kind": kind})

    def _act(self, as_of, run=None, agreed=False):
        """What a person agrees to after the preview stays part of the start.

        EXTENDS debtor_followup: so that it stops, and is not made anew, when it
        changes before it leaves.
        """
        previewed = {}
        if agreed:
            drafts = self._get_waiting_notices().filtered("activation_id")
            previewed = {one.debtor_id: one.activation_id for one in drafts}
        notices = super()._act(as_of, run, agreed)
        for notice in notices.filtered(lambda one: one.debtor_id in previewed):
            notice._write_sudo({"activation_id": previewed[notice.debtor_id].id})
        return notices

    def _make_tasks(self, decisions, as_of):
        """Tell a person of old claims, once for each debtor.

        EXTENDS debtor_followup: those for whom nothing else is due need no other
        task.
        """
        told = {debtor: made for debtor, made in decisions.items() if made.aside}
        super()._make_tasks(
            {
                debtor: made
                for debtor, made in decisions.items()
                if made.reason != "old_claims"
            },
            as_of,
        )
        if not told:
            return
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    **debtor._prepare_task(
                        lambda lang, one=debtor: one.with_context(lang=lang).env._(
                            "Old claims"
                        ),
                        lambda lang, one=debtor, made=made: one._tell_old_claims(
                            made, lang
                        ),
                        as_of,
                    ),
                    # No row of the morning page says it otherwise.
                    "automated": False,
                }
                for debtor, made in told.items()
            ]
        )
        self.browse(debtor.id for debtor in told).old_claims = TOLD

    def _tell_old_claims(self, decision, lang):
        """Return in a language what a person must know of old claims."""
        env = self.with_context(lang=lang).env
        return env._(
            "These claims were due before %(limit)s when follow-up started and take "
            "no step by themselves: %(claims)s. Settle them, or let them be "
            "followed like the others.",
            limit=format_date(env, decision.parameters["limit"]),
            claims=", ".join(decision.parameters["old"]),
        )

    def action_follow_old_claims(self):
        """Let the old claims of these debtors take their steps like the others."""
        self.check_access("write")
        self.write({"old_claims": FOLLOW})
        self.action_plan()

    def _stop_after_preview_sudo(self, as_of, reason):
        """Stop debtors whose situation changed after their message was previewed.

        Nothing goes out in its place by itself: the pause lasts until a person
        ends it, who gets a task. In sudo mode because the mail queue does it too.

        :param str reason: what changed
        """
        debtors = self.sudo()
        self.env["debtor.pause"].sudo().create(
            [
                {
                    "debtor_id": debtor.id,
                    "reason": "start",
                    "date_start": as_of,
                    "date_end": as_of,
                    "task_date": as_of,
                    "user_id": debtor._get_task_user().id,
                    "note": reason,
                }
                for debtor in debtors
            ]
        )
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(
            [
                debtor._prepare_task(
                    lambda lang: self.with_context(lang=lang).env._(
                        "Changed after the preview"
                    ),
                    lambda lang: self.with_context(lang=lang).env._(
                        "The message that was looked at was not sent. %(reason)s "
                        "End the pause when follow-up may go on.",
                        reason=reason,
                    ),
                    as_of,
                )
                for debtor in debtors
            ]
        )
