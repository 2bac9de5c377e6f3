"""On which day the post delivered a letter, as somebody read it on the card."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class DebtorLetter(models.Model):
    """The day that is proven counts in law, not the day on which it was recorded."""

    _inherit = "debtor.letter"

    date_delivered = fields.Date(
        string="Delivered on",
        copy=False,
        help="The day that the post names, on its card or its site. Empty: today. "
        "The waiting periods of the law count from it.",
    )

    @api.constrains("date_delivered")
    def _check_date_delivered(self):
        for letter in self.filtered("date_delivered"):
            posted = letter.date_posted
            today = letter.company_id._followup_now().date()
            if letter.state != "sent" or letter.left_out:
                raise ValidationError(
                    self.env._(
                        "A day of delivery can be entered for letters that were "
                        "posted and did not come back. Mark this one as posted first."
                    )
                )
            if not posted <= letter.date_delivered <= today:
                raise ValidationError(
                    self.env._(
                        "The letter to %(name)s was posted on %(posted)s, and today is "
                        "%(today)s: enter a day of delivery from one to the other.",
                        name=letter.partner_id.display_name,
                        posted=format_date(self.env, posted),
                        today=format_date(self.env, today),
                    )
                )

    def write(self, vals):
        """A day that is corrected later is proven anew. EXTENDS debtor.letter."""
        result = super().write(vals)
        if vals.get("date_delivered"):
            corrected = self.filtered(
                lambda one: (
                    one.delivery_status == "delivered"
                    and one.date_delivered != one._get_proven_day()
                )
            )
            if corrected:
                corrected._record("delivered")
        return result

    def _record(self, outcome):
        """Write down what the post says, each letter on its own day.

        EXTENDS debtor.letter. What comes next is decided anew: a letter that came
        later than presumed moves it.
        """
        result = super()._record(outcome)
        self._note_day_sudo(outcome)
        for company, letters in self.grouped("company_id").items():
            today = company._followup_now().date()
            letters.notice_id.debtor_id._plan(today)
        return result

    def _get_outcome_day(self, outcome, today):
        """EXTENDS debtor.letter."""
        if outcome == "delivered" and self.date_delivered:
            return self.date_delivered
        return super()._get_outcome_day(outcome, today)

    def _note_day_sudo(self, outcome):
        """Show the day of delivery, none for another outcome.

        In sudo mode because buttons write what people do not.
        """
        for letter in self.sudo():
            shown = letter._get_proven_day() if outcome == "delivered" else False
            if letter.date_delivered != shown:
                letter.date_delivered = shown

    def _get_proven_day(self):
        """Return the day of delivery that is proven, False without one."""
        notice = self.notice_id
        return notice.date_proven and notice._day_of(notice.date_proven)

    # === ACTIONS === #

    def action_say_delivered(self):
        """Open a dialog for the day of delivery: cards on a phone have no cells."""
        self.env["debtor.debtor"]._check_may_send()
        self.ensure_one()
        view = self.env.ref("debtor_followup.debtor_letter_view_form_delivered")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Delivered on another day"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }
