"""Mails as they come in, of the shapes that mail servers and programs really write.

Each has ``{to}`` (where it comes in) and ``{message_id}`` (of what we had sent to
els@customer.example). No Odoo here: the tests of the engine read them too.
"""

_REPORT = """From: {sender}
To: {{to}}
Return-Path: <>
Date: Mon, 23 Nov 2026 11:05:00 +0100
Message-ID: <report.{name}@mx.example>
Subject: {subject}
{headers}MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="limit"

--limit
Content-Type: text/plain; charset=utf-8

{words}

{parts}--limit--
"""
_ORIGINAL = """--limit
Content-Type: message/rfc822

From: ar@company.example
To: els@customer.example
Subject: Invoice
Message-Id: {message_id}

Dear customer
"""
_HEADERS = """--limit
Content-Type: text/rfc822-headers

From: ar@company.example
To: els@customer.example
Subject: Invoice
Message-Id: {message_id}

"""


def _status(action, status, more=""):
    return f"""--limit
Content-Type: message/delivery-status

Reporting-MTA: dns;mx.example
Received-From-MTA: dns;mail.company.example
Arrival-Date: Mon, 23 Nov 2026 10:02:11 +0000

Original-Recipient: rfc822;Els@customer.example
Final-Recipient: rfc822;els@customer.example
Action: {action}
Status: {status}
{more}
"""


def _disposition(said, more="Original-Message-ID: {message_id}\n"):
    return f"""--limit
Content-Type: message/disposition-notification

Reporting-UA: customer.example; Outlook
Final-Recipient: rfc822;els@customer.example
{more}Disposition: automatic-action/MDN-sent-automatically; {said}

"""


def _report(name, sender, subject, parts, headers="", kind="delivery-status"):
    return _REPORT.format(
        name=name,
        sender=sender,
        subject=subject,
        headers=headers,
        parts=parts,
        kind=kind,
        words=f"{subject}.",
    )


def _mail(name, sender, subject, text, headers=""):
    return f"""From: {sender}
To: {{to}}
Date: Mon, 23 Nov 2026 14:05:00 +0100
Message-ID: <{name}@customer.example>
In-Reply-To: {{message_id}}
References: {{message_id}}
Subject: {subject}
{headers}MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

{text}
"""


ELS = "Els Peeters <els@customer.example>"
REFERENCES = "In-Reply-To: {message_id}\nReferences: {message_id}\n"
REPORTS = {
    "postfix_failed": _report(
        "postfix",
        "MAILER-DAEMON@mx.example (Mail Delivery System)",
        "Undelivered Mail Returned to Sender",
        _status(
            "failed",
            "5.1.1",
            "Remote-MTA: dns; mx.customer.example\nDiagnostic-Code: smtp; 550 5.1.1 "
            "<els@customer.example>: Recipient address rejected:\n User unknown",
        )
        + _ORIGINAL,
        "Auto-Submitted: auto-replied\n",
    ),
    "exchange_failed": _report(
        "exchange",
        "postmaster@customer.onmicrosoft.example",
        "Niet te bezorgen: Factuur",
        _status(
            "failed",
            "5.1.10",
            "Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound",
        )
        + _HEADERS,
        REFERENCES + "Auto-Submitted: auto-replied\nContent-Language: nl-BE\n",
    ),
    "gmail_failed": _report(
        "gmail",
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        "Delivery Status Notification (Failure)",
        _status(
            "failed",
            "5.1.1",
            "Diagnostic-Code: smtp; 550-5.1.1 The email account does not exist.\n"
            " 550 5.1.1 https://support.google.com/mail/?p=NoSuchUser x1si2 - gsmtp",
        )
        + _ORIGINAL,
        REFERENCES + "Auto-Submitted: auto-replied\nX-Failed-Recipients: "
        "els@customer.example\n",
    ),
    "qmail_failed": """From: MAILER-DAEMON@mail.customer.example
To: {to}
Return-Path: <>
Message-ID: <report.qmail@customer.example>
Subject: failure notice

Hi. This is the qmail-send program at mail.customer.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<els@customer.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <bounce@company.example>
Message-Id: {message_id}
Subject: Invoice
""",
    "exim_failed": """From: Mail Delivery System <Mailer-Daemon@mx.example>
To: {to}
Return-Path: <>
Message-ID: <report.exim@mx.example>
X-Failed-Recipients: els@customer.example
Auto-Submitted: auto-replied
References: {message_id}
Subject: Mail delivery failed: returning message to sender

A message that you sent could not be delivered to one or more recipients.

  els@customer.example
    all relevant MX records point to non-existent hosts
""",
    "wrapped_failed": _report(
        "wrapped",
        "MAILER-DAEMON@gateway.customer.example",
        "Undeliverable",
        _status("failed", "5.2.2", "Diagnostic-Code: smtp; 552 mailbox full")
        + _ORIGINAL,
    ).replace("multipart/report; report-type=delivery-status;", "multipart/mixed;"),
    "postfix_delayed": _report(
        "delayed",
        "MAILER-DAEMON@mx.example (Mail Delivery System)",
        "Delayed Mail (still being retried)",
        _status("delayed", "4.4.1", "Diagnostic-Code: smtp; connection timed out")
        + _HEADERS,
    ),
    "plain_delayed": """From: Mail Delivery System <Mailer-Daemon@mx.example>
To: {to}
Return-Path: <>
Message-ID: <report.delay@mx.example>
References: {message_id}
Subject: Warning: message 1aBcD-0001 delayed 24 hours

A message that you sent has not yet been delivered. No action is required.
""",
    "exchange_delivered": _report(
        "delivered",
        "postmaster@customer.onmicrosoft.example",
        "Bezorgd: Factuur",
        _status("delivered", "2.0.0") + _HEADERS,
        REFERENCES,
    ),
    "relayed": _report(
        "relayed",
        "postmaster@mx.example",
        "Relayed: Invoice",
        _status("relayed (to non-DSN-aware mailer)", "2.0.0") + _HEADERS,
    ),
    "read_receipt": _report(
        "read",
        ELS,
        "Gelezen: Factuur",
        _disposition("displayed"),
        kind="disposition-notification",
    ),
    "not_read_receipt": _report(
        "notread",
        ELS,
        "Niet gelezen: Factuur",
        _disposition("deleted"),
        kind="disposition-notification",
    ),
    "receipt_without_part": _report(
        "receipt", ELS, "Read: Invoice", "", REFERENCES, "disposition-notification"
    ),
}
OUT_OF_OFFICE = {
    "exchange_out_of_office_nl": _mail(
        "oof.nl",
        ELS,
        "Automatisch antwoord: Factuur",
        "Ik ben afwezig tot 30 november.",
        "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\n"
        "X-MS-Exchange-Inbox-Rules-Loop: els@customer.example\n",
    ),
    "gmail_vacation_en": _mail(
        "oof.en",
        ELS,
        "Out of Office Re: Invoice",
        "I am away until 30 November.",
        "Precedence: bulk\nX-Autoreply: yes\nAuto-Submitted: auto-replied\n",
    ),
    "free_out_of_office_fr": _mail(
        "oof.fr",
        ELS,
        "=?utf-8?q?R=C3=A9ponse_automatique_=3A_Facture?=",
        "Je suis absente jusqu'au 30 novembre.",
        "Precedence: junk\n",
    ),
    "ticket_receipt": _mail(
        "ticket",
        "Support <support@customer.example>",
        "[#4711] We received your message",
        "Thank you, we will look at it.",
        "Auto-Submitted: auto-replied; owner-email=support@customer.example\n",
    ),
}
ANSWERS = {
    "human_outlook": _mail(
        "human.outlook",
        ELS,
        "RE: Factuur",
        "Wij betalen vrijdag. <b>Beloofd</b>\n\n"
        "________________________________\nVan: Ann <ar@company.example>\n"
        "Verzonden: maandag 23 november 2026 10:02\nAan: Els Peeters\n"
        "Onderwerp: Factuur\n\nBeste Els,\nWellicht is het u ontgaan.",
        "Thread-Topic: Factuur\nX-MS-Has-Attach:\n",
    ),
    "human_gmail": _mail(
        "human.gmail",
        ELS,
        "Re: Invoice",
        "Wij betalen vrijdag.\n\nOp ma 23 nov 2026 om 10:02 schreef Ann "
        "<ar@company.example>:\n\n> Beste Els,\n> Wellicht is het u ontgaan.",
    ),
    # The subject alone makes nobody a machine.
    "human_about_office": _mail(
        "human.office",
        ELS,
        "Out of office last week - Re: Invoice",
        "Sorry, I was away. We pay on Friday.",
        "Auto-Submitted: no\n",
    ),
    "human_on_a_list": _mail(
        "human.list", ELS, "Re: Invoice", "We pay on Friday.", "Precedence: list\n"
    ),
    "other_address": _mail(
        "human.other",
        "Boekhouding Peeters <boekhouding@elsewhere.example>",
        "Re: Factuur",
        "Els gaf dit door: de helft is geweigerd.",
    ),
    "forwarded_answer": _mail(
        "human.forwarded",
        "Jan <jan@accountant.example>",
        "Re: Fwd: Factuur",
        "Mijn klant vroeg mij te antwoorden.",
    )
    .replace("In-Reply-To: {message_id}", "In-Reply-To: <fwd.1@customer.example>")
    .replace(
        "References: {message_id}",
        "References: {message_id}\n <fwd.1@customer.example>",
    ),
    # Somebody passes on what a mail server wrote to him.
    "bounce_passed_on": _report(
        "passed", ELS, "Fwd: Undelivered Mail", _status("failed", "5.1.1"), REFERENCES
    )
    .replace("Return-Path: <>\n", "")
    .replace("multipart/report; report-type=delivery-status;", "multipart/mixed;"),
}
MAILS = REPORTS | OUT_OF_OFFICE | ANSWERS
