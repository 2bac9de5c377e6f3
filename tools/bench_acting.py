"""The benchmark's figures of acting: notices, their mails, the last look at each.

Runs inside an Odoo shell, see `bench_figures`.
"""

import statistics

from odoo.tools import SQL

from odoo.addons.debtor_followup.models.followup_run import ACT_BATCH
from odoo.addons.debtor_followup.models.notice_departure import (
    Departures,
    NoticeDeparture,
)

from tools.bench_clock import REPEATS, count, median_seconds, stopwatch

ACTING = 500
LOOKS = 20

#: A follow-up mail of a few words.
PLAIN_TEXT = """
<div style="font-size:14px; line-height:1.5; max-width:640px;">
    <p>Dear <t t-out="object.recipient_id.name or ''"/>,</p>
    <p>It may have slipped your mind: we have not yet received your payment.</p>
    <p>Could you see to this by <strong t-out="object.deadline_date or ''"/>?</p>
    <p>Is something not right with an invoice, or is it difficult to pay at the
    moment? Reply to this message. We are glad to look for a way together.</p>
    <p>Kind regards,<br/><t t-out="object.company_id.name or ''"/></p>
</div>
"""


def measure_acting(env, company):
    """Act on batches as the job does; beside it Odoo's own mails of the same."""
    run = env["debtor.followup.run"].search([], limit=1)
    share = min(ACTING, run._count_waiting() // (REPEATS + 1))
    share = share // ACT_BATCH * ACT_BATCH or share  # whole batches if possible
    act_on(env, min(share, ACT_BATCH))  # compiles the texts
    ours, mails, plain, queries, made = [], [], [], [], 0
    for _turn in range(REPEATS):
        notices, watch = act_on(env, share)
        ours.append(watch.seconds / len(notices))
        queries.append(watch.queries / len(notices))
        made += len(notices)
        mails.append(send_by_template(notices) / len(notices))
        template = make_plain_template(env)
        plain.append(send_by_template(notices, template) / len(notices))
    return {
        "act_seconds": statistics.median(ours),
        "act_queries": statistics.median(queries),
        "act_notices": made,
        "act_tasks": count(env, "mail_activity"),
        "mail_seconds": statistics.median(mails),
        "plain_mail_seconds": statistics.median(plain),
        **measure_last_look(notices),
    }


def send_by_template(notices, template=None):
    """Send the same texts, or another one, by Odoo's means; undo it.

    :param template: for all of them; by default each has that of its step
    :return: seconds
    """
    env = notices.env
    env.invalidate_all()
    with stopwatch() as watch:
        for level, group in notices.grouped("level_id").items():
            (template or level._get_template()).send_mail_batch(group.ids)
        env.flush_all()
    env.cr.rollback()
    env.invalidate_all()
    return watch.seconds


def act_on(env, number):
    """Let the acting job do so many debtors; return their notices and the times.

    The others are marked as done for the day meanwhile.
    """
    run = env["debtor.followup.run"].search([], limit=1)
    waiting = SQL(
        "SELECT debtor.id FROM debtor_debtor debtor WHERE %s", run._waiting_query()
    )
    env.cr.execute(
        SQL(
            """
            UPDATE debtor_debtor SET acted_on = %(day)s
             WHERE id IN (%(waiting)s)
               AND id NOT IN (%(waiting)s ORDER BY debtor.id LIMIT %(number)s)
            RETURNING id
            """,
            day=run.date,
            waiting=waiting,
            number=number,
        )
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


def make_plain_template(env):
    """Make a mail template of a few words, without a table or a list."""
    return env["mail.template"].create(
        {
            "name": "Plain",
            "model_id": env["ir.model"]._get_id("debtor.notice"),
            "subject": "Reminder from {{ object.company_id.name }}",
            "lang": "{{ object.lang }}",
            "partner_to": "{{ object.recipient_id.id }}",
            "use_default_to": False,
            "auto_delete": False,
            "body_html": PLAIN_TEXT,
        }
    )


def measure_last_look(notices):
    """Time the look at each notice in the moment before its mail leaves."""
    watches = []
    env = notices.env
    departures = Departures(env, None, env["ir.mail_server"])
    for notice in notices[: LOOKS + 1]:  # the first one warms up
        env.invalidate_all()
        departure = NoticeDeparture(notice.mail_mail_id, notice, departures)
        with stopwatch() as watch:
            why = departure._why_not_to_leave()
        if why:
            raise RuntimeError(f"{notice} would not leave: {why}")
        watches.append(watch)
    return {
        "look_seconds": median_seconds(watches[1:]),
        "look_queries": statistics.median(watch.queries for watch in watches[1:]),
    }
