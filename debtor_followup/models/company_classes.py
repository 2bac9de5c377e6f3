from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.behaviour import Limits, check_limits

MANAGERS = "debtor_followup.group_manager"
#: Limit of the engine -> field of the company that holds it.
LIMIT_FIELDS = {
    "minimum_count": "followup_class_minimum",
    "on_time_days": "followup_class_on_time",
    "loyal_share": "followup_class_loyal_share",
    "regular_days": "followup_class_regular",
    "late_days": "followup_class_late",
}
DEFAULTS = Limits()


class ResCompany(models.Model):
    """Where one class of payment behaviour ends and the next begins.

    Kept on the main company; its branches follow it.
    """

    _inherit = "res.company"

    followup_class_minimum = fields.Integer(
        string="Paid claims before judging",
        default=DEFAULTS.minimum_count,
        groups=MANAGERS,
        help="A customer with fewer paid claims in 18 months is new.",
    )
    followup_class_on_time = fields.Integer(
        string="On time up to",
        default=DEFAULTS.on_time_days,
        groups=MANAGERS,
        help="A payment so many days after the due date still counts as on time: "
        "banks need a day or two.",
    )
    followup_class_loyal_share = fields.Integer(
        string="Loyal from",
        default=DEFAULTS.loyal_share,
        groups=MANAGERS,
        help="Per cent of the claims paid on time; one late payment is forgiven.",
    )
    followup_class_regular = fields.Integer(
        string="Regular up to",
        default=DEFAULTS.regular_days,
        groups=MANAGERS,
        help="Days late that are usual for the customer.",
    )
    followup_class_late = fields.Integer(
        string="Often late up to",
        default=DEFAULTS.late_days,
        groups=MANAGERS,
        help="Days late that are usual for the customer. Beyond it: nearly always "
        "late.",
    )

    @api.constrains(*LIMIT_FIELDS.values())
    def _check_followup_limits(self):
        for company in self:
            company._check_limits_in_order(company._followup_limits())

    @api.model
    def _check_limits_in_order(self, limits):
        """Refuse limits that contradict each other.

        :raises ValidationError: says which, and what to do
        """
        problem = check_limits(limits)
        if problem:
            raise ValidationError(self._get_limit_problems(limits)[problem])

    @api.model
    def _get_limit_problems(self, limits):
        """Return problem of limits -> sentence."""
        return {
            "negative": self.env._("Days and counts cannot be below zero."),
            "count": self.env._(
                "At least one paid claim is needed before a customer is judged."
            ),
            "share": self.env._(
                "The part paid on time by a loyal customer lies between 1 and 100 "
                "per cent."
            ),
            "order_regular": self.env._(
                'The limits are out of order: "Regular up to" (%(regular)s days) '
                'must be more than "On time up to" (%(on_time)s days).',
                regular=limits.regular_days,
                on_time=limits.on_time_days,
            ),
            "order_late": self.env._(
                'The limits are out of order: "Often late up to" (%(late)s days) '
                'must be more than "Regular up to" (%(regular)s days).',
                late=limits.late_days,
                regular=limits.regular_days,
            ),
        }

    def _followup_limits(self):
        """Return the limits of this legal entity, for the engine."""
        root = self.sudo().root_id
        return DEFAULTS._replace(
            **{limit: root[name] for limit, name in LIMIT_FIELDS.items()}
        )

    def _set_followup_limits_sudo(self, limits):
        """Write limits on the main company.

        In sudo mode because a follow-up manager need not have any right on the
        company itself; whoever calls this checks that he is one.
        """
        self.sudo().root_id.write(
            {name: getattr(limits, limit) for limit, name in LIMIT_FIELDS.items()}
        )
