from odoo import fields, models


class ResUsersSettings(models.Model):
    _inherit = "res.users.settings"

    followup_list = fields.Selection(
        [("mine", "My debtors"), ("all", "All debtors")],
        string="Follow-up list",
        help="What the morning page of follow-up opens with. Empty: one's own list "
        "for whoever is responsible for somebody.",
    )


class ResUsers(models.Model):
    _inherit = "res.users"

    def _followup_only_mine(self):
        """Tell whether this user's morning page opens with his own debtors."""
        self.ensure_one()
        wish = self.sudo().res_users_settings_id.followup_list
        if wish:
            return wish == "mine"
        domain = [("responsible_id", "=", self.id)]
        return bool(self.env["debtor.debtor"].search_count(domain, limit=1))

    def _followup_remember_mine_sudo(self, only_mine):
        """Keep this user's choice.

        In sudo mode because the settings may have to be made first.
        """
        settings = self.env["res.users.settings"].sudo()._find_or_create_for_user(self)
        settings.followup_list = "mine" if only_mine else "all"
