"""An address that serves many debtors (an accountant's office) gets one mail a day."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.allotment import allot, following_contact_day
from ..engine.business_days import next_contact_day
from ..engine.start import weight
from .notice_departure import come_again

#: Rows about days long past are of no use.
KEPT_DAYS = 30


class DebtorAddressDay(models.Model):
    """Which debtor was written to at an address on a day.

    A row is claimed before the message is made. Two workers that claim the same
    one at once wait for each other, and the second fails and comes again: an
    advisory lock would let it act on what it saw before the first was done.
    """

    _name = "debtor.address.day"
    _description = "Address written to on a day"
    _rec_name = "email"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    email = fields.Char(required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    debtor_id = fields.Many2one(
        "debtor.debtor", required=True, readonly=True, index=True, ondelete="cascade"
    )

    _address_day_unique = models.UniqueIndex(
        "(company_id, email, date)", "This address was already written to on this day."
    )

    @api.model
    def _claim(self, company, day, debtors):
        """Claim addresses for debtors on a day.

        :param dict debtors: normalized email -> debtor
        :return: the emails that are theirs now, or were already
        """
        if not debtors:
            return set()
        emails = sorted(debtors)  # in one order, so that two workers cannot block
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO debtor_address_day AS taken
                       (company_id, email, date, debtor_id)
                SELECT %(company)s, row.email, %(day)s, row.debtor
                  FROM unnest(%(emails)s::text[], %(debtors)s::int[])
                       AS row(email, debtor)
                    ON CONFLICT (company_id, email, date)
                    DO UPDATE SET debtor_id = EXCLUDED.debtor_id
                 WHERE taken.debtor_id = EXCLUDED.debtor_id
                RETURNING email
                """,
                company=company.id,
                day=day,
                emails=emails,
                debtors=[debtors[email].id for email in emails],
            )
        )
        return {email for (email,) in rows}

    @api.model
    def _read_owners(self, company, day, addresses):
        """Return email -> the debtor who was written to there on a day.

        :param dict addresses: debtor -> email
        """
        if not addresses:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT email, debtor_id FROM debtor_address_day
                 WHERE company_id = %s AND date = %s AND email = ANY(%s)
                """,
                company.id,
                day,
                sorted(set(addresses.values())),
            )
        )
        debtors = self.env["debtor.debtor"]
        return {email: debtors.browse(debtor_id) for email, debtor_id in rows}

    @api.autovacuum
    def _gc_old(self):
        """Forget days long past."""
        # layer: housekeeping by the server's day
        limit = fields.Date.subtract(fields.Date.today(), days=KEPT_DAYS)
        self.sudo().search([("date", "<", limit)]).unlink()


class DebtorDebtor(models.Model):
    _inherit = "debtor.debtor"

    @api.depends("decision_id.reason")
    def _compute_has_due_step(self):
        """Who waits only because of a shared address may be written to by hand."""
        result = super()._compute_has_due_step()
        for debtor in self:
            if debtor.decision_id.reason == "address_shared":
                debtor.has_due_step = True
        return result

    def _allot(self, decisions, as_of, run, agreed):
        """Share out a day among these debtors, who would be written to.

        In a gentle start so many get a message as there are places, and of those
        one debtor an address. In a run the others are decided about anew and come
        on a later day; a person's own message goes all the same.

        :param dict decisions: debtor -> Decision; changed in place
        :param run: the run that acts, if any
        :param bool agreed: proposals are sent too
        :return: (who is written to, who of them shares an address taken before)
        """
        going = shared = self.browse()
        for company, debtors in self.grouped("company_id").items():
            addresses = debtors._get_addresses(decisions, agreed)
            places = run._get_places() if run else None
            first, second, held = debtors._share_out(
                decisions, addresses, company, as_of, places
            )
            self.env["debtor.address.day"]._claim(
                company,
                as_of,
                {addresses[one]: one for one in first if one in addresses},
            )
            going |= first
            if run:
                taken = frozenset(addresses[debtor] for debtor in second)
                decisions.update(second._decide(as_of, taken=taken))
                decisions.update(run._hold_back(held, decisions))
                for debtor in second | held:
                    debtor.next_action_date = decisions[debtor].next_date
            else:
                going |= second
                shared |= second
        return going, shared

    def _share_out(self, decisions, addresses, company, day, places=None):
        """Share out a day, the most important first; write nothing.

        While places are counted, days late times amount decide; else the amount.

        :param dict addresses: debtor -> the address that its message goes to
        :param places: how many messages the day allows, None: any number
        :return: (who is written to, who waits for an address, who for a place)
        """
        worth = {
            debtor: decisions[debtor].parameters["total"]
            if places is None
            else weight(decisions[debtor], day)
            for debtor in self
        }
        parts = allot(
            sorted(self, key=lambda one: (-worth[one], one.id)),
            addresses,
            self.env["debtor.address.day"]._read_owners(company, day, addresses),
            places,
        )
        return tuple(self.browse(debtor.id for debtor in part) for part in parts)

    def _get_addresses(self, decisions, agreed):
        """Return debtor -> the address that its message of today goes to.

        Of a letter with a copy by mail nothing leaves before it is posted.

        :param bool agreed: proposals are sent too
        """
        return {
            debtor: decisions[debtor].address
            for debtor in self
            if decisions[debtor].is_message
            and (agreed or not decisions[debtor].agree)
            and decisions[debtor].channel == "email"
        }


class DebtorNotice(models.Model):
    _inherit = "debtor.notice"

    def _remark_shared(self, debtors):
        """Say on messages by hand that their address had one today already."""
        for notice in self.filtered(lambda one: one.debtor_id in debtors):
            remark = self.env._(
                "This address was already written to today for another customer."
            )
            remarks = [notice.remark, remark] if notice.remark else [remark]
            notice._write_sudo({"remark": " ".join(remarks)})

    def _queue_copies(self):
        """Hand copies by mail to the queue, one a day for an address that serves many.

        They leave when their letters are posted, often many at once: each on the
        first contact day on which nobody else was written to at its address.
        """
        self._queue()
        for company, copies in self.grouped("company_id").items():
            calendar = company._followup_calendar()
            today = company._followup_now().date()
            day = next_contact_day(today, *calendar)
            waiting = copies
            while waiting:
                left = waiting._take_addresses(company, day)
                going = waiting - left
                moment = company._followup_moment(day) if day > today else None
                if moment and going:
                    going.sudo().mail_mail_id.scheduled_date = moment
                    come_again(self.env, moment)
                waiting, day = left, following_contact_day(day, *calendar)

    def _take_addresses(self, company, day):
        """Claim the addresses of these for a day; return those that come later."""
        first = {}
        for notice in self.sorted("id"):
            first.setdefault(notice.recipient_email, notice)
        got = self.env["debtor.address.day"]._claim(
            company, day, {email: one.debtor_id for email, one in first.items()}
        )
        return self.filtered(
            lambda one: (
                one.recipient_email not in got
                or one.debtor_id != first[one.recipient_email].debtor_id
            )
        )


class DebtorFollowupDecision(models.Model):
    _inherit = "debtor.followup.decision"

    @api.model
    def _get_explanations(self):
        return {
            **super()._get_explanations(),
            "address_shared": self.env._(
                "%(level)s is due, but %(addresses)s serves several customers and gets "
                "one message a day: another customer comes first, and this message "
                "follows on %(next)s. It can be sent by hand before."
            ),
        }
