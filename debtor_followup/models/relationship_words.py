import json

from odoo import api, fields, models
from odoo.tools import format_date

from ..engine.behaviour import first_day
from ..engine.legal_values import add_months
from .debtor_screen import READERS
from .res_partner import VIEWERS


class DebtorBehaviour(models.Model):
    """How a debtor pays, in words."""

    _inherit = "debtor.behaviour"

    words = fields.Char(
        string="In words",
        compute="_compute_words",
        help="In words that could be read by the customer himself.",
    )
    trend_words = fields.Char(compute="_compute_words")
    why = fields.Char(string="Why this class", compute="_compute_why")

    @api.depends_context("lang")
    @api.depends("median_days", "paid_count", "on_time_count", "open_count", "trend")
    def _compute_words(self):
        for behaviour in self:
            parts = [behaviour._describe_usual()]
            if behaviour.paid_count:
                parts.append(
                    self.env._(
                        "Paid on time: %(on_time)s of %(count)s in 18 months.",
                        on_time=behaviour.on_time_count,
                        count=behaviour.paid_count,
                    )
                )
            if behaviour.open_count:
                parts.append(
                    self.env._("Open and late: %(count)s.", count=behaviour.open_count)
                )
            behaviour.words = " ".join(parts)
            behaviour.trend_words = behaviour._describe_trend()

    def _describe_usual(self):
        """Return the sentence about the usual day."""
        self.ensure_one()
        if not self.paid_count:
            return self.env._("No payments are known yet.")
        if self.reason in ("too_few", "trust_good", "trust_bad") and self.paid_count < (
            self.company_id._followup_limits().minimum_count
        ):
            return self.env._("Too few payments yet to say what is usual.")
        if self.median_days < 0:
            return self.env._("Usually pays before the due date.")
        if self.median_days == 0:
            return self.env._("Usually pays on the due date.")
        if self.spread_days > 1:
            return self.env._(
                "Usually pays on day %(day)s after the due date, give or take "
                "%(spread)s days.",
                day=self.median_days,
                spread=self.spread_days,
            )
        return self.env._(
            "Usually pays on day %(day)s after the due date.", day=self.median_days
        )

    def _describe_trend(self):
        """Return the sentence about a change, empty without one."""
        self.ensure_one()
        values = {"recent": self.recent_days, "earlier": self.earlier_days}
        if self.trend == "slower":
            return self.env._(
                "Slower lately: on day %(recent)s in the last six months, on day "
                "%(earlier)s in the twelve months before.",
                **values,
            )
        if self.trend == "faster":
            return self.env._(
                "Faster lately: on day %(recent)s in the last six months, on day "
                "%(earlier)s in the twelve months before.",
                **values,
            )
        return ""

    @api.depends_context("lang")
    @api.depends("reason")
    def _compute_why(self):
        limits_of = {company: company._followup_limits() for company in self.company_id}
        for behaviour in self:
            limits = limits_of[behaviour.company_id]
            values = {**limits._asdict(), "share": behaviour.share_on_time}
            text = self._get_reasons().get(behaviour.reason, "")
            behaviour.why = text % values

    @api.model
    def _get_reasons(self):
        """Return reason of a class -> sentence."""
        return {
            "too_few": self.env._(
                "Fewer than %(minimum_count)s paid claims were due in the last 18 "
                "months."
            ),
            "trust_good": self.env._(
                "Too few payments to judge by; the degree of trust in this customer "
                "is set to good."
            ),
            "trust_bad": self.env._(
                "The degree of trust in this customer is set to bad."
            ),
            "on_time": self.env._(
                "%(share)s %% was paid on time, within %(on_time_days)s days."
            ),
            "usual": self.env._(
                "What is usual lies within %(regular_days)s days after the due date, "
                "but too little was paid on time to be loyal."
            ),
            "late": self.env._(
                "What is usual lies more than %(regular_days)s and at most "
                "%(late_days)s days after the due date."
            ),
            "very_late": self.env._(
                "What is usual lies more than %(late_days)s days after the due date."
            ),
            "tenure": self.env._(
                "Pays on time, but has been a customer for less than "
                "%(loyal_tenure_days)s days."
            ),
            "promises": self.env._(
                "Pays on time, but broke more promises to pay than were kept."
            ),
            "open_claims": self.env._(
                "One class lower than the payments say, because a claim is open far "
                "longer than is usual."
            ),
            "kept": self.env._(
                "Near a limit: the class stays until it is passed by "
                "%(margin_days)s days or %(margin_share)s per cent."
            ),
        }


class DebtorDebtor(models.Model):
    """What the debtor's screen shows of his payments."""

    _inherit = "debtor.debtor"

    behaviour_words = fields.Char(
        string="How the customer pays", related="behaviour_ids.words"
    )
    behaviour_trend = fields.Char(related="behaviour_ids.trend_words")
    paid_count = fields.Integer(related="behaviour_ids.paid_count")
    share_on_time = fields.Integer(related="behaviour_ids.share_on_time")
    average_days = fields.Integer(related="behaviour_ids.average_days")
    late_count = fields.Integer(related="behaviour_ids.open_count")
    customer_since = fields.Date(related="behaviour_ids.customer_since")
    turnover = fields.Monetary(related="behaviour_ids.turnover")
    promises_kept = fields.Integer(related="behaviour_ids.promises_kept")
    promises_broken = fields.Integer(related="behaviour_ids.promises_broken")
    disputes_right = fields.Integer(related="behaviour_ids.disputes_right")
    relationship_why = fields.Char(
        string="Why this class", compute="_compute_relationship_why"
    )
    behaviour_chart = fields.Text(compute="_compute_behaviour_chart", groups=READERS)

    @api.depends_context("lang")
    @api.depends("behaviour_ids.reason", "hand_relationship", "hand_until")
    def _compute_relationship_why(self):
        for debtor in self:
            if debtor.hand_relationship:
                debtor.relationship_why = self.env._(
                    "By hand until %(day)s: %(reason)s",
                    day=format_date(self.env, debtor.hand_until),
                    reason=debtor.hand_reason,
                )
            else:
                debtor.relationship_why = debtor.behaviour_ids.why

    def _compute_behaviour_chart(self):
        today = self._get_today()
        for debtor in self:
            debtor.behaviour_chart = debtor._draw_chart(today[debtor.company_id])

    def _draw_chart(self, today):
        """Return Odoo's own description of a bar chart: days late by month.

        By the month of the due date; months in which something is open have
        another colour, those in which nothing was due are there without a bar.
        Empty when there is nothing to draw.
        """
        groups = self.env["debtor.payment.history"]._read_group(
            [
                ("partner_id", "=", self.partner_id.id),
                ("debtor_id", "=", self.id),
                ("date_due", ">=", first_day(today)),
            ],
            ["date_due:month", "state"],
            ["days_late:avg", "__count"],
            order="date_due:month",
        )
        months = {}
        for month, state, days, count in groups:
            sums = months.setdefault(month, {"days": 0, "count": 0, "open": False})
            sums["days"] += days * count
            sums["count"] += count
            sums["open"] |= state == "open"
        if not months:
            return False
        bars = []
        month, last = min(months), max(months)
        while month <= last:
            sums = months.get(month, {"days": 0, "count": 1, "open": False})
            late = round(sums["days"] / sums["count"])
            name = format_date(self.env, month, date_format="MMM yy")
            month = add_months(month, 1)
            kind = "future" if sums["open"] else "past"
            # Two lines: the bar's own figure stands below it.
            bars.append({"label": [str(late), name], "value": late, "type": kind})
        return json.dumps([{"key": self.env._("Days late"), "values": bars}])

    def action_open_payments(self):
        """Show when this customer paid, as a graph, a pivot or a list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debtor_followup.debtor_payment_history_action"
        )
        action["domain"] = [("partner_id", "=", self.partner_id.id)]
        action["context"] = {}
        return action

    def action_set_by_hand(self):
        """Ask for a class by hand, with its reason and its end."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "debtor_followup.debtor_relationship_hand_action"
        )
        action["context"] = {"default_debtor_ids": [fields.Command.set(self.ids)]}
        return action

    def action_follow_figures(self):
        """End the class by hand: the figures say it again."""
        self.check_access("write")
        self._check_may_send()
        for company, debtors in self.grouped("company_id").items():
            debtors._set_by_hand(None, None, None, company._followup_now().date())


class ResPartner(models.Model):
    """How a customer pays, on his own form."""

    _inherit = "res.partner"

    followup_behaviour = fields.Char(
        string="How the customer pays",
        compute="_compute_followup_behaviour",
        groups=VIEWERS,
    )

    @api.depends_context("company", "lang")
    def _compute_followup_behaviour(self):
        # By the debtor that the form shows anyway: one look at its figures.
        for partner in self:
            figures = partner.followup_debtor_id.behaviour_ids
            partner.followup_behaviour = figures.words if figures.paid_count else False
