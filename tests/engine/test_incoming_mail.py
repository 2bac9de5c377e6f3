"""Mails of real shapes, and what they are."""

from email import message_from_string, policy
from pathlib import Path
from runpy import run_path

import pytest

from engine.incoming_mail import own_words, read_mail

TESTS_OF_THE_ADDON = Path(__file__).parents[2] / "debtor_followup" / "tests"
MAILS = run_path(TESTS_OF_THE_ADDON / "raw_mails.py")["MAILS"]

EXPECTED = {
    "postfix_failed": ("bounced", "els@customer.example", "550 5.1.1"),
    "exchange_failed": ("bounced", "els@customer.example", "RESOLVER.ADR"),
    "gmail_failed": ("bounced", "els@customer.example", "NoSuchUser"),
    "qmail_failed": ("bounced", None, ""),
    "exim_failed": ("bounced", "els@customer.example", ""),
    "wrapped_failed": ("bounced", "els@customer.example", "mailbox full"),
    "postfix_delayed": ("delayed", "els@customer.example", "timed out"),
    "plain_delayed": ("delayed", None, ""),
    "exchange_delivered": ("delivered", "els@customer.example", ""),
    "relayed": ("report", "els@customer.example", ""),
    "read_receipt": ("read", None, ""),
    "not_read_receipt": ("report", None, ""),
    "receipt_without_part": ("report", None, ""),
    "exchange_out_of_office_nl": ("auto_reply", None, ""),
    "gmail_vacation_en": ("auto_reply", None, ""),
    "free_out_of_office_fr": ("auto_reply", None, ""),
    "ticket_receipt": ("auto_reply", None, ""),
    "human_outlook": ("answer", None, ""),
    "human_gmail": ("answer", None, ""),
    "human_about_office": ("answer", None, ""),
    "human_on_a_list": ("answer", None, ""),
    "other_address": ("answer", None, ""),
    "forwarded_answer": ("answer", None, ""),
    "bounce_passed_on": ("answer", None, ""),
}


def parse(name, **values):
    values = {"to": "x@company.example", "message_id": "<1@company.example>", **values}
    return message_from_string(MAILS[name].format(**values), policy=policy.SMTP)


def test_every_mail_is_tested():
    assert set(EXPECTED) == set(MAILS)


@pytest.mark.parametrize("name", EXPECTED)
def test_kind_address_and_detail(name):
    reading = read_mail(parse(name))
    kind, address, detail = EXPECTED[name]
    assert (reading.kind, reading.address) == (kind, address)
    assert detail in reading.detail


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_message_it_is_about(name):
    assert "<1@company.example>" in read_mail(parse(name)).message_ids


def test_broken_headers_do_no_harm():
    text = "From: =?broken?\nAuto-Submitted: \nReturn-Path: <\n\nHello"
    assert read_mail(message_from_string(text, policy=policy.SMTP)).kind == "answer"


QUOTED = {
    "gmail": "We pay Friday.\n\nOn Mon, 23 Nov 2026 at 10:02, Ann\n<ar@c.example> "
    "wrote:\n\n> Dear customer",
    "dutch": "We pay Friday.\n\nOp ma 23 nov 2026 om 10:02 schreef Ann <a@c.example>:"
    "\n> Beste klant",
    "french": "We pay Friday.\n\nLe lun. 23 nov. 2026 à 10:02, Ann <a@c.example> a "
    "écrit :\n> Bonjour",
    "german": "We pay Friday.\n\nAm 23.11.2026 um 10:02 schrieb Ann:\n> Guten Tag",
    "outlook": "We pay Friday.\n\n________________________________\nVan: Ann\n"
    "Verzonden: maandag\nAan: Els\n\nBeste",
    "outlook_html": "We pay Friday.\n\n*Van:* Ann <a@c.example>\n*Verzonden:* maandag"
    "\n*Aan:* Els\n\nBeste",
    "old_outlook": "We pay Friday.\n\n-----Original Message-----\nFrom: Ann\n\nDear",
    "between": "> When do you pay?\nWe pay Friday.",
}


@pytest.mark.parametrize("name", QUOTED)
def test_own_words(name):
    assert own_words(QUOTED[name]) == "We pay Friday."


def test_words_that_only_look_like_a_quote():
    text = "From: my point of view this is paid.\nOn Monday we wrote you twice"
    assert own_words(text) == text


def test_nothing_but_quotes_stays():
    assert own_words("> Dear customer\n> Please pay") == "> Dear customer\n> Please pay"
