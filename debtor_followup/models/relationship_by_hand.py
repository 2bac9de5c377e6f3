from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from .const import RELATIONSHIPS


class DebtorDebtor(models.Model):
    """A class that a person sets, with a reason and an end."""

    _inherit = "debtor.debtor"

    hand_relationship = fields.Selection(
        RELATIONSHIPS, string="Class by hand", tracking=True, copy=False
    )
    hand_reason = fields.Char(string="Why by hand", copy=False)
    hand_until = fields.Date(
        string="By hand until",
        copy=False,
        help="The last day; from the next on the figures say the class again.",
    )
    behaviour_ids = fields.One2many("debtor.behaviour", "debtor_id", readonly=True)

    @api.constrains("hand_relationship", "hand_reason", "hand_until")
    def _check_hand(self):
        for debtor in self.filtered("hand_relationship"):
            if not (debtor.hand_reason or "").strip():
                raise ValidationError(
                    self.env._("Say why the class is set by hand: it is kept.")
                )
            if not debtor.hand_until:
                raise ValidationError(
                    self.env._(
                        "Say until when the class by hand holds: then the figures "
                        "speak again."
                    )
                )

    def _set_by_hand(self, relationship, reason, until, as_of):
        """Set the class of debtors by hand, and decide anew about them.

        :param str relationship: a class; None goes back to the figures
        :param str reason: why, kept in the messages of the debtor
        :param date until: the last day
        :param date as_of: which day counts as today
        :raises ValidationError: for a day in the past, or without a reason
        """
        if relationship and until and until < as_of:
            raise ValidationError(
                self.env._(
                    "%(day)s has passed: choose today or a later day.",
                    day=format_date(self.env, until),
                )
            )
        self.write(
            {
                "hand_relationship": relationship,
                "hand_reason": reason if relationship else False,
                "hand_until": until if relationship else False,
            }
        )
        names = dict(self._fields["relationship"]._description_selection(self.env))
        for debtor in self:
            if relationship:
                text = self.env._(
                    "Class set by hand until %(day)s: %(name)s. %(reason)s",
                    day=format_date(self.env, until),
                    name=names[relationship],
                    reason=reason,
                )
            else:
                text = self.env._("The class follows the figures again.")
            debtor._message_log(body=text)
        for company, debtors in self.grouped("company_id").items():
            self.env["debtor.behaviour"]._refresh(company, as_of, debtors.partner_id)
            debtors._plan(as_of)

    def _take_in(self, source):
        """The figures of the other debtor go: those of both are read anew.

        EXTENDS debtor_followup
        """
        source.behaviour_ids.unlink()
        return super()._take_in(source)
