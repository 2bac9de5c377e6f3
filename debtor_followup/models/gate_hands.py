"""The gate of clean hands: its settings and its words."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_amount, format_date

from ..engine.duties import BOUNCED, DRAFT_CREDIT, FRESH, NEVER_SENT, REFUSED
from .followup_decision_facts import NAMES_SHOWN

#: Longer than this a term after sending would stop follow-up altogether.
MOST_DAYS = 60
#: What is mended by sending the invoice.
SENDINGS = {NEVER_SENT, BOUNCED, REFUSED}


class ResCompany(models.Model):
    _inherit = "res.company"

    followup_sending_days = fields.Integer(
        string="Days after sending",
        default=5,
        help="Nobody is asked to pay an invoice that was sent fewer days ago. Kept on "
        "the main company.",
    )
    followup_sent_from = fields.Date(
        string="Invoices must have been sent from",
        default=lambda self: fields.Date.context_today(self),
        help="Of invoices dated from this day on nobody is reminded before they are "
        "sent, or somebody says that they were. Of older ones it is asked once. "
        "Empty: never. Kept on the main company.",
    )

    @api.constrains("followup_sending_days")
    def _check_followup_sending_days(self):
        for company in self:
            if not 0 <= company.followup_sending_days <= MOST_DAYS:
                raise ValidationError(
                    self.env._(
                        "The days after the sending of an invoice lie between 0 and "
                        "%s.",
                        MOST_DAYS,
                    )
                )

    def _write_start_sudo(self, values):
        """What was invoiced before follow-up first started is asked about once.

        EXTENDS debtor_followup.
        """
        root = self.sudo().root_id
        day = values.get("followup_start_date")
        if day and not root.followup_start_date:
            values = {"followup_sent_from": day, **values}
        return super()._write_start_sudo(values)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_sending_days = fields.Integer(
        related="company_id.root_id.followup_sending_days", readonly=False
    )
    followup_sent_from = fields.Date(
        related="company_id.root_id.followup_sent_from", readonly=False
    )


class DebtorFollowupDecision(models.Model):
    _inherit = "debtor.followup.decision"

    def _get_readable_parameters(self, level_names):
        values = super()._get_readable_parameters(level_names)
        raw = self.parameters or {}
        values["duties"] = self._say_duties(raw.get("duties"))
        values["fresh"] = self._say_duties(raw.get("fresh"))
        values["goes_on"] = self._say_goes_on(
            raw.get("wait", 0), {one[0] for one in raw.get("duties") or ()}
        )
        return values

    @api.model
    def _say_goes_on(self, days, causes):
        """Return when follow-up goes on; only after a sending there is a term.

        :param int days: the term
        :param set causes: what of our own part is not done
        """
        if days and causes & SENDINGS:
            return self.env._(
                "Follow-up goes on by itself then, %s days after the sending at the "
                "earliest.",
                days,
            )
        return self.env._("Follow-up goes on by itself then.")

    @api.model
    def _say_duties(self, duties, move_id=None):
        """Return what of our own part is not done, as sentences.

        :param duties: parameter ``duties`` or ``fresh`` of a decision
        :param int move_id: of this invoice only
        """
        chosen = [one for one in duties or () if move_id in (None, one[1])]
        texts = self._get_duty_texts() if chosen else {}
        said = [self._say_duty(texts, *one) for one in chosen[: NAMES_SHOWN + 1]]
        if len(chosen) > len(said):
            more = len(chosen) - len(said)
            said.append(self.env._("And %s more invoices.", more))
        return " ".join(said)

    @api.model
    def _say_duty(
        self,
        texts,
        cause,
        _move,
        name,
        currency_id,
        amount,
        due,
        since,
        until,
        about,
        _t,
    ):
        currency = self.env["res.currency"].browse(currency_id)
        key = cause if since else f"{cause}_undated"
        text = texts.get(key) or texts.get(cause)
        if not text:
            text = self.env._("%(claim)s (%(amount)s, due on %(due)s): %(about)s.")
        return text % {
            "claim": name,
            "amount": format_amount(
                self.env, amount / 10**currency.decimal_places, currency
            ),
            "due": format_date(self.env, due) if due else "-",
            "since": format_date(self.env, since) if since else "-",
            "until": format_date(self.env, until) if until else "-",
            "about": about or "-",
        }

    @api.model
    def _get_duty_texts(self):
        """Hook: return cause -> a sentence of what is not done and what to do.

        With the placeholders claim, amount, due, since, until and about. Another
        add-on that answers in ``account.move._followup_duties`` adds its causes.
        """
        return {
            NEVER_SENT: self.env._(
                "%(claim)s of %(since)s (%(amount)s, due on %(due)s) was never sent: "
                "send it, or say that it was sent outside Odoo."
            ),
            BOUNCED: self.env._(
                "The mail of %(since)s with %(claim)s (%(amount)s, due on %(due)s) to "
                "%(about)s did not arrive: correct the address and send it again."
            ),
            REFUSED: self.env._(
                "Peppol did not deliver %(claim)s (%(amount)s, due on %(due)s), sent "
                "on %(since)s: see why on the invoice, and send it again."
            ),
            f"{REFUSED}_undated": self.env._(
                "Peppol did not deliver %(claim)s (%(amount)s, due on %(due)s): see "
                "why on the invoice, and send it again."
            ),
            DRAFT_CREDIT: self.env._(
                "A credit note for %(claim)s (%(amount)s, due on %(due)s) has been a "
                "draft since %(since)s: post it, or delete it."
            ),
            FRESH: self.env._(
                "%(claim)s (%(amount)s, due on %(due)s) was sent on %(since)s only and "
                "is not asked for before %(until)s."
            ),
        }

    @api.model
    def _get_parts(self, text, values):
        parts = super()._get_parts(text, values)
        if values["duties"] and values["reason"] != "own_part":
            parts.append(self.env._("Left out until our own part is done: %(duties)s"))
        if values["fresh"]:
            parts.append("%(fresh)s")
        return parts

    @api.model
    def _get_because(self):
        return {
            **super()._get_because(),
            "fresh": self.env._("counted from the day it was sent"),
        }

    @api.model
    def _get_explanations(self):
        return {
            **super()._get_explanations(),
            "own_part": self.env._(
                "Nothing is asked before our own part is done, for which a person has "
                "a task. %(duties)s %(goes_on)s"
            ),
            "own_part_early": self.env._(
                "Nothing is asked before our own part is done. %(duties)s If it is "
                "still so on %(next)s, a person gets a task. %(goes_on)s"
            ),
        }
