from odoo import api, fields, models
from odoo.tools import format_amount, format_date


class DebtorPause(models.Model):
    """What the law asks after an event, in words, and the task that it becomes."""

    _inherit = "debtor.pause"

    law_text = fields.Text(string="What is to be done", compute="_compute_law_text")

    @api.depends_context("lang")
    @api.depends("reason", "event_date", "event_country_id", "procedure", "filing_day")
    def _compute_law_text(self):
        for pause in self:
            pause.law_text = (
                pause._describe_law()
                if pause.is_protective and pause.debtor_id
                else False
            )

    # === WORDS === #

    def _describe_law(self):
        """Return what is to be done, where, by when and for how much."""
        self.ensure_one()
        asked = self._get_protection()
        parts = self._say_known(asked) if asked else [self._say_unknown()]
        if self.filing_day:
            parts.append(
                self.env._(
                    "We do it by %(day)s.", day=format_date(self.env, self.filing_day)
                )
            )
        amounts = self._get_old_amounts_sudo()
        if amounts:
            parts.append(self.env._("Open from before: %(amount)s.", amount=amounts))
        return " ".join(parts)

    def _say_known(self, asked):
        """Return sentences on place, term and interest.

        :param asked: :class:`~..engine.protection.Protection`
        """
        parts = [self._get_place_sentences()[asked.place]]
        day = asked.last_day and format_date(self.env, asked.last_day)
        if asked.too_late:
            parts.append(
                self.env._(
                    "The law's last day, %(day)s, has passed: ask whether it can "
                    "still be done.",
                    day=day,
                )
            )
        elif day:
            parts.append(
                self.env._(
                    "The law's last day is %(day)s; the court may name an earlier "
                    "one: enter it here.",
                    day=day,
                )
            )
        elif asked.effect.interest_until:
            parts.append(
                self.env._("The court names the last day: enter it here once known.")
            )
        until = asked.effect.interest_until
        if until:
            parts.append(
                self.env._(
                    "Interest counts until %(day)s; nothing may be added after it.",
                    day=format_date(self.env, until),
                )
            )
        return parts

    def _say_unknown(self):
        """Return why nothing is computed, and what to do about it."""
        if not self.event_date:
            return self.env._(
                "Enter the date of the event: what is to be filed, and by when, "
                "depends on it."
            )
        country = self.event_country_id
        if not country:
            return self.env._(
                "Enter the country of the event: what is to be filed, and by when, "
                "depends on its law."
            )
        labels = dict(self._fields["reason"]._description_selection(self.env))
        return self.env._(
            "%(reason)s in %(country)s: the rules there are not known here, so "
            "nothing is guessed. Ask somebody who knows them what is to be filed, "
            "and by when. Nothing is asked of this customer meanwhile.",
            reason=labels[self.reason],
            country=country.name,
        )

    @api.model
    def _get_place_sentences(self):
        """Hook: return place -> what is to be done there."""
        return {
            "regsol": self.env._(
                "File the claim in Regsol, the register of insolvencies, with the "
                "invoices; the trustee named in the judgment decides on it."
            ),
            "debtor_list": self.env._(
                "What is older than the reorganisation is suspended; what is "
                "delivered since is to be paid. Look in Regsol whether the debtor's "
                "list names our claim with the right amount."
            ),
            "trustee": self.env._(
                "File the claim in writing with the trustee in bankruptcy, with the "
                "invoices."
            ),
            "administrator": self.env._(
                "File the claim in writing with the insolvency administrator, not "
                "with the court."
            ),
            "representative": self.env._(
                "File the claim with the representative of the creditors whom the "
                "court named."
            ),
            "mediator": self.env._(
                "Declare the claim to the debt mediator named in the order."
            ),
            "settlement_trustee": self.env._(
                "File the claim with the trustee of the debt settlement."
            ),
            "heirs": self.env._(
                "Tell the notary or the heirs in writing, and with respect, what is "
                "open. Nothing is asked of the family by itself."
            ),
            "guardian": self.env._(
                "Write to the guardian or administrator only and tell what is open: "
                "they decide about payments."
            ),
            "helper": self.env._(
                "Tell the debt counsellor what is open. Nothing is asked while they "
                "look for a solution."
            ),
        }

    def _get_filing_summary(self):
        """Return the task in a few words."""
        return {
            "unknown": self.env._("Find out what the law asks"),
            "debtor_list": self.env._("Check our claim on the list"),
            "heirs": self.env._("Tell them what is open"),
            "guardian": self.env._("Tell them what is open"),
            "helper": self.env._("Tell them what is open"),
        }.get(self.filing_place, self.env._("File the claim"))

    def _get_old_amounts_sudo(self):
        """Return what is open from before the event, currency by currency.

        In sudo mode because users of follow-up need not read the ledger.
        """
        pause = self.sudo()
        claims = pause.debtor_id._get_call_claims()
        if pause._get_protection():
            before = pause.event_date
            claims = claims.filtered(
                lambda one: (one.move_id.invoice_date or one.date) < before
            )
        return ", ".join(
            format_amount(
                self.env, sum(group.mapped("amount_residual_currency")), currency
            )
            for currency, group in claims.grouped("currency_id").items()
        )

    # === TASK === #

    def _make_filing_task(self):
        """Give somebody the task to file the claim, with its day and amount."""
        for pause in self.filtered("filing_day"):
            task = pause.debtor_id._prepare_task(
                pause._get_filing_summary(), pause._say_in, pause.filing_day
            )
            owner = pause.user_id
            if owner and owner.has_group("debtor_followup.group_viewer"):
                task["user_id"] = owner.id
            activities = self.env["mail.activity"]
            pause.filing_activity_id = activities.with_context(
                mail_activity_quick_update=True
            ).create(task)

    def _say_in(self, lang):
        """Return the text of the task in a language."""
        pause = self.with_context(lang=lang)
        contact = pause.legal_contact_id.sudo()
        parts = [pause._describe_law()]
        if contact:
            parts.append(
                pause.env._("Write to %(name)s only.", name=contact.display_name)
            )
        return " ".join(parts)

    def _renew_filing_task_sudo(self):
        """Bring the task to what was entered since.

        In sudo mode because the task may be somebody else's.
        """
        for pause in self.sudo():
            task = pause.filing_activity_id
            if not task.active or pause.filed_on or not pause.filing_day:
                continue
            values = pause.debtor_id._prepare_task(
                pause._get_filing_summary(), pause._say_in, pause.filing_day
            )
            names = ("summary", "note", "date_deadline")
            task.write({name: values[name] for name in names})

    def _close_filing_task_sudo(self):
        """Take the task to file off everybody's list.

        In sudo mode because it may be somebody else's.
        """
        tasks = self.sudo().filing_activity_id.filtered("active")
        if tasks:
            tasks.action_feedback()


class DebtorFollowupDecision(models.Model):
    _inherit = "debtor.followup.decision"

    @api.model
    def _get_explanations(self):
        """EXTENDS: of protected customers."""
        return {
            **super()._get_explanations(),
            "paused_law": self.env._(
                "%(pause)s: nothing is asked of this customer, and nobody writes to "
                "them or calls; the pause names who may be written to. Only a person "
                "ends this; it is looked at again on %(until)s."
            ),
            "pause_needs_person_law": self.env._(
                "%(pause)s: nothing is asked of this customer. The day to look at it "
                "again, %(until)s, has passed: a person lifts the pause or sets a "
                "later day."
            ),
            "paused_person": self.env._(
                "Paused until %(until)s (%(pause)s), and nothing is asked. It does "
                "not end by itself: a person records how it ended, else it is "
                "somebody's task on %(next)s."
            ),
            "paused_claims_person": self.env._(
                "All that is overdue is paused until %(until)s (%(pause)s): "
                "%(claims)s. It does not end by itself: a person records how it "
                "ended, else it is somebody's task on %(next)s."
            ),
        }
