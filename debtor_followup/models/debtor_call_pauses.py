from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ..engine import calls
from .const import MANAGERS


class DebtorDebtor(models.Model):
    """The pauses that follow from what a debtor says on the phone."""

    _inherit = "debtor.debtor"

    def _pause_for_promise(self, said, today):
        """Wait for a promised payment.

        :raises UserError: for a day or an amount that cannot be promised
        """
        day = said.get("day")
        self._check_day(day, today)
        if day < today:
            raise UserError(
                self.env._("A promise lies ahead: choose today or a later day.")
            )
        return self._pause_for_amount("promise", day, said, today)

    def _pause_for_payment(self, said, today):
        """Wait for a payment that was made or is on its way."""
        day = said.get("day") or today
        self._check_day(day, today)
        return self._pause_for_amount("payment_announced", max(day, today), said, today)

    def _check_day(self, day, today):
        """Check that a day is named and not too far ahead."""
        if not day:
            raise UserError(self.env._("Enter the day."))
        last = calls.last_promise_day(today)
        if day > last and not self.env.user.has_group(MANAGERS):
            raise UserError(
                self.env._(
                    "The day lies too far ahead: %(last)s is the last one that may "
                    "be agreed. A manager may agree to a later day.",
                    last=format_date(self.env, last),
                )
            )

    def _pause_for_amount(self, reason, day, said, today):
        """Pause the oldest claims of a currency up to an amount."""
        currency, amount = said.get("currency"), said.get("amount") or 0.0
        units = 10**currency.decimal_places if currency else 1
        claims = self._read_askable(currency, today, besides=reason)
        open_units = sum(residual for _claim, residual in claims)
        minor = round(amount * units)
        if not open_units:
            raise UserError(
                self.env._("Nothing is open that could be paid in this currency.")
            )
        if minor <= 0:
            raise UserError(self.env._("Enter the amount, more than zero."))
        if minor > open_units:
            raise UserError(
                self.env._(
                    "%(amount)s is more than what is open: %(open)s. Correct the "
                    "amount.",
                    amount=format_amount(self.env, amount, currency),
                    open=format_amount(self.env, open_units / units, currency),
                )
            )
        parts = calls.spread(minor, claims)
        if reason == "promise":
            self._check_promises([claim for claim, _part, _whole in parts])
        self._end_payment_pauses([claim.line_id for claim, _part, _whole in parts])
        return self.env["debtor.pause"].create(
            {
                "debtor_id": self.id,
                "reason": reason,
                "scope": "claims",
                "date_start": today,
                "date_end": day,
                "user_id": self._get_task_user().id,
                "note": said.get("note"),
                "line_ids": [
                    Command.create(
                        {
                            "move_line_id": claim.line_id,
                            "amount": 0.0 if whole else part / units,
                            "amount_promised": part / units,
                            "amount_open": claim.residual / units,
                        }
                    )
                    for claim, part, whole in parts
                ],
            }
        )

    def _read_askable(self, currency, today, besides=None):
        """Return (claim, minor units that may be asked), the oldest first.

        What another pause holds is left out, except by an earlier promise or
        announcement: a new one takes its place.
        """
        partner = self.partner_id
        snapshot = self._read_snapshots(self.company_id, partner, today)[partner.id]
        found = []
        for claim in snapshot.claims:
            if not currency or claim.currency_id != currency.id or claim.collected:
                continue
            rest = claim.residual
            for pause in snapshot.pauses:
                if pause.amounts is None or pause.reason in (
                    "promise",
                    "payment_announced",
                ):
                    continue
                if claim.line_id in pause.amounts:
                    paused = pause.amounts[claim.line_id]
                    rest -= claim.residual if paused is None else paused
            if rest > 0:
                found.append((claim, rest))
        return found

    def _check_promises(self, claims):
        """Nobody promises the same payment for ever."""
        counts = dict(
            self.env["debtor.pause.line"]._read_group(
                [
                    ("move_line_id", "in", [claim.line_id for claim in claims]),
                    ("pause_id.reason", "=", "promise"),
                ],
                ["move_line_id"],
                ["pause_id:count_distinct"],
            )
        )
        counts = {line.id: count for line, count in counts.items()}
        names = [
            claim.name
            for claim in claims
            if counts.get(claim.line_id, 0) >= calls.PROMISES_A_CLAIM
        ]
        if names and not self.env.user.has_group(MANAGERS):
            raise UserError(
                self.env._(
                    "Payment of %(claims)s was promised twice before; only a manager "
                    "accepts a third promise. Choose another outcome.",
                    claims=", ".join(names),
                )
            )

    def _end_payment_pauses(self, line_ids):
        """A new promise takes the place of the last one about the same claims."""
        pauses = self.env["debtor.pause"].search(
            [
                ("debtor_id", "=", self.id),
                ("state", "=", "active"),
                ("reason", "in", ("promise", "payment_announced")),
                ("line_ids.move_line_id", "in", line_ids),
            ]
        )
        pauses._set_state("lifted")

    def _pause_for_dispute(self, said, today):
        """A disputed claim, or the disputed part, waits for our answer."""
        claim, amount = said.get("claim"), said.get("amount") or 0.0
        if not claim:
            raise UserError(self.env._("Choose the invoice that is disputed."))
        if not said.get("note"):
            raise UserError(self.env._("Note what is wrong with the invoice."))
        open_amount = claim.amount_residual_currency
        if amount < 0 or claim.currency_id.compare_amounts(amount, open_amount) > 0:
            raise UserError(
                self.env._(
                    "The disputed part lies between zero and %(open)s, what is open; "
                    "zero means all of it.",
                    open=format_amount(self.env, open_amount, claim.currency_id),
                )
            )
        return self.env["debtor.pause"].create(
            {
                "debtor_id": self.id,
                "reason": "dispute",
                "scope": "claims",
                "date_start": today,
                "date_end": calls.answer_day(today, self._countries()),
                "user_id": self._get_task_user().id,
                "note": said["note"],
                "line_ids": [
                    Command.create({"move_line_id": claim.id, "amount": amount})
                ],
            }
        )

    def _pause_until_later(self, said, today):
        """Leave the debtor in peace until the day to call back."""
        day = said.get("day")
        self._check_day(day, today)
        if day < today:
            raise UserError(
                self.env._("Call back today or later: choose a day that lies ahead.")
            )
        if day == today:
            return self.env["debtor.pause"]
        return self.env["debtor.pause"].create(
            {
                "debtor_id": self.id,
                "reason": "manual",
                "date_start": today,
                "date_end": calls.day_before(day),
                "user_id": self._get_task_user().id,
                "note": said.get("note") or self.env._("To be called back"),
            }
        )

    def _check_refusal(self, said, _today):
        """Whoever refuses has a reason: it decides what a person does next."""
        if not said.get("note"):
            raise UserError(self.env._("Note why they refuse to pay."))
        return self.env["debtor.pause"]

    def _note_new_contact(self, said, _today):
        """Note the right person; the call waits to be made to him.

        Who is not known yet is asked for: a task says so until somebody knows.
        """
        values = said.get("new_contact") or {}
        if not any(values.values()):
            self._ask_for_contact(said, _today)
            return self.env["debtor.pause"]
        if not values.get("name") or not (values.get("phone") or values.get("email")):
            raise UserError(
                self.env._(
                    "Enter the name of the right person, and a phone number or an "
                    "email address."
                )
            )
        self._create_contact_sudo(values)
        return self.env["debtor.pause"]

    def _ask_for_contact(self, said, today):
        """Give a person the task to find out whom to speak with."""
        task = self._prepare_task(
            self.env._("Ask for the right contact"),
            lambda lang: " ".join(
                part
                for part in (
                    self.with_context(lang=lang).env._(
                        "Whoever answered is not the right person. Ask the customer "
                        "who handles invoices, enter the contact, and mark it for "
                        "payment reminders under People."
                    ),
                    said.get("note"),
                )
                if part
            ),
            today,
        )
        # A person's task: it stands on the morning page until it is done.
        self.env["mail.activity"].create({**task, "automated": False})

    def _create_contact_sudo(self, values):
        """Add a contact to the customer.

        In sudo mode because whoever phones need not be allowed to change
        contacts; this only adds one, and nothing is sent to it by itself.
        """
        return (
            self.env["res.partner"]
            .sudo()
            .create(
                {
                    "parent_id": self.partner_id.id,
                    "type": "contact",
                    "company_id": self.partner_id.sudo().company_id.id,
                    **{key: values.get(key) for key in ("name", "phone", "email")},
                }
            )
        )
