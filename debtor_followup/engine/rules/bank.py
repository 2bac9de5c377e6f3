"""Nothing leaves by itself while nobody can see who has paid."""

from ..business_days import ONE_DAY


def bank_up_to_date(case):
    """While a bank journal is behind, what would leave by itself waits.

    What a person must agree to goes on: it says up to when the bank is booked.
    """
    behind = case.snapshot.bank_behind
    if not behind:
        return None
    if not case.leaves_by_itself(case.level):
        return None
    return case.nothing(
        "bank_behind",
        parameters={
            "journals": [name for name, _day in behind],
            "booked": behind[0][1].isoformat(),
        },
        next_level=case.level,
        next_outcome=case.outcome_of(case.level),
        next_date=case.business_day(case.today + ONE_DAY),
    )
