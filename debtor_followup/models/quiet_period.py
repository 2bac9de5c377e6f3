from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..engine.business_days import Quiet


class DebtorQuietPeriod(models.Model):
    """Days on which a company contacts no debtor: holidays, a works closure.

    Planning, acting, the last look at a mail and the printing of letters all go by
    them, and so does the day by which payment is asked.
    """

    _name = "debtor.quiet.period"
    _description = "Quiet period of follow-up"
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, help="Said in the reason why somebody waits.")
    company_id = fields.Many2one(
        "res.company",
        domain="[('parent_id', '=', False)]",
        index=True,
        ondelete="cascade",
        help="Empty: for all companies. It holds for the branches too.",
    )
    date_from = fields.Date(string="First day", required=True)
    date_to = fields.Date(string="Last day", required=True)
    active = fields.Boolean(default=True)

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for period in self:
            if period.date_to < period.date_from:
                raise ValidationError(
                    self.env._(
                        "The quiet period %(name)s ends before it begins: set a "
                        "later last day.",
                        name=period.name,
                    )
                )

    @api.model
    def _to_engine(self, company_ids):
        """Return the quiet periods of a legal entity, for the engine.

        One query, whatever the number of debtors.

        :param company_ids: ids of the root company and its branches
        :return: tuple of :class:`~..engine.business_days.Quiet`, oldest first
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT name, date_from, date_to
                  FROM debtor_quiet_period
                 WHERE active
                   AND (company_id IS NULL OR company_id IN %s)
                 ORDER BY date_from, id
                """,
                tuple(company_ids),
            )
        )
        return tuple(Quiet._make(row) for row in rows)
