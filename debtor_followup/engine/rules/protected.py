"""Natural persons: what the law of their country asks comes first."""

from .small import stop_after_first_reminder

#: Kinds of which too little is known for more than one reminder: how the law
#: protects a consumer is built, but nobody knows yet whether this is one.
WAITING_KINDS = ("unknown",)


def natural_persons_wait_for_the_law(case):
    """Debtors of unknown kind stop after reminder 1, until a person sets the kind.

    Consumers go on, under the law's own days: see :mod:`.law`.
    """
    if case.snapshot.kind not in WAITING_KINDS:
        return None
    return stop_after_first_reminder(case, f"stops_{case.snapshot.kind}")
