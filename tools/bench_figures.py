"""What the benchmark measures, each figure beside what it is compared with.

Runs inside an Odoo shell, on the database that `bench_data` filled, in a fresh
process. Times are in seconds, memory in MB; a time is the median of several.
"""

import gc
import statistics
import time
from contextlib import contextmanager
from datetime import datetime

import psycopg2
from lxml import etree

import odoo.sql_db

REPEATS = 3
LOOKS = 20
ACTING = 500
MAILS_A_BATCH = 50

#: The text of a follow-up mail without what is computed for each notice.
BARE_TEXT = """
<div style="font-size:14px; line-height:1.5; max-width:640px;">
    <p>Dear <t t-out="object.recipient_id.name or ''"/>,</p>
    <p>It may have slipped your mind: we have not yet received your payment.</p>
    <p>Could you see to this by <strong t-out="object.deadline_date or ''"/>?</p>
    <p>Is something not right with an invoice, or is it difficult to pay at the
    moment? Reply to this message. We are glad to look for a way together.</p>
    <p>Kind regards,<br/><t t-out="object.company_id.name or ''"/></p>
</div>
"""

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
        (measure_lists, "lists and forms"),
        (measure_acting, "acting"),
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


class Stopwatch:
    """Time and number of queries of a block."""

    seconds = 0.0
    queries = 0


@contextmanager
def stopwatch():
    """Measure a block, without the garbage of what came before."""
    gc.collect()
    watch = Stopwatch()
    queries, start = odoo.sql_db.sql_counter, time.perf_counter()
    yield watch
    watch.seconds = time.perf_counter() - start
    watch.queries = odoo.sql_db.sql_counter - queries


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


def median_seconds(watches):
    """Return the median time of some stopwatches."""
    return statistics.median(watch.seconds for watch in watches)


def plan_again(env):
    """Plan the same day once more, as the button on the run does."""
    run = env["debtor.followup.run"].search([], limit=1)
    run._begin_plan(again=True)
    env.cr.commit()
    env["debtor.followup.run"]._cron_plan()


def count(env, table):
    """Return the number of rows of a table."""
    env.cr.execute(f"SELECT count(*) FROM {table}")
    return env.cr.fetchone()[0]


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


# === lists and forms === #


def measure_lists(env, company):
    """Time the filter of those who need a person, the list, and the partner form."""
    user = env["res.users"].create(
        {
            "name": "Bench",
            "login": "bench",
            "group_ids": [
                (4, env.ref(name).id)
                for name in ("account.group_account_invoice", VIEW_GROUP)
            ],
        }
    )
    env.cr.commit()
    env = env(user=user)
    Debtor = env["debtor.debtor"]
    columns = specification(Debtor, fields_in_view(Debtor, "list"))
    waiting = [("needs_action", "=", True)]
    return {
        "filter_count_seconds": timed(env, lambda: Debtor.search_count(waiting)),
        "filter_page_seconds": timed(
            env, lambda: Debtor.web_search_read(waiting, columns, limit=80)
        ),
        "list_seconds": timed(
            env, lambda: Debtor.web_search_read([], columns, limit=80)
        ),
        "filter_rows": Debtor.search_count(waiting),
        **measure_partner_form(env),
    }


VIEW_GROUP = "debtor_followup.group_user"


def measure_partner_form(env):
    """Read partners as their form does, without and with the add-on's fields."""
    Partner = env["res.partner"]
    ours = {
        name
        for name, field in Partner._fields.items()
        if "debtor_followup" in field._modules
        and Partner._has_field_access(field, "read")
    }
    shown = fields_in_view(Partner, "form")
    plain = specification(Partner, shown - ours)
    full = specification(Partner, shown | ours)
    partners = env["debtor.debtor"].search([], limit=LOOKS).partner_id
    times = {"plain": [], "full": []}
    for partner in [partners[0], *partners]:  # the first one warms up
        for name, wanted in (("plain", plain), ("full", full)):
            env.invalidate_all()
            with stopwatch() as watch:
                Partner.browse(partner.id).web_read(wanted)
            times[name].append(watch.seconds)
    without, with_ours = (
        statistics.median(times[name][1:]) for name in ("plain", "full")
    )
    return {"form_seconds": without, "form_more_seconds": with_ours - without}


def timed(env, call):
    """Return the median time of a call with an empty cache."""
    watches = []
    for _turn in range(REPEATS + 1):
        env.invalidate_all()
        with stopwatch() as watch:
            call()
        watches.append(watch)
    return median_seconds(watches[1:])


def fields_in_view(model, view_type):
    """Return the names of the fields that a view of the model shows itself."""
    tree = etree.fromstring(model.get_view(view_type=view_type)["arch"])
    found = tree.xpath("//field[not(ancestor::field)]/@name")
    return {name for name in found if name in model._fields}


def specification(model, names):
    """Return what the web client asks for some fields."""
    return {
        name: {"fields": {"display_name": {}}}
        if model._fields[name].type == "many2one"
        else {}
        for name in sorted(names)
    }


# === acting === #


def measure_acting(env, company):
    """Act on batches as the job does; the same number of plain mails beside it."""
    template = make_bare_template(env)
    run = env["debtor.followup.run"].search([], limit=1)
    share = run._count_waiting() // (REPEATS + 1)
    act_on(env, min(share, MAILS_A_BATCH))  # compiles the texts
    ours, bare, queries, made = [], [], [], 0
    for _turn in range(REPEATS):
        notices, watch = act_on(env, min(share, ACTING))
        ours.append(watch.seconds / len(notices))
        queries.append(watch.queries / len(notices))
        made += len(notices)
        with stopwatch() as watch:
            template.send_mail_batch(notices.ids)
            env.flush_all()
        bare.append(watch.seconds / len(notices))
        env.cr.rollback()
    return {
        "act_seconds": statistics.median(ours),
        "act_queries": statistics.median(queries),
        "act_notices": made,
        "act_tasks": count(env, "mail_activity"),
        "mail_seconds": statistics.median(bare),
        **measure_last_look(notices),
    }


def act_on(env, number):
    """Let the acting job do so many debtors; return their notices and the times.

    The others are marked as done for the day meanwhile.
    """
    run = env["debtor.followup.run"].search([], limit=1)
    waiting = f"SELECT debtor.id FROM debtor_debtor debtor WHERE {WAITING}"
    values = {"company": run.company_id.id, "day": run.date, "number": number}
    env.cr.execute(
        f"UPDATE debtor_debtor SET acted_on = %(day)s WHERE id IN ({waiting}) "
        f"AND id NOT IN ({waiting} ORDER BY debtor.id LIMIT %(number)s) RETURNING id",
        values,
    )
    others = [row[0] for row in env.cr.fetchall()]
    before = env["debtor.notice"].search([], order="id desc", limit=1).id
    env.cr.commit()
    with stopwatch() as watch:
        env["debtor.followup.run"]._cron_act()
    if run.failure_ids:
        raise RuntimeError(f"acting failed: {run.failure_ids[0].message}")
    env.cr.execute(
        "UPDATE debtor_debtor SET acted_on = NULL WHERE id = ANY(%s)", [others]
    )
    env.cr.commit()
    return env["debtor.notice"].search([("id", ">", before)], order="id"), watch


WAITING = """
debtor.company_id = %(company)s AND debtor.planned_on = %(day)s
AND debtor.acted_on IS DISTINCT FROM %(day)s
AND (debtor.has_task OR debtor.next_action <> 'nothing'
                        AND debtor.next_action_date <= %(day)s)
"""


def make_bare_template(env):
    """Make a mail template that asks Odoo for as little as a mail can."""
    return env["mail.template"].create(
        {
            "name": "Bare",
            "model_id": env["ir.model"]._get_id("debtor.notice"),
            "subject": "Reminder from {{ object.company_id.name }}",
            "lang": "{{ object.lang }}",
            "partner_to": "{{ object.recipient_id.id }}",
            "use_default_to": False,
            "auto_delete": False,
            "body_html": BARE_TEXT,
        }
    )


def measure_last_look(notices):
    """Time the look at each notice in the moment before its mail leaves."""
    from odoo.addons.debtor_followup.models.notice_departure import NoticeDeparture

    watches = []
    for notice in notices[: LOOKS + 1]:
        notice.env.invalidate_all()
        with stopwatch() as watch:
            why = NoticeDeparture(notice.mail_mail_id, notice)._why_not_to_leave()
        if why:
            raise RuntimeError(f"{notice} would not leave: {why}")
        watches.append(watch)
    return {
        "look_seconds": median_seconds(watches[1:]),
        "look_queries": statistics.median(watch.queries for watch in watches[1:]),
    }
