"""What is open, what we collect, and what the debtor's own credits cover."""

from datetime import timedelta

#: What we collect should have come so many days after its due date, or come back.
COLLECTED_WITHIN = 30


def no_debtor(case):
    """Own companies and employees are no debtors."""
    if case.snapshot.is_own:
        return case.nothing("no_debtor")
    return None


def nothing_open(case):
    """Without an open claim there is nothing to follow."""
    if not case.standings:
        return case.nothing("nothing_open")
    return None


def collected_by_us(case):
    """What we collect (direct debit) is not overdue until it comes back.

    It is never asked for nor named in a message. Of each that should have come
    long ago a person must see whether it came back, beside what else happens.
    """
    collected = [one for one in case.standings if one.claim.collected]
    if not collected:
        return None
    due = [one.claim for one in collected if one.overdue]
    case.standings = [one for one in case.standings if not one.claim.collected]
    if due:
        case.parameters["collected"] = tuple(claim.name for claim in due)
    limit = case.today - timedelta(COLLECTED_WITHIN)
    late = tuple(claim.name for claim in due if claim.due_date < limit)
    if late:
        case.parameters["collected_late"] = late
    if case.standings:
        return None
    if late:
        return case.nothing("collected_late", task=True)
    return case.nothing("collected")


def set_credits_against_oldest(case):
    """Set open credits against the oldest claims of the same currency.

    For deciding only: the message shows residual and credit on lines of their
    own, because booking the match is the bookkeeper's act. What is paused was
    taken off before: a disputed claim must not swallow the payment of another.
    """
    left = {}
    for credit in case.credits:
        left[credit.currency_id] = left.get(credit.currency_id, 0) + credit.amount
    if not left:
        return
    for standing in case.standings:  # oldest first
        covered = min(left.get(standing.claim.currency_id, 0), standing.rest)
        if covered:
            standing.take(covered=covered)
            left[standing.claim.currency_id] -= covered


def undated_claims(case):
    """A claim without a due date is never chased: a person must set the date."""
    undated = [one for one in case.standings if one.claim.due_date is None]
    if undated:
        case.parameters["undated"] = [one.claim.name for one in undated]
        if len(undated) == len(case.standings):
            return case.nothing("no_due_date", task=True)
    return None


def everything_covered(case):
    """All that is overdue is wholly covered by credits: match them, ask nothing."""
    overdue = [one for one in case.standings if one.overdue]
    if overdue and not case.overdue and not any(one.pause for one in overdue):
        return case.nothing("covered_by_credits", credits=tuple(case.credits))
    return None
