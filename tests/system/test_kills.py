"""Killed anywhere: nothing doubled, nothing missing that nobody is told of."""

import os
import random
from collections import Counter

import pytest
from database import DEBTORS
from smtp_server import ANSWERED, MESSAGE, STEPS

#: To play the same kills again: the seed that a failing test printed.
SEED = os.environ.get("DEBTOR_FOLLOWUP_KILL_SEED") or random.randrange(10**9)
#: So many kills on one copy of the database.
KILLS_EACH = 5
#: So many days' work after a kill must be enough for everything.
ROUNDS = 6


def settle(odoo):
    """Restart after kills and work until nothing is left to do."""
    odoo.let_workers_be_long_gone()
    for _round in range(ROUNDS):
        odoo.run("day(env)")
        if not is_unfinished(odoo):
            return
    raise AssertionError(f"still not done: {odoo.states()}")


def is_unfinished(odoo):
    return odoo.value(
        """
        SELECT EXISTS (SELECT FROM debtor_notice WHERE state IN ('queued', 'sending'))
            OR NOT EXISTS (SELECT FROM debtor_followup_run WHERE state = 'done')
        """
    )


def check(odoo, mail_server):
    """Compare what is recorded with what arrived; return counts."""
    states = odoo.states()
    arrivals = mail_server.arrivals()
    doubled = [to for to, times in arrivals.items() if times > 1]
    doubled += [to for to, found in states.items() if len(found) > 1]
    missing = [
        to for to, found in states.items() if found == ["sent"] and not arrivals[to]
    ]
    assert not doubled
    assert not missing
    assert len(states) == DEBTORS  # nobody was forgotten
    assert {state for found in states.values() for state in found} <= {
        "sent",
        "uncertain",
    }
    uncertain = [to for to, found in states.items() if found == ["uncertain"]]
    for address in uncertain:
        (task,) = odoo.tasks(address)
        assert task.startswith("Did it arrive?")
    assert len(odoo.tasks()) == len(uncertain)
    check_records(odoo, mail_server)
    return Counter(
        mails=sum(arrivals.values()),
        doubled=len(doubled),
        missing=len(missing),
        uncertain=len(uncertain),
        uncertain_arrived=sum(arrivals[to] for to in uncertain),
    )


def check_records(odoo, mail_server):
    """Check that notices, lines, mails and notifications agree."""
    assert not odoo.sql(
        """
        SELECT move_line_id FROM debtor_notice_line
         WHERE role = 'demanded' AND state <> 'cancelled'
         GROUP BY move_line_id, date_maturity, level_id HAVING count(*) > 1
        """
    )
    assert not odoo.sql(
        """
        SELECT line.id FROM debtor_notice_line line
          JOIN debtor_notice notice ON notice.id = line.notice_id
         WHERE line.state <> notice.state
        """
    )
    rows = odoo.sql(
        """
        SELECT notice.state, mail.state, told.notification_status, message.message_id,
               notice.date_sent IS NULL, (SELECT count(*) FROM debtor_notice_line line
                                           WHERE line.notice_id = notice.id)
          FROM debtor_notice notice
     LEFT JOIN mail_mail mail ON mail.id = notice.mail_mail_id
     LEFT JOIN mail_message message ON message.id = mail.mail_message_id
     LEFT JOIN mail_notification told ON told.mail_mail_id = mail.id
        """
    )
    ids = mail_server.message_ids()
    for state, mail_state, told, message_id, is_undated, lines in rows:
        assert lines
        assert mail_state != "outgoing"
        if state == "sent":
            assert (mail_state, told, is_undated) == ("sent", "sent", False)
            assert ids[message_id] == 1
    assert odoo.value("SELECT count(*) FROM mail_mail") == DEBTORS
    sends = "SELECT count(*) FROM debtor_followup_decision WHERE outcome = 'send'"
    assert odoo.value(sends) == DEBTORS
    assert odoo.value("SELECT count(*) FROM debtor_followup_run") == 1


@pytest.fixture
def kill_at_step(odoo, mail_server):
    """A function: do a day's work and be killed at a step of a certain mail."""

    def kill(step, number):
        left = [number]
        job = odoo.start("say('here'); day(env)")
        job.heard()

        def react(now, _to):
            if now == step:
                left[0] -= 1
                if not left[0]:
                    job.kill()

        mail_server.react = react
        is_alive = job.end()
        odoo.wait_for_end_of(job)
        mail_server.react = lambda _step, _to: None
        return not is_alive

    return kill


def test_killed_at_each_step_of_a_mail(odoo, mail_server, kill_at_step):
    for step in STEPS:
        assert kill_at_step(step, 3)
        odoo.let_workers_be_long_gone()
    settle(odoo)
    counts = check(odoo, mail_server)
    assert counts["uncertain"] == len(STEPS)
    # Only these two had got there.
    assert counts["uncertain_arrived"] == len({MESSAGE, ANSWERED})


def test_the_queue_alone_never_sends_again_what_a_killed_worker_had(
    odoo, mail_server, kill_at_step
):
    assert kill_at_step(ANSWERED, 3)
    (lost,) = [to for to, found in odoo.states().items() if found == ["sending"]]
    odoo.run("queue(env)")
    assert odoo.states()[lost] == ["sending"]
    assert odoo.count("sent") == DEBTORS - 1
    odoo.let_workers_be_long_gone()
    odoo.run("queue(env); queue(env)")
    assert odoo.states()[lost] == ["uncertain"]
    assert list(mail_server.arrivals().values()) == [1] * DEBTORS


def test_killed_before_any_mail_costs_nothing(odoo, mail_server):
    odoo.wait_for_end_of(odoo.start("plan(env)", die_at=60))
    odoo.run("plan(env)")
    odoo.wait_for_end_of(odoo.start("act(env)", die_at=150))
    assert not mail_server.arrived
    settle(odoo)
    assert check(odoo, mail_server)["uncertain"] == 0


def test_killed_at_random(odoo, mail_server, kill_at_step, kills, capsys):
    print(f"DEBTOR_FOLLOWUP_KILL_SEED={SEED}")
    dice = random.Random(int(SEED))
    job = odoo.start("day(env)")
    job.result()
    statements = job.statements
    done, totals = 0, Counter()
    while done < kills:
        odoo.reset()
        mail_server.reset()
        killed = 0
        while killed < min(KILLS_EACH, kills - done):
            unsent = DEBTORS - odoo.count("sent") - odoo.count("uncertain")
            if not unsent:
                break
            if dice.random() < 0.3:
                hit = kill_at_step(dice.choice(STEPS), dice.randint(1, unsent))
            else:
                reach = max(100, statements * unsent // DEBTORS)
                job = odoo.start("day(env)", die_at=dice.randint(1, reach))
                hit = not job.end()
                odoo.wait_for_end_of(job)
            killed += hit
            odoo.let_workers_be_long_gone()
        settle(odoo)
        totals += check(odoo, mail_server)
        totals["copies"] += 1
        done += killed
    with capsys.disabled():
        figures = ", ".join(
            f"{totals[name]} {name.replace('_', ' ')}"
            for name in (
                "mails",
                "doubled",
                "missing",
                "uncertain",
                "uncertain_arrived",
                "copies",
            )
        )
        print(f"\n{done} kills (seed {SEED}): {figures}")
    assert done >= kills
