"""A mail server for tests: says yes, no, later or nothing, and remembers.

    with MailServer() as server:
        server.react = lambda step, to: "550 5.1.1 unknown" if step == RCPT else None
        ...
        assert server.arrivals()["a@b.example"] == 1

Each step of each mail is put before `react`, which may answer in the server's
place, break the connection off (`DROP`), wait for a `threading.Event`, or kill
whoever is at the other end.
"""

import asyncio
import email
import email.policy
import threading
from collections import Counter
from dataclasses import dataclass
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tools.odoo_process import free_port

#: The steps of one mail, in order. At `MESSAGE` the whole mail is there and not
#: yet answered for; at `ANSWERED` the client was told that it was taken.
MAIL, RCPT, DATA, MESSAGE, ANSWERED = "MAIL", "RCPT", "DATA", "MESSAGE", "ANSWERED"
STEPS = (MAIL, RCPT, DATA, MESSAGE, ANSWERED)
DROP = "drop the connection"
#: So long a server that is told to wait does wait, in seconds.
PATIENCE = 60


@dataclass
class Arrival:
    """A mail that the server has."""

    to: str
    mail_from: str
    message_id: str
    message: EmailMessage


class MailServer:
    """Takes mail on a free port of localhost in a thread of its own.

    ``react(step, recipient)`` may return an answer that begins with an SMTP code,
    `DROP`, an event to wait for, or None to go on; the recipient is None at MAIL.
    """

    def __init__(self):
        self.port = free_port()
        self.reset()
        self._controller = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_args):
        self.stop()

    def reset(self):
        """Forget what came and say yes to everything."""
        self.arrived: list[Arrival] = []
        self.steps: list[tuple[str, str | None]] = []
        self.react = lambda _step, _recipient: None

    def start(self):
        """Be up."""
        if not self._controller:
            self._controller = _Controller(self)
            self._controller.start()

    def close_door(self):
        """Take no new connections; to be called from `react`."""
        self._controller.server.close()

    def stop(self):
        """Be down."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    def arrivals(self) -> Counter:
        """Return how often a mail to each address came."""
        return Counter(arrival.to for arrival in self.arrived)

    def message_ids(self) -> Counter:
        """Return how often each mail came, by its Message-Id."""
        return Counter(arrival.message_id for arrival in self.arrived)

    def refuse(self, answers: dict[str, str], step: str = RCPT):
        """Answer to some recipients at a step with an SMTP refusal."""
        self.react = lambda now, to: answers.get(to) if now == step else None

    async def reach(self, protocol, step, recipient):
        """Let the test react to a step; return the answer to give instead.

        :raise ConnectionResetError: the test wants the connection broken off
        """
        self.steps.append((step, recipient))
        reaction = self.react(step, recipient)
        if isinstance(reaction, threading.Event):
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(None, reaction.wait, PATIENCE)
            return None
        if reaction == DROP:
            protocol.transport.abort()
            raise ConnectionResetError
        return reaction


class _Controller(Controller):
    """Runs the protocol below, with the server's wishes."""

    def __init__(self, server: MailServer):
        self.mail_server = server
        super().__init__(_Handler(server), "127.0.0.1", server.port)

    def factory(self):
        protocol = _Protocol(self.handler, hostname="test.example")
        protocol.mail_server = self.mail_server
        return protocol


class _Protocol(SMTP):
    """Tells the test about the steps that a handler does not see."""

    async def smtp_DATA(self, arg):
        to = self.envelope.rcpt_tos[0] if self.envelope.rcpt_tos else None
        answer = await self.mail_server.reach(self, DATA, to)
        if answer:
            await self.push(answer)
            return
        taken = len(self.mail_server.arrived)
        await super().smtp_DATA(arg)
        if len(self.mail_server.arrived) > taken:
            await self.mail_server.reach(self, ANSWERED, to)

    async def handle_exception(self, error):
        if isinstance(error, ConnectionResetError):
            return "421 gone"
        return await super().handle_exception(error)

    async def push(self, status):
        if self.transport and not self.transport.is_closing():
            await super().push(status)


class _Handler:
    """aiosmtpd's handler: what the server says at each step."""

    def __init__(self, server: MailServer):
        self.server = server

    async def handle_MAIL(self, protocol, _session, envelope, address, options):
        answer = await self.server.reach(protocol, MAIL, None)
        if answer:
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, protocol, _session, envelope, address, options):
        answer = await self.server.reach(protocol, RCPT, address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, protocol, _session, envelope):
        """Keep the mail first: who breaks off now may well have taken it."""
        kept = len(self.server.arrived)
        message = email.message_from_bytes(
            envelope.content, policy=email.policy.default
        )
        self.server.arrived += [
            Arrival(to, envelope.mail_from, message["Message-Id"], message)
            for to in envelope.rcpt_tos
        ]
        answer = await self.server.reach(protocol, MESSAGE, envelope.rcpt_tos[0])
        if answer and not answer.startswith("2"):
            del self.server.arrived[kept:]
        return answer or "250 taken"
