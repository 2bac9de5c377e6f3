"""Charges on claims that are paid: a person keeps or waives them."""

from collections import namedtuple
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine.charges import claimed_too_much, costs_were_due, interest_instead
from ..engine.legal_values import LegalError
from .debtor_charge import KINDS_OF_COSTS
from .legal_words import legal_words

#: A claim that is paid or gone, with what is claimed on it: ``name`` of the invoice,
#: journal item ``line`` (may be empty), its ``charges``, ``paid_on`` (None: nobody
#: paid it), interest ``more`` that ran on until then, the ``excess`` that was claimed
#: beyond it and the interest ``instead``, whether ``costs_due``, why all that cannot
#: be computed (``refused``), and the last day of interest (``until``).
_Settled = namedtuple(
    "_Settled",
    "name line charges paid_on more excess instead costs_due refused until",
    defaults=(None, Decimal(0), None, True, None, None),
)


class SettledClaim(_Settled):
    """A claim that is paid or gone, with what is claimed on it."""

    __slots__ = ()

    @property
    def dropped(self):
        """The charges that claim more than the payment left owed."""
        dropped = self.charges.browse()
        if self.excess:
            dropped |= self.charges.filtered(lambda one: one.charge_kind == "interest")
        if not self.costs_due:
            dropped |= self.charges.filtered(
                lambda one: one.charge_kind in KINDS_OF_COSTS
            )
        return dropped

    @property
    def stopped(self):
        """Whether a procedure or a plan ended the interest before the payment."""
        return self.until is not None and self.until < self.paid_on

    @property
    def too_much(self):
        """By how much they do so (``Decimal``)."""
        asked = self.line._to_decimal(sum(self.dropped.mapped("amount")))
        return asked - (self.instead.amount if self.instead else 0)


class DebtorCharge(models.Model):
    _inherit = "debtor.charge"

    kept_on = fields.Date(
        string="Kept on",
        readonly=True,
        help="After the invoice was paid somebody chose to keep asking this.",
    )
    kept_by_id = fields.Many2one("res.users", string="Kept by", readonly=True)
    is_settled = fields.Boolean(
        string="Invoice paid",
        compute="_compute_is_settled",
        search="_search_is_settled",
        help="Or credited, or no longer posted: somebody keeps or waives what was "
        "claimed on it.",
    )

    _undecided = models.Index("(debtor_id) WHERE state = 'claimed' AND kept_on IS NULL")

    @api.depends("move_line_id.reconciled", "move_line_id.parent_state")
    def _compute_is_settled(self):
        for charge in self:
            charge.is_settled = charge._is_settled_sudo()

    def _is_settled_sudo(self):
        """Tell whether the claim is paid or gone.

        In sudo mode because sales people see charges, but not the ledger.
        """
        line = self.sudo().move_line_id
        return not line or line.reconciled or line.parent_state != "posted"

    @api.model
    def _search_is_settled(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Whoever sees charges may know that an invoice is paid.
        settled = Domain("move_line_id", "=", False) | Domain(
            "move_line_id",
            "any!",
            Domain("reconciled", "=", True) | Domain("parent_state", "!=", "posted"),
        )
        return settled if True in value else ~settled

    # === KEEPING === #

    def action_keep(self):
        """Go on asking these although their invoices are paid.

        What ran on until the payment is added; what was claimed beyond it goes.

        :raises UserError: when an invoice is still open, or a rate is missing
        """
        self._check_may_keep()
        self._keep()

    def _check_may_keep(self):
        self.check_access("read")
        self.debtor_id._check_may_send()
        for charge in self:
            if charge.state != "claimed":
                raise UserError(
                    self.env._(
                        "%(charge)s is no longer only claimed: leave it out.",
                        charge=charge.display_name,
                    )
                )
            if not charge.is_settled:
                raise UserError(
                    self.env._(
                        "%(number)s is still open: interest runs on by itself, and "
                        "there is nothing to keep or waive before it is paid.",
                        number=charge.move_name,
                    )
                )

    def _keep(self):
        """Keep charges of claims that are settled.

        :return: the charges that are asked from now on, those added among them
        """
        kept = self.browse()
        for debtor, charges in self.grouped("debtor_id").items():
            # Two people at once would add what ran on twice.
            charges.sudo().lock_for_update(allow_referencing=True)
            mine = self.browse()
            for settled in debtor._read_settled(charges):
                if settled.refused:
                    raise UserError(settled.refused)
                mine |= charges._adjust_to_payment_sudo(settled)
            mine._write_sudo(
                {
                    "kept_on": debtor.company_id._followup_now().date(),
                    "kept_by_id": self.env.uid,
                }
            )
            debtor._log_kept(mine)
            kept |= mine
        return kept

    def _adjust_to_payment_sudo(self, settled):
        """Claim until the day of the payment: not less, and not more.

        In sudo mode because a charge is evidence, which nobody writes by hand.

        :param SettledClaim settled: a claim with charges among these
        :return: its charges that are asked from now on
        """
        charges = settled.charges
        dropped = settled.dropped
        if dropped:
            dropped._drop_sudo(self._say_too_much(settled))
        added = self.sudo().create(
            [
                {
                    "debtor_id": charges.debtor_id.id,
                    **self._prepare(settled.line, item),
                }
                for item in (settled.more, settled.instead)
                if item
            ]
        )
        return charges - dropped | added.with_env(self.env)

    def _say_too_much(self, settled):
        """Return why less was owed on a settled claim than what was claimed."""
        if settled.stopped:
            return self.env._(
                "Interest ends on %(day)s, before a procedure or a plan: less is owed.",
                day=format_date(self.env, settled.until),
            )
        day = format_date(self.env, settled.paid_on)
        return self.env._("The payment is of %(day)s: less was owed.", day=day)

    @api.model
    def _reopen_kept_sudo(self, company):
        """Ask again about what was kept, once its claim is open again; set-based.

        In sudo mode because it follows the ledger, whoever works there.
        """
        charges = self.sudo().search(
            [
                ("company_id", "=", company.root_id.id),
                ("state", "=", "claimed"),
                ("kept_on", "!=", False),
                ("is_settled", "=", False),
            ]
        )
        charges.write({"kept_on": False, "kept_by_id": False})


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def _get_undecided_charges(self):
        """Return what is claimed on paid invoices and was neither kept nor waived."""
        return self.charge_ids.filtered(
            lambda one: one.state == "claimed" and not one.kept_on and one.is_settled
        )

    def _read_settled(self, charges):
        """Return what became of the claims of some charges of this debtor.

        :param charges: of claims that are settled
        :return: list of :data:`SettledClaim`
        """
        self.ensure_one()
        # The oldest invoice first.
        claims = charges.sorted(lambda one: (one.date_maturity, one.id)).grouped(
            lambda one: (one.move_line_id, one.move_name)
        )
        return [
            self._read_settled_claim_sudo(line, name, group)
            for (line, name), group in claims.items()
        ]

    def _read_settled_claim_sudo(self, line, name, charges):
        """Return what became of a claim, and what the law grants until then.

        In sudo mode because sales people see charges, but not the ledger.
        """
        line = line.sudo()
        paid_on = line._get_paid_on() if line.reconciled else None
        settled = SettledClaim(name, line, charges, paid_on)
        if not paid_on:
            return settled
        claimed = []
        try:
            if line.date_maturity and paid_on > line.date_maturity:
                claimed = self.sudo()._claim_legally(line, paid_on)
        except LegalError as error:
            return settled._replace(refused=legal_words(self.env, error))
        claim = claimed[0].claim if claimed else None
        until = claimed[0].until if claimed else paid_on
        asked = self._get_asked().get(line, charges)
        excess = claimed_too_much(claim, line._sum_interest(asked))
        mine = charges.filtered(lambda one: one.charge_kind == "interest")
        instead = None
        if excess and mine:
            since = min(mine.mapped("date_from"))
            instead = interest_instead(
                claim, line._sum_interest(mine), excess, since, until
            )
        return settled._replace(
            more=claimed[0].interest if claimed else None,
            excess=excess,
            instead=instead,
            costs_due=costs_were_due(claim),
            until=until,
        )

    def _log_kept(self, charges):
        """Note on the debtor what is asked on although the invoices are paid."""
        if not charges:
            return
        self._message_log(
            body=self.env._(
                "Kept after the payment: %(charges)s.",
                charges=", ".join(charges.mapped("display_name")),
            ),
            author_id=self.env.user.partner_id.id,
        )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_paid_on(self):
        """Return on which day this claim was paid in full, None if nobody paid."""
        _principal, payments = self._get_legal_account()
        return max((one.day for one in payments), default=None)

    def _sum_interest(self, charges):
        """Return the interest among charges on this claim, exact."""
        interest = charges.filtered(lambda one: one.charge_kind == "interest")
        return sum((self._to_decimal(one.amount) for one in interest), Decimal(0))
