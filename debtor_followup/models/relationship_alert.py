"""A debtor pays slower than before: an alert that somebody sees to, once."""

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..engine.habits import last_alert_day
from .bulk import array

ALERT_STATES = [("open", "To look at"), ("handled", "Looked at")]
ALERT_ENDS = [
    ("call", "Somebody spoke with the customer"),
    ("not_reached", "Nobody was reached on two days"),
    ("not_called", "Nobody called in time"),
    ("person", "Marked as handled"),
    ("figures", "Pays as before again"),
]
#: Beside the sources of `debtor.todo` itself.
ALERT = 6


class DebtorBehaviour(models.Model):
    """The alert stands with the figures that it comes from.

    It opens when the figures turn slower, and not again before three months have
    passed and they had been as before in the meantime.
    """

    _inherit = "debtor.behaviour"

    alert_state = fields.Selection(ALERT_STATES, string="Alert", readonly=True)
    alert_on = fields.Date(string="Alert since", readonly=True)
    alert_end = fields.Selection(ALERT_ENDS, string="How it ended", readonly=True)
    alert_user_id = fields.Many2one("res.users", string="Looked at by", readonly=True)
    alert_ended_on = fields.Date(string="Looked at on", readonly=True)
    alert_words = fields.Char(string="Alert in words", compute="_compute_alert_words")

    _alert_idx = models.Index("(debtor_id) WHERE alert_state = 'open'")

    @api.depends_context("lang")
    @api.depends("alert_state", "alert_end", "recent_days", "earlier_days")
    def _compute_alert_words(self):
        ends = dict(self._fields["alert_end"]._description_selection(self.env))
        for one in self:
            one.alert_words = False
            if one.alert_state == "open":
                one.alert_words = self.env._(
                    "Pays %(more)s days later than before: on day %(recent)s instead "
                    "of day %(earlier)s. The next reminder waits for a call.",
                    more=one.recent_days - one.earlier_days,
                    recent=one.recent_days,
                    earlier=one.earlier_days,
                )
            elif one.alert_state == "handled":
                one.alert_words = self.env._(
                    "That this customer pays slower was looked at on %(day)s by "
                    "%(user)s: %(end)s.",
                    day=format_date(self.env, one.alert_ended_on),
                    user=one.sudo().alert_user_id.name or self.env._("the nightly run"),
                    end=ends[one.alert_end],
                )

    @api.model
    def _follow_alerts(self, debtor_ids, as_of):
        """Open and end the alerts of debtors whose figures were refreshed.

        :param date as_of: which day counts as today
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE debtor_behaviour SET
                       alert_state = CASE WHEN trend = 'slower' THEN 'open' END,
                       alert_on = CASE WHEN trend = 'slower' THEN %(today)s
                                       ELSE alert_on END,
                       alert_end = CASE WHEN trend = 'slower' THEN NULL
                                        WHEN alert_state = 'open' THEN 'figures'
                                        ELSE alert_end END,
                       alert_user_id = CASE WHEN trend IS DISTINCT FROM 'slower'
                                            THEN alert_user_id END,
                       alert_ended_on = CASE WHEN trend = 'slower' THEN NULL
                                             WHEN alert_state = 'open' THEN %(today)s
                                             ELSE alert_ended_on END
                 WHERE debtor_id = ANY(%(debtors)s::int[])
                   AND (trend = 'slower' AND alert_state IS NULL
                        AND COALESCE(alert_on <= %(last)s, TRUE)
                        OR trend IS DISTINCT FROM 'slower'
                        AND alert_state IS NOT NULL)
                """,
                today=as_of,
                last=last_alert_day(as_of),
                debtors=array(debtor_ids),
            )
        )
        self.invalidate_model(flush=False)

    def _end_alert_sudo(self, how, as_of, user):
        """Note how open alerts ended, and who saw to them.

        In sudo mode because nobody writes on figures by hand.

        :return: those that were open
        """
        ended = self.filtered(lambda one: one.alert_state == "open")
        ended.sudo().write(
            {
                "alert_state": "handled",
                "alert_end": how,
                "alert_user_id": user.id,
                "alert_ended_on": as_of,
            }
        )
        return ended


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    alert_state = fields.Selection(related="behaviour_ids.alert_state")
    alert_words = fields.Char(related="behaviour_ids.alert_words")

    def _end_alert(self, how, as_of):
        """Say that somebody has seen to it that these debtors pay slower.

        The reminder that waited for a call goes as written from now on.

        :param str how: one of ``ALERT_ENDS``
        """
        user = self.env["res.users"] if how == "not_called" else self.env.user
        ended = self.behaviour_ids._end_alert_sudo(how, as_of, user)
        for behaviour in ended:
            behaviour.debtor_id._message_log(body=behaviour.alert_words)

    def _close_call(self, call, notice):
        """Whoever phoned has looked at it, whether anybody answered or not. EXTENDS."""
        result = super()._close_call(call, notice)
        how = "not_reached" if call.outcome == "not_reached" else "call"
        self._end_alert(how, call.day)
        return result

    def action_alert_handled(self):
        """Mark as handled that these customers pay slower, and decide anew."""
        self.check_access("write")
        self._check_may_send()
        for company, debtors in self.grouped("company_id").items():
            debtors._end_alert("person", company._followup_now().date())
        self.action_plan()


class DebtorTodo(models.Model):
    """One row for who pays slower and owes something, until somebody looked."""

    _inherit = "debtor.todo"
    _depends = {"debtor.behaviour": ["alert_state", "debtor_id"]}

    kind = fields.Selection(selection_add=[("slower", "Ask how things are")])

    @api.model
    def _activity_rows(self):
        """Add the alerts. EXTENDS. A call on the list is the same task."""
        alerts = SQL(
            """
            SELECT %(source)s, owner.id, owner.id, '80_tasks', 'slower',
                   NULL::int, NULL::int, NULL::int
              FROM debtor_behaviour behaviour
              JOIN debtor_debtor owner ON owner.id = behaviour.debtor_id
             WHERE behaviour.alert_state = 'open' AND owner.due_amount > 0
               AND owner.next_action <> 'call'
               AND NOT EXISTS (SELECT FROM debtor_notice call
                                WHERE call.debtor_id = owner.id
                                  AND call.channel = 'phone'
                                  AND call.state = 'queued')
            """,
            source=ALERT,
        )
        return SQL("%s UNION ALL %s", super()._activity_rows(), alerts)

    def _get_why(self):
        # EXTENDS debtor_followup
        if self.kind == "slower":
            return self.debtor_id.alert_words
        return super()._get_why()

    def _do_handle(self):
        # EXTENDS debtor_followup
        alerts = self.filtered(lambda one: one.kind == "slower")
        left = super(DebtorTodo, self - alerts)._do_handle()
        alerts.debtor_id.action_alert_handled()
        return left
