"""What the law asks of a ladder: its deadlines, its channels, its charges.

The law holds in any case when a step is due (see ``notice_period``). This is for
whoever draws up a ladder: a policy for consumers that the law would have to mend
each time is refused beforehand. Sources: rules.md 2.2 for Belgium, 3 for the
Netherlands; how sure they are stands in ``notice_period``.
"""

from typing import NamedTuple

from .claims import (
    CALL,
    COURTESY,
    EMAIL,
    FORMAL_NOTICE,
    HANDOFF,
    POSTAL_CHANNELS,
    REMINDER,
)
from .ladder_check import Finding
from .notice_period import BELGIAN_DAYS, BELGIAN_POST_DAYS, DUTCH_DAYS

#: The third working day after posting is at most so many calendar days later, over
#: a weekend and without a holiday.
BELGIAN_POST_CALENDAR_DAYS = BELGIAN_POST_DAYS + 2


class Ladder(NamedTuple):
    """A policy, with what only its steps as they were drawn up tell.

    :ivar policy: :class:`~.claims.Policy`, its levels in order
    :ivar frozenset charging: ids of the levels that add interest and costs
    :ivar frozenset spoken: ids of the reminders by phone, which are calls
    """

    policy: object
    charging: frozenset = frozenset()
    spoken: frozenset = frozenset()


def check_charges(ladder):
    """Return the steps that may claim nothing, whoever they are for.

    Nothing is charged before the formal notice: no text before it prints interest
    and costs, and what is not printed is not claimed. Towards Belgian consumers the
    law forbids it in the first reminder (art. XIX.2 WER: found).
    """
    for level in ladder.policy.levels:
        if level.level_id not in ladder.charging:
            continue
        if level.step_kind in (COURTESY, REMINDER):
            yield Finding("charges_too_early", level, refused=True)
        elif level.step_kind in (CALL, HANDOFF):
            yield Finding("charges_nowhere", level)


def check_consumers(ladder, law, refused=True):
    """Return what the law of a country on consumers asks of this ladder.

    :param str law: whose; one without such rules asks nothing
    :param bool refused: the ladder cannot be active with it; else it is only said
    """
    check = {"BE": _belgian, "NL": _dutch}.get(law)
    for finding in check(ladder) if check else ():
        yield finding._replace(refused=refused)


def check_public(ladder):
    """Return the steps that public bodies never get.

    A public body pays in the end: after the letter management decides.
    """
    for level in ladder.policy.levels:
        if level.step_kind == HANDOFF:
            yield Finding("public_handoff", level)


def _belgian(ladder):
    """The free first reminder and its 14 days: art. XIX.2 WER (found)."""
    levels = ladder.policy.levels
    first = next((one for one in levels if one.step_kind == REMINDER), None)
    for level in levels[: levels.index(first)] if first else levels:
        if level.level_id in ladder.spoken:
            yield Finding("be_first_by_phone", level)
    if not first:
        return
    if first.deadline_days < BELGIAN_DAYS:
        yield Finding("be_first_short", first, days=BELGIAN_DAYS)
    free_until = first.delay_days + BELGIAN_DAYS
    if {first.channel, first.second_channel} & set(POSTAL_CHANNELS):
        free_until += BELGIAN_POST_CALENDAR_DAYS - 1
    for level in levels:
        if level.step_kind != FORMAL_NOTICE or level.level_id not in ladder.charging:
            continue
        if first.delay_days < level.delay_days <= free_until:
            yield Finding("be_charges_early", level, first, days=free_until + 1)


def _dutch(ladder):
    """The 14-day letter: art. 6:96 par. 6 BW (found)."""
    for level in ladder.policy.levels:
        if level.step_kind != FORMAL_NOTICE:
            continue
        channels = {level.channel, level.second_channel}
        if EMAIL not in channels or not channels & set(POSTAL_CHANNELS):
            yield Finding("nl_letter_and_mail", level)
        if level.deadline_days < DUTCH_DAYS:
            yield Finding("nl_letter_short", level, days=DUTCH_DAYS)
