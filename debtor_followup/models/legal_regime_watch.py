"""Who relies on which rates, and the task when one of them is missing."""

from odoo import api, models
from odoo.tools import format_date

from ..engine.legal_rates import missing_rates

#: Towards whom each law has rates that a company relies on. Left out: the British
#: consumer, who owes none, and Luxembourg's and France's legal rate, of which no
#: whole table is kept: a calculation that needs one says so.
RELIED_ON = {
    "BE": ("b2b", "b2g", "b2c"),
    "NL": ("b2b", "b2g", "b2c"),
    "FR": ("b2b", "b2g"),
    "DE": ("b2b", "b2g", "b2c"),
    "LU": ("b2b", "b2g"),
    "UK": ("b2b", "b2g"),
}
TASK = "debtor_followup.mail_activity_type_rate"


class DebtorLegalRegime(models.Model):
    _inherit = "debtor.legal.regime"

    @api.model
    def _cron_watch_rates(self):
        """Give a task about rates that are missing now or in two weeks, once a law."""
        for company in self.env["debtor.followup.run"]._companies_to_follow():
            self._watch_rates_sudo(company, company._followup_now().date())

    @api.model
    def _watch_rates_sudo(self, company, today):
        """Give the task of a company about missing rates.

        In sudo mode because the law belongs to nobody and its task to a manager.
        """
        company = company.sudo()
        law = company.followup_law
        regime = self.sudo().search([("law", "=", law)], limit=1)
        user = company.followup_manager_id or company.followup_user_id
        missing = self._missing_rates(law, today)
        if not regime or not user or not missing:
            return
        day = min(one.day for one in missing)
        asked = [("date_deadline", "=", day), ("user_id", "=", user.id)]
        if regime._rate_tasks(asked):
            return
        regime.activity_schedule(
            TASK,
            day,
            user_id=user.id,
            **self.with_context(lang=user.lang)._say_missing(missing, day),
        )

    @api.model
    def _missing_rates(self, law, today):
        """Return the rates of a law that are missing on a day or soon after."""
        book = self.env["debtor.interest.rate"]._book()
        needed = [(law, kind) for kind in RELIED_ON.get(law, ())]
        return missing_rates(book, needed, today)

    @api.model
    def _say_missing(self, missing, day):
        """Return the words of a task, in the language of the context."""
        rate = self.env["debtor.interest.rate"]
        laws = dict(rate._fields["law"]._description_selection(self.env))
        kinds = dict(rate._fields["kind"]._description_selection(self.env))
        return {
            "summary": self.env._(
                "Enter the interest rates of %(law)s", law=laws[missing[0].law]
            ),
            "note": self.env._(
                "From %(day)s no rate is known towards: %(kinds)s. Enter the published "
                "one under Configuration, Interest rates. Until then no interest is "
                "claimed beyond that day; a rate is never guessed.",
                day=format_date(self.env, day),
                kinds=", ".join(kinds[one.kind] for one in missing),
            ),
        }

    def _rate_tasks(self, domain=()):
        """Return the tasks about missing rates on these regimes, also done ones."""
        task_type = self.env["ir.model.data"]._xmlid_to_res_id(TASK)
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", task_type),
                    *domain,
                ]
            )
        )

    @api.model
    def _settle_rate_tasks_sudo(self):
        """End the tasks whose rates were entered meanwhile.

        In sudo mode because whoever enters a rate settles the others' tasks too.
        """
        regimes = self.sudo().search([("activity_ids", "!=", False)])
        for task in regimes._rate_tasks([("active", "=", True)]):
            law = self.sudo().browse(task.res_id).law
            if not self._missing_rates(law, task.date_deadline):
                task.action_feedback()
