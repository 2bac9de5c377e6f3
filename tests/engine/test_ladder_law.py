"""What the law asks of a ladder: tables, and what holds of all ladders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import level, policy
from engine.claims import CALL, COURTESY, FORMAL_NOTICE, HANDOFF, REMINDER
from engine.ladder_law import Ladder, check_charges, check_consumers, check_public

CHANNELS = st.sampled_from(["email", "letter", "registered_letter"])


def ladder(*levels, charging=(), spoken=()):
    """Build a ladder whose steps are known by their place."""
    levels = [one._replace(level_id=place) for place, one in enumerate(levels)]
    return Ladder(policy(levels), frozenset(charging), frozenset(spoken))


def step(kind, day, **values):
    return level(0, kind, day, **values)


def codes(findings):
    return [(one.code, one.level.level_id, one.days) for one in findings]


GOOD = (
    step(REMINDER, 5, deadline_days=14),
    step(REMINDER, 24, deadline_days=8),
    step(FORMAL_NOTICE, 43, deadline_days=14, channel="letter", second_channel="email"),
)


@pytest.mark.parametrize("law", ["BE", "NL", "FR", "DE", "LU", "UK", "US", None])
def test_a_good_ladder_has_no_findings(law):
    good = ladder(*GOOD, charging={2})
    assert codes(check_consumers(good, law)) == []
    assert codes(check_charges(good)) == []
    assert codes(check_public(good)) == []


@pytest.mark.parametrize(
    ("deadline", "second", "day", "expected"),
    [
        (14, None, 20, []),
        (14, None, 19, [("be_charges_early", 1, 20)]),
        (14, "letter", 23, [("be_charges_early", 1, 24)]),
        (14, "letter", 24, []),
        (13, None, 20, [("be_first_short", 0, 14)]),
        (0, None, 6, [("be_first_short", 0, 14), ("be_charges_early", 1, 20)]),
    ],
)
def test_belgium(deadline, second, day, expected):
    two = ladder(
        step(REMINDER, 5, deadline_days=deadline, second_channel=second),
        GOOD[2]._replace(delay_days=day),
        charging={1},
    )
    assert codes(check_consumers(two, "BE")) == expected
    assert codes(check_consumers(two, "NL")) == []


def test_a_first_reminder_by_phone_is_found_before_a_written_one_only():
    two = (step(CALL, 2, channel="phone"), *GOOD)
    assert codes(check_consumers(ladder(*two), "BE")) == []  # a call is no reminder
    found = codes(check_consumers(ladder(*two, spoken={0}), "BE"))
    assert found == [("be_first_by_phone", 0, 0)]
    last = (*GOOD, step(CALL, 60, channel="phone"))
    assert codes(check_consumers(ladder(*last, spoken={3}), "BE")) == []


@pytest.mark.parametrize(
    ("channels", "deadline", "expected"),
    [
        (("letter", "email"), 14, []),
        (("email", "registered_letter"), 14, []),
        (("letter", None), 14, ["nl_letter_and_mail"]),
        (("email", None), 14, ["nl_letter_and_mail"]),
        (("letter", "registered_letter"), 14, ["nl_letter_and_mail"]),
        (("letter", "email"), 13, ["nl_letter_short"]),
        (("email", "email"), 0, ["nl_letter_and_mail", "nl_letter_short"]),
    ],
)
def test_the_dutch_letter(channels, deadline, expected):
    channel, second = channels
    letter = GOOD[2]._replace(
        channel=channel, second_channel=second, deadline_days=deadline
    )
    found = codes(check_consumers(ladder(*GOOD[:2], letter), "NL"))
    assert [code for code, _place, _days in found] == expected
    assert codes(check_consumers(ladder(*GOOD[:2], letter), "BE")) == []


def test_public_bodies_and_charges():
    five = ladder(
        step(COURTESY, -5),
        *GOOD[:2],
        step(CALL, 36),
        step(HANDOFF, 64),
        charging=range(5),
    )
    assert codes(check_public(five)) == [("public_handoff", 4, 0)]
    found = list(check_charges(five))
    assert [(one.code, one.refused) for one in found] == [
        ("charges_too_early", True),
        ("charges_too_early", True),
        ("charges_too_early", True),
        ("charges_nowhere", False),
        ("charges_nowhere", False),
    ]


@given(
    st.integers(0, 40),
    st.integers(0, 40),
    st.integers(1, 90),
    CHANNELS,
    st.none() | CHANNELS,
    st.sampled_from(["BE", "NL"]),
)
def test_more_time_never_brings_a_new_finding(days, more, day, channel, second, law):
    """Longer deadlines and later days please the law, whatever the channels."""

    def found(deadline, last_day):
        steps = ladder(
            step(
                REMINDER,
                5,
                deadline_days=deadline,
                channel=channel,
                second_channel=second,
            ),
            step(REMINDER, 6),
            step(
                FORMAL_NOTICE,
                last_day,
                deadline_days=deadline,
                channel=channel,
                second_channel=second,
            ),
            charging={2},
        )
        return {one.code for one in check_consumers(steps, law)}

    assert found(days + more, 5 + day + more) <= found(days, 5 + day)
