"""Waiting periods of consumers: posts, e-mails, days of rest and faults."""

import pytest

from builders import day
from engine.legal_values import LegalError
from engine.notice_period import (
    DAY_AFTER_RECEIPT,
    LETTER_DATE,
    RECEIPT,
    SAFE,
    STRICT,
    Delivery,
    belgian_waiting,
    dutch_notice_of_default,
    dutch_receipt,
    dutch_waiting,
)

EARLIER = "2020-01-01"


def letter(sent, received=None, channel="letter"):
    return Delivery(day(sent), channel, received and day(received))


def mail(sent, received=None):
    return letter(sent, received, "email")


@pytest.mark.parametrize(
    ("sent", "channel", "first", "last", "safe"),
    [
        # an e-mail: from the day after it
        ("2025-03-03", "email", "2025-03-04", "2025-03-17", "2025-03-17"),
        ("2025-03-03", "sms", "2025-03-04", "2025-03-17", "2025-03-17"),
        # its last day a Saturday, a Sunday, a holiday
        ("2025-03-01", "email", "2025-03-02", "2025-03-15", "2025-03-17"),
        ("2025-03-02", "email", "2025-03-03", "2025-03-16", "2025-03-17"),
        ("2025-04-17", "email", "2025-04-18", "2025-05-01", "2025-05-02"),
        # Easter Monday; 25 December, a Thursday; 15 August, a Friday
        ("2025-04-07", "email", "2025-04-08", "2025-04-21", "2025-04-22"),
        ("2025-12-11", "email", "2025-12-12", "2025-12-25", "2025-12-26"),
        ("2025-08-01", "email", "2025-08-02", "2025-08-15", "2025-08-18"),
        # post: from the third working day after it
        ("2023-09-18", "letter", "2023-09-21", "2023-10-04", "2023-10-04"),
        ("2025-03-06", "letter", "2025-03-11", "2025-03-24", "2025-03-24"),  # Thursday
        ("2025-03-07", "letter", "2025-03-12", "2025-03-25", "2025-03-25"),  # Friday
        ("2025-03-08", "letter", "2025-03-12", "2025-03-25", "2025-03-25"),  # Saturday
        ("2025-03-07", "registered_letter", "2025-03-12", "2025-03-25", "2025-03-25"),
        # Good Friday is a working day in Belgium, Easter Monday is none
        ("2025-04-16", "letter", "2025-04-22", "2025-05-05", "2025-05-05"),
        # over 1 May, over New Year
        ("2025-04-29", "letter", "2025-05-05", "2025-05-18", "2025-05-19"),
        ("2025-12-30", "letter", "2026-01-05", "2026-01-18", "2026-01-19"),
        ("2024-02-15", "email", "2024-02-16", "2024-02-29", "2024-02-29"),
    ],
)
def test_belgium(sent, channel, first, last, safe):
    strict = belgian_waiting(day(sent), channel, day(EARLIER))
    assert strict.first_day == day(first)
    assert strict.last_day == day(last)
    assert (strict.charge_from - strict.last_day).days == 1
    later = belgian_waiting(day(sent), channel, day(EARLIER), mode=SAFE)
    assert later.first_day == day(first)
    assert later.last_day == day(safe)
    assert (later.charge_from - later.last_day).days == 1


def test_belgian_terms_may_give_more_days():
    given = belgian_waiting(day("2025-03-03"), "email", day(EARLIER), days=20)
    assert given.last_day == day("2025-03-23")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"days": 13}, "waiting_too_short"),
        ({"days": 0}, "waiting_too_short"),
        ({"due_date": day("2025-03-03")}, "reminder_before_due"),
        ({"due_date": day("2025-03-04")}, "reminder_before_due"),
        ({"channel": "phone"}, "no_durable_medium"),
        ({"mode": "kind"}, "unknown_mode"),
    ],
)
def test_belgium_refuses(change, code):
    usual = {"sent": day("2025-03-03"), "channel": "email", "due_date": day(EARLIER)}
    with pytest.raises(LegalError) as refused:
        belgian_waiting(**{**usual, **change})
    assert refused.value.code == code


def test_a_belgian_reminder_on_the_day_after_the_due_date():
    assert belgian_waiting(day("2025-03-03"), "email", day("2025-03-02"))


@pytest.mark.parametrize(
    ("delivery", "receipt"),
    [
        pytest.param(letter("2025-03-03"), "2025-03-05", id="Monday"),
        pytest.param(letter("2025-03-04"), "2025-03-06", id="Tuesday"),
        pytest.param(letter("2025-03-06"), "2025-03-08", id="Thursday, to Saturday"),
        pytest.param(letter("2025-03-07"), "2025-03-11", id="Friday"),
        pytest.param(letter("2025-03-08"), "2025-03-12", id="Saturday"),
        pytest.param(letter("2025-03-09"), "2025-03-12", id="Sunday"),
        pytest.param(letter("2025-05-28"), "2025-05-31", id="over Ascension day"),
        pytest.param(letter("2026-12-24"), "2026-12-30", id="26 December on Saturday"),
        pytest.param(letter("2025-04-25"), "2025-04-30", id="King's day on Saturday"),
        pytest.param(mail("2025-03-09"), "2025-03-09", id="an e-mail, on its day"),
        pytest.param(letter("2025-03-07", "2025-03-08"), "2025-03-08", id="proven"),
        pytest.param(mail("2025-03-07", "2025-03-10"), "2025-03-10", id="opened later"),
        pytest.param(letter("2025-03-07", "2025-03-07"), "2025-03-07", id="by hand"),
    ],
)
def test_dutch_receipt(delivery, receipt):
    assert dutch_receipt(delivery) == day(receipt)


@pytest.mark.parametrize(
    ("deliveries", "words", "last", "safe"),
    [
        ([mail("2025-03-03")], (14, DAY_AFTER_RECEIPT), "2025-03-17", "2025-03-17"),
        ([mail("2025-03-03")], (15, RECEIPT), "2025-03-17", "2025-03-17"),
        ([mail("2025-03-03")], (16, RECEIPT), "2025-03-18", "2025-03-18"),
        ([mail("2025-03-03")], (21, DAY_AFTER_RECEIPT), "2025-03-24", "2025-03-24"),
        ([letter("2025-03-07")], (14, DAY_AFTER_RECEIPT), "2025-03-25", "2025-03-25"),
        # mail and letter: the later receipt counts
        (
            [mail("2025-03-07"), letter("2025-03-07")],
            (14, DAY_AFTER_RECEIPT),
            "2025-03-25",
            "2025-03-25",
        ),
        # Saturday, Sunday, Good Friday, Easter Monday, 5 May, King's day
        ([mail("2025-03-01")], (14, DAY_AFTER_RECEIPT), "2025-03-15", "2025-03-17"),
        ([mail("2025-03-02")], (14, DAY_AFTER_RECEIPT), "2025-03-16", "2025-03-17"),
        ([mail("2025-04-04")], (14, DAY_AFTER_RECEIPT), "2025-04-18", "2025-04-22"),
        ([mail("2025-04-07")], (14, DAY_AFTER_RECEIPT), "2025-04-21", "2025-04-22"),
        ([mail("2026-04-21")], (14, DAY_AFTER_RECEIPT), "2026-05-05", "2026-05-06"),
        ([mail("2026-04-13")], (14, DAY_AFTER_RECEIPT), "2026-04-27", "2026-04-28"),
    ],
)
def test_netherlands(deliveries, words, last, safe):
    for mode, expected in ((STRICT, last), (SAFE, safe)):
        waiting = dutch_waiting(deliveries, day(EARLIER), *words, mode)
        assert waiting.last_day == day(expected)
        assert (waiting.charge_from - waiting.last_day).days == 1
        assert (waiting.first_day - waiting.receipt).days == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"default_from": None}, "letter_before_default"),
        ({"default_from": day("2025-03-04")}, "letter_before_default"),
        (  # sent twice: the first time there was no default yet
            {"deliveries": [mail("2025-03-02"), letter("2025-03-03")]},
            "letter_before_default",
        ),
        ({"days": 13}, "waiting_too_short"),
        ({"days": 14, "counted_from": RECEIPT}, "waiting_too_short"),
        ({"days": 30, "counted_from": LETTER_DATE}, "waiting_too_short"),
        ({"mode": ""}, "unknown_mode"),
        ({"deliveries": [mail("2025-03-03", "2025-03-02")]}, "received_before_sent"),
        ({"deliveries": [letter("2025-03-03", channel="phone")]}, "no_durable_medium"),
    ],
)
def test_netherlands_refuses(change, code):
    usual = {"deliveries": [mail("2025-03-03")], "default_from": day("2025-03-03")}
    assert dutch_waiting(**usual)
    with pytest.raises(LegalError) as refused:
        dutch_waiting(**{**usual, **change})
    assert refused.value.code == code


def test_a_letter_that_puts_in_default():
    notice = dutch_notice_of_default([mail("2025-03-03")])
    assert notice.charge_from == day("2025-03-18")
    twice = dutch_notice_of_default([mail("2025-03-03"), letter("2025-03-03")])
    assert twice.charge_from == day("2025-03-20")
