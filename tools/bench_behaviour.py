"""The benchmark's figures of payment behaviour, and the payments they need.

Runs inside an Odoo shell on the database that `bench_data` filled, after all other
parts: it adds payments to the ledger, one for as many paid invoices as there are
open lines, matched as Odoo matches them.
"""

from tools.bench_clock import REPEATS, count, median_seconds, stopwatch
from tools.bench_data import copy_rows

#: Paid lines to match, with the day of the payment: spread like real payers.
HISTORY = """
CREATE UNLOGGED TABLE bench_payment AS
SELECT row_number() OVER () AS no, line.id AS line_id, line.partner_id AS payer_id,
       line.balance, line.amount_currency, line.currency_id AS paid_currency_id,
       LEAST(line.date_maturity + (bench_u(line.partner_id, 20) * 40)::int
             + (bench_u(line.id, 21) * 12)::int - 6, %(day)s::date) AS day
  FROM account_move_line line
  JOIN account_account account ON account.id = line.account_id
 WHERE account.account_type = 'asset_receivable' AND line.reconciled
   AND line.balance > 0 AND line.company_id = %(company)s
   AND line.date_maturity > %(day)s::date - 540
 ORDER BY line.id LIMIT %(lines)s
"""

PARTIALS = """
INSERT INTO account_partial_reconcile
       (debit_move_id, credit_move_id, amount, debit_amount_currency,
        credit_amount_currency, debit_currency_id, credit_currency_id, company_id,
        max_date, create_uid, write_uid, create_date, write_date)
SELECT line_id, %(first)s + no, balance, amount_currency, amount_currency,
       paid_currency_id, paid_currency_id, %(company)s, day, 1, 1, now(), now()
  FROM bench_payment
"""

FLOOR_READ = """
SELECT partner.commercial_partner_id, line.date_maturity, max(credit.date),
       sum(partial.amount)
  FROM account_move_line line
  JOIN account_account account ON account.id = line.account_id
  JOIN res_partner partner ON partner.id = line.partner_id
  JOIN account_partial_reconcile partial ON partial.debit_move_id = line.id
  JOIN account_move_line credit ON credit.id = partial.credit_move_id
 WHERE account.account_type = 'asset_receivable' AND line.reconciled
   AND line.parent_state = 'posted' AND line.company_id = %s
 GROUP BY partner.commercial_partner_id, line.id
"""

FLOOR_WRITE = """
INSERT INTO bench_floor (partner_id, claims, days_late)
SELECT * FROM unnest(%s::int[], %s::int[], %s::int[])
"""


def measure_behaviour(env, company):
    """Read how all debtors pay: the first night, the next one, and the floor."""
    make_payments(env, company)
    firsts, agains, floors = [], [], []
    for _turn in range(REPEATS):
        env.cr.execute("DELETE FROM debtor_behaviour")
        firsts.append(_refresh(env))
        rows = count(env, "debtor_behaviour")
        agains.append(_refresh(env))
        with stopwatch() as watch:
            run_floor(env, company)
        floors.append(watch)
    env.cr.execute("SELECT sum(paid_count) FROM debtor_behaviour")
    return {
        "behaviour_claims": env.cr.fetchone()[0],
        "behaviour_debtors": rows,
        "behaviour_seconds": median_seconds(firsts),
        "behaviour_again_seconds": median_seconds(agains),
        "behaviour_floor_seconds": median_seconds(floors),
        "behaviour_classes": _classes(env),
    }


def _refresh(env):
    """Run the job as the night does; return its stopwatch."""
    env.cr.execute(
        "UPDATE debtor_followup_run SET behaviour_at = NULL, behaviour_after = 0"
    )
    env.cr.execute("ANALYZE debtor_behaviour")
    env.cr.commit()
    env.invalidate_all()
    with stopwatch() as watch:
        env["debtor.behaviour"]._cron_refresh()
    return watch


def _classes(env):
    env.cr.execute("SELECT relationship, count(*) FROM debtor_behaviour GROUP BY 1")
    return dict(env.cr.fetchall())


def make_payments(env, company):
    """Settle as many paid invoices as there are open lines by payments."""
    cursor = env.cr
    cursor.execute(
        """
        SELECT count(*) FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
         WHERE account.account_type = 'asset_receivable' AND NOT line.reconciled
        """
    )
    values = {
        "lines": cursor.fetchone()[0],
        "company": company.id,
        "day": company._followup_now().date(),
    }
    cursor.execute(HISTORY, values)
    cursor.execute("SELECT max(id) + 1000 FROM account_move_line")
    values["first"] = cursor.fetchone()[0]
    bank = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    model = env["account.move.line"].search(
        [
            ("account_id.account_type", "=", "asset_receivable"),
            ("move_type", "=", "out_refund"),
            ("company_id", "=", company.id),
        ],
        limit=1,
    )
    copy_rows(
        env,
        model,
        "bench_payment AS paid",
        {
            "id": f"{values['first']} + paid.no",
            "journal_id": str(bank.id),
            "partner_id": "paid.payer_id",
            "date": "paid.day",
            "balance": "-paid.balance",
            "debit": "0",
            "credit": "paid.balance",
            "amount_currency": "-paid.amount_currency",
            "currency_id": "paid.paid_currency_id",
            "amount_residual": "0",
            "amount_residual_currency": "0",
            "reconciled": "true",
        },
    )
    cursor.execute(PARTIALS, values)
    cursor.execute("DROP TABLE bench_payment")
    cursor.execute("ANALYZE account_move_line; ANALYZE account_partial_reconcile")
    cursor.commit()
    env.invalidate_all()


def run_floor(env, company):
    """Do the least that any refresh must: read, group, write one row a debtor."""
    cursor = env.cr
    cursor.execute(
        "CREATE TABLE bench_floor (id serial PRIMARY KEY, partner_id int, "
        "claims int, days_late int)"
    )
    cursor.execute(FLOOR_READ, [company.id])
    groups = {}
    for partner_id, due, paid, _amount in cursor.fetchall():
        groups.setdefault(partner_id, []).append((paid - due).days)
    rows = [
        (partner_id, len(days), sorted(days)[len(days) // 2])
        for partner_id, days in groups.items()
    ]
    cursor.execute(FLOOR_WRITE, [list(column) for column in zip(*rows, strict=True)])
    cursor.commit()
    cursor.execute("DROP TABLE bench_floor")
    cursor.commit()
