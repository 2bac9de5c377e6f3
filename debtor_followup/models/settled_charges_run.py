"""What the night does about charges: it follows the ledger and the calendar."""

from odoo import models

from .const import CONTENTION


class DebtorFollowupRun(models.Model):
    _inherit = "debtor.followup.run"

    def _begin_plan(self, again=False):
        """See to the charges first. EXTENDS."""
        result = super()._begin_plan(again=again)
        self._see_to_charges()
        return result

    def _see_to_charges(self):
        """Hook: bring charges up to date with the ledger, company by company."""
        charges = self.env["debtor.charge"]
        for follow in (charges._settle_booked_sudo, charges._reopen_kept_sudo):
            self._try_charges(lambda follow=follow: follow(self.company_id))
        changed = charges._find_changed_sudo(self.company_id)
        for debtor, some in charges.sudo().browse(changed).grouped("debtor_id").items():
            facts = {one: changed[one] for one in some.ids}
            self._try_charges(
                lambda debtor=debtor, facts=facts: charges._compare_sudo(debtor, facts),
                debtor,
            )

    def _try_charges(self, act, debtor=None):
        """Do something about charges; what fails is named and stops nothing else."""
        try:
            with self.env.cr.savepoint():
                act()
        except CONTENTION:
            raise
        except Exception as error:  # noqa: BLE001 - one debtor never stops the others
            self._note_failure(debtor or self.env["debtor.debtor"], error)
