"""Reads from the ledger, set by set, what the engine needs to decide.

The only place where claims are selected: posted open receivable lines of one
legal entity. Everything comes by a handful of queries for some thousands of
debtors; nothing is written.
"""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from ..engine.claims import Claim, Credit, DebtorSnapshot, Pause, Policy
from ..engine.habits import Habit
from .bills_reader import BillsReader
from .bulk import array
from .claims_collected import mark_collected
from .duties_reader import DutiesReader
from .evidence_reader import EvidenceReader, heirs_of
from .family_reader import read_family
from .habit_reader import HABIT, HABIT_COLUMNS, habit_of
from .law_reader import LawReader
from .moment_reader import MomentReader
from .pause_spread import spread
from .policy_choice import PolicyChoice
from .receipts_reader import ReceiptsReader, still_held

#: Documents in these states are not chased even where their line is open:
#: payments without an entry leave it so, and `blocked` is somebody's decision.
NOT_CHASED = ("blocked", "reversed", "in_payment", "paid", "invoicing_legacy")
#: An open credit note that somebody blocked still lowers what is owed.
NOT_CREDITED = ("reversed", "in_payment", "paid", "invoicing_legacy")
#: Minor units in one of a currency, by its decimal places: looked up, because to
#: raise to a power takes PostgreSQL longer than all the rest of a line.
UNITS = tuple(10**places for places in range(9))


class Debtor(NamedTuple):
    """What is known of a debtor beside the ledger."""

    debtor_id: int | None = None
    kind: str = "unknown"
    relationship: str = "new"
    policy_id: int | None = None  # set by hand
    fingerprint: str | None = None  # of the last decision
    old_claims: str | None = None  # what a person said about them
    former_id: int | None = None  # the debtor that it was part of before
    direct_debit: bool | None = None  # a person said that we collect
    bills_agreed: dict | None = None  # currency id, as a text -> minor units
    parted_on: date | None = None  # from the former debtor
    receipts: dict | None = None  # what is known of receipts that held it
    never_automatic: bool = False
    key_customer: bool = False
    contact_budget: int | None = None  # its own; none: the company's
    call_since: date | None = None  # somebody chose to call first
    announced: dict | None = None  # what was announced last, as it is stored
    habit: Habit | None = None  # what of its figures bears on deciding


#: A partner who owes for the first time.
STRANGER = Debtor()


class LedgerReader:
    """Reads snapshots of one legal entity for one day.

    :param company: any company of the legal entity
    :param as_of: the day that counts as today; residuals are of this moment
    """

    def __init__(self, env, company, as_of):
        self.env = env
        self.as_of = as_of
        self.company = company.root_id
        self.company_ids = tuple(company._followup_branches().ids)
        self.evidence = EvidenceReader(env)
        self.bills = BillsReader(env, self.company_ids)
        self.receipts = ReceiptsReader(env, self.company_ids, as_of)
        self.moments = MomentReader(env, self.company, as_of)
        self.duties = DutiesReader(env, self.company, self.company_ids, as_of)
        self.laws = LawReader(env, self.company)
        self.start = company._followup_start()
        self.choice = PolicyChoice(env, company)
        env.flush_all()
        self.failed = self.evidence.failed_emails(self.company)
        self.bank_behind = self.company._followup_bank_behind(as_of)
        self.account_ids = self._column(
            SQL(
                "SELECT id FROM account_account WHERE account_type = 'asset_receivable'"
            )
        )
        self.rates = self._read_rates()
        self.quiet = env["debtor.quiet.period"]._to_engine(self.company_ids)
        self.policies = self._read_policies()
        self.ladders = {
            level.level_id: policy
            for policy in self.policies.values()
            for level in policy.levels
        }

    # -- what is the same for all debtors ---------------------------------

    def _column(self, query):
        return [row[0] for row in self.env.execute_query(query)]

    def _read_rates(self):
        """Return minor units of company currency for one minor unit of each."""
        own = self.company.currency_id
        currencies = self.env["res.currency"].with_context(active_test=False)
        currencies = currencies.search_fetch([])
        rates = currencies._get_rates(self.company, self.as_of)
        return {
            currency.id: (
                1
                if currency == own
                else rates[own.id]
                / rates[currency.id]
                * 10 ** (own.decimal_places - currency.decimal_places)
            )
            for currency in currencies
        }

    def _read_policies(self):
        policies = (
            self.env["debtor.followup.policy"]
            .sudo()
            .with_context(active_test=False)
            .search_fetch([("company_id", "in", [False, *self.company_ids])])
        )
        in_force = policies.filtered(lambda one: one.state == "active" and one.active)
        # Nobody asks for the steps of a draft: the shipped ones cost nothing.
        drafts = {
            policy.id: Policy.build(
                (),
                policy_id=policy.id,
                name=policy.name,
                active=False,
                mode=policy.mode,
            )
            for policy in policies - in_force
        }
        return drafts | in_force._to_engine(self.company)

    def assume(self, policy):
        """Take a policy for active, to look ahead; nothing is written.

        :param policy: a ``debtor.followup.policy``, perhaps a draft
        """
        assumed = policy.sudo()._to_engine(self.company)[policy.id]
        assumed = self.policies[policy.id] = assumed._replace(active=True)
        self.ladders.update({level.level_id: assumed for level in assumed.levels})

    # -- which debtors ----------------------------------------------------

    def partner_ids(self):
        """Return the commercial partners to decide about, in the order of ids.

        Those with an open receivable line, and those whose figures must be
        brought back to zero. Own companies and employees are no debtors: those
        who became so are asked about once more.
        """
        return self._column(
            SQL(
                """
                SELECT partner_id FROM (
                    SELECT debtor.id AS partner_id
                      FROM account_move_line line
                      JOIN res_partner partner ON partner.id = line.partner_id
                      JOIN res_partner debtor
                        ON debtor.id = partner.commercial_partner_id
                     WHERE debtor.employee IS NOT TRUE
                       AND NOT EXISTS (SELECT FROM res_company company
                                        WHERE company.partner_id = debtor.id)
                       AND line.account_id = ANY(%(accounts)s)
                       AND line.reconciled IS NOT TRUE
                       AND line.parent_state = 'posted'
                       AND line.company_id IN %(companies)s
                       AND line.amount_residual_currency > 0
                     UNION
                    SELECT debtor.partner_id
                      FROM debtor_debtor debtor
                     WHERE debtor.company_id = %(root)s
                       AND (debtor.due_amount <> 0 OR debtor.overdue_amount <> 0
                            OR debtor.next_action <> 'nothing')
                ) AS candidate
                ORDER BY partner_id
                """,
                accounts=self.account_ids,
                companies=self.company_ids,
                root=self.company.id,
            )
        )

    # -- snapshots --------------------------------------------------------

    def snapshots(self, partner_ids, debtors=None):
        """Read the snapshots of commercial partners.

        :param list partner_ids: ids of commercial partners
        :param dict debtors: what `debtors` says about them, when it is known
        :return: dict partner id -> :class:`~..engine.claims.DebtorSnapshot`
        """
        partner_ids = list(partner_ids)
        if not partner_ids:
            return {}
        family = read_family(self.env, self.company, partner_ids)
        claims, credits, unsure = self._read_lines(family.commercial)
        debtors = self.debtors(partner_ids) if debtors is None else debtors
        mark_collected(self.env, claims, debtors)
        debtor_ids = [row.debtor_id for row in debtors.values()]
        debtor_of = {one: row.debtor_id for one, row in debtors.items()}
        former_of = {
            one: row.former_id for one, row in debtors.items() if row.former_id
        }
        history = self.evidence.history(claims, debtor_of, former_of)
        pauses = self._read_pauses(debtor_ids, claims)
        underway, last_contact, attempts, failed, recent = self.evidence.notices(
            debtor_ids, heirs_of(debtors), self.moments.since
        )
        large = self.moments.large(debtor_ids)
        bills = self.bills.open_bills(family.commercial)
        receipts = self.receipts.suspected(claims)
        duties = self.duties.undone(claims, unsure)
        laws = self.laws.of(debtors, family.countries)
        invoice_contact = family.invoice_contact
        countries = family.contact_countries(self.company)
        snapshots = {}
        for partner_id in partner_ids:
            debtor = debtors.get(partner_id, STRANGER)
            debtor_id = debtor.debtor_id
            own_claims = claims.get(partner_id, ())
            waiting = underway.get(debtor_id)
            chosen_id = waiting.chosen_contact_id if waiting else None
            own_failed = failed.get(debtor_id)
            choice = self.choice.of(debtor.policy_id, debtor.kind, debtor.relationship)
            snapshots[partner_id] = DebtorSnapshot(
                partner_id,
                own_claims,
                credits.get(partner_id, ()),
                kind=debtor.kind,
                relationship=debtor.relationship,
                history=history,
                pauses=pauses.get(debtor_id, ()),
                last_contact=last_contact.get(debtor_id),
                underway=waiting,
                chosen_contact_id=chosen_id,
                contacts=family.contacts_of(partner_id, own_claims, chosen_id),
                invoice_contact_id=invoice_contact.get(partner_id),
                countries=countries[family.countries.get(partner_id)],
                failed_addresses=own_failed | self.failed
                if own_failed
                else self.failed,
                rates=self.rates,
                ladders=self.ladders,
                keeps_ladder=not debtor.policy_id,
                chosen=choice.chosen,
                is_own=partner_id in family.own,
                last_attempt=attempts.get(debtor_id),
                quiet=self.quiet,
                start=self.start,
                old_claims=debtor.old_claims,
                bank_behind=self.bank_behind,
                receipts=still_held(receipts.get(partner_id, ()), debtor.receipts),
                moment=self.moments.of(
                    debtor, debtor_id in large, recent.get(debtor_id, ())
                ),
                duties=duties,
                law=laws.get(partner_id),
                bills=bills.get(partner_id, ()),
                habit=debtor.habit,
                bills_agreed=debtor.bills_agreed
                and {int(one): amount for one, amount in debtor.bills_agreed.items()},
            )
        return snapshots

    def _read_lines(self, commercial):
        """Return (claims, credits, unsure): two dicts commercial partner id -> list,
        and the ids of the invoices of which `DutiesReader` knows more.

        The partners are named one by one, so that the index on unreconciled
        lines serves each chunk; with a join PostgreSQL reads all open lines.

        :param dict commercial: partner id -> its commercial partner's id
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.partner_id, line.id, line.move_id,
                       move.name, line.currency_id,
                       (line.amount_residual_currency
                        * (%(units)s::int[])[currency.decimal_places + 1])::bigint,
                       (line.amount_residual * %(own_units)s)::bigint,
                       line.date_maturity, COALESCE(move.invoice_date, line.date),
                       move.partner_id,
                       method.followup_collects IS TRUE
                       AND move.followup_returned_on IS NULL,
                       move.followup_returned_on, move.payment_state, %(unsure)s
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN res_currency currency ON currency.id = line.currency_id
                  LEFT JOIN account_payment_method_line method
                    ON method.id = move.preferred_payment_method_line_id
                 WHERE line.partner_id = ANY(%(partners)s::int[])
                   AND line.account_id = ANY(%(accounts)s)
                   AND line.reconciled IS NOT TRUE
                   AND line.parent_state = 'posted'
                   AND line.company_id IN %(companies)s
                   AND line.no_followup IS NOT TRUE
                   AND line.amount_residual_currency <> 0
                """,
                unsure=self.duties.is_unsure(),
                units=array(UNITS),
                own_units=UNITS[self.company.currency_id.decimal_places],
                partners=array(commercial),
                accounts=self.account_ids,
                companies=self.company_ids,
            )
        )
        claims, credits, unsure = defaultdict(list), defaultdict(list), []
        new = tuple.__new__  # what `Claim._make` does, without a call for each line
        for row in rows:
            state, debtor_id = row[12], commercial[row[0]]
            if row[5] > 0:
                if state not in NOT_CHASED:
                    claims[debtor_id].append(new(Claim, row[1:12]))
                    if row[13]:
                        unsure.append(row[2])
            elif row[5] < 0 and state not in NOT_CREDITED:
                _id, line, move, name, currency, amount, own, _due, day = row[:9]
                credits[debtor_id].append(
                    Credit(line, move, name, currency, -amount, -own, day)
                )
        return claims, credits, unsure

    def debtors(self, partner_ids):
        """Return partner id -> :class:`Debtor` of those who have one already."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT debtor.partner_id, debtor.id, debtor.debtor_kind,
                       debtor.relationship, debtor.policy_id, debtor.fingerprint,
                       debtor.old_claims, debtor.former_debtor_id,
                       debtor.direct_debit, debtor.bills_agreed, debtor.parted_on,
                       debtor.receipts, debtor.never_automatic, debtor.key_customer,
                       debtor.contact_budget, debtor.call_since,
                       debtor.announced, %(habit)s
                  FROM debtor_debtor debtor
                  LEFT JOIN debtor_behaviour behaviour
                    ON behaviour.debtor_id = debtor.id
                 WHERE debtor.company_id = %(company)s
                   AND debtor.partner_id = ANY(%(partners)s::int[])
                """,
                habit=HABIT,
                company=self.company.id,
                partners=array(partner_ids),
            )
        )
        units = UNITS[self.company.currency_id.decimal_places]
        return {
            partner_id: Debtor(
                *values[:-HABIT_COLUMNS], habit_of(values[-HABIT_COLUMNS:], units)
            )
            for partner_id, *values in rows
        }

    def _read_pauses(self, debtor_ids, claims):
        """Return debtor id -> pauses in force."""
        if not debtor_ids:
            return {}
        pauses = self.env["debtor.pause"]._read_in_force(debtor_ids, self.as_of)
        moves = defaultdict(list)
        if any(line_id is None for row in pauses for line_id, *_rest in row["lines"]):
            for claim in (one for group in claims.values() for one in group):
                moves[claim.move_id].append(claim)
        result = defaultdict(list)
        for row in pauses:
            amounts = None
            if row["scope"] == "claims":
                amounts = {}
                for line_id, move_id, amount in row["lines"]:
                    if line_id:
                        amounts[line_id] = amount
                    else:
                        # The line was made anew with its invoice.
                        amounts.update(spread(amount, moves.get(move_id, ())))
            result[row["debtor_id"]].append(
                Pause(
                    row["id"],
                    row["reason"],
                    row["date_end"],
                    amounts,
                    row["needs_person"],
                )
            )
        return result
