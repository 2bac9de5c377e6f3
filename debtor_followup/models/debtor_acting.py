from markupsafe import escape

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every

from ..engine.decision import decide
from .const import RESTING_REASONS
from .followup_decision import decision_key
from .ledger_reader import LedgerReader
from .planner import Planner, decision_row

#: An obstacle that stays is told again after so many days.
TASK_PAUSE_DAYS = 30


class DebtorDebtor(models.Model):
    """Deciding about debtors, acting on it, and the tasks that come of it."""

    _inherit = "debtor.debtor"

    # === DECIDING === #

    @api.model
    def _read_snapshots(self, company, partners, as_of):
        """Read what the ledger says about partners of a legal entity on a day.

        :param company: any company of the legal entity
        :param partners: commercial partners
        :param date as_of: which day counts as today; residuals are of this moment
        :return: dict partner id -> DebtorSnapshot (amounts in minor units)
        """
        return LedgerReader(self.env, company, as_of).snapshots(
            partners.commercial_partner_id.ids
        )

    def _decide(
        self,
        as_of,
        without=None,
        reader=None,
        assume=None,
        taken=(),
        automatic=False,
    ):
        """Decide about these debtors as on a day; write nothing.

        :param date as_of: which day counts as today
        :param without: notices to leave out of account, so that messages on
            their way can be looked at again
        :param reader: a reader of these debtors' company and this day, else made
        :param assume: a policy to decide by as if it were active and the one of
            all these debtors, for looking ahead; else each debtor's own
        :param taken: addresses at which somebody else was written to today
        :param bool automatic: nobody looks at it, so that the bank must be booked
        :return: dict debtor -> :class:`~..engine.decision.Decision`
        """
        decisions = {}
        for company, debtors in self.grouped("company_id").items():
            source = reader or LedgerReader(self.env, company, as_of)
            snapshots = source.snapshots(debtors.partner_id.ids)
            if assume:
                source.assume(assume)
            for debtor in debtors:
                policy_id = assume.id if assume else source.choice.of_debtor(debtor)
                snapshot = snapshots[debtor.partner_id.id]
                underway = snapshot.underway
                if without and underway and underway.notice_id in without.ids:
                    snapshot.underway = None
                snapshot.taken_addresses = taken
                if not automatic:
                    snapshot.bank_behind = ()
                    snapshot.moment = snapshot.moment.by_hand()
                decisions[debtor] = decide(
                    snapshot, source.policies.get(policy_id), as_of
                )
        return decisions

    def _plan(self, as_of):
        """Decide about these debtors and write what is next; nothing is sent."""
        for company, debtors in self.grouped("company_id").items():
            Planner(self.env, company, as_of).plan(debtors.partner_id.ids)

    def _record_decisions(self, decisions, as_of, anew=False):
        """Keep the decisions that changed since the last one of each debtor.

        :param bool anew: keep all, also where only days changed that a message names
        """
        rows = []
        for debtor, decision in decisions.items():
            key = decision_key(decision)
            if anew or key != debtor.fingerprint or not debtor.decision_id:
                rows.append(
                    decision_row(debtor.id, debtor.company_id.id, as_of, decision)
                )
                debtor.fingerprint = key
        if not rows:
            return
        self.flush_model(["fingerprint"])
        self.env["debtor.followup.decision"]._record(rows)
        # Of whom was decided: self may be empty.
        decided = self.browse(debtor.id for debtor in decisions)
        decided.invalidate_recordset(["decision_id", "decision_ids"], flush=False)

    def _decide_again(self, as_of):
        """Plan these debtors anew and let the acting job see to them today."""
        self._plan(as_of)
        self.write({"acted_on": False})
        self.env.ref("debtor_followup.ir_cron_act").sudo()._trigger()

    # === ACTING === #

    def _act(self, as_of, run=None, agreed=False):
        """Decide again, now, and do it: notices and tasks. Commits nothing.

        :param date as_of: which day counts as today
        :param run: the run that acts, if any
        :param bool agreed: a person agreed, so that proposals are sent
        :return: the new notices
        """
        notices = self.env["debtor.notice"]
        if not self:
            return notices
        decisions = self._decide(as_of, automatic=not agreed)
        self._read_partners_sudo(decisions)
        wanted = self._set_proposals_aside(decisions, as_of, agreed)
        wanted, shared = wanted._allot(decisions, as_of, run, agreed)
        self._record_decisions(decisions, as_of)
        self._renew_calls(decisions, as_of, run)
        self._make_tasks(decisions, as_of)
        for batch in split_every(50, wanted, list):
            notices |= notices._create_from_decisions(
                {debtor: decisions[debtor] for debtor in batch}, as_of, run, agreed
            )
        notices._remark_shared(shared)
        return notices

    def _read_partners_sudo(self, decisions):
        """Read at once all the partners that messages and tasks will name.

        In sudo mode because a user need not read whoever gets the tasks.
        """
        ids = {one.recipient_id for one in decisions.values() if one.recipient_id}
        debtors = self.sudo()
        users = debtors.responsible_id | debtors.company_id.followup_user_id
        partners = debtors.partner_id | users.partner_id
        (partners | partners.browse(ids)).fetch()

    def _get_waiting_notices(self):
        """Return what is decided about anew: nothing of it has left yet."""
        domain = Domain("debtor_id", "in", self.ids) & self._get_waiting_domain()
        return self.env["debtor.notice"].search(domain)

    @api.model
    def _get_waiting_domain(self):
        """Hook: return the domain of notices of which nothing has left yet."""
        return Domain("state", "=", "draft")

    def _set_proposals_aside(self, decisions, as_of, agreed):
        """Cancel proposals that are out of date; return who needs a new notice.

        A proposal that still says the same stays, with its words brought up to
        the day, unless a person agreed now; so does one over a weekend or a
        quiet period, to be looked at on the next contact day.

        :param dict decisions: debtor -> Decision; of who stops it is made anew
        """
        drafts = self._get_waiting_notices()
        kept, outdated, renewed = self.browse(), drafts.browse(), {}
        for notice in drafts:
            decision = decisions[notice.debtor_id]
            if decision.reason in RESTING_REASONS or notice._is_agreed(decision):
                continue
            # What a person agreed to waits as it is for the printer or the call.
            proposed = notice.state == "draft"
            if not notice._still_says(decision):
                outdated |= notice
            elif agreed and proposed and not notice._is_formal():
                notice._cancel_decided_anew()
            elif notice.copy_of_id.state != "sent":
                kept |= notice.debtor_id
                if not notice.copy_of_id and notice._needs_renewal(decision):
                    renewed[notice] = decision
            # Else it belongs to a contact that arrived: it keeps nothing back.
        outdated._drop_outdated(decisions, as_of)
        drafts._renew(renewed, as_of)
        # Written before its successor of the same day is.
        drafts.flush_recordset(["state"])
        wanted = [
            debtor.id
            for debtor, decision in decisions.items()
            if decision.is_message and debtor not in kept
        ]
        return self.browse(wanted)

    def _make_tasks(self, decisions, as_of):
        """Give people the tasks that some decisions ask for, each once.

        For a step: once for each claim. For an obstacle: again after a month, if
        it is still there.
        """
        asked = {one: made for one, made in decisions.items() if made.task}
        recent = self._read_recent_tasks(asked, as_of)
        values, told = [], []
        for debtor, decision in asked.items():
            if decision.level is None and (debtor.id, decision.reason) in recent:
                continue
            record = debtor.decision_id
            values.append(
                debtor._prepare_task(
                    lambda lang, one=record: one._get_task_summary(lang),
                    lambda lang, one=record: one.with_context(lang=lang).explanation,
                    as_of,
                )
            )
            told.append((record, decision))
        # A mail for each task would flood whoever starts on an old ledger.
        tasks = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        for task, (record, decision) in zip(tasks.create(values), told, strict=True):
            record._note_task_sudo(
                as_of,
                [standing.claim for standing, _level in decision.demanded],
                task,
            )

    def _read_recent_tasks(self, debtors, as_of):
        """Return pairs (debtor id, reason) for which a task is fresh enough."""
        # layer: how long a task is fresh, not a day of the ladder
        since = fields.Date.subtract(as_of, days=TASK_PAUSE_DAYS)
        groups = self.env["debtor.followup.decision"]._read_group(
            [
                ("debtor_id", "in", [debtor.id for debtor in debtors]),
                ("task_date", ">", since),
            ],
            ["debtor_id", "reason"],
        )
        return {(debtor.id, reason) for debtor, reason in groups}

    def _prepare_task(self, summary, note, day):
        """Hook: return the values of an activity on this debtor.

        :param summary: a text, or a function of a language that returns one: a job
            has no language, and whoever gets the task reads his own
        :param note: function of a language that returns a plain text
        """
        self.ensure_one()
        user = self._get_task_user()
        if callable(summary):
            summary = summary(user.lang)
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            # Else both are looked up, and the name is written afterwards.
            "res_model": self._name,
            "res_name": self.display_name,
            "activity_type_id": self.env["ir.model.data"]._xmlid_to_res_id(
                "debtor_followup.mail_activity_type_followup"
            ),
            "automated": True,
            "summary": summary,
            "note": escape(note(user.lang) or ""),
            "date_deadline": day,
            "user_id": user.id,
        }

    def _get_task_user(self):
        """Hook: return who gets this debtor's tasks.

        The responsible person, if he may see follow-up at all; else the
        company's person for tasks.
        """
        self.ensure_one()
        responsible = self.responsible_id
        if responsible and responsible.has_group("debtor_followup.group_viewer"):
            return responsible
        return self.sudo().company_id.followup_user_id or self.env.user

    def action_send_now(self):
        """Take the due step of these debtors now, as a person's act.

        Those for whom nothing is due are named with the reason; the others get
        their message.

        :raises UserError: says why when nothing is due for any of them
        """
        self.check_access("write")
        self._check_may_send()
        notices = self.env["debtor.notice"]
        for company, debtors in self.grouped("company_id").items():
            notices |= debtors._act(company._followup_now().date(), agreed=True)
        remarks = [
            self.env._(
                "Nothing was sent to %(name)s. %(why)s",
                name=debtor.partner_id.display_name,
                why=debtor.decision_id.explanation or "",
            )
            for debtor in self - notices.debtor_id
        ]
        if not notices:
            raise UserError("\n".join(remarks))
        return notices._notify_queued(remarks)

    def action_plan(self):
        """Decide anew about these debtors and show what is next."""
        self.check_access("write")
        for company, debtors in self.grouped("company_id").items():
            debtors._plan(company._followup_now().date())
