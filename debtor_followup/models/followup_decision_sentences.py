from odoo import api, models


class DebtorFollowupDecision(models.Model):
    """The sentences: what happens, by which rule, and what would change it."""

    _inherit = "debtor.followup.decision"

    @api.model
    def _get_because(self):
        """EXTENDS debtor.followup.decision."""
        return {
            **super()._get_because(),
            "delay": self.env._("counted from the due date"),
            "wait": self.env._("counted from the last contact about it"),
            "gap": self.env._("by the least time between two contacts"),
            "deadline": self.env._("after the deadline in the last message"),
            "quiet": self.env._("after the quiet period %(quiet)s"),
        }

    @api.model
    def _get_explanations(self):
        """EXTENDS debtor.followup.decision."""
        return {
            **super()._get_explanations(),
            **self._get_step_sentences(),
            **self._get_waiting_sentences(),
            **self._get_resting_sentences(),
            **self._get_stopped_sentences(),
        }

    @api.model
    def _get_step_sentences(self):
        """Return the sentences of steps that are due."""
        return {
            "step_due_send": self.env._(
                "%(level)s is due (%(because)s) and is sent: it asks payment by "
                "%(deadline)s. A payment or a pause before it leaves stops it."
            ),
            "step_due_propose": self.env._(
                "%(level)s is due (%(because)s) and waits for a person's agreement: "
                "it would ask payment by %(deadline)s. A payment or a pause takes it "
                "back."
            ),
            "step_due_formal_notice": self.env._(
                "%(level)s is due for %(claims)s (%(because)s) and waits for a "
                "person's agreement: it would ask payment by %(deadline)s. A payment "
                "or a pause takes it back."
            ),
            "step_due_handoff": self.env._(
                "%(level)s is due for %(claims)s (%(because)s): a person must decide "
                "on it. A payment or a pause makes it needless."
            ),
            "call_due": self.env._(
                "%(level)s is due (%(because)s): a person should call about %(claims)s "
                "and ask for payment by %(deadline)s. A payment, a promise or a pause "
                "takes it off the list."
            ),
            "not_yet": self.env._(
                "Nothing today: %(level)s comes next, on %(next)s, for %(claim)s, "
                "due on %(due)s (%(because)s). %(total)s is overdue; a payment or "
                "a pause changes it."
            ),
            "nothing_overdue": self.env._(
                "Nothing is overdue of what is open, %(total)s. %(level)s comes on "
                "%(next)s if %(claim)s, due on %(due)s, is still open then "
                "(%(because)s)."
            ),
            "nothing_overdue_end": self.env._(
                "Nothing is overdue, and no step of the policy is meant for what is "
                "open. Another policy changes it."
            ),
        }

    @api.model
    def _get_waiting_sentences(self):
        """Return the sentences of what waits for a person or a message."""
        return {
            "waits_for_person": self.env._(
                "Since %(since)s a person has a task about %(claims)s: %(level)s. "
                "These claims wait until it is recorded as done, or until they are "
                "paid."
            ),
            "contact_underway": self.env._(
                "A message of %(contact)s is on its way: nothing else happens until "
                "it arrived or failed."
            ),
            "uncertain": self.env._(
                "It is uncertain whether the message of %(contact)s arrived: a person "
                "must say so before anything else is sent."
            ),
            "gentle_start": self.env._(
                "%(level)s is due, and waits its turn: until %(until)s at most "
                "%(most)s messages leave a day, the largest and oldest amounts first. "
                "It is decided again on %(next)s, unless it is sent by hand or paid "
                "before."
            ),
            "gentle_first_day": self.env._(
                "%(level)s is due, and waits: on the first day of follow-up only "
                "those messages leave that somebody looked at before. It is decided "
                "again on %(next)s, unless it is sent by hand or paid before."
            ),
            "old_claims": self.env._(
                "Nothing happens by itself: a person decides how to go on, or lets "
                "the old claims be followed like the others."
            ),
            "no_address": self.env._(
                "%(level)s is due for %(claims)s, but there is nobody to write to. "
                "Enter a valid email address on the invoice contact or on the "
                "customer."
            ),
            "address_failed": self.env._(
                "%(level)s is due for %(claims)s, but the last message to "
                "%(addresses)s did not arrive. Correct the address to go on."
            ),
        }

    @api.model
    def _get_resting_sentences(self):
        """Return the sentences of pauses and of days without messages."""
        return {
            "paused": self.env._(
                "Paused until %(until)s (%(pause)s), and nothing is asked. Follow-up "
                "resumes on %(next)s, or as soon as the pause is lifted."
            ),
            "paused_claims": self.env._(
                "All that is overdue is paused until %(until)s (%(pause)s): "
                "%(claims)s. Follow-up resumes on %(next)s, or as soon as the pause "
                "is lifted."
            ),
            "pause_needs_person": self.env._(
                "Paused (%(pause)s), and its date %(until)s has passed: a person "
                "must record how it ended before anything goes on."
            ),
            "not_business_day": self.env._(
                "Messages go out on business days only: %(level)s follows on %(next)s, "
                "unless a payment or a pause comes first."
            ),
            "quiet_period": self.env._(
                "Nobody is written to or called in the quiet period %(quiet)s: "
                "%(level)s follows on %(next)s, unless a payment or a pause comes "
                "first."
            ),
        }

    @api.model
    def _get_stopped_sentences(self):
        """Return the sentences of what goes no further by itself."""
        return {
            "no_debtor": self.env._(
                "This is one of the own companies or an employee: nothing is asked, "
                "unless the contact is neither any more."
            ),
            "nothing_open": self.env._(
                "Nothing is open that can be followed up. The next posted invoice "
                "changes it."
            ),
            "no_due_date": self.env._(
                "No open claim has a due date, so nothing is overdue."
            ),
            "covered_by_credits": self.env._(
                "What is overdue is covered by open credits, so nothing is asked: "
                "match them in accounting."
            ),
            "no_policy": self.env._(
                "No follow-up policy is set, so nothing is asked: choose one on the "
                "company or on this debtor."
            ),
            "policy_draft": self.env._(
                'The policy "%(policy)s" is a draft, so nothing is asked: activate it '
                "to start."
            ),
            "small_amount": self.env._(
                "What is overdue is a small amount, below %(small)s, and got its one "
                "reminder. A person decides; growth above the limit resumes follow-up."
            ),
            "below_minimum": self.env._(
                "What is overdue is below the minimum of %(minimum)s: nothing is sent "
                "until more is overdue."
            ),
            "stops_unknown": self.env._(
                "It is not known whether this is a business or a consumer, so "
                "nothing follows the first reminder. Set the kind of this debtor."
            ),
            "end_of_ladder": self.env._(
                "All steps of the policy were taken: a person decides what follows, or "
                "chooses another policy."
            ),
            "before_cutoff": self.env._(
                "Nothing is followed up here; a later claim will be."
            ),
        }
