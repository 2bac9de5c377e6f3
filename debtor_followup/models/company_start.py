import datetime

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..engine.start import Start

#: What is set once a gentle start has begun; kept on the main company.
START_FIELDS = (
    "followup_cutoff_date",
    "followup_person_before",
    "followup_start_date",
    "followup_gentle_days",
    "followup_gentle_limit",
)


class ResCompany(models.Model):
    """How follow-up began: what is left out, and how gently it goes."""

    _inherit = "res.company"

    followup_cutoff_date = fields.Date(
        string="Leave out claims due before",
        help="Claims due before this day are never followed up: neither counted nor "
        "named in a message.",
    )
    followup_person_before = fields.Date(
        string="Old claims before",
        help="Claims due before this day of which no message ever spoke go to a "
        "person instead of taking a step by themselves.",
    )
    followup_start_date = fields.Date(
        string="Follow-up started on",
        readonly=True,
        help="The first day. On it only those messages leave that somebody looked "
        "at before.",
    )
    followup_gentle_days = fields.Integer(
        string="Days of the gentle start",
        default=7,
        help="So many days the limit of messages holds, the first one included.",
    )
    followup_gentle_limit = fields.Integer(
        string="Messages a day at the start",
        default=25,
        help="So many automatic messages leave on each day of the gentle start, "
        "letters included.",
    )

    @api.constrains("followup_gentle_days", "followup_gentle_limit")
    def _check_followup_gentle(self):
        for company in self:
            if company.followup_gentle_days < 0 or company.followup_gentle_limit < 1:
                raise ValidationError(
                    self.env._(
                        "A gentle start lasts 0 days or more, with at least one "
                        "message a day."
                    )
                )

    def _followup_start(self):
        """Return how follow-up began in this legal entity, for the engine."""
        root = self.sudo().root_id
        return Start(
            cutoff=root.followup_cutoff_date or None,
            person_before=root.followup_person_before or None,
            first_day=root.followup_start_date or None,
            days=root.followup_gentle_days,
            limit=root.followup_gentle_limit,
        )

    def _followup_calendar(self):
        """Return (countries, quiet periods) by which this company's days go."""
        code = self.sudo().root_id.country_id.code
        quiet = self.env["debtor.quiet.period"]._to_engine(
            self._followup_branches().ids
        )
        return (code,) if code else (), quiet

    def _followup_moment(self, day):
        """Return when messages of a day may leave, in UTC; None: at once.

        :param date day: today or later
        """
        self.ensure_one()
        hour, minute = divmod(round(self.sudo().root_id.followup_hour * 60), 60)
        local = datetime.datetime.combine(day, datetime.time(hour, minute))
        if local <= self._followup_now():
            return None
        zone = pytz.timezone(self.sudo().resource_calendar_id.tz or "UTC")
        return zone.localize(local).astimezone(pytz.utc).replace(tzinfo=None)

    def _count_automatic_notices(self, day):
        """Return how many automatic contacts a day has, whatever their channel.

        Those of another day that have not left yet leave today.
        """
        self.ensure_one()
        ((count,),) = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FROM debtor_notice
                 WHERE company_id = %(company)s AND automatic
                   AND copy_of_id IS NULL AND channel <> 'phone'
                   AND (contact_date = %(day)s
                        AND state NOT IN ('preview', 'cancelled')
                        OR state IN ('queued', 'sending'))
                """,
                company=self.id,
                day=day,
            )
        )
        return count

    def _write_start_sudo(self, values):
        """Set how follow-up begins.

        In sudo mode because a follow-up manager may start it without any right on
        the company itself; whoever calls has checked that he is one.
        """
        self.root_id.sudo().write(values)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    followup_cutoff_date = fields.Date(
        related="company_id.root_id.followup_cutoff_date", readonly=False
    )
    followup_person_before = fields.Date(
        related="company_id.root_id.followup_person_before", readonly=False
    )
    followup_start_date = fields.Date(related="company_id.root_id.followup_start_date")
    followup_gentle_days = fields.Integer(
        related="company_id.root_id.followup_gentle_days", readonly=False
    )
    followup_gentle_limit = fields.Integer(
        related="company_id.root_id.followup_gentle_limit", readonly=False
    )
