"""Plans debtors in bulk: one read, one decision each, a handful of writes."""

from odoo.tools import SQL
from odoo.tools.gc import disabling_gc

from ..engine.claims import RANK_NONE
from ..engine.decision import decide
from ..engine.duties import told_duties
from .bulk import array
from .const import OUTCOMES
from .followup_decision import decision_key
from .ledger_reader import LedgerReader


class Planner:
    """Decides about the debtors of a legal entity and writes what is next.

    :param company: any company of the legal entity
    :param date as_of: which day counts as today
    """

    def __init__(self, env, company, as_of):
        self.env = env
        self.as_of = as_of
        self.reader = LedgerReader(env, company, as_of)
        self.company = self.reader.company

    def plan(self, partner_ids):
        """Decide about commercial partners and write what is next, in bulk.

        Debtors are created where there are none. Nothing is sent.

        :param list partner_ids: ids of commercial partners
        :return: dict outcome -> how many debtors
        """
        known = self.reader.debtors(partner_ids)
        missing = [one for one in partner_ids if one not in known]
        if missing:
            partners = self.env["res.partner"].browse(missing)
            self.env["debtor.debtor"]._insert(partners, self.company)
            known.update(self.reader.debtors(missing))
        # Hundreds of thousands of small objects come and go, none in a cycle.
        with disabling_gc():
            rows, changed, counts, held, told, duties = self._decide(partner_ids, known)
        made = self.env["debtor.followup.decision"]._insert(changed)
        self._write(rows, made)
        if held:
            self.env["debtor.debtor"]._note_receipts(held, self.as_of)
        self.env["debtor.debtor"]._note_announced(told)
        if duties or self.reader.duties.has_tasks:
            self.env["debtor.invoice.duty"]._note([row[0] for row in rows], duties)
        self.env["debtor.debtor"].invalidate_model(flush=False)
        return counts

    def _decide(self, partner_ids, known):
        """Return the shown copies, the changed decisions, counts, whom a receipt
        holds, whose step is announced, and what of our own part a person is told.
        """
        policies, choose = self.reader.policies, self.reader.choice.of
        rows, changed, counts = [], [], dict.fromkeys(dict(OUTCOMES), 0)
        held, told, duties = [], [], []
        snapshots = self.reader.snapshots(partner_ids, known)
        for partner_id, snapshot in snapshots.items():
            debtor = known[partner_id]
            choice = choose(debtor.policy_id, debtor.kind, debtor.relationship)
            policy = policies.get(choice.policy_id)
            decision = decide(snapshot, policy, self.as_of)
            counts[decision.outcome] += 1
            key = decision_key(decision)
            rows.append(self._planned_row(debtor.debtor_id, snapshot, decision, key))
            if decision.reason == "payment_suspected":
                keys = [one[0] for one in decision.parameters["receipts"]]
                held.append((debtor.debtor_id, keys))
            if decision.announcement:
                told.append((debtor.debtor_id, decision.announcement))
            if "duties" in decision.parameters:
                duties += [(debtor.debtor_id, *one) for one in told_duties(decision)]
            if key != debtor.fingerprint:
                changed.append(
                    decision_row(
                        debtor.debtor_id, self.company.id, self.as_of, decision
                    )
                )
        return rows, changed, counts, held, told, duties

    def _planned_row(self, debtor_id, snapshot, decision, key):
        """Return the shown copies of one debtor, in the order of `_write`."""
        credit = sum(one.company_amount for one in snapshot.credits)
        owed, overdue, oldest = -credit, -credit, None
        level_id, rank = None, RANK_NONE
        today, histories = self.as_of, snapshot.history
        for claim in snapshot.claims:  # oldest first
            due, amount = claim.due_date, claim.company_residual
            owed += amount
            if due and due < today and not claim.collected:
                overdue += amount
                oldest = oldest or due
            if claim.line_id in histories and histories[claim.line_id].rank > rank:
                history = histories[claim.line_id]
                level_id, rank = history.rank_level_id, history.rank
        return (
            debtor_id,
            max(0, overdue),
            owed,
            oldest,
            snapshot.last_contact,
            level_id,
            decision.next_outcome,
            decision.next_level.level_id if decision.next_level else None,
            decision.next_date,
            decision.task or bool(decision.aside),
            "collected_late" in decision.parameters,
            key,
        )

    def _write(self, rows, decisions):
        """Write the shown copies of debtors in bulk.

        One statement, with the last decision in it: PostgreSQL checks all foreign
        keys of a row that is written twice in a transaction.

        :param dict decisions: debtor id -> id of its new decision
        """
        if not rows:
            return
        columns = [array(column) for column in zip(*rows, strict=True)]
        self.env.cr.execute(
            SQL(
                """
                UPDATE debtor_debtor AS debtor SET
                       planned_on = %(day)s,
                       overdue_amount = row.overdue / %(units)s::numeric,
                       due_amount = row.due / %(units)s::numeric,
                       oldest_due_date = row.oldest,
                       last_contact_date = row.contact,
                       level_id = row.level,
                       next_action = row.action,
                       next_level_id = row.next_level,
                       next_action_date = row.next_day,
                       has_task = row.task,
                       collected_late = row.late,
                       fingerprint = row.key,
                       decision_id = COALESCE(row.decision, debtor.decision_id)
                  FROM unnest(%(debtors)s::int[], %(overdue)s::bigint[],
                              %(due)s::bigint[], %(oldest)s::date[],
                              %(contacts)s::date[], %(levels)s::int[],
                              %(actions)s::text[], %(next_levels)s::int[],
                              %(next_days)s::date[], %(tasks)s::bool[],
                              %(late)s::bool[], %(keys)s::text[],
                              %(decisions)s::int[])
                       AS row(debtor, overdue, due, oldest, contact, level,
                              action, next_level, next_day, task, late, key,
                              decision)
                 WHERE debtor.id = row.debtor
                """,
                day=self.as_of,
                units=10**self.company.currency_id.decimal_places,
                debtors=columns[0],
                overdue=columns[1],
                due=columns[2],
                oldest=columns[3],
                contacts=columns[4],
                levels=columns[5],
                actions=columns[6],
                next_levels=columns[7],
                next_days=columns[8],
                tasks=columns[9],
                late=columns[10],
                keys=columns[11],
                decisions=array([decisions.get(row[0]) for row in rows]),
            )
        )


def decision_row(debtor_id, company_id, as_of, decision):
    """Return the values of a decision for ``debtor.followup.decision._record``."""
    return (
        debtor_id,
        company_id,
        as_of,
        decision.outcome,
        decision.level.level_id if decision.level else None,
        decision.reason,
        decision.parameters,
    )
