"""Runs inside `odoo shell`: forks a worker for each job that a test sends.

Odoo's own server forks its workers from a process that has loaded the registry,
so a job here is as real as one there, starts in milliseconds, and can be killed.
The other end is `workers.py`.
"""

import datetime
import json
import logging
import os
import random
import signal
import socket
import sys
import traceback

from odoo import SUPERUSER_ID, api, sql_db

from odoo.addons.debtor_followup.models import followup_run

#: Small batches, so that a few debtors make several transactions.
BATCH = 10


def serve(env):
    """Fork a worker for each connection until this process is ended."""
    registry = env.registry
    _set_clock(registry, os.environ["TEST_NOW"])
    run_today(env)  # what workers find in memory need not be loaded by each
    env.cr.rollback()
    env.cr.close()
    sql_db.close_all()  # what is forked shares no connection
    followup_run.ACT_BATCH = BATCH
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.environ["TEST_SOCKET"])
        server.listen()
        print("ready", flush=True)
        while True:
            connection, _address = server.accept()
            if os.fork() == 0:
                server.close()
                _work(registry, connection)
            connection.close()


def _work(registry, connection):
    """Do one job and end this process."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    random.seed()
    lines = connection.makefile("rw", encoding="utf-8")

    def send(**values):
        lines.write(json.dumps(values, default=str) + "\n")
        lines.flush()

    def say(value):
        send(said=value)

    job = json.loads(lines.readline())
    _set_clock(registry, job["now"])
    send(pid=os.getpid())
    counter = _count_statements(job["die_at"])
    try:
        registry.check_signaling()
        with registry.cursor() as cr:
            names = {
                "env": api.Environment(cr, SUPERUSER_ID, {}),
                "say": say,
                "wait": lines.readline,
                "counter": counter,
            }
            exec(job["code"], {**globals(), **names})
        send(statements=counter[0])
    except Exception:  # noqa: BLE001 - the test is told
        send(error=traceback.format_exc())
    lines.close()
    logging.shutdown()
    _save_coverage()
    os._exit(0)


def _save_coverage():
    if "coverage" in sys.modules:
        measured = sys.modules["coverage"].Coverage.current()
        if measured:
            measured.stop()
            measured.save()


def _set_clock(registry, now):
    """Let follow-up believe that it is a certain moment, in the company's time.

    Otherwise these tests would find nothing to do on Sundays.
    """
    moment = datetime.datetime.fromisoformat(now)
    registry["res.company"]._followup_now = lambda _company: moment


def _count_statements(die_at):
    """Count SQL statements and commits; end hard before a certain one, if asked."""
    counter = [0]

    def counting(method):
        def counted(*args, **kwargs):
            counter[0] += 1
            if counter[0] == die_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return method(*args, **kwargs)

        return counted

    for name in ("execute", "commit"):
        setattr(sql_db.Cursor, name, counting(getattr(sql_db.Cursor, name)))
    return counter


# === what jobs do === #


def plan(env):
    """Plan as the nightly job does."""
    env["debtor.followup.run"]._cron_plan()
    env.cr.commit()


def act(env):
    """Act as the morning job does."""
    env["debtor.followup.run"]._cron_act()
    env.cr.commit()


def queue(env):
    """Work the mail queue off as its job does."""
    env["mail.mail"].process_email_queue()
    env.cr.commit()


def cron(env, xmlid):
    """Run a scheduled action by hand.

    :raise AssertionError: the job failed
    """
    env.cr.commit()
    assert env.ref(xmlid).method_direct_trigger() is True, xmlid
    env.cr.commit()


def day(env):
    """Do a day's work: plan, act, send."""
    plan(env)
    act(env)
    queue(env)


def run_today(env):
    """Plan and act at once as a person does by button; commits nothing."""
    day = env.company._followup_now().date()
    return env["debtor.followup.run"]._run(env.company, day)


def together(wait, say):
    """Wait for the other worker, so that both begin at the same moment."""
    say("ready")
    wait()
