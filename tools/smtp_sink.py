"""A mail server that delivers nothing: each mail becomes a file.

Run as a program (with the virtual environment's Python, which has aiosmtpd) it
prints its port and takes mail until its standard input ends. As a module it is
used by `./dev` and by tests in tests/system:

    with smtp_sink.running(folder) as port:
        ...
"""

import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from tools.console import ToolError
from tools.odoo_process import free_port
from tools.paths import ROOT
from tools.venv import python


@contextmanager
def running(folder: Path):
    """Take mail on a free port of localhost; yield the port.

    :param folder: gets a file NNNN-RECIPIENT.eml for each recipient of each mail
    :raise ToolError: the server does not start
    """
    folder.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [str(python()), "-m", "tools.smtp_sink", str(folder)],
        stdin=subprocess.PIPE,  # its end ends the server, also when we are killed
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
        start_new_session=True,  # a Ctrl-C at the terminal is not for it
    )
    try:
        line = process.stdout.readline()
        if not line.strip().isdigit():
            raise ToolError("the mail server for tests does not start")
        yield int(line)
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


class _Sink:
    """aiosmtpd's handler: writes down what comes."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._number = len(list(folder.glob("*.eml")))

    async def handle_DATA(self, _server, _session, envelope):
        """Keep a mail as it came, once for each of its recipients."""
        for recipient in envelope.rcpt_tos:
            self._number += 1
            name = "".join(c if c.isalnum() or c in "@.-_" else "_" for c in recipient)
            path = self._folder / f"{self._number:04}-{name}.eml"
            path.write_bytes(envelope.content)
        return "250 kept"


def main(folder: str) -> None:
    """Run the server until standard input ends."""
    from aiosmtpd.controller import Controller  # only the environment has it

    # the controller asks its own port whether it is up, so it cannot be 0
    for _attempt in range(20):
        controller = Controller(_Sink(Path(folder)), "127.0.0.1", free_port())
        try:
            controller.start()
        except OSError:  # somebody else was quicker
            time.sleep(0.1)
        else:
            print(controller.port, flush=True)
            sys.stdin.read()
            controller.stop()
            return
    sys.exit("no free port")


if __name__ == "__main__":
    main(sys.argv[1])
