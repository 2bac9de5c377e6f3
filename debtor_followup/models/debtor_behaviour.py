from odoo import api, fields, models
from odoo.tools import SQL, split_every
from odoo.tools.gc import disabling_gc

from ..engine.behaviour import assess
from .behaviour_reader import BehaviourReader
from .bulk import array
from .const import RELATIONSHIPS, TRENDS
from .ledger_reader import LedgerReader

#: Debtors refreshed with one set of reads and writes.
CHUNK = 3000
#: Columns that a refresh writes, with their types in PostgreSQL.
COLUMNS = {
    "relationship": "text",
    "reason": "text",
    "paid_count": "int",
    "on_time_count": "int",
    "share_on_time": "int",
    "median_days": "int",
    "spread_days": "int",
    "average_days": "int",
    "open_count": "int",
    "recent_days": "int",
    "earlier_days": "int",
    "recent_count": "int",
    "earlier_count": "int",
    "trend": "text",
    "customer_since": "date",
    "turnover": "numeric",
    "promises_kept": "int",
    "promises_broken": "int",
    "disputes_right": "int",
    "disputes_wrong": "int",
    "median_amount": "numeric",
    "promise_broken_on": "date",
}
#: Columns that come in minor units.
MONEY = ("turnover", "median_amount")


class DebtorBehaviour(models.Model):
    """How a debtor pays, as the ledger said last night: one row a debtor.

    Written in bulk by `_refresh` only. Days are days late: below zero, before the
    due date. ``relationship`` is the class that the figures give; the one in force,
    perhaps set by hand, stands on the debtor.
    """

    _name = "debtor.behaviour"
    _description = "Payment behaviour of a debtor"
    _order = "median_days desc, id"
    _rec_name = "debtor_id"

    debtor_id = fields.Many2one(
        "debtor.debtor", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    relationship = fields.Selection(
        RELATIONSHIPS, string="Class by figures", required=True, readonly=True
    )
    reason = fields.Char(readonly=True, export_string_translation=False)
    relationship_before = fields.Selection(
        RELATIONSHIPS, string="Class before", readonly=True
    )
    changed_on = fields.Date(string="Class since", readonly=True)
    paid_count = fields.Integer(
        string="Paid claims", readonly=True, help="Due in the last 18 months."
    )
    on_time_count = fields.Integer(string="Paid on time", readonly=True)
    share_on_time = fields.Integer(
        string="On time (%)",
        readonly=True,
        aggregator="avg",
        help="Of what was due in 18 months. One late payment is forgiven; what is "
        "open and late is not.",
    )
    median_days = fields.Integer(
        string="Usually late by",
        readonly=True,
        aggregator="avg",
        help="Weighted median of days late. Recent and large claims count more, one "
        "odd payment does not move it; open claims only make it worse.",
    )
    spread_days = fields.Integer(
        string="Give or take",
        readonly=True,
        aggregator="avg",
        help="How far payments usually lie from the usual day.",
    )
    average_days = fields.Integer(
        string="Average days late",
        readonly=True,
        aggregator="avg",
        help="Weighted by amount and by how recent it is, open claims at their "
        "present age.",
    )
    open_count = fields.Integer(string="Open and late", readonly=True)
    recent_days = fields.Integer(string="Last six months", readonly=True)
    earlier_days = fields.Integer(string="The twelve months before", readonly=True)
    recent_count = fields.Integer(string="Claims of the last six months", readonly=True)
    earlier_count = fields.Integer(
        string="Claims of the twelve months before", readonly=True
    )
    trend = fields.Selection(TRENDS, readonly=True)
    customer_since = fields.Date(
        string="Customer since", readonly=True, help="The date of the first invoice."
    )
    turnover = fields.Monetary(
        string="Invoiced in a year",
        readonly=True,
        help="In the last twelve months, less credit notes, with tax.",
    )
    promises_kept = fields.Integer(string="Promises kept", readonly=True)
    promises_broken = fields.Integer(string="Promises broken", readonly=True)
    disputes_right = fields.Integer(
        string="Justified disputes",
        readonly=True,
        help="In which the customer was right, or half right.",
    )
    disputes_wrong = fields.Integer(string="Rejected disputes", readonly=True)
    median_amount = fields.Monetary(
        string="Usual amount",
        readonly=True,
        help="Half of the claims paid in 18 months were for less, half for more.",
    )
    promise_broken_on = fields.Date(string="Last broken promise", readonly=True)

    _debtor_unique = models.UniqueIndex(
        "(debtor_id)", "This debtor has figures already."
    )

    # === REFRESHING === #

    @api.model
    def _refresh(self, company, as_of, partners=None):
        """Read how the debtors of a legal entity pay and set their classes.

        Writes what has changed, commits nothing, creates missing debtors of
        customers with open claims.

        :param date as_of: which day counts as today
        :param partners: commercial partners; None: all of the legal entity
        """
        if partners is None:
            partner_ids = self._partners_to_refresh(company, as_of)
        else:
            partner_ids = partners.ids
        refresher = _Refresher(self.env, company, as_of)
        for chunk in split_every(CHUNK, partner_ids, list):
            refresher.refresh(chunk)

    @api.model
    def _partners_to_refresh(self, company, as_of, after=0):
        """Return the ids of commercial partners with a debtor or open claims.

        :param int after: leave out ids up to this one
        """
        root = company.root_id
        known = self.env.execute_query(
            SQL("SELECT partner_id FROM debtor_debtor WHERE company_id = %s", root.id)
        )
        owing = LedgerReader(self.env, root, as_of).partner_ids()
        found = {row[0] for row in known} | set(owing)
        return sorted(one for one in found if one > after)

    @api.model
    def _preview(self, company, as_of, limits):
        """Return who would be in another class with other limits; writes nothing.

        :param limits: an engine's ``Limits``
        :return: list of (debtor id, class now, class then), who has a class by
            hand left out
        """
        refresher = _Refresher(self.env, company, as_of, limits)
        moves = []
        partner_ids = self._partners_to_refresh(company, as_of)
        for chunk in split_every(CHUNK, partner_ids, list):
            moves += refresher.preview(chunk)
        return moves


class _Refresher:
    """Reads, classes and writes debtors of one legal entity, chunk by chunk."""

    def __init__(self, env, company, as_of, limits=None):
        self.env = env
        self.company = company.root_id
        self.as_of = as_of
        self.limits = limits or company._followup_limits()
        self.reader = BehaviourReader(env, company, as_of)

    def refresh(self, partner_ids):
        """Refresh the debtors of commercial partners; missing ones are made."""
        known = self._read_known(partner_ids)
        missing = [one for one in partner_ids if one not in known]
        if missing:
            partners = self.env["res.partner"].browse(missing)
            self.env["debtor.debtor"]._insert(partners, self.company)
            known.update(self._read_known(missing))
        with disabling_gc():
            rows = [
                self._row(debtor_id, past.facts, assessment)
                for debtor_id, past, assessment in self._assess(known)
            ]
        self._write(rows)
        debtor_ids = [row[0] for row in rows]
        self._write_classes(debtor_ids)
        self.env["debtor.behaviour"]._follow_alerts(debtor_ids, self.as_of)
        for name in ("debtor.behaviour", "debtor.debtor"):
            self.env[name].invalidate_model(flush=False)

    def preview(self, partner_ids):
        """Return (debtor id, class now, class then) of those who would move."""
        known = self._read_known(partner_ids)
        now = {row["debtor_id"]: row["relationship"] for row in known.values()}
        by_hand = {row["debtor_id"] for row in known.values() if row["by_hand"]}
        return [
            (debtor_id, now[debtor_id], assessment.relationship)
            for debtor_id, _past, assessment in self._assess(known)
            if debtor_id not in by_hand and now[debtor_id] != assessment.relationship
        ]

    def _assess(self, known):
        """Yield (debtor id, past, assessment) of debtors."""
        debtor_of = {one: row["debtor_id"] for one, row in known.items()}
        for partner_id, past in self.reader.pasts(debtor_of).items():
            row = known[partner_id]
            # A class that came of an opinion, not of figures, is not held on to.
            enough = (row["paid_count"] or 0) >= self.limits.minimum_count
            before = row["by_figures"] if enough else None
            yield (
                row["debtor_id"],
                past,
                assess(past.items, self.as_of, before, past.facts, self.limits),
            )

    def _read_known(self, partner_ids):
        """Return partner id -> what is stored about its debtor."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT debtor.partner_id, debtor.id AS debtor_id, debtor.relationship,
                       behaviour.relationship AS by_figures, behaviour.paid_count,
                       debtor.hand_until >= %(today)s AS by_hand
                  FROM debtor_debtor debtor
                  LEFT JOIN debtor_behaviour behaviour
                    ON behaviour.debtor_id = debtor.id
                 WHERE debtor.company_id = %(company)s
                   AND debtor.partner_id = ANY(%(partners)s::int[])
                """,
                today=self.as_of,
                company=self.company.id,
                partners=array(partner_ids),
            )
        )
        return {row.pop("partner_id"): row for row in rows}

    def _row(self, debtor_id, facts, assessment):
        """Return the values of a debtor, its id and then as in COLUMNS."""
        figures = assessment.figures
        return (
            debtor_id,
            assessment.relationship,
            assessment.reason,
            figures.paid_count,
            figures.on_time_count,
            figures.share,
            figures.median,
            figures.spread,
            figures.average,
            figures.open_count,
            figures.recent,
            figures.earlier,
            figures.recent_count,
            figures.earlier_count,
            figures.change,
            facts.since,
            facts.turnover,
            facts.promises_kept,
            facts.promises_broken,
            facts.disputes_right,
            facts.disputes_wrong,
            figures.median_amount,
            facts.promise_broken_on,
        )

    def _write(self, rows):
        """Insert or update the rows of debtors whose figures changed."""
        if not rows:
            return
        columns = [array(column) for column in zip(*rows, strict=True)]
        names = [SQL.identifier(name) for name in COLUMNS]
        comma = SQL(", ")
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO debtor_behaviour AS old
                       (debtor_id, %(names)s, company_id, changed_on,
                        create_uid, write_uid, create_date, write_date)
                SELECT debtor_id, %(values)s, %(company)s, %(today)s,
                       %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC',
                       now() AT TIME ZONE 'UTC'
                  FROM unnest(%(arrays)s) AS row(debtor_id, %(names)s)
                ON CONFLICT (debtor_id) DO UPDATE SET %(sets)s,
                       relationship_before = CASE
                           WHEN old.relationship <> EXCLUDED.relationship
                           THEN old.relationship ELSE old.relationship_before END,
                       changed_on = CASE
                           WHEN old.relationship <> EXCLUDED.relationship
                           THEN EXCLUDED.changed_on ELSE old.changed_on END,
                       write_date = EXCLUDED.write_date
                 WHERE (%(olds)s) IS DISTINCT FROM (%(news)s)
                """,
                names=comma.join(names),
                values=comma.join(
                    SQL(
                        "%s / %s::numeric",
                        SQL.identifier("row", name),
                        self.reader.units,
                    )
                    if name in MONEY
                    else SQL.identifier("row", name)
                    for name in COLUMNS
                ),
                arrays=comma.join(
                    SQL("%s::" + kind + "[]", column)
                    for kind, column in zip(
                        ("int", *COLUMNS.values()), columns, strict=True
                    )
                ),
                sets=comma.join(
                    SQL("%s = %s", name, SQL.identifier("excluded", one))
                    for one, name in zip(COLUMNS, names, strict=True)
                ),
                olds=comma.join(SQL.identifier("old", name) for name in COLUMNS),
                news=comma.join(SQL.identifier("excluded", name) for name in COLUMNS),
                company=self.company.id,
                today=self.as_of,
                uid=self.env.uid,
            )
        )

    def _write_classes(self, debtor_ids):
        """Bring the classes of debtors up to date; one set by hand holds its time."""
        self.env.cr.execute(
            SQL(
                """
                WITH chosen AS (
                    SELECT debtor.id, debtor.hand_until < %(today)s AS is_over,
                           CASE WHEN debtor.hand_until >= %(today)s
                                THEN debtor.hand_relationship
                                ELSE behaviour.relationship END AS relationship
                      FROM debtor_debtor debtor
                      JOIN debtor_behaviour behaviour
                        ON behaviour.debtor_id = debtor.id
                     WHERE debtor.id = ANY(%(debtors)s::int[]))
                UPDATE debtor_debtor debtor SET
                       relationship = chosen.relationship,
                       hand_relationship = CASE WHEN NOT chosen.is_over
                                                THEN debtor.hand_relationship END,
                       hand_reason = CASE WHEN NOT chosen.is_over
                                          THEN debtor.hand_reason END,
                       hand_until = CASE WHEN NOT chosen.is_over
                                         THEN debtor.hand_until END
                  FROM chosen
                 WHERE debtor.id = chosen.id
                   AND (debtor.relationship <> chosen.relationship
                        OR chosen.is_over)
                """,
                today=self.as_of,
                debtors=array(debtor_ids),
            )
        )
