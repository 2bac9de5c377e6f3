"""What is claimed on a claim that changed since: never more than the law gives now.

A charge is evidence and its amount never changes: what is too much is taken back by
the system, and the lower one is claimed anew as of the same last day.
"""

from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..engine.charges import Item, interest_instead
from ..engine.interest_stops import STOPPING
from ..engine.legal_values import CONSUMER, LegalError, treated_as
from .const import DEBTOR_KINDS
from .debtor_charge import KINDS_OF_COSTS


class _Law(NamedTuple):
    """What the law gives on one claim as of the last day that was claimed."""

    claim: object  # the engine's claim; None: nothing at all
    cost: Decimal
    until: object  # date: the last day of interest


class DebtorCharge(models.Model):
    _inherit = "debtor.charge"

    claimed_of = fields.Selection(
        DEBTOR_KINDS,
        string="Claimed of",
        compute="_compute_claimed_of",
        store=True,
        precompute=True,
        help="What the customer was known as when this was claimed.",
    )
    compared_with = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The facts with which this was last compared with the law.",
    )

    @api.depends("debtor_id")
    def _compute_claimed_of(self):
        for charge in self:
            charge.claimed_of = charge.claimed_of or charge.debtor_id.debtor_kind

    # === FINDING === #

    @api.model
    def _find_changed_sudo(self, company):
        """Return charge id -> the facts of its claim, where they changed; set-based.

        Due date, what was set against it, kind of customer, procedures and plans. In
        sudo mode because it follows the ledger, whoever works there.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT charge.id, facts.text
                  FROM debtor_charge charge
                  JOIN debtor_debtor debtor ON debtor.id = charge.debtor_id
                  JOIN account_move_line item ON item.id = charge.move_line_id
                   AND item.parent_state = 'posted'
                 CROSS JOIN LATERAL (
                       SELECT concat_ws('|', item.date_maturity,
                              debtor.debtor_kind IN ('business', 'public'),
                              (SELECT concat(count(*), ':', max(match.id))
                                 FROM account_partial_reconcile match
                                WHERE match.debit_move_id = item.id),
                              (SELECT string_agg(concat(pause.id, ':',
                                      coalesce(pause.event_date, pause.date_start)),
                                      ',' ORDER BY pause.id)
                                 FROM debtor_pause pause
                                WHERE pause.debtor_id = debtor.id
                                  AND pause.state IN ('active', 'kept')
                                  AND pause.reason = ANY(%(stopping)s))
                              ) AS text) facts
                 WHERE charge.company_id = %(company)s
                   AND charge.state IN ('claimed', 'booked')
                   AND charge.compared_with IS DISTINCT FROM facts.text
                """,
                company=company.root_id.id,
                stopping=list(STOPPING),
            )
        )
        return dict(rows)

    @api.model
    def _compare_sudo(self, debtor, facts):
        """Compare changed charges of a debtor with the law.

        In sudo mode because a charge is evidence, which nobody writes by hand.

        :param dict facts: charge id -> its facts, see `_find_changed_sudo`
        """
        charges = self.sudo().browse(facts)
        debtor.sudo()._lower_charges(charges.move_line_id)
        for text, some in charges.grouped(lambda one: facts[one.id]).items():
            some.write({"compared_with": text})

    def _became_consumer(self):
        """Tell whether one of these was claimed of what is no business any more."""
        return any(
            one.claimed_of
            and treated_as(one.claimed_of) != CONSUMER
            and one.debtor_id._is_consumer()
            for one in self
        )

    # === BOOKING AND KEEPING === #

    def _check_owed(self):
        """Check that the invoices of these were not credited in full.

        :raises UserError: when one was: nothing was owed
        """
        for charge in self:
            if charge.sudo().move_line_id._is_credited():
                raise UserError(
                    self.env._(
                        "%(number)s was credited in full: nothing was owed, so nothing "
                        "is kept or booked. What is claimed on it is taken back by "
                        "itself in the night, or waive it now.",
                        number=charge.move_name,
                    )
                )

    def _check_may_keep(self):
        # EXTENDS debtor_followup
        result = super()._check_may_keep()
        self._check_owed()
        return result

    def _check_may_book(self):
        # EXTENDS debtor_followup
        result = super()._check_may_book()
        self._check_owed()
        return result

    def action_book(self):
        """Book no more than the law gives now. EXTENDS."""
        self._check_may_book()
        charges = self
        for debtor, mine in self.grouped("debtor_id").items():
            opened = mine.filtered(lambda one: not one.is_settled)
            added = debtor.sudo()._lower_charges(opened.sudo().move_line_id)
            charges |= added.with_env(self.env)
        left = charges.filtered(lambda one: one.state == "claimed")
        if not left:
            raise UserError(
                self.env._(
                    "The law gives nothing of this any more: the invoice or the "
                    "customer changed since. It is taken back by itself in the night, "
                    "or waive it now."
                )
            )
        return super(DebtorCharge, left).action_book()


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def _lower_charges(self, lines):
        """Take back what is claimed on some claims beyond what the law gives now.

        :param lines: journal items with charges of this debtor
        :return: the lower charges that are claimed instead
        """
        self.ensure_one()
        debtor = self.with_context(lang=self.company_id.partner_id.lang)
        before = debtor.charge_ids.filtered(lambda one: one.state == "claimed")
        added = before.browse()
        dropped = before.browse()
        for line in lines:
            law, mine = debtor._compare_claim(line)
            if law is None:
                continue
            for some, item in debtor._get_excess(line, law, mine):
                some._take_back_sudo(debtor._say_lowered(line, law, some))
                dropped |= some.filtered(lambda one: one.claim_again)
                if item:
                    added |= added.create(
                        {
                            "debtor_id": debtor.id,
                            "notice_id": some[-1:].notice_id.id,
                            "level_id": some[-1:].level_id.id,
                            **added._prepare(line, item),
                        }
                    )
        debtor._log_lowered(dropped, added)
        return added

    def _compare_claim(self, line):
        """Return what the law gives on a claim, and the charges that count on it.

        :return: (:data:`_Law`, charges); (None, charges) where nothing can be said
            or a person decides
        """
        mine = self._get_asked().get(line, self.charge_ids.browse())
        mine = mine.filtered(lambda one: one.currency_id == line.currency_id)
        nothing = _Law(None, Decimal(0), None)
        if line._is_credited():
            return nothing, mine
        if line.parent_state != "posted" or not mine:
            return None, mine
        last_day = max(mine.mapped("date_to"))
        if line.reconciled:
            if not mine._became_consumer():
                return None, mine  # a person keeps or waives it
            last_day = min(last_day, line._get_paid_on())
        if line.date_maturity and line.date_maturity > last_day:
            return nothing, mine
        # A scale on the sum of a letter is that of all that the letter named.
        beside = self.charge_ids.filtered(
            lambda one: one.notice_id and one.notice_id in mine.notice_id
        ).move_line_id.filtered(
            lambda one: (
                one.currency_id == line.currency_id
                and one.parent_state == "posted"
                and (not one.date_maturity or one.date_maturity <= last_day)
            )
        )
        try:
            answer = self._answer_legally(line | beside, last_day)[line]
        except LegalError:  # a rate lacks: the customer's page says so
            return None, mine
        cost = answer.costs[line]
        law = _Law(answer.claims[line], cost.amount if cost else Decimal(0), None)
        return law._replace(until=answer.ends[line]), mine

    def _get_excess(self, line, law, charges):
        """Return what is claimed beyond the law, as (charges, the item instead).

        :param charges: all that count as asked on this claim
        """
        found = []
        interest = charges.filtered(lambda one: one.charge_kind == "interest")
        owed = law.claim.interest.amount if law.claim else Decimal(0)
        excess = line._sum_interest(interest) - owed
        asked = interest.filtered(lambda one: one.state == "claimed")
        booked = interest.filtered(lambda one: one.state == "booked")
        if excess > 0 and asked | booked:
            total = line._sum_interest(asked)
            last_day = max(asked.mapped("date_to"), default=None)
            instead = asked and interest_instead(
                law.claim,
                total,
                excess,
                min(asked.mapped("date_from")),
                min(law.until or last_day, last_day),
            )
            too_much = asked | booked if excess > total else asked
            found.append((too_much, instead or None))
        costs = charges.filtered(lambda one: one.charge_kind in KINDS_OF_COSTS)
        asked = costs.filtered(lambda one: one.state == "claimed")
        booked = costs.filtered(lambda one: one.state == "booked")
        total = _sum(line, asked)
        if asked | booked and total + _sum(line, booked) > law.cost:
            left = law.cost - _sum(line, booked)
            item = None
            if asked and left > 0:
                one = asked[:1]
                item = Item(one.charge_kind, left, one.date_from, one.date_to)
            found.append((asked if left >= 0 else asked | booked, item))
        return found

    def _say_lowered(self, line, law, charges):
        """Return why less is owed on a claim than what was claimed, as a sentence."""
        if line._is_credited():
            return self.env._("The invoice was credited in full: nothing was owed.")
        if charges._became_consumer():
            return self.env._(
                "The customer is a consumer, or may be one: less may be claimed."
            )
        due = line.date_maturity
        if any(one.date_maturity != due for one in charges):
            return self.env._(
                "The due date became %(day)s: less was owed.",
                day=format_date(self.env, due),
            )
        if law.until and any(one.date_to > law.until for one in charges):
            return self.env._(
                "Interest ends on %(day)s, before a procedure or a plan: less is owed.",
                day=format_date(self.env, law.until),
            )
        return self.env._("A credit note or an older payment: less was owed.")

    def _log_lowered(self, dropped, added):
        """Note on the debtor what was taken back, and what is claimed instead."""
        if not dropped:
            return
        self._message_log(
            body=self.env._(
                "Taken back: %(charges)s. %(reasons)s Claimed instead: %(instead)s.",
                charges=", ".join(dropped.mapped("display_name")),
                reasons=" ".join(dict.fromkeys(dropped.mapped("waive_reason"))),
                instead=", ".join(added.mapped("display_name"))
                or self.env._("nothing"),
            )
        )
        if dropped._became_consumer():
            self._tell_responsible_sudo(dropped)

    def _tell_responsible_sudo(self, dropped):
        """Ask somebody to write to a consumer of whom too much was claimed.

        In sudo mode because the task is often somebody else's.
        """

        def words(lang):
            return self.with_context(lang=lang).env

        today = self.company_id._followup_now().date()
        task = self._prepare_task(
            lambda lang: words(lang)._("Too much was claimed of a consumer"),
            lambda lang: words(lang)._(
                "Taken back: %(charges)s. Tell the customer, in your own words, that "
                "this is no longer asked.",
                charges=", ".join(
                    dropped.with_context(lang=lang).mapped("display_name")
                ),
            ),
            today,
        )
        self.env["mail.activity"].sudo().create(task)


def _sum(line, charges):
    """Return the sum of charges on a claim, exact."""
    return sum((line._to_decimal(one.amount) for one in charges), Decimal(0))


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _is_credited(self):
        """Tell whether this claim was credited in full: nobody paid anything."""
        return bool(self) and self.reconciled and not self._get_paid_on()
