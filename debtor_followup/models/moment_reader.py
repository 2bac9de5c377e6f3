"""Reads when something may leave by itself: settings of company and customer."""

from datetime import date
from functools import cached_property

from odoo.tools import SQL

from ..engine.moment import Announcement, Moment, not_counted_until
from .bulk import array


class MomentReader:
    """Reads it for the debtors of one legal entity.

    :param company: the root company
    :param date as_of: the day that counts as today
    """

    def __init__(self, env, company, as_of):
        self.env = env
        self.company = company = company.sudo()
        self.as_of = as_of
        self.since = not_counted_until(as_of)
        self.limit = company.followup_key_turnover
        self.veto_days = company.followup_veto_days
        self.usual = Moment(budget=company.followup_contact_budget)

    @cached_property
    def late(self):
        """Whether the morning page of the day has been looked at already.

        Asked only where there are key customers.
        """
        now = self.company._followup_now()
        hour = now.hour + now.minute / 60
        return now.date() == self.as_of and hour >= self.company.followup_hour

    def large(self, debtor_ids):
        """Return the ids of debtors who are key customers by their turnover.

        Asked only where the company has a limit.
        """
        if not self.limit or not self.veto_days:
            return frozenset()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT debtor_id FROM debtor_behaviour
                 WHERE debtor_id = ANY(%s::int[]) AND turnover >= %s
                """,
                array(debtor_ids),
                self.limit,
            )
        )
        return frozenset(one for (one,) in rows)

    def of(self, debtor, is_large, contacts):
        """Return the :class:`~..engine.moment.Moment` of a debtor.

        :param debtor: what `ledger_reader` knows of it
        :param bool is_large: a key customer by its turnover
        :param tuple contacts: the days of its latest contacts
        """
        is_key = (debtor.key_customer or is_large) and self.veto_days
        own_budget = debtor.contact_budget or 0
        own = is_key or own_budget or debtor.never_automatic or debtor.call_since
        if not own and not contacts:
            return self.usual  # as nearly everybody
        return self.usual._replace(
            never_automatic=bool(debtor.never_automatic),
            veto_days=self.veto_days if is_key else 0,
            announced=read_announcement(debtor.announced) if is_key else None,
            budget=own_budget or self.usual.budget,
            contacts=contacts,
            call_since=debtor.call_since,
            late=bool(is_key) and self.late,
        )


def read_announcement(stored):
    """Return an :class:`~..engine.moment.Announcement` from its stored form."""
    if not stored:
        return None
    claims = frozenset(
        (line_id, date.fromisoformat(due), amount, level_id)
        for line_id, due, amount, level_id in stored["claims"]
    )
    return Announcement(date.fromisoformat(stored["day"]), stored["level"], claims)


def store_announcement(announcement):
    """Return plain values of an announcement, to be stored."""
    return {
        "day": announcement.day.isoformat(),
        "level": announcement.level_id,
        "claims": sorted(
            [line_id, due.isoformat(), amount, level_id]
            for line_id, due, amount, level_id in announcement.claims
        ),
    }
