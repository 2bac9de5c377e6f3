"""What the sentence of every decision says: the amounts, the days, what comes next.

One place for all rules, so that a rule says only what is its own. Plain values:
minor units beside the id of their currency, days as ISO dates.
"""


def facts(case, answer):
    """Return the parameters that every decision has.

    ``count``, ``total`` (company currency, for thresholds) and ``oldest`` are about
    what remains to be asked of overdue claims; ``amounts`` says the same per
    currency. Where nothing is to be asked, ``amounts`` and ``first`` (the earliest
    due day) are about what is open, and ``late`` tells whether that is overdue.
    Where nothing is done, ``next`` or ``next_due`` says when that may change.

    :param dict answer: what the last rule said
    """
    overdue = case.overdue
    days = [one.claim.due_date for one in overdue]
    oldest = min(days, default=None)
    found = {
        "count": len(overdue),
        "total": case.total(),
        "oldest": oldest.isoformat() if oldest else None,
    }
    if overdue:
        pairs = [(one.claim.currency_id, one.rest) for one in overdue]
        found["amounts"] = per_currency(pairs)
    else:
        found.update(_what_is_open(case))
    if answer["outcome"] == "nothing":
        found.update(_what_comes(case, answer))
    return found


def per_currency(pairs):
    """Add up pairs (currency id, minor units); return them in the order of ids."""
    amounts = {}
    for currency_id, amount in pairs:
        amounts[currency_id] = amounts.get(currency_id, 0) + amount
    return sorted(amounts.items())


def _what_is_open(case):
    """Return what is overdue though nothing is asked, else all that is open."""
    claims = [one.claim for one in case.standings if one.overdue]
    late = bool(claims)
    claims = claims or [one.claim for one in case.standings] or case.snapshot.claims
    if not claims:
        return {}
    pairs = [(claim.currency_id, claim.residual) for claim in claims]
    found = {"amounts": per_currency(pairs)}
    days = [claim.due_date for claim in claims if claim.due_date]
    if days:
        found["first"] = min(days).isoformat()
    if late:
        found["late"] = True
    return found


def _what_comes(case, answer):
    """Return the next day on which something may change by itself, if any.

    The day that the answer names, else that of the next step, else the day after
    which a further claim is overdue.
    """
    if "next_date" in answer:
        day = answer["next_date"]
    else:
        step = None if "next_level" in answer else case.next_step()
        day = step.day if step else None
    if day:
        return {"next": day.isoformat()}
    days = [
        one.claim.due_date
        for one in case.standings
        if one.claim.due_date and not one.overdue and one.rest
    ]
    return {"next_due": min(days).isoformat()} if days else {}
