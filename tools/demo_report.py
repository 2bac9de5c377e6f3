"""What `./dev demo` prints in the end, and whether it ended as it should."""

import textwrap
from datetime import date

from odoo.tools import format_amount, format_date

WIDTH = 100
#: The headings of the table, and which reasons stand under each.
HEADINGS = (
    ("Written to today", ("step_due",)),
    (
        "Waits for a person",
        (
            "proposed",
            "letter",
            "call_due",
            "waits_for_person",
            "open_bills",
            "pause_needs_person",
            "no_address",
            "address_failed",
            "uncertain",
            "contact_underway",
            "small_amount",
            "stops_unknown",
            "stops_consumer",
            "end_of_ladder",
            "old_claims",
        ),
    ),
    ("Paused", ("paused",)),
    (
        "Nothing to do now",
        (
            "not_yet",
            "address_shared",
            "nothing_overdue",
            "collected",
            "below_minimum",
        ),
    ),
    ("Nothing to ask", ("covered_by_credits", "nothing_open")),
)


def report(stage):
    """Print what was decided, for whom and why; return what surprises.

    :return: lists of texts: what the calendar may explain, and what nothing does
    """
    today, company = stage.today, stage.company
    day = format_date(stage.env, today, date_format="EEEE d MMMM y")
    note = "" if today == date.today() else ", the last business day"
    print(f"\n{company.name}: follow-up of {day}{note}")
    groups = {actor: _group(actor) for actor in stage.actors}
    for heading, reasons in HEADINGS:
        print(f"\n{heading.upper()}")
        for reason in reasons:
            for actor in stage.actors:
                if groups[actor] == reason:
                    _print_actor(actor)
    _print_morning(stage)
    return _get_shifted(stage), _get_missing(stage)


def _group(actor):
    """Return the reason under which a debtor is printed."""
    decision, notice = actor.debtor.decision_id, actor.last_notice()
    if decision.reason != "step_due":
        return decision.reason
    if decision.outcome in ("formal_notice", "handoff"):
        return "waits_for_person"
    if notice.state == "draft":
        return "proposed"
    return "letter" if "letter" in notice.channel else decision.reason


def _reason(actor):
    return actor.debtor.decision_id.reason


def _print_actor(actor):
    """Print a debtor: name, overdue, what was decided; below it why and what next."""
    env, debtor = actor.env, actor.debtor
    overdue = format_amount(env, debtor.overdue_amount, debtor.currency_id)
    print(f"  {actor.role.name:<30}{overdue:>12}  {_decided(actor)}")
    text = debtor.decision_id.explanation
    following = _next_date(actor)
    if following and following > actor.stage.today:
        text += f" [next: {format_date(env, following)}]"
    print(textwrap.fill(text, WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 6))


def _decided(actor):
    """Return in a few words what was decided about a debtor."""
    decision = actor.debtor.decision_id
    notice = actor.last_notice(purpose="step", copy_of_id=False)
    if decision.reason == "step_due":
        state = _label(notice, "state").lower()
        channel = _label(notice, "channel").lower()
        return f"{decision.level_id.name}: {channel} {state}"
    tasks = actor.debtor.activity_ids | actor.debtor.pause_ids.activity_ids
    if tasks:
        return f"Task: {tasks[0].summary}"
    outcome = _label(decision, "outcome")
    arrived = actor.debtor.level_id
    if arrived and actor.debtor.last_contact_date:
        day = format_date(actor.env, actor.debtor.last_contact_date)
        return f"{outcome}; {arrived.name} reached, last contact on {day}"
    return outcome


def _label(record, name):
    labels = dict(record._fields[name]._description_selection(record.env))
    return labels.get(record[name], "")


def _next_date(actor):
    """Return when something happens next, after what left today."""
    notice = actor.last_notice()
    if notice.state != "sent" or notice.contact_date != actor.stage.today:
        return actor.debtor.next_action_date
    tomorrow = actor.stage.date(1)
    return actor.debtor._decide(tomorrow)[actor.debtor].next_date


def _print_morning(stage):
    """Print what the morning page asks."""
    header = stage.office["debtor.todo"].action_read_header()
    print("\nTHIS MORNING")
    for section in header["sections"]:
        print(f"  {section['name']:<30}{section['count']:>12}")
    print(f"  {'Messages sent today':<30}{header['sent_today']:>12}")


# === EXPECTATIONS === #


def _get_shifted(stage):
    """Return whose story ends otherwise than told: holidays can do that."""
    return [
        f"{actor.role.name}: {_reason(actor)} instead of {actor.role.ends}"
        for actor in stage.actors
        if _reason(actor) != actor.role.ends
    ]


def _get_missing(stage):
    """Return what the morning page or the messages should show and do not."""
    todos = stage.office["debtor.todo"].search([])
    missing = []
    for actor in stage.actors:
        own = todos.filtered(lambda one, debtor=actor.debtor: one.debtor_id == debtor)
        asked = sorted(own.mapped("kind"))
        if asked != sorted(actor.role.asks):
            missing.append(
                f"{actor.role.name}: the morning page asks {asked} instead of "
                f"{sorted(actor.role.asks)}"
            )
        found = [_words(notice) for notice in actor.debtor.notice_ids]
        missing += [
            f"{actor.role.name}: no message that is {fact!r} among "
            f"{[' '.join(words) for words in found]}"
            for fact in actor.role.shows
            if not any(set(fact.split()) <= set(words) for words in found)
        ]
    quiet = stage.env["debtor.quiet.period"].search([])
    for period in quiet:
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


def _words(notice):
    """Return what can be said of a message in words of its fields."""
    words = [notice.purpose, notice.channel, notice.state]
    words += [notice.level_id.step_kind, notice.delivery_status]
    words += ["copy"] if notice.copy_of_id else []
    return [word for word in words if word]
