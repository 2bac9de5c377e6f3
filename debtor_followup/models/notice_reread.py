"""What somebody agreed to, or what was printed, is what leaves: only days run on."""

from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.charges import INTEREST_CHARGE
from ..engine.claims import FORMAL_NOTICE
from ..engine.legal_values import LegalError


class DebtorNotice(models.Model):
    """What a formal notice asks and why, kept to be compared with what holds now.

    Interest grows with its days. All else that changes is read again by a person.
    """

    _inherit = "debtor.notice"

    must_agree = fields.Boolean(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="It was proposed to a person, whatever the policy says meanwhile.",
    )
    # What it claimed and by which rules: see `_get_terms`.
    agreed_terms = fields.Json(
        readonly=True, copy=False, export_string_translation=False
    )
    agreed_text = fields.Char(
        readonly=True, copy=False, export_string_translation=False
    )
    printed_terms = fields.Json(
        readonly=True, copy=False, export_string_translation=False
    )
    reread_reason = fields.Text(
        string="Why to read it again",
        readonly=True,
        copy=False,
        help="What changed since somebody agreed to it, or why it waits for that.",
    )

    # === WHAT IS COMPARED === #

    def _get_item_terms(self, items):
        """Return what charges rest on, without the days that run on.

        Of interest the rates and sums with the day from which each counts; a later
        day adds none. Of costs their amounts.

        :param items: as in ``charge_items``
        :return: plain lists, as JSON gives them back
        """
        terms = []
        for item in items or ():
            basis = item["amount"]
            if item["kind"] == INTEREST_CHARGE:
                basis = []
                for part in item["segments"]:
                    sums = [part["base"], part["rate"]]
                    if not basis or basis[-1][1:] != sums:
                        basis.append([part["from"], *sums])
            terms.append([item["line_id"], item["kind"], item["currency_id"], basis])
        return sorted(terms, key=str)

    def _get_terms(self, items):
        """Return all that must not change after somebody agreed, as plain lists.

        What is demanded, which law and which terms govern it, and the charges.

        :param items: as in ``charge_items``
        """
        self.ensure_one()
        claims = [
            [
                line.move_line_id.id,
                f"{line.amount_rest:.3f}",
                *self._get_rules_of(line.move_line_id),
            ]
            for line in self._get_demanded_lines()
        ]
        kind = self.debtor_id.debtor_kind
        return [kind, self.legal_variant, sorted(claims), self._get_item_terms(items)]

    def _get_rules_of(self, claim):
        """Return [law, second law, accepted terms] of a claim, as plain values."""
        version = self.debtor_id._get_version_of(claim)
        try:
            choice = self.debtor_id._get_law(version)
        except LegalError:
            return [False, False, version.id]
        return [choice.law, choice.overlay, version.id]

    # === AFTER SOMEBODY AGREED === #

    def _note_agreed(self):
        """Keep what somebody agrees to now."""
        for notice in self._in_house_language():
            notice._write_sudo(
                {
                    "agreed_terms": notice._get_terms(notice.charge_items),
                    "agreed_text": notice.charge_text,
                    "reread_reason": False,
                }
            )

    def _complete(self, decisions, as_of):
        """What somebody agreed to and changed is a proposal again. EXTENDS."""
        result = super()._complete(decisions, as_of)
        for notice in self:
            if (
                notice.agreed_terms
                and not notice.legal_gaps
                and notice.state in ("draft", "queued")
                and notice._get_terms(notice.charge_items) != notice.agreed_terms
            ):
                notice._ask_again()
        return result

    def _ask_again(self):
        """Make a proposal of what somebody agreed to, and say what changed."""
        notice = self._in_house_language()
        nothing = notice.env._("no interest and no costs")
        reason = notice.env._(
            "What it claims, or a rule that it rests on, changed since somebody agreed "
            "to it. Then: %(before)s. Now: %(now)s. Read it again and agree, or "
            "cancel it.",
            before=notice.agreed_text or nothing,
            now=notice.charge_text or nothing,
        )
        waiting = notice.copy_ids.filtered(lambda one: one.state in ("draft", "queued"))
        waiting._set_state("cancelled", reason=reason)
        waiting._stop_mails_sudo()
        notice._write_sudo(
            {
                "state": "draft",
                "must_agree": True,
                "agreed_terms": False,
                "reread_reason": reason,
            }
        )
        notice._message_log(body=reason)

    def _get_moved(self, before):
        """Return those that claim something else than was shown, with the reason.

        :param dict before: notice -> (its item terms, its charges in words)
        """
        moved = self.browse()
        for notice in self._in_house_language():
            terms, text = before[notice]
            if notice._get_item_terms(notice.charge_items) != terms:
                moved |= notice
                notice._write_sudo({"agreed_text": text})
                notice._ask_again()
        return moved.with_env(self.env)

    # === A PROPOSAL WAITS FOR ITS PERSON === #

    def _differs_from(self, decision):
        """A policy that became automatic changes no proposal. EXTENDS."""
        differs = super()._differs_from(decision)
        by = decision.parameters.get("by")
        if differs and self.must_agree and by == "itself":
            rest = {k: v for k, v in decision.parameters.items() if k != "by"}
            return super()._differs_from(replace(decision, parameters=rest))
        return differs

    def _drop_outdated(self, decisions, as_of):
        """In the place of a proposal to a person comes such a proposal. EXTENDS."""
        asked = self.filtered("must_agree").debtor_id
        result = super()._drop_outdated(decisions, as_of)
        for debtor in asked:
            decision = decisions[debtor]
            if decision.outcome == FORMAL_NOTICE and decision.is_message:
                decisions[debtor] = replace(decision, agree=True)
        return result

    @api.model
    def _renew(self, renewed, today):
        """Say why one waits although the policy asks nobody any more. EXTENDS."""
        result = super()._renew(renewed, today)
        for notice, decision in renewed.items():
            waits = notice.must_agree and notice.state == "draft"
            if waits and not decision.agree and not notice.reread_reason:
                notice._write_sudo({"reread_reason": notice._say_waits()})
        return result

    def _say_waits(self):
        notice = self._in_house_language()
        return notice.env._(
            "It was proposed to a person before its step became automatic: it waits "
            "until somebody agrees to it or cancels it."
        )

    def _may_leave_by_itself(self, decision):
        """EXTENDS: not what was proposed to a person."""
        return not self.must_agree and super()._may_leave_by_itself(decision)

    # === BEFORE IT IS POSTED === #

    def _why_not_to_post(self, decision):
        """Return why a printed formal notice does not hold any more, or None.

        :param decision: of today, this notice left out of account
        """
        self.ensure_one()
        if reason := self._why_claims_changed(decision):
            return reason
        if self.copy_of_id or not self.printed_terms:
            return None
        items = []
        try:
            if self.level_id.add_charges:
                day = self.charges_until or self.contact_date
                items = self._compute_charge_items(day)
        except LegalError:
            return self._say_other_rules()
        if self._get_terms(items) != self.printed_terms:
            return self._say_other_rules()
        return None

    def _say_other_rules(self):
        notice = self._in_house_language()
        return notice.env._(
            "What it claims, or a rule that it rests on, changed since it was printed."
        )


class DebtorLetterBatch(models.Model):
    _inherit = "debtor.letter.batch"

    @api.model
    def _look_again(self, notices, today):
        """What has to be read again is not printed, and waits for that. EXTENDS."""
        reasons = super()._look_again(notices, today)
        back = notices.filtered(lambda one: one.state == "draft")
        back.debtor_id._plan(today)
        for notice in notices.filtered(
            lambda one: one.state == "queued" and one._is_formal()
        ):
            terms = notice._get_terms(notice.charge_items)
            notice._write_sudo({"printed_terms": terms})
        return reasons | {one: one.reread_reason or one.legal_problem for one in back}

    def _post(self, letters):
        """Formal notices are looked at once more. EXTENDS.

        :raises UserError: names those that do not hold; nothing is changed then
        """
        today = self.company_id._followup_now().date()
        formal = letters.filtered(
            lambda one: not one.left_out and one.state == "queued"
        ).notice_id.filtered(lambda one: one._is_formal())
        decisions = formal.debtor_id._decide(today, without=formal)
        reasons = [
            f"{notice.partner_id.display_name}: {reason}"
            for notice in formal
            if (reason := notice._why_not_to_post(decisions[notice.debtor_id]))
        ]
        if reasons:
            raise UserError(
                self.env._(
                    "Formal notices that do not hold any more: take them out of the "
                    "pile and press Print anew on their lines. What still can go is "
                    "made anew, the rest is dropped; the others can be posted then. "
                    "Nothing was marked as posted.\n%(reasons)s",
                    reasons="\n".join(reasons),
                )
            )
        return super()._post(letters)


class DebtorTodo(models.Model):
    _inherit = "debtor.todo"

    def _get_why(self):
        """Why it is to be read again comes first. EXTENDS debtor.todo."""
        why = super()._get_why()
        again = self.kind == "formal_notice" and self.notice_id.reread_reason
        return f"{again} {why}" if again else why
