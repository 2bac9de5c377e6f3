"""What we owe the debtor: it stops legal steps until a person agrees."""

from ..claims import FORMAL_NOTICE, HANDOFF


def waits_for_agreement(snapshot):
    """Tell whether open bills stand to which nobody agreed yet.

    A person agreed to an amount in each currency: as soon as more is open in one
    of them he is asked again.
    """
    agreed = snapshot.bills_agreed
    return any(
        amount > agreed.get(currency_id, 0) for currency_id, amount in snapshot.bills
    )


def open_bills_stop_legal_steps(case):
    """While we owe the debtor, due formal steps wait until a person agrees.

    Steps that are not legal go on; what is to be agreed is told on a day on which
    nothing else is due.
    """
    bills = case.snapshot.bills
    if not bills:
        return None
    legal = [step for step in case.steps if _is_legal_now(case, step)]
    if not legal:
        return None
    if not waits_for_agreement(case.snapshot):
        case.parameters["bills"] = bills
        return None
    case.steps = [step for step in case.steps if step not in legal]
    if any(step.day <= case.today for step in case.steps):
        return None
    level = max(legal, key=lambda step: step.level.order).level
    return case.nothing(
        "open_bills",
        task=True,
        bills=bills,
        parameters={
            "level": level.name,
            "level_id": level.level_id,
            "claims": [step.standing.claim.name for step in legal],
            "bills": bills,
        },
    )


def _is_legal_now(case, step):
    return step.day <= case.today and step.level.step_kind in (FORMAL_NOTICE, HANDOFF)
