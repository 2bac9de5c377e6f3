from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from .notice_composer import NoticeComposer


class DebtorActivationStep(models.Model):
    """A step that a customer got before follow-up started here."""

    _name = "debtor.activation.step"
    _description = "Step taken before the start"
    _order = "partner_id, date, id"

    activation_id = fields.Many2one(
        "debtor.activation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="activation_id.company_id")
    policy_id = fields.Many2one(related="activation_id.policy_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Claim",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: all claims of this customer that were due on that day.",
    )
    level_id = fields.Many2one(
        "debtor.followup.level",
        string="Last step",
        required=True,
        domain="[('policy_id', '=', policy_id)]",
        ondelete="cascade",
    )
    date = fields.Date(string="Taken on", required=True)
    source = fields.Char(readonly=True, help="Where it comes from.")

    _once = models.UniqueIndex(
        "(activation_id, move_line_id, level_id)",
        "This step is there already for this claim.",
    )

    @api.constrains("date", "level_id", "activation_id")
    def _check_step(self):
        for step in self:
            today = step.company_id._followup_now().date()
            if step.date > today:
                raise ValidationError(
                    self.env._(
                        "%(customer)s: a step cannot have been taken on %(day)s, a "
                        "day to come.",
                        customer=step.partner_id.display_name,
                        day=format_date(self.env, step.date),
                    )
                )
            if step.level_id.policy_id != step.policy_id:
                raise ValidationError(
                    self.env._(
                        "%(customer)s: %(step)s is no step of the policy %(policy)s.",
                        customer=step.partner_id.display_name,
                        step=step.level_id.display_name,
                        policy=step.policy_id.display_name,
                    )
                )

    def _get_claims(self):
        """Return the open claims of these steps, all together."""
        claims = self.env["account.move.line"]
        for step in self:
            claims |= step._get_own_claims()
        return claims

    def _get_own_claims(self):
        """Return the claims that one step demanded."""
        self.ensure_one()
        if self.move_line_id:
            return self.move_line_id
        # Read once for each customer entered by hand: a handful.
        return self.env["account.move.line"].search(
            self.activation_id._get_claims_domain()
            & Domain(
                "partner_id.commercial_partner_id",
                "=",
                self.partner_id.commercial_partner_id.id,
            )
            & Domain("date_maturity", "<=", self.date)
        )

    def _check_claims(self):
        """Refuse steps that named no claim that is open now.

        :raises UserError: names the customers
        """
        empty = [step for step in self if not step._get_own_claims()]
        if empty:
            names = ", ".join(sorted({step.partner_id.display_name for step in empty}))
            raise UserError(
                self.env._(
                    "These customers had nothing open that was due on the day of the "
                    "step: %s. Correct the day, or remove the line.",
                    names,
                )
            )

    # === TAKING OVER === #

    def _take_over(self):
        """Turn these steps into evidence, so that the ladder goes on from there.

        One notice in state sent for each customer, step and day; it says where it
        comes from.
        """
        groups = self.grouped(
            lambda one: (one.partner_id.commercial_partner_id, one.level_id, one.date)
        )
        if not groups:
            return self.env["debtor.notice"]
        company = self.company_id
        partners = self.partner_id.commercial_partner_id
        debtors = {
            debtor.partner_id: debtor
            for debtor in self.env["debtor.debtor"]._for(partners, company)
        }
        numbers = self._reminder_numbers()
        values = [
            self._prepare_notice(debtors[partner], level, day, steps)
            for (partner, level, day), steps in groups.items()
        ]
        notices = NoticeComposer(self.env)._notices_sudo().create(values)
        self.env["debtor.notice.line"].sudo().create(
            [
                self._prepare_line(notice, claim, numbers[notice.level_id])
                for notice, steps in zip(notices, groups.values(), strict=True)
                for claim in steps._get_claims()
            ]
        )
        return notices

    def _reminder_numbers(self):
        """Return level -> which reminder it is, 0 for other steps."""
        levels = self.policy_id.level_ids.sorted()
        reminders = levels.filtered(lambda level: level.step_kind == "reminder")
        places = {level: place for place, level in enumerate(reminders, start=1)}
        return {level: places.get(level, 0) for level in levels}

    def _prepare_notice(self, debtor, level, day, steps):
        sources = ", ".join(sorted({one.source for one in steps if one.source}))
        moment = fields.Datetime.to_datetime(day)
        return {
            "debtor_id": debtor.id,
            "company_id": debtor.company_id.id,
            "activation_id": steps.activation_id.id,
            "level_id": level.id,
            "channel": level.channel,
            "state": "sent",
            "contact_date": day,
            "date_sent": moment,
            "date_proven": fields.Datetime.now(),
            "proof_kind": "taken_over",
            "recipient_id": debtor.partner_id.id,
            "subject": self.env._("%(step)s, taken over", step=level.name),
            "remark": self.env._(
                "Sent before follow-up started here; entered by %(user)s (%(origin)s).",
                user=self.env.user.name,
                origin=sources or self.env._("by hand"),
            ),
        }

    def _prepare_line(self, notice, claim, reminder_no):
        move = claim.move_id
        return {
            "notice_id": notice.id,
            "debtor_id": notice.debtor_id.id,
            "company_id": notice.company_id.id,
            "state": "sent",
            "role": "demanded",
            "level_id": notice.level_id.id,
            "step_kind": notice.level_id.step_kind,
            "reminder_no": reminder_no,
            "move_line_id": claim.id,
            "move_id": move.id,
            "move_name": move.name,
            "invoice_date": move.invoice_date or claim.date,
            "date_maturity": claim.date_maturity,
            "payment_reference": move.payment_reference,
            "currency_id": claim.currency_id.id,
            "amount_residual": claim.amount_residual_currency,
            "days_overdue": max(0, (notice.contact_date - claim.date_maturity).days),
        }
