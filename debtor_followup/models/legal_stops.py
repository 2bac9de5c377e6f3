"""Pauses that end the interest of claims: insolvency, debt settlement, plans."""

from odoo import models
from odoo.fields import Domain

from ..engine.interest_stops import PLAN, STOPPING, Stop, interest_end


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def _get_interest_stops_sudo(self, as_of):
        """Return the pauses that end interest by a day.

        A plan whose term ran out counts for what was paid within it. In sudo mode
        because whoever asks what is owed need not see pauses.
        """
        self.ensure_one()
        kept = Domain("state", "=", "kept") | Domain(
            [("state", "=", "expired"), ("date_end", ">=", as_of)]
        )
        return (
            self.env["debtor.pause"]
            .sudo()
            .search(
                Domain("debtor_id", "=", self.id)
                & Domain("reason", "in", STOPPING)
                & (
                    Domain("state", "=", "active")
                    | (Domain("reason", "=", PLAN) & kept)
                )
            )
        )


class DebtorPause(models.Model):
    _inherit = "debtor.pause"

    def _names(self, line):
        """Tell whether this pause is about a claim."""
        named = self.line_ids
        return (
            self.scope == "debtor"
            or line in named.move_line_id
            or line.move_id in named.filtered(lambda one: not one.move_line_id).move_id
        )

    def _to_stop(self):
        """Return this pause as the engine reads it."""
        return Stop(
            self.reason,
            self.event_date or self.date_start,
            self.event_country_id.code,
            self.procedure,
        )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_interest_end(self, pauses, law, as_of):
        """Return the last day of interest of this claim, at most a given day.

        :param pauses: as ``_get_interest_stops_sudo`` gives them
        :param str law: the law that governs it
        """
        self.ensure_one()
        stops = [one._to_stop() for one in pauses if one._names(self)]
        arose_on = self.move_id.invoice_date or self.date
        return interest_end(law, stops, arose_on, self.date_maturity or None, as_of)
