"""What `./dev demo` prints in the end: a table of debtors, and what occurred."""

import textwrap
from collections import Counter, defaultdict
from datetime import date, timedelta

from odoo.tools import format_amount, format_date

WIDTH = 100
INDENT = " " * 6
#: So many days back, and so many facts, are told of each debtor.
TOLD_DAYS = 60
TOLD_FACTS = 6
#: The headings of the table, and which reasons stand under each; a reason that is
#: not here stands under what waits for a person.
WRITTEN = "Written to today"
WAITS = "Waits for a person"
HEADINGS = (
    (WRITTEN, ("step_due",)),
    (
        WAITS,
        (
            "proposed",
            "letter",
            "call_due",
            "call_slower",
            "call_loyal",
            "waits_for_person",
            "open_bills",
            "pause_needs_person",
            "no_address",
            "address_failed",
            "uncertain",
            "contact_underway",
            "small_amount",
            "stops_unknown",
            "end_of_ladder",
            "old_claims",
        ),
    ),
    ("Paused", ("paused",)),
    (
        "Held by a gate",
        (
            *("bank_behind", "payment_suspected", "veto_window", "contact_budget"),
            *("own_part", "address_shared", "below_minimum"),
        ),
    ),
    ("Nothing to do now", ("not_yet", "patience", "nothing_overdue", "collected")),
    ("Nothing to ask", ("covered_by_credits", "nothing_open")),
)


def report(stage):
    """Print for each debtor what happened, what was decided and why."""
    today, company = stage.today, stage.company
    day = format_date(stage.env, today, date_format="EEEE d MMMM y")
    note = "" if today == date.today() else ", the last business day"
    print(f"\n{company.name}: follow-up of {day}{note}")
    groups = defaultdict(list)
    for actor in stage.actors:
        groups[group(actor)].append(actor)
    for heading, reasons in HEADINGS:
        print(f"\n{heading.upper()}")
        for reason in reasons:
            for actor in groups.pop(reason, ()):
                _print_actor(actor)
    if groups:
        print("\nOTHER REASONS")
    for reason in sorted(groups):
        for actor in groups[reason]:
            _print_actor(actor)
    _print_morning(stage)
    _print_counts(stage)


def group(actor):
    """Return the reason under which a debtor is printed."""
    decision, notice = actor.debtor.decision_id, actor.last_notice()
    if decision.reason != "step_due":
        return decision.reason
    if decision.outcome == "handoff":
        return "waits_for_person"
    if notice.state == "draft":
        return "proposed"
    return "letter" if "letter" in notice.channel else decision.reason


def _print_actor(actor):
    """Print a debtor: name, class, overdue, what was decided; below it the rest."""
    env, debtor = actor.env, actor.debtor
    overdue = format_amount(env, debtor.overdue_amount, debtor.currency_id)
    pays = _label(debtor, "relationship")
    print(f"  {actor.role.name:<30}{pays:<19}{overdue:>12}  {_decided(actor)}")
    behaviour = debtor.behaviour_ids
    _print_text("pays", f"{behaviour.words} {behaviour.trend_words}".strip())
    _print_text("past", "; ".join(_facts(actor)))
    text = debtor.decision_id.explanation
    following = _next_date(actor)
    if following and following > actor.stage.today:
        text += f" [next: {format_date(env, following)}]"
    _print_text("now", text)


def _print_text(title, text):
    if text:
        start = f"{INDENT}{title:<{max(6, len(title) + 2)}}"
        print(
            textwrap.fill(
                text, WIDTH, initial_indent=start, subsequent_indent=" " * len(start)
            )
        )


def _facts(actor):
    """Return what happened lately, each with its day, the newest last."""
    since = actor.stage.today - timedelta(days=TOLD_DAYS)
    facts = []
    for notice in actor.debtor.notice_ids.filtered(lambda one: not one.copy_of_id):
        name = notice.level_id.name or _label(notice, "purpose")
        state = _label(notice, "state").lower()
        post = notice.delivery_status
        if post and post != "posted":
            state = f"{state}, {_label(notice, 'delivery_status').lower()}"
        facts.append((notice.contact_date, f"{name} ({state})"))
    for pause in actor.debtor.pause_ids:
        state = _label(pause, "state").lower()
        facts.append((pause.date_start, f"{_label(pause, 'reason')} ({state})"))
    behaviour = actor.debtor.behaviour_ids
    if behaviour.relationship_before and behaviour.changed_on:
        before = _label(behaviour, "relationship_before")
        now = _label(behaviour, "relationship")
        facts.append((behaviour.changed_on, f"class {before} > {now}"))
    lately = sorted(fact for fact in facts if fact[0] and fact[0] >= since)
    return [
        f"{format_date(actor.env, day, date_format='dd/MM')} {text}"
        for day, text in lately[-TOLD_FACTS:]
    ]


def _decided(actor):
    """Return in a few words what was decided about a debtor."""
    decision = actor.debtor.decision_id
    notice = actor.last_notice(purpose="step", copy_of_id=False)
    if decision.reason == "step_due" and notice:
        state = _label(notice, "state").lower()
        channel = _label(notice, "channel").lower()
        return f"{decision.level_id.name}: {channel} {state}"
    tasks = actor.debtor.activity_ids | actor.debtor.pause_ids.activity_ids
    if tasks:
        return f"Task: {tasks[0].summary}"
    outcome = _label(decision, "outcome")
    arrived = actor.debtor.level_id
    if arrived and actor.debtor.last_contact_date:
        return f"{outcome}; {arrived.name} reached"
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
        print(f"  {section['name']:<34}{section['count']:>6}")
    print(f"  {'Messages sent today':<34}{header['sent_today']:>6}")


# === WHAT OCCURRED === #


def occurred(stage):
    """Return what occurred in the whole story, as counters by a title.

    Reasons and outcomes count decisions that were kept: one for each change.
    """
    decisions = stage.env["debtor.followup.decision"]
    debtors = stage.env["debtor.debtor"]
    pauses = stage.env["debtor.pause"]
    notices = stage.env["debtor.notice"]

    def count(records, name):
        groups = records._read_group([], [name], ["__count"])
        return Counter(dict(groups))

    ended = pauses._read_group([], ["reason", "state"], ["__count"])
    return {
        "outcomes": count(decisions, "outcome"),
        "reasons": count(decisions, "reason"),
        "classes": count(debtors, "relationship"),
        "pauses": Counter({f"{why} {state}": n for why, state, n in ended}),
        "messages": count(notices, "purpose"),
    }


def _print_counts(stage):
    """Print how often each outcome, class, gate, message and pause occurred."""
    counts = occurred(stage)
    last = [actor.debtor.decision_id for actor in stage.actors]
    print(f"\n{'IN ALL':<60}{'decisions':>12}{'today':>8}")
    today = Counter(one.outcome for one in last)
    for code, label in _labels(stage, "debtor.followup.decision", "outcome").items():
        _print_row(label, counts["outcomes"][code], today[code])
    print("\nWHY (what changed from day to day; one decision for each change)")
    today = Counter(one.reason for one in last)
    titles = stage.env["debtor.activation.silent"]._get_titles()
    for code, number in sorted(counts["reasons"].items()):
        # The start says of these that nobody is written to: here somebody was.
        title = "" if code == "step_due" else titles.get(code, "")
        _print_row(f"{code:<20}{title}", number, today[code])
    for title, model, name in (
        ("classes", "debtor.debtor", "relationship"),
        ("messages", "debtor.notice", "purpose"),
    ):
        print(f"\n{title.upper()}")
        for code, label in _labels(stage, model, name).items():
            if counts[title][code]:
                _print_row(label, counts[title][code])
    print("\nPAUSES")
    reasons = _labels(stage, "debtor.pause", "reason")
    states = _labels(stage, "debtor.pause", "state")
    for code, number in sorted(counts["pauses"].items()):
        reason, state = code.split()
        _print_row(f"{reasons[reason]}: {states[state].lower()}", number)


def _labels(stage, model, name):
    """Return code -> label of a selection."""
    return dict(stage.env[model]._fields[name]._description_selection(stage.env))


def _print_row(title, number, today=None):
    now = "" if today is None else f"{today:>8}"
    print(f"  {title:<58}{number:>12}{now}")
