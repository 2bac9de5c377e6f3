from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.debtor_followup.models.const import (
    NOTICE_STATES,
    NOTICE_TRANSITIONS,
    PAUSE_STATES,
    PAUSE_TRANSITIONS,
    PERSISTENT_PAUSES,
    UNDERWAY_STATES,
)

from .common import TODAY, FollowupCommon

LOGGERS = (
    "odoo.addons.debtor_followup.models.debtor_notice",
    "odoo.addons.debtor_followup.models.debtor_pause",
)
#: Written down apart from the code: who changes one must mean the other.
NOTICES = {
    "preview": {"draft", "queued", "cancelled"},
    "draft": {"queued", "sent", "cancelled"},
    "queued": {"sending", "sent", "failed", "cancelled"},
    "sending": {"sent", "queued", "uncertain", "failed"},
    "uncertain": {"sent", "queued", "cancelled", "withdrawn"},
    "sent": {"bounced", "withdrawn", "failed"},
    "failed": {"queued", "cancelled"},
    "bounced": {"sent"},
    "withdrawn": set(),
    "cancelled": set(),
}


@tagged("post_install", "-at_install")
class TestStates(FollowupCommon):
    """Every pair of state and transition of notices and pauses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_invoices({"days": 10})
        cls.notice = cls._debtor()._act(TODAY)

    def _notice_in(self, state):
        notice = self.notice.copy({"automatic": False, "mail_mail_id": False})
        notice.state = state
        return notice

    # === NOTICES === #

    def test_table_of_notices(self):
        table = {state: set(targets) for state, targets in NOTICE_TRANSITIONS.items()}
        self.assertEqual(table, NOTICES)
        self.assertEqual(set(table), set(dict(NOTICE_STATES)))

    @mute_logger(*LOGGERS)
    def test_all_transitions_of_notices(self):
        for state, allowed in NOTICES.items():
            for target in NOTICES:
                notice = self._notice_in(state)
                before = notice.write_date, notice.cancel_reason, notice.failure_reason
                moved = notice._set_state(target, reason="Tried")
                with self.subTest(state=state, target=target):
                    if target in allowed:
                        self.assertEqual(moved, notice)
                        self.assertEqual(notice.state, target)
                        field = "cancel" if target == "cancelled" else "failure"
                        self.assertEqual(notice[f"{field}_reason"], "Tried")
                        continue
                    self.assertFalse(moved)
                    self.assertEqual(notice.state, state)
                    after = (
                        notice.write_date,
                        notice.cancel_reason,
                        notice.failure_reason,
                    )
                    self.assertEqual(after, before)

    def test_refused_transition_is_logged_and_replay_is_not(self):
        notice = self._notice_in("cancelled")
        with self.assertLogs(LOGGERS[0], "WARNING") as log:
            notice._set_state("queued")
        self.assertIn("cancelled -> queued refused", log.output[0])
        with self.assertNoLogs(LOGGERS[0], "WARNING"):
            notice._set_state("cancelled")

    @mute_logger(*LOGGERS)
    def test_only_those_that_may_are_moved(self):
        draft, sent = self._notice_in("draft"), self._notice_in("sent")
        moved = (draft | sent)._set_state("cancelled")
        self.assertEqual(moved, draft)
        self.assertEqual(sent.state, "sent")

    def test_state_of_the_lines_follows(self):
        line = self.notice.line_ids
        for state in ("sending", "sent", "bounced"):
            self.notice._set_state(state)
            self.assertEqual(line.state, state)

    def test_sent_is_recorded_once(self):
        self.notice._mark_sent(self.env.cr.now())
        before = self.notice.read(["date_sent", "contact_date", "proof_kind"])
        self.assertFalse(self.notice._mark_sent(self.env.cr.now() + timedelta(days=9)))
        after = self.notice.read(["date_sent", "contact_date", "proof_kind"])
        self.assertEqual(after, before)

    def test_day_of_a_message_sent_around_midnight_is_the_companys(self):
        self.company.resource_calendar_id.tz = "Europe/Brussels"
        self.notice._mark_sent(self.env.cr.now().replace(2026, 11, 23, 23, 30))
        self.assertEqual(self.notice.contact_date, TODAY + timedelta(days=1))

    @mute_logger(*LOGGERS)
    def test_only_proposals_and_cancelled_notices_are_deleted(self):
        for state in NOTICES:
            notice = self._notice_in(state)
            with self.subTest(state=state):
                if state in ("draft", "cancelled"):
                    notice.unlink()
                    self.assertFalse(notice.exists())
                else:
                    with self.assertRaisesRegex(UserError, "Only proposals"):
                        notice.unlink()

    def test_buttons_do_nothing_in_other_states(self):
        for state in set(NOTICES) - {"uncertain", "bounced"}:
            notice = self._notice_in(state)
            notice.action_arrived()
            with self.subTest(state=state, button="arrived"):
                self.assertEqual(notice.state, state)
        for state in set(NOTICES) - {"draft"}:
            with self.subTest(state=state), self.assertRaisesRegex(UserError, "agreed"):
                self._notice_in(state).action_send()

    def test_retry_is_for_what_failed_or_is_uncertain(self):
        """Not for a message that waits or is being sent, nor for a proposal."""
        for state in NOTICES:
            notice = self._notice_in(state)
            with self.subTest(state=state):
                if state in ("failed", "uncertain"):
                    notice.action_retry()
                    self.assertEqual(notice.state, "queued")
                    self.assertEqual(notice.mail_mail_id.state, "outgoing")
                    continue
                with self.assertRaisesRegex(UserError, "failed or uncertain"):
                    notice.action_retry()
                self.assertEqual(notice.state, state)

    @mute_logger(*LOGGERS)
    def test_queued_notice_that_is_cancelled_leaves_no_mail(self):
        self.notice.action_cancel()
        self.assertEqual(self.notice.mail_mail_id.state, "cancel")

    def test_underway_states_all_have_an_end(self):
        for state in UNDERWAY_STATES:
            self.assertTrue(NOTICES[state] - set(UNDERWAY_STATES))

    # === PAUSES === #

    def _pause(self, **values):
        return self.env["debtor.pause"].create(
            {
                "debtor_id": self._debtor().id,
                "date_start": TODAY,
                "date_end": TODAY + timedelta(days=7),
                **values,
            }
        )

    @mute_logger(*LOGGERS)
    def test_all_transitions_of_pauses(self):
        """Every end is final."""
        states = set(dict(PAUSE_STATES))
        self.assertEqual(
            {key: set(value) for key, value in PAUSE_TRANSITIONS.items()},
            {"active": states - {"active"}},
        )
        for state in states:
            for target in states:
                pause = self._pause()
                pause.state = state
                moved = pause._set_state(target)
                with self.subTest(state=state, target=target):
                    allowed = state == "active" and target != "active"
                    self.assertEqual(moved, pause if allowed else pause.browse())
                    self.assertEqual(pause.state, target if allowed else state)

    @mute_logger(*LOGGERS)
    def test_lifting_twice(self):
        pause = self._pause()
        pause.action_lift()
        self.assertEqual(pause.state, "lifted")
        with self.assertRaisesRegex(UserError, "Only an active pause"):
            pause.action_lift()

    def test_what_ends_by_itself_and_what_does_not(self):
        for reason, _label in self.env["debtor.pause"]._fields["reason"].selection:
            pause = self._pause(reason=reason)
            self.env["debtor.pause"]._expire(self.company, TODAY + timedelta(days=30))
            with self.subTest(reason=reason):
                expected = "active" if reason in PERSISTENT_PAUSES else "expired"
                if reason == "promise":  # judged by the ledger
                    expected = "broken"
                self.assertEqual(pause.state, expected)

    def test_promise_waits_two_bank_days_for_the_payment(self):
        # Friday 4 December; Tuesday is the last day of grace.
        pause = self._pause(reason="promise", date_end=TODAY + timedelta(days=11))
        for days, state in ((15, "active"), (16, "broken")):
            pause._expire(self.company, TODAY + timedelta(days=days))
            self.assertEqual(pause.state, state)

    def test_pause_over_its_date_goes_to_a_person(self):
        self.notice._mark_sent(self.env.cr.now().replace(2026, 11, 23))
        self._pause(reason="dispute")
        debtor = self._debtor()
        for days in range(1, 40):
            self._run(TODAY + timedelta(days=days))
        self.assertEqual(debtor.decision_id.reason, "pause_needs_person")
        self.assertEqual(debtor.notice_ids, self.notice)
        self.assertTrue(debtor.activity_ids)

    def test_new_date_of_a_pause_keeps_it_in_force(self):
        pause = self._pause(reason="dispute")
        pause.date_end = TODAY + timedelta(days=60)
        self.notice._set_state("cancelled")
        self._run(TODAY + timedelta(days=30))
        self.assertIn("Paused until 01/22/2027", self._debtor().explanation)

    def test_pause_of_a_claim_needs_one(self):
        with self.assertRaisesRegex(ValidationError, "Name the claims"):
            self._pause(scope="claims")
        claim = self.notice.line_ids.move_line_id
        pause = self._pause(
            scope="claims", line_ids=[Command.create({"move_line_id": claim.id})]
        )
        self.assertEqual(pause.line_ids.move_id, claim.move_id)
