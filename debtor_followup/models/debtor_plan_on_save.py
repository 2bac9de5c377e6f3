from odoo import models


class DebtorPlanOnSave(models.AbstractModel):
    """What a person saves on a screen changes what is next: show it at once.

    A mixin for models whose fields decide about debtors. Only the screens plan
    anew; whoever writes by code plans when it has written everything.
    """

    _name = "debtor.plan.on.save"
    _description = "Decide anew when saved on a screen"

    def _get_debtors_to_plan(self, fnames):
        """Hook: return the debtors about whom saved fields may change a decision.

        :param fnames: names of the fields that were saved
        """
        return self.env["debtor.debtor"]

    def web_save(self, vals, specification, next_id=None):
        """Decide anew before the screen reads what it shows.

        EXTENDS web. Written first and read by the original, which then has
        nothing left to write.
        """
        saved = self
        if self:
            self.write(vals)
        else:
            saved = self.create(vals)
        saved._get_debtors_to_plan(vals).action_plan()
        return super(DebtorPlanOnSave, saved).web_save({}, specification, next_id)

    def web_save_multi(self, vals_list, specification):
        """Decide anew about all debtors of a change in many rows. EXTENDS web."""
        for record, vals in zip(self, vals_list, strict=True):
            record.write(vals)
        fnames = {name for vals in vals_list for name in vals}
        self._get_debtors_to_plan(fnames).action_plan()
        return super().web_save_multi([{} for _vals in vals_list], specification)
