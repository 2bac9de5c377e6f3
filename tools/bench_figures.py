"""What the benchmark measures, each figure beside what it is compared with.

Runs inside an Odoo shell, on the database that `bench_data` filled, in a fresh
process. Times are in seconds, memory in MB; a time is the median of several.
"""

import gc
from datetime import datetime

import psycopg2

from tools.bench_acting import measure_acting
from tools.bench_behaviour import measure_behaviour
from tools.bench_clock import REPEATS, count, median_seconds, stopwatch
from tools.bench_screens import measure_screens

FLOOR_READ = """
SELECT partner.commercial_partner_id, line.id, line.move_id, line.currency_id,
       line.amount_residual, line.amount_residual_currency, line.date_maturity
  FROM account_move_line line
  JOIN account_account account ON account.id = line.account_id
  JOIN res_partner partner ON partner.id = line.partner_id
 WHERE account.account_type = 'asset_receivable'
   AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
   AND line.company_id = %s
"""

FLOOR_WRITE = """
INSERT INTO bench_floor (partner_id, due_amount, overdue_amount, oldest_due_date)
SELECT * FROM unnest(%s::int[], %s::numeric[], %s::numeric[], %s::date[])
"""

#: Back to the evening before the first planning.
FORGET = (
    "UPDATE debtor_debtor SET planned_on = NULL, acted_on = NULL, fingerprint = NULL, "
    "decision_id = NULL, next_action = 'nothing', has_task = NULL",
    "DELETE FROM debtor_followup_decision",
    "DELETE FROM debtor_followup_run",
    "DELETE FROM debtor_debtor WHERE id > %(last)s",
)


def measure(env, day, report=print):
    """Measure everything on one database; it is changed by that.

    :param date day: the day that counts as today, the one of the data
    :param report: called with a line of text before each part
    :return: dict of figures, see docs/benchmark.md
    """
    company = env.company
    set_clock(env, day)
    figures = {"lines": count_open_lines(env, company)}
    for part, text in (
        (measure_planning, "planning"),
        (measure_screens, "lists and forms"),
        (measure_acting, "acting"),
        (measure_behaviour, "payment behaviour"),
    ):
        report(text)
        figures.update(part(env, company))
    return figures


def set_clock(env, day):
    """Let follow-up believe that it is eleven o'clock on a day.

    The data are about that day, and nothing is sent at weekends.
    """
    moment = datetime(day.year, day.month, day.day, 11)
    type(env["res.company"])._followup_now = lambda self: moment


def count_open_lines(env, company):
    """Return how many open receivable lines there are."""
    env.cr.execute(f"SELECT count(*) FROM ({FLOOR_READ}) AS line", [company.id])
    return env.cr.fetchone()[0]


def memory(name):
    """Return what /proc says about this process: VmRSS or VmHWM, in MB."""
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith(name + ":"):
                return int(line.split()[1]) / 1024
    raise LookupError(name)


def reset_peak():
    """Let VmHWM begin again at the memory in use now."""
    with open("/proc/self/clear_refs", "w", encoding="ascii") as refs:
        refs.write("5")


# === planning === #


def measure_planning(env, company):
    """Plan the first night, the next one without changes, and the floor."""
    Run = env["debtor.followup.run"]
    Run._companies_to_follow()
    env.cr.execute("SELECT max(id) FROM debtor_debtor")
    last_debtor = env.cr.fetchone()[0]
    env.cr.commit()
    gc.collect()
    reset_peak()
    idle = memory("VmRSS")
    plans, again, floors = [], [], []
    for turn in range(REPEATS):
        if turn:
            forget_planning(env, last_debtor)
        with stopwatch() as watch:
            Run._cron_plan()
        plans.append(watch)
        if not turn:
            peak = memory("VmHWM")
        made = Run.search([], limit=1).planned_count
        decisions = count(env, "debtor_followup_decision")
        vacuum(env)
        with stopwatch() as watch:
            plan_again(env)
        again.append(watch)
        unchanged = count(env, "debtor_followup_decision") == decisions
        with stopwatch() as watch:
            run_floor(env, company)
        floors.append(watch)
    return {
        "debtors": made,
        "plan_seconds": median_seconds(plans),
        "plan_queries": plans[-1].queries,
        "again_seconds": median_seconds(again),
        "again_is_silent": unchanged,
        "floor_seconds": median_seconds(floors),
        "plan_memory": peak - idle,
        "outcomes": outcomes(env),
    }


def plan_again(env):
    """Plan the same day once more, as the button on the run does."""
    run = env["debtor.followup.run"].search([], limit=1)
    run._begin_plan(again=True)
    env.cr.commit()
    env["debtor.followup.run"]._cron_plan()


def outcomes(env):
    """Return outcome -> how many debtors, of the last decisions."""
    env.cr.execute(
        "SELECT outcome, count(*) FROM debtor_followup_decision GROUP BY outcome"
    )
    return dict(env.cr.fetchall())


def forget_planning(env, last_debtor):
    """Undo the planning, so that it can be measured again."""
    for statement in FORGET:
        env.cr.execute(statement, {"last": last_debtor})
    env.cr.commit()
    env.invalidate_all()
    vacuum(env)


def vacuum(env):
    """Tidy up, as the server does by itself in the course of a day."""
    env.cr.commit()
    connection = psycopg2.connect(dbname=env.cr.dbname)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for table in ("debtor_debtor", "debtor_followup_decision"):
            cursor.execute(f"VACUUM ANALYZE {table}")
    connection.close()


def run_floor(env, company):
    """Do the least that any planning must: read, group, write one row a debtor."""
    cursor = env.cr
    cursor.execute(
        "CREATE TABLE bench_floor (id serial PRIMARY KEY, partner_id int, "
        "due_amount numeric, overdue_amount numeric, oldest_due_date date)"
    )
    day = company._followup_now().date()
    cursor.execute(FLOOR_READ, [company.id])
    groups = {}
    for partner_id, *line in cursor.fetchall():
        groups.setdefault(partner_id, []).append(line)
    rows = []
    for partner_id, lines in groups.items():
        dues = [line[5] for line in lines]
        overdue = sum(line[3] for line in lines if line[5] < day)
        rows.append((partner_id, sum(line[3] for line in lines), overdue, min(dues)))
    cursor.execute(FLOOR_WRITE, [list(column) for column in zip(*rows, strict=True)])
    cursor.commit()
    cursor.execute("DROP TABLE bench_floor")
    cursor.commit()
