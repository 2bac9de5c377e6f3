"""Who seems to have paid is left alone until a person has looked."""

from ..business_days import ONE_DAY
from ..receipts import hold_end


def suspected_payment(case):
    """A receipt that looks like this debtor's holds what is due, for some days.

    After that the morning page still shows it, and follow-up goes on.
    """
    if not case.snapshot.receipts:
        return None
    held = [
        (one, end)
        for one in case.snapshot.receipts
        if (end := hold_end(one, case.today, case.countries)) >= case.today
    ]
    if not held:
        return None
    until = max(end for _one, end in held)
    return case.nothing(
        "payment_suspected",
        task=True,
        parameters={
            "receipts": [
                (one.key, one.date.isoformat(), one.currency_id, one.amount, one.label)
                for one, _end in held
            ],
            "why": held[0][0].why,
            "until": until.isoformat(),
        },
        next_level=case.level,
        next_outcome=case.outcome_of(case.level),
        next_date=case.business_day(until + ONE_DAY),
    )
