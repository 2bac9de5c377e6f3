"""The first week with several workers: never more messages than the limit."""

import pytest
from database import DEBTORS, FIRST
from test_workers import at_once

#: The scenario's batches are of ten: the limit cuts through the first one.
LIMIT = 7


@pytest.fixture
def gentle(odoo):
    """Odoo on the second day of a gentle start."""
    odoo.sql(
        "UPDATE res_company SET followup_start_date = %s, followup_gentle_days = 7, "
        "followup_gentle_limit = %s",
        odoo.day,
        LIMIT,
    )
    odoo.next_day()
    return odoo


def made(odoo):
    return odoo.value("SELECT count(*) FROM debtor_notice WHERE automatic")


def test_workers_at_once_keep_to_the_limit(gentle):
    gentle.run("plan(env)")
    at_once(gentle, *["act(env)"] * 3)
    gentle.run("act(env)")
    assert made(gentle) == LIMIT
    assert gentle.value("SELECT state FROM debtor_followup_run") == "done"
    reasons = dict(
        gentle.sql(
            """
            SELECT decision.reason, count(*) FROM debtor_debtor debtor
              JOIN debtor_followup_decision decision ON decision.id = debtor.decision_id
             GROUP BY decision.reason
            """
        )
    )
    assert reasons["gentle_start"] == DEBTORS - LIMIT


def test_a_day_goes_on_where_the_day_before_ended(gentle, mail_server):
    at_once(gentle, "day(env)", "day(env)")
    gentle.run("day(env)")
    first = set(mail_server.arrivals())
    assert len(first) == LIMIT
    gentle.next_day()
    at_once(gentle, "day(env)", "day(env)")
    gentle.run("day(env)")
    assert len(mail_server.arrivals()) == 2 * LIMIT
    assert set(mail_server.arrivals().values()) == {1}


def test_a_worker_killed_in_between_lets_no_more_through(gentle):
    gentle.run("plan(env)")
    job = gentle.start(
        "from odoo.addons.debtor_followup.models import followup_run as f; "
        "go = f.DebtorFollowupRun._finish; "
        "f.DebtorFollowupRun._finish = lambda self: (say('end'), wait(), go(self)); "
        "act(env)"
    )
    job.heard()
    job.kill()
    gentle.wait_for_end_of(job)
    gentle.run("act(env)")
    assert made(gentle) == LIMIT


MORE = """
move = env["account.move"].search(
    [("partner_id.email", "=", %r), ("move_type", "=", "out_invoice")], limit=1)
move.copy({"invoice_date": move.invoice_date,
           "invoice_date_due": move.invoice_date_due}).action_post()
env.cr.commit()
"""


def test_what_was_previewed_arrives_as_it_was_seen_or_not_at_all(odoo, mail_server):
    """From the preview over the queue to the mail server, the same text."""
    odoo.sql("UPDATE debtor_followup_policy SET state = 'draft'")
    odoo.sql("UPDATE res_company SET followup_policy_id = NULL")
    odoo.run(
        "start = env['debtor.activation']._for(env.company)\n"
        "policy = env.ref('debtor_followup.debtor_followup_policy_basic')\n"
        "start.write({'policy_id': policy.id, 'mode': 'automatic'})\n"
        "for step in range(4): start.action_next()\n"
        "env.cr.commit()"
    )
    seen = dict(odoo.sql("SELECT recipient_email, body FROM debtor_notice"))
    assert len(seen) == DEBTORS
    odoo.run("env['debtor.activation'].search([]).action_start(); env.cr.commit()")
    odoo.run(MORE % FIRST)  # the last look before it leaves sees it
    odoo.run("queue(env)")
    assert odoo.states().pop(FIRST) == ["cancelled"]
    assert odoo.count("sent") == DEBTORS - 1
    assert list(mail_server.arrivals().values()) == [1] * (DEBTORS - 1)
    sent = odoo.sql(
        """
        SELECT notice.recipient_email, mail.body_html FROM debtor_notice notice
          JOIN mail_mail mail ON mail.id = notice.mail_mail_id
         WHERE notice.state = 'sent'
        """
    )
    assert dict(sent) == {one: seen[one] for one in seen if one != FIRST}
    odoo.run("day(env)")
    odoo.next_day()
    odoo.run("day(env)")
    assert FIRST not in mail_server.arrivals(), "nothing in its place by itself"
    assert odoo.tasks(FIRST) == ["Changed after the preview"]
