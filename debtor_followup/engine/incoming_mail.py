"""What kind of mail came in: somebody's answer, or what a machine wrote.

Mail servers and mail programs write many kinds of mail by themselves. Only what
a person wrote is an answer; only a report that says ``failed`` is a bounce, and
only one that says ``delivered`` proves anything. Messages are read as the
standard library parses them, nothing is fetched and nothing is kept.
"""

import re
from typing import NamedTuple

ANSWER = "answer"
AUTO_REPLY = "auto_reply"  # out of office, receipts of ticket systems
BOUNCED = "bounced"
DELAYED = "delayed"
DELIVERED = "delivered"
READ = "read"
REPORT = "report"  # a report that says nothing about arriving
#: What mail servers and programs report; the others are mails of their own.
REPORTS = (BOUNCED, DELAYED, DELIVERED, READ, REPORT)

DELIVERY_STATUS = "message/delivery-status"
DISPOSITION = "message/disposition-notification"
ORIGINALS = ("message/rfc822", "message/global")
ORIGINAL_HEADERS = ("text/rfc822-headers", "message/global-headers")
#: What a delivery report says of a recipient, in the order in which it counts.
ACTIONS = {"failed": BOUNCED, "delayed": DELAYED, "delivered": DELIVERED}
#: First digit of a status code, where the action is missing. A success without
#: an action proves nothing.
CLASSES = {"5": BOUNCED, "4": DELAYED}

#: Headers that only machines write, whatever stands in the subject.
AUTOMATIC = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Auto-Reply",
    "X-AutoReply-From",
    "X-Mail-Autoreply",
    "X-FC-MachineGenerated",
    "X-Vacation",
)
#: Subjects of automatic answers; they count only beside a header that hints at it.
AUTOMATIC_SUBJECT = re.compile(
    r"\bauto(matic|mated)?[- ]?(reply|response|answer)\b|^\s*auto\s*:"
    r"|\bout[- ]of[- ](the[- ])?office\b|\bon (annual )?leave\b|\bvacation\b"
    r"|\bautomatisch(e)? (antwoord|beantwoording|bericht|antwort)\b"
    r"|\bafwezig|\bbuiten kantoor\b|\bmet (verlof|vakantie)\b"
    r"|\br[ée]ponse automatique\b|\babsen(ce|t|te)\b|\ben (congé|vacances)\b"
    r"|\babwesen|\bim urlaub\b",
    re.IGNORECASE,
)
DELAY_WORDS = re.compile(
    r"\bdelay(ed)?\b|\bwarning: (message|could not)|\bnot yet\b|\bvertraagd\b"
    r"|\bretard(é|ée)?\b|\bverz[öo]ger",
    re.IGNORECASE,
)
MESSAGE_ID = re.compile(r"<[^<>\s]+>")
ID_HEADER = re.compile(r"^message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
ADDRESS = re.compile(r"[^\s<>;:,\"']+@[^\s<>;:,\"']+")

#: What stands between somebody's own words and the message they answer.
QUOTE_LINE = re.compile(
    r"^\s*(-{2,}.*(original message|oorspronkelijk|message d.origine"
    r"|urspr[üu]ngliche|forwarded|doorgestuurd).*|_{10,}\s*)$",
    re.IGNORECASE,
)
QUOTE_INTRO = re.compile(
    r"^\s*(on|op|le|am)\b.{6,300}\b(wrote|schreef|écrit|schrieb)\b.*:\s*$",
    re.IGNORECASE | re.DOTALL,
)
QUOTE_FROM = re.compile(r"^\W*(from|van|de|von)\s?:\W*\S", re.IGNORECASE)
QUOTE_SENT = re.compile(
    r"^\W*(sent|verzonden|envoyé|gesendet|date|datum)\s?:", re.IGNORECASE
)


class MailReading(NamedTuple):
    """What a mail is, and to which of our messages it belongs."""

    kind: str
    message_ids: tuple = ()  # that it answers or reports on
    address: str | None = None  # of which a report speaks
    detail: str = ""  # what the other mail server said


def read_mail(message):
    """Return what an incoming mail is.

    :param message: ``email.message.EmailMessage``
    :return: :class:`MailReading`
    """
    parts = list(_parts(message))
    status = _first(parts, DELIVERY_STATUS)
    disposition = _first(parts, DISPOSITION)
    ids = _message_ids(message, parts, disposition)
    from_machine = _from_machine(message)
    is_report = message.get_content_type() == "multipart/report"
    # A person may pass a report on: then it is that person's message.
    if is_report or (from_machine and (status or disposition)):
        if status:
            return _read_delivery(status, ids)
        if disposition or "disposition-notification" in _header(
            message, "Content-Type"
        ):
            return MailReading(_read_disposition(disposition), ids)
        return _read_words(message, parts, ids)
    if from_machine:
        return _read_words(message, parts, ids)
    return MailReading(AUTO_REPLY if _is_automatic(message) else ANSWER, ids)


def own_words(text):
    """Return what somebody wrote, without the message that it answers.

    :param str text: plain text
    :return: the same text where nothing but quotes is left
    """
    lines, kept = text.splitlines(), []
    for number, line in enumerate(lines):
        if QUOTE_LINE.match(line) or _introduces_quote(lines, number):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
    words = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return words or text.strip()


def _introduces_quote(lines, number):
    """Tell whether a quoted message begins at a line, in the usual ways."""
    if QUOTE_FROM.match(lines[number]):
        return any(QUOTE_SENT.match(line) for line in lines[number + 1 : number + 5])
    # Mail programs break this line, at most in three.
    return any(
        QUOTE_INTRO.match("\n".join(lines[number : number + count]))
        for count in (1, 2, 3)
    )


def _parts(message):
    """Yield the parts of a mail, but nothing from within the mail it reports on."""
    yield message
    if message.get_content_type() in (*ORIGINALS, DELIVERY_STATUS):
        return
    if message.is_multipart():
        for part in message.get_payload():
            yield from _parts(part)


def _first(parts, content_type):
    return next(
        (part for part in parts if part.get_content_type() == content_type), None
    )


def _header(part, name):
    """Return a header as one line, empty without it or when nobody can read it."""
    try:
        return " ".join(str(part.get(name) or "").split())
    except Exception:  # noqa: BLE001 - the parser of headers fails in many ways
        return ""


def _text(part):
    """Return the text of a part, whatever it says about its letters."""
    if part.is_multipart():
        return ""
    data = part.get_payload(decode=True) or b""
    return data.decode("utf-8", errors="replace")


def _message_ids(message, parts, disposition):
    """Return the ids of the messages that a mail is about, the nearest first."""
    found = []
    for part in parts:
        content_type = part.get_content_type()
        if content_type in ORIGINALS and part is not message:
            payload = part.get_payload()
            if isinstance(payload, list) and payload:
                found += _ids(payload[0], "Message-Id")
                found += _ids(payload[0], "X-Microsoft-Original-Message-ID")
        elif content_type in ORIGINAL_HEADERS:
            found += ID_HEADER.findall(_text(part))
    if disposition is not None:
        found += _disposition_ids(disposition)
    found += _ids(message, "In-Reply-To")
    found += reversed(_ids(message, "References"))
    return tuple(dict.fromkeys(found))


def _ids(part, name):
    return MESSAGE_ID.findall(_header(part, name))


def _fields(part):
    """Return the groups of fields of a machine-readable part."""
    payload = part.get_payload()
    return payload if isinstance(payload, list) else [part]


def _field(part, name):
    """Return a field of a report that may not have been parsed as headers."""
    for group in _fields(part):
        if value := _header(group, name):
            return value
    match = re.search(rf"^{name}:[ \t]*(.+)$", _text(part), re.I | re.M)
    return match.group(1).strip() if match else ""


def _disposition_ids(part):
    return MESSAGE_ID.findall(_field(part, "Original-Message-ID"))


def _read_disposition(part):
    """Return what a read receipt says: only that it was shown counts as read."""
    said = _field(part, "Disposition") if part is not None else ""
    shown = said.split(";")[-1].split("/")[0].strip().lower()
    return READ if shown == "displayed" else REPORT


def _read_delivery(part, ids):
    """Read a delivery report: the worst that it says of any recipient counts."""
    readings = {}
    for group in _fields(part):
        action = _header(group, "Action").split("(")[0].strip().lower()
        code = _header(group, "Status")
        if not action and not code:
            continue
        kind = ACTIONS.get(action) if action else CLASSES.get(code[:1])
        kind = kind or REPORT  # relayed and expanded say nothing about arriving
        recipient = _header(group, "Final-Recipient")
        original = _header(group, "Original-Recipient")
        address = ADDRESS.search(recipient) or ADDRESS.search(original)
        said = _header(group, "Diagnostic-Code").split(";", 1)[-1].strip()
        readings.setdefault(
            kind,
            MailReading(kind, ids, address and address.group().lower(), said or code),
        )
    for kind in (*ACTIONS.values(), REPORT):
        if kind in readings:
            return readings[kind]
    return MailReading(BOUNCED, ids)


def _read_words(message, parts, ids):
    """Read a report in words only: who sends it tells that it is one."""
    subject = _header(message, "Subject")
    text = next(
        (_text(part) for part in parts if part.get_content_type() == "text/plain"), ""
    )
    failed = ADDRESS.search(_header(message, "X-Failed-Recipients"))
    kind = DELAYED if DELAY_WORDS.search(subject) else BOUNCED
    ids = tuple(dict.fromkeys([*ids, *ID_HEADER.findall(text)]))
    return MailReading(kind, ids, failed and failed.group().lower(), "")


def _from_machine(message):
    """Tell whether a mail server wrote this."""
    address = ADDRESS.search(_header(message, "From"))
    name = address.group().split("@")[0].lower() if address else ""
    if name == "mailer-daemon" or _header(message, "X-Failed-Recipients"):
        return True
    return name == "postmaster" and _header(message, "Return-Path") == "<>"


def _is_automatic(message):
    """Tell whether a program answered by itself."""
    submitted = _header(message, "Auto-Submitted").split(";")[0].strip().lower()
    if submitted and submitted != "no":
        return True
    if any(_header(message, name).lower() not in ("", "no") for name in AUTOMATIC):
        return True
    precedence = _header(message, "Precedence").lower()
    if precedence == "auto_reply":
        return True
    hinted = (
        precedence in ("bulk", "junk", "list")
        or _header(message, "X-Auto-Response-Suppress")
        or _header(message, "X-MS-Exchange-Generated-Message-Source")
        or _header(message, "Return-Path") == "<>"
    )
    return bool(hinted and AUTOMATIC_SUBJECT.search(_header(message, "Subject")))
