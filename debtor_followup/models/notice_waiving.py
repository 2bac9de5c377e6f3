"""What a letter claimed stands as long as the letter does.

It becomes charges when the letter is on its way, exactly as it was printed, and is
given up by itself when it turns out that the letter should not have been sent.
"""

from odoo import fields, models

from .debtor_charge import KINDS_OF_COSTS

#: After one of these a notice that was sent claims nothing any more.
UNDONE = ("withdrawn", "bounced", "failed")


class DebtorNotice(models.Model):
    """Charges follow the state of the notice that claims them."""

    _inherit = "debtor.notice"

    def _set_state(self, target, reason=None, **values):
        """What is sent claims what was printed; what was undone does not. EXTENDS."""
        moved = super()._set_state(target, reason, **values)
        originals = moved.copy_of_id | moved.filtered(lambda one: not one.copy_of_id)
        if target == "sent":
            claiming = originals.filtered("charge_items")
            new = claiming.filtered(lambda one: not one._has_claimed(moved))
            new._claim_charges_sudo()
        elif target in UNDONE:
            # Also what came after the letter, as the costs of a Dutch one do.
            originals.filtered("charge_ids")._give_up_charges()
        return moved

    def _has_claimed(self, moved):
        """Tell whether another way of this message left and claimed before.

        What was taken back since then is not claimed anew by a copy that leaves late.

        :param moved: what leaves now
        """
        before = (self | self.copy_ids) - moved
        return bool(self.charge_ids) and "sent" in before.mapped("state")

    def _claim_charges_sudo(self):
        """Make the charges of notices that are on their way now, once.

        In sudo mode because a charge is evidence, which nobody writes by hand.
        """
        values = []
        for notice in self.sudo():
            if notice.charge_ids.filtered(lambda one: one.state != "waived"):
                continue  # a copy of it left before
            lines = {one.move_line_id.id: one for one in notice._get_demanded_lines()}
            values += [
                notice._prepare_charge(item, lines[item["line_id"]])
                for item in notice.charge_items
                if item["line_id"] in lines
                and not lines[item["line_id"]].crossed_on
                and not notice._was_claimed(item)
            ]
        self.env["debtor.charge"].sudo().create(values)

    def _was_claimed(self, item):
        """Tell whether another message claimed this since: never the same days twice.

        What was taken back counts no more; what a person gave up does.
        """
        charges = (self.debtor_id.charge_ids - self.charge_ids).filtered(
            lambda one: one.move_line_id.id == item["line_id"] and not one.claim_again
        )
        if item["kind"] in KINDS_OF_COSTS:
            return any(one.charge_kind in KINDS_OF_COSTS for one in charges)
        until = charges.filtered(lambda one: one.charge_kind == item["kind"])
        return any(
            one.date_to >= fields.Date.to_date(item["date_from"]) for one in until
        )

    def _prepare_charge(self, item, line):
        """Return the values of a charge, exactly as it was printed."""
        return {
            "debtor_id": self.debtor_id.id,
            "move_line_id": item["line_id"],
            "move_id": line.move_id.id,
            "move_name": item["move_name"],
            "date_maturity": line.date_maturity,
            "charge_kind": item["kind"],
            "currency_id": item["currency_id"],
            "amount": float(item["amount"]),
            "date_from": item["date_from"],
            "date_to": item["date_to"],
            "computation": item["segments"],
            "notice_id": self.id,
            "level_id": self.level_id.id,
        }

    def _give_up_charges(self):
        """Give up the charges of notices that reached nobody, or were taken back.

        As long as one of several channels reached the debtor they stand.
        """
        for notice in self._in_house_language():
            if notice._get_arrived():
                continue
            words = {
                "withdrawn": self.env._("The message that claimed it was taken back."),
                "bounced": self.env._("The message that claimed it came back."),
                "failed": self.env._("The message that claimed it did not arrive."),
            }
            reason = words.get(notice.state) or words["failed"]
            notice.charge_ids._take_back_sudo(reason)

    def _write_crossings_sudo(self, found):
        """What was paid when it was demanded bears no charge. EXTENDS."""
        result = super()._write_crossings_sudo(found)
        lines = self.env["debtor.notice.line"]
        for one in found:
            crossed = lines.browse(one.crossings)
            notice = crossed.notice_id._in_house_language()
            charges = notice.charge_ids.filtered(
                lambda charge, items=crossed.move_line_id: charge.move_line_id in items
            )
            charges._take_back_sudo(
                notice.env._("The payment crossed the message that claimed it.")
            )
        return result


class DebtorCharge(models.Model):
    _inherit = "debtor.charge"

    def _take_back_sudo(self, reason):
        """Give up what a message claimed that does not count any more.

        What is booked stays, and on the debtor stands that it must be cancelled. In
        sudo mode because whoever takes a message back need not see debit notes.

        :param str reason: why, for the file
        """
        self._drop_sudo(reason)
        booked = self.sudo().filtered(lambda one: one.state == "booked")
        for debtor, charges in booked.grouped("debtor_id").items():
            debtor._message_log(
                body=self.env._(
                    "%(reason)s A debit note stands for it: cancel it with a credit "
                    "note: %(charges)s.",
                    reason=reason,
                    charges=", ".join(charges.mapped("display_name")),
                )
            )
