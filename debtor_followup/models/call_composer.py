"""Makes the calls that are due: notices by phone, waiting on somebody's list."""

from .followup_decision import decision_key
from .notice_composer import NoticeComposer


class CallComposer(NoticeComposer):
    """Creates and renews the phone notices of one batch of debtors."""

    def compose(self, decisions):
        """Create the calls with their claims and activities; return the notices.

        :param dict decisions: debtor -> Decision with outcome call
        """
        Notice = self._notices_sudo()
        if not decisions:
            return Notice.with_env(self.env)
        languages = self._languages(decisions)
        notices = Notice.create(
            [
                self._prepare_notice(debtor, decision, languages)
                for debtor, decision in decisions.items()
            ]
        )
        self._create_lines({one.debtor_id: one for one in notices}, decisions)
        notices = notices.with_env(self.env)
        notices._create_call_activities_sudo(self.as_of)
        return notices

    def renew(self, decisions):
        """Bring waiting calls up to the day; whoever has their sheet open keeps it.

        :param dict decisions: notice -> Decision
        """
        if not decisions:
            return
        notices, changed = self._notices_sudo(), {}
        for notice, decision in decisions.items():
            notice = notices.browse(notice.id)
            key = decision_key(decision)
            if notice.fingerprint != key:
                changed[notice.debtor_id] = (notice, decision)
            else:
                notices |= notice
            notice.write(
                {
                    "deadline_date": decision.deadline,
                    "fingerprint": key,
                    "decision_id": notice.debtor_id.decision_id.id,
                }
            )
        self._refresh_lines(notices)
        for notice, _decision in changed.values():
            notices |= notice
            notice.line_ids.unlink()
        notices.env["debtor.notice.line"].flush_model()
        self._create_lines(
            {debtor: notice for debtor, (notice, _decision) in changed.items()},
            {debtor: decision for debtor, (_notice, decision) in changed.items()},
        )

    def _prepare_notice(self, debtor, decision, languages):
        return {
            **super()._prepare_notice(debtor, decision, languages),
            "channel": "phone",
            "state": "queued",
            "remark": False,
        }
