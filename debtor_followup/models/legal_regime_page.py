"""What the pages with a calculation show: words and ways to write numbers."""

from odoo import api, models
from odoo.tools import format_amount, format_date

from ..engine.interest import COSTS, INTEREST, PRINCIPAL
from ..engine.legal_titles import (
    CLAUSE_ABOVE_CAP,
    NO_CLAUSE_VALID,
    NO_DEFAULT,
    NO_FIRST_REMINDER,
    NO_REMINDER,
    NONE_IN_LAW,
    NOTHING_OPEN,
    OTHER_CURRENCY,
    PAID_IN_TIME,
)


class DebtorLegalRegime(models.Model):
    _inherit = "debtor.legal.regime"

    @api.model
    def _get_page_tools(self, currency):
        """Return functions for a template that shows a calculation.

        :param currency: of the amounts
        """
        env = self.env

        def number(value):
            """Write a rate or a divisor as the reader's language does."""
            text = format(value.normalize(), "f")
            lang = env["res.lang"]._get_data(code=env.lang or "en_US")
            return text.replace(".", lang.decimal_point or ".")

        def raw(segment):
            """Write the interest of a segment, not yet rounded."""
            return number(segment.shown(6))

        return {
            "amount": lambda value: format_amount(env, float(value), currency),
            "date": lambda day: format_date(env, day),
            "number": number,
            "raw": raw,
            "why": self._say_why_nothing,
            "say_order": self._say_order,
        }

    @api.model
    def _say_order(self, order):
        """Return in which order payments are set off, as a sentence.

        :param tuple order: principal, interest and costs, the first one first
        """
        words = {
            PRINCIPAL: self.env._("the principal"),
            INTEREST: self.env._("the interest"),
            COSTS: self.env._("the costs"),
        }
        first, second, third = (words[part] for part in order)
        return self.env._(
            "Payments are set off first against %(first)s, then %(second)s, then "
            "%(third)s.",
            first=first,
            second=second,
            third=third,
        )

    @api.model
    def _say_why_nothing(self, code):
        """Return why a claim brings no interest or no costs, as a sentence."""
        words = {
            NONE_IN_LAW: self.env._("The law grants none."),
            PAID_IN_TIME: self.env._(
                "It was paid, or still can be, before any is due."
            ),
            NOTHING_OPEN: self.env._("Nothing is open any more."),
            OTHER_CURRENCY: self.env._(
                "The law names the sum in another currency; claim it by agreement only."
            ),
            NO_REMINDER: self.env._("No reminder that the law asks for was sent yet."),
            NO_FIRST_REMINDER: self.env._(
                "The period runs from the first reminder: enter that one."
            ),
            NO_CLAUSE_VALID: self.env._(
                "The customer accepted no terms that grant it."
            ),
            CLAUSE_ABOVE_CAP: self.env._(
                "The terms ask more than the law allows: then nothing may be claimed."
            ),
            NO_DEFAULT: self.env._("The debtor is not in default yet."),
            "reminder_before_due": self.env._(
                "The reminder went out before the due date had passed."
            ),
            "letter_before_default": self.env._(
                "The letter went out before the debtor was in default."
            ),
            "waiting_too_short": self.env._(
                "The term that the reminder gave is shorter than the law's."
            ),
            "no_durable_medium": self.env._("What was only said proves nothing."),
        }
        return words.get(code, "")
