"""Notices leave through Odoo's own mail queue and a real mail server."""

from datetime import datetime, timedelta, timezone
from email.utils import getaddresses

import pytest
from database import DEBTORS, FIRST
from smtp_server import DATA, DROP, MAIL, MESSAGE, RCPT

BUSY = "451 4.7.1 try again later"
UNKNOWN = "550 5.1.1 no such mailbox"


def minutes_until(moment):
    """Return in how many minutes a moment in UTC comes."""
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    return (moment - now) / timedelta(minutes=1)


def test_every_notice_arrives_once_as_it_is_kept(queued, mail_server):
    queued.run("cron(env, 'mail.ir_cron_mail_scheduler_action')")
    assert queued.count("sent") == DEBTORS
    assert list(mail_server.arrivals().values()) == [1] * DEBTORS
    kept = queued.sql(
        """
        SELECT message.message_id, notice.recipient_email, notice.subject, notice.body,
               notice.date_sent, notice.date_proven, notice.proof_kind,
               notice.contact_date, message.model, message.res_id = notice.id
          FROM debtor_notice notice
          JOIN mail_mail mail ON mail.id = notice.mail_mail_id
          JOIN mail_message message ON message.id = mail.mail_message_id
        """
    )
    by_id = {row[0]: row[1:] for row in kept}
    for arrival in mail_server.arrived:
        to, subject, body, sent, proven, proof, day, model, is_its = by_id.pop(
            arrival.message_id
        )
        message = arrival.message
        assert arrival.to == to
        assert [one for _name, one in getaddresses(message.get_all("To"))] == [to]
        assert message["Cc"] is None
        assert message["Subject"] == subject
        assert "boekhouding@verhulst.example" in message["Reply-To"]
        assert message["Auto-Submitted"] is None
        html = message.get_body(("html",)).get_content()
        assert html.split() == body.split()
        assert "Goods" not in message.get_body(("plain",)).get_content()
        assert -1 < minutes_until(sent) <= 0
        assert (proven, proof) == (sent, "accepted")
        assert abs(day - sent.date()) <= timedelta(days=1)
        assert (model, is_its) == ("debtor.notice", True)
    assert not by_id
    assert not queued.value(
        "SELECT count(*) FROM mail_followers WHERE res_model LIKE 'debtor.%%'"
    )
    assert queued.sql("SELECT DISTINCT notification_status FROM mail_notification") == [
        ("sent",)
    ]
    assert queued.sql("SELECT DISTINCT state FROM mail_mail") == [("sent",)]


DOMAINS = """
domains = env["mail.alias.domain"].create([
    {"name": "verhulst.example"}, {"name": "other.example"}])
other = env["res.company"].create({"name": "Other"})
env.company.alias_domain_id, other.alias_domain_id = domains
env.cr.commit()
plan(env); act(env)
queue(env(context={"allowed_company_ids": other.ids}))
"""


def test_bounces_and_answers_come_to_the_company_that_wrote(odoo, mail_server):
    """Whatever company is active for whoever works the queue off."""
    odoo.run(DOMAINS)
    assert len(mail_server.arrived) == DEBTORS
    for arrival in mail_server.arrived:
        assert arrival.mail_from == "bounce@verhulst.example"
        assert "catchall@verhulst.example" in arrival.message["Reply-To"]


def test_a_second_turn_of_the_queue_sends_nothing(queued, mail_server):
    queued.run("queue(env); queue(env); plan(env); act(env); queue(env)")
    assert list(mail_server.arrivals().values()) == [1] * DEBTORS


def test_a_refused_recipient_fails_alone_and_becomes_a_task(queued, mail_server):
    refused = {f"klant{n:02}@debtor.example": UNKNOWN for n in range(0, DEBTORS, 5)}
    mail_server.refuse(refused)
    queued.run("queue(env)")
    states = queued.states()
    assert {to for to, found in states.items() if found == ["failed"]} == set(refused)
    assert queued.count("sent") == DEBTORS - len(refused)
    assert set(mail_server.arrivals()) == set(states) - set(refused)
    for address in refused:
        assert "550" in queued.notice(address)["failure_reason"]
        (task,) = queued.tasks(address)
        assert task.startswith("Not delivered")
    # The next day nothing is sent to that address again: a person must act.
    queued.next_day()
    mail_server.reset()
    queued.run("day(env)")
    assert not mail_server.steps


def test_a_content_refusal_fails_too(queued, mail_server):
    mail_server.refuse({FIRST: "554 5.7.1 spam"}, MESSAGE)
    queued.run("queue(env)")
    assert queued.states()[FIRST] == ["failed"]
    assert "554" in queued.notice(FIRST)["failure_reason"]
    assert queued.count("sent") == DEBTORS - 1


def test_try_later_keeps_the_notice_queued_until_it_is_taken(queued, mail_server):
    mail_server.refuse({FIRST: BUSY})
    queued.run("queue(env)")
    notice = queued.notice(FIRST)
    assert (notice["state"], notice["attempts"]) == ("queued", 1)
    assert notice["mail_state"] == "outgoing"
    assert 4 < minutes_until(notice["scheduled_date"]) <= 5
    assert "451" in notice["failure_reason"]
    assert queued.count("sent") == DEBTORS - 1
    mail_server.reset()
    queued.run("queue(env)")
    assert not mail_server.steps  # not before its time
    queued.let_back_off_end()
    queued.run("queue(env)")
    assert queued.states()[FIRST] == ["sent"]
    assert mail_server.arrivals() == {FIRST: 1}
    assert not queued.notice(FIRST)["failure_reason"]
    assert not queued.tasks(FIRST)


def test_the_last_attempt_that_fails_makes_a_task(queued, mail_server):
    mail_server.refuse({FIRST: BUSY})
    waits = []
    while queued.notice(FIRST)["state"] == "queued" and len(waits) < 10:
        queued.run("queue(env)")
        queued.let_back_off_end()
        waits.append(queued.notice(FIRST)["attempts"])
    assert waits == [1, 2, 3, 4, 5, 6]
    assert queued.notice(FIRST)["state"] == "failed"
    (task,) = queued.tasks(FIRST)
    assert task.startswith("Not delivered")
    assert mail_server.steps.count((RCPT, FIRST)) == 6
    assert queued.count("sent") == DEBTORS - 1


def test_nothing_is_lost_while_the_server_is_down(queued, mail_server):
    mail_server.stop()
    queued.run("queue(env)")
    assert queued.count("queued") == DEBTORS
    assert queued.sql("SELECT DISTINCT state FROM mail_mail") == [("outgoing",)]
    assert not queued.tasks()
    mail_server.start()
    queued.let_back_off_end()
    queued.run("queue(env)")
    assert queued.count("sent") == DEBTORS
    assert list(mail_server.arrivals().values()) == [1] * DEBTORS


@pytest.mark.parametrize("step", [MAIL, RCPT, DATA])
def test_a_connection_lost_before_the_text_is_tried_again(queued, mail_server, step):
    drops = iter([DROP])
    mail_server.react = lambda now, _to: next(drops, None) if now == step else None
    queued.run("queue(env)")
    assert queued.count("uncertain") == 0
    assert queued.count("sent") == DEBTORS - 1
    assert queued.count("queued") == 1
    queued.let_back_off_end()
    queued.run("queue(env)")
    assert list(mail_server.arrivals().values()) == [1] * DEBTORS
    assert queued.count("sent") == DEBTORS


def test_a_busy_server_takes_the_others_over_a_new_connection(queued, mail_server):
    """421 closes the connection: many servers do so after some mails."""
    answers = iter(["421 4.3.2 too many messages in this connection"])
    mail_server.react = lambda step, to: (
        next(answers, None) if (step, to) == (RCPT, FIRST) else None
    )
    queued.run("queue(env)")
    assert queued.states()[FIRST] == ["queued"]
    assert queued.count("sent") == DEBTORS - 1
    assert queued.value("SELECT sum(attempts) FROM debtor_notice") == 1


def test_a_server_that_goes_down_midway_costs_the_rest_one_attempt(queued, mail_server):
    def go_down(step, _to):
        if step == MAIL and len(mail_server.arrived) == 7:
            mail_server.close_door()
            return DROP
        return None

    mail_server.react = go_down
    queued.run("queue(env)")
    assert queued.count("sent") == 7
    assert queued.count("queued") == DEBTORS - 7
    assert queued.value("SELECT max(attempts) FROM debtor_notice") <= 1


def test_an_answer_that_never_came_is_for_a_person(queued, mail_server):
    drops = iter([DROP])
    mail_server.react = lambda step, to: (
        next(drops, None) if (step, to) == (MESSAGE, FIRST) else None
    )
    queued.run("queue(env)")
    assert queued.states()[FIRST] == ["uncertain"]
    assert queued.count("sent") == DEBTORS - 1
    (task,) = queued.tasks(FIRST)
    assert task.startswith("Did it arrive?")
    queued.let_back_off_end()
    queued.run("queue(env); plan(env); act(env); queue(env)")
    queued.next_day()
    queued.run("day(env)")
    assert mail_server.arrivals()[FIRST] == 1
    assert queued.states()[FIRST] == ["uncertain"]


ACT = "env['debtor.notice'].search([('recipient_email', '=', %r)]).%s()"


def test_a_person_says_that_it_arrived(uncertain, mail_server):
    uncertain.run(ACT % (FIRST, "action_arrived") + "; queue(env)")
    notice = uncertain.notice(FIRST)
    assert (notice["state"], notice["proof_kind"]) == ("sent", "person")
    assert notice["date_sent"]
    assert mail_server.arrivals()[FIRST] == 1


def test_a_person_has_it_sent_again(uncertain, mail_server):
    uncertain.run(ACT % (FIRST, "action_retry") + "; env.cr.commit(); queue(env)")
    assert uncertain.states()[FIRST] == ["sent"]
    assert mail_server.arrivals()[FIRST] == 2


# === other mails in the queue === #


def test_mails_of_others_are_sent_as_ever(queued, mail_server):
    queued.run(
        "env['mail.mail'].create({'email_to': 'other@debtor.example', "
        "'email_from': env.company.email, 'subject': 'Hello', 'body_html': 'You'}); "
        "env.cr.commit(); queue(env)"
    )
    assert mail_server.arrivals()["other@debtor.example"] == 1
    assert len(mail_server.arrived) == DEBTORS + 1
    assert queued.count("sent") == DEBTORS


# === a long queue === #


def test_the_queue_goes_on_at_once_when_more_is_waiting(queued, mail_server):
    """Core takes a thousand mails an hour; here ten stand for a thousand."""
    asked = """
        SELECT count(*) FROM ir_cron_trigger trigger
          JOIN ir_model_data data ON data.res_id = trigger.cron_id
         WHERE data.name = 'ir_cron_mail_scheduler_action' AND data.model = 'ir.cron'
        """
    queued.run("env['ir.config_parameter'].set_param('mail.mail.queue.batch.size', 10)")
    turns = 0
    while turns < 5 and (not turns or queued.value(asked)):
        queued.sql("DELETE FROM ir_cron_trigger")
        queued.run("queue(env)")
        turns += 1
    assert turns == 1 + (DEBTORS - 1) // 10
    assert queued.count("sent") == DEBTORS
    assert list(mail_server.arrivals().values()) == [1] * DEBTORS
