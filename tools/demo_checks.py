"""Whether the story of `./dev demo` ended as its cast says, and showed everything."""

from odoo.addons.debtor_followup.engine.behaviour import CLASSES, NEW
from odoo.addons.debtor_followup.engine.business_days import is_business_day
from odoo.addons.debtor_followup.engine.decision import OUTCOMES

from tools import demo_expected, demo_report
from tools.demo_cast import CAST
from tools.demo_stage import COUNTRIES

#: A holiday in so many days before the end moves steps, as an excuse.
HOLIDAY_DAYS = 14


def check(stage):
    """Return what is not as told: what a holiday may explain, and what nothing does.

    :return: two lists of texts
    """
    shifted = [
        f"{actor.role.name}: {actor.debtor.decision_id.reason} instead of "
        f"{actor.role.ends}"
        for actor in stage.actors
        if actor.debtor.decision_id.reason not in actor.role.ends.split()
    ]
    missing = [text for actor in stage.actors for text in _check_actor(actor)]
    missing += _check_quiet_days(stage) + _check_runs(stage)
    if len(stage.actors) == len(CAST):
        missing += _check_occurred(stage)
    if _had_holiday(stage):
        return shifted, missing
    return [], shifted + missing


def _had_holiday(stage):
    """Tell whether a day of work fell out shortly before the end of the story."""
    days = [stage.date(-ago) for ago in range(HOLIDAY_DAYS)]
    return any(
        day.weekday() < 5 and not is_business_day(day, COUNTRIES) for day in days
    )


def _check_actor(actor):
    """Return what is missing of a debtor: class, morning page, messages, pauses."""
    role, debtor = actor.role, actor.debtor
    missing = []
    behaviour = debtor.behaviour_ids
    found = (debtor.relationship, behaviour.trend or "")
    if found != (role.pays, role.trend):
        missing.append(f"pays {found}, not {(role.pays, role.trend)}")
    todos = actor.office["debtor.todo"].search([("debtor_id", "=", debtor.id)])
    asked = sorted(todos.mapped("kind"))
    if asked != sorted(role.asks):
        missing.append(f"the morning page asks {asked}, not {sorted(role.asks)}")
    messages = [_words(notice) for notice in debtor.notice_ids]
    missing += [
        f"no message that is {fact!r} among {[' '.join(one) for one in messages]}"
        for fact in role.shows
        if not any(set(fact.split()) <= set(words) for words in messages)
    ]
    pauses = {f"{one.reason} {one.state}" for one in debtor.pause_ids}
    missing += [
        f"no pause that is {one!r} among {sorted(pauses)}"
        for one in role.ended
        if one not in pauses
    ]
    reasons = set(debtor.decision_ids.mapped("reason"))
    missing += [
        f"never {reason!r} among {sorted(reasons)}"
        for reason in role.meets
        if reason not in reasons
    ]
    return [f"{role.name}: {text}" for text in missing]


def _words(notice):
    """Return what can be said of a message in words of its fields."""
    words = [notice.purpose, notice.channel, notice.state]
    words += [notice.level_id.step_kind, notice.delivery_status]
    words += ["copy"] if notice.copy_of_id else []
    return [word for word in words if word]


def _check_quiet_days(stage):
    """Return the messages that left on days without messages."""
    missing = []
    for period in stage.env["debtor.quiet.period"].search([]):
        domain = [
            ("contact_date", ">=", period.date_from),
            ("contact_date", "<=", period.date_to),
            ("state", "=", "sent"),
        ]
        missing += [
            f"{notice.display_name}: sent in the quiet period {period.name}"
            for notice in stage.env["debtor.notice"].search(domain)
        ]
    return missing


def _check_runs(stage):
    """Return what failed in the runs: nothing may."""
    failures = stage.env["debtor.followup.run.failure"].search([])
    return [
        f"{one.debtor_id.display_name}: failed in the run of {one.run_id.date}: "
        f"{one.message}"
        for one in failures
    ]


def _check_occurred(stage):
    """Return which outcomes, classes, reasons and ends of pauses never occurred."""
    counts = demo_report.occurred(stage)
    wanted = {
        "outcomes": OUTCOMES,
        "classes": (NEW, *CLASSES),
        "reasons": demo_expected.REASONS,
        "pauses": demo_expected.PAUSES,
        "messages": demo_expected.MESSAGES,
    }
    return [
        f"nowhere in the story: {title} {code}"
        for title, codes in wanted.items()
        for code in codes
        if not counts[title][code]
    ]
