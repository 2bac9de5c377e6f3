"""A last look before a mail leaves, and what core's own buttons do to notices."""

from database import DEBTORS, FIRST, PAY

UNKNOWN = "550 5.1.1 no such mailbox"

# === a last look === #


def test_who_paid_meanwhile_gets_no_mail(queued, mail_server):
    queued.run(PAY % FIRST)
    queued.run("queue(env)")
    notice = queued.notice(FIRST)
    assert (notice["state"], notice["mail_state"]) == ("cancelled", "cancel")
    assert "changed" in notice["cancel_reason"]
    assert FIRST not in mail_server.arrivals()
    assert queued.count("sent") == DEBTORS - 1
    # Decided anew at once.
    assert (
        queued.value(
            """
        SELECT decision.reason FROM debtor_debtor debtor
          JOIN debtor_followup_decision decision ON decision.id = debtor.decision_id
          JOIN res_partner partner ON partner.id = debtor.partner_id
         WHERE partner.email = %s
        """,
            FIRST,
        )
        == "nothing_open"
    )


def test_who_paid_one_of_two_gets_another_text_the_same_morning(queued, mail_server):
    both = "klant03@debtor.example"
    queued.run(PAY.replace("])", "], limit=1)") % both)
    queued.run("queue(env); act(env); queue(env)")
    assert queued.states()[both] == ["cancelled", "sent"]
    assert mail_server.arrivals()[both] == 1


def test_who_moved_gets_the_mail_at_the_new_address(queued, mail_server):
    queued.run(
        f"env['res.partner'].search([('email', '=', {FIRST!r})]).email = "
        "'new@debtor.example'"
    )
    queued.run("queue(env); act(env); queue(env)")
    assert queued.states()[FIRST] == ["cancelled"]
    assert queued.states()["new@debtor.example"] == ["sent"]
    assert FIRST not in mail_server.arrivals()
    assert mail_server.arrivals()["new@debtor.example"] == 1


# === buttons of core === #

MAILS = "mails = env['debtor.notice'].search([]).mail_mail_id; "


def test_send_now_of_core_leaves_notices_to_the_queue(queued, mail_server):
    queued.run(MAILS + "mails.send(); mails.action_send_and_close()")
    assert not mail_server.arrived
    assert queued.count("queued") == DEBTORS
    queued.run("queue(env)")
    assert list(mail_server.arrivals().values()) == [1] * DEBTORS


def test_retry_of_core_never_sends_twice(queued, mail_server):
    queued.run("queue(env)")
    queued.run(MAILS + "mails.mark_outgoing(); env.cr.commit(); queue(env)")
    queued.run(MAILS + "mails.write({'state': 'exception'}); mails.action_retry()")
    queued.run("queue(env)")
    assert list(mail_server.arrivals().values()) == [1] * DEBTORS
    assert queued.count("sent") == DEBTORS
    assert queued.sql("SELECT DISTINCT state FROM mail_mail") == [("sent",)]


def test_retry_of_core_sends_a_failed_notice_after_a_last_look(queued, mail_server):
    second = "klant02@debtor.example"
    mail_server.refuse({FIRST: UNKNOWN, second: UNKNOWN})
    queued.run("queue(env)")
    mail_server.reset()
    queued.run(PAY % second)
    queued.run(MAILS + "mails.action_retry(); env.cr.commit(); queue(env)")
    assert queued.states()[FIRST] == ["sent"]
    assert queued.states()[second] == ["cancelled"]
    assert mail_server.arrivals() == {FIRST: 1}


def test_retry_of_an_uncertain_mail_does_not_send_it(uncertain, mail_server):
    mail_server.reset()
    uncertain.run(MAILS + "mails.mark_outgoing(); env.cr.commit(); queue(env)")
    assert uncertain.states()[FIRST] == ["uncertain"]
    assert not mail_server.steps


def test_send_now_while_the_server_is_down_changes_nothing_sent(queued, mail_server):
    queued.run("queue(env)")
    mail_server.stop()
    queued.run(MAILS + "mails.send(); env.cr.commit()")
    mail_server.start()
    queued.let_back_off_end()
    queued.run(MAILS + "mails.action_retry(); env.cr.commit(); queue(env)")
    assert list(mail_server.arrivals().values()) == [1] * DEBTORS
    assert queued.count("sent") == DEBTORS
    assert not queued.tasks()


def test_retry_of_core_does_not_repeat_a_step_taken_meanwhile(queued, mail_server):
    mail_server.refuse({FIRST: UNKNOWN})
    queued.run("queue(env)")
    queued.run(
        f"env['res.partner'].search([('email', '=', {FIRST!r})]).email = "
        "'new@debtor.example'"
    )
    mail_server.reset()
    queued.next_day()
    queued.run("day(env)")
    assert mail_server.arrivals() == {"new@debtor.example": 1}
    queued.run(MAILS + "mails.action_retry(); env.cr.commit(); queue(env); queue(env)")
    assert mail_server.arrivals() == {"new@debtor.example": 1}
    assert queued.states()[FIRST] == ["failed"]
    assert queued.notice(FIRST)["mail_state"] == "exception"


def test_a_notice_that_cannot_be_looked_at_fails_alone(queued, mail_server):
    queued.sql(
        "UPDATE debtor_notice SET deadline_date = NULL WHERE recipient_email = %s",
        FIRST,
    )
    queued.run("queue(env)")
    notice = queued.notice(FIRST)
    assert (notice["state"], notice["mail_state"]) == ("failed", "exception")
    assert len(queued.tasks(FIRST)) == 1
    assert queued.count("sent") == DEBTORS - 1
    assert FIRST not in mail_server.arrivals()


def test_cancelling_or_deleting_a_mail_cancels_its_notice(queued, mail_server):
    second = "klant02@debtor.example"
    mail = "env['debtor.notice'].search([('recipient_email', '=', %r)]).mail_mail_id"
    queued.run(f"({mail % FIRST}).cancel(); ({mail % second}).unlink()")
    assert queued.states()[FIRST] == queued.states()[second] == ["cancelled"]
    queued.run("queue(env)")
    assert queued.count("sent") == DEBTORS - 2
    assert len(mail_server.arrived) == DEBTORS - 2


# === messages beside the ladder === #

APOLOGY = """
notice = env['debtor.notice'].search(
    [('recipient_email', '=', %r), ('state', '=', 'sent')])
form = env['debtor.notice.withdraw'].browse(notice.action_withdraw()['res_id'])
form.reason = 'other'
form.action_withdraw()
"""


def test_an_apology_leaves_by_the_same_queue(queued, mail_server):
    """No step is decided about it: it is sent as it was read, and proven."""
    queued.run("queue(env)")
    assert queued.states()[FIRST] == ["sent"]
    queued.run(APOLOGY % FIRST)
    assert sorted(queued.states()[FIRST]) == ["queued", "withdrawn"]
    queued.run("act(env); queue(env)")
    assert sorted(queued.states()[FIRST]) == ["sent", "withdrawn"]
    assert mail_server.arrivals()[FIRST] == 2
