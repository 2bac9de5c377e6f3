"""Several workers and people at the same rows: nothing twice, nothing missing."""

import threading
from contextlib import closing

import pytest
from database import DEBTORS, FIRST, PAY, locked_row, wait_until
from smtp_server import MESSAGE
from workers import JobFailed

TOGETHER = "together(wait, say); "


def at_once(odoo, *codes):
    """Run pieces of code in workers that begin at the same moment."""
    jobs = [odoo.start(TOGETHER + code) for code in codes]
    for job in jobs:
        job.heard()
    for job in jobs:
        job.go()
    return [job.result() for job in jobs]


def wait_for_a_lock(odoo):
    """Wait until some worker waits for a row that somebody else holds."""
    query = """
        SELECT 1 FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'
        """
    wait_until(lambda: odoo.sql(query))


def debtor_of(odoo, address):
    return odoo.value(
        """
        SELECT debtor.id FROM debtor_debtor debtor
          JOIN res_partner partner ON partner.id = debtor.partner_id
         WHERE partner.email = %s
        """,
        address,
    )


def assert_one_notice_each(odoo, state):
    assert list(odoo.states().values()) == [[state]] * DEBTORS


# === two workers === #


def test_two_acting_workers_make_one_notice_for_each_debtor(odoo):
    odoo.run("plan(env)")
    at_once(odoo, "act(env)", "act(env)")
    odoo.run("act(env)")
    assert_one_notice_each(odoo, "queued")
    assert odoo.value("SELECT state FROM debtor_followup_run") == "done"
    assert not odoo.sql("SELECT 1 FROM debtor_followup_run_failure")


def test_two_mail_queues_send_each_notice_once(queued, mail_server):
    odoo = queued
    at_once(odoo, "queue(env)", "queue(env)")
    odoo.run("queue(env)")
    assert_one_notice_each(odoo, "sent")
    assert list(mail_server.arrivals().values()) == [1] * DEBTORS


def test_two_planning_workers_plan_once(odoo):
    at_once(odoo, "plan(env)", "plan(env)")
    odoo.run("plan(env); act(env)")
    assert odoo.value("SELECT planned_count FROM debtor_followup_run") == DEBTORS
    assert odoo.value("SELECT count(*) FROM debtor_followup_decision") == DEBTORS
    assert_one_notice_each(odoo, "queued")


def test_a_whole_day_in_two_workers(odoo, mail_server):
    at_once(odoo, "day(env)", "day(env)")
    odoo.run("day(env)")
    assert_one_notice_each(odoo, "sent")
    assert list(mail_server.arrivals().values()) == [1] * DEBTORS


def test_two_planning_workers_thank_once_for_a_payment_that_crossed(queued):
    odoo = queued
    odoo.run("queue(env)")
    odoo.run(PAY % FIRST + "env.cr.commit()")
    odoo.run(
        "env['debtor.followup.run'].search([])._begin_plan(again=True); env.cr.commit()"
    )
    at_once(odoo, "plan(env)", "plan(env)")
    odoo.run("plan(env)")
    assert odoo.sql(
        """
        SELECT about.state, about.recipient_email, thanks.state
          FROM debtor_notice thanks
          JOIN debtor_notice about ON about.id = thanks.about_id
         WHERE thanks.purpose = 'thank_you'
        """
    ) == [("withdrawn", FIRST, "queued")]
    assert odoo.value("SELECT wrong_count FROM debtor_followup_run") == 1
    assert not odoo.sql("SELECT 1 FROM debtor_followup_run_failure")


@pytest.mark.parametrize("before", ["", "plan(env)"], ids=["first", "again"])
def test_a_run_by_hand_says_that_another_is_under_way(odoo, before):
    """Also when the other one is only just making the day's run."""
    odoo.run(before)
    first = odoo.start("run_today(env); say('done'); wait()")
    first.heard()
    with pytest.raises(JobFailed, match="UserError.* is under way"):
        odoo.run("run_today(env)")
    first.go()
    first.result()
    odoo.run("run_today(env)")
    assert_one_notice_each(odoo, "queued")


def test_the_jobs_leave_a_run_by_hand_alone(odoo):
    first = odoo.start("run_today(env); say('done'); wait()")
    first.heard()
    odoo.run("plan(env)")
    first.go()
    first.result()
    odoo.run("day(env)")
    assert_one_notice_each(odoo, "sent")


# === a person's lock === #


def test_a_debtor_whom_somebody_edits_is_left_for_later(odoo):
    odoo.run("plan(env)")
    with locked_row(odoo, "debtor_debtor", debtor_of(odoo, FIRST)):
        odoo.run("act(env)")
        assert len(odoo.states()) == DEBTORS - 1
        assert FIRST not in odoo.states()
        assert odoo.value("SELECT state FROM debtor_followup_run") == "running"
        assert odoo.sql(
            """
            SELECT 1 FROM ir_cron_trigger trigger
              JOIN ir_model_data data ON data.res_id = trigger.cron_id
             WHERE data.name = 'ir_cron_act' AND trigger.call_at
                   > now() AT TIME ZONE 'UTC' + interval '4 minutes'
            """
        )
    odoo.run("act(env)")
    assert_one_notice_each(odoo, "queued")
    assert odoo.value("SELECT state FROM debtor_followup_run") == "done"


def test_a_notice_whose_row_is_in_use_is_sent_later(queued, mail_server):
    odoo = queued
    with locked_row(odoo, "debtor_notice", odoo.notice(FIRST)["id"]):
        odoo.run("queue(env)")
        assert odoo.count("sent") == DEBTORS - 1
    odoo.run("queue(env)")
    assert_one_notice_each(odoo, "sent")
    assert list(mail_server.arrivals().values()) == [1] * DEBTORS


def test_planning_comes_again_when_somebody_saved_a_debtor_meanwhile(odoo):
    odoo.run("plan(env)")
    odoo.next_day()
    with closing(odoo.connect()) as person, closing(person.cursor()) as cursor:
        cursor.execute(
            "UPDATE debtor_debtor SET relationship = 'regular' WHERE id = %s",
            [debtor_of(odoo, FIRST)],
        )
        job = odoo.start("plan(env)")
        wait_for_a_lock(odoo)
        person.commit()
        job.result()
    odoo.run("day(env)")
    assert_one_notice_each(odoo, "sent")


def test_what_was_sent_is_recorded_when_somebody_saved_meanwhile(queued, mail_server):
    odoo = queued
    saved = threading.Event()
    mail_server.react = lambda step, to: (
        saved if (step, to) == (MESSAGE, FIRST) else None
    )
    job = odoo.start("queue(env)")
    wait_until(lambda: FIRST in mail_server.arrivals())
    odoo.sql(
        "UPDATE debtor_notice_line SET payment_reference = 'new' WHERE notice_id = %s",
        odoo.notice(FIRST)["id"],
    )
    saved.set()
    job.result()
    assert_one_notice_each(odoo, "sent")
    assert odoo.notice(FIRST)["mail_state"] == "sent"
    assert odoo.sql("SELECT DISTINCT notification_status FROM mail_notification") == [
        ("sent",)
    ]


def test_a_slow_mail_is_nobodys_orphan_and_not_sent_twice(queued, mail_server):
    odoo = queued
    answer = threading.Event()
    mail_server.react = lambda step, to: (
        answer if (step, to) == (MESSAGE, FIRST) else None
    )
    slow = odoo.start("queue(env)")
    wait_until(lambda: FIRST in mail_server.arrivals())
    odoo.run(
        "from odoo.addons.debtor_followup.models import debtor_notice; "
        "debtor_notice.ORPHAN_MINUTES = -1; "
        "env['debtor.notice']._sweep_orphans(); queue(env); day(env)"
    )
    assert odoo.states()[FIRST] == ["sending"]
    answer.set()
    slow.result()
    assert_one_notice_each(odoo, "sent")
    assert list(mail_server.arrivals().values()) == [1] * DEBTORS


@pytest.fixture
def between(queued):
    """A worker right after it committed that it sends, before it locks again."""
    job = queued.start(
        "from odoo.addons.debtor_followup.models import notice_departure as n; "
        "go = n.NoticeDeparture._hold; "
        "n.NoticeDeparture._hold = lambda self: (say('now'), wait(), go(self))[2]; "
        "env['mail.mail'].process_email_queue("
        f"env['debtor.notice'].search([('recipient_email', '=', {FIRST!r})])"
        ".mail_mail_id.ids)"
    )
    job.heard()
    assert queued.states()[FIRST] == ["sending"]
    return job


def test_a_worker_waits_for_who_only_looks_at_its_notice(queued, mail_server, between):
    with locked_row(queued, "debtor_notice", queued.notice(FIRST)["id"]):
        between.go()
        wait_for_a_lock(queued)
    between.result()
    assert queued.states()[FIRST] == ["sent"]
    assert mail_server.arrivals() == {FIRST: 1}


def test_a_worker_that_was_taken_for_dead_sends_nothing(queued, mail_server, between):
    queued.let_workers_be_long_gone()
    queued.run("env['debtor.notice']._sweep_orphans()")
    between.go()
    between.result()
    assert queued.states()[FIRST] == ["uncertain"]
    assert not mail_server.steps


def test_a_last_look_comes_again_when_somebody_saved_the_debtor(queued, mail_server):
    queued.run(PAY % FIRST)
    with closing(queued.connect()) as person, closing(person.cursor()) as cursor:
        cursor.execute(
            "UPDATE debtor_debtor SET relationship = 'loyal' WHERE id = %s",
            [debtor_of(queued, FIRST)],
        )
        job = queued.start("queue(env)")
        wait_for_a_lock(queued)
        person.commit()
        job.result()
    assert queued.states()[FIRST] == ["queued"]
    assert queued.count("sent") == DEBTORS - 1
    queued.run("queue(env)")
    assert queued.states()[FIRST] == ["cancelled"]
    assert FIRST not in mail_server.arrivals()


def test_two_workers_write_once_to_an_address_that_debtors_share(odoo):
    odoo.sql(
        "UPDATE res_partner SET email = 'o@a.example', email_normalized = 'o@a.example'"
    )
    odoo.run("plan(env)")
    at_once(odoo, "act(env)", "act(env)")
    odoo.run("act(env)")
    assert odoo.value("SELECT count(*) FROM debtor_notice") == 1
    assert odoo.value("SELECT count(*) FROM debtor_address_day") == 1
    assert not odoo.sql("SELECT 1 FROM debtor_followup_run_failure")
