from odoo import fields, models
from odoo.exceptions import UserError

REPLY_OUTCOMES = [
    ("paid", "They have paid, or payment is on its way"),
    ("promise", "They promise to pay"),
    ("dispute", "They dispute an invoice"),
    ("answered", "Their question is answered"),
    ("unrelated", "It is not about this"),
]
#: Which call outcome proposes day and amount, and makes the pause that follows.
LIKE_CALLS = {"paid": "announced", "promise": "promise", "dispute": "dispute"}


class DebtorTodo(models.Model):
    _inherit = "debtor.todo"

    def action_open(self):
        """EXTENDS: of a reply, open the form on which it is recorded."""
        self.ensure_one()
        if self.kind == "reply":
            return self.pause_id.action_open_reply()
        return super().action_open()


class DebtorPause(models.Model):
    """How replies ended: a person says what they answered."""

    _inherit = "debtor.pause"

    reply_outcome = fields.Selection(
        REPLY_OUTCOMES, string="What they answered", readonly=True, copy=False
    )
    next_pause_id = fields.Many2one(
        "debtor.pause",
        string="Followed by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def action_lift(self):
        """EXTENDS: a reply ends by what was answered, so that it is known later.

        :raises UserError: when there is an open reply among them
        """
        if self.filtered(lambda one: one.reason == "reply" and one.state == "active"):
            raise UserError(
                self.env._(
                    "A reply does not end by lifting its pause: open it and record "
                    "what they answered."
                )
            )
        return super().action_lift()

    def action_open_reply(self):
        """Open the form on which somebody records what was answered."""
        self.ensure_one()
        self.debtor_id._check_may_send()
        return (
            self.env["debtor.reply"]
            ._open(self)
            ._get_records_action(target="new", name=self.env._("What did they answer?"))
        )

    def _record_reply(self, outcome, **said):
        """End a reply by what was answered, and let follow what it asks for.

        Nothing is kept when anything is wrong.

        :param str outcome: one of ``REPLY_OUTCOMES``
        :param said: ``note``, ``day``, ``amount`` with ``currency``, ``claim``
        :return: the pause that follows, empty when follow-up goes on
        :raises UserError: says what to correct
        """
        self.ensure_one()
        debtor = self.debtor_id
        debtor._check_may_send()
        self.check_access("write")
        locked = self.try_lock_for_update()
        if not locked or self.state != "active" or self.reason != "reply":
            raise UserError(
                self.env._(
                    "This reply was handled in the meantime. Close this window and "
                    "look at the customer again; nothing was recorded."
                )
            )
        today = self.company_id._followup_now().date()
        following = self._pause_as_answered(outcome, said, today)
        self._set_state("lifted")
        self.write({"reply_outcome": outcome, "next_pause_id": following.id})
        self._finish_reply(outcome, said.get("note"))
        debtor._plan(today)
        return following

    def _pause_as_answered(self, outcome, said, today):
        """Return the pause that an outcome makes, empty for most."""
        nothing = self.browse()
        if outcome not in LIKE_CALLS:
            return nothing
        debtor = self.debtor_id
        if outcome == "paid" and not debtor._get_call_claims():
            return nothing  # the payment is there already
        if outcome == "dispute":
            said = {**said, "note": said.get("note") or self.note}
        handle = debtor._get_call_handlers()[LIKE_CALLS[outcome]]
        return handle(said, today)

    def _finish_reply(self, outcome, note):
        """Log the outcome, and take the tasks of the answers off the lists."""
        labels = dict(self._fields["reply_outcome"]._description_selection(self.env))
        text = ": ".join(part for part in (labels[outcome], note) if part)
        debtor = self.debtor_id
        kind = self.env.ref("debtor_followup.mail_activity_type_answer")
        debtor.activity_ids.filtered(
            lambda one: one.activity_type_id == kind
        ).action_feedback(feedback=text)
        debtor._message_log(body=self.env._("Reply: %s", text))
