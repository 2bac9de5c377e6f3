"""What if: the coming steps of a debtor, by the engine's own decisions."""

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..engine import what_if
from ..engine.calls import answer_day
from ..engine.claims import HANDOFF
from ..engine.law_of_claims import deliveries_of
from ..engine.rules.alert import is_call_before
from .debtor import SENDERS
from .ledger_reader import LedgerReader
from .policy_timeline import CHANNEL_ICONS, DAY_FORMAT


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_what_if(self):
        """Show the coming steps of this customer in the current company.

        :raises UserError: when nothing was ever decided about it
        """
        self.ensure_one()
        debtor = self.followup_debtor_id
        if not debtor:
            raise UserError(
                self.env._("This customer is not followed: nothing is to come.")
            )
        return debtor.action_what_if()


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def action_what_if(self):
        """Open the coming steps of this debtor; nothing is written."""
        self.ensure_one()
        self._check_may_look_ahead()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What if"),
            "res_model": "debtor.what.if",
            "view_mode": "form",
            "target": "new",
            "context": {"default_debtor_id": self.id, "dialog_size": "large"},
        }

    def _check_may_look_ahead(self):
        """Only users of follow-up ask what would happen.

        :raises AccessError: for whoever is not one
        """
        if not self.env.user.has_group(SENDERS):
            raise AccessError(
                self.env._("Only users of Follow-up look ahead for a customer.")
            )
        self.check_access("read")

    def _what_if(self, today, start=None, payment=None, policy=None, disputed=None):
        """Return what would happen to this debtor if nobody reacts; write nothing.

        :param date today: which day is today
        :param date start: from when on follow-up goes on, today if not given
        :param payment: (day, currency, amount) that is paid, if any
        :param policy: a ``debtor.followup.policy`` that is set by hand, perhaps a draft
        :param disputed: open items that are disputed from the start on
        :return: dict with ``why`` (the present decision in words), ``rows`` (dicts
            with ``kind day title``, and of steps ``how who claims amount deadline``),
            ``remarks`` and ``end`` (after what nothing comes)
        :raises UserError: says what is wrong with a choice
        """
        self.ensure_one()
        self._check_may_look_ahead()
        start = start or today
        reader = LedgerReader(self.env, self.company_id, start)
        snapshot = reader.snapshots(self.partner_id.ids)[self.partner_id.id]
        if start < today:
            raise UserError(
                self.env._(
                    "Choose today, %(today)s, or a day after it to go on from.",
                    today=format_date(self.env, today),
                )
            )
        assumed = what_if.Assumed(
            payment=self._assume_payment(snapshot, payment, today),
            disputed=self._assume_disputed(snapshot, disputed),
            answer_day=answer_day(start, snapshot.countries),
            sent=self._assume_sent(snapshot, reader),
        )
        now = self._decide(today, automatic=True)[self]
        policy_id = reader.choice.of_debtor(self)
        if policy:
            policy_id = self._assume_policy(reader, policy)
            snapshot.keeps_ladder, snapshot.chosen = False, None
        future = what_if.foresee(
            snapshot, reader.policies.get(policy_id), start, assumed
        )
        explain = self.env["debtor.followup.decision"]._explain
        return {
            "why": explain(self, now),
            "rows": [self._say_coming(one) for one in future.coming],
            "remarks": self._get_what_if_remarks(snapshot, assumed),
            "end": explain(self, future.last),
            "end_day": format_date(self.env, future.day, date_format=DAY_FORMAT),
        }

    # === WHAT IS ASSUMED === #

    def _assume_policy(self, reader, policy):
        if policy.company_id and policy.company_id != self.company_id:
            raise UserError(
                self.env._(
                    'The policy "%(policy)s" belongs to another company: choose one '
                    "of %(company)s.",
                    policy=policy.name,
                    company=self.company_id.name,
                )
            )
        reader.assume(policy)
        return policy.id

    def _assume_payment(self, snapshot, payment, today):
        if not payment:
            return None
        day, currency, amount = payment
        units = 10**currency.decimal_places
        assumed = what_if.Payment(day, currency.id, round(amount * units))
        wrong = what_if.check_payment(snapshot.claims, assumed, today)
        if wrong == "past":
            raise UserError(
                self.env._(
                    "Choose today, %(today)s, or a day after it for the payment.",
                    today=format_date(self.env, today),
                )
            )
        if wrong:
            owed = what_if.open_amount(snapshot.claims, currency.id)
            texts = self.env["debtor.followup.decision"]._format_amounts(
                [(currency.id, owed)]
            )
            raise UserError(
                self.env._(
                    "Enter a payment above zero and no more than what is open, "
                    "%(open)s.",
                    open=texts,
                )
            )
        return assumed

    def _assume_disputed(self, snapshot, disputed):
        wanted = set(disputed.ids) if disputed else set()
        if wanted - {claim.line_id for claim in snapshot.claims}:
            raise UserError(
                self.env._("Choose an open invoice of this customer that is followed.")
            )
        return tuple(sorted(wanted))

    def _assume_sent(self, snapshot, reader):
        """Return the contact that is on its way as if it arrived, or None."""
        underway = snapshot.underway
        if underway is None or underway.state == "draft":
            return None
        notice = self.env["debtor.notice"].browse(underway.notice_id)
        levels = {
            level.level_id: level
            for policy in reader.policies.values()
            for level in policy.levels
        }
        lines = (notice.copy_of_id or notice).line_ids
        demanded = lines.filtered(lambda one: one.role == "demanded")
        listed = lines.filtered(lambda one: one.role == "listed")
        return what_if.Sent(
            notice.contact_date,
            notice.deadline_date or None,
            tuple(
                (line.move_line_id.id, levels[line.level_id.id])
                for line in demanded
                if line.level_id.id in levels
            ),
            tuple(listed.move_line_id.ids),
            deliveries_of(
                notice.contact_date,
                (notice | notice.copy_ids).mapped("channel"),
            ),
            notice.legal_variant or None,
        )

    def _get_what_if_remarks(self, snapshot, assumed):
        """Return in words what else is taken for granted."""
        remarks = [
            self.env._(
                "If the customer does not react, and people do their tasks on the day."
            )
        ]
        if assumed.sent:
            remarks.append(
                self.env._(
                    "The message of %(day)s that is on its way arrives.",
                    day=format_date(self.env, assumed.sent.day),
                )
            )
        if snapshot.bank_behind:
            remarks.append(self.env._("The bank is booked up to date."))
        return remarks

    # === IN WORDS === #

    def _say_coming(self, coming):
        """Return a row of the list: what happens on a day."""
        day = format_date(self.env, coming.day, date_format=DAY_FORMAT)
        if coming.kind == what_if.STEP:
            return {"kind": "step", "day": day, **self._say_step(coming.decision)}
        if coming.kind == what_if.ANNOUNCED:
            title = self.env._(
                "%(level)s is announced: a colleague may stop it",
                level=coming.decision.level.name,
            )
            return {"kind": "announced", "day": day, "title": title}
        if coming.kind == what_if.PAID:
            payment = coming.payment
            amounts = [(payment.currency_id, payment.amount)]
            texts = self.env["debtor.followup.decision"]._format_amounts(amounts)
            title = self.env._("%(amount)s is paid", amount=texts)
            return {"kind": "paid", "day": day, "title": title}
        pauses = self.env["debtor.pause"]
        reasons = dict(pauses._fields["reason"]._description_selection(self.env))
        reason = reasons.get(coming.pause.reason, coming.pause.reason)
        title = (
            self.env._("The pause is over: %(reason)s", reason=reason)
            if coming.kind == what_if.PAUSE_ENDS
            else self.env._(
                "A person must record how this ended: %(reason)s", reason=reason
            )
        )
        return {"kind": coming.kind, "day": day, "title": title}

    def _say_step(self, decision):
        level, explained = decision.level, self.env["debtor.followup.decision"]
        names = dict(
            self.env["debtor.followup.level"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        channels = [decision.channel, *(way.channel for way in decision.copies)]
        if level.step_kind == HANDOFF:
            channels = []  # not a message to the customer
        standings = [one for one, _level in decision.demanded]
        deadline = decision.deadline
        return {
            "step_kind": level.step_kind,
            "title": self.env._("Call before %(step)s", step=level.name)
            if is_call_before(level)
            else level.name,
            "how": [
                {"icon": CHANNEL_ICONS[one], "name": names[one]} for one in channels
            ],
            "who": self._say_who(decision),
            "claims": explained._list_some([one.claim.name for one in standings]),
            "amount": explained._format_amounts(what_if.asked(decision)),
            "deadline": format_date(self.env, deadline, date_format=DAY_FORMAT)
            if level.step_kind != HANDOFF
            else "",
        }

    def _say_who(self, decision):
        if decision.is_message and not decision.agree:
            return self.env._("leaves by itself")
        if decision.outcome == "call":
            return self.env._("a person calls")
        if decision.outcome == "handoff":
            return self.env._("a person decides")
        return self.env._("a person confirms")
