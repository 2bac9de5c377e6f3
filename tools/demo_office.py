"""What people do on a business day of the story, by the buttons that they have.

And what goes wrong by itself: a worker that is killed, a mailbox that does not exist.
"""

from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from odoo import fields

from tools.demo_acts import record_call
from tools.demo_play import BANK_FORGOTTEN

#: So many days after it was posted the post says what became of a letter.
POST_DAYS = 4
#: The buttons by which that is recorded; what was only printed or posted has none.
OUTCOMES = {
    "delivered": "action_delivered",
    "refused": "action_refused",
    "unclaimed": "action_unclaimed",
    "returned": "action_returned",
}


def work(stage, day):
    """Do the work of a morning, as far as the story says that it is done."""
    first, last = BANK_FORGOTTEN
    if not first <= day <= last:
        stage.office["debtor.todo"].action_bank_complete()
    for actor in stage.actors:
        agree(actor)
        call(actor)
        hear_from(actor)
    hear_from_post(stage)
    print_letters(stage)


def agree(actor):
    """Agree to what was proposed on the days before."""
    if not actor.agrees:
        return
    proposal = actor.last_notice(state="draft")
    if proposal:
        actor.agrees -= 1
        proposal.action_send()


def call(actor):
    """Make the call that waits, if the story says what is said in it."""
    if not actor.said:
        return
    waiting = actor.in_office().call_notice_id
    today = actor.stage.company._followup_now().date()
    if not waiting or (waiting.call_again_on or today) > today:
        return
    record_call(actor, actor.said.pop(0), waiting.action_open_call())


def hear_from(actor):
    """Let the first message be answered, come back, or be taken back."""
    role = actor.role
    if not actor.is_new or not (role.bounces or role.replies or role.takes_back):
        return
    notice = actor.last_notice(purpose="step", channel="email", state="sent")
    notice = notice.filtered(lambda one: one.level_id.step_kind != "courtesy")
    if not notice:
        return
    actor.is_new = False
    if role.bounces:
        _receive(actor, bounce_report(notice))
    if role.replies:
        _receive(actor, reply(notice, role.replies))
    if role.takes_back:
        form = actor.office["debtor.notice.withdraw"].browse(
            notice.action_withdraw()["res_id"]
        )
        form.reason, form.note = role.takes_back
        form.action_withdraw()


def print_letters(stage):
    """Print the letters of whoever the story posts for, and post them."""
    letters = stage.office["debtor.notice"]
    printable = letters._get_printable_domain()
    going = [actor for actor in stage.actors if actor.post]
    for actor in going:
        letters |= actor.in_office().notice_ids.filtered_domain(printable)
    if not letters:
        return
    action = letters.action_print_letters()
    batch = stage.office["debtor.letter.batch"].browse(action["res_id"])
    today = stage.company._followup_now().date()
    for actor in going:
        lines = batch.letter_ids.filtered(
            lambda one, debtor=actor.debtor: (
                one.notice_id.debtor_id == debtor and not one.left_out
            )
        )
        if lines:
            _post(actor, lines, actor.post.pop(0), today)


def _post(actor, lines, outcome, today):
    """Take letters to the post, unless they were only printed."""
    if outcome == "printed":
        return
    for line in lines.filtered(lambda one: one.channel == "registered_letter"):
        line.tracking_number = f"RR{line.notice_id.id:08}BE"
    lines.action_posted()
    if outcome in OUTCOMES:
        day = fields.Date.add(today, days=POST_DAYS)
        actor.posted.append((day, lines, OUTCOMES[outcome]))


def hear_from_post(stage):
    """Record what became of the letters that were posted some days ago."""
    today = stage.company._followup_now().date()
    for actor in stage.actors:
        for posted in [one for one in actor.posted if one[0] <= today]:
            _day, lines, button = posted
            getattr(lines, button)()
            actor.posted.remove(posted)


def cut_off_sending(stage):
    """Leave messages as a worker does that is killed while it sends them."""
    for actor in stage.actors:
        if not actor.role.cut_off:
            continue
        notice = actor.last_notice(state="queued", channel="email")
        if notice.level_id.step_kind == "reminder":
            notice = notice.with_env(stage.env)
            notice._set_state("sending")
            notice.flush_recordset()
            # The moment of a change is the database's, which is not frozen.
            stage.env.cr.execute(
                "UPDATE debtor_notice SET write_date = %s WHERE id = %s",
                (fields.Datetime.now(), notice.id),
            )
            notice.invalidate_recordset()


# === MAIL THAT COMES IN === #


def _receive(actor, mail):
    actor.env["mail.thread"].message_process(False, mail)


def reply(notice, text):
    """Return the customer's answer to a message, as bytes."""
    mail = EmailMessage()
    mail["From"] = notice.recipient_email
    mail["To"] = notice.mail_mail_id.reply_to or notice.company_id.email
    mail["Subject"] = f"Re: {notice.subject}"
    mail["Message-Id"] = f"<reply-{notice.id}@{notice.recipient_email.split('@')[1]}>"
    mail["In-Reply-To"] = notice.mail_mail_id.message_id
    mail["References"] = notice.mail_mail_id.message_id
    mail.set_content(text)
    return mail.as_bytes()


def bounce_report(notice):
    """Return the report of a mail server that knows no such mailbox, as bytes."""
    address = notice.recipient_email
    report = MIMEMultipart("report", **{"report-type": "delivery-status"})
    report["From"] = f"Mail Delivery System <postmaster@{address.split('@')[1]}>"
    report["To"] = notice.company_id.email
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Message-Id"] = f"<report-{notice.id}@{address.split('@')[1]}>"
    report.attach(MIMEText("The mailbox does not exist.\n"))
    status = MIMEBase("message", "delivery-status")
    server, recipient = Message(), Message()
    server["Reporting-MTA"] = f"dns; mx.{address.split('@')[1]}"
    recipient["Final-Recipient"] = f"rfc822; {address}"
    recipient["Action"] = "failed"
    recipient["Status"] = "5.1.1"
    recipient["Diagnostic-Code"] = "smtp; 550 5.1.1 no such user"
    status.set_payload([server, recipient])
    report.attach(status)
    original = EmailMessage()
    original["Message-Id"] = notice.mail_mail_id.message_id
    original["To"] = address
    original["Subject"] = notice.subject
    returned = MIMEBase("message", "rfc822")
    returned.set_payload([original])
    report.attach(returned)
    return report.as_bytes()
