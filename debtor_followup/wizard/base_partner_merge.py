from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging customers folds their debtors first. EXTENDS base."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        debtors = self.env["debtor.debtor"].sudo()
        debtors = debtors.search([("partner_id", "in", src_partners.ids)])
        debtors._fold_into_sudo(dst_partner.commercial_partner_id)
        # What follows works in SQL.
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _log_merge_operation(self, src_partners, dst_partner):
        result = super()._log_merge_operation(src_partners, dst_partner)
        debtors = self.env["debtor.debtor"].sudo()
        commercial = dst_partner.commercial_partner_id
        debtors.search([("partner_id", "=", commercial.id)])._plan_anew_sudo()
        return result
