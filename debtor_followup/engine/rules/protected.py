"""Natural persons: what the law of their country asks comes first."""

from .small import stop_after_first_reminder

#: Until a country's rules for natural persons are built, they get one friendly
#: reminder; a debtor of unknown kind is treated like a consumer.
WAITING_KINDS = ("consumer", "unknown")


def natural_persons_wait_for_the_law(case):
    """Consumers and debtors of unknown kind stop after reminder 1."""
    if case.snapshot.kind not in WAITING_KINDS:
        return None
    return stop_after_first_reminder(case, f"stops_{case.snapshot.kind}")
