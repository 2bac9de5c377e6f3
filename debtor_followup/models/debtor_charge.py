from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount

from ..engine.legal_values import LegalError
from .const import MANAGERS
from .legal_words import refuse

CHARGE_KINDS = [
    ("interest", "Interest"),
    ("fixed_sum", "Fixed sum"),
    ("recovery_cost", "Recovery costs"),
    ("reminder_cost", "Reminder costs"),
]
KINDS_OF_COSTS = ("fixed_sum", "recovery_cost")
CHARGE_STATES = [
    ("claimed", "Claimed"),
    ("booked", "Booked"),
    ("waived", "Waived"),
    ("paid", "Paid"),
]


class DebtorCharge(models.Model):
    """Interest or a cost that is claimed on one claim, with its calculation.

    *Claimed*: shown to the debtor and asked, but in no account. *Booked*: a debit
    note stands for it. A charge is evidence: what it says never changes, only what
    became of it.
    """

    _name = "debtor.charge"
    _description = "Interest or cost on a claim"
    _inherit = ["mail.thread"]
    _order = "date_to desc, id desc"
    _rec_name = "move_name"

    debtor_id = fields.Many2one(
        "debtor.debtor", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="debtor_id.partner_id")
    company_id = fields.Many2one(related="debtor_id.company_id", store=True, index=True)
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Claim",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    move_name = fields.Char(string="Number", required=True, readonly=True)
    date_maturity = fields.Date(string="Due date", readonly=True)
    charge_kind = fields.Selection(
        CHARGE_KINDS, string="Kind", required=True, readonly=True
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    date_from = fields.Date(
        string="From", readonly=True, help="The first day of interest, or of the cost."
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        readonly=True,
        help="The last day that is counted; it goes on until payment.",
    )
    computation = fields.Json(readonly=True, export_string_translation=False)
    state = fields.Selection(
        CHARGE_STATES, required=True, default="claimed", readonly=True, tracking=True
    )
    notice_id = fields.Many2one(
        "debtor.notice", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    level_id = fields.Many2one(
        "debtor.followup.level", string="Step", readonly=True, ondelete="restrict"
    )
    booked_move_id = fields.Many2one(
        "account.move",
        string="Debit note",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    waive_reason = fields.Char(string="Waived because", readonly=True)
    waived_by_id = fields.Many2one("res.users", string="Waived by", readonly=True)
    claim_again = fields.Boolean(
        string="May be claimed again",
        readonly=True,
        help="It was taken back because its letter did not arrive or claimed too "
        "much. What somebody gave up is never asked again.",
    )

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A charge is above zero: leave out what is nothing."
    )
    # One message claims each kind once for a claim at its due date.
    _never_twice = models.UniqueIndex(
        "(debtor_id, move_line_id, date_maturity, charge_kind, notice_id) "
        "WHERE state <> 'waived' AND move_line_id IS NOT NULL",
        "This was already claimed by this message.",
    )

    # === MAKING === #

    @api.model
    def _claim_sudo(self, debtor, lines, as_of, notice=None, level=None):
        """Claim interest and costs on some claims, as a letter of a day does.

        In sudo mode because a charge is evidence, which nobody writes by hand.

        :param lines: journal items of one currency
        :param date as_of: the day of the letter
        :return: the charges; claims on which nothing may be claimed have none
        :raises UserError: where a rate or a rule lacks; says what to do
        """
        try:
            claimed = debtor._claim_legally(lines, as_of)
        except LegalError as error:
            raise refuse(self.env, error) from error
        common = {
            "debtor_id": debtor.id,
            "notice_id": notice and notice.id,
            "level_id": level and level.id,
        }
        values = [
            {**common, **self._prepare(one.line, item)}
            for one in claimed
            for item in (one.interest, one.cost)
            if item
        ]
        return self.sudo().create(values).with_env(self.env)

    @api.model
    def _prepare(self, line, item):
        """Return the values of a charge on a claim.

        :param Item item: what the engine found, see ``engine/charges.py``
        """
        return {
            "move_line_id": line.id,
            "move_id": line.move_id.id,
            "move_name": line.move_id.name,
            "date_maturity": line.date_maturity,
            "charge_kind": item.kind,
            "currency_id": line.currency_id.id,
            "amount": float(item.amount),
            "date_from": item.date_from,
            "date_to": item.date_to,
            "computation": [_plain(each) for each in item.segments],
        }

    # === CHANGING === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        raise UserError(
            self.env._(
                "What was claimed is kept as evidence. Waive it, and it is no longer "
                "asked."
            )
        )

    def action_waive(self):
        """Ask why these are given up."""
        self._check_manager()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Waive"),
            "res_model": "debtor.charge.waive",
            "view_mode": "form",
            "target": "new",
            "context": {"default_charge_ids": self.ids},
        }

    def _waive(self, reason):
        """Give charges up: they are no longer asked.

        :param str reason: why, for the file
        :raises UserError: without a reason, or for what is booked or paid
        """
        self._check_manager()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why these are waived: it is kept on file."))
        other = self.filtered(lambda charge: charge.state != "claimed")
        if other:
            raise UserError(
                self.env._(
                    "%(number)s is no longer only claimed: a debit note is cancelled "
                    "with a credit note.",
                    number=other[0].move_name,
                )
            )
        self._write_sudo(
            {
                "state": "waived",
                "waive_reason": reason.strip(),
                "waived_by_id": self.env.uid,
            }
        )
        for debtor, charges in self.grouped("debtor_id").items():
            debtor._message_log(
                body=self.env._(
                    "Waived: %(charges)s. %(reason)s",
                    charges=", ".join(charges.mapped("display_name")),
                    reason=reason.strip(),
                ),
                author_id=self.env.user.partner_id.id,
            )

    def _drop_sudo(self, reason):
        """Take back charges that are only claimed: their letter does not count.

        What the law grants may be claimed again, by a letter that arrives.

        In sudo mode because evidence is written by nobody by hand, and this
        follows from what happened to a letter or a payment.

        :param str reason: for the file, in the reader's language
        :return: the charges that were taken back
        """
        charges = self.sudo().filtered(lambda one: one.state == "claimed")
        charges.write({"state": "waived", "waive_reason": reason, "claim_again": True})
        return charges.with_env(self.env)

    def _check_manager(self):
        """Check that the user may give up what is owed.

        :raises AccessError: for whoever is not a manager of follow-up
        """
        self.check_access("read")
        if not self.env.user.has_group(MANAGERS):
            raise AccessError(
                self.env._("Only managers of Follow-up waive interest and costs.")
            )

    def _write_sudo(self, values):
        """Write on charges.

        In sudo mode because nobody writes on evidence but the methods of this
        model, which check by themselves who may do what.
        """
        self.sudo().write(values)

    @api.depends("charge_kind", "move_name", "amount", "currency_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["charge_kind"]._description_selection(self.env))
        for charge in self:
            kind = kinds.get(charge.charge_kind, "")
            amount = format_amount(self.env, charge.amount, charge.currency_id)
            charge.display_name = f"{kind} {charge.move_name}: {amount}"


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    charge_ids = fields.One2many("debtor.charge", "debtor_id", string="Charges")


def _plain(segment):
    """Return a segment as plain values: what is kept as evidence of a charge."""
    return {
        "from": segment.date_from.isoformat(),
        "to": segment.date_to.isoformat(),
        "days": segment.days,
        "base": str(segment.base),
        "rate": str(segment.rate),
        "divisor": segment.divisor,
        "raw": str(segment.shown()),
    }
