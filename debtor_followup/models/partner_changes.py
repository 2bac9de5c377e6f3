from odoo import api, models
from odoo.exceptions import UserError

from .const import CONTENTION

#: What makes a contact a customer of its own, or part of another one.
FAMILY_FIELDS = {"parent_id", "is_company"}


class ResPartner(models.Model):
    """Customers that merge, part, become part of another one, or go."""

    _inherit = "res.partner"

    def write(self, vals):
        """Let debtors follow their customers at once. EXTENDS base."""
        if FAMILY_FIELDS.isdisjoint(vals):
            return super().write(vals)
        family = self.with_context(active_test=False).sudo()
        family = family.search([("id", "child_of", self.ids)])
        before = {partner: partner.commercial_partner_id for partner in family}
        result = super().write(vals)
        family.invalidate_recordset(["commercial_partner_id"])
        for partner, former in before.items():
            if partner.commercial_partner_id != former:
                partner._follow_family_sudo(former)
        return result

    def _follow_family_sudo(self, former):
        """Move what is known of a debtor after its customer changed families.

        In sudo mode because whoever edits contacts need not follow debtors.

        :param former: the commercial partner until now
        """
        self.ensure_one()
        Debtor = self.env["debtor.debtor"].sudo()
        commercial = self.commercial_partner_id
        if commercial != self:
            own = Debtor.search([("partner_id", "=", self.id)])
            own._fold_into_sudo(commercial)._plan_anew_sudo()
        elif former != self:
            Debtor.search([("partner_id", "=", former.id)])._part_sudo(self)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_evidence(self):
        """What was said to a customer is kept: it can only be archived."""
        notices = self.env["debtor.notice"].sudo()
        found = notices.search(
            [
                ("debtor_id.partner_id", "in", self.ids),
                ("state", "not in", ("draft", "cancelled")),
            ],
            limit=1,
        )
        if found:
            raise UserError(
                self.env._(
                    "%(name)s was written to about open invoices, and that is kept "
                    "as evidence. Archive this customer instead.",
                    name=found.debtor_id.partner_id.display_name,
                )
            )


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    def _plan_anew_sudo(self):
        """Show at once what is next for debtors that changed.

        In sudo mode because whoever edits contacts need not follow debtors.
        """
        for company, debtors in self.sudo().grouped("company_id").items():
            debtors._plan(company._followup_now().date())

    def _get_strayed(self, company):
        """Return the debtors of a company whose partner is part of another one."""
        strayed = self.with_context(active_test=False).search(
            [
                ("company_id", "=", company.id),
                ("partner_id.parent_id", "!=", False),
                ("partner_id.is_company", "=", False),
            ]
        )
        return strayed.filtered(
            lambda debtor: debtor.partner_id.commercial_partner_id != debtor.partner_id
        )


class DebtorFollowupRun(models.Model):
    _inherit = "debtor.followup.run"

    def _expire_pauses(self):
        """Before the day is planned, let debtors follow their customers.

        What screens change is followed at once; this is for what was changed
        around them.
        """
        for debtor in self.env["debtor.debtor"]._get_strayed(self.company_id):
            try:
                with self.env.cr.savepoint():
                    debtor._fold_into_sudo(debtor.partner_id.commercial_partner_id)
            except CONTENTION:
                raise
            except Exception as error:  # noqa: BLE001 - one never stops the others
                self._note_failure(debtor, error)
        return super()._expire_pauses()


class DebtorFollowupDecision(models.Model):
    _inherit = "debtor.followup.decision"

    @api.model
    def _get_parts(self, text, values):
        parts = super()._get_parts(text, values)
        if values.get("archived"):
            parts.append(
                self.env._(
                    "An archived customer still owes, but an archived contact is not "
                    "written to: name an active one of type invoice, or restore it."
                )
            )
        return parts

    def _get_readable_parameters(self, level_names):
        values = super()._get_readable_parameters(level_names)
        values["archived"] = (self.parameters or {}).get("archived", False)
        return values
