"""The story of `./dev demo`: eighteen months of a Belgian company and its debtors.

Run by an Odoo shell, whose `env` it uses. Fourteen months of sales and payments come
first, month by month; then it goes day by day, and follow-up starts. On every business
day people do what they had to do, then comes the day's run, and its messages leave
through the mail queue to a mail server that keeps them as files; Odoo's clock stands
on each of the days meanwhile. In the end it prints what was decided on the last day,
for whom and why.
"""

import os
from datetime import date, datetime, time, timedelta

from freezegun import freeze_time

from odoo.addons.debtor_followup.engine.business_days import is_business_day

from tools import (
    demo_checks,
    demo_company,
    demo_office,
    demo_play,
    demo_report,
    demo_stage,
)
from tools.demo_cast import CAST

#: All happens at this hour, in UTC: in Brussels it is ten or eleven then.
HOUR = time(9)
#: The day from which the company has terms of its own.
TERMS = -500
#: The office is closed for some days.
QUIET = (-39, -38)
#: Exit code when something that should be there is not.
SURPRISED = 3


def tell(env):
    """Play the story in a database without company data, and print its end.

    :raise SystemExit: it did not end as it should
    """
    lang = os.environ.get("DEBTOR_FOLLOWUP_DEMO_LANG") or "en_GB"
    # English until the languages of the story are there.
    env = env(context={**env.context, "lang": "en_US"})
    today = last_day()
    start = today - timedelta(days=600)
    started = bool(os.environ.get("DEBTOR_FOLLOWUP_DEMO_STARTED", "1"))
    with freeze_time(datetime.combine(start, HOUR)) as clock:
        stage = set_up(env, today, started, lang)
        for day in stage.months():
            clock.move_to(datetime.combine(stage.date(day), HOUR))
            play_month(stage, day)
        for day in stage.days():
            clock.move_to(datetime.combine(stage.date(day), HOUR))
            play(stage, day)
        if not started:
            env.cr.commit()
            print("\nTo try: Invoicing > Configuration > Start follow-up")
            return
        demo_report.report(stage)
        shifted, missing = demo_checks.check(stage)
    env.cr.commit()
    if shifted:
        print(f"\nHolidays moved some of it: {'; '.join(shifted)}.")
    if missing:
        print("\nNot as it should be:\n  " + "\n  ".join(missing))
        raise SystemExit(SURPRISED)


def last_day():
    """Return the day on which the story ends: today, or the last business day.

    DEBTOR_FOLLOWUP_DEMO_DATE sets another one, to try the story out.
    """
    day = date.fromisoformat(
        os.environ.get("DEBTOR_FOLLOWUP_DEMO_DATE") or date.today().isoformat()
    )
    while not is_business_day(day, demo_stage.COUNTRIES):
        day -= timedelta(days=1)
    return day


def cast():
    """Return who is on the stage: all, to see everything.

    DEBTOR_FOLLOWUP_DEMO_ONLY names some, parted by commas, to try them out.
    """
    only = os.environ.get("DEBTOR_FOLLOWUP_DEMO_ONLY")
    if not only:
        return CAST
    names = only.split(",")
    return [role for role in CAST if any(name in role.name for name in names)]


def set_up(env, today, started, lang):
    """Make the company and its customers; return the stage.

    :param started: with policies; else everything is as on the first day
    :param lang: in which language people work
    """
    demo_company.activate_languages(env)
    company = demo_company.make_company(env)
    env = env(context={**env.context, "lang": lang})
    company = company.with_env(env)
    admin = demo_company.make_people(env, company, lang)
    demo_company.make_direct_debit(env, company)
    policies = demo_company.make_policies(env) if started else {}
    office = env(user=admin, su=False)
    stage = demo_stage.Stage(env, office, company, policies, today)
    demo_company.publish_terms(env, company, stage.date(TERMS))
    demo_company.make_quiet_period(env, company, *map(stage.date, QUIET))
    for role in cast():
        stage.enter(role)
    env.cr.commit()
    return stage


def play_month(stage, day):
    """Let a month before the story pass: what was sold and paid, and how."""
    stage.play(day)
    if stage.policies:
        stage.env["debtor.behaviour"]._refresh(stage.company, stage.date(day))
    stage.env.cr.commit()


def play(stage, day):
    """Let one day pass: what happens, the office, the run, the mail queue."""
    env = stage.env
    stage.play(day)
    env.cr.commit()
    is_business = is_business_day(stage.date(day), demo_stage.COUNTRIES)
    if day < demo_play.START or not is_business or not stage.policies:
        return
    if not stage.company.followup_start_date:
        demo_company.start_follow_up(stage.office, stage.company)
    elif stage.is_office_day(day):
        demo_office.work(stage, day)
    env.cr.commit()
    if day >= demo_play.CHECK_INS and not stage.company.followup_check_in:
        demo_company.begin_check_ins(env, stage.company)
    # As the nightly jobs do, one after the other.
    env["debtor.behaviour"]._refresh(stage.company, stage.date(day))
    env["debtor.own.warning"]._warn(stage.company, stage.date(day))
    env["debtor.followup.run"]._run(stage.company, stage.date(day))
    demo_office.cut_off_sending(stage)
    env.cr.commit()
    env["mail.mail"].process_email_queue()
    env.cr.commit()


if "env" in globals():  # in the Odoo shell
    tell(globals()["env"])
