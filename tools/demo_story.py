"""The story of `./dev demo`: three months of a Belgian company and its debtors.

Run by an Odoo shell, whose `env` it uses. Every business day has its run, and
its messages leave through the mail queue to a mail server that keeps them as
files; Odoo's clock stands on each of the days meanwhile. In the end it prints
what was decided on the last day, for whom and why.
"""

import os
import textwrap
from datetime import date, datetime, time, timedelta

from freezegun import freeze_time

from odoo.tools import format_amount, format_date

from odoo.addons.debtor_followup.engine.business_days import is_business_day

from tools import demo_cast, demo_company, demo_stage

COUNTRIES = ("BE", "NL")
#: All happens at this hour, in UTC: in Brussels it is ten or eleven then.
HOUR = time(9)
WIDTH = 100
#: The headings of the table, and which reasons stand under each.
HEADINGS = (
    ("Written to today", ("step_due",)),
    (
        "Waits for a person",
        (
            "proposed",
            "call_due",
            "waits_for_person",
            "pause_needs_person",
            "no_address",
            "address_failed",
            "uncertain",
            "small_amount",
            "stops_unknown",
            "stops_consumer",
            "end_of_ladder",
        ),
    ),
    ("Paused", ("paused",)),
    ("Nothing to do now", ("not_yet", "nothing_overdue", "below_minimum")),
    ("Nothing to ask", ("covered_by_credits", "nothing_open")),
)


def tell(env):
    """Play the story in a database without company data, and print its end."""
    env = env(context={**env.context, "lang": "en_GB"})
    today = last_day()
    start = today - timedelta(days=120)
    with freeze_time(datetime.combine(start, HOUR)) as clock:
        stage = set_up(env, today)
        for day in stage.days():
            clock.move_to(datetime.combine(stage.date(day), HOUR))
            play(stage, day)
        report(stage)
    env.cr.commit()


def last_day():
    """Return the day on which the story ends: today, or the last business day.

    DEBTOR_FOLLOWUP_DEMO_DATE sets another one, to try the story out.
    """
    day = date.fromisoformat(
        os.environ.get("DEBTOR_FOLLOWUP_DEMO_DATE") or date.today().isoformat()
    )
    while not is_business_day(day, COUNTRIES):
        day -= timedelta(days=1)
    return day


def set_up(env, today):
    """Make the company and its customers; return the stage."""
    demo_company.activate_languages(env)
    company = demo_company.make_company(env)
    demo_company.make_people(env, company)
    policies = demo_company.make_policies(env)
    stage = demo_stage.Stage(env, company, policies, today)
    demo_cast.cast(stage)
    env.cr.commit()
    return stage


def play(stage, day):
    """Let one day pass: what happens, the run, the mail queue."""
    env = stage.env
    stage.play(day)
    env.cr.commit()
    if not is_business_day(stage.date(day), COUNTRIES):
        return
    stage.agree_to_proposals()
    env["debtor.followup.run"]._run(stage.company, stage.date(day))
    stage.cut_off_sending()
    env.cr.commit()
    env["mail.mail"].process_email_queue()
    env.cr.commit()


def report(stage):
    """Print what was decided about whom, why, and what comes next."""
    today = stage.today
    day = format_date(stage.env, today, date_format="EEEE d MMMM y")
    note = "" if today == date.today() else ", the last business day"
    print(f"\n{stage.company.name}: follow-up of {day}{note}")
    groups = {actor: group(actor) for actor in stage.actors}
    for heading, reasons in HEADINGS:
        print(f"\n{heading.upper()}")
        for reason in reasons:
            for actor in stage.actors:
                if groups[actor] == reason:
                    print_actor(actor)
    surprises = [
        f"{actor.partner.name}: {actor.reason()} instead of {actor.expected}"
        for actor in stage.actors
        if actor.reason() != actor.expected
    ]
    if surprises:
        print(f"\nHolidays moved some of it: {'; '.join(surprises)}.")


def group(actor):
    """Return the reason under which a debtor is printed."""
    if actor.reason() == "step_due" and actor.last_notice().state == "draft":
        return "proposed"
    return actor.reason()


def decided(actor):
    """Return in a few words what was decided about a debtor."""
    decision, notice = actor.debtor.decision_id, actor.last_notice()
    if decision.reason == "step_due":
        state = dict(notice._fields["state"]._description_selection(actor.env))
        name = notice.recipient_id.name
        return f"{decision.level_id.name}: {state[notice.state].lower()} to {name}"
    tasks = actor.debtor.activity_ids | actor.debtor.pause_ids.activity_ids
    if tasks:
        return f"Task: {tasks[0].summary}"
    outcome = dict(decision._fields["outcome"]._description_selection(actor.env))
    arrived = actor.debtor.level_id
    if arrived and actor.debtor.last_contact_date:
        day = format_date(actor.env, actor.debtor.last_contact_date)
        return f"{outcome[decision.outcome]}; {arrived.name} arrived on {day}"
    return outcome[decision.outcome]


def print_actor(actor):
    """Print a debtor: name, overdue, what was decided; below it why and what next."""
    env, debtor = actor.env, actor.debtor
    overdue = format_amount(env, debtor.overdue_amount, debtor.currency_id)
    print(f"  {actor.partner.name:<30}{overdue:>12}  {decided(actor)}")
    text = debtor.decision_id.explanation
    following = actor.next_date()
    if following and following > actor.stage.today:
        text += f" [next: {format_date(env, following)}]"
    print(textwrap.fill(text, WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 6))


if "env" in globals():  # in the Odoo shell
    tell(globals()["env"])
