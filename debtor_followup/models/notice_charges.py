"""What a notice claims beside the principal: computed, printed, then claimed.

The calculation is made with the letter and kept on it, so that exactly what was
printed is claimed. It becomes charges when the letter is on its way, and they are
given up by themselves when it turns out that it should not have been sent.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_amount

from ..engine.business_days import last_day_before
from ..engine.charges import INTEREST_CHARGE
from .const import REACHED_OUTCOMES
from .debtor_charge import _plain

#: Outcomes of a call after which we may say that we spoke with the debtor.
SPOKEN = tuple(one for one in REACHED_OUTCOMES if one != "done")


class Cited(NamedTuple):
    """The contacts about some claims that arrived, as days in order."""

    reminders: list
    calls: list


class DebtorNotice(models.Model):
    """Interest and costs on a notice: dates, ``Decimal`` amounts, per currency."""

    _inherit = "debtor.notice"

    charge_items = fields.Json(
        readonly=True, copy=False, export_string_translation=False
    )
    charges_until = fields.Date(
        string="Interest until",
        readonly=True,
        copy=False,
        help="The last day of the interest that this message claims.",
    )
    charge_ids = fields.One2many(
        "debtor.charge", "notice_id", string="Charges", readonly=True
    )
    charge_text = fields.Char(
        string="Interest and costs",
        compute="_compute_charge_text",
        help="What this message claims beside the invoices, per currency.",
    )

    # === COMPUTING === #

    def _set_charges(self, as_of):
        """Compute what these claim beside the principal, and keep it on them.

        :param date as_of: the day of the letter, the last one of its interest
        :raises LegalError: where a figure or a rule lacks; nothing is kept then
        """
        for notice in self:
            items = []
            if notice.level_id._claims_charges():
                items = notice._compute_charge_items(as_of)
            notice._write_sudo(
                {"charge_items": items or False, "charges_until": items and as_of}
            )

    def _compute_charge_items(self, as_of):
        """Return the charges on the demanded claims as plain values."""
        self.ensure_one()
        items = []
        for lines in self._get_demanded_lines().grouped("currency_id").values():
            # What is disputed or covered by a credit bears no interest: less than
            # the law allows is always right.
            spared = {
                line.move_line_id.id: line.amount_residual - line.amount_rest
                for line in lines
            }
            claims = lines.move_line_id.with_context(followup_spared=spared)
            for claimed in self.debtor_id._claim_legally(claims, as_of):
                items += [
                    _plain_item(claimed, one)
                    for one in (claimed.interest, claimed.cost)
                    if one
                ]
        return items

    def _get_demanded_lines(self):
        """Return the demanded claims that still exist; a copy has its original's."""
        original = self.copy_of_id or self
        return original.line_ids.filtered(
            lambda line: line.role == "demanded" and line.move_line_id
        )

    # === READING === #

    @api.depends("charge_items", "copy_of_id.charge_items", "line_ids")
    @api.depends_context("lang")
    def _compute_charge_text(self):
        for notice in self:
            notice.charge_text = "; ".join(
                self.env._(
                    "interest %(interest)s, costs %(costs)s, in all %(total)s",
                    interest=format_amount(
                        self.env, float(table["interest"]), table["currency"]
                    ),
                    costs=format_amount(
                        self.env, float(table["costs"]), table["currency"]
                    ),
                    total=format_amount(self.env, table["total"], table["currency"]),
                )
                for table in notice._get_charge_tables()
                if table["rows"]
            )

    def _get_charge_tables(self):
        """Return what is claimed, currency by currency; nothing is converted.

        :return: list of dicts: ``currency``, ``principal`` (float, as in
            ``_get_tables``), ``rows`` (dicts with ``move_name kind amount date_from
            date_to claimed_until segments``), ``interest``, ``costs`` and ``daily``
            (``Decimal``), ``total`` (float)
        """
        self.ensure_one()
        original = self.copy_of_id or self
        tables = []
        for table in original._get_tables():
            currency = table["currency"]
            items = [
                one
                for one in original.charge_items or ()
                if one["currency_id"] == currency.id
            ]
            rows = [_read_item(one) for one in items]
            interest = sum(
                (row["amount"] for row in rows if row["kind"] == INTEREST_CHARGE),
                Decimal(0),
            )
            costs = sum((row["amount"] for row in rows), Decimal(0)) - interest
            daily = sum((Decimal(one.get("daily") or 0) for one in items), Decimal(0))
            tables.append(
                {
                    "currency": currency,
                    "principal": table["total"],
                    "rows": rows,
                    "interest": interest,
                    "costs": costs,
                    "daily": daily,
                    "total": currency.round(table["total"] + float(interest + costs)),
                }
            )
        return tables

    def _get_cited_contacts(self):
        """Return when the demanded claims were reminded of and spoken about.

        What counts is what `_find_unreminded` counts: told about the same due date,
        to whoever the debtor was then.

        :return: :class:`Cited`: days of what arrived before this notice
        """
        self.ensure_one()
        lines = self._get_demanded_lines()
        if not lines:
            return Cited([], [])
        groups = self.env["debtor.notice.line"]._read_group(
            Domain("role", "=", "demanded")
            & Domain("step_kind", "in", ("reminder", "call"))
            & Domain("crossed_on", "=", False)
            & Domain("notice_id", "not in", self._get_family().ids)
            & Domain.OR(line._get_told_domain() for line in lines),
            ["notice_id", "step_kind"],
        )
        reminders, calls = set(), set()
        for notice, _kind in groups:
            arrived = notice._get_arrived()
            if arrived and notice.channel != "phone":
                reminders.add(arrived.contact_date)
            elif arrived and notice.call_outcome in SPOKEN:
                calls.add(arrived.contact_date)
        return Cited(sorted(reminders), sorted(calls))

    def _get_arrived(self):
        """Return by what this contact arrived: itself, else a copy, else empty."""
        self.ensure_one()
        family = self | self.copy_ids
        return family.filtered(lambda one: one.state == "sent")[:1]


class DebtorNoticeLine(models.Model):
    _inherit = "debtor.notice.line"

    def _get_told_domain(self):
        """Return the domain of the lines that told of this claim at its due date."""
        self.ensure_one()
        # One that was made anew with its invoice lost its claim.
        anew = Domain("move_line_id", "=", False) & Domain(
            "move_id", "=", self.move_id.id
        )
        claim = Domain("move_line_id", "=", self.move_line_id.id)
        if self.move_id:
            claim |= anew
        return Domain("date_maturity", "=", self.date_maturity) & claim


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_legal_account(self):
        """What a letter does not ask bears no interest. EXTENDS."""
        principal, payments = super()._get_legal_account()
        spared = self.env.context.get("followup_spared") or {}
        return principal - self._to_decimal(spared.get(self.id, 0.0)), payments


def _plain_item(claimed, item):
    """Return what is claimed on a claim as plain values, to be kept.

    :param claimed: a ``Claimed`` of ``legal_letter``
    :param Item item: its interest or its cost
    """
    line = claimed.line
    values = {
        "line_id": line.id,
        "move_name": line.move_id.name,
        "kind": item.kind,
        "currency_id": line.currency_id.id,
        "amount": str(item.amount),
        "date_from": item.date_from.isoformat(),
        "date_to": item.date_to.isoformat(),
        "segments": [_plain(each) for each in item.segments],
    }
    if item.kind == INTEREST_CHARGE:
        values["daily"] = str(claimed.daily)
    return values


def _read_item(item):
    """Return a kept item with its days and amounts, for the tables of a letter."""
    return {
        "move_name": item["move_name"],
        "kind": item["kind"],
        "amount": Decimal(item["amount"]),
        "date_from": date.fromisoformat(item["date_from"]),
        "claimed_until": last_day_before(date.fromisoformat(item["date_from"])),
        "date_to": date.fromisoformat(item["date_to"]),
        "segments": [
            {
                **segment,
                "from": date.fromisoformat(segment["from"]),
                "to": date.fromisoformat(segment["to"]),
                "base": Decimal(segment["base"]),
                "rate": Decimal(segment["rate"]),
                "raw": Decimal(segment["raw"]),
            }
            for segment in item["segments"]
        ],
    }
